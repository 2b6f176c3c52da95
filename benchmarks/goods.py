"""Stock and goods: a wave over a hundred thousand demands, and how each bulk verb grows.

Told of each verb is how many times longer twice as much takes; at most a little more than twice.
"""

import gc
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from figure import Figure, absolute
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import (
    AllocationStrategy,
    Demand,
    FairShare,
    FirstExpired,
    FirstIn,
    StockLot,
    allocate,
)
from orderkit.fulfilment import (
    PackCodes,
    PackLine,
    Scan,
    TrackingEvent,
    TrackingStatus,
    check_pack,
    pick_list,
    track,
)
from orderkit.inventory import Reservation
from orderkit.order import Line, PlaceOrder, Terms
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    expire_reservations,
    receive_goods,
    release_backorders,
    ship_order,
    track_shipments,
)
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    ReservationId,
    ShipmentId,
    Sku,
    StockKey,
)

__all__ = ["GROWTHS", "fifo", "growth"]

# Sets up so much work, and gives what is timed of it.
Timed: TypeAlias = Callable[[int, Path], Callable[[], object]]

_ACME: Final = OrganisationId("acme")
_AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
_DAY: Final = _AT.date()
_ANN: Final = Context.by("ann", _ACME, _AT)
_LATER: Final = Context.by("ann", _ACME, _AT + timedelta(days=1))
_SHELF: Final = StockKey.of(_ACME, "main", "MUG")
_ZONE: Final = "Europe/Berlin"
_WAVE: Final = 100_000
_SKUS: Final = 1_000


def fifo(repeats: int) -> Iterator[Figure]:
    """A wave of 100,000 demands for 1,000 skus over 100,000 lots."""
    demands, lots = _case(_WAVE, _SKUS, lives=False)
    times = [
        _seconds(lambda: allocate(demands, lots, FirstIn(), on=_DAY), time.perf_counter)
        for _ in range(repeats)
    ]
    yield absolute("alloc.fifo_100k.s", median(times), "s", "lower")


def growth(name: str, repeats: int) -> Iterator[Figure]:
    """How much longer a bulk verb takes for twice as much."""
    size, timed = GROWTHS[name]
    taken: dict[int, list[float]] = {size: [], size * 2: []}
    for _ in range(repeats):
        # In turns, so that a drift of the machine hits both.
        for many, times in taken.items():
            with TemporaryDirectory() as folder:
                times.append(_seconds(timed(many, Path(folder))))
    # The least of them: what disturbs a machine only adds.
    half, whole = (min(times) for times in taken.values())
    unit = f"times per doubling ({whole:.2f} s for {size * 2})"
    yield absolute(f"growth.{name}", whole / half, unit, "lower")


def _seconds(act: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    # A ratio is of the work, so it is told by the processor's time and not by the wall's.
    gc.collect()
    gc.freeze()
    started = clock()
    act()
    seconds = clock() - started
    gc.unfreeze()
    return seconds


def _case(size: int, skus: int, *, lives: bool) -> tuple[list[Demand], list[StockLot]]:
    chance = random.Random(1)  # noqa: S311 - the same case each time
    demands = [
        Demand(
            order=OrderKey(_ACME, OrderId(f"O-{n // 3}")),
            line=LineId(str(n % 3)),
            sku=Sku(f"SKU-{chance.randrange(skus)}"),
            quantity=chance.randint(1, 9),
            keeps_until=_DAY + timedelta(days=chance.randrange(60))
            if lives and n % 4 == 0
            else None,
        )
        for n in range(size)
    ]
    lots = [
        StockLot(
            key=StockKey.of(_ACME, "main", f"SKU-{chance.randrange(skus)}", lot=f"L-{n}"),
            available=chance.randint(1, 9),
            received_on=date(2025, 1, 1) + timedelta(days=chance.randrange(300)),
            expires=_DAY + timedelta(days=chance.randrange(365)),
        )
        for n in range(size)
    ]
    return demands, lots


def _wave(strategy: AllocationStrategy) -> Timed:
    def timed(size: int, folder: Path) -> Callable[[], object]:
        del folder
        demands, lots = _case(size, size // 100, lives=True)
        return lambda: allocate(demands, lots, strategy, on=_DAY)

    return timed


def _packing(size: int, folder: Path) -> Callable[[], object]:
    del folder
    lines = [PackLine(line=LineId(str(n)), sku=Sku(f"S{n}"), quantity=2) for n in range(size)]
    codes = PackCodes.of(*((f"C{n}", f"S{n}", 1) for n in range(size)))
    scans = [Scan(id=str(n), code=f"C{n % size}") for n in range(size * 2)]
    return lambda: check_pack(lines, scans, codes)


def _news(shipment: ShipmentId, number: int) -> TrackingEvent:
    status = TrackingStatus.DELIVERED if number % 2 else TrackingStatus.ON_THE_WAY
    at = _AT + timedelta(minutes=number)
    return TrackingEvent(id=str(number), shipment=shipment, status=status, at=at)


def _tracking(size: int, folder: Path) -> Callable[[], object]:
    del folder
    name = ShipmentId("S-1")
    news = [_news(name, number) for number in reversed(range(size))]
    return lambda: track(name, news).status


def _picking(size: int, folder: Path) -> Callable[[], object]:
    del folder
    held = [
        Reservation(
            id=ReservationId(str(n)),
            order=OrderKey(_ACME, OrderId(f"O-{n // 3}")),
            line=LineId(str(n % 3)),
            key=StockKey.of(_ACME, f"shelf-{n * 7 % 500}", f"SKU-{n % 1000}"),
            quantity=2,
        )
        for n in range(size)
    ]
    return lambda: pick_list(held)


def _key(number: int) -> OrderKey:
    return OrderKey(_ACME, OrderId(f"O-{number}"))


def _placed(size: int, folder: Path, pieces: int) -> OrderDesk:
    """So many orders of one mug each, and so many mugs."""
    desk = OrderDesk(SqliteDatabase(folder / "orders.db", synchronous="OFF"), OrderPath())
    currency = Currency.of("CNY")
    if pieces:
        shelf = [Delivery(key=_SHELF, quantity=pieces)]
        receive_goods(desk, "first", shelf, _ANN, zone=_ZONE)
    for number in range(size):
        terms = Terms(
            organisation=_ACME,
            order=_key(number).order,
            channel=ChannelCode("shop"),
            number=str(number),
            customer=PartyId("C-1"),
            ordered_at=_AT + timedelta(minutes=number),
            currency=currency,
            lines=(Line.priced("1", "MUG", 1, "2.50", currency),),
        )
        desk.handle(_key(number), PlaceOrder(terms), _ANN)
    return desk


def _cold(desk: OrderDesk) -> None:
    """Both sizes read all of it from the file, whatever was decoded before."""
    if isinstance(desk.database, SqliteDatabase):
        desk.database.forget()


def _releasing(size: int, folder: Path) -> Callable[[], object]:
    desk = _placed(size, folder, 0)
    for number in range(size):
        allocate_order(desk, _key(number), FirstIn(), _ANN, zone=_ZONE)
    shelf = [Delivery(key=_SHELF, quantity=size)]
    receive_goods(desk, "second", shelf, _ANN, zone=_ZONE)
    _cold(desk)
    return lambda: release_backorders(desk, FirstIn(), _ANN, zone=_ZONE)


def _expiring(size: int, folder: Path) -> Callable[[], object]:
    desk = _placed(size, folder, size)
    until = _AT + timedelta(hours=1)
    for number in range(size):
        allocate_order(desk, _key(number), FirstIn(), _ANN, zone=_ZONE, until=until)
    _cold(desk)
    return lambda: expire_reservations(desk, _LATER, limit=size)


def _told(size: int, folder: Path) -> Callable[[], object]:
    desk, news = _placed(size, folder, size), list[TrackingEvent]()
    for number in range(size):
        allocate_order(desk, _key(number), FirstIn(), _ANN, zone=_ZONE)
        shipment = ship_order(desk, _key(number), _ANN).shipment
        if shipment is None:
            raise RuntimeError(number)
        news += [_news(shipment.id, each) for each in (1, 0)]
    _cold(desk)
    return lambda: track_shipments(desk, news, _LATER)


# By name: the smaller of two sizes, and what is timed.
GROWTHS: Final[dict[str, tuple[int, Timed]]] = {
    "allocate_first_in": (50_000, _wave(FirstIn())),
    "allocate_first_expired": (50_000, _wave(FirstExpired())),
    "allocate_fair_share": (25_000, _wave(FairShare())),
    "check_pack": (20_000, _packing),
    "track": (50_000, _tracking),
    "pick_list": (50_000, _picking),
    "release_backorders": (600, _releasing),
    "expire_reservations": (600, _expiring),
    "track_shipments": (600, _told),
}
