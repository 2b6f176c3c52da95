"""Advance payments (定金): an invoice before there are goods, taken off the one that follows.

What is asked for is worked out by `orderkit.pricing.down_payment`, by each set of taxes. Until it
is paid a host holds the order, or lets it be picked and holds what ships.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import attrs

from orderkit.invoicing.model import DocumentLine, Invoice
from orderkit.invoicing.terms import PaymentTerms
from orderkit.pricing import DownPayment, Totals
from orderkit.values import Currency, DocumentKey, LineId, OrderKey, PartyId

__all__ = ["ADVANCE", "advance_deductions", "invoice_advance"]

ADVANCE = "advance"
"""What the lines of an advance begin with; they bill no pieces of the order."""


def invoice_advance(  # noqa: PLR0913 - each part of a document is named by its caller
    payment: DownPayment,
    totals: Totals,
    *,
    key: DocumentKey,
    order: OrderKey,
    customer: PartyId,
    currency: Currency,
    at: datetime,
    terms: PaymentTerms,
    zone: str,
) -> Invoice:
    """Bill an advance: one line for each set of taxes that lines of the order have.

    Laws:
        whole: The invoice comes to the gross of the payment, to the minor unit.

    Args:
        payment: Of `down_payment`, from these totals.
        totals: What the order comes to.
        key: A number just taken from a series.
        terms: Until when to pay.
        zone: The organisation's zone, in which the day of the invoice is counted.

    Raises:
        InexactError: The totals are of a policy that does not round.
        DateOutOfRangeError: The due day is past the years in which business is done.
    """
    return Invoice(
        key=key,
        order=order,
        customer=customer,
        currency=currency,
        issued_at=at,
        due=terms.due(at, zone),
        lines=tuple(_lines(payment, totals, order)),
    )


def _lines(payment: DownPayment, totals: Totals, order: OrderKey) -> Iterator[DocumentLine]:
    for place, line in enumerate(payment.lines, 1):
        yield DocumentLine(
            order=order.order,
            line=LineId(f"{ADVANCE}/{place}"),
            sku="",
            quantity=1,
            amount=totals.money(line.gross).minor,
            description=", ".join(tax.code for tax in line.taxes),
        )


def advance_deductions(advances: Sequence[Invoice]) -> tuple[DocumentLine, ...]:
    """What the invoice of the goods takes off: each line of advances that were billed, below zero.

    Hand them to `invoice_shipment` as charges. An advance that was credited is left out by its
    caller.

    Laws:
        whole: They come to what the advances came to.
    """
    return tuple(
        attrs.evolve(line, amount=-line.amount) for invoice in advances for line in invoice.lines
    )
