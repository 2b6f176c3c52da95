"""Consistency checks: what must hold in a database of the SQLite adapter, at any commit.

Each check is one SQL query that gives a row for each breach, and one that counts what it looked
at; a check that looked at nothing proves nothing. Hosts may run them nightly:

    for outcome in check_database(database):
        assert outcome.ok, outcome.breaches
"""

import sqlite3
from collections.abc import Iterator
from typing import Final, final

import attrs

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.adapters.sqlite.documents import SqliteDocuments
from orderkit.errors import InvalidValueError, PortError, UnreadableDataError
from orderkit.order import effects_of, fold
from orderkit.testing.queries import QUERIES
from orderkit.testing.query import Query
from orderkit.values import OrderId, OrderKey, OrganisationId, digest_of

__all__ = ["Outcome", "check", "check_database"]

_MOST_SHOWN: Final = 5


@final
@attrs.frozen(kw_only=True)
class Outcome:
    """What a check found.

    Attributes:
        checked: How much it looked at.
        breaches: The first few, as text; empty when all is well.
    """

    name: str
    law: str
    checked: int
    breaches: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.breaches


def check_database(database: SqliteDatabase) -> tuple[Outcome, ...]:
    """Run every query, replay every order, and hold every document against its digest."""
    outcomes = [check(database, query) for query in QUERIES]
    return (*outcomes, *_replayed(database), _unchanged(database))


def check(database: SqliteDatabase, query: Query) -> Outcome:
    """Run one query, such as a host's own.

    Raises:
        PortError: SQLite cannot run it, such as one whose sum is beyond 63 bits.
    """
    connection = database.connection()
    try:
        rows = connection.execute(query.breaches).fetchmany(_MOST_SHOWN)
        (checked,) = connection.execute(query.counted).fetchone()
    except sqlite3.Error as error:
        raise PortError(port="Database", operation=query.name) from error
    return Outcome(name=query.name, law=query.law, checked=checked, breaches=tuple(map(repr, rows)))


def _replayed(database: SqliteDatabase) -> Iterator[Outcome]:
    """Each order is the fold of its events, and each effect of them stands in the outbox."""
    # What this thread has decoded before may be sound where the file is not.
    database.forget()
    connection = database.connection()
    sent = {effect for (effect,) in connection.execute("SELECT effect FROM outbox")}
    wrong, missing, wanted = list[str](), list[str](), set[str]()
    keys = [
        OrderKey(OrganisationId(organisation), OrderId(order))
        for organisation, order in connection.execute("SELECT organisation, order_id FROM orders")
    ]
    for key in keys:
        try:
            with database.read() as work:
                events = tuple(recorded.event for recorded in work.orders.history(key))
                if fold(events) != work.orders.get(key):
                    wrong.append(str(key))
        except UnreadableDataError as error:
            # One damaged record must not hide the others.
            wrong.append(str(error))
            continue
        effects = {str(effect.id) for effect in effects_of(key, 0, events)}
        wanted |= effects
        missing += sorted(effects - sent)
    yield Outcome(
        name="replay equals snapshot",
        law="I-07",
        checked=len(keys),
        breaches=tuple(wrong[:_MOST_SHOWN]),
    )
    strange = sorted(sent - wanted)
    yield Outcome(
        name="outbox complete",
        law="I-76",
        checked=len(wanted),
        breaches=tuple([*missing, *strange][:_MOST_SHOWN]),
    )


def _unchanged(database: SqliteDatabase) -> Outcome:
    """Each document is as it was issued; those of before there were digests are passed over."""
    wrong, issued = list[str](), 0
    for number, digest, read in SqliteDocuments(database.connection()).issued():
        issued += 1
        try:
            same = digest_of(read()) == digest
        except (UnreadableDataError, InvalidValueError) as error:
            wrong.append(f"{number}: {error}")
            continue
        if not same:
            wrong.append(number)
    return Outcome(
        name="documents are as they were issued",
        law="I-62",
        checked=issued,
        breaches=tuple(wrong[:_MOST_SHOWN]),
    )
