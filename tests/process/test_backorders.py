"""What waits gets stock in its turn, and what is reserved for a time is free after it."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstExpired, FirstIn, ShortageReason
from orderkit.inventory import InvalidStockError
from orderkit.order import Bucket, Cancel, Freeze, Pick, PlaceOrder, Portion, Unfreeze
from orderkit.ports import Database
from orderkit.process import (
    BackordersReleased,
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    expire_reservations,
    receive_goods,
    release_backorders,
    ship_order,
)
from orderkit.testing import check_database
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import Context, LineId, OrderId, OrderKey, OrganisationId, Sku

HERE: Final = OrganisationId("acme")
ZONE: Final = "Europe/London"
ANN: Final = Context.by("ann", HERE, AT)
ONE: Final = LineId("1")
HOUR: Final = timedelta(hours=1)


def at(hours: int) -> Context:
    return Context.by("ann", HERE, AT + hours * HOUR)


def key(name: str) -> OrderKey:
    return OrderKey(HERE, OrderId(name))


def begun(database: Database, *waiting: tuple[str, int, date | None]) -> OrderDesk:
    """Orders of so many bolts that were promised for a day; all of them wait for stock."""
    desk = OrderDesk(database, OrderPath())
    for name, pieces, day in waiting:
        placed(desk, name, pieces, day)
        allocate_order(desk, key(name), FirstIn(), ANN, zone=ZONE)
    return desk


def placed(desk: OrderDesk, name: str, pieces: int, day: date | None = None) -> None:
    terms = terms_of(name, pieces=pieces)
    lines = tuple(attrs.evolve(line, requested=day) for line in terms.lines)
    assert desk.handle(key(name), PlaceOrder(attrs.evolve(terms, lines=lines)), ANN).accepted


def comes(desk: OrderDesk, pieces: int, name: str = "delivery", sku: str = "bolt") -> None:
    receive_goods(desk, name, [Delivery(key=stock_key(sku), quantity=pieces)], ANN, zone=ZONE)


def released(desk: OrderDesk, **more: object) -> BackordersReleased:
    # What is passed on is what each test names.
    return release_backorders(desk, FirstIn(), ANN, zone=ZONE, **more)  # type: ignore[arg-type]


def told(outcome: BackordersReleased) -> dict[str, int]:
    return {order.order: pieces for order, pieces in outcome.released.items()}


def of(desk: OrderDesk, name: str, bucket: Bucket) -> int:
    order = desk.order(key(name), ANN)
    assert order is not None
    return order.ledger(ONE).of(bucket)


def reserved(desk: OrderDesk, sku: str = "bolt") -> int:
    with desk.database.read() as work:
        position = work.stock.get(stock_key(sku))
    return 0 if position is None else position.reserved


def sound(desk: OrderDesk) -> None:
    assert isinstance(desk.database, SqliteDatabase)
    assert [each for each in check_database(desk.database) if not each.ok] == []


SOON, LATER = date(2024, 3, 5), date(2024, 3, 9)


def test_the_oldest_promise_is_kept_first(tmp_path: Path) -> None:
    waiting = (("A", 4, LATER), ("B", 4, None), ("C", 4, SOON))
    desk = begun(SqliteDatabase(tmp_path / "orders.db"), *waiting)
    assert told(released(desk)) == {}
    comes(desk, 6)
    outcome = released(desk)
    assert told(outcome) == {"C": 4, "A": 2}
    short = [(each.order.order, each.quantity, each.reasons) for each in outcome.shortages]
    assert short == [("A", 2, (ShortageReason.TAKEN,)), ("B", 4, (ShortageReason.TAKEN,))]
    assert [of(desk, name, Bucket.BACKORDERED) for name in "ABC"] == [2, 4, 0]
    assert told(released(desk)) == {}
    comes(desk, 9, "next")
    assert told(released(desk)) == {"A": 2, "B": 4}
    sound(desk)


def test_a_declared_rank_goes_before_any_promise() -> None:
    desk = begun(MemoryDatabase(), ("A", 4, SOON), ("B", 4, None))
    comes(desk, 5)
    assert told(released(desk, ranks={key("B"): -1})) == {"B": 4, "A": 1}


def test_the_order_in_which_they_came_to_wait_decides_nothing() -> None:
    ends = list[dict[str, int]]()
    for waiting in permutations((("A", 3, LATER), ("B", 3, SOON), ("C", 3, SOON))):
        desk = begun(MemoryDatabase(), *waiting)
        comes(desk, 7)
        ends.append(told(released(desk)))
    assert ends == [{"B": 3, "C": 3, "A": 1}] * 6


def test_an_order_that_takes_nothing_now_leaves_it_to_others(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"), ("A", 4, SOON), ("B", 4, None))
    assert desk.handle(key("A"), Freeze(reason="audit"), ANN).accepted
    comes(desk, 5)
    outcome = released(desk)
    assert told(outcome) == {"B": 4}
    ((refused, findings),) = outcome.refused
    assert (refused, [found.code for found in findings]) == (key("A"), ["order.frozen"])
    assert desk.handle(key("A"), Unfreeze(), ANN).accepted
    assert told(released(desk)) == {"A": 1}
    sound(desk)


def test_only_the_skus_that_came_are_looked_at() -> None:
    desk = begun(MemoryDatabase(), ("A", 4, None))
    comes(desk, 9)
    assert told(released(desk, skus={Sku("nut")})) == {}
    assert told(released(desk, skus={Sku("bolt")})) == {"A": 4}


def test_i_53_a_buyer_who_asks_for_life_waits_for_a_lot_that_has_it() -> None:
    desk = begun(MemoryDatabase())
    with desk.database.write() as work:
        from orderkit.inventory import receive  # noqa: PLC0415 - of this test alone

        for lot, days in (("short", 5), ("long", 40)):
            position, moved = receive(
                None, stock_key(lot=lot), 3, at=AT, on=AT.date(), by=ANN.actor.id,
                expires=AT.date() + timedelta(days=days),
            )  # fmt: skip
            work.stock.save(position, [moved])
    placed(desk, "A", 5)
    life = {Sku("bolt"): 30}
    got = allocate_order(desk, key("A"), FirstExpired(), ANN, zone=ZONE, life=life)
    assert [(take.key.lot, take.quantity) for take in got.takes] == [("long", 3)]
    assert [short.reasons for short in got.shortages] == [(ShortageReason.TOO_SOON,)]
    lenient = release_backorders(desk, FirstExpired(), ANN, zone=ZONE)
    assert [(take.key.lot, take.quantity) for take in lenient.takes] == [("short", 2)]


def test_i_48_a_reservation_ends_at_its_moment_and_once(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    placed(desk, "A", 4)
    comes(desk, 5)
    until = AT + 2 * HOUR
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=until)
    assert expire_reservations(desk, at(1)).ended == ()
    (ended,) = expire_reservations(desk, at(2)).ended
    assert (ended.order, ended.quantity, reserved(desk)) == (key("A"), 4, 0)
    assert of(desk, "A", Bucket.OPEN) == 4
    assert expire_reservations(desk, at(3)).ended == ()
    sound(desk)


def test_i_48_what_ended_does_not_leave_and_serves_whoever_asks(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    placed(desk, "A", 4)
    placed(desk, "B", 5)
    comes(desk, 5)
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=AT + HOUR)
    early = Context.by("ann", HERE, AT + HOUR - timedelta(microseconds=1))
    assert allocate_order(desk, key("B"), FirstIn(), early, zone=ZONE).reserved == 1
    assert [found.code for found in ship_order(desk, key("A"), at(1)).findings] == [
        "shipment.nothing"
    ]
    assert allocate_order(desk, key("B"), FirstIn(), at(1), zone=ZONE).reserved == 4
    assert ship_order(desk, key("B"), at(1)).shipment is not None
    assert (of(desk, "A", Bucket.OPEN), of(desk, "B", Bucket.SHIPPED)) == (4, 5)
    sound(desk)


def test_i_48_its_own_pieces_that_ended_are_asked_for_again(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    placed(desk, "A", 4)
    comes(desk, 4)
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=AT + HOUR)
    assert allocate_order(desk, key("A"), FirstIn(), at(1), zone=ZONE).reserved == 4
    assert expire_reservations(desk, at(9)).ended == ()
    sound(desk)


def test_i_48_what_is_in_hand_is_not_let_go(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    placed(desk, "A", 5)
    comes(desk, 5)
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=AT + HOUR)
    assert desk.handle(key("A"), Pick((Portion(ONE, 2),)), ANN).accepted
    (ended,) = expire_reservations(desk, at(1)).ended
    assert (ended.quantity, reserved(desk)) == (3, 2)
    assert expire_reservations(desk, at(9)).ended == ()
    assert ship_order(desk, key("A"), at(9)).shipment is not None
    assert (of(desk, "A", Bucket.SHIPPED), of(desk, "A", Bucket.OPEN)) == (2, 3)
    sound(desk)


def test_i_48_the_reservation_that_ended_is_let_go_and_no_other(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    placed(desk, "A", 5)
    comes(desk, 2)
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=AT + HOUR)
    comes(desk, 9, "next")
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE)
    (ended,) = expire_reservations(desk, at(1)).ended
    with desk.database.read() as work:
        (held,) = work.stock.reservations(key("A"))
    assert (ended.quantity, held.quantity, held.until) == (2, 3, None)
    sound(desk)


def test_i_48_a_reservation_that_was_issued_or_released_ends_no_more(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    comes(desk, 9)
    for name in "AB":
        placed(desk, name, 4)
        allocate_order(desk, key(name), FirstIn(), ANN, zone=ZONE, until=AT + HOUR)
    assert ship_order(desk, key("A"), ANN).shipment is not None
    assert desk.handle(key("B"), Cancel((Portion(ONE, 4),)), ANN).accepted
    assert expire_reservations(desk, at(9)).ended == ()
    sound(desk)


def test_i_48_an_order_that_lets_nothing_go_is_told_and_keeps_it(tmp_path: Path) -> None:
    desk = begun(SqliteDatabase(tmp_path / "orders.db"))
    placed(desk, "A", 4)
    comes(desk, 5)
    allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=AT + HOUR)
    assert desk.handle(key("A"), Freeze(reason="audit"), ANN).accepted
    outcome = expire_reservations(desk, at(1))
    ((refused, findings),) = outcome.refused
    assert (outcome.ended, refused) == ((), key("A"))
    assert [found.code for found in findings] == ["order.frozen"]
    assert reserved(desk) == 4
    sound(desk)


def test_a_reservation_that_ends_before_it_begins_is_refused() -> None:
    desk = begun(MemoryDatabase())
    placed(desk, "A", 4)
    for until in (AT, datetime(2024, 1, 1, tzinfo=UTC)):
        with pytest.raises(InvalidStockError):
            allocate_order(desk, key("A"), FirstIn(), ANN, zone=ZONE, until=until)
