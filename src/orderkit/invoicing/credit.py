"""Making a credit note: pieces of an invoice given back, or a sum that stands alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import attrs

from orderkit.errors import InvalidValueError
from orderkit.invoicing.line import DocumentLine, part_of_line
from orderkit.invoicing.model import CreditNote, Invoice
from orderkit.invoicing.pieces import Creditable
from orderkit.invoicing.remaining import Figures, remaining, within
from orderkit.values import Currency, DocumentKey, OrderKey, PartyId

__all__ = ["CreditExceedsError", "credit", "credit_alone", "credited_lines"]


@attrs.frozen(kw_only=True)
class CreditExceedsError(InvalidValueError):
    """More credit than there is left of what was invoiced."""

    code: ClassVar[str] = "credit.exceeds"
    template: ClassVar[str] = "{subject}: {wanted} to credit, of which {left} is left"

    subject: str
    wanted: int
    left: int


def credit(
    creditables: Sequence[Creditable],
    adjustments: Sequence[DocumentLine] = (),
    *,
    key: DocumentKey,
    invoice: Invoice,
    before: Sequence[CreditNote] = (),
    at: datetime,
    reason: str,
) -> CreditNote:
    """Credit pieces of an invoice, never beyond what it billed.

    Pieces are given back at what they were billed at; the credits of all pieces of a line add up
    to it, to the minor unit, in every figure.

    Args:
        creditables: Pieces of its lines; a line without pieces to take is left out.
        adjustments: Lines that are credited as they are, of `difference_line`, such as a fee.
        key: A number just taken from a series.
        before: The earlier notes; those on other invoices are passed over.

    Raises:
        CreditExceedsError: A line is none of the invoice, named twice, or has fewer pieces left;
            or the note comes to more than is left of the invoice, or of a tax group.
        DocumentTotalError: The adjustments turn the note below zero.
    """
    _check_pieces(creditables, invoice)
    note = CreditNote(
        key=key,
        order=invoice.order,
        customer=invoice.customer,
        currency=invoice.currency,
        issued_at=at,
        lines=(*credited_lines(creditables), *adjustments),
        invoice=invoice.key.number,
        reason=reason,
        rate=invoice.rate,
    )
    _check_figures(note, invoice, before)
    return note


def credited_lines(creditables: Sequence[Creditable]) -> tuple[DocumentLine, ...]:
    """The lines that give pieces back, at the figures that they were billed at.

    Raises:
        InvalidWeightsError: A line has fewer pieces left.
    """
    return tuple(
        [
            part_of_line(each.invoiced, each.credited, each.credited + each.quantity)
            for each in creditables
            if each.quantity
        ]
    )


def credit_alone(
    adjustments: Sequence[DocumentLine],
    *,
    key: DocumentKey,
    order: OrderKey | None = None,
    customer: PartyId,
    currency: Currency,
    at: datetime,
    reason: str,
) -> CreditNote:
    """Credit a sum that belongs to no invoice, such as a goodwill bonus.

    Raises:
        DocumentTotalError: The lines come to less than zero.
    """
    return CreditNote(
        key=key,
        order=order,
        customer=customer,
        currency=currency,
        issued_at=at,
        lines=tuple(adjustments),
        invoice=None,
        reason=reason,
    )


def _check_pieces(creditables: Sequence[Creditable], invoice: Invoice) -> None:
    room = {(line.order, line.line): line for line in invoice.lines}
    for each in creditables:
        line = each.invoiced
        subject = f"{invoice.key} line {line.line}"
        if room.pop((line.order, line.line), None) != line:
            raise CreditExceedsError(subject=subject, wanted=each.quantity, left=0)
        left = line.quantity - each.credited
        if min(each.credited, each.quantity) < 0 or each.quantity > left:
            raise CreditExceedsError(subject=subject, wanted=each.quantity, left=left)


def _check_figures(note: CreditNote, invoice: Invoice, before: Sequence[CreditNote]) -> None:
    """Hold the total, and base and tax of each group, within what is left of the invoice (I-65)."""
    whole, left = Figures.of(invoice.lines), remaining(invoice, before)
    if note.total > left.gross:
        raise CreditExceedsError(subject=str(invoice.key), wanted=note.total, left=left.gross)
    for key, figures in Figures.of(note.lines).taxes.items():
        for wanted, billed, most in zip(figures, whole.group(key), left.group(key), strict=True):
            if within(wanted, billed, most) != wanted:
                subject = f"{invoice.key} tax {key[0]}"
                raise CreditExceedsError(subject=subject, wanted=wanted, left=most)
