"""Splitting: the text of a file to its records, in memory that no unclosed quote can fill."""

import csv
import re
from collections.abc import Iterator
from typing import ClassVar, Final

import attrs

from orderkit.capture.cells import Scan, scan
from orderkit.errors import UnreadableDataError
from orderkit.values import shown

__all__ = ["FieldSizeError", "NotThisFormatError", "RowLimitError", "place_of", "records"]

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
# What the reader is given in place of a long line: a record that is not blank.
_STAND_IN: Final = '""'


@attrs.frozen(kw_only=True)
class NotThisFormatError(UnreadableDataError):
    """A file that is no separated text, whatever its name says."""

    code: ClassVar[str] = "file.not_this_format"


@attrs.frozen(kw_only=True)
class FieldSizeError(UnreadableDataError):
    """A row that does not end, such as one with an unclosed quote, or an endless header."""

    code: ClassVar[str] = "csv.field_size"


@attrs.frozen(kw_only=True)
class RowLimitError(UnreadableDataError):
    """More rows than one file may have."""

    code: ClassVar[str] = "csv.rows"


def records(
    text: str, name: str, delimiter: str, *, most: int, longest: int
) -> Iterator[tuple[list[str], int]]:
    """The header, even if it is blank, and then every row that is not; each with its length.

    A row beyond the bound that ends on its own line is told apart by its length, which is 0
    otherwise: of its cells, the first are there, one more than the header has at most.

    Args:
        name: The file, named in errors.
        most: Rows at most, without the header, and blank ones at most, which cost time all the
            same.
        longest: Characters of one row at most, or of the header.

    Raises:
        FieldSizeError: A row does not end within the bounds, so where the next begins is unknown.
        RowLimitError: There are more rows.
        NotThisFormatError: A quote stands where none can.
    """
    lines = _Lines(text, name, delimiter, longest)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            found = lines.end(cells)
            if lines.rows > most or lines.blank > most:
                rows = "rows" if lines.rows > most else "blank rows"
                raise RowLimitError(source=name, why=f"more than {most} {rows}")
            if found is not None:
                yield found
    except csv.Error as error:
        raise lines.trouble(error) from error


def place_of(text: str, delimiter: str, longest: int) -> str:
    """Row, line and column of what follows a text, in words; the column where it is known.

    Args:
        longest: Characters of one row at most.
    """
    lines = _Lines(f"{text}?", "", delimiter, longest)
    where, column = lines.where(), ""
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            where = lines.where()
            # At the header none has a name yet: its last one is cut short.
            here = lines.column(max(0, len(cells) - 1))
            column = here if lines.end(cells) == (cells, 0) else ""
    except (csv.Error, UnreadableDataError):
        return lines.where()
    return f"{where}, {column}" if column else where


class _Lines:
    """The lines of a text, counted from the beginning of the row that they belong to."""

    def __init__(self, text: str, name: str, delimiter: str, longest: int) -> None:
        self._found = _LINE.finditer(text)
        self._text, self._name, self._delimiter = text, name, delimiter
        self._longest = longest
        self._header = list[str]()
        self._long: tuple[list[str], int] | None = None
        self._first, self._size, self._read = 1, 0, 0
        self._start = self._end = 0
        # Of the record that ended last: the header is 0.
        self.rows, self.blank = -1, 0

    def end(self, cells: list[str]) -> tuple[list[str], int] | None:
        """A record ended, and the next line begins another; gives its cells and its length.

        None if it is blank, and not the header.
        """
        found = self._long or (cells, 0)
        self._long, self._first, self._size = None, self._read + 1, 0
        if self.rows >= 0 and not found[0]:
            self.blank += 1
            return None
        self.rows += 1
        if not self.rows:
            self._header = found[0]
        return found

    def __iter__(self) -> Iterator[str]:
        # A host may have set the limit of the whole process below the bound.
        limit = min(self._longest, csv.field_size_limit())
        for line in self._found:
            start, end = line.span()
            if start == len(self._text):
                break
            if not self._size:
                self._start = start
            before, self._end = self._end, end
            self._size += end - start
            self._read += 1
            if self._size <= limit:
                yield line[0]
            elif self._start == start and self._ends_here():
                yield _STAND_IN
            elif self._size > self._longest:
                raise self._endless(end if self._start == start else before)
            else:
                yield line[0]

    def _ends_here(self) -> bool:
        """Whether a long line is a whole row; if so, its cells are kept."""
        begun = self.rows >= 0
        if self._size > self._longest and not begun:
            return False
        most = len(self._header) + 1 if begun else self._size
        found = self._scan(self._end, most)
        if found.broken:
            raise self._broken(found, f"'{self._delimiter}' expected after '\"'")
        if not found.open:
            length = self._size if self._size > self._longest else 0
            self._long = found.cells(self._text), length
        return not found.open

    def trouble(self, error: csv.Error) -> UnreadableDataError:
        """What to tell of a row that the reader could not read."""
        found = self._scan(self._end, self._size)
        limited = self._size > csv.field_size_limit() and not found.broken
        if found.open or limited:
            return self._endless(self._end)
        return self._broken(found, shown(str(error)))

    def _endless(self, upto: int) -> FieldSizeError:
        """What to tell of a row that does not end."""
        found = self._scan(upto, self._size)
        why = f"{self.where()} does not end within {min(self._size, self._longest)} characters"
        if found.open:
            why = f"{why}: the quote in {self.column(len(found.spans))} is not closed"
        return FieldSizeError(source=self._name, why=why)

    def _broken(self, found: Scan, told: str) -> NotThisFormatError:
        column = self.column(len(found.spans))
        return NotThisFormatError(source=self._name, why=f"{self.where()}, {column}: {told}")

    def column(self, place: int) -> str:
        """A column by its name, or by its place where it has none."""
        name = self._header[place].strip() if place < len(self._header) else ""
        return f"column {shown(name) if name else place + 1}"

    def where(self) -> str:
        """The row that is under way, and the line that it began on."""
        row = f"row {self.rows + 1}" if self.rows >= 0 else "the header"
        return f"{row} at line {self._first}"

    def _scan(self, end: int, most: int) -> Scan:
        return scan(self._text, self._start, end, self._delimiter, most)
