"""No control is passed by a split, a merge or a copy: approval, rules, coupons, both sides."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, final

import attrs

from orderkit.adapters.memory import MemoryDatabase
from orderkit.approval import Standing
from orderkit.approval.policies import AmountBand
from orderkit.order import (
    Advance,
    Amend,
    CastVote,
    ChangePrice,
    Command,
    Line,
    Order,
    PlaceOrder,
    Portion,
    Reserve,
    SplitOff,
    Terms,
)
from orderkit.process import OrderDesk, OrderPath, merge_orders, split_order, standard_path
from orderkit.validation import RuleSet, ValidationGate
from orderkit.validation.policies import QuantityInRange
from orderkit.values import (
    ChannelCode,
    Choice,
    Context,
    Currency,
    Exact,
    LineId,
    Money,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    RoleName,
    Vote,
)

ACME: Final = OrganisationId("acme")
EUR: Final = Currency.of("EUR")
LEAD: Final = RoleName("lead")
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANN: Final = Context.by("ann", ACME, AT)
BOSS: Final = attrs.evolve(ANN, actor=attrs.evolve(ANN.actor, id="boss", roles=frozenset({LEAD})))
ONE: Final = LineId("1")
BAND: Final = AmountBand(least=Money(10_000, EUR), role=LEAD)


def key(name: str) -> OrderKey:
    return OrderKey(ACME, OrderId(name))


def terms(name: str, many: int, **changes: Any) -> Terms:  # noqa: ANN401 - fields of any kind
    made = Terms(
        organisation=ACME,
        order=OrderId(name),
        channel=ChannelCode("shop"),
        number=name,
        customer=PartyId("C-7"),
        ordered_at=AT,
        currency=EUR,
        lines=(Line.priced("1", "MUG", many, "10.00", EUR),),
    )
    return attrs.evolve(made, **changes)


def told(desk: OrderDesk, name: str, *commands: Command, context: Context = ANN) -> list[str]:
    return [
        found.code
        for command in commands
        for found in desk.handle(key(name), command, context).findings
    ]


def order(desk: OrderDesk, name: str) -> Order:
    found = desk.order(key(name), ANN)
    assert found is not None
    return found


def off(many: int, to: str) -> SplitOff:
    return SplitOff(to=OrderId(to), portions=(Portion(ONE, many),))


ASKED: Final = (Advance(MoveName("validate")), Advance(MoveName("submit")))


def approving(**orders: int) -> OrderDesk:
    """A desk at which orders of 100.00 and more are approved, with some orders."""
    desk = OrderDesk(MemoryDatabase(), standard_path(approval=BAND, documented={}))
    for name, many in orders.items():
        assert told(desk, name, PlaceOrder(terms(name, many)), *ASKED) == []
    return desk


def vote(desk: OrderDesk, name: str) -> list[str]:
    digest = order(desk, name).terms.digest
    return told(desk, name, CastVote(choice=Choice.APPROVE, role=LEAD, digest=digest), context=BOSS)


def test_what_comes_into_an_approved_order_is_approved_anew() -> None:
    desk = approving(SMALL=1, LARGE=1000)
    assert order(desk, "SMALL").stage == "approved"
    assert told(desk, "SMALL", Reserve((Portion(ONE, 1),))) == []
    assert merge_orders(desk, key("SMALL"), [key("LARGE")], ANN).done
    assert order(desk, "SMALL").stage == "captured"
    assert told(desk, "SMALL", Reserve((Portion(ONE, 1000),))) == ["flow.closed"]
    assert told(desk, "SMALL", *ASKED) == []
    assert order(desk, "SMALL").stage == "approval"
    assert vote(desk, "SMALL") == []
    assert order(desk, "SMALL").stage == "approved"


def test_small_orders_that_stay_small_together_need_no_approval() -> None:
    desk = approving(O1=2, O2=3)
    assert merge_orders(desk, key("O1"), [key("O2")], ANN).done
    assert order(desk, "O1").stage == "approved"


def test_what_stays_of_an_approved_order_stays_approved_and_its_part_does_not() -> None:
    desk = approving(LARGE=1000)
    assert vote(desk, "LARGE") == []
    dearer = Amend.on(order(desk, "LARGE"), ChangePrice(ONE, Exact(1000)))
    assert told(desk, "LARGE", dearer) == ["amendment.unapproved"]
    assert split_order(desk, key("LARGE"), off(400, "PART"), ANN).done
    assert (order(desk, "LARGE").stage, order(desk, "PART").stage) == ("approved", "captured")
    # A split is no way around the approval of what comes after it.
    dearer = Amend.on(order(desk, "LARGE"), ChangePrice(ONE, Exact(1000)))
    assert told(desk, "LARGE", dearer) == ["amendment.unapproved"]
    assert told(desk, "PART", *ASKED) == []
    assert order(desk, "PART").stage == "approval"


@final
@attrs.frozen
class FewPieces:
    """An approval policy that asks for a second person where little is sold at a good price."""

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        few = order.terms.lines[0].quantity < 100
        return (LEAD, RoleName("margin")) if few else (LEAD,)

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        asked = set(self.roles(order))
        return Standing.APPROVED if asked <= {each.role for each in votes} else Standing.PENDING


def test_what_stays_is_not_approved_by_others_than_it_asks_for() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path(approval=FewPieces(), documented={}))
    assert told(desk, "O1", PlaceOrder(terms("O1", 300)), *ASKED) == []
    assert vote(desk, "O1") == []
    outcome = split_order(desk, key("O1"), off(250, "O1-B"), ANN)
    assert [found.code for found in outcome.findings] == ["split.unapproved"]
    assert split_order(desk, key("O1"), off(200, "O1-B"), ANN).done


def test_no_merge_brings_about_what_rules_forbid() -> None:
    rules = ValidationGate(RuleSet((QuantityInRange(most=10),)))
    desk = OrderDesk(MemoryDatabase(), OrderPath(gates=(rules,)))
    for name, many in (("O1", 6), ("O2", 5), ("O3", 4)):
        assert told(desk, name, PlaceOrder(terms(name, many))) == []
    outcome = merge_orders(desk, key("O1"), [key("O2")], ANN)
    assert [found.code for found in outcome.findings] == ["quantity.range"]
    assert merge_orders(desk, key("O1"), [key("O3")], ANN).done
