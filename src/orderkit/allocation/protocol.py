"""The socket of allocation strategies."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from orderkit.allocation.model import Demand, StockLot, Take

__all__ = ["AllocationStrategy"]


class AllocationStrategy(Protocol):
    """Chooses which lots serve which demands; it only chooses, `allocate` counts.

    Laws:
        known: A take names a demand and a lot that it was shown.
        same sku: A take serves a demand in kind, from stock of its own organisation.
        demand: A demand gets no more than it asked for.
        ceiling: A lot gives no more than it has.
        fresh: A demand gets no lot that expires before the day until which it is to keep.
        steady: Equal inputs give equal takes.
        sized: It gives at most one take for each pair of demand and lot.
        above zero: A take is of whole pieces, of at least one.
        takes: It gives takes and nothing else.
        total: No demands and no lots make it raise.
    """

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterable[Take]:
        """Give takes; the lots it is shown are not expired and have something available."""
        ...
