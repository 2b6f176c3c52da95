"""Credits that stand alone: no invoice gets smaller by them, and they are items of their own."""

from typing import Final

from orderkit.capture import ColumnMapping, CreditDraft
from orderkit.invoicing import CreditNote, DocumentLine, Invoice, credit_alone
from orderkit.ports import UnitOfWork
from orderkit.process.numbering import CREDIT_SERIES, NumberTaken, take_number
from orderkit.settlement import OpenItem
from orderkit.values import (
    Context,
    DocumentKey,
    LineId,
    OrderId,
    OrderKey,
    day_in,
)

__all__ = ["DIFFERENCE", "PRICE_DIFFERENCE", "alone", "credit_charges", "credit_number"]

# A line of a document that is beside what its pieces come to.
DIFFERENCE: Final = LineId("difference")
PRICE_DIFFERENCE: Final = "price difference"


def credit_charges(
    work: UnitOfWork, draft: CreditDraft, context: Context, mapping: ColumnMapping
) -> CreditNote:
    """Credit charges that came back under a number of their own, to its party."""
    organisation = context.actor.organisation
    taken = credit_number(work, context, mapping.zone)
    note = credit_alone(
        [
            DocumentLine(
                order=OrderId(f"{mapping.channel}-{draft.number}"),
                line=charge.id,
                sku=charge.code,
                quantity=1,
                amount=-charge.amount,
                description=charge.description,
            )
            for charge in draft.charges
        ],
        key=DocumentKey(organisation, taken.number),
        customer=draft.customer,
        currency=mapping.currency,
        at=taken.at,
        reason="charge",
    )
    work.books.add_credit_note(note, _own_item(note, mapping.zone))
    return note


def alone(
    work: UnitOfWork,
    key: OrderKey,
    invoice: Invoice,
    amount: int,
    context: Context,
    reason: str,
    zone: str,
) -> CreditNote:
    """Credit an amount of an order beside its invoices, as a balance of the customer's own."""
    taken = credit_number(work, context, zone)
    note = credit_alone(
        [_difference(key, amount)],
        key=DocumentKey(key.organisation, taken.number),
        order=key,
        customer=invoice.customer,
        currency=invoice.currency,
        at=taken.at,
        reason=reason,
    )
    work.books.add_credit_note(note, _own_item(note, zone))
    return note


def credit_number(work: UnitOfWork, context: Context, zone: str) -> NumberTaken:
    """The next number of the series of the year that it is in the zone of the books."""
    return take_number(work, context.actor.organisation, CREDIT_SERIES, context.at, zone)


def _difference(key: OrderKey, amount: int) -> DocumentLine:
    return DocumentLine(
        order=key.order,
        line=DIFFERENCE,
        sku="",
        quantity=1,
        amount=amount,
        description=PRICE_DIFFERENCE,
    )


def _own_item(note: CreditNote, zone: str) -> OpenItem:
    day = day_in(note.issued_at, zone)
    return OpenItem(
        key=note.key,
        customer=note.customer,
        currency=note.currency,
        total=-note.total,
        issued=day,
        due=day,
        references=(note.key.number,),
    )
