"""Rounding: where it happens, which way, and what becomes of the rest, in five named fields."""

from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.currency import Currency
from orderkit.values.exact import Exact
from orderkit.values.money import Money
from orderkit.values.unit import Unit

__all__ = [
    "InclusiveTarget",
    "InexactError",
    "Rational",
    "Residual",
    "RoundingExponentError",
    "RoundingLevel",
    "RoundingMode",
    "RoundingPolicy",
    "extend",
    "round_fraction",
    "round_ratio",
]

Rational: TypeAlias = int | Fraction
"""Minor units: whole ones, or exact ones where a policy does not round."""

# Beyond that a policy would round whatever there is to nothing.
_MOST_SPARE: Final = 36


@attrs.frozen(kw_only=True)
class InexactError(InvalidValueError):
    """A number that is not whole met a policy that forbids rounding."""

    code: ClassVar[str] = "rounding.inexact"
    template: ClassVar[str] = "{value} is not whole, and the policy forbids rounding"

    value: str


@attrs.frozen(kw_only=True)
class RoundingExponentError(InvalidValueError):
    """A policy rounds to more decimals than the currency has."""

    code: ClassVar[str] = "rounding.exponent"
    template: ClassVar[str] = "{currency} has no {exponent} decimals to round to"

    currency: str
    exponent: str


@final
class RoundingLevel(StrEnum):
    """Where rounding to the minor unit happens."""

    UNIT = "unit"
    LINE = "line"
    TAX_LINE = "tax_of_line"
    TAX_GROUP = "tax_group"
    DOCUMENT = "document"
    NONE = "none"


@final
class RoundingMode(StrEnum):
    """Which way a number between two whole ones goes."""

    HALF_UP = "half_up"  # half away from zero, as commerce rounds (DIN 1333)
    HALF_DOWN = "half_down"
    HALF_EVEN = "half_even"
    HALF_TOWARDS_POSITIVE = "half_up_positive"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"
    NONE = "none"


@final
class InclusiveTarget(StrEnum):
    """What is kept where a price holds its tax; the other figures follow from it."""

    NET = "net"
    TAX = "tax"
    GROSS = "gross"
    RECOMPUTE = "recompute"


@final
class Residual(StrEnum):
    """Who takes the minor units that rounding leaves over."""

    LARGEST_REMAINDER = "largest_remainder_first"
    FIRST = "first"
    LAST = "last"
    SPREAD = "spread"
    HALF_DOWN_THEN_FRONT = "half_down_then_front"
    ADJUSTMENT = "adjustment"
    NONE = "none"


@final
@attrs.frozen(kw_only=True)
class RoundingPolicy:
    """How a company rounds.

    Attributes:
        exponent: Decimals to round to; None means those of the currency.
    """

    level: RoundingLevel = RoundingLevel.LINE
    mode: RoundingMode = RoundingMode.HALF_UP
    inclusive_target: InclusiveTarget = InclusiveTarget.GROSS
    residual: Residual = Residual.LARGEST_REMAINDER
    exponent: int | None = None

    def money(self, amount: Fraction, currency: Currency) -> Money:
        """Round an amount in whole units of a currency.

        Raises:
            MoneyOverflowError: The result is beyond 63 bits.
            InexactError: The mode is `NONE`, and the amount needs rounding.
        """
        grain = self.grain(currency)
        minor = amount * 10**currency.exponent
        return Money(
            round_ratio(minor.numerator, minor.denominator * grain, self.mode) * grain, currency
        )

    def grain(self, currency: Currency) -> int:
        """The smallest step that is rounded to, in minor units of the currency.

        Raises:
            RoundingExponentError: The currency has fewer decimals than the policy rounds to.
        """
        spare = 0 if self.exponent is None else currency.exponent - self.exponent
        if not 0 <= spare <= _MOST_SPARE:
            raise RoundingExponentError(currency=currency.code, exponent=str(self.exponent))
        steps: int = 10**spare
        return steps


def round_fraction(value: Fraction, mode: RoundingMode) -> int:
    """Round to a whole number; exact, and free of any decimal context.

    Raises:
        InexactError: The mode is `NONE`, and the value is not whole.
    """
    return round_ratio(value.numerator, value.denominator, mode)


def round_ratio(number: int, parts: int, mode: RoundingMode) -> int:
    """Round `number` over `parts` to a whole number; exact. `parts` is above zero.

    Raises:
        InexactError: The mode is `NONE`, and the ratio is not whole.
    """
    if mode is RoundingMode.HALF_UP:
        # The commonest mode, without a case: it is asked for every figure of an order.
        size = (2 * abs(number) + parts) // (2 * parts)
        return size if number >= 0 else -size
    down, over = divmod(abs(number), parts)
    if not over:
        return down if number >= 0 else -down
    if mode is RoundingMode.NONE:
        raise InexactError(value=str(Fraction(number, parts)))
    size = down + _away(down, 2 * over - parts, mode, negative=number < 0)
    return -size if number < 0 else size


def _away(down: int, twice: int, mode: RoundingMode, *, negative: bool) -> bool:
    """Whether a size between `down` and the next goes up; `twice` is its distance from half."""
    match mode:
        case RoundingMode.HALF_DOWN:
            return twice > 0
        case RoundingMode.HALF_EVEN:
            return twice > 0 or (twice == 0 and down % 2 == 1)
        case RoundingMode.HALF_TOWARDS_POSITIVE:
            return twice > 0 or (twice == 0 and not negative)
        case RoundingMode.UP:
            return True
        case RoundingMode.CEILING:
            return not negative
        case RoundingMode.FLOOR:
            return negative
        case _:
            # Towards zero; halves away from zero and no rounding were answered before.
            return False


def extend(
    price: Exact, quantity: int, unit: Unit, currency: Currency, policy: RoundingPolicy
) -> Money:
    """A line's amount: price for one whole unit times steps, multiplied first and rounded once.

    Args:
        quantity: Whole steps of `unit`; may be negative.
    """
    scale = price.scale + unit.decimals
    if policy.mode is RoundingMode.HALF_UP and policy.exponent is None:
        # The commonest policy in whole numbers alone: a third of the time of a Fraction.
        product, spare = price.digits * quantity, currency.exponent - scale
        if spare >= 0:
            return Money(product * 10**spare, currency)
        base = 10**-spare
        size = (2 * abs(product) + base) // (2 * base)
        return Money(size if product >= 0 else -size, currency)
    return policy.money(Fraction(price.digits * quantity, 10**scale), currency)
