"""Orders in SQLite: a header row with the progress, terms by revision, events by position."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final, final

from orderkit.adapters.sqlite.recent import Recent
from orderkit.codec import read_currency, read_progress, standard_codec, write_currency
from orderkit.codec import write_progress as progress_of
from orderkit.errors import ConflictError
from orderkit.order import Bucket, Event, Order, Terms
from orderkit.ports import HistoryGapError, OrderHeader, OrderQuery, Page, Recorded, Refusal
from orderkit.values import (
    ActorId,
    ChannelCode,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    StageName,
)

__all__ = ["SqliteOrders"]

_HEADER: Final = (
    "organisation, order_id, version, revision, channel, number, customer, stage,"
    " ordered_at, open_quantity, waiting, currency, total"
)
_MOST: Final = 1000


@final
class SqliteOrders:
    """The `OrderStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection, recent: Recent) -> None:
        """Work on a connection; `recent` keeps what was committed lately."""
        self._execute = connection.execute
        self._many = connection.executemany
        self._recent = recent
        self._refs = dict[OrderKey, tuple[int, int]]()

    def get(self, key: OrderKey, /) -> Order | None:
        """Give the order as saved last; None if there is none."""
        known = self._recent.order(key)
        if known is not None:
            ref, order = known
            row = self._execute("SELECT version FROM orders WHERE id = ?", (ref,)).fetchone()
            if row is not None and row[0] == order.version:
                self._refs[key] = ref, order.terms.revision
                return order
        row = self._execute(
            "SELECT id, revision, progress FROM orders WHERE organisation = ? AND order_id = ?",
            (key.organisation, key.order),
        ).fetchone()
        if row is None:
            return None
        ref, revision, progress = row
        self._refs[key] = ref, revision
        order = read_progress(progress, self._terms(ref, revision, key), source=str(key))
        self._recent.read(key, ref, order)
        return order

    def _terms(self, ref: int, revision: int, key: OrderKey) -> Terms:
        known = self._recent.terms(ref, revision)
        if known is not None:
            return known
        (record,) = self._execute(
            "SELECT record FROM terms WHERE order_ref = ? AND revision = ?", (ref, revision)
        ).fetchone()
        terms = standard_codec().decode_as(Terms, record, source=str(key))
        self._recent.keep_terms(ref, terms)
        return terms

    def save(self, order: Order, events: Sequence[Event], /, *, expected: int) -> None:
        """Save a snapshot with the events that led to it from `expected`."""
        if order.version != expected + len(events):
            raise HistoryGapError(
                order=str(order.key),
                events=len(events),
                expected=expected,
                version=order.version,
            )
        ref = self._update(order, expected) if expected else self._insert(order)
        encode = standard_codec().encode
        if len(events) == 1:
            row = (ref, order.version, encode(events[0]))
            self._execute("INSERT INTO events (order_ref, version, record) VALUES (?, ?, ?)", row)
        else:
            self._many(
                "INSERT INTO events (order_ref, version, record) VALUES (?, ?, ?)",
                [
                    (ref, version, encode(event))
                    for version, event in enumerate(events, expected + 1)
                ],
            )
        self._recent.wrote(order.key, ref, order)

    def _insert(self, order: Order) -> int:
        terms, (still, waiting) = order.terms, _to_ship(order)
        row = (
            terms.organisation,
            terms.order,
            order.version,
            terms.revision,
            terms.channel,
            terms.number,
            terms.customer,
            order.stage,
            terms.ordered_at.isoformat(),
            still,
            waiting,
            write_currency(terms.currency),
            terms.total,
            progress_of(order),
        )
        # The marks are ours; every value is bound.
        statement = f"INSERT INTO orders ({_HEADER}, progress) VALUES (?{', ?' * 13})"  # noqa: S608 - names of this module alone
        try:
            ref = self._execute(statement, row).lastrowid or 0
        except sqlite3.IntegrityError as error:
            raise ConflictError(subject=str(order.key), why="stale") from error
        self._insert_terms(ref, terms)
        self._refs[order.key] = ref, terms.revision
        return ref

    def _update(self, order: Order, expected: int) -> int:
        key, terms = order.key, order.terms
        ref, revision = self._refs.get(key) or self._ref(key)
        still, waiting = _to_ship(order)
        changed = self._execute(
            "UPDATE orders SET version = ?, revision = ?, stage = ?, open_quantity = ?,"
            " waiting = ?, total = ?, progress = ? WHERE id = ? AND version = ?",
            (
                order.version,
                terms.revision,
                order.stage,
                still,
                waiting,
                terms.total,
                progress_of(order),
                ref,
                expected,
            ),
        )
        if changed.rowcount != 1:
            raise ConflictError(subject=str(key), why="stale")
        if terms.revision != revision:
            self._insert_terms(ref, terms)
            self._refs[key] = ref, terms.revision
        return ref

    def _insert_terms(self, ref: int, terms: Terms) -> None:
        row = (ref, terms.revision, standard_codec().encode(terms))
        self._execute("INSERT INTO terms (order_ref, revision, record) VALUES (?, ?, ?)", row)

    def _ref(self, key: OrderKey) -> tuple[int, int]:
        row = self._execute(
            "SELECT id, revision FROM orders WHERE organisation = ? AND order_id = ?",
            (key.organisation, key.order),
        ).fetchone()
        if row is None:
            raise ConflictError(subject=str(key), why="stale")
        return row[0], row[1]

    def history(self, key: OrderKey, /) -> tuple[Recorded, ...]:
        """Give all events of one order."""
        rows = self._execute(
            "SELECT e.position, o.organisation, o.order_id, e.version, e.record"
            " FROM events e JOIN orders o ON o.id = e.order_ref"
            " WHERE o.organisation = ? AND o.order_id = ? ORDER BY e.version",
            (key.organisation, key.order),
        )
        return tuple(map(_recorded, rows))

    def since(self, position: int, /, *, limit: int) -> tuple[Recorded, ...]:
        """Give events of all orders after a global position, in its order."""
        rows = self._execute(
            "SELECT e.position, o.organisation, o.order_id, e.version, e.record"
            " FROM events e JOIN orders o ON o.id = e.order_ref"
            " WHERE e.position > ? ORDER BY e.position LIMIT ?",
            (position, limit),
        )
        return tuple(map(_recorded, rows))

    def find(self, query: OrderQuery, /) -> Page:
        """List headers, by order time and id."""
        where, values = _conditions(query)
        limit = max(1, min(query.limit, _MOST))
        rows = self._execute(
            # Columns and conditions come from this module; every value is bound.
            f"SELECT {_HEADER} FROM orders WHERE {' AND '.join(where)}"  # noqa: S608 - names of this module alone
            " ORDER BY ordered_at, order_id LIMIT ?",
            (*values, limit + 1),
        ).fetchall()
        headers = tuple(map(_header, rows[:limit]))
        if len(rows) <= limit:
            return Page(headers=headers)
        return Page(headers=headers, after=f"{rows[limit - 1][8]} {rows[limit - 1][1]}")

    def refuse(self, refusal: Refusal, /) -> None:
        """Keep a refusal for insight."""
        self._execute(
            "INSERT INTO refusals (organisation, order_id, at, actor, command, codes)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                refusal.order.organisation,
                refusal.order.order,
                refusal.at.isoformat(),
                refusal.by,
                refusal.command,
                json.dumps(refusal.codes),
            ),
        )

    def refusals(self, organisation: OrganisationId, /) -> tuple[Refusal, ...]:
        """Give all refusals, oldest first."""
        rows = self._execute(
            "SELECT order_id, at, actor, command, codes FROM refusals"
            " WHERE organisation = ? ORDER BY id",
            (organisation,),
        )
        return tuple(
            Refusal(
                order=OrderKey(organisation, OrderId(order)),
                at=datetime.fromisoformat(at),
                by=ActorId(by),
                command=command,
                codes=tuple(json.loads(codes)),
            )
            for order, at, by, command, codes in rows
        )


def _to_ship(order: Order) -> tuple[int, int]:
    """Pieces still to leave, and backordered ones of these; one pass in C, whatever the lines."""
    if not order.ledgers:
        return 0, 0
    columns = list(zip(*(ledger.counts for ledger in order.ledgers), strict=True))
    waiting = sum(columns[Bucket.BACKORDERED])
    return sum(map(sum, columns[: Bucket.SHIPPED])), waiting


def _conditions(query: OrderQuery) -> tuple[list[str], list[str]]:
    where, values = ["organisation = ?"], [str(query.organisation)]
    for condition, value in (
        ("customer = ?", query.customer),
        ("channel = ?", query.channel),
        ("number = ?", query.number),
        ("stage = ?", query.stage),
        ("ordered_at >= ?", query.since and query.since.isoformat()),
        ("ordered_at < ?", query.before and query.before.isoformat()),
    ):
        if value is not None:
            where.append(condition)
            values.append(str(value))
    if query.with_open:
        where.append("open_quantity > 0")
    if query.with_waiting:
        where.append("waiting > 0")
    if query.after:
        where.append("(ordered_at, order_id) > (?, ?)")
        at, _, order = query.after.partition(" ")
        values += [at, order]
    return where, values


def _recorded(row: tuple[int, str, str, int, bytes]) -> Recorded:
    position, organisation, order, version, record = row
    key = OrderKey(OrganisationId(organisation), OrderId(order))
    # The record says its type; the codec knows events only by their union.
    event: Event = standard_codec().decode(record, source=f"{key} {version}")  # type: ignore[assignment]
    return Recorded(position=position, order=key, version=version, event=event)


def _header(row: tuple[str, ...]) -> OrderHeader:
    organisation, order, version, revision, channel, number, customer, stage, at, *rest = row
    still, waiting, currency, total = rest
    return OrderHeader(
        order=OrderKey(OrganisationId(organisation), OrderId(order)),
        version=int(version),
        revision=int(revision),
        channel=ChannelCode(channel),
        number=number,
        customer=PartyId(customer),
        stage=StageName(stage),
        ordered_at=datetime.fromisoformat(at),
        open_quantity=int(still),
        waiting=int(waiting),
        currency=read_currency(currency),
        total=int(total),
    )
