"""Adjustments after tax: what they take off the gross, shared out over it."""

from collections.abc import Sequence

import attrs

from orderkit.pricing.adjusting import Given, adjusted
from orderkit.pricing.adjustment import Basis, PriceAdjustment
from orderkit.pricing.sheet import Sheet
from orderkit.pricing.taxing import NO_TAXES
from orderkit.values import Rational

__all__ = ["after_tax"]


def after_tax(
    sheet: Sheet,
    grosses: Sequence[Rational],
    adjustments: Sequence[PriceAdjustment],
    groups: set[str],
) -> list[Given]:
    """Apply adjustments to what is to be paid; net and tax stay as they are."""
    # To them the gross of a line is its amount, and there is no tax any more.
    paid = attrs.evolve(sheet, now=list(grosses), sums=[], plans=[NO_TAXES] * len(sheet.places))
    return [adjusted(paid, attrs.evolve(each, on=Basis.ENTERED), groups) for each in adjustments]
