"""Proration by place: sharing an amount out as systems do that look at the order of their lines.

`distribute` is fair whatever the order of the lines. To reproduce another system's figures a host
names the residual that this system uses; then the lines at the front or at the end bear the units
that rounding leaves over.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, assert_never

from orderkit.values.distribution import Distribution, InvalidWeightsError, distribute
from orderkit.values.money import Money
from orderkit.values.rounding import Residual, RoundingMode, round_fraction

__all__ = ["prorate"]

# The residuals that say themselves how a share is rounded.
_MODES: Final = MappingProxyType(
    {
        Residual.SPREAD: RoundingMode.DOWN,
        Residual.HALF_DOWN_THEN_FRONT: RoundingMode.HALF_DOWN,
    }
)


def prorate(
    amount: Money,
    weights: Sequence[int],
    residual: Residual,
    mode: RoundingMode = RoundingMode.HALF_UP,
) -> Distribution:
    """Share an amount out in proportion to weights; `residual` says who takes what is left over.

    A unit that a share cannot take without crossing zero, or for its weight of zero, is passed on
    to the next; a system that crosses zero there is not followed. Cost: O(weights), and with the
    largest remainder O(weights log weights).

    Args:
        weights: Whole numbers, none below zero; weight 0 takes nothing.
        residual: `FIRST` and `LAST` round each share, and that one takes the difference. `SPREAD`
            cuts each share off, and gives the missing units one by one from the front.
            `HALF_DOWN_THEN_FRONT` rounds each share half down before it does so. `ADJUSTMENT` and
            `NONE` round each share, and leave the difference, of either sign, in the rest.
        mode: How shares are rounded where `residual` does not say so itself.

    Laws:
        conserved: The shares and the rest add up to the amount, exactly (I-02).
        bounded: No share has the other sign, or is not zero at weight 0 (I-03).

    Raises:
        InvalidWeightsError: A negative or non-whole number.
        InexactError: The mode is `NONE`, and a share needs rounding.
    """
    if residual is Residual.LARGEST_REMAINDER:
        return distribute(amount, weights)
    if any(type(weight) is not int or weight < 0 for weight in weights):
        raise InvalidWeightsError(why="a weight is no whole number from zero up")
    whole = abs(amount.minor)
    shares = _rounded(whole, weights, _MODES.get(residual, mode))
    left = _placed(shares, whole - sum(shares), weights, residual)
    sign = -1 if amount.minor < 0 else 1
    return Distribution(
        tuple(Money(sign * share, amount.currency) for share in shares),
        Money(sign * left, amount.currency),
    )


def _rounded(whole: int, weights: Sequence[int], mode: RoundingMode) -> list[int]:
    # Where nobody has a weight, nobody has a share.
    total = sum(weights) or 1
    return [round_fraction(Fraction(whole * weight, total), mode) for weight in weights]


def _placed(shares: list[int], left: int, weights: Sequence[int], residual: Residual) -> int:
    """Put what rounding left over where the residual says; gives what nobody takes."""
    live = [place for place, weight in enumerate(weights) if weight]
    match residual:
        case Residual.FIRST:
            return _taken(shares, left, live)
        case Residual.LAST:
            return _taken(shares, left, reversed(live))
        case Residual.SPREAD | Residual.HALF_DOWN_THEN_FRONT:
            return _one_by_one(shares, left, live)
        case Residual.LARGEST_REMAINDER | Residual.ADJUSTMENT | Residual.NONE:
            return left
        case _:
            assert_never(residual)


def _taken(shares: list[int], left: int, places: Iterable[int]) -> int:
    """Put what is left over on the first of the places; none falls below zero."""
    for place in places:
        share = max(0, shares[place] + left)
        left -= share - shares[place]
        shares[place] = share
        if not left:
            break
    return left


def _one_by_one(shares: list[int], left: int, places: Sequence[int]) -> int:
    """Give or take one unit a place, from the front, as often as it takes."""
    step = 1 if left > 0 else -1
    while left and places:
        for place in places:
            if left and shares[place] + step >= 0:
                shares[place] += step
                left -= step
    return left
