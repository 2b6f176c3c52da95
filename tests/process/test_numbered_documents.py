"""Documents in their series: no gap, no twin, no date that falls, and none that ever changes."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.adapters.sqlite.schema import migrate
from orderkit.adapters.sqlite.tables import MIGRATIONS
from orderkit.allocation import FirstIn
from orderkit.invoicing import PaymentTerms
from orderkit.order import Amend, ChangeDate, PlaceOrder
from orderkit.ports import Database, UnitOfWork
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    invoice_order,
    receive_goods,
    return_pieces,
    ship_order,
)
from orderkit.testing import check_database
from orderkit.testing.stored import stock_key, terms_of
from orderkit.values import Context, LineId, OrderId, OrderKey, OrganisationId

ACME: Final = OrganisationId("acme")
ZONE: Final = "Europe/Berlin"
NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
NET: Final = PaymentTerms(30)
ONE: Final = LineId("1")
ORDERS: Final = 8
_KILLED: Final = 9

# One of several billers of the same orders: now and then a unit of work is rolled back after all
# of it was written, and the clock is an hour off to either side. The last act of one that is to
# be killed dies before its commit.
BILLER: Final = """
import os, random, sys
from contextlib import contextmanager
from datetime import timedelta
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.process import OrderDesk, OrderPath, invoice_order, return_pieces
from tests.process.test_numbered_documents import NET, NOON, ONE, ORDERS, ZONE, by, key_of

path, seed, killed = sys.argv[1:]
chance = random.Random(seed)
inner = SqliteDatabase(path, synchronous="OFF", timeout=60.0)

class Lost(Exception):
    pass

class Shaky:
    def __init__(self, inner, end):
        self.read, self._inner, self._end = inner.read, inner, end

    @contextmanager
    def write(self):
        with self._inner.write() as work:
            yield work
            self._end()

def lose():
    if chance.random() < 0.4:
        raise Lost

desk = OrderDesk(Shaky(inner, lose), OrderPath())
names = list(range(ORDERS)) * 3
chance.shuffle(names)
for name in names:
    at = by(NOON + timedelta(minutes=chance.randrange(-60, 60)))
    try:
        invoice_order(desk, key_of(name), at, terms=NET, zone=ZONE)
        if chance.random() < 0.3:
            return_pieces(desk, key_of(name), {ONE: 1}, at, zone=ZONE)
    except Lost:
        pass
if killed == "killed":
    dying = OrderDesk(Shaky(inner, lambda: os._exit(9)), OrderPath())
    invoice_order(dying, key_of(ORDERS), by(NOON), terms=NET, zone=ZONE)
"""


def by(at: datetime) -> Context:
    return Context.by("ann", ACME, at)


def key_of(name: int) -> OrderKey:
    return OrderKey(ACME, OrderId(f"O{name}"))


def shipped(desk: OrderDesk, name: int, pieces: int = 3) -> OrderKey:
    """An order of which every piece left, and none is billed."""
    agreed, ann = terms_of(f"O{name}", pieces=pieces), by(NOON)
    assert desk.handle(agreed.key, PlaceOrder(agreed), ann).accepted
    came = [Delivery(key=stock_key(), quantity=pieces)]
    assert receive_goods(desk, f"d{name}", came, ann, zone=ZONE)
    allocate_order(desk, agreed.key, FirstIn(), ann, zone=ZONE)
    assert ship_order(desk, agreed.key, ann).shipment is not None
    return agreed.key


def broken(database: SqliteDatabase) -> list[tuple[str, tuple[str, ...]]]:
    found = check_database(database)
    return [(each.name, each.breaches) for each in found if not each.ok]


def counters(database: SqliteDatabase, kind: str) -> list[int]:
    """The counters of the documents of a series, in the turn in which they were written."""
    rows = database.connection().execute(
        "SELECT number FROM documents WHERE number LIKE ? ORDER BY id", (f"{kind}-%",)
    )
    return [int(number.rpartition("-")[2]) for (number,) in rows]


def test_i_60_i_61_i_64_a_80_many_billers_leave_no_gap_no_twin_and_bill_a_piece_once(
    tmp_path: Path,
) -> None:
    """Processes on one file: with roll-backs, clocks that differ, and a kill before a commit."""
    path = tmp_path / "orders.db"
    database = SqliteDatabase(path, synchronous="OFF", timeout=60.0)
    desk = OrderDesk(database, OrderPath())
    for name in range(ORDERS + 1):
        shipped(desk, name)
    kinds = ["stays", "killed", "stays"]
    billers = [
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", BILLER, str(path), str(seed), kind],
            cwd=Path(__file__).parents[2],
        )
        for seed, kind in enumerate(kinds)
    ]
    assert [each.wait(timeout=300) for each in billers] == [
        _KILLED if kind == "killed" else 0 for kind in kinds
    ]
    numbers = counters(database, "INV")
    assert numbers == list(range(1, len(numbers) + 1))
    notes = counters(database, "CRN")
    assert notes == list(range(1, len(notes) + 1))
    with database.read() as work:
        billed = [len(work.books.invoices(key_of(name))) for name in range(ORDERS + 1)]
    # Each order once, but for one that every biller lost; the last one's biller was killed.
    assert set(billed) <= {0, 1}
    assert billed[-1] == 0
    assert sum(billed) == len(numbers) > 0
    assert broken(database) == []
    # The number that the killed one held is given to the next.
    made = invoice_order(desk, key_of(ORDERS), by(NOON), terms=NET, zone=ZONE).invoice
    assert made is not None
    assert made.key.number == f"INV-2026-{len(numbers) + 1:06d}"
    database.close()


@final
@attrs.frozen
class Turning:
    """A database that takes back what is written where it is told to."""

    inner: Database
    turns: Callable[[], bool]

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        with self.inner.write() as work:
            yield work
            if self.turns():
                raise TimeoutError

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.inner.read() as work:
            yield work


@given(st.lists(st.tuples(st.booleans(), st.integers(-90, 90)), min_size=1, max_size=8))
def test_i_60_i_61_a_30_roll_backs_and_clocks_leave_a_series_whole_and_in_order(
    turns: list[tuple[bool, int]],
) -> None:
    inner, lost = MemoryDatabase(), iter([lost for lost, _ in turns])
    plain = OrderDesk(inner, OrderPath())
    keys = [shipped(plain, name, pieces=1) for name in range(len(turns))]
    shaky = OrderDesk(Turning(inner, lambda: next(lost)), OrderPath())
    for key, (_, minutes) in zip(keys, turns, strict=True):
        with suppress(TimeoutError):
            invoice_order(shaky, key, by(NOON + timedelta(minutes=minutes)), terms=NET, zone=ZONE)
    with inner.read() as work:
        made = [invoice for key in keys for invoice in work.books.invoices(key)]
    assert [each.key.number for each in made] == [
        f"INV-2026-{at:06d}" for at in range(1, len(made) + 1)
    ]
    moments = [each.issued_at for each in made]
    assert moments == sorted(moments)
    clocks = [minutes for lost, minutes in turns if not lost]
    latest = [max(clocks[: at + 1]) for at in range(len(clocks))]
    assert moments == [NOON + timedelta(minutes=minutes) for minutes in latest]


@pytest.mark.parametrize("stored", [False, True], ids=["memory", "sqlite"])
def test_a_30_a_document_takes_the_later_of_the_clock_and_the_one_ahead_of_it(
    tmp_path: Path, *, stored: bool
) -> None:
    database: Database = (
        SqliteDatabase(tmp_path / "orders.db", synchronous="OFF") if stored else MemoryDatabase()
    )
    desk = OrderDesk(database, OrderPath())
    first, second, third = (shipped(desk, name) for name in range(3))
    midnight = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # the 3rd in Berlin
    made = [
        invoice_order(desk, key, by(at), terms=NET, zone=ZONE).invoice
        for key, at in (
            (first, midnight),
            (second, midnight - timedelta(hours=1)),
            (third, midnight + timedelta(microseconds=1)),
        )
    ]
    assert [each.issued_at if each else None for each in made] == [
        midnight,
        midnight,
        midnight + timedelta(microseconds=1),
    ]
    assert {each.due if each else None for each in made} == {date(2026, 4, 2)}
    with database.read() as work:
        items = work.books.open_items(ACME)
    assert {item.issued for item in items} == {date(2026, 3, 3)}
    # Credit notes have a series, and so a latest moment, of their own.
    back = return_pieces(desk, second, {ONE: 1}, by(NOON), zone=ZONE).credit_notes
    assert [note.issued_at for note in back] == [NOON]
    later = return_pieces(desk, first, {ONE: 1}, by(NOON - timedelta(1)), zone=ZONE).credit_notes
    assert [note.issued_at for note in later] == [NOON]


def test_i_61_a_series_of_before_goes_on_from_its_latest_document(tmp_path: Path) -> None:
    """The moment of a series that an earlier release counted is that of its documents."""
    path = tmp_path / "orders.db"
    database = SqliteDatabase(path, synchronous="OFF")
    desk = OrderDesk(database, OrderPath())
    first, second = shipped(desk, 1), shipped(desk, 2)
    assert invoice_order(desk, first, by(NOON), terms=NET, zone=ZONE).invoice is not None
    database.close()
    older(path)
    database = SqliteDatabase(path, synchronous="OFF")
    desk = OrderDesk(database, OrderPath())
    with database.read() as work:
        (old,) = work.books.invoices(first)
    assert (old.total, old.taxes, old.functional, len(old.schedule)) == (3 * 199, (), None, 1)
    made = invoice_order(desk, second, by(NOON - timedelta(1)), terms=NET, zone=ZONE).invoice
    assert made is not None
    assert (made.key.number, made.issued_at) == ("INV-2026-000002", NOON)
    back = return_pieces(desk, first, {ONE: 1}, by(NOON), zone=ZONE).credit_notes
    assert [note.total for note in back] == [199]
    assert broken(database) == []
    database.close()


def older(path: Path) -> None:
    """Make of a file what the release before documents had taxes would have written."""
    new = path.with_name("new.db")
    path.rename(new)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, source="old", migrations=MIGRATIONS[:6])
        connection.execute("ATTACH ? AS new", (str(new),))
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        for (name,) in tables.fetchall():
            columns = connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
            known = ", ".join(column for (column,) in columns.fetchall())
            connection.execute(
                f"INSERT INTO main.{name} ({known}) SELECT {known} FROM new.{name}"  # noqa: S608 - our own names
            )


def test_i_62_an_issued_invoice_stays_as_it_is_whatever_becomes_of_its_order(
    tmp_path: Path,
) -> None:
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    desk = OrderDesk(database, OrderPath())
    key = shipped(desk, 1)
    made = invoice_order(desk, key, by(NOON), terms=NET, zone=ZONE).invoice
    assert made is not None
    change = ChangeDate(line=ONE, requested=date(2026, 5, 1))
    assert desk.handle(key, Amend(base=1, changes=(change,)), by(NOON)).accepted
    (note,) = return_pieces(desk, key, {ONE: 2}, by(NOON), zone=ZONE).credit_notes
    # What is put right is another document, which names the first.
    assert note.invoice == made.key.number
    with database.read() as work:
        assert work.books.invoices(key) == (made,)
    assert broken(database) == []
    # Whoever changes it behind the desk's back is told of.
    connection = database.connection()
    connection.execute("UPDATE documents SET due = '2027-01-01' WHERE kind = 'invoice'")
    assert [name for name, _ in broken(database)] == ["documents are as they were issued"]
    database.close()
