"""Ship: make a shipment out of reservations, whole or in parts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter

import attrs

from orderkit.fulfilment.model import InvalidShipmentError, Shipment, ShipmentLine
from orderkit.inventory import Reservation
from orderkit.values import ActorId, LineId, OrderKey, ReservationId, ShipmentId

__all__ = ["ship"]


def ship(
    reservations: Sequence[Reservation],
    quantities: Mapping[LineId, int],
    *,
    id: ShipmentId,  # noqa: A002 - the field's own name
    order: OrderKey,
    at: datetime,
    by: ActorId,
    direct: Sequence[ShipmentLine] = (),
) -> tuple[Shipment, tuple[Reservation, ...]]:
    """Ship pieces that are reserved, lines as `quantities` has them, reservations by their id.

    Args:
        direct: Pieces that leave no shelf of the house: a service, a drop shipment.

    Returns:
        The shipment, and each touched reservation with what is left of it (0: it has ended).

    Raises:
        InvalidShipmentError: A line has fewer pieces reserved than are to leave, or asks for
            none; a reservation is another order's, or stands here twice; a direct line names a
            position.

    Cost: O(reservations log reservations + lines).
    """
    drawn, touched = _drawn(reservations, quantities, id, order)
    for sent in direct:
        if sent.key is not None:
            raise InvalidShipmentError(document=id, why=f"line {sent.line}: from {sent.key}")
    return Shipment(id=id, order=order, at=at, by=by, lines=(*drawn, *direct)), tuple(touched)


def _drawn(
    reservations: Sequence[Reservation],
    quantities: Mapping[LineId, int],
    shipment: ShipmentId,
    order: OrderKey,
) -> tuple[list[ShipmentLine], list[Reservation]]:
    """What leaves of each reservation, and what is left of it."""
    queues = _by_line(reservations, shipment, order)
    lines, touched = list[ShipmentLine](), list[Reservation]()
    for line, quantity in quantities.items():
        if type(quantity) is not int or quantity < 1:
            raise InvalidShipmentError(document=shipment, why=f"line {line}: {quantity!r} pieces")
        needed = quantity
        for reservation in queues.get(line, ()):
            take, key = min(needed, reservation.quantity), reservation.key
            if take:
                lines.append(ShipmentLine(line=line, sku=key.sku, quantity=take, key=key))
                touched.append(attrs.evolve(reservation, quantity=reservation.quantity - take))
                needed -= take
        if needed:
            raise InvalidShipmentError(document=shipment, why=f"line {line}: {needed} not reserved")
    return lines, touched


def _by_line(
    reservations: Sequence[Reservation], shipment: ShipmentId, order: OrderKey
) -> dict[LineId, list[Reservation]]:
    queues, seen = dict[LineId, list[Reservation]](), set[ReservationId]()
    for reservation in sorted(reservations, key=attrgetter("id")):
        if reservation.order != order:
            why = f"{reservation.id} is not of {order}"
            raise InvalidShipmentError(document=shipment, why=why)
        if reservation.id in seen:
            why = f"{reservation.id} is named twice"
            raise InvalidShipmentError(document=shipment, why=why)
        seen.add(reservation.id)
        queues.setdefault(reservation.line, []).append(reservation)
    return queues
