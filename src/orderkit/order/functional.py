"""The functional currency (本位币): the rate that an order holds, and what it comes to at it.

Sums are worked out once for a revision and kept with it. Whatever the rate of another day, a
document reads them and converts nothing again.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, final

import attrs

from orderkit.order.line import Adjustment, InvalidTermsError, Line, refuse_other_kinds
from orderkit.values import (
    MOST,
    Currency,
    Exact,
    RoundingMode,
    RoundingPolicy,
    field_check,
    round_ratio,
    shown,
)

__all__ = ["FunctionalSums", "Rate", "functional_sums", "taxes_in"]


@final
@attrs.frozen(kw_only=True)
class Rate:
    """A dated rate from the order's currency (原币) into the functional one (本位币).

    Attributes:
        rate: Units of the functional currency for one of the order's.
        on: The day whose rate it is.
    """

    currency: Currency
    rate: Exact
    on: date

    def __attrs_post_init__(self) -> None:
        """Refuse what no rate holds; it is above zero."""
        refuse_other_kinds(_WRONG_IN_RATE(self), "rate")
        if self.rate.digits <= 0:
            raise InvalidTermsError(path="rate", why=f"{self.rate} is not above zero")


_WRONG_IN_RATE: Final = field_check(Rate)


@final
@attrs.frozen(kw_only=True)
class FunctionalSums:
    """What terms come to in the functional currency.

    Attributes:
        net: What is not tax, in minor units of the functional currency.
        tax: Likewise, what is tax.
    """

    net: int
    tax: int

    def __attrs_post_init__(self) -> None:
        """Refuse what no sums hold; each, and both together, stay within 63 bits."""
        refuse_other_kinds(_WRONG_IN_SUMS(self), "functional")
        if max(abs(self.net), abs(self.tax), abs(self.gross)) > MOST:
            raise InvalidTermsError(path="functional", why=shown(f"{self.net}, {self.tax}"))

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


_WRONG_IN_SUMS: Final = field_check(FunctionalSums)


def functional_sums(
    total: int, tax: int, currency: Currency, rate: Rate, rounding: RoundingPolicy
) -> FunctionalSums:
    """Convert what terms come to: the total and its tax are each rounded, and the net is the rest.

    Args:
        total: Minor units of `currency`, tax included.
        tax: What of it is tax.
        rounding: Its mode counts, and its decimals where they are given.

    Raises:
        InvalidTermsError: A sum is beyond 63 bits.
    """
    gross, taxes = (_at(amount, currency, rate, rounding) for amount in (total, tax))
    return FunctionalSums(net=gross - taxes, tax=taxes)


def taxes_in(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> int:
    """All taxes of lines, and of what stands beside them, in minor units."""
    return sum(_taxes(lines, adjustments))


def _taxes(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> Iterator[int]:
    for line in lines:
        yield from (share.tax for share in line.taxes)
    for charge in adjustments:
        yield from (share.tax for share in charge.taxes)


def _at(amount: int, currency: Currency, rate: Rate, rounding: RoundingPolicy) -> int:
    mode = RoundingMode.HALF_UP if rounding.mode is RoundingMode.NONE else rounding.mode
    spare = rate.currency.exponent - currency.exponent - rate.rate.scale
    product = amount * rate.rate.digits * 10 ** max(0, spare)
    parts = 10 ** max(0, -spare)
    return round_ratio(product, parts, mode)
