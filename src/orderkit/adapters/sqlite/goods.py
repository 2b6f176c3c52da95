"""Shipments and returns in SQLite."""

import json
import sqlite3
from datetime import datetime
from typing import Final, final

from orderkit.adapters.sqlite.stock import position_ref
from orderkit.errors import ConflictError
from orderkit.fulfilment import (
    ArrivalLine,
    ReturnLine,
    ReturnReceipt,
    Shipment,
    ShipmentLine,
    Signed,
    Track,
    Tracked,
    TrackingEvent,
    TrackingStatus,
)
from orderkit.values import (
    ActorId,
    LineId,
    LocationId,
    LotId,
    OrderId,
    OrderKey,
    OrganisationId,
    OwnerId,
    ReturnId,
    ShipmentId,
    Sku,
    StockKey,
)

__all__ = ["SqliteGoods"]

_COLUMNS: Final = "id, organisation, order_id, shipment, at, actor, carrier, tracking"


@final
class SqliteGoods:
    """The `GoodsStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        self._execute = connection.execute

    def add_shipment(self, shipment: Shipment, /) -> None:
        """Keep a shipment."""
        order = shipment.order
        ref = self._execute(
            "INSERT INTO shipments"
            " (organisation, shipment, order_id, at, actor, carrier, tracking, waits)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                order.organisation,
                shipment.id,
                order.order,
                shipment.at.isoformat(),
                shipment.by,
                shipment.carrier,
                shipment.tracking,
                not shipment.carrier,
            ),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO shipment_lines (shipment_ref, line, sku, quantity, position_ref)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (ref, line.line, line.sku, line.quantity, self._place(line.key))
                for line in shipment.lines
            ],
        )

    def shipments(self, order: OrderKey, /) -> tuple[Shipment, ...]:
        """Give the shipments of an order, oldest first."""
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM shipments"  # noqa: S608 - the columns are this module's own
            " WHERE organisation = ? AND order_id = ? ORDER BY id",
            (order.organisation, order.order),
        ).fetchall()
        return tuple(map(self._shipment, rows))

    def tracked(self, organisation: OrganisationId, shipment: ShipmentId, /) -> Tracked | None:
        """Give one shipment with what was told of it, and with what its order counts of that."""
        row: tuple[int, str, str, str | None] | None = self._execute(
            "SELECT id, order_id, booked, delivered_at FROM shipments"
            " WHERE organisation = ? AND shipment = ?",
            (organisation, shipment),
        ).fetchone()
        if row is None:
            return None
        ref, order, booked, at = row
        kept = next(
            each
            for each in self.shipments(OrderKey(organisation, OrderId(order)))
            if each.id == shipment
        )
        news = self._execute(
            "SELECT event, status, at, place, carrier, number, signed FROM tracking"
            " WHERE shipment_ref = ?",
            (ref,),
        )
        told = Track(shipment=shipment, events=tuple(_event(shipment, each) for each in news))
        lines = tuple(
            ArrivalLine(line=LineId(line), sku=Sku(sku), shipped=n, delivered=there, short=short)
            for line, sku, n, there, short in json.loads(booked)
        )
        delivered_at = None if at is None else datetime.fromisoformat(at)
        return Tracked(shipment=kept, track=told, booked=lines, delivered_at=delivered_at)

    def save_tracked(self, tracked: Tracked, /) -> None:
        """Keep what was told of a shipment, and what its order counts as arrived."""
        shipment, delivered_at = tracked.shipment, tracked.delivered_at
        row: tuple[int] | None = self._execute(
            "SELECT id FROM shipments WHERE organisation = ? AND shipment = ?",
            (shipment.order.organisation, shipment.id),
        ).fetchone()
        if row is None:
            raise ConflictError(subject=shipment.id, why="stale")
        self._execute(
            "UPDATE shipments SET waits = ?, delivered_at = ?, delivered = ?, booked = ?"
            " WHERE id = ?",
            (
                not tracked.carrier,
                None if delivered_at is None else delivered_at.isoformat(),
                sum(line.delivered for line in tracked.booked),
                _booked(tracked),
                row[0],
            ),
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO tracking"
            " (shipment_ref, event, status, at, place, carrier, number, signed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(row[0], *_row(event)) for event in tracked.track.events],
        )

    def without_carrier(
        self, organisation: OrganisationId, /, *, limit: int
    ) -> tuple[Shipment, ...]:
        """Give the shipments that wait for a carrier, oldest first."""
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM shipments"  # noqa: S608 - the columns are this module's own
            " WHERE organisation = ? AND waits ORDER BY id LIMIT ?",
            (organisation, limit),
        ).fetchall()
        return tuple(map(self._shipment, rows))

    def _shipment(self, row: tuple[int, str, str, str, str, str, str, str]) -> Shipment:
        ref, organisation, order, name, at, by, carrier, tracking = row
        return Shipment(
            id=ShipmentId(name),
            order=OrderKey(OrganisationId(organisation), OrderId(order)),
            at=datetime.fromisoformat(at),
            by=ActorId(by),
            lines=self._shipped(ref),
            carrier=carrier,
            tracking=tracking,
        )

    def _shipped(self, ref: int) -> tuple[ShipmentLine, ...]:
        rows = self._execute(
            "SELECT l.line, l.sku, l.quantity,"
            " p.organisation, p.location, p.sku, p.lot, p.owner"
            " FROM shipment_lines l LEFT JOIN positions p ON p.id = l.position_ref"
            " WHERE l.shipment_ref = ? ORDER BY l.rowid",
            (ref,),
        )
        return tuple(
            ShipmentLine(line=LineId(line), sku=Sku(sku), quantity=quantity, key=_key(place))
            for line, sku, quantity, *place in rows
        )

    def add_return(self, receipt: ReturnReceipt, /) -> None:
        """Keep what came back."""
        order = receipt.order
        ref = self._execute(
            "INSERT INTO returns (organisation, return_id, order_id, at, actor)"
            " VALUES (?, ?, ?, ?, ?)",
            (order.organisation, receipt.id, order.order, receipt.at.isoformat(), receipt.by),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO return_lines"
            " (return_ref, line, sku, quantity, restocked, position_ref)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (ref, line.line, line.sku, line.quantity, line.restocked, self._place(line.key))
                for line in receipt.lines
            ],
        )

    def returns(self, order: OrderKey, /) -> tuple[ReturnReceipt, ...]:
        """Give the returns of an order, oldest first."""
        rows = self._execute(
            "SELECT id, return_id, at, actor FROM returns"
            " WHERE organisation = ? AND order_id = ? ORDER BY id",
            (order.organisation, order.order),
        ).fetchall()
        return tuple(
            ReturnReceipt(
                id=ReturnId(name),
                order=order,
                at=datetime.fromisoformat(at),
                by=ActorId(by),
                lines=self._returned(ref),
            )
            for ref, name, at, by in rows
        )

    def _returned(self, ref: int) -> tuple[ReturnLine, ...]:
        rows = self._execute(
            "SELECT l.line, l.sku, l.quantity, l.restocked,"
            " p.organisation, p.location, p.sku, p.lot, p.owner"
            " FROM return_lines l LEFT JOIN positions p ON p.id = l.position_ref"
            " WHERE l.return_ref = ? ORDER BY l.rowid",
            (ref,),
        )
        return tuple(
            ReturnLine(
                line=LineId(line),
                sku=Sku(sku),
                quantity=quantity,
                restocked=restocked,
                key=_key(place),
            )
            for line, sku, quantity, restocked, *place in rows
        )

    def _place(self, key: StockKey | None) -> int | None:
        return None if key is None else position_ref(self._connection, key)


def _booked(tracked: Tracked) -> str:
    lines = tracked.booked
    rows = [[each.line, each.sku, each.shipped, each.delivered, each.short] for each in lines]
    return json.dumps(rows, ensure_ascii=False)


def _row(event: TrackingEvent) -> tuple[str, str, str, str, str, str, str]:
    signed = [[part.line, part.quantity] for part in event.signed]
    told = event.place, event.carrier, event.number
    said = json.dumps(signed, ensure_ascii=False)
    return event.id, event.status.value, event.at.isoformat(), *told, said


def _event(shipment: ShipmentId, row: tuple[str, str, str, str, str, str, str]) -> TrackingEvent:
    name, status, at, place, carrier, number, signed = row
    return TrackingEvent(
        id=name,
        shipment=shipment,
        status=TrackingStatus(status),
        at=datetime.fromisoformat(at),
        place=place,
        carrier=carrier,
        number=number,
        signed=tuple(
            Signed(line=LineId(line), quantity=quantity) for line, quantity in json.loads(signed)
        ),
    )


def _key(place: list[str | None]) -> StockKey | None:
    organisation, location, sku, lot, owner = (part or "" for part in place)
    if place[0] is None:
        return None
    return StockKey(
        OrganisationId(organisation), LocationId(location), Sku(sku), LotId(lot), OwnerId(owner)
    )
