"""An order as Vendure would show its fulfilment: by the pieces that left and that arrived.

Source: https://github.com/vendure-ecommerce/vendure, the order's states once it is fulfilled.
"""

from enum import StrEnum
from typing import final

from orderkit.order.ledger import Bucket
from orderkit.order.model import Order

__all__ = ["VendureFulfilment", "vendure_fulfilment", "vendure_fulfilment_of"]


@final
class VendureFulfilment(StrEnum):
    """How far an order is fulfilled."""

    PARTIALLY_SHIPPED = "PartiallyShipped"
    SHIPPED = "Shipped"
    PARTIALLY_DELIVERED = "PartiallyDelivered"
    DELIVERED = "Delivered"
    CANCELLED = "Cancelled"


def vendure_fulfilment_of(
    ordered: int, shipped: int, delivered: int, cancelled: int = 0
) -> VendureFulfilment | None:
    """The state for pieces of all lines together; None where none has left.

    Args:
        ordered: With those that were cancelled.
        shipped: Pieces that left; whether those that arrived are counted too says nothing.
    """
    wanted = ordered - cancelled
    if delivered:
        whole = delivered >= wanted
        return VendureFulfilment.DELIVERED if whole else VendureFulfilment.PARTIALLY_DELIVERED
    if shipped:
        whole = shipped >= wanted
        return VendureFulfilment.SHIPPED if whole else VendureFulfilment.PARTIALLY_SHIPPED
    return VendureFulfilment.CANCELLED if cancelled and not wanted else None


def vendure_fulfilment(order: Order) -> VendureFulfilment | None:
    """The state of an order; what is on its way back, or came back, has arrived before."""
    ledgers = order.ledgers
    shipped = sum(ledger.left for ledger in ledgers)
    away = sum(ledger.of(Bucket.SHIPPED) + ledger.of(Bucket.LOST) for ledger in ledgers)
    return vendure_fulfilment_of(
        sum(ledger.total for ledger in ledgers),
        shipped,
        shipped - away,
        sum(ledger.of(Bucket.CANCELLED) for ledger in ledgers),
    )
