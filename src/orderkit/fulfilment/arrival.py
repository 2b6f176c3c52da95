"""Arrival: what of a shipment was received, and what the receiver did not sign for (签收短少)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final, final

import attrs

from orderkit.fulfilment.model import InvalidShipmentError, Shipment
from orderkit.fulfilment.tracking import Track, TrackingEvent, TrackingStatus
from orderkit.values import Finding, LineId, ShipmentId, Sku, block, field_check, note, utc_or_none

__all__ = ["Arrival", "ArrivalLine", "Tracked", "arrival_of"]


@final
@attrs.frozen(kw_only=True)
class ArrivalLine:
    """What became of the pieces of one order line.

    Attributes:
        short: Left the house and were received by nobody: what the buyer is to be credited for,
            and the carrier to be asked about.
    """

    line: LineId
    sku: Sku
    shipped: int
    delivered: int = 0
    short: int = 0


@final
@attrs.frozen(kw_only=True)
class Arrival:
    """What of a shipment arrived.

    Laws:
        exact: Of each line, delivered and short are never more than what was shipped, and are
            all of it once the shipment was delivered or lost.

    Attributes:
        at: When it was delivered; None exactly if no piece was.
        lines: Of each order line in the shipment, in its order.
        findings: BLOCK `delivery.beyond` and `delivery.unknown` of what nobody can have signed
            for; NOTE `delivery.short` of each line that is short, NOTE `tracking.contradiction`.
    """

    shipment: ShipmentId
    at: datetime | None = None
    lines: tuple[ArrivalLine, ...] = ()
    findings: tuple[Finding, ...] = ()


@final
@attrs.frozen(kw_only=True)
class Tracked:
    """A shipment, what was told of it, and what of that its order counts as arrived.

    Attributes:
        booked: Of each line that its order counts anything of, what it counts.
        delivered_at: When what it counts was delivered; None exactly if that is no piece.
    """

    shipment: Shipment
    track: Track
    booked: tuple[ArrivalLine, ...] = ()
    delivered_at: datetime | None = attrs.field(default=None, converter=utc_or_none)

    def __attrs_post_init__(self) -> None:
        """Refuse the track of another shipment, and a date without pieces or pieces without one."""
        wrong = _WRONG_IN_TRACKED(self)
        if wrong is not None:
            field, held = wrong
            raise InvalidShipmentError(document=field, why=held)
        if self.track.shipment != self.shipment.id:
            why = f"the track of {self.track.shipment}"
            raise InvalidShipmentError(document=self.shipment.id, why=why)
        if (self.delivered_at is None) == any(line.delivered for line in self.booked):
            why = f"delivered at {self.delivered_at}"
            raise InvalidShipmentError(document=self.shipment.id, why=why)

    @property
    def carrier(self) -> str:
        """Who has it; empty while it waits for a carrier."""
        return self.track.carrier or self.shipment.carrier

    @property
    def number(self) -> str:
        """The number to follow it by; empty if nobody told."""
        return self.track.number or self.shipment.tracking


_WRONG_IN_TRACKED: Final = field_check(Tracked)


def arrival_of(shipment: Shipment, track: Track) -> Arrival:
    """What of a shipment arrived, by what was told of it.

    Of pieces that were signed for beyond what was shipped, only those that were shipped count.

    Raises:
        InvalidShipmentError: The track is another shipment's.
    """
    if track.shipment != shipment.id:
        raise InvalidShipmentError(document=shipment.id, why=f"the track of {track.shipment}")
    sent, skus = Counter[LineId](), dict[LineId, Sku]()
    for each in shipment.lines:
        sent[each.line] += each.quantity
        skus[each.line] = each.sku
    decided, found = track.decided, list[Finding]()
    received = Counter[LineId]() if decided is None else _received(decided, sent, found)
    gone = decided is not None and decided.status in (TrackingStatus.DELIVERED, TrackingStatus.LOST)
    lines = tuple(
        ArrivalLine(
            line=line,
            sku=skus[line],
            shipped=shipped,
            delivered=received[line],
            short=shipped - received[line] if gone else 0,
        )
        for line, shipped in sent.items()
    )
    found += _told(lines, track)
    at = track.delivered_at if any(received.values()) else None
    return Arrival(shipment=shipment.id, at=at, lines=lines, findings=tuple(found))


def _received(
    decided: TrackingEvent, sent: Counter[LineId], found: list[Finding]
) -> Counter[LineId]:
    if decided.status is not TrackingStatus.DELIVERED:
        return Counter()
    if not decided.signed:
        return Counter(sent)
    received = Counter[LineId]()
    for part in decided.signed:
        path, shipped = f"lines/{part.line}", sent[part.line]
        if part.line not in sent:
            found.append(block("delivery.unknown", path, line=part.line, signed=part.quantity))
        elif part.quantity > shipped:
            signed = part.quantity
            found.append(
                block("delivery.beyond", path, line=part.line, signed=signed, shipped=shipped)
            )
        received[part.line] = min(part.quantity, shipped)
    return received


def _told(lines: tuple[ArrivalLine, ...], track: Track) -> Iterator[Finding]:
    for each in lines:
        if each.short:
            path, short = f"lines/{each.line}", each.short
            yield note("delivery.short", path, line=each.line, short=short, shipped=each.shipped)
    for name in track.contradictions:
        yield note("tracking.contradiction", f"events/{name}", event=name)
