"""Repricing: what lines come to once their quantity or price is another.

One function is the seam to whatever works totals out. What was fixed to units once stays with
them: fewer units keep their shares from the first unit on, further ones get the same for each,
and nothing is worked out anew of what did not change.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

import attrs

from orderkit.order.functional import taxes_in
from orderkit.order.line import Adjustment, Line, TaxShare
from orderkit.order.spread import fits
from orderkit.order.terms import Terms
from orderkit.values import (
    Currency,
    Exact,
    LineId,
    RoundingMode,
    RoundingPolicy,
    extend,
    round_ratio,
    share_out,
    unit_share,
)

__all__ = ["at_amount", "repriced"]

_HUNDRED: Final = 100
# Shares of more units than these are not written down one by one: no memory holds 63 bits of them.
_MOST_SHARES: Final = 1_000_000


def repriced(terms: Terms, was: Terms, lines: Collection[LineId]) -> Terms:
    """Terms with the figures of some lines worked out anew, and of what is shared over lines.

    A line's amount is its price times its quantity, multiplied first and rounded once, as the
    order's `rounding` says. Where the
    price is another, its taxes move in proportion to the amount; where only the quantity is, each
    unit keeps its share of taxes and adjustments. Shares of adjustments of the order move with
    the units of their lines; one whose lines are all gone is gone. Linear in lines.

    Args:
        terms: The terms with quantities and prices as they are to be, and figures as they were.
        was: The terms before.
        lines: Whose quantity or price is another. Lines of `was` that are not in `terms` are gone.

    Raises:
        InvalidTermsError: A figure of a tax or an adjustment is beyond 63 bits.
        MoneyOverflowError: An amount or the total is beyond 63 bits.
    """
    before = {line.id: line for line in was.lines}
    rounding = _rounds(terms.rounding)
    made = tuple(
        _line(line, before[line.id], terms.currency, rounding) if line.id in lines else line
        for line in terms.lines
    )
    after = {line.id: line for line in made}
    moved = {each for each in before if each in lines or each not in after}
    charges = terms.adjustments
    if moved:
        shared = (_charge(charge, before, after, moved) for charge in charges)
        charges = tuple(charge for charge in shared if charge is not None)
    revised = attrs.evolve(terms, lines=made, adjustments=charges, functional=None)
    return revised if was.functional is None else _converted(revised, was)


def _converted(terms: Terms, was: Terms) -> Terms:
    """With their sums in the functional currency; where nothing moved, with those there were."""
    tax, tax_before = (taxes_in(each.lines, each.adjustments) for each in (terms, was))
    if (terms.total, tax) == (was.total, tax_before):
        # Perhaps they were converted line by line, and a cent apart.
        return attrs.evolve(terms, functional=was.functional)
    return attrs.evolve(terms, functional=terms.converted(terms.total, tax))


def at_amount(charge: Adjustment, amount: int) -> Adjustment:
    """An adjustment of another amount: its units share it as they did, and taxes in proportion.

    Raises:
        InvalidTermsError: The amount, or a figure of a tax, is beyond 63 bits.
    """
    shares = charge.shares
    if shares:
        weights = [abs(share) for share in shares]
        if not any(weights):
            weights = [1] * len(weights)
        shares = tuple(share_out(amount, weights))
    return attrs.evolve(charge, amount=amount, shares=shares, taxes=_taxes(charge, amount))


def _taxes(charge: Adjustment, amount: int) -> tuple[TaxShare, ...]:
    """What of an amount is tax: in proportion, or by the rate where the adjustment was free."""
    return tuple([_scaled_tax(tax, charge.amount, amount, 1) for tax in charge.taxes])


def _rounds(policy: RoundingPolicy) -> RoundingPolicy:
    """The order's own policy; figures that change are rounded even under one that did not."""
    if policy.mode is RoundingMode.NONE:
        return attrs.evolve(policy, mode=RoundingMode.HALF_UP)
    return policy


def _line(line: Line, was: Line, currency: Currency, rounding: RoundingPolicy) -> Line:
    amount = extend(line.price, line.quantity, line.unit, currency, rounding).minor
    units = line.quantity
    if line.price == was.price:
        taxes = tuple(_resized_tax(tax, was.quantity, units) for tax in was.taxes)
    else:
        taxes = tuple(
            _scaled_tax(tax, was.amount, amount, units, rounding.mode) for tax in was.taxes
        )
    own = tuple(_resized(each, was.quantity, units) for each in was.adjustments)
    return attrs.evolve(line, amount=amount, taxes=taxes, adjustments=own)


def _resized_tax(tax: TaxShare, units: int, wanted: int) -> TaxShare:
    shares, total = _shares(tax.shares, tax.tax, units, wanted)
    net = _carried(tax.net, units, wanted)
    return attrs.evolve(tax, net=net, tax=total, shares=shares)


def _scaled_tax(
    tax: TaxShare, was: int, amount: int, units: int, mode: RoundingMode = RoundingMode.HALF_UP
) -> TaxShare:
    """A tax under another price: in proportion to the amount, or by its rate where it was free."""
    if was:
        net = round_ratio(tax.net * amount, was, mode)
        total = round_ratio(tax.tax * amount, was, mode)
    else:
        total = _by_rate(amount, tax.rate, mode, within=tax.included)
        net = amount - total if tax.included else amount
    fixed = tax.shares and not _too_many(units, len(tax.shares))
    shares = tuple(share_out(total, [1] * units)) if fixed else ()
    return attrs.evolve(tax, net=net, tax=total, shares=shares)


def _by_rate(amount: int, rate: Exact, mode: RoundingMode, *, within: bool) -> int:
    digits, whole = rate.digits, _HUNDRED * 10**rate.scale
    return round_ratio(amount * digits, whole + digits if within else whole, mode)


def _resized(charge: Adjustment, units: int, wanted: int) -> Adjustment:
    """An adjustment of a line itself: so much for each unit."""
    shares, amount = _shares(charge.shares, charge.amount, units, wanted)
    return attrs.evolve(charge, amount=amount, shares=shares, taxes=_taxes(charge, amount))


def _shares(
    shares: tuple[int, ...], total: int, units: int, wanted: int
) -> tuple[tuple[int, ...], int]:
    """The shares of so many units, and what they come to."""
    if not fits(shares, total, units) or _too_many(wanted, units):
        # Never fixed to these units, or no longer: in proportion.
        return (), _carried(total, units, wanted)
    moved = _moved(shares, wanted)
    return moved, sum(moved)


def _too_many(wanted: int, shares: int) -> bool:
    """Whether further shares would be needed for more units than any are written down for."""
    return wanted > max(shares, _MOST_SHARES)


def _moved(shares: tuple[int, ...], wanted: int) -> tuple[int, ...]:
    """The shares that there are, cut off at the end, or with the like for further units."""
    more = wanted - len(shares)
    if more <= 0:
        return shares[:wanted]
    total = sum(shares)
    further = _carried(total, len(shares), wanted) - total
    return (*shares, *share_out(further, [1] * more))


def _carried(total: int, units: int, wanted: int) -> int:
    """What so many units come to where some come to a total: the first of it, or more alike."""
    if wanted <= units:
        return unit_share(total, units, 0, wanted)
    return total + round_ratio(total * (wanted - units), units, RoundingMode.HALF_UP)


def _charge(
    charge: Adjustment,
    before: Mapping[LineId, Line],
    after: Mapping[LineId, Line],
    moved: AbstractSet[LineId],
) -> Adjustment | None:
    """An adjustment of the order, with the shares of the units that there are now."""
    if moved.isdisjoint(charge.lines):
        return charge
    kept = tuple(line for line in charge.lines if line in after)
    if charge.lines and not kept:
        return None
    if not fits(charge.shares, charge.amount, sum(_units(before, charge.lines))):
        return attrs.evolve(charge, lines=kept)
    shares, amount, place = list[int](), 0, 0
    fixed = not _too_many(sum(after[line].quantity for line in kept), len(charge.shares))
    for line in charge.lines:
        units = before[line].quantity
        own = charge.shares[place : place + units]
        place += units
        if line not in after:
            continue
        if fixed and line in moved:
            own = _moved(own, after[line].quantity)
        shares += own if fixed else ()
        amount += sum(own) if fixed else _carried(sum(own), units, after[line].quantity)
    taxes = _taxes(charge, amount)
    return attrs.evolve(charge, lines=kept, shares=tuple(shares), amount=amount, taxes=taxes)


def _units(lines: Mapping[LineId, Line], names: Iterable[LineId]) -> Iterator[int]:
    """Units of the lines of these names that there are."""
    return (lines[name].quantity for name in names if name in lines)
