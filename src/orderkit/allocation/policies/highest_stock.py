"""Highest stock first: the place that has most gives first, so that fewer places send."""

from collections.abc import Iterator, Sequence
from typing import final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.policies.shelves import name_of, serve
from orderkit.values import LocationId

__all__ = ["HighestStock"]


@final
@attrs.frozen
class HighestStock:
    """Serves demands in the order given, each from the lots with most available at the start.

    Ties break by key. Cost: O(lots log lots + demands + takes).

    Attributes:
        pinned: A place that gives before all others, such as where the buyer collects; None if
            there is none.
    """

    pinned: LocationId | None = None

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""

        def emptiness(lot: StockLot) -> tuple[bool, int, tuple[str, ...]]:
            return lot.key.location != self.pinned, -lot.available, name_of(lot)

        return serve(demands, lots, emptiness)
