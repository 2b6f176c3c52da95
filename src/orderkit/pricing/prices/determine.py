"""Determining a price (取价): one winner by a named order, and a reason for every other.

A price holds where its source is for the buyer, and its unit, currency, days and tier are those
asked for. Of those that hold, one of an earlier kind goes before; then one of the lower priority
number; then the tier that begins highest; then the span of days that begins latest; then the names
of source and entry decide.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, islice
from typing import Final, NamedTuple, TypeAlias

from orderkit.pricing.prices.book import Listed, PriceBook
from orderkit.pricing.prices.determination import (
    DeterminationPolicy,
    FoundPrice,
    LostPrice,
    PriceDetermination,
    PriceLoss,
    PriceStamp,
)
from orderkit.pricing.prices.model import PriceEntry, PriceRequest, PriceSource, PriceSourceKind
from orderkit.values import Exact, Finding, Quantity, block, note, review

__all__ = ["determine_price", "redetermine"]

_MANUAL: Final = "manual"
_USUAL: Final = DeterminationPolicy()
_ZERO: Final = Exact(0)
# Of a rank, what stands before the names.
_NAMED: Final = 4


class _Rank(NamedTuple):
    """What goes before what; the least wins."""

    kind: int
    priority: int
    tier: int  # below zero, so that the one that begins highest goes first
    since: int  # likewise
    source: str
    place: int


class _Ranked(NamedTuple):
    """A price in its rank; of two, the ranks are compared, which are never equal."""

    rank: _Rank
    found: FoundPrice
    listed: Listed | None  # None of a manual price


_Kinds: TypeAlias = Mapping[PriceSourceKind, int]
# A price that does not hold, and why.
_Idle: TypeAlias = tuple[_Rank, Listed, PriceLoss]


def determine_price(
    request: PriceRequest, book: PriceBook, policy: DeterminationPolicy = _USUAL
) -> PriceDetermination:
    """Find the price of an article for a buyer, a quantity and a day.

    Returns:
        The winner and the losers. Findings: `price.none` where no price holds; `price.negative`
        for a winner below zero whose source does not allow it; `price.below_floor`, which a named
        person can let pass; the note `price.tie` where names decided.

    Laws:
        any order: The order of sources has no say.
        never zero: Without a price that holds there is no winner.

    Cost: linear in the prices of the article that are for whoever asks or for the customer; what
    others have is counted, and looked at no further than losers are told.
    """
    mine, own = book.addressed(request)
    kinds = {kind: at for at, kind in enumerate(policy.kinds)}
    ranked, idle = _sorted_out(mine, request, kinds)
    told = nsmallest(policy.most_losers + 2, ranked)
    others = book.others(request.sku, own)
    every = chain(_outranked(told), _idle(request, kinds, idle, policy), _of_others(others))
    losers = tuple(islice(every, policy.most_losers))
    shelf = book.shelves.get(request.sku)
    tried = (shelf.entries if shelf else 0) + (request.manual is not None)
    floor = _first_floor(ranked)
    return PriceDetermination(
        request=request,
        policy=policy,
        winner=told[0].found if told else None,
        losers=losers,
        unlisted=tried - len(losers) - bool(told),
        list_price=_first_list_price(ranked),
        floor_price=floor,
        system_price=_system_price(told),
        findings=tuple(_findings(request, told, floor, tried)),
    )


def redetermine(stamp: PriceStamp, book: PriceBook) -> PriceDetermination:
    """Ask again what a stamp says was asked, of a book of today or of the one of then.

    Laws:
        again: With the book of then, the same price wins and the same prices lose (I-28).
    """
    return determine_price(stamp.request, book, stamp.policy)


def _sorted_out(
    mine: Iterable[Listed], request: PriceRequest, kinds: _Kinds
) -> tuple[list[_Ranked], list[_Idle]]:
    """The prices that hold, the manual one among them, and those that do not."""
    ranked, idle = list[_Ranked](), list[_Idle]()
    for listed in mine:
        rank, loss = _rank(listed, kinds), _loss(listed, request, kinds)
        if loss is None:
            ranked.append(_Ranked(rank, _found(listed), listed))
        else:
            idle.append((rank, listed, loss))
    manual, kind = request.manual, PriceSourceKind.MANUAL
    if manual is not None and kind in kinds:
        found = FoundPrice(kind=kind, source=_MANUAL, entry=manual.by, price=manual.price)
        ranked.append(_Ranked(_Rank(kinds[kind], 0, 0, 0, _MANUAL, 0), found, None))
    return ranked, idle


def _rank(listed: Listed, kinds: _Kinds) -> _Rank:
    source, place, entry = listed.source, listed.place, listed.entry
    return _Rank(
        kinds.get(source.kind, len(kinds)),
        source.priority,
        -entry.at_least,
        0 if entry.valid_from is None else -entry.valid_from.toordinal(),
        source.id,
        place,
    )


def _loss(listed: Listed, request: PriceRequest, kinds: _Kinds) -> PriceLoss | None:
    """Why a price does not hold; None where it does."""
    source, entry = listed.source, listed.entry
    if source.kind not in kinds:
        return PriceLoss.NOT_ASKED
    return _elsewhere(source, request) or _otherwise(entry, request)


def _elsewhere(source: PriceSource, request: PriceRequest) -> PriceLoss | None:
    if source.customers and request.customer not in source.customers:
        return PriceLoss.OTHER_CUSTOMER
    if source.classes and set(source.classes).isdisjoint(request.classes):
        return PriceLoss.OTHER_CLASS
    if source.organisation not in (None, request.organisation):
        return PriceLoss.OTHER_ORGANISATION
    if source.channel not in (None, request.channel):
        return PriceLoss.OTHER_CHANNEL
    return None


def _otherwise(entry: PriceEntry, request: PriceRequest) -> PriceLoss | None:
    if entry.unit != request.unit:
        return PriceLoss.OTHER_UNIT
    if entry.currency != request.currency:
        return PriceLoss.OTHER_CURRENCY
    if entry.valid_from is not None and request.day < entry.valid_from:
        return PriceLoss.NOT_YET
    if entry.valid_until is not None and request.day > entry.valid_until:
        return PriceLoss.EXPIRED
    if request.quantity < entry.at_least:
        return PriceLoss.BELOW_TIER
    if entry.below is not None and request.quantity >= entry.below:
        return PriceLoss.ABOVE_TIER
    return None


def _found(listed: Listed) -> FoundPrice:
    source, place, entry = listed.source, listed.place, listed.entry
    return FoundPrice(
        kind=source.kind,
        source=source.id,
        entry=source.name_of(place),
        price=entry.price,
        priority=source.priority,
    )


def _outranked(told: Sequence[_Ranked]) -> Iterator[LostPrice]:
    """The prices that hold behind the first, each with the first thing that they differ in."""
    for each in told[1:]:
        rank, first, found = each.rank, told[0].rank, each.found
        if rank.kind != first.kind:
            loss = PriceLoss.LATER_KIND
        elif rank.priority != first.priority:
            loss = PriceLoss.PRIORITY
        elif rank.tier != first.tier:
            loss = PriceLoss.SMALLER_TIER
        else:
            loss = PriceLoss.NAME if rank.since == first.since else PriceLoss.EARLIER
        yield LostPrice(
            kind=found.kind, source=found.source, entry=found.entry, price=found.price, loss=loss
        )


def _idle(
    request: PriceRequest, kinds: _Kinds, idle: Iterable[_Idle], policy: DeterminationPolicy
) -> Iterator[LostPrice]:
    """The prices for this buyer that do not hold; a manual one before all others."""
    manual, kind = request.manual, PriceSourceKind.MANUAL
    if manual is not None and kind not in kinds:
        price, loss = manual.price, PriceLoss.NOT_ASKED
        yield LostPrice(kind=kind, source=_MANUAL, entry=manual.by, price=price, loss=loss)
    for _, listed, loss in nsmallest(policy.most_losers, idle):
        yield _lost(listed, loss)


def _lost(listed: Listed, loss: PriceLoss) -> LostPrice:
    source, place, entry = listed.source, listed.place, listed.entry
    return LostPrice(
        kind=source.kind,
        source=source.id,
        entry=source.name_of(place),
        price=entry.price,
        loss=loss,
    )


def _of_others(others: Iterable[Listed]) -> Iterator[LostPrice]:
    for listed in others:
        named = listed.source.customers
        yield _lost(listed, PriceLoss.OTHER_CUSTOMER if named else PriceLoss.OTHER_CLASS)


def _first_floor(ranked: Iterable[_Ranked]) -> Exact | None:
    """The floor price of the first price that has one."""
    floors = (
        (each.rank, each.listed.entry.floor_price)
        for each in ranked
        if each.listed is not None and each.listed.entry.floor_price is not None
    )
    return min(floors, default=(None, None))[1]


def _first_list_price(ranked: Iterable[_Ranked]) -> Exact | None:
    """The list price of the first price that has one, or what the first price list says."""
    shown, listed = list[_Ranked](), list[_Ranked]()
    for each in ranked:
        if each.listed is not None and each.listed.entry.list_price is not None:
            shown.append(each)
        elif each.found.kind is PriceSourceKind.PRICE_LIST:
            listed.append(each)
    if shown:
        first = min(shown).listed
        return None if first is None else first.entry.list_price
    return min(listed).found.price if listed else None


def _system_price(told: Sequence[_Ranked]) -> Exact | None:
    """What comes behind a manual price that won."""
    if len(told) > 1 and told[0].listed is None:
        return told[1].found.price
    return None


def _findings(
    request: PriceRequest, told: Sequence[_Ranked], floor: Exact | None, tried: int
) -> Iterator[Finding]:
    if not told:
        quantity = Quantity(request.quantity, request.unit)
        yield block(
            "price.none",
            "price",
            sku=request.sku,
            quantity=quantity,
            currency=request.currency.code,
            day=request.day,
            tried=tried,
        )
        return
    won = told[0]
    price, manual = won.found.price, request.manual
    allowed = manual is not None and manual.negative_allowed
    if won.listed is not None:
        allowed = won.listed.source.negative_allowed
    if price < _ZERO and not allowed:
        yield block("price.negative", "price", price=price)
    if floor is not None and price < floor:
        yield review("price.below_floor", "price", sku=request.sku, price=price, floor=floor)
    if len(told) > 1 and won.rank[:_NAMED] == told[1].rank[:_NAMED]:
        yield note(
            "price.tie",
            "price",
            sku=request.sku,
            source=won.found.source,
            other=told[1].found.source,
        )
