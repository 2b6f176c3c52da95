"""Pieces of an order's line to bill, and of an invoice's line to credit."""

from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.invoicing.line import DocumentLine, less_lines, part_of_line
from orderkit.order import Adjustment, FunctionalSums, Line, TaxShare
from orderkit.values import LineId, OrderId, unit_share

__all__ = ["Billable", "Creditable", "PiecesExceedError"]


@attrs.frozen(kw_only=True)
class PiecesExceedError(InvalidValueError):
    """More pieces than the line has, or less than none."""

    code: ClassVar[str] = "document.pieces"
    template: ClassVar[str] = "line {line} has {most} pieces; {taken} and {quantity} do not fit"

    line: str
    most: int
    taken: int
    quantity: int


def checked_pieces(line: str, *, most: int, taken: int, quantity: int) -> None:
    """Refuse pieces that are not there.

    Raises:
        PiecesExceedError: One is below zero, or `taken` and `quantity` pass `most`.
    """
    counted = all(type(number) is int for number in (most, taken, quantity))
    if not counted or min(taken, quantity) < 0 or taken + quantity > most:
        raise PiecesExceedError(line=line, most=most, taken=taken, quantity=quantity)


@final
@attrs.frozen(kw_only=True)
class Billable:
    """Pieces of an order line to bill now, after those that were billed before.

    Attributes:
        line: The line of the order.
        sku: What was sold.
        description: As the customer reads it.
        ordered: All pieces of the line; its amount is spread over them.
        amount: What the whole line comes to, in minor units.
        billed: The pieces that earlier invoices took.
        quantity: The pieces to take now.
        taxes: What of the amount is tax, of the whole line.
        adjustments: What the amount holds of discounts and charges, of the whole line.
        functional: What the whole line comes to in the functional currency.
        taken: The lines of earlier invoices that billed it. Given where the line was another one
            then, as before an amendment or a split: what they took is left out as it stands there.
    """

    line: LineId
    sku: str
    description: str = ""
    ordered: int
    amount: int
    billed: int = 0
    quantity: int
    taxes: tuple[TaxShare, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    functional: FunctionalSums | None = None
    taken: tuple[DocumentLine, ...] = ()

    @classmethod
    def of(
        cls,
        line: Line,
        quantity: int,
        *,
        billed: int = 0,
        functional: FunctionalSums | None = None,
        taken: tuple[DocumentLine, ...] = (),
    ) -> "Billable":
        """Pieces of a line of an order, with all its figures."""
        return cls(
            line=line.id,
            sku=line.sku,
            description=line.description,
            ordered=line.quantity,
            amount=line.total,
            billed=billed,
            quantity=quantity,
            taxes=line.taxes,
            adjustments=line.adjustments,
            functional=functional,
            taken=taken,
        )

    @property
    def worth(self) -> int:
        """What the pieces come to, in minor units: the amount of `part`."""
        stop = self.billed + self.quantity
        start = 0 if self.taken else self.billed
        amount = unit_share(self.amount, self.ordered, start, stop)
        return amount - sum([line.amount for line in self.taken])

    def part(self, order: OrderId) -> DocumentLine:
        """The line of an invoice that takes the pieces now, at their own shares of the line."""
        whole = DocumentLine(
            order=order,
            line=self.line,
            sku=self.sku,
            quantity=self.ordered,
            amount=self.amount,
            description=self.description,
            taxes=self.taxes,
            adjustments=self.adjustments,
            functional=self.functional,
        )
        stop = self.billed + self.quantity
        if self.taken:
            return less_lines(part_of_line(whole, 0, stop), self.taken)
        return part_of_line(whole, self.billed, stop)

    def __attrs_post_init__(self) -> None:
        """Refuse to bill a piece twice, or one that was not ordered."""
        checked_pieces(self.line, most=self.ordered, taken=self.billed, quantity=self.quantity)


@final
@attrs.frozen(kw_only=True)
class Creditable:
    """Pieces of an invoice line to credit now, after those that were credited before.

    Attributes:
        invoiced: The line of the invoice; its amount is what its credits add up to at most.
        credited: The pieces that earlier credit notes took.
        quantity: The pieces to take now.
    """

    invoiced: DocumentLine
    credited: int = 0
    quantity: int
