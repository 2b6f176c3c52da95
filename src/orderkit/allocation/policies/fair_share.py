"""Fair shares: what is short is short for all, in proportion to what they asked (按比例分配)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias, final

import attrs

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.allocation.policies.shelves import name_of, serve
from orderkit.values import OrderKey, OrganisationId, Sku, replacer, share_out

__all__ = ["FairShare"]

_Pairs: TypeAlias = tuple[tuple[OrderKey, int], ...]
_Kind: TypeAlias = tuple[OrganisationId, Sku]

_changed: Final = replacer(Demand)


def _pairs(weights: Mapping[OrderKey, int] | _Pairs) -> _Pairs:
    given = weights.items() if isinstance(weights, Mapping) else weights
    return tuple(sorted(given))


@final
@attrs.frozen
class FairShare:
    """Shares out what there is of each sku by largest remainder, and never above what was asked.

    What a line cannot take goes to the others. Odd pieces go to the largest remainders, equal ones
    to the line that stands first. The shares are drawn from the stock received first; where a lot
    is too short of life for a line, a part of its share is left over. Sharing more stock may give
    a line less than sharing less did, so a wave is not shared anew over what was promised.
    Cost: O(lots log lots + demands log demands + takes).

    Attributes:
        weights: By order, what each of its lines counts as; the lines of all other orders count
            as what they ask for. Zero gets nothing.
    """

    weights: _Pairs = attrs.field(default=(), converter=_pairs)

    def choose(self, demands: Sequence[Demand], lots: Sequence[StockLot], /) -> Iterator[Take]:
        """Give takes, demand by demand."""
        there = dict[_Kind, int]()
        for lot in lots:
            kind = lot.key.organisation, lot.key.sku
            there[kind] = there.get(kind, 0) + lot.available
        asking = dict[_Kind, list[int]]()
        for place, demand in enumerate(demands):
            asking.setdefault((demand.order.organisation, demand.sku), []).append(place)
        weights, cut = dict(self.weights), list(demands)
        for kind, places in asking.items():
            asked = [demands[place] for place in places]
            shares = share_out(
                there.get(kind, 0),
                [weights.get(each.order, each.quantity) for each in asked],
                caps=[each.quantity for each in asked],
            )
            for place, share in zip(places, shares, strict=True):
                cut[place] = _changed(demands[place], quantity=share)
        return serve(cut, lots, _age)


def _age(lot: StockLot) -> tuple[date, tuple[str, ...]]:
    return lot.received_on or date.max, name_of(lot)
