"""What only a file can do: be foreign, half made, locked, read-only, torn off in the middle."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orderkit.adapters.sqlite import (
    APPLICATION_ID,
    MIGRATIONS,
    ForeignDatabaseError,
    NewerDatabaseError,
    SqliteDatabase,
    migrate,
)
from orderkit.errors import ConflictError, PortError
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import Step, fill, order_of, terms_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


def save(database: SqliteDatabase, step: Step, expected: int = 0) -> None:
    with database.write() as work:
        work.orders.save(step.after, step.events, expected=expected)


def fill_up(database: SqliteDatabase) -> None:
    with database.write() as work:
        for number in range(2000):
            one = order_of(terms_of(f"F{number}"))
            work.orders.save(one.after, one.events, expected=0)


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
        return [(name, sql or "") for name, sql in rows]


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            # The names are the database's own.
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
            for name in names
        }


def made(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path.read_bytes()


def test_a_64_a_newer_database_is_refused_and_left_as_it_is(path: Path) -> None:
    newer = f"PRAGMA user_version = {len(MIGRATIONS) + 1}"
    before = made(path, f"PRAGMA application_id = {APPLICATION_ID}", newer, "CREATE TABLE t (x)")
    with pytest.raises(NewerDatabaseError):
        SqliteDatabase(path)
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE orders (id)"],
        ["PRAGMA application_id = 7"],
        ["PRAGMA user_version = 1"],
    ],
)
def test_a_64_a_foreign_database_is_refused_and_left_as_it_is(
    path: Path, statements: list[str]
) -> None:
    before = made(path, *statements)
    with pytest.raises(ForeignDatabaseError):
        SqliteDatabase(path)
    assert path.read_bytes() == before


def test_a_64_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"number;date\n" * 500)
    before = path.read_bytes()
    with pytest.raises(ForeignDatabaseError):
        SqliteDatabase(path)
    assert path.read_bytes() == before


def test_a_64_an_older_database_is_brought_to_the_schema_of_a_new_one(
    path: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, source="old", migrations=MIGRATIONS[:1])
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    database = SqliteDatabase(path)
    fresh = tmp_path / "fresh.db"
    SqliteDatabase(fresh).close()
    with database.write() as work:
        fill(work)
    assert schema(path) == schema(fresh)


def test_a_64_a_migration_that_fails_leaves_the_version_before(path: Path) -> None:
    broken = (MIGRATIONS[0], ("CREATE TABLE half (x)", "CREATE TABLE half (x)"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.Error):
            migrate(connection, source="half", migrations=broken)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert "half" not in dict(schema(path))
    SqliteDatabase(path).close()
    assert counts(path)["positions"] == 0


def test_a_61_a_locked_file_is_busy_and_works_again_after_it(path: Path) -> None:
    database, step = SqliteDatabase(path, timeout=0.01), order_of(terms_of("O1"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ConflictError) as caught:
            save(database, step)
        assert caught.value.why == "busy"
        with database.read() as work:
            # Readers never wait for a writer.
            assert work.orders.get(step.after.key) is None
        other.execute("ROLLBACK")
    save(database, step)


def test_a_62_a_write_that_fails_tells_the_port_and_its_cause(path: Path) -> None:
    database, step = SqliteDatabase(path), order_of(terms_of("O1"))
    database.connection().execute("PRAGMA query_only = ON")
    with pytest.raises(PortError) as caught:
        save(database, step)
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    database.connection().execute("PRAGMA query_only = OFF")
    save(database, step)


def test_a_62_a_full_disk_tells_the_port_and_leaves_nothing(path: Path) -> None:
    database, step = SqliteDatabase(path), order_of(terms_of("O1"))
    save(database, step)
    before = counts(path)
    (pages,) = database.connection().execute("PRAGMA page_count").fetchone()
    database.connection().execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(PortError) as caught:
        fill_up(database)
    assert "full" in str(caught.value.__cause__)
    assert counts(path) == before
    database.connection().execute("PRAGMA max_page_count = 1000000")
    save(database, order_of(terms_of("O2")))
    with database.read() as work:
        assert work.orders.get(step.after.key) == step.after


def test_a_62_a_place_that_cannot_be_opened_tells_the_port(tmp_path: Path) -> None:
    with pytest.raises(PortError) as caught:
        SqliteDatabase(tmp_path / "no" / "such" / "folder.db")
    assert isinstance(caught.value.__cause__, sqlite3.Error)


def test_i_07_the_check_looks_at_the_file_and_not_at_what_was_decoded_before(path: Path) -> None:
    database = SqliteDatabase(path)
    for name in ("O1", "O2"):
        save(database, order_of(terms_of(name)))
    # Another process damaged a snapshot; the version is still that which is known here.
    made(path, "UPDATE orders SET open_quantity = 0, progress = '{}' WHERE order_id = 'O1'")
    (replayed,) = (each for each in check_database(database) if each.law == "I-07")
    assert not replayed.ok
