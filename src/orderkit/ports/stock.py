"""The store of stock positions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from orderkit.inventory import Movement, Reservation, StockPosition
from orderkit.values import OrderKey, OrganisationId, Sku, StockKey

__all__ = ["StockStore"]


class StockStore(Protocol):
    """Positions, their movements and reservations.

    Laws:
        optimistic: `save` writes only if the stored version is one below the position's, else it
            raises `ConflictError` with why `stale`.
        append-only: A movement is never changed or removed.
    """

    def get(self, key: StockKey, /) -> StockPosition | None:
        """Give one position."""
        ...

    def positions(
        self, organisation: OrganisationId, skus: Iterable[Sku], /
    ) -> tuple[StockPosition, ...]:
        """Give all positions of some skus that have stock on hand, sorted by key."""
        ...

    def save(self, position: StockPosition, movements: Sequence[Movement] = (), /) -> None:
        """Save a position with the movements that led to it."""
        ...

    def keep(self, reservation: Reservation, /) -> None:
        """Keep a live reservation; one of the same id is replaced, and one of quantity 0 ends."""
        ...

    def reservations(self, order: OrderKey, /) -> tuple[Reservation, ...]:
        """Give the live reservations of an order, sorted by id."""
        ...

    def run_out(
        self, organisation: OrganisationId, at: datetime, /, *, limit: int
    ) -> tuple[Reservation, ...]:
        """Give kept reservations whose end has come, by that moment, order and id.

        Args:
            at: An end at this very moment has come.
            limit: How many at most.
        """
        ...
