"""Making an invoice from shipped pieces."""

from collections.abc import Sequence
from datetime import datetime

from orderkit.invoicing.model import Billable, DocumentLine, Invoice
from orderkit.invoicing.terms import PaymentTerms
from orderkit.values import Currency, DocumentKey, OrderKey, PartyId, unit_share

__all__ = ["invoice_shipment"]


def invoice_shipment(  # noqa: PLR0913 - each part of a document is named by its caller
    billables: Sequence[Billable],
    charges: Sequence[DocumentLine] = (),
    *,
    key: DocumentKey,
    order: OrderKey,
    customer: PartyId,
    currency: Currency,
    at: datetime,
    terms: PaymentTerms,
    zone: str,
) -> Invoice:
    """Bill shipped pieces, and the charges that go with them.

    A piece is billed at its own share of the line, whichever invoice it is in; so all invoices
    of a line add up to the line's amount, to the minor unit.

    Args:
        billables: Pieces of the order's lines; a line without pieces to take is left out.
        charges: Lines that are billed as they are, such as freight.
        key: A number just taken from a series.
        currency: Of every amount.
        terms: Until when to pay.
        zone: The organisation's zone, in which the day of the invoice is counted.

    Raises:
        DocumentTotalError: The charges turn the invoice below zero.
        DateOutOfRangeError: The due day is past the years in which business is done.
        NaiveTimeError: The moment has no zone.
    """
    lines = tuple(_billed(each, order) for each in billables if each.quantity)
    return Invoice(
        key=key,
        order=order,
        customer=customer,
        currency=currency,
        issued_at=at,
        due=terms.due(at, zone),
        lines=lines + tuple(charges),
    )


def _billed(each: Billable, order: OrderKey) -> DocumentLine:
    return DocumentLine(
        order=order.order,
        line=each.line,
        sku=each.sku,
        quantity=each.quantity,
        amount=unit_share(each.amount, each.ordered, each.billed, each.billed + each.quantity),
        description=each.description,
    )
