"""Whole lines only: a line is served in full or not at all (整单发货)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.protocol import AllocationStrategy
from orderkit.values import LineId, OrderKey, OrganisationId, Sku

__all__ = ["WholeLines"]


@final
@attrs.frozen
class WholeLines:
    """Lets another strategy serve what it can serve whole; nobody gets a part of a line.

    A line that asks for more than is left is passed over, and the next one is looked at. Where
    lots are too short of life for a line (`Demand.keeps_until`), a line that comes out in part is
    given nothing, and what it would have got is left over. Cost: that of the other strategy.

    Attributes:
        by: Which lots serve the lines.
    """

    by: AllocationStrategy

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, in the order of the other strategy."""
        left = Counter[tuple[OrganisationId, Sku]]()
        for lot in lots:
            left[lot.key.organisation, lot.key.sku] += lot.available
        fit = list[Demand]()
        for demand in demands:
            kind = demand.order.organisation, demand.sku
            if demand.quantity <= left[kind]:
                left[kind] -= demand.quantity
                fit.append(demand)
        takes, got = list(self.by.choose(fit, lots)), Counter[tuple[OrderKey, LineId]]()
        for take in takes:
            got[take.order, take.line] += take.quantity
        asked = {(demand.order, demand.line): demand.quantity for demand in fit}
        for take in takes:
            line = take.order, take.line
            # What it names that nobody asked for is for `allocate` to judge.
            if got[line] >= asked.get(line, 0):
                yield take
