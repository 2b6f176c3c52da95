"""Deciding the family of money: what documents may bill, credit and settle."""

from typing import assert_never

from orderkit.order.billable import billable
from orderkit.order.commands import (
    ApplyPayment,
    Billed,
    MoneyCommand,
    RecordCredit,
    RecordInvoice,
    ReversePayment,
)
from orderkit.order.deciding import Answer
from orderkit.order.dues import due
from orderkit.order.events import Credited, Invoiced, PaymentApplied, PaymentReversed
from orderkit.order.model import Order
from orderkit.values import Context, DocumentNumber, Finding, LineId, block

__all__ = ["decide_money"]


def decide_money(order: Order, command: MoneyCommand, context: Context) -> Answer:
    """Answer a command of the family; 0 <= credited <= invoiced <= base stays true by line."""
    at, by = context.at, context.actor.id
    match command:
        case RecordInvoice(document=document, billed=billed, amount=amount):
            findings = _over(billed, _to_bill(order), "invoice.exceeds")
            if not _whole(amount, least=0 if _free(order, billed) else 1):
                findings += (block("invoice.range", "amount", amount=amount),)
            event = Invoiced(document=document, billed=billed, amount=amount, at=at, by=by)
            return ((), findings) if findings else ((event,), ())
        case RecordCredit(document=document, billed=billed, amount=amount):
            findings = _over(billed, _to_credit(order), "credit.exceeds")
            left = order.balances.invoiced - order.balances.credited
            if not _whole(amount, least=0) or amount > left:
                findings += (block("credit.range", "amount", amount=amount),)
            credit = Credited(document=document, billed=billed, amount=amount, at=at, by=by)
            return ((), findings) if findings else ((credit,), ())
        case ApplyPayment(document=document, receipt=receipt, amount=amount):
            if not _whole(amount, least=1) or amount > _owed(order, document):
                return (), (block("payment.range", "amount", amount=amount),)
            paid = PaymentApplied(document=document, receipt=receipt, amount=amount, at=at, by=by)
            return (paid,), ()
        case ReversePayment(document=document, receipt=receipt, amount=amount):
            if not _whole(amount, least=1) or amount > order.balances.paid:
                return (), (block("payment.range", "amount", amount=amount),)
            back = PaymentReversed(document=document, receipt=receipt, amount=amount, at=at, by=by)
            return (back,), ()
        case _:
            assert_never(command)


def _owed(order: Order, document: DocumentNumber) -> int:
    """What was invoiced and not paid yet; or before any bill, what the order comes to.

    More than that is the payer's, and no order's.
    """
    return order.balances.invoiced - order.balances.paid if document else due(order)


def _whole(amount: int, *, least: int) -> bool:
    """Whether it is a whole number, and no less than that."""
    return type(amount) is int and amount >= least


def _free(order: Order, billed: tuple[Billed, ...]) -> bool:
    """Whether all that is billed was given away."""
    given = {line.id for line in order.terms.lines if not line.total}
    given |= {charge.id for charge in order.terms.adjustments if not charge.amount}
    return bool(billed) and given.issuperset(entry.line for entry in billed)


def _over(billed: tuple[Billed, ...], room: dict[LineId, int], code: str) -> tuple[Finding, ...]:
    """What does not fit in the room that each line and adjustment has left."""
    findings = list[Finding]()
    for entry in billed:
        path = f"lines/{entry.line}/quantity"
        there = room.get(entry.line)
        if there is None:
            findings.append(block("line.unknown", f"lines/{entry.line}", line=entry.line))
        elif type(entry.quantity) is not int or entry.quantity < 1:
            findings.append(block("quantity.range", path, quantity=entry.quantity))
        elif entry.quantity > there:
            findings.append(block(code, path, asked=entry.quantity, there=there))
        else:
            room[entry.line] = there - entry.quantity
    return tuple(findings)


def _to_bill(order: Order) -> dict[LineId, int]:
    """What of each line and adjustment may still be billed."""
    base, room = order.terms.billing, dict[LineId, int]()
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        room[line.id] = billable(base, ledger, bill)
    for adjustment, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True):
        room[adjustment.id] = 1 - bill.invoiced
    return room


def _to_credit(order: Order) -> dict[LineId, int]:
    """What of each line and adjustment was billed and may still be credited."""
    ids = [line.id for line in order.terms.lines]
    ids += [adjustment.id for adjustment in order.terms.adjustments]
    bills = (*order.bills, *order.adjustment_bills)
    return {each: bill.invoiced - bill.credited for each, bill in zip(ids, bills, strict=True)}
