"""Rows of a document: taxes and charges on its net, on one another, and on running totals."""

from collections.abc import Sequence
from fractions import Fraction

from orderkit.pricing.sheet import Sheet
from orderkit.pricing.tax import RowBase, TaxRow
from orderkit.pricing.units import minor
from orderkit.values import Exact, Rational

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
    whole = sum(nets)
    for row in sheet.basket.rows:
        if row.on is RowBase.NET:
            amount = sheet.round(_on_net(sheet, row, nets, whole))
        else:
            amount = sheet.round(_amount(sheet, row, amounts, running))
        amounts[row.id] = amount
        total += amount
        running[row.id] = total
    return list(amounts.values())


def _amount(
    sheet: Sheet,
    row: TaxRow,
    amounts: dict[str, Rational],
    running: dict[str, Rational],
) -> Rational:
    if row.on is RowBase.FIXED:
        return Fraction(0) if row.amount is None else minor(row.amount, sheet.basket.currency)
    before = amounts if row.on is RowBase.ROW else running
    return before[row.of or ""] * _part(row.rate)


def _on_net(sheet: Sheet, row: TaxRow, nets: Sequence[Rational], whole: Rational) -> Rational:
    """At the row's rate on the whole, and the difference where an item has a rate of its own."""
    rate = _part(row.rate)
    found = {sheet.basket.at.get(each.item): each.item for each in row.item_rates}
    more = [
        nets[at] * (_part(row.rate_of(item)) - rate) for at, item in found.items() if at is not None
    ]
    return whole * rate + sum(more)


def _part(rate: Exact | None) -> Fraction:
    return Fraction(0) if rate is None else rate.fraction * Fraction(1, 100)
