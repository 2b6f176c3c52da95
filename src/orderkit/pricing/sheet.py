"""The sheet that totals are worked out on: one column for each figure, one place for each line.

Amounts are minor units: whole ones, or fractions where the policy does not round.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias, final

import attrs

from orderkit.pricing.model import Basket, Item, Place
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
    prorate_out,
    round_ratio,
    share_out,
)

__all__ = ["Rounder", "Sheet", "rounder", "sheet_of"]

Rounder: TypeAlias = Callable[[int, int], Rational]

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
        spare: What rounding took of each place, where taxes are worked out on exact amounts.
        rounded: How a ratio becomes minor units under the policy.
        grain: The smallest step that is rounded to, in minor units.
    """

    basket: Basket
    places: Sequence[Place]
    plans: list[TaxPlan]
    entered: list[Rational]
    now: list[Rational]
    spare: list[Rational]
    rounded: Rounder
    grain: int

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
    ) -> list[Rational]:
        """Shares of a whole among places, as the policy's residual has it; none beyond its cap."""
        if not any(weights):
            if not self.basket.policy.zero_weights_alike or caps is not None:
                return [0] * len(places)
            weights = [1] * len(places)
        if not self.rounds:
            total = sum(weights)
            return [Fraction(whole * weight, total) for weight in weights]
        grain = self.grain
        steps = int(whole * Fraction(1, grain))
        most = None if caps is None else [int(cap) // grain for cap in caps]
        return [share * grain for share in self._steps(steps, places, whole_numbers(weights), most)]

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
        return share_out(steps, weights, caps=caps, keys=keys)


def sheet_of(basket: Basket) -> Sheet:
    """A fresh sheet: amounts as entered, each rounded as the policy has it."""
    policy, currency = basket.policy.rounding, basket.currency
    rounded = rounder(policy, currency)
    places: tuple[Place, ...] = (*basket.items, *basket.charges) if basket.charges else basket.items
    entered, spare = list[Rational](), list[Rational]()
    ten = 10**currency.exponent
    exact, by_unit = basket.policy.lines, policy.level is RoundingLevel.UNIT
    for place in places:
        if isinstance(place, Item):
            number, parts = _amount(place, ten, rounded if by_unit else None)
            if place.correction.digits:
                left = Fraction(number, parts) - minor(place.correction, currency)
                number, parts = left.numerator, left.denominator
        else:
            number, parts = place.amount.digits * ten, 10**place.amount.scale
        amount = rounded(number, parts)
        if exact is not LineBasis.ROUNDED:
            over = Fraction(number, parts)
            spare.append(over - amount)
            if exact is LineBasis.EXACT and policy.level in _TOGETHER:
                amount = over if over.denominator > 1 else over.numerator
        entered.append(amount)
    return Sheet(
        basket=basket,
        places=places,
        plans=plans_of(basket, places, entered),
        entered=entered,
        now=list(entered),
        spare=spare,
        rounded=rounded,
        grain=1 if policy.exponent is None else policy.grain(currency),
    )


def _amount(item: Item, ten: int, rounded: Rounder | None) -> tuple[int, int]:
    """Price times quantity as a ratio of minor units; `rounded` rounds the price first."""
    price = item.price
    number, parts = price.digits * ten, 10**price.scale
    if rounded is not None:
        unit = rounded(number, parts)
        number, parts = unit.numerator, unit.denominator
    return number * item.quantity, parts * 10**item.unit.decimals


def rounder(policy: RoundingPolicy, currency: Currency) -> Rounder:
    """The way in which a policy makes minor units of a ratio of them."""
    mode, grain = policy.mode, policy.grain(currency)
    if policy.level is RoundingLevel.NONE:
        return _exact
    if mode is RoundingMode.HALF_UP and grain == 1:
        return _half_up
    return lambda number, parts: round_ratio(number, parts * grain, mode) * grain


def _half_up(number: int, parts: int) -> int:
    if number >= 0:
        return (2 * number + parts) // (2 * parts)
    return -((parts - 2 * number) // (2 * parts))


def _exact(number: int, parts: int) -> Rational:
    whole, over = divmod(number, parts)
    return Fraction(number, parts) if over else whole
