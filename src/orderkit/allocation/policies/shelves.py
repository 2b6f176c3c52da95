"""Shelves: the one walk of all strategies that only differ in which lot they draw on first."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, TypeAlias, final

from orderkit.allocation.model import Demand, StockLot, Take
from orderkit.values import OrganisationId, Sku, maker

__all__ = ["Rank", "name_of", "serve"]


# What sorts the lots of one sku: the least is drawn on first.
Rank: TypeAlias = Callable[[StockLot], tuple[object, ...]]

# Its parts are those of a demand and a lot, checked when those were made.
_take: Final = maker(Take)


def name_of(lot: StockLot) -> tuple[str, ...]:
    """What ties break by, as plain texts: the same whatever the order they are handed in."""
    key = lot.key
    return key.location, key.lot, key.owner


@final
class _Shelf:
    """What is left of the lots of one sku, the one to draw on first in front."""

    __slots__ = ("_expiries", "_next", "left", "lots")

    def __init__(self, lots: list[StockLot]) -> None:
        self.lots = lots
        self.left = [lot.available for lot in lots]
        # Where to look on from each place: behind an empty lot, further and further.
        self._next = [place if left else place + 1 for place, left in enumerate(self.left)]
        self._next.append(len(lots))
        self._expiries: list[date] | None = None

    def from_place(self, place: int) -> int:
        """The first lot here or behind it that has something left; past the end if none has."""
        following = self._next
        while following[place] != place:
            following[place] = following[following[place]]
            place = following[place]
        return place

    def first(self, until: date | None) -> int:
        """Where to begin for a demand: where lots stand by expiry, what is too short is skipped."""
        if until is None:
            return 0
        if self._expiries is None:
            days = [lot.expires or date.max for lot in self.lots]
            rising = all(sooner <= later for sooner, later in pairwise(days))
            self._expiries = days if rising else []
        return bisect_left(self._expiries, until)

    def empty(self, place: int) -> None:
        """Note that nothing is left of a lot."""
        self._next[place] = place + 1


def serve(demands: Sequence[Demand], lots: Sequence[StockLot], rank: Rank) -> Iterator[Take]:
    """Serve demands in the order given, each from the lots of the least rank that keep for it.

    Cost: O(lots log lots + demands + takes), and one look more for each lot that a demand finds
    too short of life; none where lots stand by expiry.
    """
    shelves = _shelves(lots, rank)
    for demand in demands:
        shelf, needed = shelves.get((demand.order.organisation, demand.sku)), demand.quantity
        if shelf is None or not needed:
            continue
        order, line, until = demand.order, demand.line, demand.keeps_until
        place = shelf.from_place(shelf.first(until))
        while place < len(shelf.lots):
            lot, left = shelf.lots[place], shelf.left[place]
            if until is None or lot.expires is None or lot.expires >= until:
                if left > needed:
                    shelf.left[place] = left - needed
                    yield _take(order, line, lot.key, needed)
                    break
                shelf.empty(place)
                needed -= left
                yield _take(order, line, lot.key, left)
                if not needed:
                    break
            place = shelf.from_place(place + 1)


def _shelves(lots: Sequence[StockLot], rank: Rank) -> dict[tuple[OrganisationId, Sku], _Shelf]:
    found = dict[tuple[OrganisationId, Sku], list[StockLot]]()
    for lot in lots:
        found.setdefault((lot.key.organisation, lot.key.sku), []).append(lot)
    for each in found.values():
        each.sort(key=rank)
    return {kind: _Shelf(each) for kind, each in found.items()}
