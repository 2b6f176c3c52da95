"""Seven steps of an order's life, loaded and saved at each, against the `eventsourcing` library.

Both sides press each commit to the disk and keep no order in memory between two steps. Ours does
more at each of them: rules and facts, an outbox, columns that can be asked for, and refusals.
"""

import gc
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from eventsourcing.sqlite import SQLiteApplicationRecorder

from eventsourced import Content, Orders, Pieces
from figure import Figure, alternating, beside
from life import live
from lives import SEVEN, Life, Step, desk_of, lives, put_facts
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.order import PlaceOrder, Terms

__all__ = ["measure"]

_LINES: Final = 3
_WARM: Final = 10
_FULL: Final = 2


def measure(repeats: int, folder: Path, count: int = 100) -> Figure:
    """Live seven steps on both sides in turns; orders a second."""
    made = lives(_WARM + count, _LINES, names=SEVEN)
    warm, timed = made[:_WARM], made[_WARM:]
    gc.collect()
    gc.freeze()
    pairs = alternating(
        lambda: count / _ours(warm, timed, folder),
        lambda: count / _theirs(warm, timed, folder),
        repeats,
    )
    gc.unfreeze()
    return beside("life.vs_eventsourcing", pairs, "eventsourcing", "orders/s", "higher")


def _ours(warm: Sequence[Life], timed: Sequence[Life], folder: Path) -> float:
    with TemporaryDirectory(dir=folder) as place:
        database = SqliteDatabase(Path(place) / "ours.db", synchronous="FULL", orders=0)
        put_facts(database)
        desk = desk_of(database)
        live(desk, warm)
        started = time.perf_counter()
        live(desk, timed)
        taken = time.perf_counter() - started
        database.close()
        return taken


def _theirs(warm: Sequence[Life], timed: Sequence[Life], folder: Path) -> float:
    contents = {life.key: _content(_terms(life)) for life in (*warm, *timed)}
    with TemporaryDirectory(dir=folder) as place:
        orders = Orders(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(Path(place) / "theirs.db"),
            }
        )
        _check(orders)
        for life in warm:
            _live(orders, life, contents[life.key])
        started = time.perf_counter()
        for life in timed:
            _live(orders, life, contents[life.key])
        taken = time.perf_counter() - started
        orders.close()
        return taken


def _check(orders: Orders) -> None:
    """Its recorder leaves `synchronous` as SQLite has it; unfair unless that is FULL."""
    recorder = orders.recorder
    if not isinstance(recorder, SQLiteApplicationRecorder):
        raise TypeError(recorder)
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA synchronous")
        found = cursor.fetchone()[0]
    if found != _FULL:
        raise RuntimeError(found)


def _live(orders: Orders, life: Life, content: Content) -> None:
    place, validate, submit, approve, reserve, ship, invoice = map(_who, life.steps)
    pieces: Pieces = {line: part[1] for line, part in content["lines"].items()}
    number = content["number"]
    order_id = orders.place(content, *place)
    order = orders.load(order_id)
    order.validate(*validate)
    orders.save(order)
    order = orders.load(order_id)
    order.submit(*submit)
    orders.save(order)
    order = orders.load(order_id)
    order.approve("approver", *approve)
    orders.save(order)
    order = orders.load(order_id)
    order.reserve(pieces, *reserve)
    orders.save(order)
    order = orders.load(order_id)
    order.ship(pieces, f"S-{number}", *ship)
    orders.save(order)
    order = orders.load(order_id)
    order.invoice(pieces, f"INV-{number}", order.total, *invoice)
    orders.save(order)
    if order.stage != "invoiced":
        raise RuntimeError(order.stage)


def _who(step: Step) -> tuple[datetime, str, str]:
    context = step.context
    return context.at, context.actor.id, context.key or ""


def _terms(life: Life) -> Terms:
    first = life.steps[0].command
    if not isinstance(first, PlaceOrder):
        raise TypeError(first)
    return first.terms


def _content(terms: Terms) -> Content:
    return {
        "number": terms.number,
        "channel": terms.channel,
        "customer": terms.customer,
        "currency": terms.currency.code,
        "ordered_at": terms.ordered_at,
        "lines": {
            line.id: (line.sku, line.quantity, str(line.price), line.amount, line.description)
            for line in terms.lines
        },
    }
