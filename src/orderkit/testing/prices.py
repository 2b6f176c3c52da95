"""Strategies for prices: small books in which sources, tiers and days meet, and requests of them.

Two articles, two customers and a few weeks on purpose, so that most draws have several prices
that hold, and several that lose for different reasons.
"""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from orderkit.pricing import (
    DeterminationPolicy,
    ManualPrice,
    PriceBook,
    PriceEntry,
    PriceRequest,
    PriceSource,
    PriceSourceKind,
)
from orderkit.values import (
    PIECE,
    ActorId,
    ChannelCode,
    Currency,
    Exact,
    OrganisationId,
    PartyId,
    Sku,
    Unit,
)

__all__ = ["determination_policies", "price_books", "price_requests"]

_SKUS = st.sampled_from([*[Sku("MUG")] * 7, Sku("LID")])
_CUSTOMERS = [PartyId("C-1"), PartyId("C-2")]
_CLASSES = ["gold", "trade"]
_UNITS = st.sampled_from([*[PIECE] * 9, Unit("KGM", 3)])
_CURRENCIES = st.sampled_from([*["EUR"] * 9, "JPY"]).map(Currency.of)
_ACME = st.sampled_from([None, None, None, None, OrganisationId("acme")])
_SHOP = st.sampled_from([None, None, None, None, ChannelCode("shop")])
_PRICES = st.builds(Exact, st.integers(0, 5), st.just(0)) | st.builds(
    Exact, st.integers(0, 10**8), st.integers(0, 6)
)
_FIRST = date(2026, 3, 1)
_DAYS = st.integers(0, 20).map(lambda days: _FIRST + timedelta(days=days))


@st.composite
def _entries(draw: st.DrawFn, *, negative: bool) -> PriceEntry:
    least, below = draw(st.sampled_from([0, 0, 5, 10])), draw(st.sampled_from([None, None, 10, 20]))
    seldom = st.sampled_from([True, False, False]).flatmap(
        lambda some: _DAYS if some else st.none()
    )
    since, until = draw(seldom), draw(seldom)
    if since is not None and until is not None and until < since:
        since, until = until, since
    price = draw(_PRICES)
    return PriceEntry(
        sku=draw(_SKUS),
        price=-price if negative and draw(st.booleans()) else price,
        currency=draw(_CURRENCIES),
        unit=draw(_UNITS),
        at_least=least,
        below=below if below is None or below > least else None,
        valid_from=since,
        valid_until=until,
        list_price=draw(st.none() | _PRICES),
        floor_price=draw(st.none() | _PRICES),
    )


@st.composite
def _sources(draw: st.DrawFn, name: str) -> PriceSource:
    kinds = [kind for kind in PriceSourceKind if kind is not PriceSourceKind.MANUAL]
    kind = draw(st.sampled_from([*kinds, PriceSourceKind.PRICE_LIST]))
    named = kind in (PriceSourceKind.CONTRACT, PriceSourceKind.CUSTOMER)
    of_class = kind is PriceSourceKind.CUSTOMER_CLASS
    customers = st.lists(st.sampled_from(_CUSTOMERS), min_size=1, max_size=2).map(tuple)
    classes = st.lists(st.sampled_from(_CLASSES), min_size=1, max_size=2).map(tuple)
    return PriceSource(
        id=name,
        kind=kind,
        entries=tuple(draw(st.lists(_entries(negative=draw(st.booleans())), max_size=4))),
        priority=draw(st.sampled_from([0, 0, 1])),
        customers=draw(customers if named else st.just(())),
        classes=draw(classes if of_class or draw(st.integers(0, 7)) == 0 else st.just(())),
        organisation=draw(_ACME),
        channel=draw(_SHOP),
        negative_allowed=draw(st.booleans()),
    )


@st.composite
def price_books(draw: st.DrawFn) -> PriceBook:
    """Draw books of up to six sources, with prices of up to six decimals, some below zero."""
    names = draw(st.permutations(["a", "b", "c", "d", "e", "f"]))
    return PriceBook(
        tuple(draw(_sources(name)) for name in names[: draw(st.integers(0, 6) | st.just(6))])
    )


@st.composite
def price_requests(draw: st.DrawFn) -> PriceRequest:
    """Draw requests of up to 30 units, some with a manual price, on the days of `price_books`."""
    day, unit = draw(_DAYS), draw(_UNITS)
    manual = st.builds(
        ManualPrice,
        price=_PRICES | _PRICES.map(lambda price: -price),
        by=st.just(ActorId("ann")),
        negative_allowed=st.booleans(),
    )
    return PriceRequest(
        sku=draw(_SKUS),
        quantity=draw(st.integers(1, 30)),
        unit=unit,
        currency=draw(_CURRENCIES),
        at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        day=day,
        customer=draw(st.sampled_from([None, *_CUSTOMERS, *_CUSTOMERS])),
        classes=draw(st.lists(st.sampled_from(_CLASSES), max_size=2).map(tuple)),
        organisation=draw(st.sampled_from([None, OrganisationId("acme")])),
        channel=draw(st.sampled_from([None, ChannelCode("shop")])),
        manual=draw(st.none() | st.none() | manual),
    )


def determination_policies() -> st.SearchStrategy[DeterminationPolicy]:
    """Draw policies: the usual one, and others with kinds in another order, or without some."""
    kinds = st.permutations(list(PriceSourceKind)).flatmap(
        lambda every: st.integers(1, len(every)).map(lambda most: tuple(every[:most]))
    )
    return st.just(DeterminationPolicy()) | st.builds(
        DeterminationPolicy, kinds=kinds, most_losers=st.integers(0, 20)
    )
