"""SQLite: one file, real transactions, nothing but the standard library."""

from orderkit.adapters.sqlite.database import SqliteDatabase, SqliteWork, Synchronous
from orderkit.adapters.sqlite.schema import (
    APPLICATION_ID,
    ForeignDatabaseError,
    NewerDatabaseError,
    migrate,
)
from orderkit.adapters.sqlite.tables import MIGRATIONS

__all__ = [
    "APPLICATION_ID",
    "MIGRATIONS",
    "ForeignDatabaseError",
    "NewerDatabaseError",
    "SqliteDatabase",
    "SqliteWork",
    "Synchronous",
    "migrate",
]
