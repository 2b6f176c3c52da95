"""Why an order comes to what it comes to: each step as a value that can be told in any language.

Steps are findings of the kind that is to be minded (提示): a code, where it is about, and figures.
`orderkit.locales.say` makes sentences of them.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from orderkit.pricing.adjusting import Lapse
from orderkit.pricing.figures import AppliedAdjustment, PlaceTotals
from orderkit.pricing.model import Item
from orderkit.pricing.outcome import Totals
from orderkit.pricing.prices.explain import price_steps
from orderkit.values import (
    Finding,
    Money,
    Param,
    Quantity,
    Rational,
    RoundingLevel,
    note,
)

__all__ = ["explain_total"]


def explain_total(totals: Totals) -> tuple[Finding, ...]:
    """The steps from prices as entered to what is to be paid, in the order they were taken.

    First each line, with the source of its price and what else holds where it has a stamp, and
    each charge, with what adjustments and taxes made of it; then adjustments as a
    whole, tax groups and rows, how was rounded, and the sums. Every amount in the totals that is
    not zero is in a step.

    Returns:
        Notes: those of `explain_price` but for prices that do not hold; `total.entered`,
        `total.charged`, `total.share`, `total.corrected`, `total.tax_included`, `total.tax_added`,
        `total.levied`, `total.line`; `total.adjusted`, `total.short` and those that lapsed;
        `total.group`, `total.group_levied`, `total.row`;
        how was rounded; `total.difference`, `total.rounding`, `total.sum`, `total.payable`.
    """
    return (
        *(step for line in totals.lines for step in _of_place(totals, line, "lines")),
        *(step for charge in totals.charges for step in _of_place(totals, charge, "charges")),
        *(step for each in totals.adjustments for step in _of_adjustment(totals, each)),
        *_of_taxes(totals),
        _of_rounding(totals),
        *_of_sums(totals),
    )


def _of_place(totals: Totals, place: PlaceTotals, family: str) -> Iterator[Finding]:
    path, item = f"{family}/{place.id}", place.place
    entered = _amount(totals, place.entered)
    if isinstance(item, Item):
        if item.stamp is not None:
            losers = [loser for loser in item.stamp.losers if loser.outranked]
            yield from price_steps(item.stamp.winner, losers, path)
        quantity = Quantity(item.quantity, item.unit)
        yield note("total.entered", path, quantity=quantity, price=item.price, amount=entered)
    else:
        yield note("total.charged", path, amount=entered)
    for each, share in totals.parts.get(place.id, ()):
        yield note("total.share", path, adjustment=each.id, amount=_amount(totals, share))
    for tax in place.taxes:
        name, amount = tax.tax.code, _amount(totals, tax.amount)
        base = _amount(totals, tax.base)
        if tax.tax.rate is None:
            yield note("total.levied", path, tax=name, amount=amount)
        elif tax.included:
            rate = tax.tax.rate
            yield note("total.tax_included", path, tax=name, rate=rate, base=base, amount=amount)
        else:
            rate = tax.tax.rate
            yield note("total.tax_added", path, tax=name, rate=rate, base=base, amount=amount)
    if place.correction:
        yield note("total.corrected", path, amount=_amount(totals, place.correction))
    net, gross = _amount(totals, place.net), _amount(totals, place.gross)
    yield note("total.line", path, net=net, gross=gross)


def _of_adjustment(totals: Totals, each: AppliedAdjustment) -> Iterator[Finding]:
    path, lapse = f"adjustments/{each.id}", each.lapse
    match lapse:
        case Lapse.CONDITION:
            yield note("total.lapsed_condition", path)
        case Lapse.GROUP:
            yield note("total.lapsed_group", path, group=each.adjustment.group)
        case Lapse.NOTHING:
            yield note("total.lapsed_nothing", path)
        case None:
            yield note("total.adjusted", path, amount=_amount(totals, each.amount))
        case _:
            assert_never(lapse)
    if each.lost:
        yield note("total.short", path, amount=_amount(totals, each.lost))


def _of_taxes(totals: Totals) -> Iterator[Finding]:
    for tax in totals.taxes:
        path, amount = f"taxes/{tax.code}", _amount(totals, tax.amount)
        if tax.rate is None:
            yield note("total.group_levied", path, tax=tax.code, amount=amount)
        else:
            rate, base = tax.rate, _amount(totals, tax.base)
            yield note("total.group", path, tax=tax.code, rate=rate, base=base, amount=amount)
    for row in totals.rows:
        amount, running = _amount(totals, row.amount), _amount(totals, row.running)
        yield note("total.row", f"rows/{row.row.id}", amount=amount, running=running)


def _of_rounding(totals: Totals) -> Finding:
    level = totals.basket.policy.rounding.level
    match level:
        case RoundingLevel.UNIT:
            return note("total.rounded_unit", "")
        case RoundingLevel.LINE:
            return note("total.rounded_line", "")
        case RoundingLevel.TAX_LINE:
            return note("total.rounded_tax_line", "")
        case RoundingLevel.TAX_GROUP:
            return note("total.rounded_tax_group", "")
        case RoundingLevel.DOCUMENT:
            return note("total.rounded_document", "")
        case RoundingLevel.NONE:
            return note("total.not_rounded", "")
        case _:
            assert_never(level)


def _of_sums(totals: Totals) -> Iterator[Finding]:
    if totals.difference:
        yield note("total.difference", "", amount=_amount(totals, totals.difference))
    net, tax = _amount(totals, totals.net), _amount(totals, totals.tax)
    yield note("total.sum", "", net=net, tax=tax, gross=_amount(totals, totals.gross))
    if totals.rounding:
        yield note("total.rounding", "", amount=_amount(totals, totals.rounding))
    if totals.payable != totals.gross:
        yield note("total.payable", "", amount=_amount(totals, totals.payable))


def _amount(totals: Totals, amount: Rational) -> Param:
    """Money; or what a policy that does not round leaves, as a ratio in units of the currency."""
    currency = totals.basket.currency
    if amount.denominator == 1:
        return Money(int(amount), currency)
    return f"{currency.code} {Fraction(amount, 10**currency.exponent)}"
