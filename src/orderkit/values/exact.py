"""Exact decimals: unit prices, rates and percents, without a float and without a context."""

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.text import shown

__all__ = ["Exact", "InvalidExactError"]

MOST_DIGITS: Final = 38
MOST_SCALE: Final = 20
_BOUND: Final = 10**MOST_DIGITS
_TEXT: Final = MOST_DIGITS + MOST_SCALE + 3


@attrs.frozen(kw_only=True)
class InvalidExactError(InvalidValueError):
    """What is no plain decimal number of at most 38 digits and 20 decimals."""

    code: ClassVar[str] = "exact.invalid"
    template: ClassVar[str] = "{value} is no exact decimal: {why}"

    value: str
    why: str


@final
@attrs.frozen
class Exact:
    """`digits` × 10 to the minus `scale`, kept without trailing zeros.

    Laws:
        one form: Equal numbers are equal values; 2.50 is 2.5.
        exact: Sums and products lose nothing, or raise at the bounds.

    >>> str(Exact.of("2.50") * Exact.of(3))
    '7.5'
    """

    digits: int
    scale: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a float or a bool and what is out of bounds; drop trailing zeros."""
        digits, scale = self.digits, self.scale
        if type(digits) is not int or type(scale) is not int:
            raise InvalidExactError(value=repr((digits, scale)), why="two whole numbers are needed")
        if scale < 0 or not -_BOUND < digits < _BOUND:
            raise InvalidExactError(value="a number", why="it is out of bounds")
        if scale and not digits % 10:
            while scale and not digits % 10:
                digits //= 10
                scale -= 1
            # Attrs freezes after this; normalising is part of making the value.
            object.__setattr__(self, "digits", digits)
            object.__setattr__(self, "scale", scale)
        if scale > MOST_SCALE:
            raise InvalidExactError(value="a number", why=f"it has {scale} decimals")

    @classmethod
    def of(cls, number: "str | int | Decimal | Exact") -> "Exact":
        """Take a number as it stands: plain digits with at most one point, or a finite Decimal.

        Raises:
            InvalidExactError: A float or bool, an exponent, a NaN, or out of bounds.
        """
        if isinstance(number, Exact):
            return number
        if isinstance(number, str):
            return cls._of_text(number)
        if isinstance(number, Decimal):
            return cls._of_decimal(number)
        if type(number) is not int:
            raise InvalidExactError(value=repr(number), why="give text, an int or a Decimal")
        return cls(number)

    @classmethod
    def _of_text(cls, text: str) -> "Exact":
        if len(text) > _TEXT:
            raise InvalidExactError(value=shown(text), why="it is too long")
        body = text.removeprefix("-")
        whole, point, part = body.partition(".")
        plain = (whole + part).isascii() and (whole + part).isdigit() and whole
        if not plain or (point and not part):
            raise InvalidExactError(value=shown(text), why="it is no plain decimal number")
        digits = int(whole + part)
        return cls(-digits if text.startswith("-") else digits, len(part))

    @classmethod
    def _of_decimal(cls, number: Decimal) -> "Exact":
        sign, digits, exponent = number.as_tuple()
        # The exponent is looked at before any arithmetic: 1E+2000000 is ten bytes and minutes.
        if not isinstance(exponent, int):
            raise InvalidExactError(value=str(number), why="it is not finite")
        if len(digits) > _TEXT or not -_TEXT <= exponent <= MOST_DIGITS:
            raise InvalidExactError(value="a Decimal", why="it is out of bounds")
        whole = int("".join(map(str, digits)) or "0")
        whole = -whole if sign else whole
        return cls(whole * 10**exponent) if exponent > 0 else cls(whole, -exponent)

    @property
    def fraction(self) -> Fraction:
        """The same number as a fraction."""
        return Fraction(self.digits, 10**self.scale)

    @property
    def decimal(self) -> Decimal:
        """The same number as a Decimal, exact whatever the context."""
        digits = tuple(map(int, str(abs(self.digits))))
        return Decimal((1 if self.digits < 0 else 0, digits, -self.scale))

    def __add__(self, other: "Exact") -> "Exact":
        """The exact sum."""
        left, right, scale = _aligned(self, other)
        return Exact(left + right, scale)

    def __sub__(self, other: "Exact") -> "Exact":
        """The exact difference."""
        left, right, scale = _aligned(self, other)
        return Exact(left - right, scale)

    def __mul__(self, other: "Exact") -> "Exact":
        """The exact product."""
        return Exact(self.digits * other.digits, self.scale + other.scale)

    def __neg__(self) -> "Exact":
        """The number with the other sign."""
        return Exact(-self.digits, self.scale)

    def __lt__(self, other: "Exact") -> bool:
        """Whether it is less."""
        left, right, _ = _aligned(self, other)
        return left < right

    def __le__(self, other: "Exact") -> bool:
        """Whether it is not more."""
        left, right, _ = _aligned(self, other)
        return left <= right

    def __gt__(self, other: "Exact") -> bool:
        """Whether it is more."""
        return other < self

    def __ge__(self, other: "Exact") -> bool:
        """Whether it is not less."""
        return other <= self

    def __str__(self) -> str:
        """Plain digits with a point, as `of` reads them."""
        if not self.scale:
            return str(self.digits)
        text = str(abs(self.digits)).rjust(self.scale + 1, "0")
        sign = "-" if self.digits < 0 else ""
        return f"{sign}{text[: -self.scale]}.{text[-self.scale :]}"


def _aligned(left: Exact, right: Exact) -> tuple[int, int, int]:
    scale = max(left.scale, right.scale)
    return (
        left.digits * 10 ** (scale - left.scale),
        right.digits * 10 ** (scale - right.scale),
        scale,
    )
