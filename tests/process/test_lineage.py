"""Splitting, merging and copying at the desk, on real databases."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.errors import ConflictError
from orderkit.order import (
    Hold,
    Order,
    PlaceOrder,
    Portion,
    Ship,
    SplitOff,
    Unvoid,
    Void,
    copy_of,
    merging,
    part_of,
)
from orderkit.ports import Database
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
from orderkit.testing.stored import terms_of
from orderkit.values import (
    Context,
    Currency,
    IdempotencyKey,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

ACME: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
PATH: Final = OrderPath()


def key(name: str) -> OrderKey:
    return OrderKey(ACME, OrderId(name))


def keyed(name: str) -> Context:
    return attrs.evolve(ANN, key=IdempotencyKey(name))


def desk_of(database: Database, *names: str, path: OrderPath = PATH) -> OrderDesk:
    desk = OrderDesk(database, path)
    for name in names:
        assert desk.handle(key(name), PlaceOrder(terms_of(name, pieces=5)), ANN).accepted
    return desk


def off(many: int, to: str) -> SplitOff:
    return SplitOff(to=OrderId(to), portions=(Portion(LineId("1"), many),))


def order(desk: OrderDesk, name: str) -> Order:
    found = desk.order(key(name), ANN)
    assert found is not None
    return found


def pieces(desk: OrderDesk, *names: str) -> list[int]:
    return [sum(line.quantity for line in order(desk, name).terms.lines) for name in names]


def codes(outcome: LineageOutcome) -> list[str]:
    return [found.code for found in outcome.findings]


def sound(database: SqliteDatabase) -> None:
    broken = [each for each in check_database(database) if not each.ok]
    assert broken == []


def test_a_split_and_its_merge_are_saved_on_both_sides(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db")
    desk = desk_of(database, "O1")
    assert split_order(desk, key("O1"), off(2, "O1-B"), ANN, number="2").done
    assert pieces(desk, "O1", "O1-B") == [3, 2]
    sound(database)
    assert merge_orders(desk, key("O1"), [key("O1-B")], ANN).done
    assert pieces(desk, "O1", "O1-B") == [5, 0]
    sound(database)
    # Read again from the file, with its lineage.
    again = OrderDesk(SqliteDatabase(tmp_path / "orders.db"), PATH)
    assert order(again, "O1") == order(desk, "O1")
    assert [each.went for each in order(again, "O1").lineage] == [True, False]


def test_where_the_part_cannot_be_placed_nothing_is_split() -> None:
    desk = desk_of(MemoryDatabase(), "O1", "O2")
    before = order(desk, "O1")
    assert codes(split_order(desk, key("O1"), off(2, "O2"), ANN)) == ["order.exists"]
    assert order(desk, "O1") == before
    # On the standard path no two orders have one number of a channel.
    desk = desk_of(MemoryDatabase(), "O1", path=standard_path())
    number = order(desk, "O1").terms.number
    outcome = split_order(desk, key("O1"), off(2, "O1-B"), ANN, number=number)
    assert codes(outcome) == ["order.duplicate"]
    assert pieces(desk, "O1") == [5]
    assert split_order(desk, key("O1"), off(2, "O1-B"), ANN).done


def test_a_repeat_under_one_key_splits_once() -> None:
    desk = desk_of(MemoryDatabase(), "O1")
    for _ in range(2):
        assert split_order(desk, key("O1"), off(2, "O1-B"), keyed("k1")).done
    assert pieces(desk, "O1", "O1-B") == [3, 2]
    with pytest.raises(ConflictError):
        split_order(desk, key("O1"), off(1, "O1-C"), keyed("k1"))
    assert merge_orders(desk, key("O1"), [key("O1-B")], keyed("k2")).done
    assert merge_orders(desk, key("O1"), [key("O1-B")], keyed("k2")).done
    assert pieces(desk, "O1") == [5]


def test_a_merge_tells_what_stands_against_it_on_both_sides_and_does_nothing() -> None:
    desk = desk_of(MemoryDatabase(), "O1")
    other = attrs.evolve(
        terms_of("O2", pieces=5), currency=Currency.of("JPY"), customer=PartyId("C9")
    )
    desk.handle(key("O2"), PlaceOrder(other), ANN)
    desk.handle(key("O2"), Ship((Portion(LineId("1"), 1),)), ANN)
    before = order(desk, "O1"), order(desk, "O2")
    outcome = merge_orders(desk, key("O1"), [key("O2")], ANN)
    assert codes(outcome) == ["merge.shipped", "merge.currency", "merge.party"]
    paths = [found.path for found in outcome.findings]
    assert paths == ["orders/O2/lines/1", "orders/O2/currency", "orders/O2/customer"]
    assert (order(desk, "O1"), order(desk, "O2")) == before
    assert codes(merge_orders(desk, key("O1"), [key("O9")], ANN)) == ["order.unknown"]


def test_of_several_orders_all_are_merged_or_none() -> None:
    desk = desk_of(MemoryDatabase(), "O1", "O2", "O3")
    desk.handle(key("O3"), Ship((Portion(LineId("1"), 1),)), ANN)
    outcome = merge_orders(desk, key("O1"), [key("O2"), key("O3")], ANN)
    assert codes(outcome) == ["merge.shipped"]
    assert pieces(desk, "O1", "O2", "O3") == [5, 5, 5]
    assert not order(desk, "O2").marks


def test_of_several_orders_each_says_what_stands_against_it() -> None:
    desk = desk_of(MemoryDatabase(), "O1", "O2", "O3")
    for name in ("O2", "O3"):
        desk.handle(key(name), Hold(reason="credit"), ANN)
    outcome = merge_orders(desk, key("O1"), [key("O2"), key("O9"), key("O3")], ANN)
    assert [(found.code, found.path) for found in outcome.findings] == [
        ("order.held", "orders/O2"),
        ("order.unknown", "orders/O9"),
        ("order.held", "orders/O3"),
    ]
    assert codes(merge_orders(desk, key("O1"), [], ANN)) == ["merge.none"]
    assert codes(merge_orders(desk, key("O1"), [key("O1")], ANN)).count("merge.itself") == 1


def test_i_17_one_side_alone_is_shown_but_not_saved() -> None:
    desk = desk_of(MemoryDatabase(), "O1", "O2")
    take, give = merging(order(desk, "O1"), order(desk, "O2"))
    part = part_of(order(desk, "O1"), off(2, "O1-B"), ANN)
    alone = (("O1", off(2, "O1-B")), ("O1", take), ("O2", give), ("O1-B", part))
    for name, command in alone:
        decision = desk.handle(key(name), command, ANN)
        assert [found.code for found in decision.findings] == ["lineage.one_side"]
        assert desk.preview(key(name), command, ANN).decision.accepted
    assert pieces(desk, "O1", "O2") == [5, 5]
    copy = copy_of(order(desk, "O1"), OrderId("O8"), ANN)
    assert desk.handle(key("O8"), copy, ANN).accepted


def test_what_was_merged_away_is_void_for_good(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db")
    desk = desk_of(database, "O1", "O2", path=standard_path())
    assert merge_orders(desk, key("O1"), [key("O2")], ANN).done
    assert order(desk, "O2").stage == "void"
    for command in (Unvoid(), Void("x"), off(1, "O3")):
        found = desk.handle(key("O2"), command, ANN).findings
        assert [each.code for each in found][:1] == ["order.merged"]
    assert codes(merge_orders(desk, key("O2"), [key("O1")], ANN)) == ["order.merged"]
    assert order(desk, "O2").stage == "void"
    sound(database)


def test_nobody_splits_an_order_of_another_house() -> None:
    desk = desk_of(MemoryDatabase(), "O1")
    eve = Context.by("eve", OrganisationId("other"), ANN.at)
    assert codes(split_order(desk, key("O1"), off(2, "O1-B"), eve)) == ["order.unknown"]
    assert codes(copy_order(desk, key("O1"), OrderId("O9"), eve)) == ["order.unknown"]
    assert codes(split_order(desk, key("O7"), off(2, "O1-B"), ANN)) == ["order.unknown"]


def test_a_copy_is_placed_as_any_order() -> None:
    desk = desk_of(MemoryDatabase(), "O1", path=standard_path())
    assert copy_order(desk, key("O1"), OrderId("O9"), ANN, number="9").done
    copy = order(desk, "O9")
    assert (copy.terms.total, copy.stage) == (order(desk, "O1").terms.total, "captured")
    assert codes(copy_order(desk, key("O1"), OrderId("O9"), ANN)) == ["order.exists"]


def test_i_17_of_two_that_split_at_once_each_gets_what_is_there(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db")
    desk = desk_of(database, "O1")

    def part(number: int) -> list[str]:
        while True:
            try:
                return codes(split_order(desk, key("O1"), off(2, f"O1-{number}"), ANN))
            except ConflictError as error:
                if error.why != "busy":
                    raise

    with ThreadPoolExecutor(4) as pool:
        answers: Sequence[list[str]] = list(pool.map(part, range(4)))
    assert sorted(answers) == [[], [], ["pieces.not_enough"], ["pieces.not_enough"]]
    sound(database)


@given(st.lists(st.tuples(st.sampled_from(["split", "merge"]), st.integers(0, 9)), max_size=8))
def test_i_17_i_21_whatever_is_split_and_merged_comes_to_the_same(
    acts: list[tuple[str, int]],
) -> None:
    desk = desk_of(MemoryDatabase(), "O1", "O2")
    names = ["O1", "O2"]
    total = sum(order(desk, name).terms.total for name in names)
    for act, number in acts:
        name, other = names[number % len(names)], names[(number // 2) % len(names)]
        if act == "split":
            new = f"{name}-{len(names)}"
            many = 1 + number % 3
            if split_order(desk, key(name), off(many, new), ANN).done:
                names.append(new)
        else:
            merge_orders(desk, key(name), [key(other)], ANN)
        every = [order(desk, each) for each in names]
        assert sum(each.terms.total for each in every) == total
        assert sum(pieces(desk, *names)) == 10
        assert all(len(each.ledgers) == len(each.terms.lines) for each in every)


def test_a_preview_shows_both_sides() -> None:
    desk = desk_of(MemoryDatabase(), "O1", "O2")
    shown = desk.preview(key("O1"), off(2, "O1-B"), ANN)
    assert {change.path: (change.before, change.after) for change in shown.changes}[
        "lines/1/quantity"
    ] == (5, 3)
    take, give = merging(order(desk, "O1"), order(desk, "O2"))
    assert desk.preview(key("O1"), take, ANN).price_impact == order(desk, "O2").terms.total
    assert desk.preview(key("O2"), give, ANN).price_impact == -order(desk, "O2").terms.total
