"""JSON lines: the same rows, findings and orders as separated text of the same content."""

import csv
import io
import json
import sys
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import (
    FileFormat,
    HeaderError,
    NotThisFormatError,
    RowBook,
    RowLimitError,
    RowReader,
    Sheet,
    SheetBounds,
    Verdict,
    judge,
    read_sheet,
)
from orderkit.errors import UnreadableDataError
from orderkit.testing.capture import HEADER, file_of, files, json_lines_of, mapping_of, row_of
from orderkit.values import (
    JsonDepthError,
    JsonDuplicateError,
    JsonError,
    NumberFormat,
    Severity,
)

CSV: Final = mapping_of()
LINES: Final = mapping_of('format = "json_lines"')
USUAL: Final = SheetBounds()
ROW: Final = dict(zip(HEADER, row_of(), strict=True))


def sheet_of(data: bytes, bounds: SheetBounds = USUAL) -> Sheet:
    return read_sheet(data, name="may.jsonl", mapping=LINES, bounds=bounds)


def judged(sheet: Sheet) -> list[Verdict]:
    return list(judge(sheet.rows, RowReader(sheet, LINES), LINES, RowBook()))


def line_of(**cells: object) -> bytes:
    return json.dumps({**ROW, **cells}).encode()


def findings(data: bytes) -> list[tuple[str, str]]:
    return [
        (found.path, found.code)
        for verdict in judged(sheet_of(data))
        for found in verdict.findings
        if found.severity is Severity.BLOCK
    ]


@given(files())
def test_law_json_lines_have_the_verdicts_of_the_same_rows_in_a_csv(data: bytes) -> None:
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]
    plain = read_sheet(data, name="may.csv", mapping=CSV)
    lines = json_lines_of(rows)
    if not rows:
        return
    sheet = sheet_of(lines)
    assert (sheet.rows, sheet.order, sheet.header) == (plain.rows, plain.order, plain.header)
    assert judged(sheet) == list(judge(plain.rows, RowReader(plain, CSV), CSV, RowBook()))


def test_numbers_are_read_as_json_writes_them_whatever_the_channel_writes_in_texts() -> None:
    german = attrs.evolve(LINES, numbers=NumberFormat(decimal=",", group=".", minus="−"))
    data = (
        line_of(Pieces=12, Price="@", Customer=17850).replace(b'"@"', b"1.500")
        + b"\n"
        + line_of(Pieces="1.200", Price="1,50", Customer="17850")
    )
    sheet = read_sheet(data, name="a", mapping=german)
    first, second = (RowReader(sheet, german).read(row).record for row in sheet.rows)
    assert first is not None
    assert second is not None
    assert (first.quantity, str(first.price), first.customer) == (12, "1.5", "17850")
    assert (second.quantity, str(second.price), second.customer) == (1200, "1.5", "17850")
    back = read_sheet(line_of(Pieces=-2, Order="C1", Price=1.5), name="a", mapping=german)
    reading = RowReader(back, german).read(back.rows[0])
    assert reading.amount == -300


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_01_what_is_not_finite_is_a_finding_of_its_row(number: str) -> None:
    data = line_of() + b"\n" + line_of(Price="@").replace(b'"@"', number.encode())
    assert findings(data) == [("price", "number.not_finite")]


@pytest.mark.parametrize("number", ["1e400", "1E+2000000", "-1e-400", "9" * 5000])
def test_a_02_a_number_beyond_all_bounds_is_a_finding_of_its_row(number: str) -> None:
    data = line_of(Price="@").replace(b'"@"', number.encode())
    code = "number.too_long" if len(number) > 64 else "number.out_of_range"
    assert findings(data) == [("price", code)]


@pytest.mark.parametrize("deep", [65, 100_000])
@pytest.mark.parametrize("brackets", ["[]", '{"a":}'])
def test_a_36_json_beyond_all_depth_is_refused_without_a_crash(deep: int, brackets: str) -> None:
    half = len(brackets) - 1
    nested = brackets[:half] * (deep - 1) + "1" + brackets[half:] * (deep - 1)
    data = line_of() + b"\n" + line_of(x="@").replace(b'"@"', nested.encode())
    assert deep < 1000 or deep > sys.getrecursionlimit()
    with pytest.raises(JsonDepthError) as caught:
        sheet_of(data, SheetBounds(row=10**7))
    assert caught.value.why == "row 2: more than 64 levels"


def test_a_36_brackets_within_a_text_are_no_depth() -> None:
    assert findings(line_of(Text="[" * 999 + '"{\\')) == []


def test_a_37_a_key_that_stands_twice_is_refused_by_name() -> None:
    data = line_of() + b'\n{"Order": "1", "Item": "2", "Order": "3"}'
    with pytest.raises(JsonDuplicateError) as caught:
        sheet_of(data)
    assert caught.value.why == "row 2: key Order stands twice"
    with pytest.raises(JsonDuplicateError):
        sheet_of(b'{"Order": "1", " Order": "2"}')


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'{"Order": ', JsonError),
        (b"[1, 2]", JsonError),
        (b"1", JsonError),
        (b'{"Order": "1"} {"Order": "2"}', JsonError),
        (b'{"Order": "1"}', HeaderError),
        (b"\n\n", NotThisFormatError),
        (file_of([row_of()]), JsonError),
    ],
)
def test_a_40_what_are_no_such_lines_is_refused(
    data: bytes, error: type[UnreadableDataError]
) -> None:
    with pytest.raises(error):
        sheet_of(data)


def test_keys_that_are_wanting_null_or_nested_are_findings_of_their_row() -> None:
    short = {key: value for key, value in ROW.items() if key != "Pieces"}
    data = b"\r\n".join(
        [
            line_of(extra=True, Land=None),
            b"  ",
            json.dumps(short).encode(),
            line_of(Item=None),
            line_of(Text=["a"], other={"b": 1}),
        ]
    )
    sheet = sheet_of(data)
    assert sheet.header == (*HEADER, "extra", "other")
    assert sheet.rows[0].cells[-3:] == ("", "true", "")
    assert findings(data) == [
        ("quantity", "field.missing"),
        ("sku", "field.missing"),
        ("description", "row.nested"),
        ("", "row.nested"),
    ]


def test_a_17_a_line_beyond_the_bounds_is_rejected_and_no_other() -> None:
    data = b"\n".join([line_of(), line_of(Text="x" * 500), line_of(Order="1002")])
    sheet = sheet_of(data, SheetBounds(row=400))
    codes = [verdict.code or verdict.fate.value for verdict in judged(sheet)]
    assert codes == ["accepted", "row.too_long", "accepted"]
    with pytest.raises(RowLimitError):
        sheet_of(data, SheetBounds(rows=2))


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,1e\n\\ NaN', max_size=60).map(str.encode))
def test_whatever_lines_hold_they_are_read_or_refused_by_a_typed_error(data: bytes) -> None:
    try:
        sheet = sheet_of(data)
    except UnreadableDataError:
        return
    assert all(len(row.cells) in (0, sheet.width) for row in sheet.rows)


def test_a_format_that_nobody_knows_is_refused() -> None:
    assert (CSV.format, LINES.format) == (FileFormat.CSV, FileFormat.JSON_LINES)
    with pytest.raises(UnreadableDataError) as caught:
        mapping_of('format = "xlsx"')
    assert "format: csv or json_lines is needed, not xlsx" in str(caught.value)
