"""Sums in the functional currency (本位币), at the rate that is fixed on the basket."""

from collections.abc import Sequence
from fractions import Fraction

from orderkit.pricing.figures import FunctionalTotals
from orderkit.pricing.groups import TaxKey, group_key
from orderkit.pricing.model import FunctionalRate
from orderkit.pricing.outcome import Totals
from orderkit.pricing.policy import FunctionalBasis
from orderkit.pricing.sheet import rounder
from orderkit.pricing.units import units_of
from orderkit.values import Rational

__all__ = ["functional_of"]


def functional_of(totals: Totals) -> FunctionalTotals | None:
    """The sums in the functional currency; None where the basket names none.

    What is converted, and so where rounding happens, is the policy's `functional`. Whichever it
    is, net and tax come to the gross.
    """
    rate = totals.basket.functional
    if rate is None:
        return None
    basis = totals.basket.policy.functional
    if basis is FunctionalBasis.TOTALS or totals.basket.rows:
        net, gross = _converted(totals, rate, [totals.net, totals.gross])
        return FunctionalTotals(currency=rate.currency, net=net, tax=gross - net, gross=gross)
    if basis is FunctionalBasis.GROUPS:
        nets, taxes = _exact_groups(totals)
    else:
        nets = list(totals.columns.nets)
        taxes = [tax for own in totals.columns.taxes for tax in own]
    net = sum(_converted(totals, rate, nets))
    tax = sum(_converted(totals, rate, [*taxes, totals.difference]))
    return FunctionalTotals(currency=rate.currency, net=net, tax=tax, gross=net + tax)


def _converted(totals: Totals, rate: FunctionalRate, amounts: Sequence[Rational]) -> list[Rational]:
    """Amounts times the rate, each rounded once in the functional currency."""
    rounded = rounder(totals.basket.policy.rounding, rate.currency)
    one = rate.rate.fraction * Fraction(
        10**rate.currency.exponent, 10**totals.basket.currency.exponent
    )
    exact = [amount * one for amount in amounts]
    return [rounded(amount.numerator, amount.denominator) for amount in exact]


def _exact_groups(totals: Totals) -> tuple[list[Rational], list[Rational]]:
    """The net as a whole and each tax group, as they are before they are rounded."""
    columns = totals.columns
    groups = dict[TaxKey, Rational]()
    for at, plan in enumerate(columns.plans):
        exact = plan.amounts(columns.bases[at], units_of(columns.places[at]))
        for step, tax in zip(plan.steps, exact, strict=True):
            key = group_key(step.tax)
            groups[key] = groups.get(key, 0) + tax
    return [sum(columns.bases)], list(groups.values())
