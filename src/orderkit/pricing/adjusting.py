"""Applying price adjustments to a sheet, each in its turn on what the earlier ones left."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.pricing.adjustment import (
    ALWAYS,
    Basis,
    ByAmount,
    ByPercent,
    Coverage,
    PriceAdjustment,
    Scope,
)
from orderkit.pricing.choosing import items_for
from orderkit.pricing.model import ChargeKind, Item
from orderkit.pricing.parting import exact_parts, parted
from orderkit.pricing.planning import bare, full
from orderkit.pricing.policy import Weighing
from orderkit.pricing.sheet import Sheet
from orderkit.pricing.taxing import net_of
from orderkit.pricing.units import minor, size_of, units_of
from orderkit.values import Exact, Rational, maker

__all__ = ["COVERED", "Given", "Lapse", "adjusted", "capped"]

COVERED: Final = MappingProxyType(
    {ChargeKind.SHIPPING: Coverage.SHIPPING, ChargeKind.SURCHARGE: Coverage.SURCHARGE}
)
"""What each kind of charge is to an adjustment that is shared out."""


@final
class Lapse(StrEnum):
    """Why an adjustment is not in force."""

    CONDITION = "condition"  # what it asks for does not hold at its turn
    GROUP = "group"  # another of its group came first
    NOTHING = "nothing"  # nothing that it is meant for is there


@final
@attrs.frozen(kw_only=True)
class Given:
    """What an adjustment gave.

    Attributes:
        places: The places it touched.
        shares: What each of them got, in minor units.
        wanted: What it would have come to, had every place taken its part.
    """

    adjustment: PriceAdjustment
    places: Sequence[int]
    shares: Sequence[Rational]
    wanted: Rational
    lapse: Lapse | None = None


_made: Final = maker(Given)


def adjusted(sheet: Sheet, adjustment: PriceAdjustment, groups: set[str]) -> Given:
    """Apply one adjustment to the column of present amounts; `groups` are those already served."""
    if adjustment.group and adjustment.group in groups:
        return _lapsed(adjustment, Lapse.GROUP)
    chosen = _chosen(sheet, adjustment)
    if not chosen:
        return _lapsed(adjustment, Lapse.NOTHING)
    if not _holds(sheet, adjustment, chosen):
        return _lapsed(adjustment, Lapse.CONDITION)
    if adjustment.group:
        groups.add(adjustment.group)
    if adjustment.on is not Basis.ENTERED:
        _convert(sheet, adjustment, chosen)
    if adjustment.scope is Scope.ORDER:
        given = _together(sheet, adjustment, chosen)
    else:
        given = _each(sheet, adjustment, chosen)
    sheet.add(given.places, given.shares)
    if adjustment.on is not Basis.ENTERED and sheet.exact:
        _settle(sheet, given.places)
    return given


def _lapsed(adjustment: PriceAdjustment, lapse: Lapse) -> Given:
    return _made(adjustment, (), (), 0, lapse)


def _chosen(sheet: Sheet, adjustment: PriceAdjustment) -> Sequence[int]:
    """The places that an adjustment is meant for."""
    basket, lines = sheet.basket, adjustment.lines
    first = len(basket.items)
    if adjustment.scope is Scope.CHARGE:
        if not lines:
            return range(first, len(sheet.places))
        return sorted({at for name in lines if (at := basket.at.get(name, -1)) >= first})
    if adjustment.scope is not Scope.ORDER or adjustment.covers == (Coverage.LINES,):
        return items_for(basket, lines, adjustment.select)
    goods = Coverage.LINES in adjustment.covers
    chosen = [*items_for(basket, lines, adjustment.select)] if goods else []
    for at, charge in enumerate(basket.charges, first):
        if COVERED[charge.kind] in adjustment.covers:
            chosen.append(at)
    return chosen


def _holds(sheet: Sheet, adjustment: PriceAdjustment, chosen: Sequence[int]) -> bool:
    if adjustment.when is ALWAYS:
        return True
    when = adjustment.when
    if when.subtotal_min is not None:
        least = minor(when.subtotal_min, sheet.basket.currency)
        if sheet.subtotal() < least:
            return False
    if when.any_line_quantity_min is not None:
        most = sheet.basket.most_units
        if most is None or most < when.any_line_quantity_min.fraction:
            return False
    if when.selected_quantity_min is None:
        return True
    least = when.selected_quantity_min.fraction
    return sum([units_of(sheet.places[at]) for at in chosen]) >= least


def _each(sheet: Sheet, adjustment: PriceAdjustment, chosen: Sequence[int]) -> Given:
    """Each place by itself; the whole of it within what `most` leaves."""
    change = adjustment.change
    by_unit = adjustment.scope is Scope.UNIT
    if isinstance(change, ByPercent) and not by_unit and _plain(sheet, adjustment):
        # A percentage of at most all there is needs no limit; equals the way below.
        number, parts = change.percent.digits, 100 * 10**change.percent.scale
        rounded, now = sheet.rounded, sheet.now
        quick = [rounded(now[at] * number, parts) for at in chosen]
        return _made(adjustment, chosen, quick, sum(quick), None)
    wanted = list[Rational]()
    for at in chosen:
        # A quantity below zero takes back, so what is given for a unit is taken back too.
        units = units_of(sheet.places[at]) if by_unit else Fraction(1)
        one = Fraction(sheet.now[at], units or 1)
        share = sheet.round(_change(sheet, adjustment, one)) * units
        wanted.append(sheet.round(share))
    limits = capped(sheet, chosen, adjustment)
    shares = [
        want if limit is None else -_least(-want, limit)
        for want, limit in zip(wanted, limits, strict=True)
    ]
    return _made(adjustment, chosen, _within(sheet, adjustment, chosen, shares), sum(wanted), None)


def _within(
    sheet: Sheet, adjustment: PriceAdjustment, chosen: Sequence[int], shares: Sequence[Rational]
) -> Sequence[Rational]:
    """Shares in proportion to these that come to no more than the adjustment's `most`."""
    whole = sum(shares)
    if adjustment.most is None:
        return shares
    most = _most(sheet, adjustment.most)
    if size_of(whole) <= most:
        return shares
    part = Fraction(most, size_of(whole))
    if not sheet.rounds:
        return [share * part for share in shares]
    keys = [sheet.places[at].id for at in chosen]
    sign = -1 if whole < 0 else 1
    return parted(most * sign, [share * part for share in shares], keys, sheet.grain)


def _most(sheet: Sheet, most: Exact) -> Rational:
    """The largest amount that is no more than this."""
    exact = minor(most, sheet.basket.currency)
    return exact // sheet.grain * sheet.grain if sheet.rounds else exact


def _plain(sheet: Sheet, adjustment: PriceAdjustment) -> bool:
    """Whether nothing bounds what an adjustment takes but what there is."""
    levied = adjustment.on is Basis.GROSS and sheet.basket.levied
    return adjustment.most is None and not sheet.basket.floored and not levied


def _change(sheet: Sheet, adjustment: PriceAdjustment, amount: Rational) -> Rational:
    """By how much it changes an amount, before rounding."""
    change = adjustment.change
    if isinstance(change, ByPercent):
        return amount * change.percent.fraction * Fraction(1, 100)
    if isinstance(change, ByAmount):
        return minor(change.amount, sheet.basket.currency)
    return minor(change.price, sheet.basket.currency) - amount


def _together(sheet: Sheet, adjustment: PriceAdjustment, chosen: Sequence[int]) -> Given:
    """One amount for all places, shared out among them; none goes below what it may."""
    now = sheet.now
    amounts = [now[at] for at in chosen]
    whole = sum(amounts)
    wanted = sheet.rounded(_change(sheet, adjustment, whole), 1)
    entered = sheet.basket.policy.weighing is Weighing.ENTERED
    plain = entered and not sheet.exact and _plain(sheet, adjustment)
    if plain and 0 < -wanted <= whole and min(amounts) >= 0:
        # In proportion to what there is, no share is more than there is.
        return _made(adjustment, chosen, sheet.shared(wanted, chosen, amounts), wanted, None)
    weights = amounts if entered else [_gross(sheet, at) for at in chosen]
    weights = [max(0, weight) for weight in weights]
    limits = capped(sheet, chosen, adjustment)
    size = size_of(wanted)
    if adjustment.most is not None:
        size = _least(size, _most(sheet, adjustment.most))
    caps: list[Rational] | None = None
    if wanted < 0 and None not in limits:
        caps = [limit for limit in limits if limit is not None]
        size = _least(size, sum(caps))
    part = size * (-1 if wanted < 0 else 1)
    if any(weights) and any(now.denominator > 1 for now in amounts):
        # Amounts that are still exact take exact shares, and are rounded with them.
        shares: Sequence[Rational] = exact_parts(part, weights, caps)
    else:
        shares = sheet.shared(part, chosen, weights, caps)
    return _made(adjustment, chosen, shares, wanted, None)


def _least(left: Rational, right: Rational) -> Rational:
    if right < left:
        return right
    return left


def _gross(sheet: Sheet, at: int) -> Rational:
    plan, units = sheet.plans[at], units_of(sheet.places[at])
    net = net_of(sheet.now[at], units, plan)
    return sheet.round(net + sum(plan.amounts(net, units)))


def capped(
    sheet: Sheet, chosen: Sequence[int], adjustment: PriceAdjustment
) -> list[Rational | None]:
    """The most that may be taken off each place; None where zero may be crossed."""
    limits = list[Rational | None]()
    for at in chosen:
        place = sheet.places[at]
        floor = None if adjustment.may_cross_zero else _least_gross(sheet, adjustment, at)
        if isinstance(place, Item) and place.floor_price is not None:
            floor = _up(sheet, minor(place.floor_price, sheet.basket.currency) * units_of(place))
        limits.append(None if floor is None else max(0, sheet.now[at] - floor))
    return limits


def _least_gross(sheet: Sheet, adjustment: PriceAdjustment, at: int) -> Rational:
    """What is left of a place that a discount took all of: of a gross, the levies that are due."""
    if adjustment.on is not Basis.GROSS or not sheet.basket.levied:
        return 0
    return max(0, _up(sheet, units_of(sheet.places[at]) * sheet.plans[at].held_fixed))


def _up(sheet: Sheet, floor: Rational) -> Rational:
    """A floor in steps that amounts have: what is below it by a part of a step is below it."""
    return -(-floor // sheet.grain) * sheet.grain if sheet.rounds else floor


def _convert(sheet: Sheet, adjustment: PriceAdjustment, chosen: Sequence[int]) -> None:
    """Make amounts of the chosen places net or gross ones, exactly where they stay exact."""
    rows, currency = sheet.basket.rows, sheet.basket.currency
    for at in chosen:
        plan, units = sheet.plans[at], units_of(sheet.places[at])
        net = net_of(sheet.now[at], units, plan)
        if adjustment.on is Basis.NET:
            sheet.plans[at], amount = bare(plan, rows, currency), net
        else:
            whole = full(plan, sheet.places[at], rows, currency)
            sheet.plans[at] = whole
            amount = net * (1 + whole.held_rate) + units * whole.held_fixed
        sheet.write(at, amount if sheet.exact else sheet.round(amount))


def _settle(sheet: Sheet, places: Sequence[int]) -> None:
    """Nets that a discount off net or gross leaves are amounts of money again."""
    for at in places:
        net = net_of(sheet.now[at], units_of(sheet.places[at]), sheet.plans[at])
        sheet.write(at, sheet.round(net))
        sheet.plans[at] = bare(sheet.plans[at], sheet.basket.rows, sheet.basket.currency)
