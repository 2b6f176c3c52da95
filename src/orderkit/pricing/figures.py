"""The figures that totals show: of a line, a tax group, a row, an adjustment.

All amounts are minor units of the basket's currency: whole ones, or fractions under a policy that
does not round.
"""

from fractions import Fraction
from typing import final

import attrs

from orderkit.pricing.adjusting import Lapse
from orderkit.pricing.adjustment import PriceAdjustment, Timing
from orderkit.pricing.model import Item, Place
from orderkit.pricing.tax import Tax, TaxRow
from orderkit.values import Currency, Exact, Rational, unit_share

__all__ = [
    "AppliedAdjustment",
    "FunctionalTotals",
    "PlaceTotals",
    "RowTotals",
    "Sums",
    "TaxAmount",
    "TaxTotals",
]


@final
@attrs.frozen(kw_only=True)
class TaxAmount:
    """One tax of one line.

    Attributes:
        base: What it was worked out on.
        included: Whether the amount as entered held it.
    """

    tax: Tax
    base: Rational
    amount: Rational
    included: bool


@final
@attrs.frozen(kw_only=True)
class PlaceTotals:
    """A line, or a charge beside the lines.

    Attributes:
        entered: Price times quantity, as entered.
        discount: What adjustments took off it; below zero where they put something on.
        correction: What rounding together put on the amount, so that net and tax of the document
            fit each other; zero for most policies.

    Laws:
        whole: net + tax == gross.
    """

    place: Place
    entered: Rational
    discount: Rational
    net: Rational
    tax: Rational
    gross: Rational
    correction: Rational
    taxes: tuple[TaxAmount, ...]

    @property
    def id(self) -> str:
        """The id of the item or charge."""
        return self.place.id

    @property
    def quantity(self) -> int:
        """Whole steps of a line; 1 for a charge."""
        return self.place.quantity if isinstance(self.place, Item) else 1

    def part(self, start: int, stop: int) -> Rational:
        """The gross of the steps from `start` up to `stop`, counted from 0.

        Any partition of the steps adds up to the gross, exactly.
        """
        return _part(self.gross, self.quantity, start, stop)


@final
@attrs.frozen(kw_only=True)
class TaxTotals:
    """A tax group: all taxes of one code and rate."""

    code: str
    rate: Exact | None
    base: Rational
    amount: Rational


@final
@attrs.frozen(kw_only=True)
class RowTotals:
    """A row of the document; `running` is net and rows up to this one."""

    row: TaxRow
    amount: Rational
    running: Rational


@final
@attrs.frozen(kw_only=True)
class AppliedAdjustment:
    """What became of an adjustment.

    Attributes:
        amount: What it came to; below zero for a discount.
        places: Ids of the lines and charges that it touched.
        shares: What each of these got, in their order; they add up to the amount.
        lost: What it would have come to beyond that, had no line come to nothing or to its floor.
        lapse: Why it is not in force; None if it is.
    """

    adjustment: PriceAdjustment
    amount: Rational
    places: tuple[str, ...]
    shares: tuple[Rational, ...]
    lost: Rational
    lapse: Lapse | None

    @property
    def id(self) -> str:
        """The id of the adjustment."""
        return self.adjustment.id

    @property
    def is_late(self) -> bool:
        """Whether it comes after tax, and so changes what is to be paid alone."""
        return self.adjustment.timing is Timing.AFTER_TAX


@final
@attrs.frozen(kw_only=True)
class Sums:
    """Net, tax and gross of a part of an order, or of a difference between two."""

    net: Rational
    tax: Rational
    gross: Rational


@final
@attrs.frozen(kw_only=True)
class FunctionalTotals:
    """The sums in the functional currency (本位币); read from here, never worked out again."""

    currency: Currency
    net: Rational
    tax: Rational
    gross: Rational


def _part(total: Rational, quantity: int, start: int, stop: int) -> Rational:
    if isinstance(total, int):
        return unit_share(total, abs(quantity), start, stop)
    return total * Fraction(stop - start, abs(quantity))
