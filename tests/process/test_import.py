"""Importing files on both adapters: once, whole, resumed, by channel and by organisation."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias, final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import ColumnMapping, Fate, StoredRow
from orderkit.order import Order
from orderkit.ports import Database, OrderQuery, UnitOfWork
from orderkit.process import Importer, ImportReport, OrderDesk, OrderPath, order_key
from orderkit.testing.capture import file_of, mapping_of, row_of
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, ChannelCode, Context, OrganisationId

HERE, RIVAL = OrganisationId("acme"), OrganisationId("rival")
ANN = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
EVE = Context(actor=Actor(id=ActorId("eve"), organisation=RIVAL), at=AT)
SHOP = mapping_of()
WEB = attrs.evolve(SHOP, channel=ChannelCode("web"))
FIRST = file_of([row_of(), row_of("1001", "222"), row_of("1002", "111", quantity="7")])
Stored: TypeAlias = tuple[object, ...]


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def imported(
    database: Database,
    data: bytes,
    mapping: ColumnMapping = SHOP,
    context: Context = ANN,
    *,
    name: str = "may.csv",
) -> ImportReport:
    """As a fresh program does it: nothing is known but what the store keeps."""
    desk = OrderDesk(database, OrderPath())
    return Importer(desk, mapping).import_file(data, name=name, context=context)


def stored(database: Database) -> Stored:
    with database.read() as work:
        return (
            work.orders.since(0, limit=9999),
            [work.orders.find(OrderQuery(organisation=here)) for here in (HERE, RIVAL)],
            [work.orders.refusals(here) for here in (HERE, RIVAL)],
            work.outbox.pending(limit=9999),
            [tuple(work.imports.rows(here)) for here in (HERE, RIVAL)],
            [work.books.open_items(here) for here in (HERE, RIVAL)],
        )


def rows(database: Database, report: ImportReport, context: Context = ANN) -> list[StoredRow]:
    with database.read() as work:
        return list(work.imports.rows(context.actor.organisation, report.digest))


def fates(found: Iterable[StoredRow]) -> list[tuple[int, str, str]]:
    return [(each.verdict.row, each.verdict.fate.value, each.verdict.code) for each in found]


def order(
    database: Database, number: str, mapping: ColumnMapping = SHOP, context: Context = ANN
) -> Order:
    with database.read() as work:
        found = work.orders.get(order_key(context, mapping, number))
    assert found is not None
    return found


def consistent(database: Database) -> bool:
    if not isinstance(database, SqliteDatabase):
        return True
    return [found for found in check_database(database) if not found.ok] == []


def test_a_file_becomes_orders_with_a_fate_for_each_row(database: Database) -> None:
    report = imported(database, FIRST)
    assert (report.rows, report.stored, report.orders, report.seen_again) == (3, 3, 2, 0)
    assert fates(rows(database, report)) == [(n, "accepted", "") for n in (1, 2, 3)]
    placed = order(database, "1001")
    assert [(line.sku, line.quantity, line.amount) for line in placed.terms.lines] == [
        ("111", 2, 300),
        ("222", 2, 300),
    ]
    assert placed.terms.customer == "17850"
    assert consistent(database)


@pytest.mark.parametrize(
    ("data", "name"),
    [(FIRST, "may.csv"), (FIRST, "june.csv"), (gzip.compress(FIRST), "may.csv.gz")],
    ids=["again", "renamed", "packed"],
)
def test_a_42_the_same_file_again_adds_nothing(database: Database, data: bytes, name: str) -> None:
    first = imported(database, FIRST)
    before = stored(database)
    again = imported(database, data, name=name)
    assert (again.rows, again.seen_again, again.stored, again.orders) == (3, 3, 0, 0)
    assert again.digest == first.digest
    assert [(found.code, found.param("file")) for found in again.findings] == [("file.again", name)]
    assert stored(database) == before


def test_a_42_the_same_rows_in_another_file_are_merged(database: Database) -> None:
    imported(database, FIRST)
    before = stored(database)
    again = imported(database, FIRST + b"\r\n1002,222,nut,1,2024-03-01T10:00:00,1,17850,Germany")
    assert [fate for _, fate, _ in fates(rows(database, again))] == [Fate.MERGED] * 3 + ["accepted"]
    assert stored(database)[0] != before[0]
    assert order(database, "1001").version == order(database, "1001").version
    assert len(order(database, "1002").terms.lines) == 2


def test_i_78_the_same_file_of_two_organisations_stands_apart(database: Database) -> None:
    imported(database, FIRST)
    mine = order(database, "1001")
    theirs = imported(database, FIRST, context=EVE)
    assert (theirs.seen_again, theirs.stored, theirs.orders) == (0, 3, 2)
    assert order(database, "1001", context=EVE).key.organisation == RIVAL
    assert order(database, "1001") == mine
    back = file_of([row_of("C1003", quantity="-2")])
    # What they take back is theirs.
    imported(database, back, context=EVE)
    assert order(database, "1001") == mine
    assert order(database, "1001", context=EVE) != mine
    assert consistent(database)


def test_two_channels_of_one_organisation_are_judged_apart(database: Database) -> None:
    """One number, one customer, equal rows: each channel has its own order of them."""
    imported(database, FIRST)
    shop = order(database, "1001")
    other = imported(database, file_of([row_of(), row_of("1001", "333")]), WEB)
    assert fates(rows(database, other)) == [(1, "accepted", ""), (2, "accepted", "")]
    assert order(database, "1001", WEB).key != shop.key
    back = imported(database, file_of([row_of("C1", "222", quantity="-1")]), WEB)
    assert fates(rows(database, back)) == [(1, "rejected", "cancellation.no_original")]
    assert order(database, "1001") == shop
    assert consistent(database)


@final
@attrs.define
class Breaking:
    """A database whose program dies before the unit of work of this number, or within it."""

    inner: Database
    left: int
    within: bool = False

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        self.left -= 1
        if not self.left and not self.within:
            raise DiedError
        with self.inner.write() as work:
            yield work
            if not self.left:
                raise DiedError

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.inner.read() as work:
            yield work


class DiedError(BaseException):
    """The program is gone."""


BUSY: Final = file_of(
    [
        row_of(),
        row_of("1001", "POST", quantity="1", price="4.95"),
        row_of("1002", "222", quantity="9"),
        row_of("1002", "FEE", quantity="1", price="-3"),
        row_of("C1003", "222", quantity="-4"),
        row_of("C1004", "111", quantity="-1", price="1.40"),
        row_of("C1005", "D", quantity="-1", price="10"),
        row_of("1006", "gift"),
        row_of(),
        row_of("1007", price="NaN"),
        row_of("1008", "333", customer=""),
        row_of("1001", "333", quantity="3"),
    ]
)


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("number", range(1, 9))
def test_a_58_a_broken_off_import_goes_on_where_it_stopped(
    database: Database, number: int, *, within: bool
) -> None:
    undisturbed = MemoryDatabase()
    imported(undisturbed, FIRST)
    report = imported(undisturbed, BUSY)
    imported(database, FIRST)
    with pytest.raises(DiedError):
        imported(Breaking(database, number, within), BUSY)
    done = len(rows(database, report))
    assert (done == 0) == (number == 1)
    assert consistent(database)
    resumed = imported(database, BUSY)
    assert (resumed.rows, resumed.seen_again) == (report.rows, 0)
    assert resumed.stored == report.rows - done
    assert stored(database) == stored(undisturbed)
    assert consistent(database)


def test_an_importer_that_was_broken_off_itself_goes_on(database: Database) -> None:
    breaking = Breaking(database, 3)
    importer = Importer(OrderDesk(breaking, OrderPath()), SHOP)
    with pytest.raises(DiedError):
        importer.import_file(BUSY, name="may.csv", context=ANN)
    report = importer.import_file(BUSY, name="may.csv", context=ANN)
    assert report.rows == 12
    assert [fate for _, fate, _ in fates(rows(database, report))].count("merged") == 1
    assert imported(database, BUSY).seen_again == report.rows


def test_progress_is_told_of_every_row_once(database: Database) -> None:
    told = list[int]()
    importer = Importer(OrderDesk(database, OrderPath()), SHOP)
    importer.import_file(BUSY, name="may.csv", context=ANN, progress=told.append)
    assert sum(told) == 12
    importer.import_file(BUSY, name="may.csv", context=ANN, progress=told.append)
    assert sum(told) == 12
