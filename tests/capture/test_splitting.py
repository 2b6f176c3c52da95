"""Rows longer than the bounds: cut as csv cuts them, where their line is their end."""

import csv

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderkit.capture import (
    FieldSizeError,
    NotThisFormatError,
    RowReader,
    Sheet,
    SheetBounds,
    read_sheet,
)
from orderkit.capture.cells import scan
from orderkit.errors import UnreadableDataError
from orderkit.testing.capture import HEADER, file_of, mapping_of, row_of
from orderkit.values import Finding

MAPPING = mapping_of()
LONG = 500
TEXTS = st.text(alphabet='",;ab \r\n', max_size=40)


def read(data: bytes, longest: int = LONG) -> Sheet:
    bounds = SheetBounds(row=longest)
    return read_sheet(data, name="may.csv", mapping=MAPPING, bounds=bounds)


def findings(data: bytes, longest: int = LONG) -> list[tuple[Finding, ...]]:
    sheet = read(data, longest)
    reader = RowReader(sheet, MAPPING)
    return [reader.read(row).findings for row in sheet.rows]


def refused(error: type[UnreadableDataError], data: bytes) -> str:
    with pytest.raises(error) as caught:
        read(data)
    return caught.value.why


@pytest.mark.parametrize("text", ["x" * LONG, 'six "inch" ' * 50, ",;" * LONG])
def test_a_row_beyond_the_bounds_is_unreadable_and_the_others_are_read(text: str) -> None:
    data = file_of([row_of(), row_of(text=text, price="2.50"), row_of("1002")])
    sheet = read(data)
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert sheet.rows[1].cells == row_of(text=text, price="2.50")
    reading = RowReader(sheet, MAPPING).read(sheet.rows[1])
    # Its amount counts: only what is unreadable in amount is nothing.
    assert (reading.record, reading.amount) == (None, 500)
    (found,) = (each for each in reading.findings if each.code == "row.too_long")
    assert (found.param("most"), found.param("column")) == (LONG, "Text")
    assert found.param("length") == len(data.decode().splitlines(keepends=True)[2])
    assert [findings(data)[place] for place in (0, 2)] == [(), ()]


def test_a_17_a_long_field_is_told_first_by_its_own_name() -> None:
    told = findings(file_of([row_of(text="x" * 10_000)]))[0]
    assert [(found.code, found.path) for found in told] == [
        ("text.too_long", "description"),
        ("row.too_long", ""),
    ]


def test_a_long_column_that_is_not_read_bars_its_row_too() -> None:
    data = file_of([(*row_of(), "x" * LONG), (*row_of("1002"), "")], header=[*HEADER, "Remark"])
    (found,), none = findings(data)
    assert (found.code, found.param("column"), none) == ("row.too_long", "Remark", ())
    nameless = file_of([(*row_of(), "x" * LONG)], header=[*HEADER, " "])
    assert findings(nameless)[0][0].param("column") == "9"


@pytest.mark.parametrize("row", [("x" * LONG,), (*row_of(), "x" * LONG), ("",) * 9_000])
def test_a_long_row_of_another_number_of_cells_is_told_as_long(row: tuple[str, ...]) -> None:
    sheet = read(file_of([row, row_of()]))
    assert len(sheet.rows[0].cells) <= sheet.width + 1
    (found,), none = findings(file_of([row, row_of()]))
    assert (found.code, none) == ("row.too_long", ())


def test_a_row_of_the_very_bound_is_read() -> None:
    data = file_of([row_of()])
    size = len(data.splitlines(keepends=True)[1])
    assert findings(data, size) == [()]
    assert [found.code for found in findings(data, size - 1)[0]] == ["row.too_long"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_long_row_that_its_line_does_not_end_is_told_with_row_and_column(end: str) -> None:
    data = file_of([row_of(text="two\nlines"), row_of()]) + b'1003,111,"six' + b"h" * LONG
    why = refused(FieldSizeError, data + end.encode())
    told = f"row 3 at line 5 does not end within {LONG} characters"
    assert why == f"{told}: the quote in column Text is not closed"


def test_a_long_row_of_several_lines_is_refused_although_it_ends() -> None:
    """Nobody knows whether it is one row, or a quote that was left open swallowed others."""
    data = file_of([row_of(), row_of(customer="x\n" * LONG), row_of()])
    assert "row 2 at line 3 " in refused(FieldSizeError, data)
    assert "the quote in column Customer is not closed" in refused(FieldSizeError, data)


def test_a_wrong_quote_in_a_long_row_is_told_with_row_and_column() -> None:
    data = file_of([row_of()]) + b'1003,111,"six"inch,' + b"x" * LONG
    told = "row 2 at line 3, column Text: ',' expected after '\"'"
    assert refused(NotThisFormatError, data) == told


def test_a_header_beyond_the_bounds_is_refused() -> None:
    told = f"the header at line 1 does not end within {LONG} characters"
    assert refused(FieldSizeError, b"x" * LONG + b"," + file_of([row_of()])) == told
    quoted = refused(FieldSizeError, b'Order,"' + b"x" * LONG)
    assert quoted == f"{told}: the quote in column 2 is not closed"


@example(line='"a""",b', delimiter=",")
@example(line='"a""', delimiter=",")
@example(line=",", delimiter=",")
@given(
    line=TEXTS.map(lambda text: text.replace("\r", "").replace("\n", "")),
    delimiter=st.sampled_from(",;"),
)
def test_law_a_line_is_cut_as_csv_cuts_it(line: str, delimiter: str) -> None:
    for end in ("", "\r", "\n", "\r\n"):
        found = scan(f"x\n{line}{end}y", 2, 2 + len(line) + len(end), delimiter, 99)
        told, cells = "", list[str]()
        try:
            cells = next(csv.reader([line + end], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            told = str(error)
        assert found.open == ("unexpected end" in told)
        assert found.broken == ("expected after" in told)
        if not told:
            assert found.cells(f"x\n{line}{end}y") == cells
        few = scan(line, 0, len(line), delimiter, 1)
        assert few == attrs.evolve(found, spans=few.spans)
        assert told or few.spans == tuple((start - 2, stop - 2) for start, stop in found.spans[:1])


@given(text=TEXTS, longest=st.integers(1, 30))
def test_law_a_bound_changes_no_other_row(text: str, longest: int) -> None:
    data = file_of([row_of()]).decode() + text
    bound = longest + len(file_of([]))
    try:
        whole, bounded = (read(data.encode(), most) for most in (1 << 20, bound))
    except UnreadableDataError:
        return
    assert len(whole.rows) == len(bounded.rows)
    for one, other in zip(whole.rows, bounded.rows, strict=True):
        assert one.number == other.number
        assert one.cells[: len(other.cells)] == other.cells
        assert other.findings or one == other


@given(text=TEXTS, limit=st.integers(0, 9))
def test_law_the_limit_of_the_whole_process_changes_no_row(text: str, limit: int) -> None:
    data = (file_of([row_of()]).decode() + text).encode()
    try:
        rows = read(data).rows
    except UnreadableDataError:
        return
    before = csv.field_size_limit(limit)
    try:
        # A cell of several lines is left to csv, and its limit.
        assert read(data).rows == rows
    except FieldSizeError:
        assert any("\n" in cell or "\r" in cell for row in rows for cell in row.cells)
    finally:
        csv.field_size_limit(before)
