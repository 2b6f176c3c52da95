"""The sheet that totals are worked out on: one column for each figure, one place for each line.

Amounts are minor units: whole ones, or fractions where the policy does not round.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias, final

import attrs

from orderkit.pricing.model import Basket, Item, Place
from orderkit.pricing.parting import exact_parts
from orderkit.pricing.planning import plans_of
from orderkit.pricing.policy import LineBasis
from orderkit.pricing.taxing import TaxPlan
from orderkit.pricing.units import minor, whole_numbers
from orderkit.values import (
    Currency,
    Rational,
    Residual,
    RoundingLevel,
    RoundingMode,
    RoundingPolicy,
    largest_remainder,
    maker,
    prorate_out,
    round_ratio,
    share_out,
)

__all__ = ["Rounder", "Sheet", "rounder", "sheet_of"]

Rounder: TypeAlias = Callable[[Rational, int], Rational]

# The residuals that go by the place of a line; all others are shared by largest remainder, so
# that no cent is lost where a system would lose one.
_BY_PLACE: Final = frozenset(
    {Residual.FIRST, Residual.LAST, Residual.SPREAD, Residual.HALF_DOWN_THEN_FRONT}
)


# Levels that round lines together; at the others an exact line would never be rounded.
_TOGETHER: Final = frozenset({RoundingLevel.TAX_GROUP, RoundingLevel.DOCUMENT})


@final
@attrs.frozen(kw_only=True)
class Sheet:
    """Columns in the making; stages of pricing write them in turn.

    Attributes:
        places: Items, and behind them charges.
        plans: The taxes of each place, which say whether its amount holds them.
        entered: What each place came to as entered.
        now: The same after the adjustments so far.
        sums: What the items come to now, once somebody asked; kept from then on, so that
            thousands of conditions do not each add up thousands of items.
        spare: What rounding took of each place, where taxes are worked out on exact amounts.
        rounded: How a ratio becomes minor units under the policy.
        grain: The smallest step that is rounded to, in minor units.
    """

    basket: Basket
    places: Sequence[Place]
    plans: list[TaxPlan]
    entered: list[Rational]
    now: list[Rational]
    sums: list[Rational]
    spare: list[Rational]
    rounded: Rounder
    grain: int

    def subtotal(self) -> Rational:
        """What the items come to now."""
        if not self.sums:
            self.sums.append(sum(self.now[: len(self.basket.items)]))
        return self.sums[0]

    def add(self, places: Sequence[int], shares: Sequence[Rational]) -> None:
        """Put a share on the present amount of each of these places."""
        now = self.now
        for at, share in zip(places, shares, strict=True):
            now[at] += share
        if self.sums:
            items = len(self.basket.items)
            pairs = zip(places, shares, strict=True)
            self.sums[0] += sum([share for at, share in pairs if at < items])

    def write(self, at: int, amount: Rational) -> None:
        """Make this the present amount of a place."""
        if self.sums and at < len(self.basket.items):
            self.sums[0] += amount - self.now[at]
        self.now[at] = amount

    def round(self, amount: Rational) -> Rational:
        """An amount as the policy rounds it."""
        return self.rounded(amount.numerator, amount.denominator)

    @property
    def rounds(self) -> bool:
        """Whether anything is rounded at all."""
        return self.basket.policy.rounding.level is not RoundingLevel.NONE

    @property
    def exact(self) -> bool:
        """Whether amounts of lines stay exact until groups or the document are rounded."""
        policy = self.basket.policy
        return policy.lines is LineBasis.EXACT and policy.rounding.level in _TOGETHER

    def shared(
        self,
        whole: Rational,
        places: Sequence[int],
        weights: Sequence[Rational],
        caps: Sequence[Rational] | None = None,
    ) -> Sequence[Rational]:
        """Shares of a whole among places, as the policy's residual has it; none beyond its cap."""
        if not any(weights):
            if not self.basket.policy.zero_weights_alike or caps is not None:
                return [0] * len(places)
            weights = [1] * len(places)
        if not self.rounds:
            return exact_parts(whole, weights, caps)
        grain = self.grain
        parts = whole_numbers(weights)
        if grain == 1 and caps is None:
            return self._steps(int(whole), places, parts, None)
        most = None if caps is None else [int(cap) // grain for cap in caps]
        steps = int(whole * Fraction(1, grain))
        return [share * grain for share in self._steps(steps, places, parts, most)]

    def _steps(
        self,
        steps: int,
        places: Sequence[int],
        weights: Sequence[int],
        caps: Sequence[int] | None,
    ) -> list[int]:
        residual = self.basket.policy.rounding.residual
        if residual in _BY_PLACE:
            shares = prorate_out(steps, weights, residual)
            if caps is None or all(
                abs(share) <= cap for share, cap in zip(shares, caps, strict=True)
            ):
                return shares
        keys = [self.places[place].id for place in places]
        if caps is None:
            return largest_remainder(steps, weights, keys)
        return share_out(steps, weights, caps=caps, keys=keys)


# Made for every call, of parts that are right by construction.
_made: Final = maker(Sheet)


def sheet_of(basket: Basket) -> Sheet:
    """A fresh sheet: amounts as entered, each rounded as the policy has it."""
    policy, currency = basket.policy.rounding, basket.currency
    rounded = rounder(policy, currency)
    exact = basket.policy.lines is not LineBasis.ROUNDED
    spare: list[Rational] = []
    if exact or policy.level is RoundingLevel.UNIT:
        entered = _one_by_one(basket, rounded, spare if exact else None)
    else:
        entered = _quickly(basket, rounded)
    ten = 10**currency.exponent
    for charge in basket.charges:
        entered.append(rounded(charge.amount.digits * ten, 10**charge.amount.scale))
        if exact:
            spare.append(0)
    places: tuple[Place, ...] = (*basket.items, *basket.charges) if basket.charges else basket.items
    plans = plans_of(basket, places, entered)
    grain = 1 if policy.exponent is None else policy.grain(currency)
    return _made(basket, places, plans, entered, entered.copy(), [], spare, rounded, grain)


def _quickly(basket: Basket, rounded: Rounder) -> list[Rational]:
    """Amounts of items that are multiplied and rounded once; equals what `_one_by_one` gives."""
    exponent = basket.currency.exponent
    amounts = list[Rational]()
    for item in basket.items:
        price = item.price
        spare = exponent - price.scale - item.unit.decimals
        if item.correction.digits:
            amounts.append(rounded(*_amount(item, basket, None)))
        elif spare >= 0:
            amounts.append(rounded(price.digits * item.quantity * 10**spare, 1))
        else:
            amounts.append(rounded(price.digits * item.quantity, 10**-spare))
    return amounts


def _one_by_one(basket: Basket, rounded: Rounder, spare: list[Rational] | None) -> list[Rational]:
    """Amounts of items; what rounding takes of each goes to `spare`, where it is asked for."""
    rounding = basket.policy.rounding
    by_unit = rounded if rounding.level is RoundingLevel.UNIT else None
    kept = basket.policy.lines is LineBasis.EXACT and rounding.level in _TOGETHER
    amounts = list[Rational]()
    for item in basket.items:
        number, parts = _amount(item, basket, by_unit)
        amount = _exact(number, parts) if kept else rounded(number, parts)
        if spare is not None:
            spare.append(Fraction(number, parts) - amount)
        amounts.append(amount)
    return amounts


def _amount(item: Item, basket: Basket, by_unit: Rounder | None) -> tuple[int, int]:
    """Price times quantity as a ratio of minor units; `by_unit` rounds the price first."""
    amount = minor(item.price, basket.currency)
    if by_unit is not None:
        amount = Fraction(by_unit(amount.numerator, amount.denominator))
    amount *= Fraction(item.quantity, 10**item.unit.decimals)
    amount -= minor(item.correction, basket.currency)
    return amount.numerator, amount.denominator


def rounder(policy: RoundingPolicy, currency: Currency) -> Rounder:
    """The way in which a policy makes minor units of a ratio of them."""
    mode, grain = policy.mode, policy.grain(currency)
    if policy.level is RoundingLevel.NONE:
        return _exact
    if mode is RoundingMode.HALF_UP and grain == 1:
        return _half_up

    def rounded(number: Rational, parts: int) -> Rational:
        return round_ratio(number.numerator, number.denominator * parts * grain, mode) * grain

    return rounded


def _half_up(number: Rational, parts: int) -> int:
    if number >= 0:
        return (2 * number + parts) // (2 * parts)
    return -((parts - 2 * number) // (2 * parts))


def _exact(number: Rational, parts: int) -> Rational:
    whole, over = divmod(number, parts)
    if over:
        return Fraction(number, parts)
    return whole
