"""The verb of the room: what a basket comes to, under its policy."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from orderkit.pricing.adjusting import Given, adjusted
from orderkit.pricing.adjustment import Basis, PriceAdjustment, Timing
from orderkit.pricing.figures import Sums
from orderkit.pricing.groups import exact_nets, show_nets, taxed_by_group
from orderkit.pricing.late import after_tax
from orderkit.pricing.lines import taxed_by_line
from orderkit.pricing.model import Basket
from orderkit.pricing.outcome import Columns, Totals
from orderkit.pricing.planning import replanned
from orderkit.pricing.policy import Difference, LineBasis
from orderkit.pricing.rows import amounts_of_rows
from orderkit.pricing.sheet import Sheet, rounder, sheet_of
from orderkit.pricing.taxing import NO_TAXES
from orderkit.pricing.units import minor
from orderkit.values import Rational, RoundingLevel, RoundingMode, maker, round_fraction

__all__ = ["saved_by_adjustments", "totals_of"]

_TOGETHER: Final = frozenset({RoundingLevel.TAX_GROUP, RoundingLevel.DOCUMENT})


def totals_of(basket: Basket) -> Totals:
    """Work out what a basket comes to.

    Laws: whole (I-29), shown (I-22), order (I-25: of lines, unless a residual goes by place), zero
        (I-26: no discount takes a line below it, unless it says that it may).

    Cost: O(lines log lines) for each adjustment.

    Raises:
        RoundingExponentError: The currency has fewer decimals than the policy rounds to.
        UntaxableError: Prices hold taxes of -100 %.
    """
    sheet = sheet_of(basket)
    groups = set[str]()
    given, late = _adjusted(sheet, groups)
    together = basket.policy.rounding.level in _TOGETHER
    bases: Sequence[Rational] | None = None
    if together and basket.policy.lines is not LineBasis.ROUNDED:
        bases = exact_nets(sheet)
    rows: Sequence[Rational] = ()
    if basket.rows:
        nets, taxes, rows = _by_rows(sheet)
        tax = sum(rows)
    else:
        nets, taxes = taxed_by_group(sheet) if together else taxed_by_line(sheet)
        tax = sum([sum(own) for own in taxes])
    due = after_tax(sheet, _grosses(nets, taxes), late, groups) if late else ()
    columns = _columns(
        sheet.places,
        sheet.entered,
        sheet.now,
        nets,
        sheet.plans,
        taxes,
        bases or nets,
        given,
        due,
        rows,
    )
    return _summed(basket, columns, sum(nets), tax)


def _adjusted(sheet: Sheet, groups: set[str]) -> tuple[list[Given], list[PriceAdjustment]]:
    """Apply what comes before tax; what comes after it is given back."""
    given, late = list[Given](), list[PriceAdjustment]()
    for adjustment in sheet.basket.adjustments:
        if adjustment.timing is Timing.AFTER_TAX:
            late.append(adjustment)
        else:
            given.append(adjusted(sheet, adjustment, groups))
    if given:
        replanned(sheet.basket, sheet.places, sheet.now, sheet.plans)
    return given, late


def _summed(basket: Basket, columns: Columns, net: Rational, tax: Rational) -> Totals:
    difference = _difference(basket, columns.given, net + tax)
    entered = columns.entered[: len(basket.items)] if basket.charges else columns.entered
    rounding = _rounding(basket, net + tax + difference, columns)
    return _made(basket, sum(entered), net, tax, difference, rounding, columns)


# Made for every call, of parts that are right by construction.
_columns: Final = maker(Columns)
_made: Final = maker(Totals)


def _grosses(nets: Sequence[Rational], taxes: Sequence[Sequence[Rational]]) -> list[Rational]:
    return [net + sum(own) for net, own in zip(nets, taxes, strict=True)]


def _by_rows(sheet: Sheet) -> tuple[list[Rational], list[Sequence[Rational]], list[Rational]]:
    """Nets of lines that prices hold rows with or not, and what rows come to on their sum."""
    exact = exact_nets(sheet)
    nets: list[Rational] = list(exact) if sheet.exact else [sheet.round(net) for net in exact]
    show_nets(sheet, nets)
    rows = amounts_of_rows(sheet, exact if sheet.exact else nets, sum(nets))
    sheet.plans[:] = [NO_TAXES] * len(sheet.places)
    return nets, [()] * len(nets), rows


def _difference(basket: Basket, given: Sequence[Given], gross: Rational) -> Rational:
    """What is between the gross and what a discount off the gross should have left of it."""
    if basket.policy.difference is not Difference.SHOWN:
        return 0
    last = max(
        (at for at, each in enumerate(given) if each.adjustment.on is Basis.GROSS and each.shares),
        default=None,
    )
    if last is None or last + 1 < len(given):
        # Later adjustments change the gross again; there is nothing to keep it to.
        return 0
    before = attrs.evolve(
        basket,
        adjustments=tuple([each.adjustment for each in given[:last]]),
        total_step=None,
    )
    # What is left where goods cannot give all of it is exact still.
    kept = totals_of(before).gross + sum(given[last].shares)
    return rounder(basket.policy.rounding, basket.currency)(kept, 1) - gross


def _rounding(basket: Basket, gross: Rational, columns: Columns) -> Rational:
    """What brings the amount to be paid to the basket's step."""
    if basket.total_step is None:
        return 0
    due = gross + sum([share for each in columns.late for share in each.shares])
    step = minor(basket.total_step, basket.currency)
    mode = basket.policy.rounding.mode
    if mode is RoundingMode.NONE:
        # The policy leaves amounts exact; coins are whole all the same.
        mode = RoundingMode.HALF_UP
    return round_fraction(Fraction(due, step), mode) * step - due


def saved_by_adjustments(totals: Totals) -> Sums:
    """What all adjustments together took off; below zero where they put something on."""
    plain = totals_of(attrs.evolve(totals.basket, adjustments=()))
    return Sums(
        net=plain.net - totals.net, tax=plain.tax - totals.tax, gross=plain.gross - totals.gross
    )
