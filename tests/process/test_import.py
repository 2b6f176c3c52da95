"""Importing files on both adapters: once, whole, resumed, by channel and by organisation."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import ColumnMapping, Fate, StoredRow
from orderkit.order import Order
from orderkit.ports import Database, OrderQuery
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
