"""Scripted lives: events told by the minutes they happen at."""

from datetime import UTC, datetime, timedelta
from typing import Final

from orderkit.order import (
    Backordered,
    Bucket,
    Event,
    Facet,
    FacetMark,
    FacetSet,
    FlowStarted,
    OrderPlaced,
    Reserved,
    Shift,
    Shipped,
    StageMoved,
)
from orderkit.testing.stored import terms_of
from orderkit.values import ActorId, FlowDigest, LineId, MoveName, StageName

__all__ = [
    "ANN",
    "LIFE",
    "ONE",
    "PLACED",
    "TERMS",
    "at",
    "began",
    "came_in",
    "long",
    "moved",
    "paused",
    "sent",
    "short",
]

ANN: Final = ActorId("ann")
START: Final = datetime(2024, 1, 1, tzinfo=UTC)
TERMS: Final = terms_of("O1", pieces=5)
ONE: Final = LineId("1")


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def long(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


def began(minutes: int, stage: str = "captured") -> Event:
    return FlowStarted(flow=FlowDigest("f"), stage=StageName(stage), at=at(minutes), by=ANN)


def moved(minutes: int, source: str, target: str) -> Event:
    return StageMoved(
        source=StageName(source),
        target=StageName(target),
        move=MoveName(f"to_{target}"),
        at=at(minutes),
        by=ANN,
    )


def shift(source: Bucket, target: Bucket, quantity: int) -> tuple[Shift, ...]:
    return (Shift(ONE, source, target, quantity),)


def short(minutes: int, quantity: int) -> Event:
    shifts = shift(Bucket.OPEN, Bucket.BACKORDERED, quantity)
    return Backordered(shifts=shifts, at=at(minutes), by=ANN)


def came_in(minutes: int, quantity: int) -> Event:
    shifts = shift(Bucket.BACKORDERED, Bucket.RESERVED, quantity)
    return Reserved(shifts=shifts, at=at(minutes), by=ANN)


def sent(minutes: int, quantity: int) -> Event:
    shifts = shift(Bucket.RESERVED, Bucket.SHIPPED, quantity)
    return Shipped(shifts=shifts, at=at(minutes), by=ANN, reference="O1/s1")


def paused(minutes: int, facet: Facet, until: int | None = None) -> Event:
    mark = FacetMark(
        id="m1",
        facet=facet,
        by=ANN,
        at=at(minutes),
        reason="credit",
        until=None if until is None else at(until),
    )
    return FacetSet(mark=mark, at=at(minutes), by=ANN)


LIFE: Final = [began(0), moved(10, "captured", "approved"), moved(40, "approved", "settled")]
PLACED: Final = OrderPlaced(terms=TERMS, at=at(0), by=ANN)
