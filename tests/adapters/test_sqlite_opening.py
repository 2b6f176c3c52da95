"""Opening a file that others hold, or that was opened before a fork: told, and never guessed."""

import os
import sqlite3
import threading
import warnings
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from orderkit.adapters.sqlite import (
    ForeignDatabaseError,
    ForkedDatabaseError,
    InvalidSettingError,
    SqliteDatabase,
    Synchronous,
    migrate,
    prepare,
)
from orderkit.errors import ConflictError, OrderkitError, PortError
from orderkit.testing.stored import order_of, terms_of

FIRST = order_of(terms_of("O1"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


def opened(path: Path, timeout: float = 0.0) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=timeout, isolation_level=None)


@pytest.mark.parametrize("synchronous", ["BAD", "full", None, 5])
def test_a_setting_that_is_none_is_not_taken_for_a_weaker_one(
    path: Path, synchronous: Synchronous
) -> None:
    with pytest.raises(InvalidSettingError):
        SqliteDatabase(path, synchronous=synchronous)
    assert not path.exists()


def save(database: SqliteDatabase) -> None:
    with database.write() as work:
        work.orders.save(FIRST.after, FIRST.events, expected=0)


def refused(act: Callable[[], object]) -> OrderkitError | None:
    try:
        act()
    except OrderkitError as error:
        return error
    return None


@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "ours"])
def test_a_61_a_file_that_is_held_whole_is_busy_and_not_foreign(path: Path, *, fresh: bool) -> None:
    if not fresh:
        SqliteDatabase(path).close()
    with closing(opened(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE IF NOT EXISTS seen (x)")
        with closing(opened(path)) as mine, pytest.raises(ConflictError) as caught:
            migrate(mine, source="orders.db")
        assert caught.value.why == "busy"
        with pytest.raises(ConflictError) as caught:
            SqliteDatabase(path, timeout=0)
        assert caught.value.why == "busy"
        other.execute("ROLLBACK")
    save(SqliteDatabase(path))


def test_a_file_that_cannot_be_read_at_all_is_the_ports_failure(path: Path) -> None:
    SqliteDatabase(path).close()
    path.write_bytes(path.read_bytes()[:4096])
    error = refused(lambda: SqliteDatabase(path))
    assert isinstance(error, ForeignDatabaseError | PortError)
    folder = path.parent / "folder.db"
    folder.mkdir()
    assert isinstance(refused(lambda: SqliteDatabase(folder)), PortError)


def test_a_61_a_file_that_is_made_at_the_same_moment_is_ours(path: Path) -> None:
    """Somebody else lifts the schema between two looks at the file."""

    def meanwhile(statement: str) -> None:
        if statement == "PRAGMA user_version":
            with suppress(ConflictError):
                SqliteDatabase(path, timeout=0).close()

    with closing(opened(path, timeout=1)) as mine:
        mine.set_trace_callback(meanwhile)
        migrate(mine, source="orders.db")
    save(SqliteDatabase(path))


def test_a_61_opening_is_tried_again_while_somebody_else_holds_the_file(path: Path) -> None:
    """The journal is changed under no lock that waits, so the wait is our own."""
    tries = list[str]()
    with closing(opened(path)) as other, closing(opened(path)) as mine:
        migrate(other, source="orders.db")

        def held_once(statement: str) -> None:
            if "journal_mode" in statement:
                tries.append(statement)
                if len(tries) == 1:
                    other.execute("BEGIN EXCLUSIVE")
            elif other.in_transaction:
                other.execute("ROLLBACK")

        mine.set_trace_callback(held_once)
        prepare(mine, source="orders.db", synchronous="OFF", timeout=60)
        assert len(tries) == 2
        mine.set_trace_callback(None)
        assert mine.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_61_opening_gives_up_at_the_bound_of_the_caller(path: Path) -> None:
    tries = list[str]()
    with closing(opened(path)) as other, closing(opened(path)) as mine:
        migrate(other, source="orders.db")
        other.execute("BEGIN EXCLUSIVE")
        mine.set_trace_callback(tries.append)
        with pytest.raises(ConflictError) as caught:
            prepare(mine, source="orders.db", synchronous="OFF", timeout=0)
        assert caught.value.why == "busy"
        assert len(tries) < 9
        other.execute("ROLLBACK")
        prepare(mine, source="orders.db", synchronous="OFF", timeout=0)


def test_a_61_many_that_make_a_file_at_once_all_get_it(tmp_path: Path) -> None:
    wrong, start = list[BaseException](), threading.Barrier(6)

    def open_all() -> None:
        for number in range(5):
            start.wait()
            try:
                SqliteDatabase(tmp_path / f"{number}.db", timeout=60).close()
            except OrderkitError as error:
                wrong.append(error)

    threads = [threading.Thread(target=open_all) for _ in range(start.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_61_a_writer_waits_its_turn_within_the_bound(path: Path) -> None:
    """The whole command is done after the wait, for nothing of it is done before."""
    database = SqliteDatabase(path, timeout=60)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Thread(target=other.execute, args=("ROLLBACK",))

        def begins(statement: str) -> None:
            if statement == "BEGIN IMMEDIATE":
                release.start()

        database.connection().set_trace_callback(begins)
        save(database)
        release.join()
        database.connection().set_trace_callback(None)
    with database.read() as work:
        assert work.orders.get(FIRST.after.key) == FIRST.after


def in_a_fork(act: Callable[[], str]) -> str:
    """What a forked child says; it ends without any clean-up, as a forked worker does."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # A test runner has threads of its own, which the child makes no use of.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        said = "nothing"
        try:
            said = act()
        finally:
            os.write(writer, said.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        said = told.read()
    os.waitpid(child, 0)
    return said


def code(act: Callable[[], object]) -> str:
    error = refused(act)
    return "" if error is None else error.code


def enter(database: SqliteDatabase, *, reading: bool) -> None:
    with database.read() if reading else database.write():
        pass


def test_a_fork_uses_no_connection_of_its_parent(path: Path) -> None:
    database = SqliteDatabase(path, synchronous="OFF")
    acts: dict[str, Callable[[], object]] = {
        "connection": database.connection,
        "write": lambda: enter(database, reading=False),
        "read": lambda: enter(database, reading=True),
        "close": database.close,
    }
    for name, act in acts.items():
        assert in_a_fork(lambda act=act: code(act)) == ForkedDatabaseError.code, name  # type: ignore[misc] # mypy gives a default no type
    # Neither does a thread that the parent had not yet.
    threaded = threading.Thread(target=save, args=(database,))
    threaded.start()
    threaded.join()
    with database.read() as work:
        assert work.orders.get(FIRST.after.key) == FIRST.after


def test_a_fork_may_open_the_file_for_itself(path: Path) -> None:
    database = SqliteDatabase(path, synchronous="OFF")

    def own() -> str:
        save(SqliteDatabase(path, synchronous="OFF"))
        return "saved"

    assert in_a_fork(own) == "saved"
    with database.read() as work:
        assert work.orders.get(FIRST.after.key) == FIRST.after


def test_a_fork_within_a_unit_of_work_neither_commits_nor_undoes_it(path: Path) -> None:
    database = SqliteDatabase(path, synchronous="OFF")
    unit, reason = database.write(), ValueError("the child changed its mind")
    unit.__enter__().orders.save(FIRST.after, FIRST.events, expected=0)
    # It goes on up as it is, and no failure of an undoing hides it.
    assert in_a_fork(lambda: str(unit.__exit__(ValueError, reason, None))) == "False"
    left = in_a_fork(lambda: code(lambda: unit.__exit__(None, None, None)))
    assert left == ForkedDatabaseError.code
    unit.__exit__(None, None, None)
    with database.read() as work:
        assert work.orders.get(FIRST.after.key) == FIRST.after


def test_a_fork_within_a_view_is_told_too(path: Path) -> None:
    database = SqliteDatabase(path, synchronous="OFF")
    view = database.read()
    view.__enter__()
    left = in_a_fork(lambda: code(lambda: view.__exit__(None, None, None)))
    assert left == ForkedDatabaseError.code
    view.__exit__(None, None, None)
    save(database)
