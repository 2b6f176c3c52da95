"""Net and taxes of each line by itself, rounded by the unit, the line or each tax of a line."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from orderkit.pricing.model import Item, Place
from orderkit.pricing.parting import parted
from orderkit.pricing.sheet import Sheet
from orderkit.pricing.taxing import NO_TAXES, TaxPlan, net_of
from orderkit.pricing.units import units_of
from orderkit.values import (
    InclusiveTarget,
    Rational,
    Residual,
    RoundingLevel,
)

__all__ = ["Taxed", "split_taxes", "taxed_by_line"]

Taxed = tuple[list[Rational], list[Sequence[Rational]]]
"""The net of each place, and what each of its taxes comes to."""

_BY_NET: Final = frozenset({InclusiveTarget.NET, InclusiveTarget.RECOMPUTE})
_FIRST_OR_LAST: Final = frozenset({Residual.FIRST, Residual.LAST})


def taxed_by_line(sheet: Sheet) -> Taxed:
    """Net and taxes of each place; a line does not look at the others. O(places)."""
    rounding = sheet.basket.policy.rounding
    by_unit = rounding.level is RoundingLevel.UNIT
    quick = not by_unit and not sheet.spare and sheet.rounds
    nets, taxes = list[Rational](), list[Sequence[Rational]]()
    for at, (amount, plan) in enumerate(zip(sheet.now, sheet.plans, strict=True)):
        if plan is NO_TAXES:
            net: Rational = amount
            own: Sequence[Rational] = ()
        elif quick and plan.plain is not None:
            net, tax = _plain(sheet, amount, plan, plan.plain)
            own = (tax,)
        elif by_unit:
            net, own = _by_unit(sheet, sheet.places[at], amount, plan)
        else:
            spare = sheet.spare[at] if sheet.spare else 0
            net, own = _one(sheet, amount, spare, plan, units_of(sheet.places[at]))
        nets.append(net)
        taxes.append(own)
    return nets, taxes


def _plain(
    sheet: Sheet, amount: Rational, plan: TaxPlan, rate: tuple[int, int]
) -> tuple[Rational, Rational]:
    """One tax that is a rate; equals `_one`."""
    rounding, rounded = sheet.basket.policy.rounding, sheet.rounded
    number, parts = rate
    whole = int(amount)
    if not plan.steps[0].included:
        if rounding.level is RoundingLevel.LINE:
            # The gross is what is rounded: half to even looks at its parity.
            return amount, rounded(whole * (parts + number), parts) - amount
        return amount, rounded(whole * number, parts)
    if number <= -parts:
        net_of(amount, Fraction(1), plan)
    target = rounding.inclusive_target
    if target not in _BY_NET:
        tax = rounded(whole * number, parts + number)
        return amount - tax, tax
    net = rounded(whole * parts, parts + number)
    if target is InclusiveTarget.NET:
        return net, amount - net
    if rounding.level is RoundingLevel.LINE:
        return net, rounded(int(net) * (parts + number), parts) - net
    return net, rounded(int(net) * number, parts)


def _by_unit(
    sheet: Sheet, place: Place, amount: Rational, plan: TaxPlan
) -> tuple[Rational, Sequence[Rational]]:
    """Each whole unit by itself; units differ by the smallest step where an amount is uneven."""
    if not isinstance(place, Item) or place.unit.decimals or not place.quantity:
        return _one(sheet, amount, 0, plan, units_of(place))
    sign, pieces = (1 if place.quantity > 0 else -1), abs(place.quantity)
    steps, over = divmod(int(amount) * sign // sheet.grain, pieces)
    net: Rational = 0
    taxes: list[Rational] = [0] * len(plan.steps)
    for count, size in ((pieces - over, steps), (over, steps + 1)):
        one, own = _one(sheet, size * sheet.grain, 0, plan, Fraction(1))
        net += one * count * sign
        taxes = [was + tax * count * sign for was, tax in zip(taxes, own, strict=True)]
    return net, taxes


def _one(
    sheet: Sheet, amount: Rational, spare: Rational, plan: TaxPlan, units: Fraction
) -> tuple[Rational, Sequence[Rational]]:
    """The net and the taxes of one amount; taxes are of the exact one where that is known."""
    target = sheet.basket.policy.rounding.inclusive_target
    held = any(step.included for step in plan.steps)
    exact = net_of(amount + spare, units, plan)
    by_net = not held or target in _BY_NET
    net = amount if not held else sheet.round(exact)
    base = exact if sheet.spare or not by_net else net
    taxes = _amounts(sheet, base, plan, units)
    if not held:
        return net, taxes
    inside = [place for place, step in enumerate(plan.steps) if step.included]
    if target is InclusiveTarget.NET:
        # What the price holds beside the net is tax, however its parts round.
        shares = split_taxes(sheet, amount - net, [plan.taxes(exact, units)[at] for at in inside])
        for at, share in zip(inside, shares, strict=True):
            taxes[at] = share
    if by_net:
        return net, taxes
    return amount - sum([taxes[at] for at in inside]), taxes


def _amounts(sheet: Sheet, net: Rational, plan: TaxPlan, units: Fraction) -> list[Rational]:
    rounding = sheet.basket.policy.rounding
    exact = plan.taxes(net, units)
    if rounding.level is RoundingLevel.TAX_LINE:
        if rounding.residual in _FIRST_OR_LAST:
            return split_taxes(sheet, sheet.round(sum(exact)), exact)
        amounts: list[Rational] = [0] * len(exact)
        for at in plan.order:
            step = plan.steps[at]
            # On what is shown of the earlier ones, so that a reader can follow.
            amounts[at] = sheet.round(step.base(net, amounts) * step.own + units * step.each)
        return amounts
    whole = sheet.round(net)
    return split_taxes(sheet, sheet.round(net + sum(exact)) - whole, exact)


def split_taxes(sheet: Sheet, whole: Rational, exact: Sequence[Rational]) -> list[Rational]:
    """A rounded sum of taxes as its parts; nothing is lost, and a zero tax stays zero."""
    if len(exact) == 1:
        return [whole]
    if not sheet.rounds:
        return list(exact)
    residual = sheet.basket.policy.rounding.residual
    if residual not in _FIRST_OR_LAST:
        return parted(whole, exact, [f"{at:09}" for at in range(len(exact))], sheet.grain)
    parts = [sheet.round(tax) for tax in exact]
    live = [at for at, tax in enumerate(exact) if tax] or [0]
    parts[live[0 if residual is Residual.FIRST else -1]] += whole - sum(parts)
    return parts
