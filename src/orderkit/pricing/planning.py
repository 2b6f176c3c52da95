"""Which taxes each place of a basket has, and whether its amount holds them."""

from collections.abc import Sequence
from fractions import Fraction

import attrs

from orderkit.pricing.model import Basket, Place
from orderkit.pricing.tax import MeanTax, RowBase, Tax, TaxRow
from orderkit.pricing.taxing import NO_TAXES, TaxPlan, mean_rate, net_of, plan_of
from orderkit.pricing.units import units_of
from orderkit.values import Currency, Rational

__all__ = ["bare", "full", "plans_of", "replanned"]


def plans_of(basket: Basket, places: Sequence[Place], amounts: Sequence[Rational]) -> list[TaxPlan]:
    """The plan of each place; mean rates are weighted by the net of these amounts."""
    if basket.rows:
        return [_of_rows(basket.rows, place, included=True) for place in places]
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
    for at in basket.means:
        plans[at] = _with_means(basket, places, amounts, plans, at)


def _with_means(
    basket: Basket,
    places: Sequence[Place],
    amounts: Sequence[Rational],
    plans: Sequence[TaxPlan],
    at: int,
) -> TaxPlan:
    pairs = {
        item.id: (_net(amounts[place], item, plans[place]), _percent(plans[place]))
        for place, item in enumerate(basket.items)
    }
    taxes = list[Tax]()
    for tax in places[at].taxes:
        if isinstance(tax, MeanTax):
            named = [pairs[item] for item in tax.of or pairs if item in pairs]
            taxes.append(Tax(code=tax.code, rate=mean_rate(tax, named)))
        else:
            taxes.append(tax)
    return plan_of(taxes, basket.currency, inclusive=places[at].inclusive)


def _net(amount: Rational, place: Place, plan: TaxPlan) -> Rational:
    return net_of(amount, units_of(place), plan)


def _percent(plan: TaxPlan) -> Fraction:
    return sum((step.rate for step in plan.steps), Fraction(0)) * 100


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
    own = [each.rate for each in row.item_rates if each.item == place.id]
    rate = own[0] if own else row.rate
    return Fraction(0) if rate is None else rate.fraction * Fraction(1, 100)
