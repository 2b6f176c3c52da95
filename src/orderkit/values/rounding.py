"""Rounding: where it happens, which way, and what becomes of the rest, in five named fields."""

from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, assert_never, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.currency import Currency
from orderkit.values.exact import Exact
from orderkit.values.money import Money
from orderkit.values.unit import Unit

__all__ = [
    "InclusiveTarget",
    "InexactError",
    "Residual",
    "RoundingLevel",
    "RoundingMode",
    "RoundingPolicy",
    "extend",
    "round_fraction",
]


@attrs.frozen(kw_only=True)
class InexactError(InvalidValueError):
    """A number that is not whole met a policy that forbids rounding."""

    code: ClassVar[str] = "rounding.inexact"
    template: ClassVar[str] = "{value} is not whole, and the policy forbids rounding"

    value: str


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
        exponent = currency.exponent if self.exponent is None else self.exponent
        steps = round_fraction(amount * 10**exponent, self.mode)
        return Money(steps * 10 ** max(0, currency.exponent - exponent), currency)


def round_fraction(value: Fraction, mode: RoundingMode) -> int:
    """Round to a whole number; exact, and free of any decimal context.

    Raises:
        InexactError: The mode is `NONE`, and the value is not whole.
    """
    down, over = divmod(abs(value.numerator), value.denominator)
    if not over:
        return down if value >= 0 else -down
    if mode is RoundingMode.NONE:
        raise InexactError(value=str(value))
    twice, negative = 2 * over - value.denominator, value < 0
    match mode:
        case RoundingMode.HALF_UP:
            up = twice >= 0
        case RoundingMode.HALF_DOWN:
            up = twice > 0
        case RoundingMode.HALF_EVEN:
            up = twice > 0 or (twice == 0 and down % 2 == 1)
        case RoundingMode.HALF_TOWARDS_POSITIVE:
            up = twice > 0 or (twice == 0 and not negative)
        case RoundingMode.UP:
            up = True
        case RoundingMode.DOWN:
            up = False
        case RoundingMode.CEILING:
            up = not negative
        case RoundingMode.FLOOR:
            up = negative
        case _:
            assert_never(mode)
    size = down + up
    return -size if negative else size


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
