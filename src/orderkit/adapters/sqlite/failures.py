"""What SQLite's errors mean to a host: busy, somebody else's file, or the port's failure."""

import sqlite3
from typing import ClassVar, Final

import attrs

from orderkit.errors import (
    ConflictError,
    InvalidValueError,
    OrderkitError,
    PortError,
    UnreadableDataError,
)

__all__ = [
    "ForeignDatabaseError",
    "ForkedDatabaseError",
    "InvalidSettingError",
    "busy",
    "told",
    "unlike",
]

# Further codes of the same kind, such as that of a snapshot, stand in the higher bits.
_KIND: Final = 0xFF
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNLIKE: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT)


@attrs.frozen(kw_only=True)
class ForeignDatabaseError(UnreadableDataError):
    """A file that is no database of ours; it is left as it is."""

    code: ClassVar[str] = "store.foreign"


@attrs.frozen(kw_only=True)
class InvalidSettingError(InvalidValueError):
    """A setting that this database does not have."""

    code: ClassVar[str] = "store.setting"
    template: ClassVar[str] = "{name} cannot be {value}"

    name: str
    value: str


@attrs.frozen(kw_only=True)
class ForkedDatabaseError(PortError):
    """A database that was opened before the process was forked; each process opens its own."""

    code: ClassVar[str] = "store.forked"
    template: ClassVar[str] = "{port}.{operation}: open it anew in a process that was forked"


def busy(error: BaseException) -> bool:
    """Whether somebody else holds what was asked for, so that another try is worth it."""
    return isinstance(error, sqlite3.Error) and _kind(error) in _BUSY


def unlike(error: sqlite3.Error) -> bool:
    """Whether the file is no database, or no whole one."""
    return _kind(error) in _UNLIKE


def told(error: sqlite3.Error, operation: str) -> OrderkitError:
    """Busy is worth another try; all else is the port's failure, with its cause chained."""
    if busy(error):
        return ConflictError(subject="database", why="busy")
    return PortError(port="Database", operation=operation)


def _kind(error: sqlite3.Error) -> int:
    # Errors that the driver raises itself, such as that of a closed connection, have no code.
    return getattr(error, "sqlite_errorcode", 0) & _KIND
