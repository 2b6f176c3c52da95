"""Crediting: credit notes for pieces that came back, and for charges that stand alone."""

from collections.abc import Mapping, Sequence

from orderkit.capture import ColumnMapping, CreditDraft
from orderkit.invoicing import (
    Creditable,
    CreditNote,
    DocumentLine,
    Invoice,
    credit,
    credit_alone,
)
from orderkit.order import Billed, RecordCredit, ReversePayment
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk
from orderkit.process.numbering import CREDIT_SERIES, take_number
from orderkit.settlement import Application, OpenItem
from orderkit.values import (
    Context,
    DocumentKey,
    LineId,
    OrderId,
    OrderKey,
    ReceiptId,
    day_in,
    replacer,
)

__all__ = ["credit_charges", "credit_pieces"]

_changed = replacer(OpenItem)


def credit_pieces(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    amount: int | None,
    context: Context,
    *,
    reason: str,
) -> tuple[CreditNote, ...]:
    """Credit pieces of an order on the invoices that billed them, the oldest first.

    Each piece is credited at its own share of the line. Where another `amount` was agreed, the
    difference is a line of its own on the last note, so that no line is credited beyond what was
    invoiced. A note on an invoice that was paid first frees what was applied to it.

    Args:
        pieces: By line; pieces that no invoice bills are left out.
        amount: Minor units that all of it is to come to; None means what was billed.
    """
    invoices, before = work.books.invoices(key), work.books.credit_notes(key)
    left, notes = dict(pieces), list[CreditNote]()
    plans = [
        (invoice, found) for invoice in invoices if (found := _creditables(invoice, before, left))
    ]
    for place, (invoice, creditables) in enumerate(plans):
        last = place == len(plans) - 1
        document = DocumentKey(
            key.organisation, take_number(work, key.organisation, CREDIT_SERIES, context.at.year)
        )
        already = sum(note.total for note in before if note.invoice == invoice.key.number)
        plain = credit(
            creditables,
            key=document,
            invoice=invoice,
            credited=already,
            at=context.at,
            reason=reason,
        )
        given = sum(note.total for note in notes) + plain.total
        more = 0 if amount is None or not last else amount - given
        note = plain
        if more and plain.total + more <= invoice.total - already:
            extra = [_difference(key, more)]
            note = credit(
                creditables,
                extra,
                key=document,
                invoice=invoice,
                credited=already,
                at=context.at,
                reason=reason,
            )
            more = 0
        _record(desk, work, key, note, creditables, context)
        notes.append(note)
        if more:
            # More than is left of the invoice: the rest is a credit that stands alone.
            number = take_number(work, key.organisation, CREDIT_SERIES, context.at.year)
            alone = credit_alone(
                [_difference(key, more)],
                key=DocumentKey(key.organisation, number),
                order=key,
                customer=invoice.customer,
                currency=invoice.currency,
                at=context.at,
                reason=reason,
            )
            work.books.add_credit_note(alone, _own_item(alone, context, "UTC"))
            notes.append(alone)
    return tuple(notes)


def credit_charges(
    work: UnitOfWork, draft: CreditDraft, context: Context, mapping: ColumnMapping
) -> CreditNote:
    """Credit charges that came back under a number of their own, to its party."""
    organisation = context.actor.organisation
    number = take_number(work, organisation, CREDIT_SERIES, context.at.year)
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
        key=DocumentKey(organisation, number),
        customer=draft.customer,
        currency=mapping.currency,
        at=context.at,
        reason="charge",
    )
    work.books.add_credit_note(note, _own_item(note, context, mapping.zone))
    return note


def _creditables(
    invoice: Invoice, notes: Sequence[CreditNote], left: dict[LineId, int]
) -> list[Creditable]:
    """Pieces of this invoice to credit now; takes them out of what is left to do."""
    found = list[Creditable]()
    for line in invoice.lines:
        wanted = left.get(line.line, 0)
        if not wanted or not line.sku:
            continue
        credited = sum(
            each.quantity
            for note in notes
            if note.invoice == invoice.key.number
            for each in note.lines
            if each.line == line.line
        )
        take = min(wanted, line.quantity - credited)
        if take:
            found.append(Creditable(invoiced=line, credited=credited, quantity=take))
            left[line.line] = wanted - take
    return found


def _difference(key: OrderKey, amount: int) -> DocumentLine:
    return DocumentLine(
        order=key.order,
        line=LineId("difference"),
        sku="",
        quantity=1,
        amount=amount,
        description="price difference",
    )


def _record(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    note: CreditNote,
    creditables: Sequence[Creditable],
    context: Context,
) -> None:
    work.books.add_credit_note(note)
    billed = tuple(Billed(each.invoiced.line, each.quantity) for each in creditables)
    item = None if note.invoice is None else work.books.item(key.organisation, note.invoice)
    if item is not None:
        freed = max(0, note.total - item.open)
        if freed:
            _free(desk, work, key, item, freed, context)
        work.books.save_item(
            _changed(item, applied=item.applied - freed, credited=item.credited + note.total)
        )
    command = RecordCredit(document=note.key.number, billed=billed, amount=note.total)
    desk.carry_out(work, key, command, context)


def _free(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    item: OpenItem,
    amount: int,
    context: Context,
) -> None:
    """Take applications of an invoice back, the latest first."""
    organisation, number = key.organisation, item.key.number
    live = dict[ReceiptId, int]()
    for application in work.books.applications(organisation, document=number):
        live[application.receipt] = live.get(application.receipt, 0) + application.amount
    for receipt, applied in reversed([*live.items()]):
        take = min(applied, amount)
        if take < 1:
            continue
        back = Application(receipt=receipt, document=number, amount=-take)
        work.books.add_application(organisation, back, context.at, context.actor.id)
        reverse = ReversePayment(document=number, receipt=back.receipt, amount=take)
        desk.carry_out(work, key, reverse, context)
        amount -= take


def _own_item(note: CreditNote, context: Context, zone: str) -> OpenItem:
    day = day_in(context.at, zone)
    return OpenItem(
        key=note.key,
        customer=note.customer,
        currency=note.currency,
        total=-note.total,
        issued=day,
        due=day,
        references=(note.key.number,),
    )
