"""Settling: receipts find their invoices, or wait for a person; never a guess."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from orderkit.errors import ConflictError
from orderkit.order import ApplyPayment
from orderkit.ports import UnitOfWork, WriteOff
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.process.functional import at_functional
from orderkit.process.once import Done, once
from orderkit.settlement import (
    REPEAT_DAYS,
    Application,
    ByPayerAmount,
    ByReference,
    Match,
    Matcher,
    OpenItem,
    Payer,
    Receipt,
    Reconciliation,
    reconcile,
)
from orderkit.values import Context, Currency, OrganisationId, ReceiptId, replacer

__all__ = ["settle_receipts"]

_changed = replacer(OpenItem)
# A number that explains the amount first, then an amount that only one document of the payer has.
_MATCHERS: Final = (ByReference(), ByPayerAmount())


def settle_receipts(
    desk: OrderDesk,
    receipts: Sequence[Receipt],
    context: Context,
    *,
    payers: Sequence[Payer] = (),
    matchers: Sequence[Matcher] = _MATCHERS,
) -> Reconciliation:
    """Keep receipts and apply what is explained, all in one unit of work.

    A receipt whose id is known already is left as it is, so a statement read twice adds nothing;
    the outcome names it.
    What a match that gives up leaves of a document is written off, under the match's reason; see
    `Match.gives_up` and the law that holds it to a third.

    Args:
        receipts: With the key of the context, they are what it stands for; payers and matchers
            are not.
        payers: Who pays from which accounts and under which names; none, unless you say so.
        matchers: Asked in turn; by reference, then by payer and amount, unless you say so.

    Raises:
        RefusedError: A receipt is another organisation's, or an order takes no payment now;
            nothing is written, and no key is used up.
        ConflictError: The id of a receipt is known for another amount, currency or day, or the key
            of the context was used for other content; nothing is written.
    """
    organisation = context.actor.organisation
    for receipt in receipts:
        if receipt.organisation != organisation:
            raise RefusedError(subject=receipt.id, why="receipt.foreign")

    def act(work: UnitOfWork) -> Done:
        return Done(made=(_settle(desk, work, receipts, payers, matchers, context),))

    done = once(desk, None, context, act, "settle_receipts", tuple(receipts))
    return done.one(Reconciliation) or Reconciliation((), ())


def _settle(
    desk: OrderDesk,
    work: UnitOfWork,
    receipts: Sequence[Receipt],
    payers: Sequence[Payer],
    matchers: Sequence[Matcher],
    context: Context,
) -> Reconciliation:
    organisation = context.actor.organisation
    news, known = list[Receipt](), list[ReceiptId]()
    for receipt in receipts:
        if _kept(work, receipt):
            news.append(receipt)
        else:
            known.append(receipt.id)
    outcome = reconcile(
        news,
        work.books.open_items(organisation),
        payers,
        matchers=matchers,
        applied=_applied(work, organisation, news),
    )
    for match in outcome.matches:
        for application in match.applications:
            _apply(desk, work, application, match, context)
    return attrs.evolve(outcome, known=tuple(known))


def _kept(work: UnitOfWork, receipt: Receipt) -> bool:
    """Keep a receipt that is new; False for one that is known.

    Another statement may word the same payment otherwise, but it is of the same money and day:
    to drop a second payment under a known id would lose it without a word.
    """
    if work.books.add_receipt(receipt):
        return True
    known = work.books.receipt(receipt.organisation, receipt.id)
    if known is None or _money(known) != _money(receipt):
        raise ConflictError(subject=receipt.id, why="key_reused")
    return False


def _money(receipt: Receipt) -> tuple[int, Currency, date]:
    return receipt.amount, receipt.currency, receipt.received_on


def _applied(
    work: UnitOfWork, organisation: OrganisationId, news: Sequence[Receipt]
) -> list[Receipt]:
    """Receipts near these that were applied, to know a payment sent twice."""
    if not news:
        return []
    new = {receipt.id for receipt in news}
    first = min(receipt.received_on for receipt in news).toordinal() - REPEAT_DAYS
    since = date.fromordinal(max(first, date.min.toordinal()))
    near = work.books.receipts(organisation, since=since, with_applications=True)
    return [receipt for receipt in near if receipt.id not in new]


def _apply(
    desk: OrderDesk, work: UnitOfWork, application: Application, match: Match, context: Context
) -> None:
    organisation = context.actor.organisation
    item = work.books.item(organisation, application.document)
    if item is None:
        raise ConflictError(subject=application.document, why="stale")
    invoice = work.books.invoice(organisation, application.document)
    if invoice is not None:
        application = at_functional(work, invoice, item, application)
    item = _changed(item, applied=item.applied + application.amount)
    if match.gives_up and item.open > 0:
        rest = WriteOff(
            organisation=organisation,
            document=application.document,
            receipt=match.receipt,
            amount=item.open,
            reason=match.reason,
        )
        work.books.add_write_off(rest, context.at, context.actor.id)
        item = _changed(item, written_off=item.written_off + item.open)
    work.books.save_item(item)
    work.books.add_application(organisation, application, context.at, context.actor.id)
    if invoice is not None and application.amount > 0:
        paid = ApplyPayment(
            document=application.document,
            receipt=ReceiptId(application.receipt),
            amount=application.amount,
        )
        desk.carry_out(work, invoice.order, paid, context)
