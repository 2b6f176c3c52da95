"""Amendments while goods leave: a shipper that is killed in the middle, and one who gives up."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Event as Flag
from pathlib import Path
from time import monotonic

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.order import Amend, ChangeQuantity, Order, PlaceOrder, fold
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    receive_goods,
    ship_order,
)
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import Context, LineId, OrganisationId

ZONE, ONE = "Europe/London", LineId("1")
ANN = Context.by("ann", OrganisationId("acme"), AT)
BOB = Context.by("bob", OrganisationId("acme"), AT)
TERMS = terms_of("O1", pieces=4)
KEY = TERMS.key
ROUNDS, AT_MOST = 12, 120.0


def desk_on(path: Path) -> OrderDesk:
    return OrderDesk(SqliteDatabase(path, timeout=30.0, synchronous="OFF"), OrderPath())


def known(desk: OrderDesk) -> Order:
    order = desk.order(KEY, ANN)
    assert order is not None
    return order


def left_of(order: Order) -> int:
    return order.ledgers[0].left


def _ship(path: str, enough: Flag) -> None:
    """Ship whatever is ordered and there, until told that it is enough."""
    desk = desk_on(Path(path))
    while not enough.is_set():
        allocate_order(desk, KEY, FirstIn(), BOB, zone=ZONE)
        ship_order(desk, KEY, BOB)


def amended(desk: OrderDesk, wanted: Callable[[Order], int]) -> bool:
    order = known(desk)
    return desk.handle(KEY, Amend.on(order, ChangeQuantity(ONE, wanted(order))), ANN).accepted


def until_more_left(desk: OrderDesk, before: int) -> None:
    end = monotonic() + AT_MOST
    while left_of(known(desk)) <= before:
        assert monotonic() < end, "the shipper ships nothing"


def test_i_16_what_left_is_kept_though_the_shipper_dies_and_another_gives_up(
    tmp_path: Path,
) -> None:
    path = tmp_path / "orders.db"
    desk = desk_on(path)
    assert desk.handle(KEY, PlaceOrder(TERMS), ANN).accepted
    receive_goods(desk, "delivery", [Delivery(key=stock_key(), quantity=500)], ANN, zone=ZONE)
    spawned = multiprocessing.get_context("spawn")
    for last in (False, True):
        enough, before = spawned.Event(), left_of(known(desk))
        shipper = spawned.Process(target=_ship, args=(str(path), enough))
        shipper.start()
        amended(desk, lambda order: order.terms.lines[0].quantity + 1)
        until_more_left(desk, before)
        for _ in range(ROUNDS):
            amended(desk, lambda order: order.terms.lines[0].quantity + 3)
            # No more than what was seen to have left; perhaps more has left since.
            amended(desk, lambda order: max(1, left_of(order)))
        if last:
            enough.set()
        else:
            shipper.kill()
        shipper.join()
    with desk.database.read() as work:
        events = [each.event for each in work.orders.history(KEY)]
    lived: Order | None = None
    for event in events:
        lived = fold([event], onto=lived)
        assert lived is not None
        assert left_of(lived) <= lived.terms.lines[0].quantity
    assert lived == known(desk)
    assert isinstance(desk.database, SqliteDatabase)
    assert [each for each in check_database(desk.database) if not each.ok] == []
