"""What an order comes to: figures of lines, charges, taxes and adjustments, and their sums.

All amounts are minor units of the basket's currency: whole ones, or fractions under a policy that
does not round.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.pricing.adjusting import COVERED, Given
from orderkit.pricing.adjustment import Coverage
from orderkit.pricing.figures import (
    AppliedAdjustment,
    PlaceTotals,
    RowTotals,
    Sums,
    TaxAmount,
    TaxTotals,
)
from orderkit.pricing.groups import TaxKey, group_key
from orderkit.pricing.model import Basket, Place
from orderkit.pricing.parting import parted
from orderkit.pricing.sheet import rounder
from orderkit.pricing.tax import Tax
from orderkit.pricing.taxing import TaxPlan, net_of
from orderkit.pricing.units import minor
from orderkit.values import (
    Money,
    Rational,
    RoundingLevel,
    RoundingMode,
    maker,
    round_fraction,
)

__all__ = ["Columns", "Totals"]


@final
@attrs.frozen(kw_only=True)
class Columns:
    """The worked-out sheet that figures are read from; one place for each line and charge.

    Attributes:
        entered: Price times quantity.
        nets: Rounded nets.
        plans: The taxes of each place.
        taxes: What each of them came to.
        bases: Exact nets, where tax groups are worked out on those; else the nets again.
        given: What adjustments gave, in their order.
        late: What those gave that come after tax.
        rows: What each row of the document came to.
    """

    places: Sequence[Place]
    entered: Sequence[Rational]
    adjusted: Sequence[Rational]
    nets: Sequence[Rational]
    plans: Sequence[TaxPlan]
    taxes: Sequence[Sequence[Rational]]
    bases: Sequence[Rational]
    given: Sequence[Given]
    late: Sequence[Given]
    rows: Sequence[Rational]


@final
@attrs.frozen(kw_only=True)
class Totals:
    """What a basket comes to.

    Attributes:
        total: Items as entered, before any adjustment.
        net: Lines and charges without tax.
        tax: All taxes and rows.
        difference: What a discount off the gross leaves between net and tax and the gross it
            should come to; zero unless the policy shows it.
        rounding: What rounding to the basket's step, as of cash, puts on what is to be paid.

    Laws:
        whole: net + tax + difference == gross, and each line's net and tax its gross (I-29).
        shown: The sums are the sums of what is shown of lines, charges, taxes and rows (I-22).
        payable: gross, adjustments after tax, and rounding come to what is to be paid.
    """

    basket: Basket
    total: Rational
    net: Rational
    tax: Rational
    difference: Rational
    rounding: Rational
    columns: Columns = attrs.field(repr=False)

    @property
    def gross(self) -> Rational:
        """Net, taxes and the difference."""
        return self.net + self.tax + self.difference

    @property
    def payable(self) -> Rational:
        """What is to be paid: the gross, what is adjusted after tax, and rounding."""
        late = sum([share for given in self.columns.late for share in given.shares])
        return self.gross + late + self.rounding

    @property
    def discount(self) -> Rational:
        """What discounts took off, in all; charges among the adjustments do not count."""
        return -sum([share for shares in self._shares for share in shares if share < 0])

    @cached_property
    def lines(self) -> tuple[PlaceTotals, ...]:
        """The figures of each item, in the basket's order."""
        return tuple([self._place(at) for at in range(len(self.basket.items))])

    @cached_property
    def charges(self) -> tuple[PlaceTotals, ...]:
        """The figures of each charge, in the basket's order."""
        items = len(self.basket.items)
        return tuple([self._place(at) for at in range(items, len(self.columns.places))])

    @cached_property
    def taxes(self) -> tuple[TaxTotals, ...]:
        """The tax groups, in the order in which lines first name them."""
        columns, places = self.columns, dict[int, list[int]]()
        for at, plan in enumerate(columns.plans):
            if plan.taxes:
                # Lines with one list of taxes share a plan.
                places.setdefault(id(plan), []).append(at)
        groups = dict[TaxKey, tuple[Tax, Rational, Rational]]()
        for alike in places.values():
            for at, tax in enumerate(columns.plans[alike[0]].taxes):
                base, amount = self._base(alike, at), sum([columns.taxes[on][at] for on in alike])
                key = group_key(tax)
                if key in groups:
                    _, known, before = groups[key]
                    base, amount = known + base, before + amount
                groups[key] = tax, base, amount
        return tuple(
            [
                _tax_totals(tax.code, tax.rate, self._rounded(base), amount)
                for tax, base, amount in groups.values()
            ]
        )

    def _base(self, places: Sequence[int], at: int) -> Rational:
        """What the tax at a place of their list is worked out on, for lines of one plan."""
        columns = self.columns
        bases, plan = columns.bases, columns.plans[places[0]]
        if plan.plain is not None:
            return sum([bases[place] for place in places])
        step = plan.steps[at]
        return sum([step.base(bases[place], columns.taxes[place]) for place in places])

    def _rounded(self, amount: Rational) -> Rational:
        if type(amount) is int:
            return amount
        return rounder(self.basket.policy.rounding, self.basket.currency)(amount, 1)

    @cached_property
    def rows(self) -> tuple[RowTotals, ...]:
        """The rows of the document, in their order."""
        running = self.net
        rows = list[RowTotals]()
        for row, amount in zip(self.basket.rows, self.columns.rows, strict=True):
            running += amount
            rows.append(RowTotals(row=row, amount=amount, running=running))
        return tuple(rows)

    @cached_property
    def adjustments(self) -> tuple[AppliedAdjustment, ...]:
        """What became of each adjustment, in the order of application; those after tax last."""
        ids = [place.id for place in self.columns.places]
        return tuple(
            [
                AppliedAdjustment(
                    adjustment=given.adjustment,
                    amount=sum(shares),
                    places=tuple([ids[at] for at in given.places]),
                    shares=tuple(shares),
                    lost=given.wanted - sum(shares),
                    lapse=given.lapse,
                )
                for given, shares in zip(
                    (*self.columns.given, *self.columns.late), self._shares, strict=True
                )
            ]
        )

    @cached_property
    def parts(self) -> Mapping[str, Sequence[tuple[AppliedAdjustment, Rational]]]:
        """What each adjustment put on a line or a charge, by its id, in the order of application.

        What came to nothing is left out, and so is a place that nothing touched.
        """
        parts = dict[str, list[tuple[AppliedAdjustment, Rational]]]()
        for each in self.adjustments:
            for place, share in zip(each.places, each.shares, strict=True):
                if share:
                    parts.setdefault(place, []).append((each, share))
        return MappingProxyType(parts)

    def sums(self, *covered: Coverage) -> Sums:
        """Net, tax and gross of what is covered: items, charges of a kind, or several of these."""
        found = [*self.lines] if Coverage.LINES in covered else []
        found += [
            each
            for each, charge in zip(self.charges, self.basket.charges, strict=True)
            if COVERED[charge.kind] in covered
        ]
        net, tax = sum([each.net for each in found]), sum([each.tax for each in found])
        return Sums(net=net, tax=tax, gross=net + tax)

    def money(self, amount: Rational) -> Money:
        """An amount of these totals as money.

        Raises:
            InexactError: The policy does not round, and the amount is not whole.
        """
        return Money(round_fraction(Fraction(amount), RoundingMode.NONE), self.basket.currency)

    def unit_price(self, line: str) -> Sums:
        """The price of one whole unit of a line as it is shown, without taxes and with them.

        Each is rounded; what is shown times the quantity need not be what the line comes to.
        """
        at = [item.id for item in self.basket.items].index(line)
        plan, one = self.columns.plans[at], Fraction(1)
        net = net_of(minor(self.basket.items[at].price, self.basket.currency), one, plan)
        gross = self._rounded(net + sum(plan.amounts(net, one)))
        return Sums(net=self._rounded(net), tax=gross - self._rounded(net), gross=gross)

    @cached_property
    def _shares(self) -> Sequence[Sequence[Rational]]:
        """The shares of each adjustment as they are shown."""
        return [self._shown(given) for given in (*self.columns.given, *self.columns.late)]

    def _shown(self, given: Given) -> Sequence[Rational]:
        """Where amounts stay exact until they are taxed, shares are; they are shown whole."""
        policy, shares = self.basket.policy, given.shares
        whole = all(share.denominator == 1 for share in shares)
        if whole or policy.rounding.level is RoundingLevel.NONE:
            return shares
        keys = [self.columns.places[at].id for at in given.places]
        grain = policy.rounding.grain(self.basket.currency)
        return parted(self._rounded(sum(shares)), shares, keys, grain)

    @cached_property
    def _discounts(self) -> Sequence[Rational]:
        discounts: list[Rational] = [0] * len(self.columns.places)
        for given, shares in zip(self.columns.given, self._shares, strict=False):
            for at, share in zip(given.places, shares, strict=True):
                discounts[at] -= share
        return discounts

    def _place(self, at: int) -> PlaceTotals:
        columns = self.columns
        net, own = columns.nets[at], columns.taxes[at]
        tax: Rational = sum(own)
        correction: Rational = 0
        taxes = tuple([self._tax(at, place) for place in range(len(own))])
        if taxes:
            held = sum([each.amount for each in taxes if each.included])
            correction = net + held - columns.adjusted[at]
        return _place_totals(
            columns.places[at],
            columns.entered[at],
            self._discounts[at],
            net,
            tax,
            net + tax,
            correction,
            taxes,
        )

    def _tax(self, at: int, place: int) -> TaxAmount:
        columns = self.columns
        plan, net, own = columns.plans[at], columns.nets[at], columns.taxes[at]
        if plan.plain is not None:
            return _tax_amount(plan.taxes[place], net, own[place], plan.inclusive)
        step = plan.steps[place]
        return _tax_amount(step.tax, step.base(net, own), own[place], step.included)


# An order has many of them, of parts that are right by construction.
_place_totals: Final = maker(PlaceTotals)
_tax_amount: Final = maker(TaxAmount)
_tax_totals: Final = maker(TaxTotals)
