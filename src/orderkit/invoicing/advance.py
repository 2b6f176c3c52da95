"""Advance payments (定金): an invoice before there are goods, taken off the one that follows.

What is asked for is worked out by `orderkit.pricing.down_payment`, by each set of taxes. Until it
is paid a host holds the order, or lets it be picked and holds what ships.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import attrs

from orderkit.invoicing.invoice import issued
from orderkit.invoicing.line import DocumentLine
from orderkit.invoicing.model import Invoice
from orderkit.invoicing.terms import PaymentTerms
from orderkit.order import TaxShare
from orderkit.pricing import DownPayment, Totals
from orderkit.values import Currency, DocumentKey, Exact, LineId, OrderKey, PartyId

__all__ = ["ADVANCE", "advance_deductions", "invoice_advance"]

ADVANCE = "advance"
"""What the lines of an advance begin with; they bill no pieces of the order."""

_NO_RATE: Final = Exact(0)


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
    return issued(
        tuple(_lines(payment, totals, order)),
        key=key,
        order=order,
        customer=customer,
        currency=currency,
        at=at,
        terms=terms,
        zone=zone,
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
            taxes=tuple(
                [
                    TaxShare(
                        code=tax.code,
                        rate=tax.rate or _NO_RATE,
                        net=totals.money(line.net).minor,
                        tax=totals.money(amount).minor,
                    )
                    for tax, amount in zip(line.taxes, line.amounts, strict=True)
                ]
            ),
        )


def advance_deductions(advances: Sequence[Invoice]) -> tuple[DocumentLine, ...]:
    """What the invoice of the goods takes off: each line of advances that were billed, below zero.

    Hand them to `invoice_shipment` as charges. An advance that was credited is left out by its
    caller.

    Laws:
        whole: They come to what the advances came to, in each tax group too.
    """
    return tuple(
        attrs.evolve(line, amount=-line.amount, taxes=tuple(map(_taken_off, line.taxes)))
        for invoice in advances
        for line in invoice.lines
    )


def _taken_off(tax: TaxShare) -> TaxShare:
    return attrs.evolve(tax, net=-tax.net, tax=-tax.tax)
