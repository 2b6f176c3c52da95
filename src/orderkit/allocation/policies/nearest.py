"""Nearest first: each line is served from the places with the shortest way (就近发货)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias, final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.policies.shelves import name_of, serve
from orderkit.values import LocationId

__all__ = ["Nearest"]

_Pairs: TypeAlias = tuple[tuple[LocationId, int], ...]


def _pairs(distances: Mapping[LocationId, int] | _Pairs) -> _Pairs:
    given = distances.items() if isinstance(distances, Mapping) else distances
    return tuple(sorted(given))


@final
@attrs.frozen
class Nearest:
    """Serves demands in the order given, each from the nearest places that have something.

    Within a place, and among equally near ones, by name of the place, then the stock received
    first. Cost: O(lots log lots + demands + takes).

    Attributes:
        distances: By place, in any one measure: ways, days, costs or ranks of the house. A place
            that is not named is never drawn on: nobody knows the way from there.
    """

    distances: _Pairs = attrs.field(converter=_pairs)

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""
        known = dict(self.distances)

        def way(lot: StockLot) -> tuple[int, str, date, tuple[str, ...]]:
            place = lot.key.location
            return known[place], place, lot.received_on or date.max, name_of(lot)

        return serve(demands, [lot for lot in lots if lot.key.location in known], way)
