"""Receive returns: never more than ever left, never more restocked than returned."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from orderkit.fulfilment.model import (
    InvalidShipmentError,
    ReturnLine,
    ReturnReceipt,
    Shipment,
)
from orderkit.values import ActorId, LineId, OrderKey, ReturnId, Sku

__all__ = ["receive_return", "returnable"]


def returnable(shipments: Sequence[Shipment], returns: Sequence[ReturnReceipt]) -> Counter[LineId]:
    """Pieces by line that left and have not come back."""
    by_line = Counter[LineId]()
    for (line, _), quantity in _left(shipments, returns).items():
        by_line[line] += quantity
    return by_line


def receive_return(
    lines: Sequence[ReturnLine],
    shipments: Sequence[Shipment],
    returns: Sequence[ReturnReceipt] = (),
    *,
    id: ReturnId,  # noqa: A002 - the field's own name
    order: OrderKey,
    at: datetime,
    by: ActorId,
) -> ReturnReceipt:
    """Record what came back of an order.

    Args:
        shipments: All shipments of the order.
        returns: All returns received before.

    Raises:
        InvalidShipmentError: More comes back of a line than ever left, or another sku than left;
            a shipment or return is another order's.
    """
    for name, owner in _owners(shipments, returns):
        if owner != order:
            raise InvalidShipmentError(document=id, why=f"{name} is not of {order}")
    receipt = ReturnReceipt(id=id, order=order, at=at, by=by, lines=tuple(lines))
    left = _left(shipments, (*returns, receipt))
    for line in receipt.lines:
        if left[line.line, line.sku] < 0:
            why = f"line {line.line}: more {line.sku} than ever left"
            raise InvalidShipmentError(document=id, why=why)
    return receipt


def _owners(
    shipments: Sequence[Shipment], returns: Sequence[ReturnReceipt]
) -> Iterator[tuple[str, OrderKey]]:
    for shipment in shipments:
        yield shipment.id, shipment.order
    for receipt in returns:
        yield receipt.id, receipt.order


def _left(
    shipments: Sequence[Shipment], returns: Sequence[ReturnReceipt]
) -> Counter[tuple[LineId, Sku]]:
    left = Counter[tuple[LineId, Sku]]()
    for shipment in shipments:
        for line in shipment.lines:
            left[line.line, line.sku] += line.quantity
    for receipt in returns:
        for back in receipt.lines:
            left[back.line, back.sku] -= back.quantity
    return left
