"""Taxes of one line: what each of them is of the line's net and of its whole units.

Each tax comes to `rate` times the net plus `fixed` for each whole unit, taxes on taxes included:
steps that raise the base are folded into the figures of the later ones.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.pricing.tax import MeanTax, Tax
from orderkit.pricing.units import minor
from orderkit.values import Currency, Exact, Rational, RoundingMode, round_fraction

__all__ = [
    "NO_TAXES",
    "Step",
    "TaxPlan",
    "UntaxableError",
    "mean_rate",
    "net_of",
    "plan_of",
    "price_before_tax",
]


@attrs.frozen(kw_only=True)
class UntaxableError(InvalidValueError):
    """A price that holds taxes of -100 % or less is the price of no net."""

    code: ClassVar[str] = "tax.untaxable"
    template: ClassVar[str] = "no net comes to this price with taxes of {rate} %"

    rate: str


@final
@attrs.frozen(kw_only=True)
class Step:
    """One tax of a line.

    Attributes:
        rate: Of the net, with what earlier taxes add to its base.
        fixed: Minor units for each whole unit, likewise.
        own: Of its own base alone.
        each: Minor units for each whole unit, of its own alone.
        sees: The places of earlier steps that raise its base.
        included: Whether the amount of the line holds it.
    """

    tax: Tax
    rate: Fraction
    fixed: Fraction
    own: Fraction
    each: Fraction
    sees: tuple[int, ...]
    included: bool

    def base(self, net: Rational, amounts: Sequence[Rational]) -> Rational:
        """What it is worked out on: the net, and earlier taxes that raise it."""
        return net + sum([amounts[place] for place in self.sees])


@final
@attrs.frozen(kw_only=True)
class TaxPlan:
    """All taxes of a line, in the order in which the line lists them.

    Attributes:
        order: Places of the steps in the order of taxing.
        held_rate: Of the net, all taxes that the amount holds.
        held_fixed: Minor units for each whole unit, likewise.
        plain: The one rate as number and parts, where there is one tax and it is a rate; else
            None.
    """

    steps: tuple[Step, ...]
    order: tuple[int, ...]
    held_rate: Fraction
    held_fixed: Fraction
    plain: tuple[int, int] | None

    def taxes(self, net: Rational, units: Fraction) -> list[Rational]:
        """What each tax comes to, exactly."""
        return [net * step.rate + units * step.fixed for step in self.steps]


NO_TAXES: Final = TaxPlan(
    steps=(), order=(), held_rate=Fraction(0), held_fixed=Fraction(0), plain=None
)


def plan_of(taxes: Sequence[Tax], currency: Currency, *, inclusive: bool) -> TaxPlan:
    """The taxes of a line made ready; `inclusive` says whether its amount holds them."""
    order = sorted(
        range(len(taxes)), key=lambda place: place if (at := taxes[place].step) is None else at
    )
    made = dict[int, Step]()
    for place in order:
        tax = taxes[place]
        sees = tuple(
            earlier
            for earlier in made
            if tax.affected and taxes[earlier].raises_base and _before(taxes, earlier, place)
        )
        own = Fraction(0) if tax.rate is None else tax.rate.fraction * Fraction(1, 100)
        each = Fraction(0) if tax.amount is None else minor(tax.amount, currency)
        made[place] = Step(
            tax=tax,
            rate=own * (1 + sum(made[earlier].rate for earlier in sees)),
            fixed=each + own * sum(made[earlier].fixed for earlier in sees),
            own=own,
            each=each,
            sees=sees,
            included=inclusive if tax.included is None else tax.included,
        )
    steps = tuple(made[place] for place in range(len(taxes)))
    held = [step for step in steps if step.included]
    plain = len(steps) == 1 and not steps[0].fixed and steps[0].included is inclusive
    rate = steps[0].rate if plain else Fraction(0)
    return TaxPlan(
        steps=steps,
        order=tuple(order),
        held_rate=sum((step.rate for step in held), Fraction(0)),
        held_fixed=sum((step.fixed for step in held), Fraction(0)),
        plain=(rate.numerator, rate.denominator) if plain else None,
    )


def _before(taxes: Sequence[Tax], earlier: int, place: int) -> bool:
    """Whether one stands in an earlier step; taxes of one step do not see one another."""
    return _step(taxes, earlier) < _step(taxes, place)


def _step(taxes: Sequence[Tax], place: int) -> int:
    at = taxes[place].step
    return place if at is None else at


def net_of(amount: Rational, units: Fraction, plan: TaxPlan) -> Fraction:
    """The net of an amount that holds the plan's included taxes, exactly.

    Raises:
        UntaxableError: The taxes come to -100 % of the net, so no net gives the amount.
    """
    whole = 1 + plan.held_rate
    if not whole:
        raise UntaxableError(rate=str(plan.held_rate * 100))
    return (amount - units * plan.held_fixed) * Fraction(whole.denominator, whole.numerator)


def price_before_tax(price: Exact, taxes: Sequence[Tax], currency: Currency) -> Fraction:
    """The unit price, in units of the currency, whose price with all these taxes is `price`.

    Raises:
        UntaxableError: No price does.
    """
    plan = plan_of([attrs.evolve(tax, included=True) for tax in taxes], currency, inclusive=True)
    return net_of(minor(price, currency), Fraction(1), plan) * Fraction(1, 10**currency.exponent)


def mean_rate(tax: MeanTax, pairs: Sequence[tuple[Rational, Fraction]]) -> Exact:
    """The percentage that nets and their rates come to on the whole, rounded half up as shown.

    Where nets come to nothing, the rate is zero.
    """
    whole = sum([net for net, _ in pairs])
    if not whole:
        return Exact(0)
    weighed = sum([net * rate for net, rate in pairs], Fraction(0))
    return Exact(
        round_fraction(Fraction(weighed * 10**tax.decimals, whole), RoundingMode.HALF_UP),
        tax.decimals,
    )
