"""SQLite: one file, real transactions, nothing but the standard library."""

from orderkit.adapters.sqlite.database import SqliteDatabase, SqliteWork
from orderkit.adapters.sqlite.failures import (
    ForeignDatabaseError,
    ForkedDatabaseError,
    InvalidSettingError,
)
from orderkit.adapters.sqlite.schema import (
    APPLICATION_ID,
    NewerDatabaseError,
    Synchronous,
    migrate,
    prepare,
)
from orderkit.adapters.sqlite.tables import MIGRATIONS

__all__ = [
    "APPLICATION_ID",
    "MIGRATIONS",
    "ForeignDatabaseError",
    "ForkedDatabaseError",
    "InvalidSettingError",
    "NewerDatabaseError",
    "SqliteDatabase",
    "SqliteWork",
    "Synchronous",
    "migrate",
    "prepare",
]
