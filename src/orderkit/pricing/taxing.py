"""Taxes of one line: what each of them is of the line's net and of its whole units.

Each tax comes to `rate` times the net plus `fixed` for each whole unit, taxes on taxes included:
steps that raise the base are folded into the figures of the later ones.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
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


_NONE: Final = Fraction(0)
_PERCENT: Final = Fraction(1, 100)
_ALL: Final = Exact(-100)


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
    fixed: Rational
    own: Fraction
    each: Rational
    sees: tuple[int, ...]
    included: bool

    def base(self, net: Rational, amounts: Sequence[Rational]) -> Rational:
        """What it is worked out on: the net, and earlier taxes that raise it."""
        return net + sum([amounts[place] for place in self.sees])


@final
@attrs.frozen
class TaxPlan:
    """All taxes of a line, in the order in which the line lists them.

    Attributes:
        inclusive: Whether the amount of the line holds the taxes that do not say it themselves.
        plain: The rate as number and parts, where there is one tax and it is a rate that is held
            as the line says; else None. Most lines have such a one.
        of_rows: What the amount holds of a document's rows, in parts of the net.
    """

    taxes: tuple[Tax, ...]
    currency: Currency
    inclusive: bool
    plain: tuple[int, int] | None = None
    of_rows: Fraction = _NONE

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Places of the taxes in the order of taxing."""
        return tuple(sorted(range(len(self.taxes)), key=self._step))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Each tax with what it is of the net, taxes on taxes folded in."""
        made = dict[int, Step]()
        raising = list[int]()
        for place in self.order:
            tax = self.taxes[place]
            at = self._step(place)
            # Taxes of one step do not see one another.
            sees = tuple([each for each in raising if tax.affected and self._step(each) < at])
            if tax.raises_base:
                raising.append(place)
            own = _NONE if tax.rate is None else tax.rate.fraction * _PERCENT
            each = 0 if tax.amount is None else minor(tax.amount, self.currency)
            made[place] = Step(
                tax=tax,
                rate=own * (1 + sum(made[earlier].rate for earlier in sees)),
                fixed=each + own * sum(made[earlier].fixed for earlier in sees),
                own=own,
                each=each,
                sees=sees,
                included=self.inclusive if tax.included is None else tax.included,
            )
        return tuple(made[place] for place in range(len(self.taxes)))

    @cached_property
    def held_rate(self) -> Fraction:
        """Of the net, all that the amount holds beside it."""
        return self.of_rows + sum(step.rate for step in self.steps if step.included)

    @cached_property
    def held_fixed(self) -> Rational:
        """Minor units for each whole unit, likewise."""
        return sum([step.fixed for step in self.steps if step.included])

    @cached_property
    def holds(self) -> bool:
        """Whether the amount holds any tax."""
        return any(step.included for step in self.steps)

    def amounts(self, net: Rational, units: Fraction) -> list[Rational]:
        """What each tax comes to, exactly."""
        return [net * step.rate + units * step.fixed for step in self.steps]

    def _step(self, place: int) -> int:
        at = self.taxes[place].step
        return place if at is None else at


NO_TAXES: Final = TaxPlan((), Currency("XXX", 0), inclusive=False)
"""Of a line that has none."""


def plan_of(taxes: Sequence[Tax], currency: Currency, *, inclusive: bool) -> TaxPlan:
    """The taxes of a line made ready; `inclusive` says whether its amount holds them."""
    plain = None
    if len(taxes) == 1:
        (tax,) = taxes
        rate = tax.rate
        held = tax.included is None or tax.included is inclusive
        # A price that holds -100 % has no net; the plain way says so.
        if rate is not None and held and (not inclusive or rate > _ALL):
            plain = rate.digits, 100 * 10**rate.scale
    return TaxPlan(tuple(taxes), currency, inclusive, plain)


def net_of(amount: Rational, units: Fraction, plan: TaxPlan) -> Fraction:
    """The net of an amount that holds the plan's included taxes, exactly.

    Raises:
        UntaxableError: The taxes come to -100 % of the net or less, so no net gives the amount.
    """
    whole = 1 + plan.held_rate
    if whole <= 0:
        raise UntaxableError(rate=str(plan.held_rate * 100))
    return (amount - units * plan.held_fixed) * Fraction(whole.denominator, whole.numerator)


def price_before_tax(price: Exact, taxes: Sequence[Tax], currency: Currency) -> Fraction:
    """The unit price, in units of the currency, whose price with all these taxes is `price`.

    Raises:
        UntaxableError: No price does.
    """
    plan = plan_of([attrs.evolve(tax, included=True) for tax in taxes], currency, inclusive=True)
    return net_of(minor(price, currency), Fraction(1), plan) * Fraction(1, 10**currency.exponent)


def mean_rate(tax: MeanTax, whole: Rational, weighed: Rational) -> Exact:
    """The percentage that weighed nets come to on the whole, rounded half up as shown.

    Where nets come to nothing, the rate is zero.

    Args:
        whole: The nets.
        weighed: Each of them times its rate, in percent.
    """
    if not whole:
        return Exact(0)
    return Exact(
        round_fraction(Fraction(weighed * 10**tax.decimals, whole), RoundingMode.HALF_UP),
        tax.decimals,
    )
