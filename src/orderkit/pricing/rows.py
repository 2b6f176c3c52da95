"""Rows of a document: taxes and charges on its net, on one another, and on running totals."""

from collections.abc import Sequence
from fractions import Fraction

from orderkit.pricing.sheet import Sheet
from orderkit.pricing.tax import RowBase, TaxRow
from orderkit.pricing.units import minor
from orderkit.values import Rational

__all__ = ["amounts_of_rows"]


def amounts_of_rows(sheet: Sheet, nets: Sequence[Rational], net: Rational) -> list[Rational]:
    """What each row comes to, rounded, in the order of the rows.

    Args:
        nets: The net of each place, exact where the policy keeps lines exact.
        net: Their sum as shown; running totals start from it.
    """
    amounts = dict[str, Rational]()
    running = dict[str, Rational]()
    total = net
    for row in sheet.basket.rows:
        amount = sheet.round(_amount(sheet, row, nets, amounts, running))
        amounts[row.id] = amount
        total += amount
        running[row.id] = total
    return list(amounts.values())


def _amount(
    sheet: Sheet,
    row: TaxRow,
    nets: Sequence[Rational],
    amounts: dict[str, Rational],
    running: dict[str, Rational],
) -> Rational:
    rate = Fraction(0) if row.rate is None else row.rate.fraction * Fraction(1, 100)
    match row.on:
        case RowBase.FIXED:
            return Fraction(0) if row.amount is None else minor(row.amount, sheet.basket.currency)
        case RowBase.ROW:
            return amounts[row.of or ""] * rate
        case RowBase.RUNNING:
            return running[row.of or ""] * rate
        case RowBase.NET:
            own = {each.item: each.rate.fraction * Fraction(1, 100) for each in row.item_rates}
            pairs = zip(sheet.places, nets, strict=True)
            return sum([net * own.get(place.id, rate) for place, net in pairs], Fraction(0))
