"""Documents: invoices and credit notes, their lines, and what may be billed or credited.

A document is never changed. What was wrong in an invoice is put right by a credit note, and by a
new invoice where there is still something to bill.
"""

from datetime import date, datetime
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    Currency,
    DocumentKey,
    DocumentNumber,
    LineId,
    OrderId,
    OrderKey,
    PartyId,
    shown,
    utc,
)

__all__ = [
    "Billable",
    "CreditNote",
    "Creditable",
    "DocumentLine",
    "DocumentTotalError",
    "InvalidDocumentLineError",
    "Invoice",
    "PiecesExceedError",
]


@attrs.frozen(kw_only=True)
class DocumentTotalError(InvalidValueError):
    """A document that would owe in the wrong direction."""

    code: ClassVar[str] = "document.total"
    template: ClassVar[str] = "{number} adds up to {total}; a document is never below zero"

    number: str
    total: int


@attrs.frozen(kw_only=True)
class InvalidDocumentLineError(InvalidValueError):
    """Pieces or an amount that no line of a document can have."""

    code: ClassVar[str] = "document.line"
    template: ClassVar[str] = "line {line} cannot have the {field} {value}"

    line: str
    field: str
    value: str


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
class DocumentLine:
    """One line of a document.

    Attributes:
        order: The order that it comes from.
        line: The line of that order, or the name of a charge.
        sku: What was sold; empty for a charge or an adjustment.
        quantity: How many smallest steps of the unit.
        amount: What it comes to, in minor units; a deduction is below zero.
        description: As the customer reads it.
    """

    order: OrderId
    line: LineId
    sku: str
    quantity: int
    amount: int
    description: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero, and what is no whole number of 63 bits."""
        if type(self.quantity) is not int or not 0 <= self.quantity <= MOST:
            value = shown(repr(self.quantity))
            raise InvalidDocumentLineError(line=self.line, field="quantity", value=value)
        if type(self.amount) is not int or not -MOST <= self.amount <= MOST:
            value = shown(repr(self.amount))
            raise InvalidDocumentLineError(line=self.line, field="amount", value=value)


@final
@attrs.frozen(kw_only=True)
class Invoice:
    """What a customer owes for one shipment, and until when.

    Attributes:
        key: Its number in the books of one organisation.
        order: The order that it bills.
        customer: Who owes.
        currency: Of every amount.
        issued_at: The moment that it was made.
        due: The last day to pay in time.
        lines: At least what was shipped; the total is never below zero.
    """

    key: DocumentKey
    order: OrderKey
    customer: PartyId
    currency: Currency
    issued_at: datetime = attrs.field(converter=utc)
    due: date
    lines: tuple[DocumentLine, ...] = attrs.field(converter=tuple[DocumentLine, ...])

    def __attrs_post_init__(self) -> None:
        """Refuse an invoice that would owe the customer."""
        _refuse_below_zero(self.key, self.total)

    @property
    def total(self) -> int:
        """What all lines come to, in minor units."""
        return sum(line.amount for line in self.lines)


@final
@attrs.frozen(kw_only=True)
class CreditNote:
    """What a customer gets back: a part of an invoice, or a sum that stands alone.

    Attributes:
        key: Its number in the books of one organisation.
        order: The order that it is for; None where it is for none.
        customer: Who gets it.
        currency: Of every amount.
        issued_at: The moment that it was made.
        lines: Amounts in the customer's favour; an adjustment may have either sign.
        invoice: The invoice that it makes smaller; None where it stands alone.
        reason: A code of the host, such as `returned`.
    """

    key: DocumentKey
    order: OrderKey | None
    customer: PartyId
    currency: Currency
    issued_at: datetime = attrs.field(converter=utc)
    lines: tuple[DocumentLine, ...] = attrs.field(converter=tuple[DocumentLine, ...])
    invoice: DocumentNumber | None
    reason: str

    def __attrs_post_init__(self) -> None:
        """Refuse a credit that would take from the customer."""
        _refuse_below_zero(self.key, self.total)

    @property
    def total(self) -> int:
        """What all lines come to, in minor units, in the customer's favour."""
        return sum(line.amount for line in self.lines)


def _refuse_below_zero(key: DocumentKey, total: int) -> None:
    if total < 0:
        raise DocumentTotalError(number=str(key), total=total)


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
    """

    line: LineId
    sku: str
    description: str = ""
    ordered: int
    amount: int
    billed: int = 0
    quantity: int

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
