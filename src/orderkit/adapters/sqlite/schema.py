"""Whose a file is, and the path between the versions of the schema.

`PRAGMA application_id` says that a file is ours, `PRAGMA user_version` how far its schema is. Each
migration runs in one transaction with its version, so a half-run one was never there. A file of a
newer version, or of somebody else, is refused before anything is written.
"""

import sqlite3
import time
from typing import ClassVar, Final, Literal, TypeAlias

import attrs

from orderkit.adapters.sqlite.failures import ForeignDatabaseError, busy, told, unlike
from orderkit.adapters.sqlite.tables import MIGRATIONS
from orderkit.errors import ConflictError, UnreadableDataError

__all__ = ["APPLICATION_ID", "NewerDatabaseError", "Synchronous", "migrate", "prepare"]

Synchronous: TypeAlias = Literal["FULL", "NORMAL", "OFF"]

APPLICATION_ID: Final = 0x6F6B6974  # "okit"
_PAUSE: Final = 0.005


@attrs.frozen(kw_only=True)
class NewerDatabaseError(UnreadableDataError):
    """A database whose schema a newer version of the library made; it is left as it is."""

    code: ClassVar[str] = "store.newer"


def prepare(
    connection: sqlite3.Connection, *, source: str, synchronous: Synchronous, timeout: float
) -> None:
    """Bring a connection's database to the present schema, and set how it is worked on.

    The change of the journal takes a lock that SQLite does not wait for, so the waiting is done
    here: all of it is tried again until it succeeds or the time is over.

    Args:
        source: The file, named in errors.
        timeout: Seconds to go on trying while somebody else holds the file.

    Raises:
        NewerDatabaseError: A newer library made it.
        ForeignDatabaseError: It is somebody else's, or no database.
        ConflictError: Somebody else held it all the time; why `busy`.
        PortError: It cannot be read or written.
    """
    until = time.monotonic() + timeout
    while True:
        try:
            migrate(connection, source=source)
            connection.execute("PRAGMA journal_mode = WAL")
            # A word out of three, held by the type; a pragma takes no parameters.
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            connection.execute("PRAGMA foreign_keys = ON")
        except (sqlite3.Error, ConflictError) as error:
            held = busy(error) or isinstance(error, ConflictError)
            if held and time.monotonic() < until:
                time.sleep(_PAUSE)
                continue
            if isinstance(error, sqlite3.Error):
                raise told(error, "open") from error
            raise
        return


def migrate(
    connection: sqlite3.Connection,
    *,
    source: str,
    migrations: tuple[tuple[str, ...], ...] = MIGRATIONS,
) -> None:
    """Bring a database to the present schema, one transaction for each version.

    Args:
        source: The file, named in errors.
        migrations: The path of versions; the standard one except in tests of the path.

    Raises:
        NewerDatabaseError: A newer library made it.
        ForeignDatabaseError: It is somebody else's, or no database.
        ConflictError: Somebody else holds it; why `busy`.
        PortError: It cannot be read.
    """
    try:
        owner, version, tables = _seen(connection)
    except sqlite3.Error as error:
        if unlike(error):
            raise ForeignDatabaseError(source=source, why=str(error)) from error
        raise told(error, "open") from error
    if owner != APPLICATION_ID and (owner or version or tables):
        raise ForeignDatabaseError(source=source, why=f"application id {owner:#x} is not ours")
    if version > len(migrations):
        why = f"schema {version}; this version knows {len(migrations)}"
        raise NewerDatabaseError(source=source, why=why)
    for number in range(version, len(migrations)):
        _step(connection, number, migrations[number])


def _seen(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Owner, version and count of tables, all as of one moment: another may be making them."""
    connection.execute("BEGIN")
    try:
        return (
            connection.execute("PRAGMA application_id").fetchone()[0],
            connection.execute("PRAGMA user_version").fetchone()[0],
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0],
        )
    finally:
        connection.execute("ROLLBACK")


def _step(connection: sqlite3.Connection, number: int, statements: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been quicker.
        if connection.execute("PRAGMA user_version").fetchone()[0] == number:
            for statement in statements:
                connection.execute(statement)
            # A pragma takes no parameters; both are numbers of our own.
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
