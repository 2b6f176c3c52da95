"""Whose a file is, and the path between the versions of the schema.

`PRAGMA application_id` says that a file is ours, `PRAGMA user_version` how far its schema is. Each
migration runs in one transaction with its version, so a half-run one was never there. A file of a
newer version, or of somebody else, is refused before anything is written.
"""

import sqlite3
from typing import ClassVar, Final

import attrs

from orderkit.adapters.sqlite.tables import MIGRATIONS
from orderkit.errors import UnreadableDataError

__all__ = ["APPLICATION_ID", "ForeignDatabaseError", "NewerDatabaseError", "migrate"]

APPLICATION_ID: Final = 0x6F6B6974  # "okit"


@attrs.frozen(kw_only=True)
class NewerDatabaseError(UnreadableDataError):
    """A database whose schema a newer version of the library made; it is left as it is."""

    code: ClassVar[str] = "store.newer"


@attrs.frozen(kw_only=True)
class ForeignDatabaseError(UnreadableDataError):
    """A file that is no database of ours; it is left as it is."""

    code: ClassVar[str] = "store.foreign"


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
    """
    try:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise ForeignDatabaseError(source=source, why=str(error)) from error
    if owner != APPLICATION_ID and (owner or version or tables):
        raise ForeignDatabaseError(source=source, why=f"application id {owner:#x} is not ours")
    if version > len(migrations):
        why = f"schema {version}; this version knows {len(migrations)}"
        raise NewerDatabaseError(source=source, why=why)
    for number in range(version, len(migrations)):
        _step(connection, number, migrations[number])


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
