"""Conversions between units: exact fractions with a named rounding."""

from fractions import Fraction
from typing import final

import attrs

from orderkit.values.rounding import RoundingMode, round_fraction
from orderkit.values.unit import Quantity, Unit, UnitMismatchError

__all__ = ["Conversion"]


@final
@attrs.frozen
class Conversion:
    """One whole `source` unit is `ratio` whole `target` units, such as a box of 12 pieces."""

    source: Unit
    target: Unit
    ratio: Fraction

    def convert(self, quantity: Quantity, rounding: RoundingMode) -> Quantity:
        """The quantity in the target unit, rounded to its smallest step by name.

        Raises:
            UnitMismatchError: The quantity is not in the source unit.
            InexactError: The mode is `NONE`, and the result is not whole.
        """
        if quantity.unit != self.source:
            raise UnitMismatchError(left=quantity.unit.code, right=self.source.code)
        steps = quantity.fraction * self.ratio * 10**self.target.decimals
        return Quantity(round_fraction(steps, rounding), self.target)
