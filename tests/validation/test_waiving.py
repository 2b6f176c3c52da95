"""Waivers of rules: in which role, how long, and kept in the order's history, on real stores."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.order import (
    Advance,
    Amend,
    ChangePrice,
    FindingWaived,
    Line,
    PlaceOrder,
    Terms,
)
from orderkit.ports import Database
from orderkit.process import OrderDesk, standard_path
from orderkit.validation import RuleSet, ValidationGate, Weighed
from orderkit.validation.policies import MinimumOrder, PriceAboveFloor
from orderkit.values import (
    ChannelCode,
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
    Severity,
    Waiver,
)

HERE: Final = OrganisationId("acme")
AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
ANN: Final = Context.by("ann", HERE, AT)
BOB: Final = Context.by("bob", HERE, AT, "manager")
EUR: Final = Currency.of("EUR")
MUGS: Final = attrs.evolve(
    Line.priced("1", "MUG", 4, "2.50", EUR),
    floor_price=Exact.of("2.75"),
    requested=date(2026, 4, 1),
)
TERMS: Final = Terms(
    organisation=HERE,
    order=OrderId("O1"),
    channel=ChannelCode("shop"),
    number="1001",
    customer=PartyId("C1"),
    ordered_at=AT,
    currency=EUR,
    lines=(MUGS,),
)
KEY: Final = OrderKey(HERE, TERMS.order)
VALIDATE: Final = Advance(MoveName("validate"))
RULES: Final = RuleSet((PriceAboveFloor(), MinimumOrder(least=Money(1, EUR))))


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db")


def desk_of(database: Database, rules: RuleSet = RULES) -> OrderDesk:
    desk = OrderDesk(database, standard_path(rules=rules))
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    return desk


def word(desk: OrderDesk, until: datetime | None = None, role: str = "manager") -> Waiver:
    (found,) = desk.why_not(KEY, VALIDATE, BOB)
    return Waiver.of(
        found, by=BOB.actor.id, at=AT, reason="an old customer", until=until, role=RoleName(role)
    )


def test_i_43_a_waiver_is_part_of_the_history_and_clears_one_finding(database: Database) -> None:
    desk = desk_of(database)
    waiver = word(desk, until=AT + timedelta(days=30))
    assert desk.handle(KEY, VALIDATE, attrs.evolve(BOB, waivers=(waiver,))).accepted
    told = [each.event for each in desk.history(KEY, ANN)]
    assert [each.waiver for each in told if isinstance(each, FindingWaived)] == [waiver]
    order = desk.order(KEY, ANN)
    assert order is not None
    assert order.waivers == (waiver,)
    assert order.waivers[0].role == "manager"


@pytest.mark.parametrize("price", ["2.50", "2.60", "2.40"])
def test_i_43_a_waiver_lapses_when_the_price_changes(database: Database, price: str) -> None:
    desk = desk_of(database)
    waiver, waived = word(desk), ANN
    cheaper = PlaceOrder(attrs.evolve(TERMS, lines=(_at(price),)))
    again = OrderDesk(MemoryDatabase(), desk.path)
    assert again.handle(KEY, cheaper, waived).accepted
    same = price == "2.50"
    assert again.handle(KEY, VALIDATE, attrs.evolve(BOB, waivers=(waiver,))).accepted is same
    # On the order itself: once it is let pass, a mended price is not, and needs another word.
    assert desk.handle(KEY, VALIDATE, attrs.evolve(BOB, waivers=(waiver,))).accepted
    order = desk.order(KEY, ANN)
    assert order is not None
    if not same:
        amend = Amend.on(order, ChangePrice(LineId("1"), price))
        assert [found.code for found in desk.why_not(KEY, amend, ANN)] == ["price.below_floor"]


def _at(price: str) -> Line:
    dear = Line.priced("1", "MUG", 4, price, EUR)
    return attrs.evolve(dear, floor_price=MUGS.floor_price, requested=MUGS.requested)


def test_i_43_a_waiver_lapses_on_its_last_day(database: Database) -> None:
    desk = desk_of(database)
    waiver = word(desk, until=AT + timedelta(days=1))
    late = attrs.evolve(BOB, at=AT + timedelta(days=1), waivers=(waiver,))
    assert not desk.handle(KEY, VALIDATE, late).accepted


def test_i_43_what_a_rule_declares_unwaivable_is_not_waived(database: Database) -> None:
    strict = RuleSet((Weighed(PriceAboveFloor(), Severity.BLOCK),))
    desk = desk_of(database, strict)
    refused = desk.handle(KEY, VALIDATE, attrs.evolve(BOB, waivers=(word(desk),)))
    assert [(found.code, found.severity.value) for found in refused.findings] == [
        ("price.below_floor", "block")
    ]


def test_i_40_the_maker_of_an_order_waives_nothing_in_it(database: Database) -> None:
    desk = desk_of(database)
    own = attrs.evolve(word(desk, role=""), by=ANN.actor.id)
    refused = desk.handle(KEY, VALIDATE, attrs.evolve(ANN, waivers=(own,)))
    assert [found.code for found in refused.findings] == ["price.below_floor", "waiver.maker"]
    order = desk.order(KEY, ANN)
    assert order is not None
    assert order.waivers == ()


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("manager", []),
        ("", ["price.below_floor", "waiver.role"]),
        ("clerk", ["price.below_floor", "waiver.role", "waiver.role_not_held"]),
    ],
)
def test_a_gate_says_which_roles_may_waive(role: str, codes: list[str]) -> None:
    gate = ValidationGate(RULES, waived_by=frozenset({RoleName("manager")}))
    path = standard_path()
    desk = OrderDesk(MemoryDatabase(), attrs.evolve(path, gates=(gate, *path.gates[1:])))
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    said = attrs.evolve(BOB, waivers=(word(desk, role=role),))
    answer = desk.handle(KEY, VALIDATE, said)
    assert answer.accepted is not bool(codes)
    if codes:
        assert [found.code for found in answer.findings] == codes
