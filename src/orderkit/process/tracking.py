"""Tracking: what carriers tell is kept, and the order follows what is known in the end.

All news of a shipment is kept, and what arrived is worked out of it anew each time. The order's
ledger moves by the difference to what it counts already. So news that is late, doubled or out of
order leaves the order as it would be, had all been told in time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import final

import attrs

from orderkit.fulfilment import (
    Arrival,
    ArrivalLine,
    Tracked,
    TrackingEvent,
    arrival_of,
    track,
)
from orderkit.order import Bucket, Deliver, Find, LedgerCommand, Lose, Portion, Undeliver
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.values import Context, Finding, LineId, ShipmentId, block

__all__ = ["TrackOutcome", "track_shipments"]


@final
@attrs.frozen(kw_only=True)
class TrackOutcome:
    """What is known of a shipment after news, and whether its order follows.

    Attributes:
        tracked: None if there is no such shipment.
        findings: Of what arrived, such as `delivery.short`. Where the order refuses to follow,
            such as one that is frozen, what stands against it: the news is kept all the same, and
            the order follows once news comes again.
    """

    shipment: ShipmentId
    tracked: Tracked | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def short(self) -> tuple[ArrivalLine, ...]:
        """The lines that are short as their order counts them: what is to be credited."""
        lines = () if self.tracked is None else self.tracked.booked
        return tuple(line for line in lines if line.short)


def track_shipments(
    desk: OrderDesk, events: Iterable[TrackingEvent], context: Context
) -> tuple[TrackOutcome, ...]:
    """Take news of shipments in, each shipment in a unit of work; gives one outcome for each.

    Laws:
        any order: The same news in another order, in parts or again leaves the same orders, unless
            an order refuses to follow in between.

    Pieces that were signed for are delivered, and those that nobody signed for are lost until
    later news finds them.

    Cost: O(events log events).
    """
    by_shipment = dict[ShipmentId, list[TrackingEvent]]()
    for event in events:
        by_shipment.setdefault(event.shipment, []).append(event)
    return tuple(_track(desk, name, news, context) for name, news in by_shipment.items())


def _track(
    desk: OrderDesk, name: ShipmentId, news: Sequence[TrackingEvent], context: Context
) -> TrackOutcome:
    try:
        with desk.database.write() as work:
            known = work.goods.tracked(context.actor.organisation, name)
            if known is None:
                return _unknown(name)
            arrival, after = _told(known, news)
            _follow(desk, work, known, arrival, context)
            kept = attrs.evolve(after, booked=_counted(arrival), delivered_at=arrival.at)
            work.goods.save_tracked(kept)
            return TrackOutcome(shipment=name, tracked=kept, findings=arrival.findings)
    except RefusedError as error:
        refused = error.findings
    with desk.database.write() as work:
        known = work.goods.tracked(context.actor.organisation, name)
        if known is None:
            return _unknown(name)
        arrival, after = _told(known, news)
        work.goods.save_tracked(after)
        return TrackOutcome(shipment=name, tracked=after, findings=(*refused, *arrival.findings))


def _unknown(name: ShipmentId) -> TrackOutcome:
    return TrackOutcome(shipment=name, findings=(block("shipment.unknown", "", shipment=name),))


def _told(known: Tracked, news: Sequence[TrackingEvent]) -> tuple[Arrival, Tracked]:
    told = track(known.shipment.id, news, known.track)
    return arrival_of(known.shipment, told), attrs.evolve(known, track=told)


def _counted(arrival: Arrival) -> tuple[ArrivalLine, ...]:
    return tuple(line for line in arrival.lines if line.delivered or line.short)


def _follow(
    desk: OrderDesk, work: UnitOfWork, known: Tracked, arrival: Arrival, context: Context
) -> None:
    """Move the order from what it counts of the shipment to what arrived.

    Raises:
        RefusedError: The order refuses.
    """
    for command in _moves(known, arrival):
        desk.carry_out(work, known.shipment.order, command, context)


def _moves(known: Tracked, arrival: Arrival) -> Iterator[LedgerCommand]:
    """What takes back comes first, so that its pieces are there for what follows."""
    counted = {line.line: line for line in known.booked}
    more, fewer = dict[LineId, int](), dict[LineId, int]()
    lost, found = dict[LineId, int](), dict[LineId, int]()
    for line in arrival.lines:
        was = counted.get(line.line)
        delivered = line.delivered - (0 if was is None else was.delivered)
        short = line.short - (0 if was is None else was.short)
        (more if delivered > 0 else fewer)[line.line] = abs(delivered)
        (lost if short > 0 else found)[line.line] = abs(short)
    name = known.shipment.id
    for command, pieces, source in (
        (Undeliver, fewer, Bucket.DELIVERED),
        (Find, found, Bucket.LOST),
        (Deliver, more, Bucket.SHIPPED),
        (Lose, lost, Bucket.SHIPPED),
    ):
        portions = tuple(Portion(line, n, source) for line, n in pieces.items() if n)
        if portions:
            yield command(portions, name)
