"""A line of a document, and the part of it that some of its pieces have.

What a line comes to, its taxes, discounts and charges, and what it comes to in the functional
currency are each shared over its pieces once: the first k pieces have the k-th part of a figure.
So whatever pieces a document takes, documents add up to the line in every figure.
"""

from collections.abc import Sequence
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order import Adjustment, FunctionalSums, TaxShare
from orderkit.order.spread import fits
from orderkit.values import MOST, LineId, OrderId, shown, unit_share

__all__ = ["DocumentLine", "InvalidDocumentLineError", "less_lines", "part_of_line"]


@attrs.frozen(kw_only=True)
class InvalidDocumentLineError(InvalidValueError):
    """Pieces or an amount that no line of a document can have."""

    code: ClassVar[str] = "document.line"
    template: ClassVar[str] = "line {line} cannot have the {field} {value}"

    line: str
    field: str
    value: str


@final
@attrs.frozen(kw_only=True)
class DocumentLine:
    """One line of a document.

    Attributes:
        order: The order that it comes from.
        line: The line of that order, or the name of a charge.
        sku: What was sold; empty for a charge or an adjustment.
        quantity: How many smallest steps of the unit.
        amount: What it comes to, in minor units, taxes included; a deduction is below zero.
        description: As the customer reads it.
        taxes: What of the amount is tax, each with what it was worked out on.
        adjustments: What the amount holds of discounts and charges of the order's line.
        functional: What it comes to in the functional currency; None where nobody worked it out.
    """

    order: OrderId
    line: LineId
    sku: str
    quantity: int
    amount: int
    description: str = ""
    taxes: tuple[TaxShare, ...] = attrs.field(default=(), converter=tuple[TaxShare, ...])
    adjustments: tuple[Adjustment, ...] = attrs.field(default=(), converter=tuple[Adjustment, ...])
    functional: FunctionalSums | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero, and what is no whole number of 63 bits."""
        if type(self.quantity) is not int or not 0 <= self.quantity <= MOST:
            value = shown(repr(self.quantity))
            raise InvalidDocumentLineError(line=self.line, field="quantity", value=value)
        if type(self.amount) is not int or not -MOST <= self.amount <= MOST:
            value = shown(repr(self.amount))
            raise InvalidDocumentLineError(line=self.line, field="amount", value=value)

    @property
    def tax(self) -> int:
        """What of the amount is tax, in minor units."""
        return sum([tax.tax for tax in self.taxes])

    @property
    def net(self) -> int:
        """What of the amount is not tax, in minor units."""
        return self.amount - self.tax

    @property
    def discount(self) -> int:
        """What discounts took off the order's line, of these pieces; in minor units."""
        return -sum([each.amount for each in self.adjustments if each.amount < 0])


def part_of_line(line: DocumentLine, start: int, stop: int) -> DocumentLine:
    """The line of the pieces from `start` up to `stop`, counted from 0.

    A tax or an adjustment with shares that were fixed to units gives those of the units.

    Laws:
        whole: Any partition of the pieces adds up to the line, in every figure (I-23).
        gross: Net and tax of the part come to its amount (I-29).

    Raises:
        InvalidWeightsError: The pieces are not within the line.
    """
    units, before, after = line.quantity, _bases(line, start), _bases(line, stop)
    taxes = list[TaxShare]()
    for tax, less, more in zip(line.taxes, before, after, strict=True):
        part, shares = _part_of_shares(tax.tax, tax.shares, units, start, stop)
        taxes.append(attrs.evolve(tax, net=more - less, tax=part, shares=shares))
    return attrs.evolve(
        line,
        quantity=stop - start,
        amount=unit_share(line.amount, units, start, stop),
        taxes=tuple(taxes),
        adjustments=tuple(
            [_part_of_adjustment(each, units, start, stop) for each in line.adjustments]
        ),
        functional=_part_of_sums(line.functional, units, start, stop),
    )


def _bases(line: DocumentLine, count: int) -> list[int]:
    """What the taxes of the first so many pieces are worked out on: their net, but for what comes
    after tax. A cent of rounding takes none of them beyond the base of the line.
    """  # noqa: D205 - one sentence
    units = line.quantity
    taxes = [_part_of_shares(tax.tax, tax.shares, units, 0, count)[0] for tax in line.taxes]
    net = unit_share(line.amount, units, 0, count) - sum(taxes)
    bases = [net + unit_share(tax.net - line.net, units, 0, count) for tax in line.taxes]
    return [
        min(max(base, min(0, tax.net)), max(0, tax.net))
        for base, tax in zip(bases, line.taxes, strict=True)
    ]


def less_lines(line: DocumentLine, others: Sequence[DocumentLine]) -> DocumentLine:
    """What a line has beyond others of the same kind, in every figure.

    So whatever became of a line since a part of it was billed, the next part brings it to what it
    comes to now.
    """
    taxes, off = list(line.taxes), list(line.adjustments)
    for other in others:
        taxes = [_less_tax(tax, other.taxes) for tax in taxes]
        off = [_less_adjustment(each, other.adjustments) for each in off]
    sums = [other.functional for other in others if other.functional is not None]
    functional = line.functional
    if functional is not None:
        functional = FunctionalSums(
            net=functional.net - sum([each.net for each in sums]),
            tax=functional.tax - sum([each.tax for each in sums]),
        )
    return attrs.evolve(
        line,
        quantity=line.quantity - sum([other.quantity for other in others]),
        amount=line.amount - sum([other.amount for other in others]),
        taxes=tuple(taxes),
        adjustments=tuple(off),
        functional=functional,
    )


def _less_tax(tax: TaxShare, others: Sequence[TaxShare]) -> TaxShare:
    same = [each for each in others if (each.code, each.rate) == (tax.code, tax.rate)]
    net, amount = sum([each.net for each in same]), sum([each.tax for each in same])
    return attrs.evolve(tax, net=tax.net - net, tax=tax.tax - amount, shares=())


def _less_adjustment(each: Adjustment, others: Sequence[Adjustment]) -> Adjustment:
    taken = sum([other.amount for other in others if other.id == each.id])
    return attrs.evolve(each, amount=each.amount - taken, shares=())


def _part_of_sums(
    sums: FunctionalSums | None, units: int, start: int, stop: int
) -> FunctionalSums | None:
    """As of the amount and its taxes: gross and tax are shared, and the net is the rest."""
    if sums is None:
        return None
    gross, tax = (unit_share(whole, units, start, stop) for whole in (sums.gross, sums.tax))
    return FunctionalSums(net=gross - tax, tax=tax)


def _part_of_adjustment(each: Adjustment, units: int, start: int, stop: int) -> Adjustment:
    amount, shares = _part_of_shares(each.amount, each.shares, units, start, stop)
    return attrs.evolve(each, amount=amount, shares=shares)


def _part_of_shares(
    whole: int, shares: tuple[int, ...], units: int, start: int, stop: int
) -> tuple[int, tuple[int, ...]]:
    """What units have of a figure, and their own shares of it where those were fixed."""
    if fits(shares, whole, units):
        own = shares[start:stop]
        return sum(own), own
    return unit_share(whole, units, start, stop), ()
