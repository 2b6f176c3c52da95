"""Amounts as minor units, and quantities as whole units; exact."""

from collections.abc import Iterable
from fractions import Fraction

from orderkit.pricing.model import Item, Place
from orderkit.values import Currency, Exact, Rational

__all__ = ["minor", "size_of", "units_of", "whole_numbers"]


def minor(amount: Exact, currency: Currency) -> Rational:
    """An amount in units of a currency as minor units, exact."""
    spare = currency.exponent - amount.scale
    if spare >= 0:
        whole: int = amount.digits * 10**spare
        return whole
    return Fraction(amount.digits, 10**-spare)


def size_of(amount: Rational) -> Rational:
    """An amount without its sign."""
    if amount < 0:
        return -amount
    return amount


def units_of(place: Place) -> Fraction:
    """How many whole units a place has; a charge is one."""
    if isinstance(place, Item):
        return Fraction(place.quantity, 10**place.unit.decimals)
    return Fraction(1)


def whole_numbers(weights: Iterable[Rational]) -> list[int]:
    """Weights as whole numbers in the same proportion."""
    known = list(weights)
    whole = [weight for weight in known if type(weight) is int]
    if len(whole) == len(known):
        return whole
    scale = 1
    for weight in known:
        if type(weight) is not int:
            # What the scale still lacks of this denominator.
            scale *= Fraction(weight.denominator, scale).numerator
    return [int(weight * scale) for weight in known]
