"""A down payment (定金): a part of the order asked for first, by each set of taxes.

A down payment is taxed as what it is paid for. So it has one line for each set of taxes that
lines of the order have, and these lines can be credited in full when the order is invoiced.
"""

from fractions import Fraction
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.pricing.figures import TaxTotals
from orderkit.pricing.groups import TaxKey, group_key
from orderkit.pricing.outcome import Totals
from orderkit.pricing.parting import parted
from orderkit.pricing.sheet import rounder
from orderkit.pricing.tax import Tax
from orderkit.pricing.units import minor
from orderkit.values import Exact, Rational

__all__ = ["DownPayment", "DownPaymentLine", "InvalidDownPaymentError", "down_payment"]


@attrs.frozen(kw_only=True)
class InvalidDownPaymentError(InvalidValueError):
    """A down payment that nobody can ask for."""

    code: ClassVar[str] = "pricing.down_payment"
    template: ClassVar[str] = "a down payment cannot be {asked}: {why}"

    asked: str
    why: str


@final
@attrs.frozen(kw_only=True)
class DownPaymentLine:
    """What is asked for of all lines that have these taxes.

    Attributes:
        amounts: What each of the taxes comes to, in their order.
    """

    taxes: tuple[Tax, ...]
    net: Rational
    gross: Rational
    amounts: tuple[Rational, ...]


@final
@attrs.frozen(kw_only=True)
class DownPayment:
    """A down payment.

    Laws:
        whole: The gross is the sum of the lines' gross, and of each line net and taxes.
    """

    lines: tuple[DownPaymentLine, ...]
    gross: Rational

    @property
    def taxes(self) -> tuple[TaxTotals, ...]:
        """The tax groups of its lines, in the order in which lines first name them."""
        groups = dict[TaxKey, TaxTotals]()
        for line in self.lines:
            for tax, amount in zip(line.taxes, line.amounts, strict=True):
                key = group_key(tax)
                known = groups.get(key, TaxTotals(code=tax.code, rate=tax.rate, base=0, amount=0))
                groups[key] = attrs.evolve(
                    known, base=known.base + line.net, amount=known.amount + amount
                )
        return tuple(groups.values())


def down_payment(
    totals: Totals, *, percent: Exact | None = None, amount: Exact | None = None
) -> DownPayment:
    """Ask for a percentage of the order, or for an amount that holds its tax.

    Args:
        percent: Of every line; not below zero.
        amount: In units of the currency; shared out over the sets of taxes by their gross.

    Raises:
        InvalidDownPaymentError: Neither or both are given, or more than the order comes to.
    """
    sets = _sets(totals)
    gross = sum([sum(figures) for figures in sets.values()])
    rounded = rounder(totals.basket.policy.rounding, totals.basket.currency)

    def whole(exact: Rational) -> Rational:
        return rounded(exact.numerator, exact.denominator)

    part = _part(totals, gross, percent, amount)
    keys = [f"{at:09}" for at in range(len(sets))]
    grain = totals.basket.policy.rounding.grain(totals.basket.currency)
    exact = [sum(figures) * part for figures in sets.values()]
    shares = parted(whole(sum(exact)), exact, keys, grain)
    lines = list[DownPaymentLine]()
    for (taxes, figures), share in zip(sets.items(), shares, strict=True):
        parts = [whole(figure * part) for figure in figures[1:]]
        net = share - sum(parts)
        lines.append(DownPaymentLine(taxes=taxes, net=net, gross=share, amounts=tuple(parts)))
    return DownPayment(lines=tuple(lines), gross=sum([line.gross for line in lines]))


def _sets(totals: Totals) -> dict[tuple[Tax, ...], list[Rational]]:
    """For each set of taxes the net of its lines, and behind it what each of the taxes is."""
    sets = dict[tuple[Tax, ...], list[Rational]]()
    columns = totals.columns
    for plan, net, own in zip(columns.plans, columns.nets, columns.taxes, strict=True):
        figures = sets.setdefault(
            tuple([step.tax for step in plan.steps]), [0] * (len(plan.steps) + 1)
        )
        for at, figure in enumerate((net, *own)):
            figures[at] += figure
    return sets


def _part(totals: Totals, gross: Rational, percent: Exact | None, amount: Exact | None) -> Fraction:
    """The part of the order that is asked for."""
    if percent is not None and amount is None:
        part, asked = percent.fraction * Fraction(1, 100), f"{percent} %"
    elif amount is not None and percent is None and gross:
        part, asked = Fraction(minor(amount, totals.basket.currency), gross), str(amount)
    else:
        asked = f"{percent} % and {amount}"
        raise InvalidDownPaymentError(asked=asked, why="give one of both, of more than nothing")
    if not 0 <= part <= 1:
        raise InvalidDownPaymentError(asked=asked, why="it is not a part of the order")
    return part
