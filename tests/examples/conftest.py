"""A small run of the demo that is finished, made once; tests go on with copies of it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest

from order_to_cash import main
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.values import Currency
from receipts_rounds import made_receipts
from sample_maker import sample_files
from summary import Summary, summarise

__all__ = ["POUND", "Summarised", "finished", "summarised"]

Summarised: TypeAlias = Callable[..., Summary]

POUND = Currency.of("GBP")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder: forty orders, void ones, returns and discounts among them."""
    folder = tmp_path_factory.mktemp("finished")
    for name, data, _ in sample_files(4, 40):
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert main(["--data", str(folder / "data"), "--seed", "7", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def summarised(finished: Path, tmp_path: Path) -> Summarised:
    """Runs a statement on a copy of the finished database, and gives the copy's figures."""
    truth = made_receipts(SqliteDatabase(finished / "orders.db"), POUND, 7).truth

    def summarised_after(statement: str = "") -> Summary:
        path = tmp_path / "orders.db"
        with (
            closing(sqlite3.connect(finished / "orders.db")) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            source.backup(target)
            # What a table refuses is planted all the same: its check has to find it too.
            target.execute("PRAGMA ignore_check_constraints = ON")
            target.execute(statement)
            assert bool(target.total_changes) == bool(statement), statement
            target.commit()
        return summarise(SqliteDatabase(path), truth, POUND)

    return summarised_after
