"""Many processes on one SQLite file, and stock for half of what they ask for."""

from pathlib import Path

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.testing import check_database
from oversell import race


def test_i_45_i_50_a_77_eight_processes_oversell_nothing(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    told = race(path, processes=8, each=4)
    assert (told.oversold, told.demands, told.asked) == (0, 32, 64)
    # All that there is was promised, and by the position as by its reservations.
    assert told.reserved == (told.on_hand, told.on_hand) == (32, 32)
    database = SqliteDatabase(path)
    assert [each for each in check_database(database) if not each.ok] == []
    counted = database.connection().execute("SELECT sum(open_quantity), sum(waiting) FROM orders")
    assert counted.fetchone() == (64, 32)
