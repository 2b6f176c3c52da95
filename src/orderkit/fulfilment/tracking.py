"""Tracking: what carriers tell of a shipment, late, twice and out of order (物流轨迹、签收).

News is only ever added, and read in the order of when it happened. So whatever order it comes in,
and however often, what is known of the shipment in the end is the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import LineId, ShipmentId, checked_id, checked_text, shown, utc

__all__ = [
    "DECISIVE",
    "InvalidTrackingError",
    "Signed",
    "Track",
    "TrackingEvent",
    "TrackingStatus",
    "track",
]


@attrs.frozen(kw_only=True)
class InvalidTrackingError(InvalidValueError):
    """News of a shipment that cannot be."""

    code: ClassVar[str] = "tracking.invalid"
    template: ClassVar[str] = "{event} of {shipment}: {why}"

    event: str
    shipment: str
    why: str


@final
class TrackingStatus(StrEnum):
    """What happened to a shipment; the stages of any carrier come down to these."""

    ANNOUNCED = "announced"
    HANDED_OVER = "handed_over"
    ON_THE_WAY = "on_the_way"
    DELAYED = "delayed"
    DELIVERED = "delivered"  # 签收
    REFUSED = "refused"  # the receiver took nothing (拒收)
    LOST = "lost"
    NOT_DELIVERED = "not_delivered"  # what was told before was wrong


# What says where the pieces are in the end; the latest of these counts, whatever is told beside it.
DECISIVE: Final = frozenset(
    {
        TrackingStatus.DELIVERED,
        TrackingStatus.REFUSED,
        TrackingStatus.LOST,
        TrackingStatus.NOT_DELIVERED,
    }
)


@final
@attrs.frozen(kw_only=True)
class Signed:
    """So many pieces of a line that the receiver signed for; zero where none of it came."""

    line: LineId
    quantity: int


def _signed(parts: Iterable[Signed]) -> tuple[Signed, ...]:
    kept = tuple(parts)
    for each in kept:
        # A caller without a type checker may hand in anything.
        if type(each) is not Signed:
            raise InvalidTrackingError(event=shown(repr(each)), shipment="", why="nobody signs so")
    return tuple(sorted(kept, key=lambda part: part.line))


def _id(text: str) -> str:
    return checked_id(text)


@final
@attrs.frozen(kw_only=True)
class TrackingEvent:
    """One piece of news.

    Attributes:
        id: The carrier's own name for it, or one that the host makes of it; one for each news.
        at: When it happened, not when it was told.
        carrier: Who has the shipment from now on; empty if this says nothing of it.
        number: The number to follow it by (运单号); likewise.
        signed: Of a delivery, the pieces that were signed for, by line. Empty means all of them;
            a line that is left out of a list was not received at all (短少).
    """

    id: str = attrs.field(converter=_id)
    shipment: ShipmentId
    status: TrackingStatus
    at: datetime = attrs.field(converter=utc)
    place: str = attrs.field(default="", converter=checked_text)
    carrier: str = attrs.field(default="", converter=checked_text)
    number: str = attrs.field(default="", converter=checked_text)
    signed: tuple[Signed, ...] = attrs.field(default=(), converter=_signed)

    def __attrs_post_init__(self) -> None:
        """Refuse a status that is none, signatures of what is no delivery, and odd quantities."""
        why = next(self._wrong(), "")
        if why:
            shipment = shown(self.shipment)
            raise InvalidTrackingError(event=self.id, shipment=shipment, why=shown(why))

    def _wrong(self) -> Iterator[str]:
        # A caller without a type checker may hand in anything.
        if not isinstance(self.status, TrackingStatus):
            yield f"{self.status!r} is no status"
        if self.signed and self.status is not TrackingStatus.DELIVERED:
            yield "signed for, and not delivered"
        if len({part.line for part in self.signed}) < len(self.signed):
            yield "a line is signed for twice"
        for part in self.signed:
            if type(part.quantity) is not int or part.quantity < 0:
                yield f"line {part.line}: {part.quantity!r} pieces signed for"


_Moment: TypeAlias = tuple[datetime, str, str, str, str, str, tuple[tuple[str, int], ...]]


def _moment(event: TrackingEvent) -> _Moment:
    """By when it happened, then by name; of one name, whatever tells two apart."""
    signed = tuple((part.line, part.quantity) for part in event.signed)
    told = (event.id, event.status.value, event.carrier, event.number, event.place)
    return event.at, *told, signed


def _in_order(events: Iterable[TrackingEvent]) -> tuple[TrackingEvent, ...]:
    kept = tuple(events)
    for each in kept:
        # A caller without a type checker may hand in anything.
        if type(each) is not TrackingEvent:
            raise InvalidTrackingError(event=shown(repr(each)), shipment="", why="it is no news")
    return tuple(sorted(set(kept), key=_moment))


@final
@attrs.frozen(kw_only=True)
class Track:
    """All that was told of one shipment; `track` adds to it.

    Laws:
        any order: The same news in another order gives an equal track.
        once: News that is told again changes nothing.

    Attributes:
        events: Each once, in the order in which they happened.
    """

    shipment: ShipmentId
    events: tuple[TrackingEvent, ...] = attrs.field(default=(), converter=_in_order)

    def __attrs_post_init__(self) -> None:
        """Refuse the news of another shipment."""
        for event in self.events:
            if event.shipment != self.shipment:
                why = f"told of {shown(event.shipment)}"
                raise InvalidTrackingError(event=event.id, shipment=shown(self.shipment), why=why)

    @property
    def decided(self) -> TrackingEvent | None:
        """The latest news that says where the pieces are; None while they are on their way."""
        return next((each for each in reversed(self._believed) if each.status in DECISIVE), None)

    @property
    def status(self) -> TrackingStatus | None:
        """Where it stands; None if nothing was told. What is decided outlives later chatter."""
        believed, decided = self._believed, self.decided
        if not believed:
            return None
        if decided is None or decided.status is TrackingStatus.NOT_DELIVERED:
            return believed[-1].status
        return decided.status

    @property
    def delivered_at(self) -> datetime | None:
        """When it was delivered; None exactly if it is not."""
        decided = self.decided
        if decided is None or decided.status is not TrackingStatus.DELIVERED:
            return None
        return decided.at

    @property
    def carrier(self) -> str:
        """Who has it, as told last; empty if nobody told."""
        return next((each.carrier for each in reversed(self._believed) if each.carrier), "")

    @property
    def number(self) -> str:
        """The number to follow it by, as told last; empty if nobody told."""
        return next((each.number for each in reversed(self._believed) if each.number), "")

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Names under which different things were told, sorted; what happened last is believed."""
        times = Counter(event.id for event in self.events)
        return tuple(sorted(name for name, told in times.items() if told > 1))

    @property
    def _believed(self) -> tuple[TrackingEvent, ...]:
        latest = {event.id: place for place, event in enumerate(self.events)}
        return tuple(self.events[place] for place in sorted(latest.values()))


def track(
    shipment: ShipmentId, events: Iterable[TrackingEvent], known: Track | None = None
) -> Track:
    """What is known of a shipment after some news, whatever order it comes in.

    Args:
        known: What was known before; None if nothing was.

    Raises:
        InvalidTrackingError: The news, or what was known, is another shipment's.

    Cost: O(events log events).
    """
    before = () if known is None else known.events
    return Track(shipment=shipment, events=(*before, *events))
