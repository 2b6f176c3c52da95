"""Net and taxes of a document whose tax is rounded by tax group, or once for all of it.

The figure of the group is rounded; lines have whole shares of it, by largest remainder over what
each would have exactly. So lines add up to groups, and groups to the document.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, TypeAlias, final

import attrs

from orderkit.pricing.lines import Taxed
from orderkit.pricing.parting import parted
from orderkit.pricing.policy import LineBasis
from orderkit.pricing.sheet import Sheet
from orderkit.pricing.tax import Tax
from orderkit.pricing.taxing import TaxPlan, net_of
from orderkit.pricing.units import size_of, units_of
from orderkit.values import Exact, InclusiveTarget, Rational, RoundingLevel

__all__ = ["TaxKey", "exact_nets", "group_key", "show_nets", "taxed_by_group"]

# The place of a line, and the place of a tax in its list.
_Cell: TypeAlias = tuple[int, int]
TaxKey: TypeAlias = tuple[str, int, int, int, int]

_NONE: Final = Exact(0)
_BY_SET: Final = frozenset({InclusiveTarget.NET, InclusiveTarget.RECOMPUTE, InclusiveTarget.GROSS})
_BY_NET: Final = frozenset({InclusiveTarget.NET, InclusiveTarget.RECOMPUTE})


@final
@attrs.frozen(kw_only=True)
class _Work:
    """Exact figures of each place, and the rounded ones in the making."""

    sheet: Sheet
    exact_nets: list[Rational]
    exact_taxes: list[list[Rational]]
    nets: list[Rational]
    taxes: list[list[Rational]]

    def keys(self, places: Iterable[int]) -> list[str]:
        return [self.sheet.places[place].id for place in places]


def group_key(tax: Tax) -> TaxKey:
    """What makes taxes one group: code and rate, and the amount for each unit."""
    rate, amount = tax.rate or _NONE, tax.amount or _NONE
    return tax.code, rate.digits, rate.scale, amount.digits, amount.scale


def taxed_by_group(sheet: Sheet) -> Taxed:
    """Net and taxes of each place, rounded together. O(places log places)."""
    work = _work(sheet)
    rounding = sheet.basket.policy.rounding
    if rounding.level is RoundingLevel.DOCUMENT:
        _whole_document(work)
    elif rounding.inclusive_target in _BY_SET:
        held = [at for at, plan in enumerate(sheet.plans) if plan.holds]
        for places in _by_set(sheet, held):
            _one_set(work, places)
        apart = set(held)
        _by_tax(work, [at for at in range(len(sheet.places)) if at not in apart])
    else:
        _by_tax(work, range(len(sheet.places)))
    if sheet.exact:
        show_nets(sheet, work.nets)
    return work.nets, list(work.taxes)


def exact_nets(sheet: Sheet) -> list[Rational]:
    """The net of each place before any rounding that the policy leaves to groups."""
    exact = sheet.basket.policy.lines is LineBasis.TAXED_EXACT
    return [
        net_of(amount + (sheet.spare[at] if exact else 0), units_of(place), sheet.plans[at])
        for at, (amount, place) in enumerate(zip(sheet.now, sheet.places, strict=True))
    ]


def _work(sheet: Sheet) -> _Work:
    nets = exact_nets(sheet)
    taxes = [
        plan.amounts(net, units_of(place))
        for net, plan, place in zip(nets, sheet.plans, sheet.places, strict=True)
    ]
    return _Work(
        sheet=sheet,
        exact_nets=nets,
        exact_taxes=taxes,
        nets=list(sheet.now),
        taxes=[[0] * len(own) for own in taxes],
    )


def show_nets(sheet: Sheet, nets: list[Rational]) -> None:
    """Make whole what exact nets are shown as: they come to their rounded sum."""
    places = [at for at, net in enumerate(nets) if net.denominator > 1]
    whole = sheet.round(sum([nets[at] for at in places]))
    keys = [sheet.places[at].id for at in places]
    shown = parted(whole, [nets[at] for at in places], keys, sheet.grain)
    for at, net in zip(places, shown, strict=True):
        nets[at] = net


def _by_tax(work: _Work, places: Sequence[int]) -> None:
    """Each tax group by itself; a line that holds its taxes has the rest as its net."""
    groups: dict[TaxKey, list[_Cell]] = {}
    for at in places:
        for step, each in enumerate(work.sheet.plans[at].steps):
            groups.setdefault(group_key(each.tax), []).append((at, step))
    for cells in groups.values():
        whole = work.sheet.round(sum([work.exact_taxes[at][step] for at, step in cells]))
        _give(work, whole, cells)
    _nets_of_held(work, places)


def _give(work: _Work, whole: Rational, cells: Sequence[_Cell]) -> None:
    exact = [work.exact_taxes[at][step] for at, step in cells]
    shares = parted(whole, exact, work.keys(at for at, _ in cells), work.sheet.grain)
    for (at, step), share in zip(cells, shares, strict=True):
        work.taxes[at][step] = share


def _nets_of_held(work: _Work, places: Iterable[int]) -> None:
    for at in places:
        for tax, step in zip(work.taxes[at], work.sheet.plans[at].steps, strict=True):
            if step.included:
                work.nets[at] -= tax


def _whole_document(work: _Work) -> None:
    """All tax that prices hold, and all that they do not, each rounded once."""
    sheet, places = work.sheet, range(len(work.sheet.places))
    held = [at for at in places if sheet.plans[at].holds]
    for included in (True, False):
        groups: dict[TaxKey, list[_Cell]] = {}
        for at in places:
            for step, each in enumerate(sheet.plans[at].steps):
                if each.included is included:
                    groups.setdefault(group_key(each.tax), []).append((at, step))
        sums = [
            sum([work.exact_taxes[at][step] for at, step in cells]) for cells in groups.values()
        ]
        whole = sheet.round(sum(sums))
        if included and sheet.basket.policy.rounding.inclusive_target in _BY_NET:
            amount = sheet.round(sum([sheet.now[at] for at in held]))
            whole = amount - sheet.round(sum([work.exact_nets[at] for at in held]))
        keys = [repr(key) for key in groups]
        for cells, share in zip(
            groups.values(), parted(whole, sums, keys, sheet.grain), strict=True
        ):
            _give(work, share, cells)
    _nets_of_held(work, places)


def _by_set(sheet: Sheet, held: Iterable[int]) -> Iterable[list[int]]:
    """Places that hold the same taxes; only of these a net can be derived together."""
    sets: dict[tuple[Tax, ...], list[int]] = {}
    for at in held:
        key = tuple(step.tax for step in sheet.plans[at].steps)
        sets.setdefault(key, []).append(at)
    return sets.values()


def _one_set(work: _Work, places: list[int]) -> None:
    """Lines of one set of taxes: net and taxes of the whole, then what each line has of them."""
    sheet = work.sheet
    plan = sheet.plans[places[0]]
    inside = [step for step, each in enumerate(plan.steps) if each.included]
    amount = sheet.round(sum([sheet.now[at] for at in places]))
    net, taxes = _figures(work, places, plan, amount)
    gross = net + sum([taxes[step] for step in inside])
    live = [at for at in places if sheet.now[at]]
    corrections = sheet.shared(gross - amount, live, [size_of(sheet.now[at]) for at in live])
    for at, correction in zip(live, corrections, strict=True):
        work.nets[at] += correction
    for step, tax in enumerate(taxes):
        _give(work, tax, [(at, step) for at in places])
    _nets_of_held(work, places)
    if sheet.exact:
        shown = parted(net, [work.nets[at] for at in places], work.keys(places), sheet.grain)
        for at, own in zip(places, shown, strict=True):
            work.nets[at] = own


def _figures(
    work: _Work, places: Sequence[int], plan: TaxPlan, amount: Rational
) -> tuple[Rational, list[Rational]]:
    """Net and taxes of lines of one set, as the target of the policy has it."""
    sheet = work.sheet
    exact_net = sum([work.exact_nets[at] for at in places])
    exact = [sum([work.exact_taxes[at][step] for at in places]) for step in range(len(plan.steps))]
    units = sum((units_of(sheet.places[at]) for at in places), Fraction(0))
    net = sheet.round(exact_net)
    inside = [step for step, each in enumerate(plan.steps) if each.included]

    def taxes_on(base: Rational) -> list[Rational]:
        return [sheet.round(tax) for tax in plan.amounts(base, units)]

    target = sheet.basket.policy.rounding.inclusive_target
    if target is InclusiveTarget.NET:
        taxes = taxes_on(net)
        parts = parted(amount - net, [exact[step] for step in inside], _texts(inside), sheet.grain)
        for step, part in zip(inside, parts, strict=True):
            taxes[step] = part
        return net, taxes
    if target is InclusiveTarget.GROSS:
        net = _kept(net, amount, inside, taxes_on, sheet.grain)
    elif sheet.basket.policy.lines is LineBasis.EXACT:
        return net, [sheet.round(tax) for tax in exact]
    return net, taxes_on(net)


def _kept(
    net: Rational,
    amount: Rational,
    inside: Sequence[int],
    taxes_on: Callable[[Rational], Sequence[Rational]],
    grain: int,
) -> Rational:
    """The net whose gross is the amount, or comes nearest to it; not every gross has a net."""

    def off(candidate: Rational) -> Rational:
        taxes = taxes_on(candidate)
        return size_of(candidate + sum([taxes[step] for step in inside]) - amount)

    return min((net, net - grain, net + grain), key=off)


def _texts(places: Sequence[int]) -> list[str]:
    return [f"{place:09}" for place in places]
