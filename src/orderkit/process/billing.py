"""Billing: whatever left the house and is on no invoice yet, and the charges that go with it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, final

import attrs

from orderkit.invoicing import (
    Billable,
    DocumentLine,
    Invoice,
    PaymentTerms,
    functional_shares,
    invoice_shipment,
)
from orderkit.order import Adjustment, Billed, FunctionalSums, Order, RecordInvoice, to_bill
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk
from orderkit.process.numbering import INVOICE_SERIES, NumberTaken, take_number
from orderkit.process.once import UNKNOWN, Done, once
from orderkit.settlement import OpenItem
from orderkit.values import (
    Context,
    DateOutOfRangeError,
    DocumentKey,
    DocumentNumber,
    Finding,
    LineId,
    OrderKey,
    block,
    day_in,
    note,
)

__all__ = ["InvoiceOutcome", "References", "invoice_order"]

References: TypeAlias = Callable[[DocumentNumber], tuple[str, ...]]

_NO_NUMBER = DocumentNumber("")


@final
@attrs.frozen(kw_only=True)
class InvoiceOutcome:
    """What was invoiced, or why nothing was.

    Attributes:
        invoice: None if nothing was invoiced.
        findings: What the desk answered. Where nothing was there to invoice, or nothing above
            zero, the NOTE `invoice.nothing`; where a due day is past the years in which business
            is done, `date.out_of_range`.
    """

    invoice: Invoice | None = None
    findings: tuple[Finding, ...] = ()


def _number_alone(number: DocumentNumber) -> tuple[str, ...]:
    return (number,)


def invoice_order(
    desk: OrderDesk,
    key: OrderKey,
    context: Context,
    *,
    terms: PaymentTerms,
    zone: str,
    references: References = _number_alone,
) -> InvoiceOutcome:
    """Invoice what left and was not invoiced yet; what was given away goes with the rest.

    A piece that came back before it was billed is never billed.

    Charges and discounts go with the first invoice. A discount larger than the invoice waits for
    one that can carry it, since no invoice is below zero.

    Args:
        references: What an invoice invites its payer to quote. It is no part of what a key of the
            context stands for.

    Raises:
        ConflictError: The key of the context was used for other content; nothing is written.
    """

    def act(work: UnitOfWork) -> Done:
        return _bill(desk, work, key, context, terms, zone, references)

    done = once(desk, key, context, act, "invoice_order", terms, zone)
    return InvoiceOutcome(invoice=done.one(Invoice), findings=done.findings)


def _bill(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    context: Context,
    terms: PaymentTerms,
    zone: str,
    references: References,
) -> Done:
    order = desk.order_in(work, key, context)
    if order is None:
        return UNKNOWN
    billables = _billables(work, order)
    charges = _charges(order, billables)
    if not _may_stand(order, billables, charges):
        return Done(findings=(note("invoice.nothing", "lines"),))
    if late := _too_late(terms, context, zone):
        return Done(findings=(late,))
    # Asked before a number is taken: nobody keeps a number that no invoice has.
    asked = desk.ask(work, key, _recorded(_NO_NUMBER, billables, charges), context)
    if not asked.accepted:
        return Done(findings=asked.findings)
    taken = take_number(work, key.organisation, INVOICE_SERIES, context.at, zone)
    invoice = _invoice(order, billables, charges, taken, terms, zone)
    desk.carry_out(work, key, _recorded(taken.number, billables, charges), context)
    work.books.add_invoice(invoice, _item(invoice, zone, references))
    return Done(made=(invoice,), findings=asked.findings)


def _too_late(terms: PaymentTerms, context: Context, zone: str) -> Finding | None:
    """BLOCK `date.out_of_range`: terms that lead past the years in which business is done."""
    try:
        terms.last(context.at, zone)
    except DateOutOfRangeError as error:
        return block("date.out_of_range", "terms", text=error.day)
    return None


def _may_stand(order: Order, billables: Sequence[Billable], charges: Sequence[Adjustment]) -> bool:
    """Whether there is an invoice to write: above zero, or the last one, of what was given away."""
    worth = _worth(billables, charges)
    if worth > 0:
        return True
    free = not any(each.amount for each in billables) and not any(each.amount for each in charges)
    return free and bool(billables) and not order.to_ship


def _recorded(
    number: DocumentNumber, billables: Sequence[Billable], charges: Sequence[Adjustment]
) -> RecordInvoice:
    billed = tuple(Billed(each.line, each.quantity) for each in billables)
    billed += tuple(Billed(charge.id, 1) for charge in charges)
    return RecordInvoice(document=number, billed=billed, amount=_worth(billables, charges))


def _invoice(
    order: Order,
    billables: Sequence[Billable],
    charges: Sequence[Adjustment],
    taken: NumberTaken,
    terms: PaymentTerms,
    zone: str,
) -> Invoice:
    functional = functional_shares(order.terms) if charges else {}
    return invoice_shipment(
        billables,
        [_line(order.key, charge, functional.get(charge.id)) for charge in charges],
        key=DocumentKey(order.key.organisation, taken.number),
        order=order.key,
        customer=order.terms.bill_to or order.terms.customer,
        currency=order.terms.currency,
        at=taken.at,
        terms=terms,
        zone=zone,
        rate=order.terms.rate if order.terms.functional else None,
    )


def _item(invoice: Invoice, zone: str, references: References) -> OpenItem:
    return OpenItem(
        key=invoice.key,
        customer=invoice.customer,
        currency=invoice.currency,
        total=invoice.total,
        issued=day_in(invoice.issued_at, zone),
        due=invoice.due,
        references=references(invoice.key.number),
    )


def _billables(work: UnitOfWork, order: Order) -> list[Billable]:
    functional, taken = functional_shares(order.terms), _taken(work, order)
    return [
        Billable.of(
            line,
            quantity,
            billed=bill.invoiced,
            functional=functional.get(line.id),
            taken=taken.get(line.id, ()),
        )
        for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True)
        if (quantity := to_bill(order.terms.billing, ledger, bill))
    ]


def _taken(work: UnitOfWork, order: Order) -> dict[LineId, tuple[DocumentLine, ...]]:
    """What was billed of each line under other terms; nothing where documents do not tell it all,
    as of orders that were merged or of releases that told the gross alone.
    """  # noqa: D205 - one sentence
    if order.terms.revision == 1 or not any(bill.invoiced for bill in order.bills):
        return {}
    found = dict[LineId, list[DocumentLine]]()
    for invoice in work.books.invoices(order.key):
        for each in invoice.lines:
            found.setdefault(each.line, []).append(each)
    return {
        line.id: tuple(known)
        for line, bill in zip(order.terms.lines, order.bills, strict=True)
        if (known := found.get(line.id, []))
        and sum([each.quantity for each in known]) == bill.invoiced
        and all(len(each.taxes) == len(line.taxes) for each in known)
    }


def _charges(order: Order, billables: Sequence[Billable]) -> list[Adjustment]:
    """Charges on no invoice yet: all of them, or as many discounts as the invoice can carry."""
    waiting = [
        charge
        for charge, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True)
        if not bill.invoiced
    ]
    # A charge goes along with goods, or alone once no goods are to come.
    if not billables and order.to_ship:
        return []
    room, chosen = _worth(billables, []), list[Adjustment]()
    for charge in sorted(waiting, key=lambda each: -each.amount):
        if room + charge.amount > 0:
            room += charge.amount
            chosen.append(charge)
    return [charge for charge in waiting if charge in chosen]


def _worth(billables: Sequence[Billable], charges: Sequence[Adjustment]) -> int:
    goods = sum([each.worth for each in billables])
    return goods + sum(charge.amount for charge in charges)


def _line(key: OrderKey, charge: Adjustment, functional: FunctionalSums | None) -> DocumentLine:
    return DocumentLine(
        order=key.order,
        line=charge.id,
        sku="",
        quantity=1,
        amount=charge.amount,
        description=charge.description or charge.code,
        taxes=charge.taxes,
        functional=functional,
    )
