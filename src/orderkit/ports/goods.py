"""The store of goods on their way: shipments and returns."""

from typing import Protocol

from orderkit.fulfilment import ReturnReceipt, Shipment
from orderkit.values import OrderKey

__all__ = ["GoodsStore"]


class GoodsStore(Protocol):
    """Shipments and returns; neither is ever changed."""

    def add_shipment(self, shipment: Shipment, /) -> None:
        """Keep a shipment."""
        ...

    def shipments(self, order: OrderKey, /) -> tuple[Shipment, ...]:
        """Give the shipments of an order, oldest first."""
        ...

    def add_return(self, receipt: ReturnReceipt, /) -> None:
        """Keep what came back."""
        ...

    def returns(self, order: OrderKey, /) -> tuple[ReturnReceipt, ...]:
        """Give the returns of an order, oldest first."""
        ...
