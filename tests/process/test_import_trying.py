"""Dry runs, and files that go whole: through the whole order path, in one unit of work."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import Intake, Verdict
from orderkit.order import Command, Event, Freeze, Order, PlaceOrder
from orderkit.ports import Database, OrderQuery
from orderkit.process import DryRun, Importer, ImportReport, OrderDesk, OrderPath, order_key
from orderkit.testing.capture import file_of, files, mapping_of, row_of
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, Context, FactKey, Finding, OrganisationId, block

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
LATER: Final = "2024-03-01T12:00:00"
GOOD: Final = [row_of("1001", quantity="5"), row_of("1002", "222"), row_of("1002", "POST")]
MIXED: Final = file_of(
    [
        row_of("1003", quantity="2", at=LATER),
        row_of("1004", "222", customer="9"),
        row_of("1005", quantity="two"),
        # Seven of 1003 and 1001; the first of them gives its two before 1001 refuses.
        row_of("C1", quantity="-7", at=LATER),
        row_of("C2", quantity="-1", at=LATER),
        row_of("C3", "222", quantity="-1", at=LATER),
        row_of("1003", "FEE", quantity="1", price="-3"),
    ]
)


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


@final
@attrs.frozen
class Barred:
    """A host's gate that lets no order of customer 9 in."""

    def declares(self, _: Order | None, __: Command, /) -> Sequence[FactKey]:
        return ()

    def check(self, _: Order | None, command: Command, __: Context, /) -> Sequence[Finding]:
        barred = isinstance(command, PlaceOrder) and command.terms.customer == "9"
        return (block("customer.barred", "customer"),) if barred else ()

    def follow(
        self, _: Order | None, __: Command, ___: Sequence[Event], ____: Context, /
    ) -> Sequence[Event]:
        return ()


def importer(database: Database) -> Importer:
    return Importer(OrderDesk(database, OrderPath(gates=(Barred(),))), SHOP)


def imported(database: Database, data: bytes, intake: Intake = Intake.BEST_EFFORT) -> ImportReport:
    return importer(database).import_file(data, name="may.csv", context=ANN, intake=intake)


def tried(database: Database, data: bytes) -> DryRun:
    return importer(database).dry_run(data, name="may.csv", context=ANN)


def begun(database: Database) -> None:
    """Two orders, one of them frozen."""
    imported(database, file_of(GOOD))
    desk = OrderDesk(database, OrderPath())
    key = order_key(ANN, SHOP, "1001")
    assert desk.handle(key, Freeze(reason="looked into"), ANN).accepted


def stored(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        return (
            work.orders.since(0, limit=9999),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.orders.refusals(HERE),
            work.outbox.pending(limit=9999),
            tuple(work.imports.rows(HERE)),
            work.imports.under_way(HERE),
            work.books.open_items(HERE),
        )


def verdicts(database: Database, digest: str) -> tuple[Verdict, ...]:
    with database.read() as work:
        return tuple(each.verdict for each in work.imports.rows(HERE, digest))


def fates(found: Sequence[Verdict]) -> list[str]:
    return [each.code or each.fate.value for each in found]


def test_a_dry_run_tells_what_an_import_does_and_keeps_nothing(database: Database) -> None:
    begun(database)
    before = stored(database)
    dry = tried(database, MIXED)
    assert stored(database) == before
    assert fates(dry.verdicts) == [
        "accepted",
        "customer.barred",
        "number.format",
        "order.frozen",
        "accepted",
        "accepted",
        "charge",
    ]
    assert fates(dry.rejected) == ["customer.barred", "number.format", "order.frozen"]
    report = imported(database, MIXED)
    assert verdicts(database, report.digest) == dry.verdicts
    assert (dry.orders, dry.sheet.digest) == (report.orders, report.digest)
    again = tried(database, MIXED)
    assert fates(again.verdicts) == ["merged"] * 7
    assert [found.code for found in again.findings] == ["file.again"]
    if isinstance(database, SqliteDatabase):
        assert [each for each in check_database(database) if not each.ok] == []


@pytest.mark.parametrize("name", ["may.csv", "june.csv"], ids=["again", "renamed"])
def test_a_42_every_row_of_a_file_that_comes_again_is_a_duplicate(
    database: Database, name: str
) -> None:
    begun(database)
    before = stored(database)
    dry = importer(database).dry_run(file_of(GOOD), name=name, context=ANN)
    assert [[found.code for found in each.findings] for each in dry.verdicts] == [
        ["row.duplicate"]
    ] * 3
    assert fates(dry.verdicts) == ["merged"] * 3
    assert importer(database).import_file(file_of(GOOD), name=name, context=ANN).stored == 0
    assert stored(database) == before


@given(st.lists(files(most=8), min_size=1, max_size=3))
def test_law_dry_run_is_the_import_that_follows_it(given_files: list[bytes]) -> None:
    database = MemoryDatabase()
    # One importer for all, whose memory a dry run must leave as it was.
    one = importer(database)
    for data in given_files:
        before = stored(database)
        dry = one.dry_run(data, name="may.csv", context=ANN)
        assert stored(database) == before
        report = one.import_file(data, name="may.csv", context=ANN)
        if not report.seen_again:
            assert verdicts(database, report.digest) == dry.verdicts
            assert dry.orders == report.orders


def test_a_32_of_a_file_that_goes_whole_nothing_is_kept_if_a_row_is_rejected(
    database: Database,
) -> None:
    begun(database)
    before = stored(database)
    report = imported(database, MIXED, Intake.ALL_OR_NOTHING)
    assert stored(database) == before
    assert fates(report.held_back)[4:] == ["accepted", "accepted", "charge"]
    assert (report.rows, report.stored, report.orders) == (7, 0, 0)
    (found,) = report.findings
    assert (found.code, found.param("rejected")) == ("file.held_back", 3)
    assert report.held_back == tried(database, MIXED).verdicts
    # It may come again, and as far as it goes.
    assert imported(database, MIXED).stored == 7


def test_a_sound_file_goes_whole_as_it_goes_row_by_row(database: Database) -> None:
    other = MemoryDatabase()
    told = list[int]()
    report = importer(database).import_file(
        file_of(GOOD),
        name="may.csv",
        context=ANN,
        intake=Intake.ALL_OR_NOTHING,
        progress=told.append,
    )
    assert report == imported(other, file_of(GOOD))
    assert stored(database) == stored(other)
    assert told == [3]
    # A second time nothing is added, and nothing is held back.
    again = imported(database, file_of(GOOD), Intake.ALL_OR_NOTHING)
    assert (again.seen_again, again.held_back) == (3, ())


def test_an_importer_goes_on_after_a_file_that_was_held_back(database: Database) -> None:
    one = importer(database)
    one.import_file(MIXED, name="a.csv", context=ANN, intake=Intake.ALL_OR_NOTHING)
    report = one.import_file(file_of(GOOD), name="b.csv", context=ANN)
    assert fates(verdicts(database, report.digest)) == ["accepted", "accepted", "charge"]


def test_a_finished_file_with_rejected_rows_is_known_again_whichever_way(
    database: Database,
) -> None:
    imported(database, MIXED)
    again = imported(database, MIXED, Intake.ALL_OR_NOTHING)
    assert (again.seen_again, again.held_back) == (7, ())
    assert [found.code for found in again.findings] == ["file.again"]
