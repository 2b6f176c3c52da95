"""The family of money: what the books did to an order."""

from typing import TypeAlias, final

import attrs

from orderkit.values import DocumentNumber, LineId, ReceiptId

__all__ = [
    "ApplyPayment",
    "Billed",
    "MoneyCommand",
    "RecordCredit",
    "RecordInvoice",
    "ReversePayment",
]


@final
@attrs.frozen
class Billed:
    """Pieces of a line, or an adjustment as a whole, on a document.

    Attributes:
        line: The id of a line or of an adjustment.
        quantity: Pieces of the line; 1 for an adjustment.
    """

    line: LineId
    quantity: int


@final
@attrs.frozen(kw_only=True)
class RecordInvoice:
    """Record that an invoice was issued for pieces of this order.

    Attributes:
        amount: Minor units that the document bills for this order: above zero, or zero where
            all that it bills was given away.
    """

    document: DocumentNumber
    billed: tuple[Billed, ...]
    amount: int


@final
@attrs.frozen(kw_only=True)
class RecordCredit:
    """Record that a credit note was issued against pieces of this order.

    Attributes:
        amount: Minor units that it gives back of this order; not below zero.
    """

    document: DocumentNumber
    billed: tuple[Billed, ...]
    amount: int


@final
@attrs.frozen(kw_only=True)
class ApplyPayment:
    """Record that a receipt was applied to a document of this order.

    Attributes:
        document: The invoice; empty where the order is paid before there is one.
        amount: Minor units: no more than was invoiced and not paid; without an invoice, no more
            than the order still comes to.
    """

    document: DocumentNumber
    receipt: ReceiptId
    amount: int


@final
@attrs.frozen(kw_only=True)
class ReversePayment:
    """Take an application of a receipt back."""

    document: DocumentNumber
    receipt: ReceiptId
    amount: int


MoneyCommand: TypeAlias = RecordInvoice | RecordCredit | ApplyPayment | ReversePayment
