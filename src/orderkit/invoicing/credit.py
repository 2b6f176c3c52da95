"""Making a credit note: pieces of an invoice given back, or a sum that stands alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import attrs

from orderkit.errors import InvalidValueError
from orderkit.invoicing.model import Creditable, CreditNote, DocumentLine, Invoice
from orderkit.values import Currency, DocumentKey, OrderKey, PartyId, unit_share

__all__ = ["CreditExceedsError", "credit", "credit_alone"]


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
    credited: int = 0,
    at: datetime,
    reason: str,
) -> CreditNote:
    """Credit pieces of an invoice, never beyond what it billed.

    Pieces are given back at the amounts that they were billed at; when all pieces of a line are
    credited, by however many notes, its credits add up to the line, to the minor unit.

    Args:
        creditables: Pieces of the invoice's lines; a line without pieces to take is left out.
        adjustments: Lines that are credited as they are; below zero takes back, such as a fee.
        key: A number just taken from a series.
        invoice: The invoice that gets smaller.
        credited: What earlier notes credited of the invoice, in minor units.
        at: The moment of the credit note, with a zone.
        reason: A code of the host.

    Raises:
        CreditExceedsError: A line is none of the invoice, is named twice, or has fewer pieces
            left; or the note comes to more than is left of the invoice.
        DocumentTotalError: The adjustments turn the note below zero.
    """
    _check_pieces(creditables, invoice)
    given_back = tuple(_given_back(each) for each in creditables if each.quantity)
    note = _note_on(invoice, given_back + tuple(adjustments), key=key, at=at, reason=reason)
    left = invoice.total - credited
    if note.total > left:
        raise CreditExceedsError(subject=str(invoice.key), wanted=note.total, left=left)
    return note


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


def _given_back(each: Creditable) -> DocumentLine:
    billed, stop = each.invoiced, each.credited + each.quantity
    amount = unit_share(billed.amount, billed.quantity, each.credited, stop)
    return attrs.evolve(billed, quantity=each.quantity, amount=amount)


def _note_on(
    invoice: Invoice,
    lines: tuple[DocumentLine, ...],
    *,
    key: DocumentKey,
    at: datetime,
    reason: str,
) -> CreditNote:
    return CreditNote(
        key=key,
        order=invoice.order,
        customer=invoice.customer,
        currency=invoice.currency,
        issued_at=at,
        lines=lines,
        invoice=invoice.key.number,
        reason=reason,
    )
