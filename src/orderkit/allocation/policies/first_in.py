"""First in, first out: the stock that came first leaves first (先进先出)."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from typing import final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.values import OrganisationId, Sku, StockKey

__all__ = ["FirstIn"]


@final
@attrs.frozen
class FirstIn:
    """Serves demands in the order given, each from the stock received first.

    Stock of unknown age comes last; ties break by key. Cost: O(lots log lots + demands + takes).
    """

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""
        queues = dict[tuple[OrganisationId, Sku], deque[tuple[StockKey, int]]]()
        for lot in sorted(lots, key=_age):
            key = lot.key
            queues.setdefault((key.organisation, key.sku), deque()).append((key, lot.available))
        for demand in demands:
            queue = queues.get((demand.order.organisation, demand.sku))
            needed = demand.quantity
            while needed and queue:
                key, left = queue[0]
                quantity = min(needed, left)
                yield Take(order=demand.order, line=demand.line, key=key, quantity=quantity)
                needed -= quantity
                if quantity == left:
                    queue.popleft()
                else:
                    queue[0] = (key, left - quantity)


def _age(lot: StockLot) -> tuple[date, StockKey]:
    return lot.received_on or date.max, lot.key
