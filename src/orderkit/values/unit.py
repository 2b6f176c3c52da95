"""Units and quantities: whole numbers of a unit's smallest step."""

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.bounds import MOST
from orderkit.values.exact import Exact

__all__ = [
    "PIECE",
    "InvalidQuantityError",
    "Quantity",
    "Unit",
    "UnitMismatchError",
]

_MOST_DECIMALS: Final = 9


@attrs.frozen(kw_only=True)
class InvalidQuantityError(InvalidValueError):
    """What is no whole number of a unit's steps."""

    code: ClassVar[str] = "quantity.invalid"
    template: ClassVar[str] = (
        "{value} is no whole number of steps of {unit}; "
        'write Quantity(1500, KGM) or Quantity.of("1.5", KGM)'
    )

    value: str
    unit: str


@attrs.frozen(kw_only=True)
class UnitMismatchError(InvalidValueError):
    """Two units met in one sum or comparison; only a `Conversion` may join them."""

    code: ClassVar[str] = "quantity.unit_mismatch"
    template: ClassVar[str] = "{left} and {right} cannot be added or compared without a conversion"

    left: str
    right: str


@final
@attrs.frozen
class Unit:
    """A unit of measure and its smallest step: `Unit("KGM", 3)` counts in grams.

    Source: codes of UN/ECE Recommendation 20, such as C62 (one), KGM, MTR, LTR.
    """

    code: str
    decimals: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse an empty code and a number of decimals that no unit has."""
        sound = type(self.code) is str and self.code and type(self.decimals) is int
        if not sound or not 0 <= self.decimals <= _MOST_DECIMALS:
            raise InvalidQuantityError(value=f"{self.decimals!r:.64}", unit=f"{self.code!s:.64}")


PIECE: Final = Unit("C62", 0)


@final
@attrs.frozen
class Quantity:
    """So many steps of a unit.

    >>> str(Quantity.of("1.5", Unit("KGM", 3)))
    '1.500 KGM'
    """

    steps: int
    unit: Unit = PIECE

    def __attrs_post_init__(self) -> None:
        """Refuse what is no whole number within 63 bits; a bool is no quantity."""
        if type(self.unit) is not Unit:
            raise InvalidQuantityError(value=f"{self.steps!r:.64}", unit=f"{self.unit!r:.64}")
        if type(self.steps) is not int or not -MOST <= self.steps <= MOST:
            raise InvalidQuantityError(value=f"{self.steps!r:.64}", unit=self.unit.code)

    @classmethod
    def of(cls, number: str | int | Decimal | Exact, unit: Unit = PIECE) -> "Quantity":
        """A quantity given in whole units, such as "1.5" kilograms.

        Raises:
            InvalidQuantityError: It is finer than the unit's smallest step.
        """
        exact = Exact.of(number)
        spare = unit.decimals - exact.scale
        if spare < 0:
            raise InvalidQuantityError(value=str(exact), unit=unit.code)
        return cls(exact.digits * 10**spare, unit)

    @property
    def fraction(self) -> Fraction:
        """The quantity in whole units."""
        return Fraction(self.steps, 10**self.unit.decimals)

    def __add__(self, other: "Quantity") -> "Quantity":
        """The sum; both of one unit."""
        return Quantity(self.steps + self._steps(other), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        """The difference; both of one unit."""
        return Quantity(self.steps - self._steps(other), self.unit)

    def __neg__(self) -> "Quantity":
        """The quantity with the other sign."""
        return Quantity(-self.steps, self.unit)

    def __lt__(self, other: "Quantity") -> bool:
        """Whether it is less; both of one unit."""
        return self.steps < self._steps(other)

    def __le__(self, other: "Quantity") -> bool:
        """Whether it is not more; both of one unit."""
        return self.steps <= self._steps(other)

    def __gt__(self, other: "Quantity") -> bool:
        """Whether it is more; both of one unit."""
        return self.steps > self._steps(other)

    def __ge__(self, other: "Quantity") -> bool:
        """Whether it is not less; both of one unit."""
        return self.steps >= self._steps(other)

    def __str__(self) -> str:
        """Plain digits with all decimals of the unit, and its code."""
        sign = "-" if self.steps < 0 else ""
        text = str(abs(self.steps)).rjust(self.unit.decimals + 1, "0")
        cut = len(text) - self.unit.decimals
        number = f"{text[:cut]}.{text[cut:]}" if self.unit.decimals else text
        return f"{sign}{number} {self.unit.code}"

    def _steps(self, other: "Quantity") -> int:
        if other.unit != self.unit:
            raise UnitMismatchError(left=self.unit.code, right=other.unit.code)
        return other.steps
