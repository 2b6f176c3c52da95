"""Making an invoice from shipped pieces."""

from collections.abc import Sequence
from datetime import datetime

from orderkit.invoicing.line import DocumentLine
from orderkit.invoicing.model import Invoice
from orderkit.invoicing.pieces import Billable
from orderkit.invoicing.terms import PaymentTerms
from orderkit.order import Rate
from orderkit.values import Currency, DocumentKey, OrderKey, PartyId

__all__ = ["invoice_shipment", "issued"]


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
    rate: Rate | None = None,
) -> Invoice:
    """Bill shipped pieces, and the charges that go with them.

    A piece is billed at its own share, so all invoices of a line add up to it in every figure.

    Args:
        billables: Pieces of lines; a line without pieces to take is left out.
        charges: Lines that are billed as they are, such as freight.
        key: A number just taken from a series.
        terms: Until when to pay, and in which parts.
        zone: The organisation's zone, in which the day of the invoice is counted.
        rate: Of the order; nothing is converted at it again.

    Raises:
        DocumentTotalError: The charges turn the invoice below zero.
        DateOutOfRangeError: A due day is past the years in which business is done.
    """
    return issued(
        (*(each.part(order.order) for each in billables if each.quantity), *charges),
        key=key,
        order=order,
        customer=customer,
        currency=currency,
        at=at,
        terms=terms,
        zone=zone,
        rate=rate,
    )


def issued(  # noqa: PLR0913 - as above
    lines: tuple[DocumentLine, ...],
    *,
    key: DocumentKey,
    order: OrderKey,
    customer: PartyId,
    currency: Currency,
    at: datetime,
    terms: PaymentTerms,
    zone: str,
    rate: Rate | None = None,
) -> Invoice:
    """An invoice of these lines, with the days of its terms."""
    # What comes to less than nothing is refused as the invoice that it would be.
    schedule = terms.schedule(max(0, sum([line.amount for line in lines])), at, zone)
    return Invoice(
        key=key,
        order=order,
        customer=customer,
        currency=currency,
        issued_at=at,
        due=schedule[-1].due,
        lines=lines,
        rate=rate,
        instalments=schedule if terms.instalments else (),
    )
