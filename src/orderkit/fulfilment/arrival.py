"""Arrival: what of a shipment was received, and what the receiver did not sign for (签收短少)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import final

import attrs

from orderkit.fulfilment.model import InvalidShipmentError, Shipment
from orderkit.fulfilment.tracking import Track, TrackingEvent, TrackingStatus
from orderkit.values import Finding, LineId, ShipmentId, Sku, block, note

__all__ = ["Arrival", "ArrivalLine", "arrival_of"]


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
