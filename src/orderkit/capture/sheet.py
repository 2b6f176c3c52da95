"""Sheets: bytes of a file to rows of text, whole or not at all.

Packed or plain, with or without a byte order mark. The digest is that of the unpacked bytes, so a
file is known again under any name and any packing. What is too large, torn, or no such file is
refused with the file, the place and the way out named; nothing of it is kept.
"""

import csv
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator
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
    "RowLimitError",
    "Sheet",
    "SheetBounds",
    "TornArchiveError",
    "read_sheet",
]

_STEP: Final = 1 << 20
_HEAD: Final = 1024
_MOST_TOLD: Final = 8
_LONGEST_NAME: Final = 255
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_GZIP: Final = b"\x1f\x8b"
# PDF, ZIP and thereby XLSX, old Office files, PNG, JPEG, and an archive within the archive.
_OTHERS: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", _GZIP)
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


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
    """A row that does not end, such as one with an unclosed quote."""

    code: ClassVar[str] = "csv.field_size"


@attrs.frozen(kw_only=True)
class RowLimitError(UnreadableDataError):
    """More rows than one file may have."""

    code: ClassVar[str] = "csv.rows"


@final
@attrs.frozen(kw_only=True)
class SheetBounds:
    """What one file may ask of the machine; a file that asks for more is refused.

    Attributes:
        size: Bytes at most, unpacked.
        rows: Rows at most, without the header.
        row: Characters of one row at most, line breaks within its fields included.
    """

    size: int = 1 << 30
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
    """

    name: str
    digest: str
    order: tuple[int, ...]
    width: int
    rows: tuple[RawRow, ...] = attrs.field(repr=False)
    findings: tuple[Finding, ...] = ()


_USUAL: Final = SheetBounds()


def read_sheet(
    data: bytes, *, name: str, mapping: ColumnMapping, bounds: SheetBounds = _USUAL
) -> Sheet:
    """Read a file's bytes; memory grows with the file, and no further than `bounds`.

    Args:
        name: The file, named in errors.

    Raises:
        ArchiveLimitError: It unpacks to more than the bounds allow.
        TornArchiveError: Its packing is damaged.
        EncodingError: It is no text in the declared encoding.
        NotThisFormatError: It is empty, or no separated text.
        HeaderError: A column is missing or stands twice.
        FieldSizeError: A row does not end within the bounds.
        RowLimitError: It has more rows than the bounds allow.
    """
    # One sign at a time, so that a long name is escaped and not cut.
    name = "".join(map(shown, name[:_LONGEST_NAME]))
    plain = _unpacked(data, name, bounds.size)
    digest = hashlib.sha256(plain).hexdigest()
    text = _decoded(plain, name, mapping.encoding)
    records = _split(text, name, mapping.delimiter, bounds)
    header = [cell.strip() for cell in next(records)]
    if any("\x00" in cell for cell in header):
        raise NotThisFormatError(source=name, why="a zero byte in the header")
    order = _order(header, name, mapping)
    rows = tuple(RawRow(number, tuple(cells)) for number, cells in enumerate(records, 1))
    findings = () if rows else (note("file.empty", "", file=name),)
    return Sheet(name, digest, order, len(header), rows, findings)


def _unpacked(data: bytes, name: str, largest: int) -> bytes:
    if len(data) > largest:
        raise ArchiveLimitError(source=name, why=f"more than {largest} bytes")
    if not data.startswith(_GZIP):
        return data
    unpacker, parts, size = zlib.decompressobj(31), list[bytes](), 0
    try:
        # Piece by piece: what is left over is copied at each call.
        for start in range(0, len(data), _STEP):
            rest = data[start : start + _STEP]
            while rest and not unpacker.eof:
                part = unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
                size += len(part)
                parts.append(part)
                if size > largest:
                    why = f"it unpacks to more than {largest} bytes"
                    raise ArchiveLimitError(source=name, why=why)
            if rest or unpacker.unused_data:
                raise TornArchiveError(source=name, why="more bytes follow the end of the archive")
    except zlib.error as error:
        raise TornArchiveError(source=name, why=f"damaged near byte {size}: {error}") from error
    if not unpacker.eof:
        raise TornArchiveError(source=name, why=f"it ends too early; {size} bytes were unpacked")
    return b"".join(parts)


def _decoded(plain: bytes, name: str, encoding: str) -> str:
    if not plain or plain.isspace():
        raise NotThisFormatError(source=name, why="the file is empty")
    if plain.startswith(_OTHERS):
        raise NotThisFormatError(source=name, why="its first bytes are those of another format")
    used = next((known for mark, known in _MARKS if plain.startswith(mark)), encoding)
    try:
        text = plain.decode(used)
    except UnicodeDecodeError as error:
        raise EncodingError(source=name, why=_no_text(plain, used, error)) from error
    except (LookupError, ValueError) as error:
        raise EncodingError(source=name, why=f"{shown(used)} is no encoding") from error
    if not text or text.isspace():
        raise NotThisFormatError(source=name, why="the file is empty")
    if "\x00" in text[:_HEAD] and _wide(plain):
        zero = plain.index(0)
        why = f"a zero byte at {zero} and many more; it is perhaps {_guess(plain)}"
        raise EncodingError(source=name, why=why)
    return text


def _no_text(plain: bytes, used: str, error: UnicodeDecodeError) -> str:
    if error.end == len(plain):
        return f"no {used} at byte {error.start}, where the file is cut off within a character"
    return f"no {used} at byte {error.start}; it is perhaps {_guess(plain)}"


def _wide(plain: bytes) -> bool:
    """Whether the text looks as if two bytes made a sign."""
    head = plain[:_HEAD]
    return head.count(0) * 4 > len(head)


def _guess(plain: bytes) -> str:
    if _wide(plain):
        return "utf-16-le" if plain[1:_HEAD:2].count(0) > plain[:_HEAD:2].count(0) else "utf-16-be"
    for encoding in ("utf-8", "gb18030", "cp1252"):
        try:
            plain.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "a damaged file"


def _split(text: str, name: str, delimiter: str, bounds: SheetBounds) -> Iterator[list[str]]:
    """The header, even if it is blank, and then every row that is not."""
    lines = _Lines(text, name, bounds.row)
    reader, rows = csv.reader(lines, delimiter=delimiter, strict=True), -1
    try:
        for cells in reader:
            lines.begin()
            if cells or rows < 0:
                rows += 1
                if rows > bounds.rows:
                    raise RowLimitError(source=name, why=f"more than {bounds.rows} rows")
                yield cells
    except csv.Error as error:
        # A host may have set the limit of the whole process below the bounds.
        if lines.ended or lines.size > csv.field_size_limit():
            raise lines.endless() from error
        why = f"the row at line {lines.first}: {shown(str(error))}"
        raise NotThisFormatError(source=name, why=why) from error


class _Lines:
    """The lines of a text, counted from the beginning of the row that they belong to."""

    def __init__(self, text: str, name: str, most: int) -> None:
        self._found = _LINE.finditer(text)
        self._length, self._name, self._most = len(text), name, most
        self.first, self.size, self._read = 1, 0, 0
        self.ended = False

    def begin(self) -> None:
        """A row ended: the next line begins another."""
        self.first, self.size = self._read + 1, 0

    def endless(self) -> FieldSizeError:
        """What to tell of a row that does not end."""
        why = f"the row at line {self.first} does not end within {min(self.size, self._most)}"
        return FieldSizeError(source=self._name, why=f"{why} characters")

    def __iter__(self) -> Iterator[str]:
        for line in self._found:
            start, end = line.span()
            if start == self._length:
                break
            self.size += end - start
            self._read += 1
            if self.size > self._most:
                raise self.endless()
            yield line[0]
        self.ended = True


def _order(header: list[str], name: str, mapping: ColumnMapping) -> tuple[int, ...]:
    wanted = [column for _, column in mapping.columns]
    twice = sorted(cell for cell, count in Counter(header).items() if cell and count > 1)
    missing = sorted(set(wanted).difference(header))
    if twice or missing:
        told = [f"column {shown(column)} is missing" for column in missing]
        told += [f"column {shown(column)} stands twice" for column in twice]
        raise HeaderError(source=name, why="; ".join(told[:_MOST_TOLD]))
    return tuple(header.index(column) for column in wanted)
