"""Files damaged at random: read or refused, with one fate a row, and never twice."""

from collections import Counter
from typing import Final

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import ColumnMapping, Fate, RowReader, StoredRow, read_sheet
from orderkit.errors import UnreadableDataError
from orderkit.locales import LOCALES, say, say_error
from orderkit.ports import Database, OrderQuery
from orderkit.process import Importer, ImportReport, OrderDesk, OrderPath
from orderkit.testing.capture import damaged_files, file_of, files, mapping_of, row_of
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, ChannelCode, Context, Finding, OrganisationId

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
MAPPINGS: Final = [
    mapping_of(),
    mapping_of("duplicates = 'add'"),
    mapping_of("no_customer = 'reject'\nupper = []"),
]
_SHOWN: Final = 64


def imported(database: Database, data: bytes, mapping: ColumnMapping) -> ImportReport | None:
    """What became of a file; None if it was refused, which leaves no trace."""
    desk = OrderDesk(database, OrderPath())
    before = stored(database)
    try:
        return Importer(desk, mapping).import_file(data, name="may.csv", context=ANN)
    except UnreadableDataError as error:
        told = [say_error(error, locale) for locale in LOCALES]
    assert all("may.csv" in sentence and sentence.isprintable() for sentence in told)
    assert stored(database) == before
    return None


def stored(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        return (
            work.orders.since(0, limit=9999),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.outbox.pending(limit=9999),
            tuple(work.imports.rows(HERE)),
            work.books.open_items(HERE),
        )


def rows(database: Database, report: ImportReport) -> list[StoredRow]:
    with database.read() as work:
        return list(work.imports.rows(HERE, report.digest))


def adds_up(database: Database, data: bytes, mapping: ColumnMapping, report: ImportReport) -> None:
    """Each row has one fate, and counts and amounts are those of the file."""
    sheet = read_sheet(data, name="may.csv", mapping=mapping)
    reader = RowReader(sheet, mapping)
    found = [row.verdict for row in rows(database, report)]
    assert [verdict.row for verdict in found] == [row.number for row in sheet.rows]
    counts = Counter(verdict.fate for verdict in found)
    assert report.rows == report.stored == sum(counts[fate] for fate in Fate)
    amounts = Counter[Fate]()
    for verdict in found:
        amounts[verdict.fate] += verdict.amount
        assert all(sayable(each) for each in verdict.findings)
    assert amounts.total() == sum(reader.read(row).amount or 0 for row in sheet.rows)


def sayable(found: Finding) -> bool:
    said = [say(found, locale) for locale in LOCALES]
    values = [str(value) for _, value in found.params]
    short = all(len(value) <= _SHOWN and value.isprintable() for value in values)
    return short and all(each.isprintable() and "{" not in each for each in said)


@settings(max_examples=120, deadline=None)
@example(data=file_of([row_of(), row_of()]), mapping=MAPPINGS[1])
@given(data=damaged_files(), mapping=st.sampled_from(MAPPINGS))
def test_i_79_a_damaged_file_is_read_or_refused_and_adds_up(
    data: bytes, mapping: ColumnMapping
) -> None:
    with_sqlite = SqliteDatabase(":memory:")
    try:
        databases: tuple[Database, ...] = (MemoryDatabase(), with_sqlite)
        reports = [imported(database, data, mapping) for database in databases]
        assert reports[0] == reports[1]
        for database, report in zip(databases, reports, strict=True):
            if report is None:
                continue
            adds_up(database, data, mapping, report)
            before = stored(database)
            again = imported(database, data, mapping)
            assert again is not None
            assert (again.seen_again, again.stored, again.orders) == (report.rows, 0, 0)
            assert stored(database) == before
        assert stored(databases[0]) == stored(databases[1])
        assert [found for found in check_database(with_sqlite) if not found.ok] == []
    finally:
        with_sqlite.close()


@settings(max_examples=60, deadline=None)
@given(
    months=st.lists(
        st.tuples(st.booleans(), st.one_of(files(most=8), damaged_files())), max_size=4
    ),
    mapping=st.sampled_from(MAPPINGS),
)
def test_i_79_files_of_two_channels_in_turn_add_up_and_stand_apart(
    months: list[tuple[bool, bytes]], mapping: ColumnMapping
) -> None:
    """One importer for each channel, as a host has them, against a fresh one for each file."""
    web = attrs.evolve(mapping, channel=ChannelCode("web"))
    kept, fresh = MemoryDatabase(), MemoryDatabase()
    importers = {
        channel.channel: Importer(OrderDesk(kept, OrderPath()), channel)
        for channel in (mapping, web)
    }
    seen = set[bytes]()
    for first, data in months:
        channel = mapping if first else web
        report = imported(fresh, data, channel)
        if report is None:
            continue
        other = importers[channel.channel].import_file(data, name="may.csv", context=ANN)
        assert other == report
        if data not in seen:
            adds_up(fresh, data, channel, report)
        seen.add(data)
    assert stored(kept) == stored(fresh)
