"""Rules that are swapped while orders are under way: each is judged by those that it began on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.codec import read_progress, write_progress
from orderkit.order import (
    Advance,
    Amend,
    ChangeQuantity,
    Judge,
    Line,
    OrderPlaced,
    Pinning,
    PlaceOrder,
    Terms,
    preview,
)
from orderkit.ports import Database
from orderkit.process import OrderDesk, OrderPath
from orderkit.validation import RuleSet, ValidationGate, read_rules
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    LineId,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

HERE: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", HERE, datetime(2026, 3, 2, tzinfo=UTC))
EUR: Final = Currency.of("EUR")
VALIDATE: Final = Advance(MoveName("validate"))


def rules(most: int) -> RuleSet:
    return read_rules(f'[[rules]]\nrule = "quantity_in_range"\nmost = {most}\n', source="x.toml")


OLD: Final = ValidationGate(rules(5), placing=rules(5))
NEW: Final = OLD.swapped(rules(3), placing=rules(3))


def placed(desk: OrderDesk, name: str, quantity: int) -> OrderKey:
    terms = Terms(
        organisation=HERE,
        order=OrderId(name),
        channel=ChannelCode("shop"),
        number=name,
        customer=PartyId("C1"),
        ordered_at=ANN.at,
        currency=EUR,
        lines=(Line.priced("1", "MUG", quantity, "2.50", EUR),),
    )
    key = OrderKey(HERE, terms.order)
    assert desk.handle(key, PlaceOrder(terms), ANN).accepted
    return key


def mosts(desk: OrderDesk, key: OrderKey, quantity: int) -> list[object]:
    """By which bounds a quantity is refused."""
    order = desk.order(key, ANN)
    assert order is not None
    amend = Amend.on(order, ChangeQuantity(LineId("1"), quantity))
    return [found.param("most") for found in desk.why_not(key, amend, ANN)]


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db")


def test_a_48_an_order_is_judged_by_the_rules_that_it_began_on(database: Database) -> None:
    before = OrderDesk(database, OrderPath(gates=(OLD,)))
    first = placed(before, "O1", 4)
    assert mosts(before, first, 6) == [5]

    after = OrderDesk(database, OrderPath(gates=(NEW,)))
    second = placed(after, "O2", 3)
    assert (mosts(after, first, 5), mosts(after, first, 6)) == ([], [5])
    assert (mosts(after, second, 4), mosts(after, second, 6)) == ([3], [3])

    (event,) = (each.event for each in after.history(second, ANN))
    assert isinstance(event, OrderPlaced)
    order = after.order(second, ANN)
    assert order is not None
    assert event.rules == order.rules == NEW.digest != OLD.digest


def test_a_48_a_stored_order_keeps_the_rules_that_it_began_on() -> None:
    desk = OrderDesk(MemoryDatabase(), OrderPath(gates=(OLD,)))
    order = desk.order(placed(desk, "O1", 5), ANN)
    assert order is not None
    assert read_progress(write_progress(order), order.terms).rules == OLD.digest


def test_a_48_rules_that_are_swapped_twice_all_serve_on(database: Database) -> None:
    third = NEW.swapped(rules(9), placing=rules(9))
    keys = {
        most: placed(OrderDesk(database, OrderPath(gates=(gate,))), f"O{most}", 1)
        for most, gate in ((5, OLD), (3, NEW), (9, third))
    }
    desk = OrderDesk(database, OrderPath(gates=(third,)))
    assert {most: mosts(desk, key, 10) for most, key in keys.items()} == {5: [5], 3: [3], 9: [9]}


def test_a_48_rules_that_nobody_has_any_more_are_told(database: Database) -> None:
    lost = placed(OrderDesk(database, OrderPath(gates=(ValidationGate(rules(8)),))), "O1", 1)
    desk = OrderDesk(database, OrderPath(gates=(NEW,)))
    order = desk.order(lost, ANN)
    assert order is not None
    for command in (VALIDATE, Amend.on(order, ChangeQuantity(LineId("1"), 2))):
        found = desk.why_not(lost, command, ANN)
        assert "rules.version" in [each.code for each in found]
    assert [each.code for each in NEW.judge(order, ANN)] == ["rules.version"]
    assert tuple(NEW.judges(order)) == tuple(NEW.declares(order, VALIDATE)) == ()
    submit = Advance(MoveName("submit"))
    assert NEW.check(order, submit, ANN) == ()


def test_a_48_an_order_of_no_rules_is_judged_by_those_of_now(database: Database) -> None:
    plain = OrderDesk(database, OrderPath(gates=(ValidationGate(RuleSet()),)))
    key = placed(plain, "O1", 5)
    order = plain.order(key, ANN)
    assert order is not None
    assert order.rules == ""
    desk = OrderDesk(database, OrderPath(gates=(NEW,)))
    assert mosts(desk, key, 4) == [3]
    # A host that names no earlier rules judges all orders by those it has.
    alone = OrderDesk(database, OrderPath(gates=(ValidationGate(rules(3)),)))
    assert mosts(alone, key, 4) == [3]


def test_a_judge_speaks_by_the_rules_that_the_order_began_on() -> None:
    desk = OrderDesk(MemoryDatabase(), OrderPath(gates=(OLD,)))
    order = desk.order(placed(desk, "O1", 5), ANN)
    assert isinstance(NEW, Judge)
    assert isinstance(NEW, Pinning)
    assert order is not None
    assert NEW.judge(order, ANN) == ()
    assert tuple(NEW.judges(order)) == ()
    shown = preview(order, Amend.on(order, ChangeQuantity(LineId("1"), 6)), ANN, (NEW,))
    assert [found.param("most") for found in shown.decision.findings] == [5]
    unpinned = attrs.evolve(order, rules="")
    assert [found.param("most") for found in NEW.judge(unpinned, ANN)] == [3]
