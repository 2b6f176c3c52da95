"""Ship: make a shipment out of reservations, whole or in parts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from orderkit.fulfilment.model import InvalidShipmentError, Shipment, ShipmentLine
from orderkit.inventory import Reservation
from orderkit.values import ActorId, LineId, OrderKey, ShipmentId

__all__ = ["ship"]


def ship(
    reservations: Sequence[Reservation],
    quantities: Mapping[LineId, int],
    *,
    id: ShipmentId,  # noqa: A002 - the field's own name
    order: OrderKey,
    at: datetime,
    by: ActorId,
    carrier: str = "",
    tracking: str = "",
) -> tuple[Shipment, tuple[Reservation, ...]]:
    """Ship pieces that are reserved, lines as `quantities` has them, reservations by their id.

    Returns:
        The shipment, and each touched reservation with what is left of it (0: it has ended).

    Raises:
        InvalidShipmentError: A line has fewer pieces reserved than are to leave, or a
            reservation is another order's.
    """
    lines, touched = list[ShipmentLine](), list[Reservation]()
    for line, quantity in quantities.items():
        needed = quantity
        for reservation in sorted(reservations, key=lambda each: each.id):
            if reservation.line != line or not needed or not reservation.quantity:
                continue
            if reservation.order != order:
                raise InvalidShipmentError(document=id, why=f"{reservation.id} is not of {order}")
            take = min(needed, reservation.quantity)
            key = reservation.key
            lines.append(ShipmentLine(line=line, sku=key.sku, quantity=take, key=key))
            touched.append(attrs.evolve(reservation, quantity=reservation.quantity - take))
            needed -= take
        if needed:
            raise InvalidShipmentError(document=id, why=f"line {line}: {needed} not reserved")
    shipment = Shipment(
        id=id, order=order, at=at, by=by, lines=tuple(lines), carrier=carrier, tracking=tracking
    )
    return shipment, tuple(touched)
