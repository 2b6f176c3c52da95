"""Tables: rows of named cells, read one by one, with a report of what became of each.

    reading = read_prices(table_rows(data, name="list.csv"), file="list.csv", form=form)
    for row in reading.rows:
        print(row.number, row.outcome, row.findings)

How a table is written is declared, and nothing in it is guessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, Generic, TypeAlias, TypeVar, final

import attrs

from orderkit.capture.sheet import SheetBounds, hold_header, open_table
from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    Finding,
    NumberFormat,
    Severity,
    block,
    field_check,
    note,
    shown,
)

__all__ = [
    "NUMBER_FORMATS",
    "Intake",
    "InvalidTableError",
    "RowOutcome",
    "RowReport",
    "TableForm",
    "TableReading",
    "TableRow",
    "strange_columns",
    "table_rows",
    "taken",
]

T = TypeVar("T")

# What a row says, or None, with what was found.
RowRead: TypeAlias = tuple[T | None, Sequence[Finding]]

_USUAL: Final = SheetBounds()
_MOST_TOLD: Final = 20

NUMBER_FORMATS: Final[Mapping[str, NumberFormat]] = MappingProxyType(
    {
        "en": NumberFormat(decimal=".", group=","),
        "zh": NumberFormat(decimal=".", group=",", full_width=True),
        "de": NumberFormat(decimal=",", group="."),
        "fr": NumberFormat(decimal=",", group="\u202f"),
        "ch": NumberFormat(decimal=".", group="\u2019"),
        "plain": NumberFormat(decimal="."),
    }
)
"""How numbers are written, by name. Source: Unicode CLDR, decimal and group of each."""


@attrs.frozen(kw_only=True)
class InvalidTableError(InvalidValueError):
    """A table, or a way to read one, that cannot be."""

    code: ClassVar[str] = "table.invalid"
    template: ClassVar[str] = "{path}: {why}"

    path: str
    why: str


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidTableError(path=f"{path}/{wrong[0]}", why=f"it cannot hold {wrong[1]}")


@final
class Intake(StrEnum):
    """What becomes of the other rows where one is refused."""

    BEST_EFFORT = "best_effort"  # each sound row is taken
    ALL_OR_NOTHING = "all_or_nothing"  # none is taken


@final
class RowOutcome(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    HELD_BACK = "held_back"  # it is sound, and another row of a table that goes whole is not


@final
@attrs.frozen(kw_only=True)
class TableForm:
    """How a table is written.

    Attributes:
        columns: Field and header, of fields whose header is not their own name.
        numbers: How numbers are written; by default nobody said, and any sign that may group or
            part is ambiguous (`number.ambiguous`). `NUMBER_FORMATS` has some by name.
        day: How days are written, as a `strptime` pattern.
        delimiter: What stands between the cells of a file.
        encoding: That of a file; a byte order mark in it goes before.
    """

    columns: tuple[tuple[str, str], ...] = ()
    numbers: NumberFormat = NumberFormat(decimal="")
    day: str = "%Y-%m-%d"
    delimiter: str = ","
    encoding: str = "utf-8"

    def __attrs_post_init__(self) -> None:
        """Refuse a field or a header that stands twice, and what no form holds."""
        _refuse(_WRONG_IN_FORM(self), "form")
        _hold_pairs(self.columns, "form/columns")
        for part in zip(*self.columns, strict=True):
            if len(set(part)) != len(part):
                raise InvalidTableError(path="form/columns", why="one stands twice")

    def header(self, field: str) -> str:
        """The header of a field's column."""
        return dict(self.columns).get(field, field)


_WRONG_IN_FORM: Final = field_check(TableForm)


def _hold_pairs(pairs: tuple[tuple[str, str], ...], path: str) -> None:
    for pair in pairs:
        if len(pair) != len(("field", "text")) or not all(type(text) is str for text in pair):
            raise InvalidTableError(path=path, why=shown(repr(pair)))


def _cells(
    cells: Mapping[str, str] | tuple[tuple[str, str], ...],
) -> tuple[tuple[str, str], ...]:
    return tuple(cells.items()) if isinstance(cells, Mapping) else tuple(cells)


@final
@attrs.frozen
class TableRow:
    """One row, wherever it comes from.

    Attributes:
        number: Unique in its table; of a file, counted after the header, from 1.
        cells: Header and text of each cell; a mapping is taken too.
        findings: What stands against it as a whole.
    """

    number: int
    cells: tuple[tuple[str, str], ...] = attrs.field(converter=_cells)
    findings: tuple[Finding, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no row holds."""
        _refuse(_WRONG_IN_ROW(self), "row")
        if not 1 <= self.number <= MOST:
            raise InvalidTableError(path="row/number", why=shown(repr(self.number)))
        _hold_pairs(self.cells, f"rows/{self.number}")


_WRONG_IN_ROW: Final = field_check(TableRow)


@final
@attrs.frozen
class RowReport:
    """What became of one row.

    Attributes:
        findings: Each names file, row and, where it is about one, field in its path; a row that is
            accepted may have some too, which are to be minded or looked into.
    """

    number: int
    outcome: RowOutcome
    findings: tuple[Finding, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no report holds."""
        _refuse(_WRONG_IN_REPORT(self), "report")


_WRONG_IN_REPORT: Final = field_check(RowReport)


@final
@attrs.frozen(kw_only=True)
class TableReading(Generic[T]):
    """What came of a table.

    Attributes:
        taken: What the accepted rows say, in their order.
        rows: One report for each row, in their order.
        findings: About the table as a whole.

    Laws:
        all told: There are as many reports as rows, and as many are accepted as are taken.
        whole: Of a table that goes whole, all rows are accepted or none.
    """

    taken: tuple[T, ...]
    rows: tuple[RowReport, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> tuple[RowReport, ...]:
        """The rows that were refused."""
        return tuple(row for row in self.rows if row.outcome is RowOutcome.REFUSED)


def table_rows(
    data: bytes,
    *,
    name: str,
    form: TableForm,
    needed: Sequence[str] = (),
    bounds: SheetBounds = _USUAL,
) -> tuple[TableRow, ...]:
    """The rows of a file of separated text, packed or plain, read as `read_sheet` reads one.

    A row with more cells or fewer than the header is a row with a finding.

    Args:
        needed: Fields whose column must be there.

    Raises:
        UnreadableDataError: The file cannot be read, or a column is missing or stands twice.
    """
    opened = open_table(data, name, delimiter=form.delimiter, encoding=form.encoding, bounds=bounds)
    header = opened.header
    hold_header(header, opened.name, [form.header(field) for field in needed])
    rows = list[TableRow]()
    for row in opened.rows:
        if len(row.cells) == len(header) and not row.findings:
            rows.append(TableRow(row.number, tuple(zip(header, row.cells, strict=True))))
        else:
            found = block("row.cells", "", expected=len(header), found=len(row.cells))
            rows.append(TableRow(row.number, (), row.findings or (found,)))
    return tuple(rows)


def strange_columns(
    rows: Sequence[TableRow], form: TableForm, fields: Sequence[str], file: str
) -> tuple[Finding, ...]:
    """A note for each column that is no field's, such as one that is misspelt; the first twenty."""
    known = {form.header(field) for field in fields}
    found = {header for row in rows for header, _ in row.cells if header not in known}
    return tuple(
        note("table.column_unknown", file, column=shown(header))
        for header in sorted(found)[:_MOST_TOLD]
    )


def taken(
    rows: Sequence[TableRow],
    read: Callable[[TableRow], RowRead[T]],
    compare: Callable[[tuple[T, ...]], Iterable[tuple[int, Finding]]],
    intake: Intake,
) -> TableReading[T]:
    """Read every row, compare what they say, and report on each.

    Args:
        compare: Gives what is found in what sound rows say, each with its place among them.

    Raises:
        InvalidTableError: A row's number stands twice.
    """
    if len({row.number for row in rows}) != len(rows):
        raise InvalidTableError(path="rows", why="a number stands twice")
    values, findings = list[T | None](), list[list[Finding]]()
    for row in rows:
        value, found = read(row)
        values.append(value)
        findings.append(list(found))
    sound = [at for at, value in enumerate(values) if value is not None]
    for place, finding in compare(tuple(value for value in values if value is not None)):
        findings[sound[place]].append(finding)
        if finding.severity is Severity.BLOCK:
            values[sound[place]] = None
    held = intake is Intake.ALL_OR_NOTHING and any(value is None for value in values)
    good = RowOutcome.HELD_BACK if held else RowOutcome.ACCEPTED
    return TableReading(
        taken=() if held else tuple(value for value in values if value is not None),
        rows=tuple(
            RowReport(row.number, RowOutcome.REFUSED if value is None else good, tuple(found))
            for row, value, found in zip(rows, values, findings, strict=True)
        ),
    )
