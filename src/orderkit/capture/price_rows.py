"""Price lists (价目表) from rows of a table: what each row says, or why it is refused.

The fields of a row: `sku` and `price` are needed; `currency` and `unit` are, where the form gives
none; `at_least`, `below` (whole units, such as 1.5), `valid_from`, `valid_until`, `list_price`,
`floor_price` and `id` may be left out, or be empty.
"""

from collections.abc import Iterable, Iterator
from typing import Final, final

import attrs

from orderkit.capture.row_cells import RowCells, cells_of
from orderkit.capture.table import (
    Intake,
    InvalidTableError,
    TableForm,
    TableReading,
    TableRow,
    strange_columns,
    taken,
)
from orderkit.pricing import PriceEntry, PriceSource, PriceSourceKind, check_entries
from orderkit.values import (
    MOST,
    PIECE,
    Currency,
    Exact,
    Finding,
    Sku,
    Unit,
    UnknownCurrencyError,
    block,
    field_check,
    shown,
)

__all__ = ["PRICE_FIELDS", "PriceForm", "read_prices"]

PRICE_FIELDS: Final = (
    "sku",
    "price",
    "currency",
    "unit",
    "at_least",
    "below",
    "valid_from",
    "valid_until",
    "list_price",
    "floor_price",
    "id",
)
_PRICES: Final = ("price", "list_price", "floor_price")
_ZERO: Final = Exact(0)


@final
@attrs.frozen(kw_only=True)
class PriceForm:
    """How a price list is written.

    Attributes:
        table: How its cells are written.
        currency: Of rows that name none.
        units: Those that rows may name by their code; the first is that of rows that name none.
        decimals: More decimals than a price may have are refused, never rounded away; None lets a
            price have as many as it likes, since a price is rounded with its line alone.
        negative_allowed: Whether prices below zero are meant.
    """

    table: TableForm = TableForm()
    currency: Currency | None = None
    units: tuple[Unit, ...] = (PIECE,)
    decimals: int | None = None
    negative_allowed: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no form holds: no unit at all, or two of one code."""
        wrong = _WRONG_IN_FORM(self)
        if wrong is not None:
            raise InvalidTableError(path=f"form/{wrong[0]}", why=f"it cannot hold {wrong[1]}")
        codes = {unit.code for unit in self.units}
        if not codes or len(codes) != len(self.units):
            raise InvalidTableError(path="form/units", why="none, or one code twice")


_WRONG_IN_FORM: Final = field_check(PriceForm)


def read_prices(
    rows: Iterable[TableRow], *, file: str, form: PriceForm, intake: Intake = Intake.BEST_EFFORT
) -> TableReading[PriceEntry]:
    """The entries of a price list, each with the row that it was read from.

    Args:
        rows: Of a file by `table_rows`, or made by the host.
        file: Named in every finding.

    Returns:
        Against a row: what could not be read, `field.missing`, `currency.unknown`, `unit.unknown`,
        `money.precision`, `quantity.finer`, `price.tier_empty`, `price.days_empty`,
        `price.negative`, `price.duplicate`. To be looked into: `price.tier_gap`,
        `price.tier_overlap`, `price.window_overlap`. About the table: `table.column_unknown`.

    Raises:
        InvalidTableError: A row's number stands twice.

    Cost: O(rows log rows).
    """
    every, name = tuple(rows), shown(file) or "prices"

    def compare(entries: tuple[PriceEntry, ...]) -> Iterable[tuple[int, Finding]]:
        return check_entries(
            PriceSource(
                id=name,
                kind=PriceSourceKind.PRICE_LIST,
                entries=entries,
                negative_allowed=form.negative_allowed,
            )
        )

    reading = taken(every, lambda row: _entry(row, form, name), compare, intake)
    return attrs.evolve(reading, findings=strange_columns(every, form.table, PRICE_FIELDS, name))


def _entry(row: TableRow, form: PriceForm, file: str) -> tuple[PriceEntry | None, list[Finding]]:
    cells = cells_of(row, form.table, PRICE_FIELDS, file)
    if not cells.sound:
        return None, cells.findings
    cells.needed("sku")
    cells.needed("price")
    sku, name = cells.code("sku"), cells.code("id")
    currency, unit = _currency(cells, form), _unit(cells, form)
    prices = {field: cells.number(field) for field in _PRICES}
    if currency is not None:
        cells.findings.extend(_too_fine(cells, prices, currency, form))
    low, high = cells.number("at_least"), cells.number("below")
    least, below = _steps(cells, "at_least", low, unit), _steps(cells, "below", high, unit)
    first, last = cells.day("valid_from"), cells.day("valid_until")
    if high is not None and high <= (low or _ZERO):
        cells.findings.append(block("price.tier_empty", f"{cells.path}/below"))
    if first is not None and last is not None and last < first:
        path = f"{cells.path}/valid_until"
        cells.findings.append(block("price.days_empty", path, first=first, last=last))
    price = prices["price"]
    if price is None or currency is None or unit is None or not cells.sound:
        return None, cells.findings
    entry = PriceEntry(
        sku=Sku(sku),
        price=price,
        currency=currency,
        unit=unit,
        at_least=least or 0,
        below=below,
        valid_from=first,
        valid_until=last,
        list_price=prices["list_price"],
        floor_price=prices["floor_price"],
        id=name,
        row=row.number,
    )
    return entry, cells.findings


def _currency(cells: RowCells, form: PriceForm) -> Currency | None:
    code = cells.code("currency")
    if not code:
        if form.currency is None:
            cells.needed("currency")
        return form.currency
    try:
        return Currency.of(code)
    except UnknownCurrencyError:
        path = f"{cells.path}/currency"
        cells.findings.append(block("currency.unknown", path, currency=shown(code)))
        return None


def _unit(cells: RowCells, form: PriceForm) -> Unit | None:
    code = cells.code("unit")
    if not code:
        return form.units[0]
    known = {unit.code: unit for unit in form.units}
    if code not in known:
        path, units = f"{cells.path}/unit", ", ".join(known)
        cells.findings.append(block("unit.unknown", path, unit=shown(code), known=shown(units)))
    return known.get(code)


def _too_fine(
    cells: RowCells, prices: dict[str, Exact | None], currency: Currency, form: PriceForm
) -> Iterator[Finding]:
    for field, price in prices.items():
        if form.decimals is not None and price is not None and price.scale > form.decimals:
            yield block(
                "money.precision",
                f"{cells.path}/{field}",
                amount=price,
                currency=currency.code,
                most=form.decimals,
            )


def _steps(cells: RowCells, field: str, number: Exact | None, unit: Unit | None) -> int | None:
    """A quantity in whole steps; None where there is none, or none that can be held."""
    if number is None or unit is None:
        return None
    path, spare = f"{cells.path}/{field}", unit.decimals - number.scale
    if spare < 0:
        cells.findings.append(block("quantity.finer", path, quantity=number, unit=unit.code))
        return None
    steps: int = number.digits * 10**spare
    if not 0 <= steps <= MOST:
        cells.findings.append(block("number.out_of_range", path, text=str(number)))
        return None
    return steps
