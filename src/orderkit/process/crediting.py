"""Crediting: credit notes for pieces that came back, on the invoices that billed them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import final

import attrs

from orderkit.invoicing import (
    Creditable,
    CreditNote,
    DocumentLine,
    Figures,
    Invoice,
    credit,
    credited_lines,
    difference_line,
    remaining,
)
from orderkit.order import Billed, RecordCredit, ReversePayment
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk
from orderkit.process.functional import surplus, taken_back
from orderkit.process.standing_credits import DIFFERENCE, PRICE_DIFFERENCE, alone, credit_number
from orderkit.settlement import Application, OpenItem
from orderkit.values import (
    Context,
    DocumentKey,
    LineId,
    OrderKey,
    ReceiptId,
    replacer,
    unit_share,
)

__all__ = ["credit_pieces"]

_changed = replacer(OpenItem)


@final
@attrs.frozen
class _Draft:
    """A credit note to be, on one invoice.

    Attributes:
        lines: The pieces, at what they were billed at.
        left: What may be credited of the invoice at most. The pieces may be worth more, as where
            the invoice had a discount; such a note takes the rest back again.
    """

    creditables: list[Creditable]
    build: Callable[..., CreditNote]
    invoice: Invoice
    lines: tuple[DocumentLine, ...]
    left: Figures

    @property
    def worth(self) -> int:
        """What the pieces were billed at."""
        return sum([line.amount for line in self.lines])

    def note(self, more: int = 0) -> CreditNote:
        """The note, with so much beside what the pieces come to; it has its number already."""
        difference = difference_line(
            self.lines,
            self.left,
            min(self.worth, self.left.gross) + more,
            invoice=self.invoice,
            line=DIFFERENCE,
            description=PRICE_DIFFERENCE,
        )
        return self.build([] if difference is None else [difference])


def credit_pieces(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    amount: int | None,
    context: Context,
    *,
    reason: str,
    zone: str,
) -> tuple[CreditNote, ...]:
    """Credit pieces of an order on the invoices that billed them, the oldest first.

    Each piece is credited at its own share of the line. Where another `amount` was agreed, the
    difference is a line of its own, on the last note if that can carry all of it, so that no line
    is credited beyond what was invoiced. What no note can carry, such as of an invoice that had a
    discount or was credited in part, is a credit that stands alone. A note on an invoice that was
    paid first frees what was applied to it.

    Args:
        pieces: By line; pieces that no invoice bills are left out.
        amount: Minor units that all of it is to come to; pieces that are left out keep their
            part of it. None means what was billed.
        reason: A code of the host, such as `returned`.
        zone: Of the books, such as `Europe/London`; the days of documents are its days.
    """
    drafts = _drafts(work, key, pieces, context, reason, zone)
    if not drafts:
        return ()
    if amount is not None:
        billed = sum(each.quantity for draft in drafts for each in draft.creditables)
        amount = unit_share(amount, sum(pieces.values()), 0, billed)
    notes, more = _agreed(drafts, amount)
    for draft, note in zip(drafts, notes, strict=True):
        _record(desk, work, key, note, draft.creditables, context)
    if more:
        # More than is left of the invoice: the rest is a credit that stands alone.
        notes.append(alone(work, key, drafts[-1].invoice, more, context, reason, zone))
    return tuple(notes)


def _drafts(
    work: UnitOfWork,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    context: Context,
    reason: str,
    zone: str,
) -> list[_Draft]:
    invoices, before = work.books.invoices(key), work.books.credit_notes(key)
    left, drafts = dict(pieces), list[_Draft]()
    for invoice in invoices:
        creditables = _creditables(invoice, before, left)
        if creditables:
            taken = credit_number(work, context, zone)
            build = partial(
                credit,
                creditables,
                key=DocumentKey(key.organisation, taken.number),
                invoice=invoice,
                before=before,
                at=taken.at,
                reason=reason,
            )
            lines, room = credited_lines(creditables), remaining(invoice, before)
            drafts.append(_Draft(creditables, build, invoice, lines, room))
    return drafts


def _agreed(drafts: Sequence[_Draft], amount: int | None) -> tuple[list[CreditNote], int]:
    """The notes with the difference to what was agreed, and what no note can carry of it.

    More goes on the last note, if its invoice has room for all of it; less is taken from the last
    note first, and no note goes below zero.
    """
    notes = [draft.note() for draft in drafts]
    agreed = sum(draft.worth for draft in drafts) if amount is None else amount
    more = agreed - sum(note.total for note in notes)
    if 0 < more <= drafts[-1].left.gross - notes[-1].total:
        notes[-1], more = drafts[-1].note(more), 0
    for place in reversed(range(len(notes))):
        less = max(more, -notes[place].total) if more < 0 else 0
        if less:
            notes[place] = drafts[place].note(less)
            more -= less
    return notes, more


def _creditables(
    invoice: Invoice, notes: Sequence[CreditNote], left: dict[LineId, int]
) -> list[Creditable]:
    """Pieces of this invoice to credit now; takes them out of what is left to do."""
    found, before = list[Creditable](), Counter[LineId | None]()
    for note in notes:
        if note.invoice == invoice.key.number:
            for each in note.lines:
                before[each.line] += each.quantity
    for line in invoice.lines:
        wanted = left.get(line.line, 0)
        if not wanted or not line.sku:
            continue
        credited = before[line.line]
        take = min(wanted, line.quantity - credited)
        if take:
            found.append(Creditable(invoiced=line, credited=credited, quantity=take))
            left[line.line] = wanted - take
    return found


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
    beyond = surplus(work, work.books.invoice(organisation, number), item)
    live = dict[ReceiptId, list[Application]]()
    for application in work.books.applications(organisation, document=number):
        live.setdefault(application.receipt, []).append(application)
    for receipt, applied in reversed([*live.items()]):
        take = min(sum([each.amount for each in applied]), amount)
        if take < 1:
            continue
        back = Application(receipt=receipt, document=number, amount=-take)
        back = taken_back(applied, back, beyond if take == amount else None)
        if beyond is not None:
            beyond += back.functional or 0
        work.books.add_application(organisation, back, context.at, context.actor.id)
        reverse = ReversePayment(document=number, receipt=back.receipt, amount=take)
        desk.carry_out(work, key, reverse, context)
        amount -= take
