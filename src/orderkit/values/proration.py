"""Proration by place: sharing an amount out as systems do that look at the order of their lines.

`distribute` is fair whatever the order of the lines. To reproduce another system's figures a host
names the residual that this system uses; then the lines at the front or at the end bear the units
that rounding leaves over.
"""

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final, assert_never

from orderkit.values.distribution import Distribution, InvalidWeightsError, share_out
from orderkit.values.money import Money
from orderkit.values.rounding import Residual, RoundingMode, round_ratio

__all__ = ["prorate", "prorate_out"]

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
    shares = prorate_out(amount.minor, weights, residual, mode)
    return Distribution(
        tuple([Money(share, amount.currency) for share in shares]),
        Money(amount.minor - sum(shares), amount.currency),
    )


def prorate_out(
    whole: int,
    weights: Sequence[int],
    residual: Residual,
    mode: RoundingMode = RoundingMode.HALF_UP,
) -> list[int]:
    """The shares of `prorate` in minor units; what they leave of the whole is the rest.

    Raises:
        InvalidWeightsError: As for `prorate`.
        InexactError: As for `prorate`.
    """
    if residual is Residual.LARGEST_REMAINDER:
        return share_out(whole, weights)
    if any(type(weight) is not int or weight < 0 for weight in weights):
        raise InvalidWeightsError(why="a weight is no whole number from zero up")
    size = abs(whole)
    shares = _rounded(size, weights, _MODES.get(residual, mode))
    _place(shares, size - sum(shares), weights, residual)
    return shares if whole >= 0 else [-share for share in shares]


def _rounded(whole: int, weights: Sequence[int], mode: RoundingMode) -> list[int]:
    # Where nobody has a weight, nobody has a share.
    total = sum(weights) or 1
    return [round_ratio(whole * weight, total, mode) for weight in weights]


def _place(shares: list[int], left: int, weights: Sequence[int], residual: Residual) -> None:
    """Put what rounding left over where the residual says; what nobody takes is the rest."""
    live = [place for place, weight in enumerate(weights) if weight]
    match residual:
        case Residual.FIRST:
            _take(shares, left, live)
        case Residual.LAST:
            _take(shares, left, reversed(live))
        case Residual.SPREAD | Residual.HALF_DOWN_THEN_FRONT:
            _take_one_by_one(shares, left, live)
        case Residual.LARGEST_REMAINDER | Residual.ADJUSTMENT | Residual.NONE:
            pass
        case _:
            assert_never(residual)


def _take(shares: list[int], left: int, places: Iterable[int]) -> None:
    """Put what is left over on the first of the places; none falls below zero."""
    for place in places:
        share = max(0, shares[place] + left)
        left -= share - shares[place]
        shares[place] = share
        if not left:
            break


def _take_one_by_one(shares: list[int], left: int, places: Sequence[int]) -> None:
    """Give or take one unit a place, from the front, as often as it takes."""
    step = 1 if left > 0 else -1
    while left and places:
        for place in places:
            if left and shares[place] + step >= 0:
                shares[place] += step
                left -= step
