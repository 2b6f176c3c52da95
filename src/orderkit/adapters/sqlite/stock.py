"""Stock in SQLite: positions with their versions, movements, live reservations."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, TypeAlias, final

from orderkit.errors import ConflictError
from orderkit.inventory import Movement, Reservation, StockPosition
from orderkit.values import (
    LineId,
    LocationId,
    LotId,
    OrderId,
    OrderKey,
    OrganisationId,
    OwnerId,
    ReservationId,
    Sku,
    StockKey,
    utc,
)

__all__ = ["SqliteStock", "position_ref"]

_COLUMNS: Final = (
    "organisation, location, sku, lot, owner, on_hand, reserved, frozen, received_on, expires,"
    " version"
)
_HELD: Final = (
    "r.organisation, r.order_id, r.reservation, r.line, r.quantity, r.until, p.location, p.sku,"
    " p.lot, p.owner FROM reservations r JOIN positions p ON p.id = r.position_ref"
)
_Row: TypeAlias = tuple[str, str, str, str, str, int, int, int, str | None, str | None, int]


@final
class SqliteStock:
    """The `StockStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        self._execute = connection.execute

    def get(self, key: StockKey, /) -> StockPosition | None:
        """Give one position."""
        row: _Row | None = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_COLUMNS} FROM positions WHERE organisation = ? AND sku = ?"  # noqa: S608 - names of this module alone
            " AND location = ? AND lot = ? AND owner = ?",
            (key.organisation, key.sku, key.location, key.lot, key.owner),
        ).fetchone()
        return None if row is None else _position(row)

    def positions(
        self, organisation: OrganisationId, skus: Iterable[Sku], /
    ) -> tuple[StockPosition, ...]:
        """Give all positions of some skus that have stock on hand, sorted by key."""
        found = list[StockPosition]()
        for sku in sorted(set(skus)):
            rows = self._execute(
                # The columns are this module's own; every value is bound.
                f"SELECT {_COLUMNS} FROM positions"  # noqa: S608 - names of this module alone
                " WHERE organisation = ? AND sku = ? AND on_hand > 0",
                (organisation, sku),
            )
            found += map(_position, rows)
        return tuple(sorted(found, key=lambda position: position.key))

    def save(self, position: StockPosition, movements: Sequence[Movement] = (), /) -> None:
        """Save a position with the movements that led to it."""
        key = position.key
        if position.version == 1:
            ref = self._insert(position)
        else:
            self._update(position)
            ref = position_ref(self._connection, key) if movements else 0
        for moved in movements:
            self._execute(
                "INSERT INTO movements (position_ref, kind, quantity, at, actor, reference)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    ref,
                    moved.kind.value,
                    moved.quantity,
                    moved.at.isoformat(),
                    moved.by,
                    moved.reference,
                ),
            )

    def _insert(self, position: StockPosition) -> int:
        key = position.key
        row = (
            key.organisation,
            key.location,
            key.sku,
            key.lot,
            key.owner,
            position.on_hand,
            position.reserved,
            position.frozen,
            _day(position.received_on),
            _day(position.expires),
            position.version,
        )
        try:
            # The columns are this module's own; every value is bound.
            statement = f"INSERT INTO positions ({_COLUMNS}) VALUES (?{', ?' * 10})"  # noqa: S608 - names of this module alone
            return self._execute(statement, row).lastrowid or 0
        except sqlite3.IntegrityError as error:
            raise ConflictError(subject=str(key), why="stale") from error

    def _update(self, position: StockPosition) -> None:
        key = position.key
        changed = self._execute(
            "UPDATE positions SET on_hand = ?, reserved = ?, frozen = ?, received_on = ?,"
            " expires = ?, version = ? WHERE organisation = ? AND sku = ? AND location = ?"
            " AND lot = ? AND owner = ? AND version = ?",
            (
                position.on_hand,
                position.reserved,
                position.frozen,
                _day(position.received_on),
                _day(position.expires),
                position.version,
                key.organisation,
                key.sku,
                key.location,
                key.lot,
                key.owner,
                position.version - 1,
            ),
        )
        if changed.rowcount != 1:
            raise ConflictError(subject=str(key), why="stale")

    def keep(self, reservation: Reservation, /) -> None:
        """Keep a live reservation; one of the same id is replaced, and one of quantity 0 ends."""
        order = reservation.order
        if not reservation.quantity:
            self._execute(
                "DELETE FROM reservations"
                " WHERE organisation = ? AND order_id = ? AND reservation = ?",
                (order.organisation, order.order, reservation.id),
            )
            return
        self._execute(
            "INSERT INTO reservations"
            " (organisation, order_id, reservation, line, position_ref, quantity, until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, order_id, reservation)"
            " DO UPDATE SET line = excluded.line, position_ref = excluded.position_ref,"
            " quantity = excluded.quantity, until = excluded.until",
            (
                order.organisation,
                order.order,
                reservation.id,
                reservation.line,
                position_ref(self._connection, reservation.key),
                reservation.quantity,
                None if reservation.until is None else reservation.until.isoformat(),
            ),
        )

    def reservations(self, order: OrderKey, /) -> tuple[Reservation, ...]:
        """Give the live reservations of an order, sorted by id."""
        rows = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_HELD} WHERE r.organisation = ? AND r.order_id = ? ORDER BY r.reservation",
            (order.organisation, order.order),
        )
        return tuple(map(_reservation, rows))

    def run_out(
        self, organisation: OrganisationId, at: datetime, /, *, limit: int
    ) -> tuple[Reservation, ...]:
        """Give kept reservations whose end has come, by that moment, order and id."""
        rows = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_HELD} WHERE r.organisation = ? AND r.until <= ?"
            " ORDER BY r.until, r.order_id, r.reservation LIMIT ?",
            (organisation, utc(at).isoformat(), limit),
        )
        return tuple(map(_reservation, rows))


def position_ref(connection: sqlite3.Connection, key: StockKey) -> int:
    """The row of a stored position.

    Raises:
        ConflictError: There is none, so somebody removed what was just read.
    """
    row = connection.execute(
        "SELECT id FROM positions WHERE organisation = ? AND sku = ? AND location = ?"
        " AND lot = ? AND owner = ?",
        (key.organisation, key.sku, key.location, key.lot, key.owner),
    ).fetchone()
    if row is None:
        raise ConflictError(subject=str(key), why="stale")
    return int(row[0])


def _position(row: _Row) -> StockPosition:
    organisation, location, sku, lot, owner, on_hand, reserved, frozen, received, expires, at = row
    return StockPosition(
        key=StockKey(
            OrganisationId(organisation), LocationId(location), Sku(sku), LotId(lot), OwnerId(owner)
        ),
        on_hand=on_hand,
        reserved=reserved,
        frozen=frozen,
        received_on=None if received is None else date.fromisoformat(received),
        expires=None if expires is None else date.fromisoformat(expires),
        version=at,
    )


def _reservation(
    row: tuple[str, str, str, str, int, str | None, str, str, str, str],
) -> Reservation:
    organisation, order, name, line, quantity, until, place, sku, lot, owner = row
    here = OrganisationId(organisation)
    return Reservation(
        id=ReservationId(name),
        order=OrderKey(here, OrderId(order)),
        line=LineId(line),
        key=StockKey(here, LocationId(place), Sku(sku), LotId(lot), OwnerId(owner)),
        quantity=quantity,
        until=None if until is None else datetime.fromisoformat(until),
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
