"""What a life is drawn of: people, moments, lines and charges."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs
from hypothesis import strategies as st
from tests.order.naive_gates import ROLE

from orderkit.order import Adjustment, AdjustmentKind, Line, Terms, Tolerance
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoleName,
    Sku,
)

__all__ = [
    "HERE",
    "OTHER",
    "OUTSIDERS",
    "PEOPLE",
    "START",
    "actors",
    "agreed",
    "amounts",
    "charge",
    "delays",
    "line",
    "people",
    "quantities",
    "reasons",
    "seldom",
    "tolerant",
]

START: Final = datetime(2024, 2, 28, 12, tzinfo=UTC)
HERE: Final = OrganisationId("acme")
PEOPLE: Final = [ActorId(name) for name in ("ann", "bob", "cho", "dee")]
# Never drawn, so that somebody is left who had no hand in an order.
OUTSIDERS: Final = [ActorId("eva"), ActorId("flo")]
OTHER: Final = RoleName("clerk")

people = st.sampled_from(PEOPLE)
seldom = st.integers(0, 7).map(lambda drawn: drawn == 7)
delays = st.integers(1, 6).map(lambda hours: timedelta(hours=hours))
reasons = st.sampled_from(["check", "credit"])


@st.composite
def actors(draw: st.DrawFn) -> Actor:
    roles = draw(st.sampled_from([(), (ROLE,), (ROLE,), (OTHER, ROLE)]))
    stands_for = draw(people) if draw(seldom) else None
    return Actor(id=draw(people), organisation=HERE, roles=roles, on_behalf_of=stands_for)


def line(name: int, quantity: int, amount: int) -> Line:
    price = Exact.of(amount)
    return Line(
        id=LineId(str(name)), sku=Sku("bolt"), quantity=quantity, price=price, amount=amount
    )


def tolerant(one: Line) -> Line:
    """A line of an even amount of pieces closes by itself; a third of it may be missing."""
    some = None if one.quantity % 2 else Tolerance(lower=Exact(33), upper=Exact(10))
    return attrs.evolve(one, tolerance=some)


def charge(name: int, amount: int) -> Adjustment:
    kind = AdjustmentKind.FREIGHT if amount > 0 else AdjustmentKind.DISCOUNT
    return Adjustment(id=LineId(f"c{name}"), code="POST", kind=kind, amount=amount)


def agreed(lines: Iterable[Line] = (), charges: Iterable[Adjustment] = ()) -> Terms:
    return Terms(
        organisation=HERE,
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=START,
        currency=Currency.of("EUR"),
        lines=tuple(lines),
        adjustments=tuple(charges),
    )


quantities = st.integers(1, 6)
amounts = st.sampled_from([0, 100, 400, 700, 1000])
