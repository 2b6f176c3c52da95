"""The figures of an order out of what pricing worked out for it.

An order keeps what was agreed, and works nothing out again: each line has its amount as entered,
its own part of every adjustment, and its taxes. So whatever happens to a part of a line later
moves a share of figures that stand there.
"""

from collections.abc import Iterator
from fractions import Fraction

import attrs

from orderkit.order.functional import FunctionalSums, Rate, functional_sums
from orderkit.order.line import (
    Adjustment,
    AdjustmentKind,
    InvalidTermsError,
    Line,
    TaxShare,
)
from orderkit.order.terms import Terms
from orderkit.pricing import (
    AppliedAdjustment,
    Charge,
    ChargeKind,
    Item,
    PlaceTotals,
    TaxAmount,
    Totals,
    functional_of,
)
from orderkit.values import (
    Exact,
    LineId,
    Rational,
    RoundingLevel,
    RoundingMode,
    round_fraction,
)

__all__ = ["adjustment_total", "with_totals"]

_ROUNDING = "rounding"
_NO_RATE = Exact(0)


def with_totals(terms: Terms, totals: Totals) -> Terms:
    """Terms with the figures of totals: of each line, and of what stands beside the lines.

    A line keeps its part of every adjustment as an adjustment of its own, each of its taxes, and
    the stamp of its price.
    Charges become adjustments of the order, freight among them, with what of them is tax. What
    rounding leaves over is an adjustment named `rounding`, of the line or of the order. The terms
    hold the coupons that are in force, the policy's rounding, and where the basket has a rate into
    the functional currency, that rate with what all comes to at it.

    Laws:
        total: The terms come to what is to be paid under the totals, to the minor unit.
        lines: Each line comes to its gross in the totals, with what is adjusted after tax.

    Args:
        terms: Their lines are those that were priced: same ids, quantities, units and prices.
        totals: Of a policy that rounds.

    Raises:
        InvalidTermsError: A line was priced otherwise or not at all, or under a policy that does
            not round.
    """
    if totals.basket.policy.rounding.level is RoundingLevel.NONE:
        raise InvalidTermsError(path="lines", why="amounts that nobody rounded")
    if totals.basket.currency != terms.currency:
        raise InvalidTermsError(path="currency", why=totals.basket.currency.code)
    priced = {line.id: line for line in totals.lines}
    if len(priced) != len(terms.lines):
        raise InvalidTermsError(path="lines", why=f"{len(priced)} lines were priced")
    rate, sums = _functional(terms, totals)
    return attrs.evolve(
        terms,
        lines=tuple([_line(line, priced.get(line.id), totals) for line in terms.lines]),
        adjustments=tuple(_beside(totals)),
        rounding=totals.basket.policy.rounding,
        rate=rate,
        functional=sums,
        coupons=tuple(sorted(_redeemed(totals))),
    )


def _redeemed(totals: Totals) -> set[str]:
    """The coupons of adjustments that are in force."""
    applied = [each for each in totals.adjustments if each.lapse is None]
    return {each.adjustment.coupon for each in applied if each.adjustment.coupon}


def _functional(terms: Terms, totals: Totals) -> tuple[Rate | None, FunctionalSums | None]:
    """The rate that was agreed on, and what all comes to at it; a rate without a day is today's."""
    held, sums = totals.basket.functional, functional_of(totals)
    if held is None or sums is None:
        return terms.rate, None
    rate = Rate(currency=held.currency, rate=held.rate, on=held.on or terms.ordered_at.date())
    rounding = totals.basket.policy.rounding
    beside = _nearest(totals.payable - totals.gross)
    late = functional_sums(beside, 0, terms.currency, rate, rounding)
    return rate, FunctionalSums(net=_nearest(sums.net) + late.net, tax=_nearest(sums.tax))


def _line(line: Line, priced: PlaceTotals | None, totals: Totals) -> Line:
    item = None if priced is None else priced.place
    if priced is None or not isinstance(item, Item):
        raise InvalidTermsError(path=f"lines/{line.id}", why="it was not priced")
    if (item.quantity, item.unit, item.price) != (line.quantity, line.unit, line.price):
        raise InvalidTermsError(path=f"lines/{line.id}", why="it was priced as another one")
    own = _own(totals, priced)
    taxes = tuple([_tax(tax) for tax in priced.taxes])
    amount = _nearest(priced.entered)
    outside = sum([tax.tax for tax in taxes if not tax.included])
    due = _nearest(priced.gross) + _late(totals, priced.id)
    rest = due - amount - outside - sum([each.amount for each in own])
    if rest:
        own = (*own, _rounding(rest))
    stamp = item.stamp or line.stamp
    return attrs.evolve(
        line, amount=amount, adjustments=own, taxes=taxes, gift=item.gift, stamp=stamp
    )


def _own(totals: Totals, place: PlaceTotals) -> tuple[Adjustment, ...]:
    """A line's part of each adjustment that touched it."""
    parts = totals.parts.get(place.id, ())
    return tuple([_adjustment(each, _nearest(share)) for each, share in parts])


def _late(totals: Totals, place: str) -> int:
    parts = totals.parts.get(place, ())
    return sum([_nearest(share) for each, share in parts if each.is_late])


def _adjustment(each: AppliedAdjustment, share: int) -> Adjustment:
    kind = AdjustmentKind.DISCOUNT if share < 0 else AdjustmentKind.CHARGE
    code = each.adjustment.coupon or each.id
    return Adjustment(id=LineId(each.id), code=code, kind=kind, amount=share)


def _rounding(amount: Rational) -> Adjustment:
    kind = AdjustmentKind.DISCOUNT if amount < 0 else AdjustmentKind.CHARGE
    whole = _nearest(amount)
    return Adjustment(id=LineId(_ROUNDING), code=_ROUNDING, kind=kind, amount=whole)


def _beside(totals: Totals) -> Iterator[Adjustment]:
    """Charges, and what rounding puts on the order as a whole."""
    for priced, charge in zip(totals.charges, totals.basket.charges, strict=True):
        amount = _nearest(priced.gross) + _late(totals, priced.id)
        yield Adjustment(
            id=LineId(priced.id),
            code=charge.kind.value,
            kind=_kind(charge),
            amount=amount,
            taxes=tuple([attrs.evolve(_tax(tax), included=True) for tax in priced.taxes]),
        )
    for row in totals.rows:
        amount = _nearest(row.amount)
        kind = AdjustmentKind.DISCOUNT if amount < 0 else AdjustmentKind.CHARGE
        yield Adjustment(id=LineId(row.row.id), code=row.row.id, kind=kind, amount=amount)
    if totals.difference or totals.rounding:
        yield _rounding(totals.difference + totals.rounding)


def _kind(charge: Charge) -> AdjustmentKind:
    freight = charge.kind is ChargeKind.SHIPPING
    return AdjustmentKind.FREIGHT if freight else AdjustmentKind.CHARGE


def _tax(tax: TaxAmount) -> TaxShare:
    return TaxShare(
        code=tax.tax.code,
        rate=tax.tax.rate or _NO_RATE,
        net=_nearest(tax.base),
        tax=_nearest(tax.amount),
        included=tax.included,
    )


def _nearest(amount: Rational) -> int:
    """A figure of a line in whole minor units; what that leaves is in the line's `rounding`."""
    return round_fraction(Fraction(amount), RoundingMode.HALF_UP)


def adjustment_total(terms: Terms, name: str) -> int:
    """What an adjustment comes to in terms, over all lines and beside them, in minor units.

    Args:
        name: Its id, as pricing knew it; 0 where the terms have none of it.
    """
    own = [each for line in terms.lines for each in line.adjustments]
    return sum([each.amount for each in (*own, *terms.adjustments) if each.id == name])
