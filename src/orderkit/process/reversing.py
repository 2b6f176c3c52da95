"""Reversing: what a channel takes back, piece by piece: cancelled before it left, else returned."""

from collections.abc import Callable, Mapping
from typing import Final

from orderkit.capture import Verdict
from orderkit.fulfilment import ReturnLine, ReturnReceipt, receive_return
from orderkit.inventory import restock
from orderkit.invoicing import CreditNote, InvalidDocumentLineError
from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Bucket,
    Cancel,
    Order,
    Portion,
    ReceiveReturn,
    RequestReturn,
    billed_beyond,
)
from orderkit.ports import UnitOfWork
from orderkit.process.binding import known_position
from orderkit.process.crediting import credit_pieces
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.values import (
    MOST,
    Context,
    LineId,
    OrderKey,
    ReturnId,
    StockKey,
    block,
    shown,
    unit_share,
)

__all__ = ["cancel_in", "return_in", "take_back"]

# What a channel took back, as against what a clerk cancelled.
_REVERSAL: Final = "reversal"


def take_back(
    desk: OrderDesk,
    work: UnitOfWork,
    verdict: Verdict,
    key_of: Callable[[str], OrderKey],
    context: Context,
    *,
    zone: str,
) -> None:
    """Carry out a reversal as it was judged, line by line.

    Pieces that have not left are cancelled, the rest comes back with a credit note. Where the row
    has another price than the line, the difference stands beside it, so that the row counts at
    its own price.
    """
    pieces = sum(take.pieces for take in verdict.takes)
    done = 0
    for take in verdict.takes:
        key, line = key_of(take.line.number), take.line.line
        order = _known(desk, work, key, context)
        if line not in order.terms.places:
            # An amendment took it out since; nothing of it is left to take back.
            findings = (block("line.unknown", f"lines/{line}", line=line),)
            raise RefusedError(subject=str(key), why=findings[0].code, findings=findings)
        # The part of the row's own amount that these pieces have.
        own = unit_share(-verdict.amount, pieces, done, done + take.pieces)
        done += take.pieces
        cancelled = min(take.pieces, order.ledger(line).to_ship)
        share = unit_share(own, take.pieces, 0, cancelled)
        if cancelled:
            _cancel_at(desk, work, order, line, cancelled, share, context, zone)
        if take.pieces > cancelled:
            back = take.pieces - cancelled
            _return_at(desk, work, key, line, back, own - share, context, zone)


def cancel_in(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    context: Context,
    *,
    zone: str,
    reference: str = "",
) -> tuple[CreditNote, ...]:
    """Do `cancel_pieces` within a larger unit of work; gives the credit notes.

    Args:
        zone: Of the books, such as `Europe/London`; the days of documents are its days.
        reference: What the cancellation is for, kept with it.

    Raises:
        RefusedError: The order does not let so many go, or is not there; see its findings.
    """
    order = _known(desk, work, key, context)
    portions = tuple(Portion(line, quantity) for line, quantity in pieces.items())
    held = dict[LineId, int]()
    for line, quantity in pieces.items():
        # A line that is not there is told by the command.
        place = order.terms.places.get(line, len(order.ledgers))
        if place < len(order.ledgers):
            ledger, bill = order.ledgers[place], order.bills[place]
            held[line] = billed_beyond(order.terms.billing, ledger, bill, quantity)
    billed = {line: quantity for line, quantity in held.items() if quantity}
    notes: tuple[CreditNote, ...] = ()
    if billed:
        notes = credit_pieces(desk, work, key, billed, None, context, reason="cancelled", zone=zone)
    desk.carry_out(work, key, Cancel(portions, reference), context)
    return notes


def return_in(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    pieces: Mapping[LineId, int],
    context: Context,
    *,
    zone: str,
    amount: int | None = None,
) -> tuple[ReturnReceipt, tuple[CreditNote, ...]]:
    """Do `return_pieces` within a larger unit of work; gives the return and the credit notes.

    Args:
        zone: Of the books, such as `Europe/London`; the days of documents are its days.
        amount: Minor units that the credit is to come to; None means what was billed.

    Raises:
        RefusedError: Fewer pieces have left, or the order is not there; see its findings.
        InvalidDocumentLineError: The amount is no whole number of 63 bits, or below zero.
    """
    # A caller without a type checker may hand in anything.
    if amount is not None and (type(amount) is not int or not 0 <= amount <= MOST):
        raise InvalidDocumentLineError(line=str(key), field="amount", value=shown(repr(amount)))
    order = _known(desk, work, key, context)
    portions = tuple(Portion(line, quantity) for line, quantity in pieces.items())
    name = ReturnId(f"{key.order}/r{order.version + 1}")
    desk.carry_out(work, key, RequestReturn(portions, name), context)
    desk.carry_out(work, key, ReceiveReturn(portions, name), context)
    receipt = _receive(work, order, pieces, name, context)
    notes = credit_pieces(desk, work, key, pieces, amount, context, reason="returned", zone=zone)
    return receipt, notes


def _receive(
    work: UnitOfWork, order: Order, pieces: Mapping[LineId, int], name: ReturnId, context: Context
) -> ReturnReceipt:
    """Put what came back on the shelf that it left last, and keep the return."""
    key = order.key
    shipments, returns = work.goods.shipments(key), work.goods.returns(key)
    skus = {line.id: line.sku for line in order.terms.lines}
    homes = _homes(work, key)
    lines = [
        ReturnLine(
            line=line,
            sku=skus[line],
            quantity=quantity,
            restocked=quantity if line in homes else 0,
            key=homes.get(line),
        )
        for line, quantity in pieces.items()
    ]
    receipt = receive_return(
        lines, shipments, returns, id=name, order=key, at=context.at, by=context.actor.id
    )
    _restock(work, receipt, context)
    work.goods.add_return(receipt)
    return receipt


def _restock(work: UnitOfWork, receipt: ReturnReceipt, context: Context) -> None:
    for line in receipt.lines:
        if line.key is not None and line.restocked:
            after, moved = restock(
                known_position(work, line.key),
                line.restocked,
                at=context.at,
                by=context.actor.id,
                reference=receipt.id,
            )
            work.stock.save(after, [moved])


def _cancel_at(
    desk: OrderDesk,
    work: UnitOfWork,
    order: Order,
    line: LineId,
    quantity: int,
    own: int,
    context: Context,
    zone: str,
) -> None:
    """Cancel pieces at the row's own price: the difference to the line's price is a charge."""
    key, terms = order.key, next(each for each in order.terms.lines if each.id == line)
    # Invoices take pieces from the front of the line, cancellations from its end.
    stop = terms.quantity - order.ledger(line).of(Bucket.CANCELLED)
    worth = unit_share(terms.total, terms.quantity, stop - quantity, stop)
    _charge(desk, work, order, worth - own, "cancelled at another price", context)
    cancel_in(desk, work, key, {line: quantity}, context, zone=zone, reference=_REVERSAL)


def _return_at(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    line: LineId,
    quantity: int,
    own: int,
    context: Context,
    zone: str,
) -> None:
    """Take pieces back at the row's own price.

    Where they were billed, the credit note comes to that; of the others, which nobody will bill,
    the difference to the line's price is a charge.
    """
    order = _known(desk, work, key, context)
    terms = next(each for each in order.terms.lines if each.id == line)
    ledger, bill = order.ledger(line), order.billing(line)
    unbilled = quantity - min(quantity, bill.invoiced - bill.credited)
    if unbilled:
        gone = ledger.of(Bucket.CANCELLED) + max(0, ledger.of(Bucket.RETURNED) - bill.credited)
        stop = terms.quantity - gone
        worth = unit_share(terms.total, terms.quantity, stop - unbilled, stop)
        rest = unit_share(own, quantity, quantity - unbilled, quantity)
        _charge(desk, work, order, worth - rest, "came back at another price", context)
    return_in(desk, work, key, {line: quantity}, context, zone=zone, amount=own)


def _charge(
    desk: OrderDesk, work: UnitOfWork, order: Order, amount: int, why: str, context: Context
) -> None:
    """Put the difference between two prices beside the lines, if there is one."""
    if not amount:
        return
    added = Adjustment(
        id=LineId(f"d{order.version + 1}"),
        code="difference",
        kind=AdjustmentKind.CHARGE if amount > 0 else AdjustmentKind.DISCOUNT,
        amount=amount,
        description=why,
    )
    desk.carry_out(work, order.key, AddLines(adjustments=(added,)), context)


def _homes(work: UnitOfWork, key: OrderKey) -> dict[LineId, StockKey]:
    """By line, the position that its pieces left last."""
    return {
        line.line: line.key
        for shipment in work.goods.shipments(key)
        for line in shipment.lines
        if line.key is not None
    }


def _known(desk: OrderDesk, work: UnitOfWork, key: OrderKey, context: Context) -> Order:
    order = desk.order_in(work, key, context)
    if order is None:
        findings = (block("order.unknown", ""),)
        raise RefusedError(subject=str(key), why=findings[0].code, findings=findings)
    return order
