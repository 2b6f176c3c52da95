"""Binding: what stock is shown and reserved for orders, and what is given free again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from orderkit.allocation import StockLot, Take
from orderkit.errors import ConflictError
from orderkit.inventory import Reservation, StockPosition, release, reserve
from orderkit.order import Bucket, Cancelled, Event, Order, Released
from orderkit.ports import UnitOfWork
from orderkit.values import LineId, ReservationId, Sku, StockKey, replacer

__all__ = ["ANY_LIFE", "bind", "by_line", "keeps_until", "known_position", "let_go", "lots_of"]

_changed = replacer(Reservation)
# Nothing is asked of the life of any lot.
ANY_LIFE: Final[Mapping[Sku, int]] = MappingProxyType({})
_BOUND: Final = frozenset({Bucket.RESERVED, Bucket.PICKED})


def lots_of(positions: Mapping[StockKey, StockPosition]) -> list[StockLot]:
    """The positions as `allocate` asks for them; those with nothing available tell why."""
    return [
        StockLot(
            key=position.key,
            available=position.available,
            received_on=position.received_on,
            expires=position.expires,
            frozen=position.frozen,
            reserved=position.reserved,
        )
        for position in positions.values()
    ]


def keeps_until(sku: Sku, life: Mapping[Sku, int], on: date) -> date | None:
    """The day until which a lot of an sku must keep; None if nothing is asked of it."""
    return on + timedelta(days=life[sku]) if sku in life else None


def bind(
    work: UnitOfWork,
    order: Order,
    positions: Mapping[StockKey, StockPosition],
    takes: Sequence[Take],
    *,
    until: datetime | None = None,
) -> None:
    """Reserve what an order takes, after its ledger moved.

    Args:
        order: As it was before.
        positions: As they are stored now.
        until: When what is reserved ends; None if it does not.
    """
    drawn = dict[StockKey, int]()
    for take in takes:
        drawn[take.key] = drawn.get(take.key, 0) + take.quantity
    for key, quantity in sorted(drawn.items()):
        work.stock.save(reserve(positions[key], quantity))
    for place, take in enumerate(takes):
        work.stock.keep(
            Reservation(
                id=ReservationId(f"{order.version + 1}/{place:04d}"),
                order=order.key,
                line=take.line,
                key=take.key,
                quantity=take.quantity,
                until=until,
            )
        )


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
