"""Shipments and returns in SQLite."""

import sqlite3
from datetime import datetime
from typing import final

from orderkit.adapters.sqlite.stock import position_ref
from orderkit.fulfilment import ReturnLine, ReturnReceipt, Shipment, ShipmentLine
from orderkit.values import (
    ActorId,
    LineId,
    LocationId,
    LotId,
    OrderKey,
    OrganisationId,
    OwnerId,
    ReturnId,
    ShipmentId,
    Sku,
    StockKey,
)

__all__ = ["SqliteGoods"]


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
            " (organisation, shipment, order_id, at, actor, carrier, tracking)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                order.organisation,
                shipment.id,
                order.order,
                shipment.at.isoformat(),
                shipment.by,
                shipment.carrier,
                shipment.tracking,
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
            "SELECT id, shipment, at, actor, carrier, tracking FROM shipments"
            " WHERE organisation = ? AND order_id = ? ORDER BY id",
            (order.organisation, order.order),
        ).fetchall()
        return tuple(
            Shipment(
                id=ShipmentId(name),
                order=order,
                at=datetime.fromisoformat(at),
                by=ActorId(by),
                lines=self._shipped(ref),
                carrier=carrier,
                tracking=tracking,
            )
            for ref, name, at, by, carrier, tracking in rows
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


def _key(place: list[str | None]) -> StockKey | None:
    organisation, location, sku, lot, owner = (part or "" for part in place)
    if place[0] is None:
        return None
    return StockKey(
        OrganisationId(organisation), LocationId(location), Sku(sku), LotId(lot), OwnerId(owner)
    )
