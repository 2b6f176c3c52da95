"""A book of prices: sources with an index, so that a look-up reads what is for its buyer."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, TypeVar, final

import attrs

from orderkit.pricing.prices.model import InvalidPriceError, PriceEntry, PriceRequest, PriceSource
from orderkit.values import PartyId, Sku, field_check, shown

__all__ = ["Listed", "PriceBook", "Shelf"]

# A customer or a class.
_Name = TypeVar("_Name", bound=str)


@final
@attrs.frozen
class Listed:
    """An entry, with its source and its place there, counted from 0."""

    source: PriceSource
    place: int
    entry: PriceEntry


@final
@attrs.frozen
class Shelf:
    """All prices of one article.

    Attributes:
        open: Of sources for whoever asks, by the ids of these.
        limited: Of sources for some customers or classes, by the place of the source in the index.
        entries: How many there are in all.
    """

    open: tuple[Listed, ...]
    limited: Mapping[int, tuple[Listed, ...]]
    entries: int


@final
@attrs.frozen
class PriceBook:
    """The sources that a price may come from.

    Laws:
        any order: The order in which sources stand has no say in anything.

    Cost: the index is made once, in time linear in all entries. A look-up takes time in proportion
    to the entries of its article that are for whoever asks, or for its customer.
    """

    sources: tuple[PriceSource, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse twin ids, and what is no source."""
        wrong = _WRONG_IN_BOOK(self)
        if wrong is not None:
            raise InvalidPriceError(path=wrong[0], why=f"it cannot hold {wrong[1]}")
        known = set[str]()
        for source in self.sources:
            if source.id in known:
                raise InvalidPriceError(path=shown(f"sources/{source.id}"), why="it stands twice")
            known.add(source.id)

    @cached_property
    def by_id(self) -> tuple[PriceSource, ...]:
        """The sources, sorted by their ids."""
        return tuple(sorted(self.sources, key=lambda source: source.id))

    @cached_property
    def shelves(self) -> Mapping[Sku, Shelf]:
        """The prices of each article."""
        everywhere = dict[Sku, list[Listed]]()
        limited = dict[Sku, dict[int, list[Listed]]]()
        for at, source in enumerate(self.by_id):
            for place, entry in enumerate(source.entries):
                listed = Listed(source, place, entry)
                if source.customers or source.classes:
                    limited.setdefault(entry.sku, {}).setdefault(at, []).append(listed)
                else:
                    everywhere.setdefault(entry.sku, []).append(listed)
        shelves = dict[Sku, Shelf]()
        for sku in everywhere.keys() | limited.keys():
            common, own = everywhere.get(sku, []), limited.get(sku, {})
            entries = len(common) + sum(map(len, own.values()))
            shelves[sku] = Shelf(tuple(common), {at: tuple(own[at]) for at in own}, entries)
        return shelves

    @cached_property
    def _by_customer(self) -> Mapping[PartyId, frozenset[int]]:
        named = ((source.customers, at) for at, source in enumerate(self.by_id))
        return _turned(named)

    @cached_property
    def _by_class(self) -> Mapping[str, frozenset[int]]:
        """Of sources that name classes and no customer."""
        named = ((() if each.customers else each.classes, at) for at, each in enumerate(self.by_id))
        return _turned(named)

    def addressed(self, request: PriceRequest) -> tuple[list[Listed], list[int]]:
        """The prices of the article that are for whoever asks or for this customer.

        Beside them the places of the sources that those of the second kind are in, in their order.
        """
        shelf = self.shelves.get(request.sku)
        if shelf is None:
            return [], []
        limited = shelf.limited
        own = self._own(request, limited)
        found = list(shelf.open)
        for at in own:
            found += limited[at]
        return found, own

    def others(self, sku: Sku, own: Iterable[int]) -> Iterator[Listed]:
        """The prices of an article in all limited sources but those at these places, in order."""
        shelf, known = self.shelves.get(sku), frozenset(own)
        for at, listed in shelf.limited.items() if shelf is not None else ():
            if at not in known:
                yield from listed

    def _own(self, request: PriceRequest, limited: Mapping[int, object]) -> list[int]:
        """Those of the limited sources that name the customer or one of their classes, sorted.

        The smaller side is walked: a customer may be in many sources, an article in many more.
        """
        named = [self._by_class[name] for name in request.classes if name in self._by_class]
        if request.customer is not None and request.customer in self._by_customer:
            named.append(self._by_customer[request.customer])
        if len(limited) < sum(map(len, named)):
            return [at for at in limited if any(at in places for places in named)]
        return sorted({at for places in named for at in places if at in limited})


_WRONG_IN_BOOK: Final = field_check(PriceBook)


def _turned(named: Iterable[tuple[tuple[_Name, ...], int]]) -> Mapping[_Name, frozenset[int]]:
    """The places by each name that stands at them."""
    found = dict[_Name, set[int]]()
    for names, at in named:
        for name in names:
            found.setdefault(name, set()).add(at)
    return {name: frozenset(places) for name, places in found.items()}
