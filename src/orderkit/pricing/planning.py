"""Which taxes each place of a basket has, and whether its amount holds them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from orderkit.pricing.model import Basket, Place
from orderkit.pricing.tax import MeanTax, RowBase, Tax, TaxRow
from orderkit.pricing.taxing import NO_TAXES, TaxPlan, mean_rate, net_of, plan_of
from orderkit.pricing.units import units_of
from orderkit.values import Currency, Exact, Rational

__all__ = ["bare", "full", "plans_of", "replanned"]

_NOTHING: Final = Fraction(0)


def plans_of(basket: Basket, places: Sequence[Place], amounts: Sequence[Rational]) -> list[TaxPlan]:
    """The plan of each place; mean rates are weighted by the net of these amounts."""
    if basket.rows:
        return _by_rows(basket, places)
    made = dict[tuple[int, bool], TaxPlan]()
    plans, currency = list[TaxPlan](), basket.currency
    for place in places:
        taxes, inclusive = place.taxes, place.inclusive
        # One list of taxes mostly serves many lines; the basket keeps it alive meanwhile.
        plan = made.get((id(taxes), inclusive))
        if plan is None:
            own = [tax for tax in taxes if isinstance(tax, Tax)]
            plan = plan_of(own, currency, inclusive=inclusive) if own else NO_TAXES
            made[id(taxes), inclusive] = plan
        plans.append(plan)
    replanned(basket, places, amounts, plans)
    return plans


def replanned(
    basket: Basket, places: Sequence[Place], amounts: Sequence[Rational], plans: list[TaxPlan]
) -> None:
    """Weigh mean rates again, by the net of amounts that adjustments have changed."""
    if not basket.means:
        return
    scale = _Scale(basket, amounts, plans)
    for at in basket.means:
        plans[at] = _with_means(basket, places[at], scale)
        if at < len(basket.items):
            # A later mean rate is of this one too.
            scale.put(at, plans[at])


class _Scale:
    """Nets of items and the rates on them, and their sums, which are added up once for all."""

    def __init__(
        self, basket: Basket, amounts: Sequence[Rational], plans: Sequence[TaxPlan]
    ) -> None:
        self._basket: Final = basket
        self._amounts: Final = amounts
        self._pairs = [(_NOTHING, _NOTHING)] * len(basket.items)
        self._whole = self._weighed = _NOTHING
        for at in range(len(basket.items)):
            self.put(at, plans[at])

    def put(self, at: int, plan: TaxPlan) -> None:
        """Weigh an item by this plan, in place of what it had."""
        net, weight = self._pairs[at]
        self._whole -= net
        self._weighed -= weight
        net = net_of(self._amounts[at], units_of(self._basket.items[at]), plan)
        weight = net * sum([step.rate for step in plan.steps]) * 100
        self._pairs[at] = net, weight
        self._whole += net
        self._weighed += weight

    def rate(self, tax: MeanTax) -> Exact:
        """The mean rate of the items that a tax is of, as it is shown."""
        if not tax.of:
            return mean_rate(tax, self._whole, self._weighed)
        named = [
            self._pairs[at]
            for name in tax.of
            if (at := self._basket.at.get(name, len(self._pairs))) < len(self._pairs)
        ]
        return mean_rate(tax, sum([net for net, _ in named]), sum([each for _, each in named]))


def _with_means(basket: Basket, place: Place, scale: _Scale) -> TaxPlan:
    taxes = [
        Tax(code=tax.code, rate=scale.rate(tax)) if isinstance(tax, MeanTax) else tax
        for tax in place.taxes
    ]
    return plan_of(taxes, basket.currency, inclusive=place.inclusive)


def bare(plan: TaxPlan, rows: Sequence[TaxRow], currency: Currency) -> TaxPlan:
    """The same taxes for an amount that holds none of them."""
    if rows:
        return NO_TAXES
    return _again(plan, currency, inclusive=False) if plan.steps else plan


def full(plan: TaxPlan, place: Place, rows: Sequence[TaxRow], currency: Currency) -> TaxPlan:
    """The same taxes for an amount that holds them all."""
    if rows:
        return _of_rows(rows, place, included=False)
    return _again(plan, currency, inclusive=True) if plan.steps else plan


def _again(plan: TaxPlan, currency: Currency, *, inclusive: bool) -> TaxPlan:
    taxes = [attrs.evolve(step.tax, included=inclusive) for step in plan.steps]
    return plan_of(taxes, currency, inclusive=inclusive)


def _by_rows(basket: Basket, places: Sequence[Place]) -> list[TaxPlan]:
    """The plan of each place under rows; places without a rate of their own share one."""
    own = {each.item for row in basket.rows for each in row.item_rates}
    shared = dict[bool, TaxPlan]()
    plans = list[TaxPlan]()
    for place in places:
        plan = None if place.id in own else shared.get(place.inclusive)
        if plan is None:
            plan = _of_rows(basket.rows, place, included=True)
        if place.id not in own:
            shared[place.inclusive] = plan
        plans.append(plan)
    return plans


def _of_rows(rows: Sequence[TaxRow], place: Place, *, included: bool) -> TaxPlan:
    """What rows come to of a net: those that prices hold, or all that are no fixed amount."""
    if included and not place.inclusive:
        return NO_TAXES
    rates = dict[str, Fraction]()
    running = dict[str, Fraction]()
    whole = Fraction(1)
    for row in rows:
        rate = _rate(row, place) if row.included or not included else Fraction(0)
        match row.on:
            case RowBase.NET:
                rates[row.id] = rate
            case RowBase.ROW:
                rates[row.id] = rate * rates[row.of or ""]
            case RowBase.RUNNING:
                rates[row.id] = rate * running[row.of or ""]
            case RowBase.FIXED:
                rates[row.id] = Fraction(0)
        whole += rates[row.id]
        running[row.id] = whole
    return attrs.evolve(NO_TAXES, of_rows=whole - 1)


def _rate(row: TaxRow, place: Place) -> Fraction:
    rate = row.rate_of(place.id)
    return Fraction(0) if rate is None else rate.fraction * Fraction(1, 100)
