"""For stores: goods under a name, from the shelf to the receiver and back."""

from datetime import UTC, date, datetime
from typing import Final

import attrs

from orderkit.fulfilment import (
    ReturnLine,
    ReturnReceipt,
    Shipment,
    ShipmentLine,
    Signed,
    TrackingEvent,
    TrackingStatus,
    arrival_of,
    track,
)
from orderkit.inventory import Reservation, receive
from orderkit.ports import UnitOfWork
from orderkit.values import (
    ActorId,
    LineId,
    OrderKey,
    OrganisationId,
    ReservationId,
    ReturnId,
    ShipmentId,
    Sku,
    StockKey,
)

__all__ = ["fill_goods"]

_AT: Final = datetime(2024, 2, 28, 23, 30, tzinfo=UTC)
_DAY: Final = date(2024, 2, 29)
_ANN: Final = ActorId("ann")


def fill_goods(work: UnitOfWork, key: OrderKey, place: StockKey, name: str) -> None:
    """Write a position, a reservation, a shipment with its news, and a return under a name."""
    position, moved = receive(None, place, 9, at=_AT, on=_DAY, by=_ANN, reference=name)
    work.stock.save(position, [moved])
    held = Reservation(id=ReservationId("r"), order=key, line=LineId("1"), key=place, quantity=2)
    work.stock.keep(held)
    line = ShipmentLine(line=LineId("1"), sku=Sku("bolt"), quantity=2, key=place)
    work.goods.add_shipment(
        Shipment(id=ShipmentId(f"s{name}"), order=key, at=_AT, by=_ANN, lines=(line,))
    )
    _fill_news(work, key.organisation, ShipmentId(f"s{name}"))
    back = ReturnLine(line=LineId("1"), sku=Sku("bolt"), quantity=1)
    work.goods.add_return(
        ReturnReceipt(id=ReturnId(f"b{name}"), order=key, at=_AT, by=_ANN, lines=(back,))
    )


def _fill_news(work: UnitOfWork, here: OrganisationId, name: ShipmentId) -> None:
    tracked = work.goods.tracked(here, name)
    if tracked is not None:
        signed = (Signed(line=LineId("1"), quantity=1),)
        status = TrackingStatus.DELIVERED
        news = TrackingEvent(id="n1", shipment=name, status=status, at=_AT, signed=signed)
        booked = arrival_of(tracked.shipment, track(name, [news])).lines
        work.goods.save_tracked(
            attrs.evolve(
                tracked, track=track(name, [news], tracked.track), booked=booked, delivered_at=_AT
            )
        )
