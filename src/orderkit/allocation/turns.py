"""Turns: which demand is served before which, and how much is asked for ahead of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

from orderkit.allocation.model import Demand
from orderkit.values import LineId, OrderKey, OrganisationId, Sku

__all__ = ["ahead_of", "in_turn"]

_Turn: TypeAlias = tuple[int, date, datetime, OrderKey, LineId]


def in_turn(demands: Sequence[Demand]) -> tuple[Demand, ...]:
    """The demands by rank, then by the day promised, then as they were placed, then by name.

    What has no day comes after all that have one, and what nobody knows the time of after the
    rest; so equal demands stand alike whatever the order they are handed in.

    Cost: O(demands log demands).
    """
    return tuple(sorted(demands, key=_turn))


def ahead_of(demands: Sequence[Demand]) -> tuple[int, ...]:
    """For each demand, how many pieces of its sku are asked for before it, in the order given.

    A line gets nothing while as much as there is of its sku is ahead of it: that is who lost the
    stock, and to whom.
    """
    asked, ahead = Counter[tuple[OrganisationId, Sku]](), list[int]()
    for demand in demands:
        kind = demand.order.organisation, demand.sku
        ahead.append(asked[kind])
        asked[kind] += demand.quantity
    return tuple(ahead)


def _turn(demand: Demand) -> _Turn:
    placed = demand.placed or datetime.max.replace(tzinfo=UTC)
    return demand.rank, demand.due or date.max, placed, demand.order, demand.line
