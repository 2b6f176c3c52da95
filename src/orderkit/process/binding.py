"""Binding: what stock is reserved for an order, and what is given free again."""

from collections.abc import Sequence
from typing import Final

from orderkit.errors import ConflictError
from orderkit.inventory import Reservation, StockPosition, release
from orderkit.order import Bucket, Cancelled, Event, Order, Released
from orderkit.ports import UnitOfWork
from orderkit.values import LineId, StockKey, replacer

__all__ = ["by_line", "known_position", "let_go"]

_changed = replacer(Reservation)
_BOUND: Final = frozenset({Bucket.RESERVED, Bucket.PICKED})


def let_go(work: UnitOfWork, order: Order, events: Sequence[Event]) -> None:
    """Free what is reserved beyond the pieces that an order has bound after its events.

    Only a line of which pieces were released or cancelled is looked at; what was reserved last is
    freed first. A second time changes nothing.
    """
    lines = {
        shift.line
        for event in events
        if isinstance(event, Released | Cancelled)
        for shift in event.shifts
        if shift.source in _BOUND
    }
    if not lines:
        return
    reservations = work.stock.reservations(order.key)
    beyond = by_line(reservations)
    for line in lines:
        place = order.terms.places.get(line, len(order.ledgers))
        bound = 0
        # A line that an amendment took out has nothing bound any more.
        if place < len(order.ledgers):
            ledger = order.ledgers[place]
            bound = ledger.of(Bucket.RESERVED) + ledger.of(Bucket.PICKED)
        beyond[line] = beyond.get(line, 0) - bound
    for reservation in reversed(reservations):
        take = 0
        if reservation.line in lines:
            take = min(beyond[reservation.line], reservation.quantity)
        if take > 0:
            work.stock.save(release(known_position(work, reservation.key), take))
            work.stock.keep(_changed(reservation, quantity=reservation.quantity - take))
            beyond[reservation.line] -= take


def by_line(reservations: Sequence[Reservation]) -> dict[LineId, int]:
    """How many pieces are reserved for each line."""
    pieces = dict[LineId, int]()
    for reservation in reservations:
        pieces[reservation.line] = pieces.get(reservation.line, 0) + reservation.quantity
    return pieces


def known_position(work: UnitOfWork, key: StockKey) -> StockPosition:
    """The position that a reservation or a shipment names.

    Raises:
        ConflictError: There is none; whoever removed it did so behind the desk's back.
    """
    position = work.stock.get(key)
    if position is None:
        raise ConflictError(subject=str(key), why="stale")
    return position
