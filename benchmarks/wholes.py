"""Orders of three lines with their taxes, as they are stored: many customers, addresses, prices."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, final

import attrs

from orderkit.codec import Codec, write_progress
from orderkit.order import Line, Order, PlaceOrder, TaxShare, Terms, decide, fold
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    OrderId,
    OrganisationId,
    PartyId,
)

__all__ = ["Stored", "stored"]

_FIRST: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
_ACME: Final = OrganisationId("acme")
_EUR: Final = Currency.of("EUR")
# Primes, so that customers, addresses, articles and prices do not go around together.
_CUSTOMERS, _ADDRESSES, _SKUS, _PRICES = 20_011, 15_013, 2_003, 12_007


@final
@attrs.frozen
class Stored:
    """One order as a store holds it."""

    terms: bytes
    progress: bytes


def stored(count: int, codec: Codec) -> Iterator[Stored]:
    """So many orders, the same at every run."""
    for at in range(count):
        order = _order(at)
        yield Stored(codec.encode(order.terms), write_progress(order))


def _order(at: int) -> Order:
    terms = Terms(
        organisation=_ACME,
        order=OrderId(f"O-{at:06}"),
        channel=ChannelCode("shop"),
        number=f"{700_000 + at}",
        customer=PartyId(f"C-{at * 7 % _CUSTOMERS:05}"),
        ship_to=PartyId(f"A-{at * 11 % _ADDRESSES:05}"),
        ordered_at=_FIRST + timedelta(seconds=at * 37),
        currency=_EUR,
        lines=tuple(_line(at * 3 + place, str(place + 1)) for place in range(3)),
    )
    context = Context.by("ann", _ACME, terms.ordered_at)
    order = fold(decide(None, PlaceOrder(terms), context).events)
    if order is None:
        raise RuntimeError(at)
    return order


def _line(at: int, name: str) -> Line:
    price = f"{5 + at * 13 % _PRICES // 100}.{at * 13 % _PRICES % 100:02}"
    line = Line.priced(name, f"SKU-{at * 17 % _SKUS:04}", 1 + at % 9, price, _EUR)
    tax = line.amount * 19 // 100
    share = TaxShare(code="VAT19", rate=Exact(19), net=line.amount, tax=tax)
    return attrs.evolve(line, taxes=(share,))
