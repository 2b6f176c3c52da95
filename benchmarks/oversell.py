"""Many processes ask for one sku on one SQLite file: how many demands a second, and none oversold.

There is stock for half of what is asked for. Each process has orders of its own and allocates them
one by one, as desks of a shop do at once; a desk that finds the file busy asks again.
"""

import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, final

import attrs

from figure import Figure, absolute
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.errors import ConflictError
from orderkit.order import Line, PlaceOrder, Terms
from orderkit.process import Delivery, OrderDesk, OrderPath, allocate_order, receive_goods
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    StockKey,
)

__all__ = ["Race", "measure", "race"]

_ACME: Final = OrganisationId("acme")
_ANN: Final = Context.by("ann", _ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
_SHELF: Final = StockKey.of(_ACME, "main", "MUG")
_ZONE: Final = "Europe/Berlin"
_PIECES: Final = 2
_PROCESSES: Final = 8


@final
@attrs.frozen
class Race:
    """What came of it.

    Attributes:
        seconds: From the first demand to the last answer.
        reserved: Pieces promised, as the position and as its reservations say.
        on_hand: Pieces there.
        asked: Pieces asked for.
    """

    demands: int
    seconds: float
    reserved: tuple[int, int]
    on_hand: int
    asked: int

    @property
    def oversold(self) -> int:
        """Pieces promised beyond those that are there."""
        return max(0, *(reserved - self.on_hand for reserved in self.reserved))


def race(path: Path, processes: int, each: int) -> Race:
    """Let processes allocate so many orders each, all at once, on a new file."""
    _begin(path, processes, each)
    spawn = multiprocessing.get_context("spawn")
    # One more than the processes: the clock starts with them.
    start, done = spawn.Barrier(processes + 1), spawn.Barrier(processes + 1)
    racers = [
        spawn.Process(target=_run, args=(path, n, each, start, done)) for n in range(processes)
    ]
    for racer in racers:
        racer.start()
    start.wait()
    started = time.perf_counter()
    done.wait()
    seconds = time.perf_counter() - started
    for racer in racers:
        racer.join()
    demands = processes * each
    found = SqliteDatabase(path).connection()
    (reserved, on_hand), (held,) = (
        found.execute(statement).fetchone()
        for statement in (
            "SELECT reserved, on_hand FROM positions",
            "SELECT coalesce(sum(quantity), 0) FROM reservations",
        )
    )
    return Race(demands, seconds, (reserved, held), on_hand, demands * _PIECES)


def measure(repeats: int) -> Iterator[Figure]:
    """Demands a second of the median race, and what all of them oversold."""
    races = list[Race]()
    for _ in range(repeats):
        with TemporaryDirectory() as folder:
            races.append(race(Path(folder) / "orders.db", _PROCESSES, 25))
    middle = sorted(races, key=lambda each: each.seconds)[len(races) // 2]
    unit = f"demands/s ({_PROCESSES} processes, synchronous FULL)"
    yield absolute("oversell.sqlite", middle.demands / middle.seconds, unit, "higher")
    oversold = sum(each.oversold for each in races)
    yield absolute("oversell.sqlite.oversold", oversold, "pieces", "lower")


def _key(process: int, number: int) -> OrderKey:
    return OrderKey(_ACME, OrderId(f"O-{process}-{number}"))


def _begin(path: Path, processes: int, each: int) -> None:
    """Orders for all of them, and stock for half."""
    desk = OrderDesk(SqliteDatabase(path, synchronous="OFF"), OrderPath())
    currency = Currency.of("CNY")
    for process in range(processes):
        for number in range(each):
            key = _key(process, number)
            terms = Terms(
                organisation=_ACME,
                order=key.order,
                channel=ChannelCode("shop"),
                number=key.order,
                customer=PartyId("C-1"),
                ordered_at=_ANN.at,
                currency=currency,
                lines=(Line.priced("1", "MUG", _PIECES, "2.50", currency),),
            )
            desk.handle(key, PlaceOrder(terms), _ANN)
    shelf = [Delivery(key=_SHELF, quantity=processes * each * _PIECES // 2)]
    receive_goods(desk, "delivery", shelf, _ANN, zone=_ZONE)


def _run(path: Path, process: int, each: int, start: Barrier, done: Barrier) -> None:
    try:
        desk = OrderDesk(SqliteDatabase(path, timeout=30), OrderPath())
        start.wait()
        for number in range(each):
            _served(desk, _key(process, number))
    except BaseException:
        # Nobody waits for one who will not come.
        start.abort()
        done.abort()
        raise
    done.wait()


def _served(desk: OrderDesk, key: OrderKey) -> None:
    """Ask until the file is free; what is refused for another reason goes on up."""
    while True:
        try:
            allocate_order(desk, key, FirstIn(), _ANN, zone=_ZONE)
        except ConflictError as error:
            if error.why != "busy":
                raise
        else:
            return
