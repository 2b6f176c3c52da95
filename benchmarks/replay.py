"""What a desk says to SQLite, recorded; and the peer that says the same with nothing around it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ClassVar, Final, Literal, TypeAlias, final

__all__ = ["Recording", "Statement", "bare", "recording", "replay"]

# How it is run, its text, and its parameters: one row of them, or many.
Statement: TypeAlias = tuple[Literal["read", "write", "many"], str, tuple[object, ...]]

_READS: Final = ("SELECT", "INSERT INTO numbers")


@final
class Recording(sqlite3.Connection):
    """A connection that keeps each statement as it is given, BEGIN and COMMIT too."""

    said: ClassVar[list[Statement]] = []

    def execute(self, sql: str, parameters: Sequence[object] = (), /) -> sqlite3.Cursor:  # type: ignore[override]  # parameters are whatever the adapter binds
        """Keep, then do."""
        how: Literal["read", "write"] = "read" if sql.startswith(_READS) else "write"
        self.said.append((how, sql, tuple(parameters)))
        return super().execute(sql, parameters)

    def executemany(self, sql: str, rows: Sequence[Sequence[object]], /) -> sqlite3.Cursor:  # type: ignore[override]  # as above
        """Keep, then do."""
        self.said.append(("many", sql, tuple(map(tuple, rows))))
        return super().executemany(sql, rows)


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Keep what every connection says that is opened within; gives the list it grows."""
    plain = sqlite3.connect
    Recording.said.clear()
    sqlite3.connect = partial(plain, factory=Recording)  # type: ignore[assignment]  # for a while
    try:
        yield Recording.said
    finally:
        sqlite3.connect = plain


def bare(path: Path, synchronous: str) -> sqlite3.Connection:
    """One prepared connection with the pragmas of ours, and nothing around it."""
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def replay(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    """Say it all again, rows read to the last."""
    execute, many = connection.execute, connection.executemany
    for how, sql, parameters in statements:
        if how == "write":
            execute(sql, parameters)
        elif how == "read":
            execute(sql, parameters).fetchall()
        else:
            many(sql, parameters)  # type: ignore[arg-type]  # as above
