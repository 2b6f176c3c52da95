from pathlib import Path

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.testing.pages import PagesContract


class TestMemory(PagesContract):
    def database(self) -> MemoryDatabase:
        return MemoryDatabase()


class TestSqlite(PagesContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def database(self) -> SqliteDatabase:
        return SqliteDatabase(self.folder / "orders.db", synchronous="OFF")
