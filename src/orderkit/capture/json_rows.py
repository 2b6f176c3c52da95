"""JSON lines: one object on each line as a row, with the findings that its cells have in a CSV.

A number stays the text that it is written as until it is read as any cell, so `NaN` and `1e400`
are findings of their row and never infinity.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, final

import attrs

from orderkit.capture.mapping import NEEDED, ColumnMapping
from orderkit.capture.model import RawRow
from orderkit.capture.splitting import RowLimitError
from orderkit.values import (
    Finding,
    JsonDuplicateError,
    JsonError,
    NumberFormat,
    block,
    shown,
    strict_json,
)

__all__ = ["json_rows"]

_NUMERIC: Final = frozenset({"quantity", "price"})
_WORDS: Final[Mapping[object, str]] = {None: "", True: "true", False: "false"}
# What JSON takes for blanks; a line separator of Unicode may stand within a text.
_LINES: Final = re.compile(r"[^\r\n]+")
_BLANK: Final = " \t"


@final
class _Literal(str):
    """A number as it is written."""

    __slots__ = ()


@final
@attrs.frozen
class _Keys:
    """What the keys of an object mean: fields, those every row needs, and those of numbers."""

    fields: Mapping[str, str]
    needed: frozenset[str]
    numeric: frozenset[str]
    form: NumberFormat

    @classmethod
    def of(cls, mapping: ColumnMapping) -> "_Keys":
        fields = {column: field for field, column in mapping.columns}
        needed = frozenset(column for column, field in fields.items() if field in NEEDED)
        texts = {column for column, field in fields.items() if field not in _NUMERIC}
        # An attribute may be a number, and is read as its channel writes one.
        return cls(fields, needed, frozenset(mapping.all_columns) - texts, mapping.numbers)


def json_rows(
    text: str, name: str, mapping: ColumnMapping, *, most: int, longest: int
) -> tuple[tuple[str, ...], tuple[RawRow, ...]]:
    """The keys of all objects, those of the mapping first, and each object as a row under them.

    Args:
        name: The file, named in errors.
        most: Rows at most; blank lines are none.
        longest: Characters of one row at most; a longer one is a row with a finding.

    Raises:
        RowLimitError: There are more rows.
        JsonError: A line is no JSON, or no object.
        JsonDuplicateError: A key stands twice in one object.
        JsonDepthError: A line is nested too deep.
    """
    keys = _Keys.of(mapping)
    found = list[tuple[dict[str, str], tuple[Finding, ...]]]()
    for number, line in enumerate(_lines(text), 1):
        if number > most:
            raise RowLimitError(source=name, why=f"more than {most} rows")
        if len(line) > longest:
            told = block("row.too_long", "", length=len(line), most=longest, column="")
            found.append(({}, (told,)))
        else:
            found.append(_object(line, name, number, keys))
    there = dict.fromkeys(key for cells, _ in found for key in cells)
    # A key that no row needs may be wanting in all of them.
    mapped = [key for key in mapping.all_columns if key in there or key not in keys.needed]
    header = tuple(dict.fromkeys((*mapped, *there)))
    return header, tuple(
        RawRow(number, () if _too_long(told) else tuple(cells.get(key, "") for key in header), told)
        for number, (cells, told) in enumerate(found, 1)
    )


def _lines(text: str) -> Iterator[str]:
    return (line for line in _LINES.findall(text) if line.strip(_BLANK))


def _too_long(findings: tuple[Finding, ...]) -> bool:
    return any(found.code == "row.too_long" for found in findings)


def _object(
    line: str, name: str, number: int, keys: _Keys
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    where = f"row {number}: "
    read = strict_json(line, _Literal, source=name, where=where)
    if not isinstance(read, dict):
        raise JsonError(source=name, why=f"{where}an object is needed")
    cells, findings = dict[str, str](), list[Finding]()
    for key, value in read.items():
        column = key.strip()
        if column in cells:
            raise JsonDuplicateError(source=name, why=f"{where}key {shown(column)} stands twice")
        if isinstance(value, dict | list):
            path = keys.fields.get(column, "")
            findings.append(block("row.nested", path, column=shown(column)))
            cells[column] = ""
        elif isinstance(value, _Literal) and column in keys.numeric:
            cells[column] = _as_channel(value, keys.form)
        else:
            cells[column] = str(value) if isinstance(value, str) else _WORDS[value]
    return cells, tuple(findings)


def _as_channel(number: str, form: NumberFormat) -> str:
    """A number of JSON as the channel writes numbers in texts; what has a point keeps it."""
    sign = form.minus if form.minus and number.startswith("-") else number[: number.startswith("-")]
    return sign + number.removeprefix("-").replace(".", form.decimal or ".")
