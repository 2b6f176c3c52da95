"""The store of goods on their way: shipments, what is told of them, and returns."""

from typing import Protocol

from orderkit.fulfilment import ReturnReceipt, Shipment, Tracked
from orderkit.values import OrderKey, OrganisationId, ShipmentId

__all__ = ["GoodsStore"]


class GoodsStore(Protocol):
    """Shipments, what is told of them, and returns.

    Laws:
        unchanged: A shipment or a return is never changed.
        append-only: News of a shipment is never changed or removed.
    """

    def add_shipment(self, shipment: Shipment, /) -> None:
        """Keep a shipment."""
        ...

    def shipments(self, order: OrderKey, /) -> tuple[Shipment, ...]:
        """Give the shipments of an order, oldest first."""
        ...

    def tracked(self, organisation: OrganisationId, shipment: ShipmentId, /) -> Tracked | None:
        """Give one shipment with what was told of it, and with what its order counts of that."""
        ...

    def save_tracked(self, tracked: Tracked, /) -> None:
        """Keep what was told of a shipment, and what its order counts as arrived.

        News that is kept already stays, whether it is handed in again or not. For a shipment that
        is not there it raises `ConflictError` with why `stale`.
        """
        ...

    def without_carrier(
        self, organisation: OrganisationId, /, *, limit: int
    ) -> tuple[Shipment, ...]:
        """Give the shipments that wait for a carrier, oldest first."""
        ...

    def add_return(self, receipt: ReturnReceipt, /) -> None:
        """Keep what came back."""
        ...

    def returns(self, order: OrderKey, /) -> tuple[ReturnReceipt, ...]:
        """Give the returns of an order, oldest first."""
        ...
