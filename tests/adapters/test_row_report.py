"""Reports of rows: every cell comes back, nothing runs in a spreadsheet, nothing counts twice."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.intake import row_report
from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import (
    REPORT_COLUMNS,
    ColumnMapping,
    Fate,
    Sheet,
    StoredRow,
    Verdict,
    quoted,
    read_sheet,
    unquoted,
)
from orderkit.locales import UnknownLocaleError
from orderkit.ports import Database, OrderQuery
from orderkit.process import Importer, ImportReport, OrderDesk, OrderPath, order_key
from orderkit.testing.capture import file_of, files, json_lines_of, mapping_of, row_of
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, Context, NumberFormat, OrganisationId

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
ADDING: Final = mapping_of("duplicates = 'add'")
LIVE: Final = ("=1+1", "+cmd|x", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\0=1")
MAY: Final = file_of(
    [
        row_of(),
        row_of("1001", "POST", quantity="1", price="4.95"),
        row_of("1001", "222", text="=1+1", quantity="two"),
        row_of("1002", text="=HYPERLINK(1)"),
        row_of("1002", "FEE", quantity="-1", price="3"),
        row_of(),
    ]
)


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def imported(
    database: Database, data: bytes, mapping: ColumnMapping = SHOP, name: str = "may.csv"
) -> ImportReport:
    desk = OrderDesk(database, OrderPath())
    return Importer(desk, mapping).import_file(data, name=name, context=ANN)


def verdicts(database: Database, report: ImportReport) -> tuple[Verdict, ...]:
    with database.read() as work:
        return tuple(each.verdict for each in work.imports.rows(HERE, report.digest))


def sheet_of(data: bytes, mapping: ColumnMapping = SHOP) -> Sheet:
    return read_sheet(data, name="may.csv", mapping=mapping)


def reported(database: Database, data: bytes, mapping: ColumnMapping = SHOP) -> bytes:
    """Import a file, and report on its rows as they are stored."""
    report = imported(database, data, mapping)
    return row_report(sheet_of(data, mapping), verdicts(database, report), "en", mapping=mapping)


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def totals(database: Database) -> list[tuple[str, int, int]]:
    with database.read() as work:
        found = work.orders.find(OrderQuery(organisation=HERE)).headers
    return [(each.number, each.total, each.version) for each in found]


def test_a_report_tells_each_row_in_the_language_of_its_reader() -> None:
    dry = Importer(OrderDesk(MemoryDatabase(), OrderPath()), SHOP).dry_run(
        MAY, name="may.csv", context=ANN
    )
    english = table(row_report(dry.sheet, dry.verdicts, "en", mapping=SHOP))
    assert english[0] == [*REPORT_COLUMNS, *dry.sheet.header]
    assert [row[0].rpartition("/")[2] for row in english[1:]] == ["1", "2", "3", "4", "5", "6"]
    assert [row[1] for row in english[1:]] == [
        "accepted",
        "charge",
        "rejected",
        "accepted",
        "charge",
        "counted before",
    ]
    assert english[3][2].startswith("Pieces: “two” is no number as declared.")
    assert english[6][2] == "This row was taken before, so it adds nothing."
    chinese = table(row_report(dry.sheet, dry.verdicts, "zh_CN", mapping=SHOP))
    assert chinese[3][1] == "已拒绝"
    assert chinese[3][2].startswith("Pieces：")
    rejected = frozenset({Fate.REJECTED})
    assert len(table(row_report(dry.sheet, dry.verdicts, "en", mapping=SHOP, only=rejected))) == 2
    with pytest.raises(UnknownLocaleError):
        row_report(dry.sheet, dry.verdicts, "xx", mapping=SHOP)


@pytest.mark.parametrize("live", LIVE, ids=ascii)
def test_a_18_a_report_holds_nothing_that_a_spreadsheet_runs(live: str) -> None:
    rows = [row_of("1001", text=live), row_of(live), row_of("1003", customer=live)]
    data = file_of(
        rows, header=("Order", "Item", "Text", "Pieces", "When", "Price", "Customer", "Land")
    )
    database = MemoryDatabase()
    written = table(reported(database, data))
    assert f"'{live}" in written[1]
    assert not [cell for row in written for cell in row if cell.startswith(("=", "+", "@", "-"))]
    assert not [cell for row in written for cell in row if cell.startswith(("\t", "\r", "\0"))]


def test_a_18_numbers_stay_numbers_as_their_channel_writes_them() -> None:
    german = NumberFormat(decimal=",", group=".")
    for number in ("-5", "+7", "-1.234,50", "-1e3"):
        assert quoted(number, german) == number
    assert quoted("-1,234.5", german) == "'-1,234.5"
    database = MemoryDatabase()
    data = file_of([row_of(quantity="-2", price="-1.50")])
    assert table(reported(database, data))[1][6:9] == ["-2", "2024-03-01T10:00:00", "-1.50"]


@given(st.lists(st.text("='+-@\t\r\n\0,;\"x1", max_size=6), min_size=8, max_size=8))
def test_a_18_each_cell_comes_back_as_it_was(cells: list[str]) -> None:
    for cell in cells:
        assert unquoted(quoted(cell, NumberFormat())) == cell
        assert not quoted(cell, NumberFormat()).startswith(("=", "@", "\t", "\r", "\0"))
    data = file_of([("1001", *cells[1:])])
    first = sheet_of(data)
    plain = [Verdict(row=1, fate=Fate.REJECTED, kind="unreadable")]  # type: ignore[arg-type] # any
    again = sheet_of(row_report(first, plain, "en", mapping=SHOP))
    assert [row.cells[3:] for row in again.rows] == [row.cells for row in first.rows]
    assert again.header[3:] == first.header


def mended(report: bytes, place: int, column: str, cell: str) -> bytes:
    """What a clerk does in a spreadsheet to a row, counted from 1."""
    rows = table(report)
    rows[place][rows[0].index(column)] = cell
    return file_of(rows[1:], header=rows[0])


@pytest.mark.parametrize("mapping", [SHOP, ADDING], ids=["merge", "add"])
def test_a_mended_report_is_imported_with_no_row_twice(
    database: Database, mapping: ColumnMapping
) -> None:
    report = reported(database, MAY, mapping)
    before = totals(database)
    second = imported(database, mended(report, 3, "Pieces", "2"), mapping, "mended.csv")
    found = verdicts(database, second)
    assert [each.fate.value for each in found] == [
        "merged",
        "merged",
        "accepted",
        "merged",
        "merged",
        "merged",
    ]
    assert second.orders == 1
    after = totals(database)
    assert [after[0][1] - before[0][1], after[1:]] == [300, before[1:]]
    with database.read() as work:
        placed = work.orders.get(order_key(ANN, mapping, "1001"))
    assert placed is not None
    # As it was in the first file, without the sign that kept it from running.
    assert placed.terms.lines[-1].description == "=1+1"
    # Another version of the report, with more of it mended, adds no more.
    third = imported(database, mended(report, 3, "Pieces", "3"), mapping, "mended-2.csv")
    assert {each.fate for each in verdicts(database, third)} == {Fate.MERGED}
    assert totals(database) == after


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(
    "mapping", [SHOP, mapping_of('format = "json_lines"')], ids=["csv", "json"]
)
def test_a_report_is_known_by_whatever_sign_a_spreadsheet_saves_it_with(
    mapping: ColumnMapping, delimiter: str
) -> None:
    database = MemoryDatabase()
    rows = [row_of(text="a, b; c"), row_of("1002", quantity="two")]
    data = file_of(rows) if mapping is SHOP else json_lines_of(rows)
    report = table(reported(database, data, mapping))
    report[2][report[0].index("Pieces")] = "2"
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(report)
    back = imported(database, written.getvalue().encode("utf-8-sig"), mapping, "saved.csv")
    assert [each.fate.value for each in verdicts(database, back)] == ["merged", "accepted"]


def test_a_row_that_was_rejected_for_what_changed_since_is_judged_anew(
    database: Database,
) -> None:
    back = file_of([row_of("C1", quantity="-2", at="2024-03-01T12:00:00")])
    report = reported(database, back)
    imported(database, file_of([row_of()]), name="late.csv")
    (found,) = verdicts(database, imported(database, report, name="again.csv"))
    assert (found.fate, found.origin.rpartition("/")[2]) == (Fate.ACCEPTED, "1")
    # The same row in a plain file is one that was read before.
    (plain,) = verdicts(database, imported(database, back + b"\r\n", name="plain.csv"))
    assert plain.fate is Fate.MERGED


def test_a_report_of_a_dry_run_is_taken_as_the_file_itself(database: Database) -> None:
    other = MemoryDatabase()
    imported(other, MAY)
    dry = Importer(OrderDesk(database, OrderPath()), SHOP).dry_run(MAY, name="a.csv", context=ANN)
    imported(database, row_report(dry.sheet, dry.verdicts, "zh_CN", mapping=SHOP), name="b.csv")
    assert totals(database) == totals(other)


def test_a_report_of_json_lines_is_a_table_that_the_same_channel_takes_back(
    database: Database,
) -> None:
    lines = mapping_of('format = "json_lines"')
    data = json_lines_of([row_of(), row_of("1002", quantity="two")])
    first = imported(database, data, lines, "may.jsonl")
    sheet = sheet_of(data, lines)
    report = row_report(sheet, verdicts(database, first), "en", mapping=lines)
    second = imported(database, mended(report, 2, "Pieces", "2"), lines, "mended.csv")
    assert [each.fate.value for each in verdicts(database, second)] == ["merged", "accepted"]


@given(data=files(), mapping=st.sampled_from([SHOP, ADDING]))
def test_law_of_rows_that_are_sent_again_each_counts_once(
    data: bytes, mapping: ColumnMapping
) -> None:
    database = MemoryDatabase()
    report = reported(database, data, mapping)
    again = imported(database, report, mapping, "again.csv")
    # A report of the second one too, whose rows are those of the first file.
    third = row_report(sheet_of(report), verdicts(database, again), "en", mapping=mapping)
    imported(database, third, mapping, "third.csv")
    with database.read() as work:
        stored: list[StoredRow] = list(work.imports.rows(HERE))
    counted = Counter(
        each.verdict.origin or f"{each.digest}/{each.verdict.row}"
        for each in stored
        if each.verdict.fate in (Fate.ACCEPTED, Fate.CHARGE)
    )
    assert not [origin for origin, times in counted.items() if times > 1]
