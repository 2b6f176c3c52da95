"""The SQLite adapter: one file, real transactions, nothing but the standard library.

    database = SqliteDatabase("orders.db")
    with database.write() as work:
        work.orders.save(order, events, expected=0)

Every write begins with `BEGIN IMMEDIATE`, since a read that turns into a write fails at once
whatever the timeout. The journal is a write-ahead log, so readers never wait for a writer.
`synchronous` is the host's choice: with FULL, the default, what was committed survives a power
cut; with NORMAL a power cut may lose the last commits, but never half of one.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, final, get_args

from orderkit.adapters.sqlite.books import SqliteBooks
from orderkit.adapters.sqlite.failures import ForkedDatabaseError, InvalidSettingError, told
from orderkit.adapters.sqlite.goods import SqliteGoods
from orderkit.adapters.sqlite.imports import SqliteImports
from orderkit.adapters.sqlite.keys import (
    SqliteKeys,
    SqliteNumbers,
    SqliteOutbox,
    SqliteSubjects,
)
from orderkit.adapters.sqlite.orders import SqliteOrders
from orderkit.adapters.sqlite.recent import Recent
from orderkit.adapters.sqlite.schema import Synchronous, prepare
from orderkit.adapters.sqlite.stock import SqliteStock
from orderkit.errors import OrderkitError, PortError
from orderkit.values import shown

__all__ = ["SqliteDatabase", "SqliteWork"]


@final
class SqliteWork:
    """The stores of one transaction."""

    def __init__(self, connection: sqlite3.Connection, recent: Recent) -> None:
        """Bind every store to the connection of the transaction."""
        self._connection = connection
        self._subjects: SqliteSubjects | None = None
        self.orders: Final = SqliteOrders(connection, recent)
        self.keys: Final = SqliteKeys(connection)
        self.outbox: Final = SqliteOutbox(connection)

    @property
    def subjects(self) -> SqliteSubjects:
        """Facts that rules read."""
        # One for the whole unit of work: it remembers what it read.
        if self._subjects is None:
            self._subjects = SqliteSubjects(self._connection)
        return self._subjects

    @property
    def numbers(self) -> SqliteNumbers:
        """Document numbers."""
        return SqliteNumbers(self._connection)

    @property
    def stock(self) -> SqliteStock:
        """Stock positions."""
        return SqliteStock(self._connection)

    @property
    def goods(self) -> SqliteGoods:
        """Shipments and returns."""
        return SqliteGoods(self._connection)

    @property
    def books(self) -> SqliteBooks:
        """Documents and money."""
        return SqliteBooks(self._connection)

    @property
    def imports(self) -> SqliteImports:
        """Fates of rows."""
        return SqliteImports(self._connection)


@final
class _Local(threading.local):
    """A connection of its own for each thread."""

    connection: sqlite3.Connection | None = None
    recent: Recent


@final
class SqliteDatabase:
    """The `Database` port on one SQLite file; safe to share between threads."""

    def __init__(
        self,
        path: str | Path,
        *,
        synchronous: Synchronous = "FULL",
        timeout: float = 5.0,
        orders: int = 512,
        terms: int = 512,
    ) -> None:
        """Open or make the file, and bring its schema to the present version.

        Args:
            path: The file; `:memory:` is not shared between threads.
            synchronous: How hard a commit is pressed to the disk.
            timeout: Seconds to wait for another writer, or for one who holds the whole file,
                before `ConflictError` with why `busy`.
            orders: How many orders each thread keeps decoded.
            terms: How many terms each thread keeps decoded.

        Raises:
            InvalidSettingError: `synchronous` is none of `FULL`, `NORMAL`, `OFF`.
            NewerDatabaseError: A newer library made the file.
            ForeignDatabaseError: It is somebody else's.
            ConflictError: Somebody else held the file all the time; why `busy`.
            PortError: It cannot be opened.
        """
        # A caller without a type checker may hand in anything; SQLite takes a slip for NORMAL.
        if synchronous not in get_args(Synchronous):
            raise InvalidSettingError(name="synchronous", value=shown(repr(synchronous)))
        self._process = os.getpid()
        self._path = os.fspath(path)
        self._synchronous = synchronous
        self._timeout = timeout
        self._bounds = orders, terms
        self._local = _Local()
        self.connection()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, for queries of one's own; never write through it.

        Raises:
            ForkedDatabaseError: The process was forked since the database was opened.
        """
        self._verify("connection")
        local = self._local
        if local.connection is None:
            local.connection = self._connect()
            local.recent = Recent(orders=self._bounds[0], terms=self._bounds[1])
        return local.connection

    def forget(self) -> None:
        """Drop what this thread keeps decoded: what it reads next comes from the file.

        Nothing needs it to be right; a check of the file itself does, and so does a host that
        wants the memory back.
        """
        self._verify("forget")
        if self._local.connection is not None:
            self._local.recent.forget()

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path, timeout=self._timeout, isolation_level=None, cached_statements=256
            )
        except sqlite3.Error as error:
            raise PortError(port="Database", operation=f"open {self._path}") from error
        try:
            prepare(
                connection,
                source=self._path,
                synchronous=self._synchronous,
                timeout=self._timeout,
            )
        except OrderkitError:
            connection.close()
            raise
        return connection

    def _verify(self, operation: str) -> None:
        """Refuse what was opened before a fork: two processes on one connection damage the file."""
        if os.getpid() != self._process:
            raise ForkedDatabaseError(port="Database", operation=operation)

    def close(self) -> None:
        """Close this thread's connection."""
        self._verify("close")
        if self._local.connection is not None:
            self._local.connection.close()
            self._local.connection = None

    @contextmanager
    def write(self) -> Iterator[SqliteWork]:
        """Begin a unit of work that may write."""
        connection = self.connection()
        if connection.in_transaction:
            # What goes wrong within must not roll back the unit of work around it.
            raise PortError(port="Database", operation="write")
        recent = self._local.recent
        try:
            # Within the same try as all else: an interrupt may come between any two lines.
            connection.execute("BEGIN IMMEDIATE")
            yield SqliteWork(connection, recent)
            self._verify("write")
            connection.execute("COMMIT")
        except BaseException as error:
            recent.forget()
            if os.getpid() != self._process:
                # What the parent began is the parent's to end.
                raise
            # After a full disk SQLite has rolled back already; again would hide the cause.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise told(error, "write") from error
            raise
        recent.committed()

    @contextmanager
    def read(self) -> Iterator[SqliteWork]:
        """Begin a consistent view; writing through it is a programmer's mistake."""
        connection = self.connection()
        if connection.in_transaction:
            # A view within a unit of work would roll that back when it ends.
            raise PortError(port="Database", operation="read")
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            yield SqliteWork(connection, self._local.recent)
        except sqlite3.Error as error:
            raise told(error, "read") from error
        finally:
            self._verify("read")
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA query_only = OFF")
