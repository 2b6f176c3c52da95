"""Tax rates by date from rows of a table: what each row says, or why it is refused.

The fields of a row: `code` and `rate` (percent, such as 13) are needed; `since` and `until`, the
first and the last day, may be left out, or be empty.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from orderkit.capture.row_cells import cells_of
from orderkit.capture.table import (
    Intake,
    TableForm,
    TableReading,
    TableRow,
    strange_columns,
    taken,
)
from orderkit.pricing import TaxRate, check_rates
from orderkit.values import Exact, Finding, block, shown

__all__ = ["RATE_FIELDS", "read_rates"]

RATE_FIELDS: Final = ("code", "rate", "since", "until")
_WHOLE: Final = Exact(-100)


def read_rates(
    rows: Iterable[TableRow], *, file: str, form: TableForm, intake: Intake = Intake.BEST_EFFORT
) -> TableReading[TaxRate]:
    """The rates of a table of taxes; `TaxRates(reading.taken)` can be made of them.

    Args:
        rows: Of a file by `table_rows`, or made by the host.
        file: Named in every finding.

    Returns:
        Against a row: what could not be read, `field.missing`, `tax.too_low`, `tax.days_empty`,
        and `tax.overlap` where a rate begins on a day of an earlier one. To be minded: `tax.gap`
        between two rates of a tax. About the table: `table.column_unknown`.

    Raises:
        InvalidTableError: A row's number stands twice.

    Cost: O(rows log rows).
    """
    every, name = tuple(rows), shown(file) or "rates"
    # The place of a rate among those of sound rows, and the row that it stands in.
    numbers = list[int]()

    def read(row: TableRow) -> tuple[TaxRate | None, list[Finding]]:
        rate, found = _rate(row, form, name)
        if rate is not None:
            numbers.append(row.number)
        return rate, found

    def compare(rates: tuple[TaxRate, ...]) -> Iterator[tuple[int, Finding]]:
        for place, found in _between(rates):
            path = f"{name}/rows/{numbers[place]}/since"
            yield place, attrs.evolve(found, path=path)

    reading = taken(every, read, compare, intake)
    return attrs.evolve(reading, findings=strange_columns(every, form, RATE_FIELDS, name))


def _rate(row: TableRow, form: TableForm, file: str) -> tuple[TaxRate | None, list[Finding]]:
    cells = cells_of(row, form, RATE_FIELDS, file)
    if not cells.sound:
        return None, cells.findings
    cells.needed("code")
    cells.needed("rate")
    code, rate = cells.code("code"), cells.number("rate")
    since, until = cells.day("since"), cells.day("until")
    if rate is not None and rate < _WHOLE:
        cells.findings.append(block("tax.too_low", f"{cells.path}/rate", rate=rate))
    if since is not None and until is not None and until < since:
        path = f"{cells.path}/until"
        cells.findings.append(block("tax.days_empty", path, first=since, last=until))
    if rate is None or not cells.sound:
        return None, cells.findings
    return TaxRate(code=code, rate=rate, since=since, until=until), cells.findings


def _between(rates: tuple[TaxRate, ...]) -> Iterator[tuple[int, Finding]]:
    """What `check_rates` finds between each rate and the ones before it that were kept."""
    by_code = dict[str, list[int]]()
    for place, rate in enumerate(rates):
        by_code.setdefault(rate.code, []).append(place)
    for places in by_code.values():
        before: TaxRate | None = None
        for place in sorted(places, key=lambda at: rates[at].since or date.min):
            found = () if before is None else check_rates((before, rates[place]))
            yield from ((place, each) for each in found)
            if not any(each.code == "tax.overlap" for each in found):
                before = rates[place]
