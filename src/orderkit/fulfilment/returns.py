"""Receive returns: never more than ever left, never more restocked than returned."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from orderkit.fulfilment.model import (
    InvalidShipmentError,
    ReturnLine,
    ReturnReceipt,
    Shipment,
)
from orderkit.values import ActorId, LineId, OrderKey, ReturnId

__all__ = ["receive_return", "returnable"]


def returnable(shipments: Sequence[Shipment], returns: Sequence[ReturnReceipt]) -> Counter[LineId]:
    """Pieces by line that left and have not come back."""
    left = Counter[LineId]()
    for shipment in shipments:
        for line in shipment.lines:
            left[line.line] += line.quantity
    for receipt in returns:
        for back in receipt.lines:
            left[back.line] -= back.quantity
    return left


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
        InvalidShipmentError: More comes back than ever left.
    """
    left = returnable(shipments, returns)
    for line in lines:
        left[line.line] -= line.quantity
        if left[line.line] < 0:
            raise InvalidShipmentError(document=id, why=f"line {line.line}: more than ever left")
    return ReturnReceipt(id=id, order=order, at=at, by=by, lines=tuple(lines))
