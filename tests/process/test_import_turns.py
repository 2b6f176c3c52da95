"""The files of a channel are imported one after the other, each to its end, by whomever."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import ColumnMapping
from orderkit.errors import ConflictError
from orderkit.locales import LOCALES, say_error
from orderkit.ports import Database, GivenUpFile, OrderQuery, UnitOfWork
from orderkit.process import (
    GivenUpFileError,
    Importer,
    ImportReport,
    OrderDesk,
    OrderPath,
    UnfinishedFileError,
)
from orderkit.testing.capture import file_of, mapping_of, row_of
from orderkit.testing.consistency import check
from orderkit.testing.queries import QUERIES
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, ChannelCode, Context, InvalidTextError, OrganisationId

HERE, RIVAL = OrganisationId("acme"), OrganisationId("rival")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
EVE: Final = Context(actor=Actor(id=ActorId("eve"), organisation=RIVAL), at=AT)
EVE_AT_HOME: Final = Context(actor=Actor(id=ActorId("eve"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
WEB: Final = attrs.evolve(SHOP, channel=ChannelCode("web"))
MAY: Final = file_of([row_of("1001"), row_of("1002"), row_of("1003")])
JUNE: Final = file_of([row_of("1002"), row_of("1004"), row_of("C1", quantity="-1")])
JULY: Final = file_of([row_of("1004"), row_of("1005")])


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


@final
@attrs.define
class Watched:
    """A database that does something of its own before the unit of work of this number."""

    inner: Database
    left: int
    act: Callable[[], object]

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        self.left -= 1
        if not self.left:
            self.act()
        with self.inner.write() as work:
            yield work

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.inner.read() as work:
            yield work


class DiedError(BaseException):
    """The program is gone."""


def die() -> None:
    raise DiedError


def importer(database: Database, mapping: ColumnMapping = SHOP) -> Importer:
    return Importer(OrderDesk(database, OrderPath()), mapping)


def imported(
    database: Database, data: bytes, name: str = "june.csv", context: Context = ANN
) -> ImportReport:
    return importer(database).import_file(data, name=name, context=context)


def broken_off(database: Database, number: int = 2) -> None:
    """Of the file of May, fewer orders than this number are stored."""
    with suppress(DiedError):
        imported(Watched(database, number, die), MAY, "may.csv")


def stored(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        return (
            work.orders.since(0, limit=9999),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.outbox.pending(limit=9999),
            tuple(work.imports.rows(HERE)),
            work.imports.under_way(HERE),
        )


def fates(database: Database, report: ImportReport) -> list[str]:
    with database.read() as work:
        return [each.verdict.fate.value for each in work.imports.rows(HERE, report.digest)]


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_file_waits_until_the_one_before_it_is_imported_to_its_end(
    database: Database, number: int
) -> None:
    undisturbed = MemoryDatabase()
    imported(undisturbed, MAY, "may.csv")
    imported(undisturbed, JUNE)
    broken_off(database, number)
    before = stored(database)
    with pytest.raises(UnfinishedFileError) as caught:
        imported(database, JUNE)
    error = caught.value
    assert (error.subject, error.why, error.channel) == ("june.csv", "may.csv", "shop")
    assert stored(database) == before
    for locale in LOCALES:
        said = say_error(error, locale)
        assert all(word in said for word in ("june.csv", "may.csv", "shop"))
    assert imported(database, MAY, "may.csv").stored == 4 - number
    imported(database, JUNE)
    assert stored(database) == stored(undisturbed)


def test_a_file_of_which_nothing_was_stored_holds_nobody_up(database: Database) -> None:
    broken_off(database, 1)
    assert imported(database, JUNE).stored == 3


def test_other_channels_and_organisations_go_on_meanwhile(database: Database) -> None:
    broken_off(database)
    assert importer(database, WEB).import_file(JUNE, name="june.csv", context=ANN).stored == 3
    assert imported(database, JUNE, context=EVE).stored == 3
    assert imported(database, MAY, "may.csv").stored == 2


def test_a_file_is_resumed_by_the_mapping_it_was_begun_with(database: Database) -> None:
    broken_off(database)
    with pytest.raises(UnfinishedFileError) as caught:
        importer(database, WEB).import_file(MAY, name="may.csv", context=ANN)
    assert (caught.value.why, caught.value.channel) == ("may.csv", "shop")
    assert imported(database, MAY, "may.csv").stored == 2


def test_what_somebody_else_imported_in_between_is_remembered(database: Database) -> None:
    mine = importer(database)
    mine.import_file(MAY, name="may.csv", context=ANN)
    imported(database, JUNE)
    report = mine.import_file(JULY, name="july.csv", context=ANN)
    assert fates(database, report) == ["merged", "accepted"]


def test_an_importer_keeps_the_memory_of_each_organisation_apart(database: Database) -> None:
    one = importer(database)
    one.import_file(file_of([row_of("1009")]), name="april.csv", context=ANN)
    one.import_file(MAY, name="may.csv", context=ANN)
    one.import_file(MAY, name="may.csv", context=EVE)
    report = one.import_file(file_of([row_of("1009"), row_of()]), name="june.csv", context=ANN)
    assert fates(database, report) == ["merged", "merged"]


@pytest.mark.parametrize("data", [MAY, file_of([])], ids=["rows", "none"])
def test_two_that_import_at_the_same_time_do_not_judge_past_each_other(
    database: Database, data: bytes
) -> None:
    """The second has read the memory before the first is done: it must read it again."""
    watched = Watched(database, 1, lambda: imported(database, JUNE))
    with pytest.raises(ConflictError) as caught:
        imported(watched, data, "may.csv")
    assert (type(caught.value), caught.value.why) == (ConflictError, "stale")
    assert imported(database, data, "may.csv").seen_again == 0


def test_of_two_that_begin_at_the_same_time_one_waits(database: Database) -> None:
    watched = Watched(database, 1, lambda: broken_off(database))
    with pytest.raises(UnfinishedFileError):
        imported(watched, JUNE)


def given_up(database: Database, name: str = "may.csv", context: Context = ANN) -> GivenUpFile:
    return importer(database).give_up(name, reason="the shop sent another", context=context)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_lost_file_is_given_up_and_the_next_one_goes_on_from_its_rows(
    database: Database, number: int
) -> None:
    broken_off(database, number)
    with database.read() as work:
        (lost,) = work.imports.under_way(HERE)
        rows = tuple(work.imports.rows(HERE, lost.digest))
    file = given_up(database)
    assert (file.channel, file.name, file.digest) == ("shop", "may.csv", lost.digest)
    assert (file.rows, file.by, file.at) == (number - 1, "ann", AT)
    assert file.reason == "the shop sent another"
    with database.read() as work:
        assert work.imports.given_up(HERE) == (file,)
        assert not work.imports.under_way(HERE)
        assert tuple(work.imports.rows(HERE, lost.digest)) == rows
    sent_anew = file_of(row_of(each) for each in ("1001", "1002", "1003", "1006"))
    report = imported(database, sent_anew, "may-anew.csv")
    assert report.seen_again == 0
    left = 4 - number
    assert fates(database, report) == ["merged"] * file.rows + ["accepted"] * (left + 1)
    assert fates(database, imported(database, JUNE)) == ["merged", "accepted", "accepted"]


def test_a_file_that_was_given_up_is_not_begun_again(database: Database) -> None:
    broken_off(database)
    given_up(database)
    before = stored(database)
    for mapping in (SHOP, WEB):
        with pytest.raises(GivenUpFileError) as caught:
            importer(database, mapping).import_file(MAY, name="found.csv", context=EVE_AT_HOME)
        error = caught.value
        assert (error.subject, error.why) == ("found.csv", "the shop sent another")
        assert (error.by, error.at) == ("ann", AT)
        for locale in LOCALES:
            said = say_error(error, locale)
            assert all(word in said for word in ("found.csv", "ann", "the shop sent another"))
    assert stored(database) == before
    assert imported(database, MAY, context=EVE).stored == 3


def test_i_79_a_file_that_is_given_up_while_it_is_imported_stores_no_more_fates(
    database: Database,
) -> None:
    """The file was not broken off, only slow."""
    with pytest.raises(GivenUpFileError):
        imported(Watched(database, 3, lambda: given_up(database)), MAY, "may.csv")
    with database.read() as work:
        (file,) = work.imports.given_up(HERE)
        assert len(tuple(work.imports.rows(HERE, file.digest))) == file.rows == 2


@pytest.mark.parametrize(
    ("name", "mapping", "context"),
    [("june.csv", SHOP, ANN), ("may.csv", WEB, ANN), ("may.csv", SHOP, EVE)],
    ids=["another name", "another channel", "another organisation"],
)
def test_only_a_file_that_is_under_way_can_be_given_up(
    database: Database, name: str, mapping: ColumnMapping, context: Context
) -> None:
    broken_off(database)
    before = stored(database)
    with pytest.raises(ConflictError) as caught:
        importer(database, mapping).give_up(name, reason="lost", context=context)
    assert caught.value.why == "stale"
    assert stored(database) == before
    given_up(database)
    with pytest.raises(ConflictError):
        given_up(database)


@pytest.mark.parametrize("reason", ["", " \n", "a\x00b", "a" * 2001])
def test_a_file_is_given_up_for_a_reason_that_can_be_kept(database: Database, reason: str) -> None:
    broken_off(database)
    with pytest.raises(InvalidTextError):
        importer(database).give_up("may.csv", reason=reason, context=ANN)
    assert imported(database, MAY, "may.csv").stored == 2


def test_i_79_rows_of_a_file_that_was_given_up_have_one_fate_each(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    broken_off(database, 3)
    given_up(database)
    imported(database, JUNE)
    (query,) = (each for each in QUERIES if each.law == "I-79")
    outcome = check(database, query)
    assert (outcome.ok, outcome.checked) == (True, 5)
    with closing(sqlite3.connect(tmp_path / "orders.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM rows WHERE id = 1")
    assert not check(database, query).ok
