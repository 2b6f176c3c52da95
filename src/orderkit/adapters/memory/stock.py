"""Stock and goods in memory: positions, movements, live reservations, shipments, returns."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter, itemgetter
from typing import final

import attrs

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.errors import ConflictError
from orderkit.fulfilment import ReturnReceipt, Shipment, Track, Tracked, track
from orderkit.inventory import Movement, Reservation, StockPosition
from orderkit.values import (
    OrderKey,
    OrganisationId,
    ReservationId,
    ReturnId,
    ShipmentId,
    Sku,
    StockKey,
)

__all__ = ["MemoryGoods", "MemoryStock"]


@final
class MemoryStock:
    """The `StockStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._positions = Table[StockKey, StockPosition](log)
        self._of_sku = Table[tuple[OrganisationId, Sku], tuple[StockKey, ...]](log)
        self._movements = Table[int, tuple[StockKey, Movement]](log)
        self._reservations = Table[OrderKey, dict[ReservationId, Reservation]](log)

    def get(self, key: StockKey, /) -> StockPosition | None:
        """Give one position."""
        return self._positions.get(key)

    def positions(
        self, organisation: OrganisationId, skus: Iterable[Sku], /
    ) -> tuple[StockPosition, ...]:
        """Give all positions of some skus that have stock on hand, sorted by key."""
        keys = (key for sku in set(skus) for key in self._of_sku.get((organisation, sku)) or ())
        found = (self._positions.get(key) for key in keys)
        stocked = [position for position in found if position is not None and position.on_hand]
        return tuple(sorted(stocked, key=attrgetter("key")))

    def save(self, position: StockPosition, movements: Sequence[Movement] = (), /) -> None:
        """Save a position with the movements that led to it."""
        key = position.key
        known = self._positions.get(key)
        if (0 if known is None else known.version) != position.version - 1:
            raise ConflictError(subject=str(key), why="stale")
        if known is None:
            place = key.organisation, key.sku
            self._of_sku.put(place, (*(self._of_sku.get(place) or ()), key))
        self._positions.put(key, position)
        for moved in movements:
            self._movements.put(len(self._movements), (key, moved))

    def keep(self, reservation: Reservation, /) -> None:
        """Keep a live reservation; one of the same id is replaced, and one of quantity 0 ends."""
        order = reservation.order
        live = dict(self._reservations.get(order) or {})
        if reservation.quantity:
            self.known(reservation.key)
            live[reservation.id] = reservation
        else:
            live.pop(reservation.id, None)
        self._reservations.put(order, live)

    def reservations(self, order: OrderKey, /) -> tuple[Reservation, ...]:
        """Give the live reservations of an order, sorted by id."""
        live = self._reservations.get(order) or {}
        return tuple(live[name] for name in sorted(live))

    def run_out(
        self, organisation: OrganisationId, at: datetime, /, *, limit: int
    ) -> tuple[Reservation, ...]:
        """Give kept reservations whose end has come, by that moment, order and id."""
        over = [
            (each.until, each.order.order, each.id, each)
            for live in self._reservations.values()
            for each in live.values()
            if each.until is not None and each.until <= at
            if each.order.organisation == organisation
        ]
        return tuple(each for *_, each in sorted(over, key=itemgetter(0, 1, 2))[:limit])

    def known(self, key: StockKey | None) -> None:
        """Refuse what names a position that is not stored.

        Raises:
            ConflictError: There is none, so somebody removed what was just read.
        """
        if key is not None and self._positions.get(key) is None:
            raise ConflictError(subject=str(key), why="stale")


@final
class MemoryGoods:
    """The `GoodsStore` in memory."""

    def __init__(self, log: UndoLog, stock: MemoryStock) -> None:
        """Begin empty; goods move from and to positions of this stock."""
        self._stock = stock
        self._shipments = Table[tuple[OrganisationId, ShipmentId], Shipment](log)
        self._tracked = Table[tuple[OrganisationId, ShipmentId], Tracked](log)
        self._returns = Table[tuple[OrganisationId, ReturnId], ReturnReceipt](log)
        self._shipped = Table[OrderKey, tuple[Shipment, ...]](log)
        self._returned = Table[OrderKey, tuple[ReturnReceipt, ...]](log)

    def add_shipment(self, shipment: Shipment, /) -> None:
        """Keep a shipment."""
        order = shipment.order
        for line in shipment.lines:
            self._stock.known(line.key)
        self._shipments.add((order.organisation, shipment.id), shipment, operation="write")
        self._shipped.put(order, (*self.shipments(order), shipment))

    def shipments(self, order: OrderKey, /) -> tuple[Shipment, ...]:
        """Give the shipments of an order, oldest first."""
        return self._shipped.get(order) or ()

    def tracked(self, organisation: OrganisationId, shipment: ShipmentId, /) -> Tracked | None:
        """Give one shipment with what was told of it, and with what its order counts of that."""
        kept, known = self._shipments.get((organisation, shipment)), None
        if kept is not None:
            known = self._tracked.get((organisation, shipment))
        if kept is None or known is not None:
            return known
        return Tracked(shipment=kept, track=Track(shipment=shipment))

    def save_tracked(self, tracked: Tracked, /) -> None:
        """Keep what was told of a shipment, and what its order counts as arrived."""
        shipment = tracked.shipment
        place = shipment.order.organisation, shipment.id
        known = self.tracked(*place)
        if known is None:
            raise ConflictError(subject=shipment.id, why="stale")
        news = track(shipment.id, tracked.track.events, known.track)
        self._tracked.put(place, attrs.evolve(tracked, shipment=known.shipment, track=news))

    def without_carrier(
        self, organisation: OrganisationId, /, *, limit: int
    ) -> tuple[Shipment, ...]:
        """Give the shipments that wait for a carrier, oldest first."""
        kept = (self.tracked(*place) for place in self._shipments if place[0] == organisation)
        waiting = (each.shipment for each in kept if each is not None and not each.carrier)
        return tuple(islice(waiting, limit))

    def add_return(self, receipt: ReturnReceipt, /) -> None:
        """Keep what came back."""
        order = receipt.order
        for line in receipt.lines:
            self._stock.known(line.key)
        self._returns.add((order.organisation, receipt.id), receipt, operation="write")
        self._returned.put(order, (*self.returns(order), receipt))

    def returns(self, order: OrderKey, /) -> tuple[ReturnReceipt, ...]:
        """Give the returns of an order, oldest first."""
        return self._returned.get(order) or ()
