"""No control is passed by a split, a merge or a copy: approval, rules, coupons, both sides."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.approval import Standing
from orderkit.approval.policies import AmountBand
from orderkit.order import (
    AddLine,
    AddLines,
    Adjustment,
    AdjustmentKind,
    Advance,
    Amend,
    Cancel,
    CastVote,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    Command,
    Line,
    Order,
    PlaceOrder,
    Portion,
    Reserve,
    SplitOff,
    Terms,
    Unvoid,
    Void,
)
from orderkit.process import (
    LineageOutcome,
    OrderDesk,
    OrderPath,
    copy_order,
    merge_orders,
    split_order,
    standard_path,
)
from orderkit.testing import check_database
from orderkit.validation import COUPON_LIMIT, COUPON_STATUS, RuleSet, ValidationGate
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
BOSS: Final = Context.by("boss", ACME, AT, "lead")
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


def test_i_37_what_comes_into_an_approved_order_is_approved_anew() -> None:
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


def test_i_37_what_stays_of_an_approved_order_stays_approved_and_its_part_does_not() -> None:
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


def test_i_37_what_stays_is_not_approved_by_others_than_it_asks_for() -> None:
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


SPRING: Final = "SPRING"
OFF: Final = Adjustment(
    id=LineId("spring"),
    code=SPRING,
    kind=AdjustmentKind.DISCOUNT,
    amount=-1000,
    lines=(ONE,),
    shares=(-200,) * 5,
)
CANCEL: Final = Cancel((Portion(ONE, 5),))


@pytest.fixture
def shop(tmp_path: Path) -> OrderDesk:
    """A desk with a coupon that may be redeemed once."""
    database = SqliteDatabase(tmp_path / "orders.db")
    with database.write() as work:
        work.subjects.put(ACME, COUPON_STATUS.key(SPRING), "active")
        work.subjects.put(ACME, COUPON_LIMIT.key(SPRING), 1)
    return OrderDesk(database, standard_path(documented={}))


def sound(desk: OrderDesk) -> None:
    """The counts of coupons are those of the orders."""
    assert isinstance(desk.database, SqliteDatabase)
    assert [each for each in check_database(desk.database) if not each.ok] == []


def with_coupon(name: str) -> PlaceOrder:
    return PlaceOrder(terms(name, 5, coupons=(SPRING,), adjustments=(OFF,)))


def codes(outcome: LineageOutcome) -> list[str]:
    return [found.code for found in outcome.findings]


def cancelled_and_used_again(desk: OrderDesk) -> None:
    """O1 gave its coupon back, and O2 has it."""
    assert told(desk, "O1", with_coupon("O1"), CANCEL) == []
    assert told(desk, "O2", with_coupon("O2")) == []


def test_i_27_a_coupon_that_was_given_back_is_not_merged_into_another_order(
    shop: OrderDesk,
) -> None:
    cancelled_and_used_again(shop)
    told(shop, "O3", PlaceOrder(terms("O3", 1)))
    assert codes(merge_orders(shop, key("O3"), [key("O1")], ANN)) == ["coupon.used_up"]
    assert codes(merge_orders(shop, key("O1"), [key("O3")], ANN)) == ["coupon.used_up"]
    # What an order has already goes along, whatever becomes of the coupon.
    with shop.database.write() as work:
        work.subjects.put(ACME, COUPON_STATUS.key(SPRING), "stopped")
    assert merge_orders(shop, key("O3"), [key("O2")], ANN).done
    assert order(shop, "O3").redeemed == (SPRING,)
    sound(shop)


def test_i_27_a_cancelled_order_gets_no_lines_with_a_coupon_that_another_has(
    shop: OrderDesk,
) -> None:
    cancelled_and_used_again(shop)
    more = Line.priced("2", "LID", 1, "1.00", EUR)
    assert told(shop, "O1", AddLines(lines=(more,))) == ["coupon.used_up"]
    for change in (ChangeQuantity(ONE, 9), AddLine(more)):
        assert told(shop, "O1", Amend.on(order(shop, "O1"), change)) == ["coupon.used_up"]
    dated = ChangeDate(ONE, AT.date())
    assert told(shop, "O1", Amend.on(order(shop, "O1"), dated)) == []
    sound(shop)


def test_i_27_a_discount_that_was_split_off_keeps_its_coupon_used_up(shop: OrderDesk) -> None:
    assert told(shop, "O1", with_coupon("O1")) == []
    assert split_order(shop, key("O1"), off(4, "O1-B"), ANN).done
    assert told(shop, "O1", Cancel((Portion(ONE, 1),))) == []
    assert order(shop, "O1").redeemed == (SPRING,)
    assert told(shop, "O2", with_coupon("O2")) == ["coupon.used_up"]
    assert told(shop, "O1", Void("a mistake")) == []
    assert told(shop, "O2", with_coupon("O2")) == ["coupon.used_up"]
    # Back together, it is free again once all of it is given up.
    assert told(shop, "O1", Unvoid()) == []
    assert merge_orders(shop, key("O1"), [key("O1-B")], ANN).done
    assert told(shop, "O1", Cancel((Portion(ONE, 4),))) == []
    assert told(shop, "O2", with_coupon("O2")) == []
    sound(shop)


def test_i_27_a_copy_redeems_the_coupon_once_more(shop: OrderDesk) -> None:
    assert told(shop, "O1", with_coupon("O1")) == []
    assert codes(copy_order(shop, key("O1"), OrderId("O2"), ANN)) == ["coupon.used_up"]
    assert told(shop, "O1", CANCEL) == []
    assert copy_order(shop, key("O1"), OrderId("O2"), ANN).done
    assert order(shop, "O2").redeemed == (SPRING,)
    sound(shop)
