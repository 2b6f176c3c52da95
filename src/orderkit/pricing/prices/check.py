"""Checks of price lists: what in them is doubtful or wrong, all of it at once."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, TypeAlias

from orderkit.pricing.prices.book import Listed, PriceBook
from orderkit.pricing.prices.model import PriceSource
from orderkit.values import Exact, Finding, Quantity, block, review

__all__ = ["check_entries", "check_prices"]

_Key: TypeAlias = tuple[object, ...]

_ZERO: Final = Exact(0)


def check_prices(book: PriceBook) -> tuple[Finding, ...]:
    """What a clerk should look at before the book is used.

    Prices are compared that one request could find with nothing but tier and days to tell them
    apart: of one article, unit and currency, in sources of one kind, priority and audience. A tier
    or a span of days without an end of its own lasts until the next one begins; that is no overlap.

    Returns:
        In the order of source ids and rows: BLOCK `price.negative` where that is not allowed, and
        `price.duplicate` where tier and days are those of an earlier entry; REVIEW
        `price.tier_gap`, `price.tier_overlap` and `price.window_overlap`. The path names the
        source, the row of the file or else the entry, and the field.

    Cost: O(entries log entries).
    """
    return tuple(
        finding
        for _, finding in _found(
            [
                Listed(source, place, entry)
                for source in book.by_id
                for place, entry in enumerate(source.entries)
            ]
        )
    )


def check_entries(source: PriceSource) -> tuple[tuple[int, Finding], ...]:
    """As `check_prices`, of one source alone: each finding with the place of its entry, from 0."""
    return tuple(
        _found([Listed(source, place, entry) for place, entry in enumerate(source.entries)])
    )


def _found(places: list[Listed]) -> list[tuple[int, Finding]]:
    """What is found, in the order of the places, each with its place."""
    found = list[tuple[int, Finding]]()
    alike = dict[_Key, list[int]]()
    for at, listed in enumerate(places):
        alike.setdefault(_key(listed), []).append(at)
        price = listed.entry.price
        if price < _ZERO and not listed.source.negative_allowed:
            found.append((at, block("price.negative", f"{_path(listed)}/price", price=price)))
    for group in alike.values():
        if len(group) > 1:
            found += _of_group(places, group)
    return sorted(found, key=lambda each: each[0])


def _key(listed: Listed) -> _Key:
    source, entry = listed.source, listed.entry
    whose = (source.customers, source.classes, source.organisation, source.channel)
    return source.kind, source.priority, *whose, entry.sku, entry.unit, entry.currency


def _of_group(places: list[Listed], group: list[int]) -> Iterator[tuple[int, Finding]]:
    """What is found among prices that only tier and days tell apart."""
    once, known = list[int](), dict[_Key, int]()
    for at in group:
        entry = places[at].entry
        first = known.setdefault((entry.at_least, entry.valid_from, entry.valid_until), at)
        if first == at:
            once.append(at)
        else:
            other = _path(places[first])
            yield at, block("price.duplicate", _path(places[at]), sku=entry.sku, other=other)
    by_days, by_tier = dict[_Key, list[int]](), dict[_Key, list[int]]()
    for at in once:
        entry = places[at].entry
        by_days.setdefault((entry.valid_from, entry.valid_until), []).append(at)
        by_tier.setdefault((entry.at_least,), []).append(at)
    for each in by_days.values():
        yield from _tiers(places, each)
    for each in by_tier.values():
        yield from _windows(places, each)


def _tiers(places: list[Listed], group: Iterable[int]) -> Iterator[tuple[int, Finding]]:
    """Tiers of the same days: none may reach into another, nor leave quantities out between."""
    ordered = sorted(group, key=lambda at: places[at].entry.at_least)
    reached, by = 0, -1
    for at in ordered:
        entry = places[at].entry
        if by >= 0 and reached > entry.at_least:
            other = _path(places[by])
            path, least = f"{_path(places[at])}/at_least", Quantity(entry.at_least, entry.unit)
            yield at, review("price.tier_overlap", path, sku=entry.sku, other=other, least=least)
        elif by >= 0 and 0 < reached < entry.at_least:
            path, first = f"{_path(places[at])}/at_least", Quantity(reached, entry.unit)
            least = Quantity(entry.at_least, entry.unit)
            yield at, review("price.tier_gap", path, sku=entry.sku, first=first, least=least)
        end = entry.below
        if end is None:
            # It lasts until the next one, and whatever reached further was told.
            reached, by = (reached, by) if reached > entry.at_least else (0, at)
        elif end >= reached:
            reached, by = end, at


def _windows(places: list[Listed], group: Iterable[int]) -> Iterator[tuple[int, Finding]]:
    """Spans of days of one tier: none may reach into another; days between them may be left out."""
    ordered = sorted(group, key=lambda at: places[at].entry.valid_from or date.min)
    reached, by, before = date.min, -1, -1
    for at in ordered:
        entry = places[at].entry
        since = entry.valid_from or date.min
        alike = before >= 0 and (places[before].entry.valid_from or date.min) == since
        if alike or (by >= 0 and reached >= since):
            other = _path(places[before if alike else by])
            path = f"{_path(places[at])}/valid_from"
            yield at, review("price.window_overlap", path, sku=entry.sku, other=other)
        before = at
        if entry.valid_until is not None and (by < 0 or entry.valid_until > reached):
            reached, by = entry.valid_until, at


def _path(listed: Listed) -> str:
    source, place, entry = listed.source, listed.place, listed.entry
    if entry.row is not None:
        return f"{source.id}/rows/{entry.row}"
    return f"{source.id}/{source.name_of(place)}"
