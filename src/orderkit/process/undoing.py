"""Undoing by hand: pieces that did not leave are cancelled, others are taken back and credited."""

from collections.abc import Mapping, Sequence
from typing import final

import attrs

from orderkit.fulfilment import ReturnReceipt
from orderkit.invoicing import CreditNote
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.process.once import Done, once
from orderkit.process.reversing import cancel_in, return_in
from orderkit.values import Context, Finding, LineId, Money, OrderKey, block, zone_of

__all__ = ["CancelOutcome", "ReturnOutcome", "cancel_pieces", "return_pieces"]


@final
@attrs.frozen(kw_only=True)
class CancelOutcome:
    """What was credited of the pieces that were cancelled, or why none was cancelled.

    Attributes:
        credit_notes: Of pieces that were billed before they left.
        findings: What stands against it.
    """

    credit_notes: tuple[CreditNote, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Whether all of them were cancelled; else none was."""
        return not self.findings


@final
@attrs.frozen(kw_only=True)
class ReturnOutcome:
    """What came back and was credited, or why nothing was taken.

    Attributes:
        receipt: None if nothing was taken.
        credit_notes: One for each invoice that billed the pieces, and one alone for what no
            invoice can carry.
        findings: What stands against it.
    """

    receipt: ReturnReceipt | None = None
    credit_notes: tuple[CreditNote, ...] = ()
    findings: tuple[Finding, ...] = ()


def cancel_pieces(
    desk: OrderDesk,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    context: Context,
    *,
    zone: str,
    reference: str = "",
) -> CancelOutcome:
    """Cancel pieces that have not left, all or none; what was reserved for them is free again.

    What a bill holds of them, where an order is billed before it ships, is credited first.
    Repeating it under one key of the context gives the first outcome again.

    Args:
        pieces: By line, in whole steps of its unit.
        zone: Of the books, such as `Europe/London`; the days of documents are its days.
        reference: What the cancellation is for, kept with it.

    Raises:
        UnknownZoneError: There is no such zone.
        ConflictError: The key of the context was used for other content; nothing is written.
    """
    zone_of(zone)

    def act(work: UnitOfWork) -> Done:
        return Done(
            made=cancel_in(desk, work, key, pieces, context, zone=zone, reference=reference)
        )

    done = once(desk, key, context, act, "cancel_pieces", pieces, zone, reference)
    return CancelOutcome(credit_notes=done.all(CreditNote), findings=done.findings)


def return_pieces(
    desk: OrderDesk,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    context: Context,
    *,
    zone: str,
    amount: int | None = None,
) -> ReturnOutcome:
    """Take pieces back that left, put them on the shelf they came from, and credit them.

    All of it or none. Repeating it under one key of the context gives the first outcome again.

    Args:
        pieces: By line, in whole steps of its unit.
        zone: Of the books, such as `Europe/London`; the days of documents are its days.
        amount: Minor units that the credit is to come to; None means what was billed. More than
            the invoices of the pieces can carry is refused as `credit.beyond_billed`.

    Raises:
        UnknownZoneError: There is no such zone.
        ConflictError: The key of the context was used for other content; nothing is written.
        InvalidValueError: The amount is no whole number of 63 bits, or below zero.
    """
    zone_of(zone)

    def act(work: UnitOfWork) -> Done:
        receipt, notes = return_in(desk, work, key, pieces, context, zone=zone, amount=amount)
        if amount is not None:
            _hold_to_the_bills(key, amount, notes)
        return Done(made=(receipt, *notes))

    done = once(desk, key, context, act, "return_pieces", pieces, zone, amount)
    return ReturnOutcome(
        receipt=done.one(ReturnReceipt),
        credit_notes=done.all(CreditNote),
        findings=done.findings,
    )


def _hold_to_the_bills(key: OrderKey, amount: int, notes: Sequence[CreditNote]) -> None:
    """Refuse what would stand alone: by hand, nobody gives back what was never billed."""
    for note in notes:
        if note.invoice is None:
            asked, beyond = Money(amount, note.currency), Money(note.total, note.currency)
            found = block("credit.beyond_billed", "amount", asked=asked, beyond=beyond)
            raise RefusedError(subject=str(key), why=found.code, findings=(found,))
