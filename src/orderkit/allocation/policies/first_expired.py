"""First expired, first out: what keeps the shortest leaves first (先到期先出)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.policies.shelves import name_of, serve

__all__ = ["FirstExpired"]


@final
@attrs.frozen
class FirstExpired:
    """Serves demands in the order given, each from the lots that expire first and still do.

    A demand that asks for a remaining life (`Demand.keeps_until`) passes over what expires before
    that day. What keeps for ever comes last; ties break by the day of receipt, then by key.
    Cost: O(lots log lots + demands + takes).
    """

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""
        return serve(demands, lots, _life)


def _life(lot: StockLot) -> tuple[date, date, tuple[str, ...]]:
    return lot.expires or date.max, lot.received_on or date.max, name_of(lot)
