"""What is strange in totals: prices below zero, and discounts of more than there are goods."""

from collections.abc import Iterator
from fractions import Fraction

from orderkit.pricing.outcome import Totals
from orderkit.values import Finding, Money, Param, Rational, block, review

__all__ = ["check_totals"]


def check_totals(totals: Totals) -> tuple[Finding, ...]:
    """Everything in totals that a business would want to look at before it sells.

    Returns:
        BLOCK `price.negative` by item; REVIEW `discount.beyond` by adjustment that asked for more
        than lines had to give, with what it asked and what it got; BLOCK `total.negative` where
        there is something to pay out instead of in. By item, then by adjustment.
    """
    return tuple(_found(totals))


def _found(totals: Totals) -> Iterator[Finding]:
    for item in totals.basket.items:
        if item.price.digits < 0:
            yield block("price.negative", f"items/{item.id}/price", price=item.price)
    for each in totals.adjustments:
        if each.lost:
            asked = _amount(totals, each.amount + each.lost)
            path = f"adjustments/{each.id}"
            yield review("discount.beyond", path, asked=asked, given=_amount(totals, each.amount))
    if totals.payable < 0:
        yield block("total.negative", "", total=_amount(totals, totals.payable))


def _amount(totals: Totals, amount: Rational) -> Param:
    """An amount in whole minor units; of a policy that does not round, the whole ones of it."""
    return Money(int(Fraction(amount)), totals.basket.currency)
