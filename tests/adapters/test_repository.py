import itertools
from pathlib import Path

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.testing.repository import DatabaseContract


class TestMemory(DatabaseContract):
    def database(self) -> MemoryDatabase:
        return MemoryDatabase()


class TestSqlite(DatabaseContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.names = (tmp_path / f"{number}.db" for number in itertools.count())

    def database(self) -> SqliteDatabase:
        return SqliteDatabase(next(self.names), synchronous="OFF")
