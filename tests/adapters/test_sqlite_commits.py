"""Commits of the SQLite adapter: one winner, nothing of a killed writer, all of a committed one."""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import attrs
import pytest

from orderkit.adapters.sqlite import SqliteDatabase, Synchronous
from orderkit.errors import ConflictError
from orderkit.order import Backorder, Cancel, Command, PlaceOrder, Portion, Terms
from orderkit.ports import Answer, OrderQuery
from orderkit.process import OrderDesk, OrderPath
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT, fill, order_of, picture, stock_key, terms_of, then
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    DocumentNumber,
    FactKey,
    IdempotencyKey,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    Sku,
)

_KILLED_AS_PLANNED = 9
HERE = OrganisationId("acme")
ANN = ActorId("ann")
CONTEXT = Context(actor=Actor(id=ANN, organisation=HERE), at=AT)
TWO = (Portion(LineId("1"), 2),)
EVIL = "x'; DROP TABLE orders; --"
TABLES = ("orders", "terms", "events", "keys", "outbox", "refusals", "subjects", "numbers")

# A writer that is killed in the middle of a unit of work, after it wrote into every store.
KILLED = """
import os, sys
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.testing.stored import fill
with SqliteDatabase(sys.argv[1]).write() as work:
    for number in range(int(sys.argv[2])):
        fill(work, f"k{number}")
    os._exit(9)
"""
# A writer that is killed right after its commit.
COMMITTED = """
import os, sys
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.testing.stored import fill
with SqliteDatabase(sys.argv[1], synchronous=sys.argv[2]).write() as work:
    fill(work)
os._exit(9)
"""


def place(database: SqliteDatabase, agreed: Terms) -> None:
    key = attrs.evolve(CONTEXT, key=IdempotencyKey(f"place {agreed.order}"))
    assert OrderDesk(database, OrderPath()).handle(agreed.key, PlaceOrder(agreed), key).accepted


def counted(database: SqliteDatabase) -> dict[str, int]:
    execute = database.connection().execute
    return {
        name: execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
        for (name,) in execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    }


def run(script: str, *arguments: str) -> None:
    # Our own script.
    done = subprocess.run([sys.executable, "-c", script, *arguments], check=False)  # noqa: S603
    assert done.returncode == _KILLED_AS_PLANNED


def test_i_75_of_two_databases_on_one_file_exactly_one_wins_each_version(tmp_path: Path) -> None:
    path, first = tmp_path / "orders.db", order_of(terms_of("O1"))
    with SqliteDatabase(path).write() as work:
        work.orders.save(first.after, first.events, expected=0)
    rivals: dict[str, Command] = {"one": Backorder(TWO), "two": Cancel(TWO)}
    won, start = list[str](), threading.Barrier(2)

    def race(name: str) -> None:
        database = SqliteDatabase(path, synchronous="OFF", timeout=30.0)
        with database.read() as work:
            order = work.orders.get(first.after.key)
        assert order is not None
        step = then(order, rivals[name])
        start.wait(timeout=30)
        with suppress(ConflictError), database.write() as work:
            work.orders.save(step.after, step.events, expected=order.version)
            won.append(name)

    threads = [threading.Thread(target=race, args=(name,)) for name in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    with SqliteDatabase(path).read() as work:
        history = work.orders.history(first.after.key)
    assert [type(each.event).__name__ for each in history[2:]] == [
        {"one": "Backordered", "two": "Cancelled"}[won[0]]
    ]


def test_i_75_two_threads_that_add_to_one_order_lose_nothing(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF", timeout=30.0)
    agreed = terms_of("O1", pieces=40)
    place(database, agreed)

    def work_off() -> None:
        desk = OrderDesk(database, OrderPath())
        for _ in range(20):
            assert desk.handle(agreed.key, Cancel((Portion(LineId("1"), 1),)), CONTEXT).accepted

    threads = [threading.Thread(target=work_off) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as work:
        order = work.orders.get(agreed.key)
    assert order is not None
    assert order.to_ship == 0
    assert all(outcome.ok for outcome in check_database(database))


@pytest.mark.parametrize("size", [1, 40])
def test_i_76_a_writer_killed_in_the_middle_leaves_nothing(tmp_path: Path, size: int) -> None:
    path = tmp_path / "orders.db"
    database = SqliteDatabase(path)
    place(database, terms_of("O1"))
    before = counted(database)
    run(KILLED, str(path), str(size))
    assert counted(database) == before
    assert all(outcome.ok for outcome in check_database(database))
    place(database, terms_of("O2"))
    with database.write() as work:
        fill(work, "k0")


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
def test_i_77_what_was_committed_is_there_when_its_writer_was_killed(
    tmp_path: Path, synchronous: Synchronous
) -> None:
    path = tmp_path / "orders.db"
    run(COMMITTED, str(path), synchronous)
    twin = SqliteDatabase(tmp_path / "twin.db")
    with twin.write() as work:
        fill(work)
    with SqliteDatabase(path).read() as work, twin.read() as other:
        assert picture(work) == picture(other)


def test_i_77_commits_are_pressed_to_the_disk_unless_the_host_says_otherwise(
    tmp_path: Path,
) -> None:
    full, normal = 2, 1
    path = tmp_path / "orders.db"
    execute = SqliteDatabase(path).connection().execute
    assert execute("PRAGMA synchronous").fetchone() == (full,)
    assert execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert execute("PRAGMA foreign_keys").fetchone() == (1,)
    execute = SqliteDatabase(path, synchronous="NORMAL").connection().execute
    assert execute("PRAGMA synchronous").fetchone() == (normal,)


def test_a_86_sql_in_names_is_data(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db")
    agreed = terms_of(EVIL, organisation="acme", customer=EVIL)
    agreed = attrs.evolve(
        agreed, number=EVIL, lines=(attrs.evolve(agreed.lines[0], sku=Sku(EVIL)),)
    )
    place(database, agreed)
    place(database, terms_of("O1"))
    with database.read() as work:
        order = work.orders.get(agreed.key)
        assert order is not None
        assert order.terms == agreed
        every = OrderQuery(organisation=HERE)
        assert len(work.orders.find(every).headers) == len(["evil", "O1"])
        for query in (
            attrs.evolve(every, number=EVIL),
            attrs.evolve(every, customer=PartyId(EVIL)),
        ):
            assert [header.order for header in work.orders.find(query).headers] == [agreed.key]
        for query in (
            attrs.evolve(every, number="' OR '1'='1"),
            attrs.evolve(every, after=EVIL),
            attrs.evolve(every, organisation=OrganisationId("' OR 1=1 --")),
        ):
            assert work.orders.find(query).headers == ()
    assert all(outcome.ok for outcome in check_database(database))


def test_a_86_sql_in_what_the_small_stores_are_asked_is_data(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db")
    evil = OrganisationId(EVIL)
    key = OrderKey(evil, OrderId(EVIL))
    answer = Answer(digest=EVIL, order=key, since=0, until=0)
    with database.write() as work:
        fill(work, EVIL)
        fill(work)
        work.keys.add(evil, ActorId(EVIL), IdempotencyKey(EVIL), answer)
        work.subjects.put(evil, FactKey(EVIL, EVIL), EVIL)
        assert work.numbers.take(evil, EVIL) == 1
    with database.read() as work:
        assert work.keys.find(evil, ActorId(EVIL), IdempotencyKey(EVIL)) == answer
        assert [fact.value for fact in work.subjects.read(evil, [FactKey(EVIL, EVIL)])] == [EVIL]
        assert work.stock.positions(HERE, [Sku(EVIL)]) == ()
        assert work.stock.get(stock_key(lot=EVIL)) is not None
        assert work.books.invoice(HERE, DocumentNumber(f"INV-{EVIL}")) is not None
        assert work.books.applications(evil) == ()
        assert len(tuple(work.imports.rows(HERE, EVIL))) == len((1, 2))
    assert set(TABLES) <= counted(database).keys()


def test_a_version_that_was_rolled_back_is_not_remembered_as_another_s(tmp_path: Path) -> None:
    """Two databases on one file: the same version number, and the content of who committed it."""
    path, first = tmp_path / "orders.db", order_of(terms_of("O1"))
    one, two = SqliteDatabase(path), SqliteDatabase(path)
    lost, kept = then(first.after, Backorder(TWO)), then(first.after, Cancel(TWO))
    with one.write() as work:
        work.orders.save(first.after, first.events, expected=0)
    with suppress(InterruptedError), one.write() as work:
        work.orders.save(lost.after, lost.events, expected=first.after.version)
        raise InterruptedError
    with two.write() as work:
        work.orders.save(kept.after, kept.events, expected=first.after.version)
    with one.read() as work:
        assert work.orders.get(first.after.key) == kept.after


def test_an_order_that_was_rolled_back_lends_its_terms_to_nobody(tmp_path: Path) -> None:
    """Its row is given to the next order, whose terms are others."""
    path, lost, kept = tmp_path / "orders.db", terms_of("O1"), terms_of("O2", pieces=9)
    one = SqliteDatabase(path, orders=0)
    with suppress(InterruptedError), one.write() as work:
        step = order_of(lost)
        work.orders.save(step.after, step.events, expected=0)
        assert work.orders.get(lost.key) == step.after
        raise InterruptedError
    place(SqliteDatabase(path), kept)
    with one.read() as work:
        order = work.orders.get(kept.key)
    assert order is not None
    assert order.terms == kept
