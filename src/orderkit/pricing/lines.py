"""Net and taxes of each line by itself, rounded by the unit, the line or each tax of a line."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from orderkit.pricing.model import Item
from orderkit.pricing.parting import parted
from orderkit.pricing.sheet import Sheet
from orderkit.pricing.taxing import TaxPlan, net_of
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
_KEPT: Final = frozenset({InclusiveTarget.NET, InclusiveTarget.TAX, InclusiveTarget.GROSS})
_FIRST_OR_LAST: Final = frozenset({Residual.FIRST, Residual.LAST})


def taxed_by_line(sheet: Sheet) -> Taxed:
    """Net and taxes of each place; a line does not look at the others. O(places)."""
    if sheet.basket.policy.rounding.level is RoundingLevel.UNIT:
        one = _by_unit
    elif sheet.spare or not sheet.rounds:
        one = _by_line
    else:
        return _quickly(sheet)
    pairs = [
        one(sheet, at) if plan.taxes else (sheet.now[at], ()) for at, plan in enumerate(sheet.plans)
    ]
    return [net for net, _ in pairs], [own for _, own in pairs]


def _quickly(sheet: Sheet) -> Taxed:
    """Most lines have one tax, and that is a rate; equals what `_by_line` gives."""
    rounding, rounded = sheet.basket.policy.rounding, sheet.rounded
    # Rounded is the gross of a line, not its tax: half to even looks at its parity.
    by_gross = rounding.level is RoundingLevel.LINE
    target = rounding.inclusive_target
    nets, taxes = list[Rational](), list[Sequence[Rational]]()
    for at, (amount, plan) in enumerate(zip(sheet.now, sheet.plans, strict=True)):
        rate = plan.plain
        if rate is None or (plan.inclusive and target not in _KEPT):
            net, own = _by_line(sheet, at) if plan.taxes else (amount, ())
            nets.append(net)
            taxes.append(own)
            continue
        number, parts = rate
        if plan.inclusive:
            if target is InclusiveTarget.NET:
                net = rounded(amount * parts, parts + number)
                tax = amount - net
            else:
                tax = rounded(amount * number, parts + number)
                net = amount - tax
        elif by_gross:
            net, tax = amount, rounded(amount * (parts + number), parts) - amount
        else:
            net, tax = amount, rounded(amount * number, parts)
        nets.append(net)
        taxes.append((tax,))
    return nets, taxes


def _by_line(sheet: Sheet, at: int) -> tuple[Rational, Sequence[Rational]]:
    spare = sheet.spare[at] if sheet.spare else 0
    return _one(sheet, sheet.now[at], spare, sheet.plans[at], units_of(sheet.places[at]))


def _by_unit(sheet: Sheet, at: int) -> tuple[Rational, Sequence[Rational]]:
    """Each whole unit by itself; units differ by the smallest step where an amount is uneven."""
    place, amount, plan = sheet.places[at], sheet.now[at], sheet.plans[at]
    if not isinstance(place, Item) or place.unit.decimals or not place.quantity:
        return _by_line(sheet, at)
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
    held = plan.holds
    exact = net_of(amount + spare, units, plan)
    by_net = not held or target in _BY_NET
    net = amount if not held else sheet.round(exact)
    base = exact if sheet.spare or not by_net else net
    taxes = _amounts(sheet, base, plan, units, by_tax=not by_net)
    if not held:
        return net, taxes
    inside = [place for place, step in enumerate(plan.steps) if step.included]
    if target is InclusiveTarget.NET:
        # What the price holds beside the net is tax, however its parts round.
        parts = plan.amounts(exact, units)
        shares = split_taxes(sheet, amount - net, [parts[at] for at in inside])
        for at, share in zip(inside, shares, strict=True):
            taxes[at] = share
    if by_net:
        return net, taxes
    return amount - sum([taxes[at] for at in inside]), taxes


def _amounts(
    sheet: Sheet, net: Rational, plan: TaxPlan, units: Fraction, *, by_tax: bool
) -> list[Rational]:
    """Rounded taxes on a net; `by_tax` where the tax is what is rounded, and not the gross."""
    rounding = sheet.basket.policy.rounding
    exact = plan.amounts(net, units)
    if rounding.level is RoundingLevel.TAX_LINE:
        if rounding.residual in _FIRST_OR_LAST:
            return split_taxes(sheet, sheet.round(sum(exact)), exact)
        amounts: list[Rational] = [0] * len(exact)
        for at in plan.order:
            step = plan.steps[at]
            # On what is shown of the earlier ones, so that a reader can follow.
            amounts[at] = sheet.round(step.base(net, amounts) * step.own + units * step.each)
        return amounts
    if by_tax:
        return split_taxes(sheet, sheet.round(sum(exact)), exact)
    return split_taxes(sheet, sheet.round(net + sum(exact)) - sheet.round(net), exact)


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
