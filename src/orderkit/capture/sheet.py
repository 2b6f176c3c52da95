"""Sheets: bytes of a file to rows of text, whole or not at all.

Packed or plain, with or without a byte order mark. The digest is that of the unpacked bytes, so a
file is known again under any name and any packing. What is too large, torn, or no such file is
refused with the file, the place and the way out named; nothing of it is kept.
"""

import csv
import hashlib
import io
import zlib
from typing import ClassVar, Final, final

import attrs

from orderkit.capture.mapping import ColumnMapping
from orderkit.capture.model import RawRow
from orderkit.errors import UnreadableDataError
from orderkit.values import Finding, note, shown

__all__ = [
    "ArchiveLimitError",
    "EncodingError",
    "FieldSizeError",
    "HeaderError",
    "NotThisFormatError",
    "Sheet",
    "TornArchiveError",
    "read_sheet",
]

_LARGEST: Final = 1 << 30
_STEP: Final = 1 << 20
_LONGEST_FIELD: Final = 131_072


@attrs.frozen(kw_only=True)
class ArchiveLimitError(UnreadableDataError):
    """Bytes that unpack to more than anybody orders; counted, not believed from a header."""

    code: ClassVar[str] = "archive.limit"


@attrs.frozen(kw_only=True)
class TornArchiveError(UnreadableDataError):
    """A packed file whose end is missing or damaged."""

    code: ClassVar[str] = "archive.torn"


@attrs.frozen(kw_only=True)
class EncodingError(UnreadableDataError):
    """Bytes that are no text in the declared encoding."""

    code: ClassVar[str] = "file.encoding"


@attrs.frozen(kw_only=True)
class NotThisFormatError(UnreadableDataError):
    """A file that is no separated text, whatever its name says."""

    code: ClassVar[str] = "file.not_this_format"


@attrs.frozen(kw_only=True)
class HeaderError(UnreadableDataError):
    """A header without a needed column, or with one twice."""

    code: ClassVar[str] = "csv.header"


@attrs.frozen(kw_only=True)
class FieldSizeError(UnreadableDataError):
    """A field that does not end, such as one with an unclosed quote."""

    code: ClassVar[str] = "csv.field_size"


@final
@attrs.frozen
class Sheet:
    """The rows of one file.

    Attributes:
        digest: SHA-256 of the unpacked bytes.
        order: For each of the mapping's columns, its place in a row.
        width: Cells of the header; a row of another number of cells cannot be read.
        findings: A note if there is no row.
    """

    name: str
    digest: str
    order: tuple[int, ...]
    width: int
    rows: tuple[RawRow, ...] = attrs.field(repr=False)
    findings: tuple[Finding, ...] = ()


def read_sheet(data: bytes, *, name: str, mapping: ColumnMapping, largest: int = _LARGEST) -> Sheet:
    """Read a file's bytes.

    Args:
        name: The file, named in errors.
        largest: Unpacked bytes at most.

    Raises:
        ArchiveLimitError: It unpacks to more than `largest`.
        TornArchiveError: Its packing is damaged.
        EncodingError: It is no text in the declared encoding.
        NotThisFormatError: It is empty, or no separated text.
        HeaderError: A column is missing or stands twice.
        FieldSizeError: A field does not end.
    """
    plain = _unpacked(data, name, largest)
    digest = hashlib.sha256(plain).hexdigest()
    text = _decoded(plain, name, mapping.encoding)
    records = _split(text, name, mapping.delimiter)
    header = [cell.strip() for cell in records[0]]
    order = _order(header, name, mapping)
    rows = tuple(
        RawRow(number, tuple(cells))
        for number, cells in enumerate((cells for cells in records[1:] if cells), 1)
    )
    findings = () if rows else (note("file.empty", "", file=name),)
    return Sheet(name, digest, order, len(header), rows, findings)


def _unpacked(data: bytes, name: str, largest: int) -> bytes:
    if data[:2] != b"\x1f\x8b":
        if len(data) > largest:
            raise ArchiveLimitError(source=name, why=f"more than {largest} bytes")
        return data
    unpacker, parts, size, rest = zlib.decompressobj(31), list[bytes](), 0, data
    try:
        while rest and not unpacker.eof:
            part = unpacker.decompress(rest, _STEP)
            rest = unpacker.unconsumed_tail
            size += len(part)
            parts.append(part)
            if size > largest:
                raise ArchiveLimitError(source=name, why=f"it unpacks to more than {largest} bytes")
    except zlib.error as error:
        raise TornArchiveError(source=name, why=f"damaged near byte {size}: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise TornArchiveError(source=name, why=f"no whole archive; {size} bytes were unpacked")
    return b"".join(parts)


def _decoded(plain: bytes, name: str, encoding: str) -> str:
    if not plain.strip():
        raise NotThisFormatError(source=name, why="the file is empty")
    if plain.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG")):
        raise NotThisFormatError(source=name, why="no separated text; export it as CSV")
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    used = next((known for mark, known in marks if plain.startswith(mark)), encoding)
    try:
        text = plain.decode(used)
    except (UnicodeDecodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        why = f"no {used} at byte {start}; perhaps {_guess(plain)}: declare it in the mapping"
        raise EncodingError(source=name, why=why) from error
    if "\x00" in text:
        raise NotThisFormatError(source=name, why=f"a zero byte at {text.index(chr(0))}")
    return text


def _guess(plain: bytes) -> str:
    for encoding in ("utf-8", "gb18030", "cp1252"):
        try:
            plain.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "a damaged file"


def _split(text: str, name: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        line = reader.line_num
        if "field larger" in str(error) or "unexpected end" in str(error):
            why = f"a field from line {line} on does not end within {_LONGEST_FIELD} characters"
            raise FieldSizeError(source=name, why=why) from error
        raise NotThisFormatError(source=name, why=f"line {line}: {shown(str(error))}") from error


def _order(header: list[str], name: str, mapping: ColumnMapping) -> tuple[int, ...]:
    wanted = [column for _, column in mapping.columns]
    twice = sorted({column for column in header if column and header.count(column) > 1})
    missing = [column for column in wanted if column not in header]
    if twice or missing:
        told = [f"column {shown(column)} stands twice" for column in twice]
        told += [f"column {shown(column)} is missing" for column in missing]
        raise HeaderError(source=name, why="; ".join(told))
    return tuple(header.index(column) for column in wanted)
