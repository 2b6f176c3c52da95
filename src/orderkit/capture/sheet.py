"""Sheets: bytes of a file to rows of text, whole or not at all.

Packed or plain, with or without a byte order mark. The digest is that of the unpacked bytes, so a
file is known again under any name and any packing. What is too large, torn, or no such file is
refused with the file, the place and the way out named; nothing of it is kept.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import ClassVar, Final, final

import attrs

from orderkit.capture.decoding import decoded
from orderkit.capture.json_rows import json_rows
from orderkit.capture.mapping import ColumnMapping, FileFormat
from orderkit.capture.model import RawRow
from orderkit.capture.returned import (
    REPORT_COLUMNS,
    is_report,
    report_delimiter,
    returned,
    unquoted,
)
from orderkit.capture.splitting import NotThisFormatError, records
from orderkit.capture.unpacking import unpacked
from orderkit.errors import UnreadableDataError
from orderkit.values import Finding, InvalidTextError, block, note, shown

__all__ = [
    "HeaderError",
    "OpenedTable",
    "Sheet",
    "SheetBounds",
    "hold_header",
    "open_table",
    "read_sheet",
]

_MOST_TOLD: Final = 8
_LONGEST_NAME: Final = 255


@attrs.frozen(kw_only=True)
class HeaderError(UnreadableDataError):
    """A header without a needed column, or with one twice."""

    code: ClassVar[str] = "csv.header"


@final
@attrs.frozen(kw_only=True)
class SheetBounds:
    """What one file may ask of the machine; a file that asks for more is refused.

    Attributes:
        size: Bytes at most, unpacked; reading takes about three times as much memory.
        rows: Rows at most, without the header; and as many blank ones.
        row: Characters of one row at most, line breaks within its fields included. A longer row
            is rejected if it ends on its own line; where a quote carries it on, nobody knows
            where the next one begins, and the file is refused.
    """

    size: int = 1 << 28
    rows: int = 1_000_000
    row: int = 131_072


@final
@attrs.frozen
class Sheet:
    """The rows of one file.

    Attributes:
        name: The file's, with everything unsafe in it escaped.
        digest: SHA-256 of the unpacked bytes.
        order: For each of the mapping's columns, its place in a row.
        width: Cells of the header; a row of another number of cells cannot be read.
        rows: Blank lines are none, and are not counted.
        findings: A note if there is no row.
        header: The names of its columns.
    """

    name: str
    digest: str
    order: tuple[int, ...]
    width: int
    rows: tuple[RawRow, ...] = attrs.field(repr=False)
    findings: tuple[Finding, ...] = ()
    header: tuple[str, ...] = ()


_USUAL: Final = SheetBounds()


def read_sheet(
    data: bytes, *, name: str, mapping: ColumnMapping, bounds: SheetBounds = _USUAL
) -> Sheet:
    """Read a file's bytes; memory grows with the file, and no further than `bounds`.

    Args:
        name: The file, named in errors.

    Raises:
        InvalidTextError: The name is no text.
        ArchiveLimitError: It unpacks to more than the bounds allow.
        TornArchiveError: Its packing is damaged.
        EncodingError: It is no text in the declared encoding.
        NotThisFormatError: It is empty, or no separated text, or no bytes at all.
        HeaderError: A column is missing or stands twice.
        FieldSizeError: A row does not end within the bounds, nor on its line.
        RowLimitError: It has more rows than the bounds allow.
        JsonError: A line of JSON lines is no object.
        JsonDuplicateError: A key stands twice in one.
        JsonDepthError: One is nested too deep.
    """
    opened = _opened(data, name, mapping, bounds)
    header, rows = opened.header, opened.rows
    if is_report(header):
        place = header.index(REPORT_COLUMNS[0])
        header = tuple(map(unquoted, header))
        rows = tuple(returned(row, place) for row in rows)
    order = _order(header, opened.name, mapping)
    findings = () if opened.rows else (note("file.empty", "", file=opened.name),)
    return Sheet(opened.name, opened.digest, order, len(header), rows, findings, header)


@final
@attrs.frozen
class OpenedTable:
    """A file as rows of cells, whatever its columns mean; the fields are those of `Sheet`."""

    name: str
    digest: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...] = attrs.field(repr=False)


def open_table(
    data: bytes, name: str, *, delimiter: str, encoding: str, bounds: SheetBounds
) -> OpenedTable:
    """Unpack, decode and split a file's bytes.

    Raises:
        UnreadableDataError: As `read_sheet` does, but for columns that are not there.
    """
    name, digest, text = _text(data, name, delimiter, encoding, bounds)
    return _table(name, digest, text, delimiter, bounds)


def _opened(data: bytes, name: str, mapping: ColumnMapping, bounds: SheetBounds) -> OpenedTable:
    """A file of a channel; a report of its rows is separated text, whatever the channel sends."""
    name, digest, text = _text(data, name, mapping.delimiter, mapping.encoding, bounds)
    delimiter = report_delimiter(text)
    if delimiter or mapping.format is FileFormat.CSV:
        return _table(name, digest, text, delimiter or mapping.delimiter, bounds)
    header, rows = json_rows(text, name, mapping, most=bounds.rows, longest=bounds.row)
    return OpenedTable(name, digest, header, rows)


def _text(
    data: bytes, name: str, delimiter: str, encoding: str, bounds: SheetBounds
) -> tuple[str, str, str]:
    """The file's name with everything unsafe escaped, its digest and its text."""
    # A caller without a type checker may hand in anything, a path or an open file above all.
    if not isinstance(name, str):
        raise InvalidTextError(text=shown(repr(name)), why=f"it is a {type(name).__name__}")
    # One sign at a time, so that a long name is escaped and not cut.
    name = "".join(map(shown, name[:_LONGEST_NAME]))
    if not isinstance(data, (bytes, bytearray)):
        why = f"bytes are needed, not {type(data).__name__}; open it with mode rb, and read it"
        raise NotThisFormatError(source=name, why=why)
    plain = unpacked(data, name, bounds.size)
    digest = hashlib.sha256(plain).hexdigest()
    text = decoded(plain, name, encoding=encoding, delimiter=delimiter, longest=bounds.row)
    return name, digest, text


def _table(name: str, digest: str, text: str, delimiter: str, bounds: SheetBounds) -> OpenedTable:
    found = records(text, name, delimiter, most=bounds.rows, longest=bounds.row)
    header = tuple(cell.strip() for cell in next(found)[0])
    if any("\x00" in cell for cell in header):
        raise NotThisFormatError(source=name, why="a zero byte in the header")
    rows = tuple(
        RawRow(number, tuple(cells), _too_long(cells, header, length, bounds.row) if length else ())
        for number, (cells, length) in enumerate(found, 1)
    )
    return OpenedTable(name, digest, header, rows)


def _too_long(
    cells: Sequence[str], header: Sequence[str], length: int, most: int
) -> tuple[Finding, ...]:
    """What is against a row of so many characters, with the column of its longest cell."""
    place = max(range(len(cells)), key=lambda place: len(cells[place]))
    name = header[place] if place < len(header) else ""
    column = shown(name) or str(place + 1)
    return (block("row.too_long", "", length=length, most=most, column=column),)


def _order(header: Sequence[str], name: str, mapping: ColumnMapping) -> tuple[int, ...]:
    hold_header(header, name, mapping.all_columns)
    return tuple(header.index(column) for _, column in mapping.columns)


def hold_header(header: Sequence[str], name: str, wanted: Sequence[str]) -> None:
    """Refuse a header with a column twice, or without one of those that are wanted.

    Raises:
        HeaderError: With all of them.
    """
    twice = sorted(cell for cell, count in Counter(header).items() if cell and count > 1)
    missing = sorted(set(wanted).difference(header))
    if twice or missing:
        told = [f"column {shown(column)} is missing" for column in missing]
        told += [f"column {shown(column)} stands twice" for column in twice]
        raise HeaderError(source=name, why="; ".join(told[:_MOST_TOLD]))
