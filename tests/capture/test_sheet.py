"""Files as they come: packed, marked, torn, hostile, or no files of this kind at all."""

import csv
import gzip
import tracemalloc

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import (
    EncodingError,
    FieldSizeError,
    HeaderError,
    NotThisFormatError,
    RowLimitError,
    Sheet,
    SheetBounds,
    read_sheet,
)
from orderkit.errors import UnreadableDataError
from orderkit.testing.capture import HEADER, file_of, files, mapping_of, row_of

MAPPING = mapping_of()
PLAIN = file_of([row_of(), row_of("1002", "222")])
OTHERS = {
    "pdf": b"%PDF-1.7 1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n",
    "xlsx": b"PK\x03\x04",
    "xls": b"\xd0\xcf\x11\xe0",
    "jpeg": b"\xff\xd8\xff\xe0",
    "sqlite": b"SQLite format 3\x00" + bytes(9) + b"table of many things",
    "empty": b"",
    "blank": b" \r\n\t",
    "a mark": b"\xef\xbb\xbf",
    "a wide mark": b"\xff\xfe",
    "a mark and blank": b"\xef\xbb\xbf\r\n ",
    "nothing packed": gzip.compress(b""),
    "quotes": PLAIN + b'1003,"111"x,',
}
CHINESE = file_of([row_of(text="六角螺丝", country="中国"), row_of("1002", text="垫圈")])


def read(data: bytes, **bounds: int) -> Sheet:
    return read_sheet(data, name="may.csv", mapping=MAPPING, bounds=SheetBounds(**bounds))


def refused(error: type[UnreadableDataError], data: bytes, **bounds: int) -> str:
    with pytest.raises(error) as caught:
        read(data, **bounds)
    assert type(caught.value) is error
    assert caught.value.source == "may.csv"
    return caught.value.why


def test_rows_are_numbered_from_one_after_the_header() -> None:
    sheet = read(PLAIN)
    assert [row.number for row in sheet.rows] == [1, 2]
    assert sheet.rows[1].cells == row_of("1002", "222")
    assert (sheet.width, sheet.order) == (8, tuple(range(8)))
    assert sheet.findings == ()


def test_blank_lines_are_no_rows_and_are_not_counted() -> None:
    lines = PLAIN.splitlines(keepends=True)
    sheet = read(lines[0] + b"\r\n\n" + lines[1] + b"\n" + lines[2] + b"\r\n\n")
    assert sheet.rows == read(PLAIN).rows


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    places = [7, 0, 3, 1, 2, 6, 5, 4]
    rows = [[row[place] for place in places] for row in (HEADER, row_of())]
    sheet = read(file_of([[*rows[1], "more"]], header=[*rows[0], " Further "]))
    assert [sheet.rows[0].cells[place] for place in sheet.order] == list(row_of())


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["unix", "windows", "old mac"])
def test_any_line_end_will_do(end: bytes) -> None:
    assert read(PLAIN.replace(b"\r\n", end)).rows == read(PLAIN).rows


def test_only_line_ends_end_a_row() -> None:
    text = "one\u2028two\x0bthree\x85four\x1cfive"
    assert read(file_of([row_of(text=text)])).rows[0].cells[2] == text


@given(data=files(), encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-32", "gb18030"]))
def test_a_31_a_mark_is_honoured_and_an_encoding_read_as_declared(
    data: bytes, encoding: str
) -> None:
    written = data.decode().encode(encoding)
    declared = attrs.evolve(MAPPING, encoding=encoding if encoding == "gb18030" else "utf-8")
    assert read_sheet(written, name="may.csv", mapping=declared).rows == read(data).rows


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [(each, each) for each in ("gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")],
)
def test_a_31_an_undeclared_encoding_is_told_with_offset_and_guess(
    encoding: str, guess: str
) -> None:
    why = refused(EncodingError, CHINESE.decode().encode(encoding))
    assert f"perhaps {guess}" in why
    assert "byte" in why
    assert any(map(str.isdigit, why))


def test_a_31_the_offset_is_that_of_the_first_wrong_byte() -> None:
    written = CHINESE.decode().encode("gb18030")
    first = next(place for place, byte in enumerate(written) if byte > 127)
    assert f"byte {first};" in refused(EncodingError, written)


@pytest.mark.parametrize("end", ["le", "be"])
def test_a_31_a_mark_of_four_bytes_is_not_taken_for_one_of_two(end: str) -> None:
    marked = f"\ufeff{CHINESE.decode()}".encode(f"utf-32-{end}")
    assert read(marked).rows == read(CHINESE).rows
    torn = refused(EncodingError, marked[:-1])
    assert f"no utf-32 at byte {len(marked) - 4}, where the file is cut off" in torn


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([row_of(text="wei\xdf")], "row 1 at line 2, column Text"),
        ([row_of(text="two\nlines"), row_of("\xdf")], "row 2 at line 4, column Order"),
        ([row_of(), row_of(text='a,b"\nc\xdf')], "row 2 at line 3, column Text"),
        ([row_of(), (), row_of(), (*row_of(), "\xdf")], "row 3 at line 5, column 9"),
        ([row_of(country="x" * 600 + "\xdf")], "row 1 at line 2"),
        ([row_of(text="x" * 600, country="\xdf")], "row 1 at line 2"),
        ([row_of(), row_of(text="x\n" * 300 + "\xdf")], "row 2 at line 3"),
    ],
)
def test_a_31_an_undeclared_encoding_is_told_with_row_and_column(
    rows: list[tuple[str, ...]], where: str, mark: bytes
) -> None:
    data = mark + file_of(rows).decode().encode("cp1252")
    why = refused(EncodingError, data, row=500)
    used = "utf-8-sig" if mark else "utf-8"
    place = data.index(b"\xdf")
    assert why == f"{where}: no {used} at byte {place}; it is perhaps cp1252"


def test_a_31_an_undeclared_encoding_of_the_header_is_told_as_such() -> None:
    data = file_of([row_of()], header=[*HEADER, "Stra\xdfe"]).decode().encode("cp1252")
    why = refused(EncodingError, data)
    assert why.startswith("the header at line 1, column 9: no utf-8 at byte ")


def test_a_31_windows_text_is_guessed_where_no_chinese_fits() -> None:
    why = refused(EncodingError, file_of([row_of(text="caf\xe9,")]).decode().encode("cp1252"))
    assert "perhaps cp1252" in why


def test_a_31_utf_8_is_guessed_where_another_encoding_is_declared() -> None:
    declared = attrs.evolve(MAPPING, encoding="ascii")
    with pytest.raises(EncodingError, match="perhaps utf-8"):
        read_sheet(CHINESE, name="may.csv", mapping=declared)


@pytest.mark.parametrize("encoding", ["klingon", "hex", "\x00", "undefined"])
def test_a_31_what_is_no_encoding_is_told(encoding: str) -> None:
    with pytest.raises(EncodingError) as caught:
        read_sheet(PLAIN, name="may.csv", mapping=attrs.evolve(MAPPING, encoding=encoding))
    assert caught.value.why.endswith("no encoding")
    assert caught.value.why.isprintable()


@pytest.mark.parametrize("cut", [1, 2])
def test_a_32_a_torn_tail_is_told_as_such(cut: int) -> None:
    whole = file_of([row_of(country="中")]).rstrip()
    why = refused(EncodingError, whole[:-cut])
    assert "cut off" in why
    assert f"byte {len(whole) - 3}" in why
    assert why.startswith("row 1 at line 2, column Land: ")
    marked = refused(EncodingError, b"\xef\xbb\xbf" + whole[:-cut])
    assert f"byte {len(whole)}, where the file is cut off" in marked


@pytest.mark.parametrize(
    "columns",
    [
        [*HEADER, "Item"],
        [*HEADER, "x", "y", "x"],
    ],
    ids=["one that is read", "one that is not"],
)
def test_a_37_a_column_that_stands_twice_is_refused_by_name(columns: list[str]) -> None:
    why = refused(HeaderError, file_of([], header=columns))
    assert f"column {columns[-1]} stands twice" in why


def test_a_37_nameless_columns_may_be_many() -> None:
    assert read(file_of([[*row_of(), "", ""]], header=[*HEADER, "", " "])).rows


def test_a_37_of_many_mistakes_in_a_header_the_first_few_are_told() -> None:
    wide = [name for n in range(9_000) for name in (f"x{n}", f"x{n}")]
    why = refused(HeaderError, file_of([], header=["x", *wide]))
    assert why.count(";") == 7
    assert "column Order is missing" in why
    assert len(why) < 1000


@pytest.mark.parametrize("column", ["Order", "Item", "Pieces", "When", "Price", "Customer"])
def test_a_missing_column_is_named_with_the_file(column: str) -> None:
    why = refused(HeaderError, file_of([], header=[name for name in HEADER if name != column]))
    assert why == f"column {column} is missing"


def test_a_header_is_shown_escaped_and_cut() -> None:
    evil = "\u202e" + "x" * 100
    why = refused(HeaderError, file_of([], header=[*HEADER, evil, evil]))
    assert why.isprintable()
    assert "x" * 65 not in why


@pytest.mark.parametrize("rest", ["", "more\r\n" * 40_000], ids=["short", "long"])
def test_a_38_an_unclosed_quote_is_told_with_the_row_and_column_that_opened_it(rest: str) -> None:
    data = PLAIN + b'1003,111,"six inch,2' + rest.encode()
    why = refused(FieldSizeError, data)
    assert why.startswith("row 3 at line 4 does not end within ")
    assert why.endswith(": the quote in column Text is not closed")


def test_a_38_a_field_beyond_the_bounds_is_refused_with_flat_memory() -> None:
    data = PLAIN + b'1003,111,"' + b"six inch, " * (1 << 20)
    tracemalloc.start()
    why = refused(FieldSizeError, data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "131072 characters" in why
    # The text beside its bytes, and no copy of the field.
    assert peak < 1.5 * len(data)


def test_a_38_the_limit_of_the_whole_process_has_no_say() -> None:
    rows = read(PLAIN).rows
    before = csv.field_size_limit(2**31 - 1)
    try:
        data = PLAIN + b'1003,111,"' + b"six\n" * (1 << 16)
        assert "131072 characters" in refused(FieldSizeError, data)
        csv.field_size_limit(1)
        assert read(PLAIN).rows == rows
        assert "the quote in column Text is not closed" in refused(FieldSizeError, data)
    finally:
        csv.field_size_limit(before)


def test_more_rows_than_the_bounds_allow_are_refused() -> None:
    rows = file_of([row_of()] * 5)
    assert refused(RowLimitError, rows, rows=4) == "more than 4 rows"
    blank = file_of([row_of()]) + b"\n" * 5
    assert refused(RowLimitError, blank, rows=4) == "more than 4 blank rows"
    assert len(read(rows, rows=5).rows) == 5


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_a_40_what_is_no_such_file_is_refused(data: bytes) -> None:
    assert refused(NotThisFormatError, data)


def test_a_40_a_wrong_quote_is_told_with_its_row_line_and_column() -> None:
    data = file_of([row_of(text="two\nlines"), row_of()]) + b'1003,"111"x,'
    why = refused(NotThisFormatError, data)
    assert why == "row 3 at line 5, column Item: ',' expected after '\"'"


@pytest.mark.parametrize("data", [b'{"orders": []}', b"<html><body>", b"\n" + PLAIN])
def test_a_40_text_of_another_kind_lacks_its_columns(data: bytes) -> None:
    assert "column Order is missing" in refused(HeaderError, data)


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\r\n\r\n"])
def test_a_40_a_header_alone_is_a_note(end: bytes) -> None:
    sheet = read(PLAIN.split(b"\r\n")[0] + end)
    assert sheet.rows == ()
    (found,) = sheet.findings
    assert (found.code, found.param("file")) == ("file.empty", "may.csv")


def test_a_zero_byte_in_a_row_is_left_to_the_row() -> None:
    assert read(file_of([row_of(text="a\0b")])).rows[0].cells[2] == "a\0b"


@pytest.mark.parametrize("name", ["\udcff.csv", "a\x00b", "evil\u202e.csv", "x" * 999])
def test_the_name_of_a_file_is_shown_escaped(name: str) -> None:
    sheet = read_sheet(PLAIN, name=name, mapping=MAPPING)
    assert sheet.name.isprintable()
    assert sheet.name.encode()
    assert len(sheet.name) <= 300
    with pytest.raises(NotThisFormatError) as caught:
        read_sheet(b"", name=name, mapping=MAPPING)
    assert caught.value.source == sheet.name


@given(data=st.binary(max_size=300))
def test_law_no_bytes_raise_anything_but_what_is_told(data: bytes) -> None:
    for start in (b"", PLAIN, b"\x1f\x8b\x08", b"\xff\xfe"):
        told = []
        try:
            assert read(start + data).digest
        except UnreadableDataError as error:
            told.append(error)
        assert all(error.source == "may.csv" and str(error).isprintable() for error in told)
