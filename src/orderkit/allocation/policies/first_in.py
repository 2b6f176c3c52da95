"""First in, first out: the stock that came first leaves first (先进先出)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.policies.shelves import name_of, serve

__all__ = ["FirstIn"]


@final
@attrs.frozen
class FirstIn:
    """Serves demands in the order given, each from the stock received first.

    Stock of unknown age comes last; ties break by key. Cost: O(lots log lots + demands + takes).
    """

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""
        return serve(demands, lots, _age)


def _age(lot: StockLot) -> tuple[date, tuple[str, ...]]:
    return lot.received_on or date.max, name_of(lot)
