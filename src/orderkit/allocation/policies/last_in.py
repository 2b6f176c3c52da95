"""Last in, first out: the stock that came last leaves first (后进先出)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.policies.shelves import name_of, serve

__all__ = ["LastIn"]


@final
@attrs.frozen
class LastIn:
    """Serves demands in the order given, each from the stock received last.

    Stock of unknown age comes last; ties break by key. Cost: O(lots log lots + demands + takes).
    """

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""
        return serve(demands, lots, _youth)


def _youth(lot: StockLot) -> tuple[int, tuple[str, ...]]:
    return -(lot.received_on or date.min).toordinal(), name_of(lot)
