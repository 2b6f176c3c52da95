"""The laws of the stores of goods on their way, and of reservations that run out."""

from datetime import datetime, timedelta
from typing import Final

import attrs

from orderkit.fulfilment import ArrivalLine, Track, Tracked, TrackingEvent, TrackingStatus, track
from orderkit.inventory import Reservation
from orderkit.ports import Database, UnitOfWork
from orderkit.testing.laws import conflicts, keeps
from orderkit.testing.stored import AT, fill
from orderkit.values import (
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    ReservationId,
    ShipmentId,
    Sku,
)

__all__ = ["GoodsContract"]

_HERE: Final = OrganisationId("acme")
_RIVAL: Final = OrganisationId("rival")
_KEY: Final = OrderKey(_HERE, OrderId("1"))
_S1: Final = ShipmentId("s1")
_HOUR: Final = timedelta(hours=1)


class GoodsContract:
    """The laws of shipments and reservations; a part of `DatabaseContract`."""

    def database(self) -> Database:
        """Give a fresh and empty database."""
        raise NotImplementedError

    def test_tracked_news_is_added_and_never_lost(self) -> None:
        """Law: append-only, of news; once."""
        database = self.database()
        with database.write() as work:
            fill(work)
            (shipment,) = work.goods.shipments(_KEY)
            keeps("tracked", kept=work.goods.tracked(_RIVAL, _S1) is None)
            before = work.goods.tracked(_HERE, _S1)
        keeps("tracked", kept=before is not None and before.shipment == shipment)
        told = [_news(hour, TrackingStatus.ON_THE_WAY) for hour in (3, 1)]
        delivered = _news(2, TrackingStatus.DELIVERED)
        booked = (ArrivalLine(line=LineId("1"), sku=Sku("bolt"), shipped=2, delivered=2),)
        for news, lines in ((told, ()), ([delivered, told[0]], booked), ([], booked)):
            with database.write() as work:
                known = track(_S1, news)
                when = AT if lines else None
                work.goods.save_tracked(
                    Tracked(shipment=shipment, track=known, booked=lines, delivered_at=when)
                )
        with database.read() as work:
            found = work.goods.tracked(_HERE, _S1)
        own = () if before is None else before.track.events
        whole = Track(shipment=_S1, events=(*own, *told, delivered))
        wanted = Tracked(shipment=shipment, track=whole, booked=booked, delivered_at=AT)
        keeps("tracked", kept=found == wanted)
        other = attrs.evolve(shipment, id=ShipmentId("other"))
        lost = Tracked(shipment=other, track=Track(shipment=other.id))
        conflicts(database, "stale", lambda work: work.goods.save_tracked(lost))

    def test_i_57_a_shipment_waits_for_a_carrier_until_it_has_one(self) -> None:
        """Law: the queue of shipments without a carrier holds these and no others."""
        database = self.database()
        with database.write() as work:
            fill(work)
            (shipment,) = work.goods.shipments(_KEY)
            for name, carrier in (("b", ""), ("a", ""), ("sent", "snail")):
                more = attrs.evolve(shipment, id=ShipmentId(name), carrier=carrier)
                work.goods.add_shipment(more)
        with database.read() as work:
            queue = _waiting(work)
            keeps("queue", kept=queue == ["s1", "b", "a"])
            keeps("queue", kept=_waiting(work, limit=2) == ["s1", "b"])
            keeps("queue", kept=not work.goods.without_carrier(_RIVAL, limit=9))
        event = attrs.evolve(_news(1, TrackingStatus.HANDED_OVER), shipment=ShipmentId("b"))
        for carrier, left in (("", ["s1", "b", "a"]), ("swift", ["s1", "a"])):
            with database.write() as work:
                tracked = work.goods.tracked(_HERE, ShipmentId("b"))
                if tracked is not None:
                    news = track(ShipmentId("b"), [attrs.evolve(event, carrier=carrier)])
                    work.goods.save_tracked(attrs.evolve(tracked, track=news))
                keeps("queue", kept=_waiting(work) == left)

    def test_i_48_reservations_run_out_in_the_order_of_their_ends(self) -> None:
        """Law: what runs out is told at that very moment, and no sooner."""
        database = self.database()
        with database.write() as work:
            fill(work)
            (held,) = work.stock.reservations(_KEY)
            for name, until in (("z", 1), ("y", 2), ("x", 1), ("for ever", None)):
                work.stock.keep(_until(held, name, until))
        for seconds, names in ((3599, []), (3600, ["x", "z"]), (9999, ["x", "z", "y"])):
            at = AT + timedelta(seconds=seconds)
            with database.read() as work:
                keeps("run out", kept=_over(work, at) == names)
                keeps("run out", kept=_over(work, at, limit=1) == names[:1])
                keeps("run out", kept=not work.stock.run_out(_RIVAL, at, limit=9))
        with database.write() as work:
            # What ends leaves the queue, and what is kept again has its new end.
            work.stock.keep(attrs.evolve(_until(held, "x", 1), quantity=0))
            work.stock.keep(_until(held, "z", None))
            keeps("run out", kept=_over(work, AT + 2 * _HOUR) == ["y"])
            again = {each.id: each for each in work.stock.reservations(_KEY)}
            keeps("run out", kept=again[ReservationId("y")] == _until(held, "y", 2))


def _news(hour: int, status: TrackingStatus) -> TrackingEvent:
    return TrackingEvent(id=f"{status}/{hour}", shipment=_S1, status=status, at=AT + hour * _HOUR)


def _until(held: Reservation, name: str, hours: int | None) -> Reservation:
    until = None if hours is None else AT + hours * _HOUR
    return attrs.evolve(held, id=ReservationId(name), until=until)


def _waiting(work: UnitOfWork, *, limit: int = 9) -> list[str]:
    return [each.id for each in work.goods.without_carrier(_HERE, limit=limit)]


def _over(work: UnitOfWork, at: datetime, *, limit: int = 9) -> list[str]:
    return [each.id for each in work.stock.run_out(_HERE, at, limit=limit)]
