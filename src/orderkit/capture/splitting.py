"""Splitting: the text of a file to its records, in memory that no unclosed quote can fill."""

import csv
import re
from collections.abc import Iterator
from typing import ClassVar, Final

import attrs

from orderkit.errors import UnreadableDataError
from orderkit.values import shown

__all__ = ["FieldSizeError", "NotThisFormatError", "RowLimitError", "records"]

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@attrs.frozen(kw_only=True)
class NotThisFormatError(UnreadableDataError):
    """A file that is no separated text, whatever its name says."""

    code: ClassVar[str] = "file.not_this_format"


@attrs.frozen(kw_only=True)
class FieldSizeError(UnreadableDataError):
    """A row that does not end, such as one with an unclosed quote."""

    code: ClassVar[str] = "csv.field_size"


@attrs.frozen(kw_only=True)
class RowLimitError(UnreadableDataError):
    """More rows than one file may have."""

    code: ClassVar[str] = "csv.rows"


def records(
    text: str, name: str, delimiter: str, *, most: int, longest: int
) -> Iterator[list[str]]:
    """The header, even if it is blank, and then every row that is not.

    Args:
        name: The file, named in errors.
        most: Rows at most, without the header.
        longest: Characters of one row at most.

    Raises:
        FieldSizeError: A row does not end within the bounds.
        RowLimitError: There are more rows.
        NotThisFormatError: A quote stands where none can.
    """
    lines = _Lines(text, name, longest)
    reader, rows = csv.reader(lines, delimiter=delimiter, strict=True), -1
    try:
        for cells in reader:
            lines.begin()
            if cells or rows < 0:
                rows += 1
                if rows > most:
                    raise RowLimitError(source=name, why=f"more than {most} rows")
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
