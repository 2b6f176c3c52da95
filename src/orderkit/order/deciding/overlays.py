"""Deciding the family of facets: overlays are set once, and taken off by their inverse."""

from typing import assert_never

import attrs

from orderkit.order.billable import billable
from orderkit.order.commands import (
    Close,
    FacetCommand,
    Freeze,
    Hold,
    LiftHold,
    Lock,
    Reinstate,
    Reopen,
    Terminate,
    Unfreeze,
    Unlock,
    Unvoid,
    Void,
)
from orderkit.order.deciding import ALREADY_SO, Answer
from orderkit.order.deciding.bars import holds
from orderkit.order.events import FacetCleared, FacetSet
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.ledger import Bucket, Ledger
from orderkit.order.model import Order
from orderkit.values import MOST, Context, Finding, LineId, block, shown

__all__ = ["decide_overlays"]


def decide_overlays(order: Order, command: FacetCommand, context: Context) -> Answer:
    """Answer a command of the family."""
    match command:
        case Hold():
            return _hold(order, command, context)
        case LiftHold(hold=hold):
            return _lift(order, hold, context)
        case Freeze(reason=reason, line=line):
            return _set(order, Facet.FREEZE, reason, line, context)
        case Close(reason=reason, line=line):
            findings = _is_settled(order, line)
            return ((), findings) if findings else _set(order, Facet.CLOSE, reason, line, context)
        case Unfreeze(line=line):
            return _clear(order, Facet.FREEZE, line, context)
        case Reopen(line=line):
            findings = _closed_by_lines(order, line)
            return ((), findings) if findings else _clear(order, Facet.CLOSE, line, context)
        case Terminate(reason=reason, line=line):
            findings = _cannot_be_dead(order, line)
            return (
                ((), findings) if findings else _set(order, Facet.TERMINATE, reason, line, context)
            )
        case Reinstate(line=line):
            return _clear(order, Facet.TERMINATE, line, context)
        case Lock():
            return _lock(order, command, context)
        case Unlock():
            return _unlock(order, context)
        case Void(reason=reason):
            findings = _cannot_be_void(order)
            return ((), findings) if findings else _set(order, Facet.VOID, reason, None, context)
        case Unvoid():
            return _clear(order, Facet.VOID, None, context)
        case _:
            assert_never(command)


def _hold(order: Order, command: Hold, context: Context) -> Answer:
    findings = _unknown_line(order, command.line)
    quantity = command.quantity
    if quantity is not None and (command.line is None or not _counts(quantity)):
        findings += (block("quantity.range", "quantity", quantity=shown(repr(quantity))),)
    if findings:
        return (), findings
    mark = FacetMark(
        id=f"hold/{order.version + 1}",
        facet=Facet.HOLD,
        by=context.actor.id,
        at=context.at,
        reason=command.reason,
        line=command.line,
        quantity=quantity,
        until=command.until,
    )
    return (FacetSet(mark=mark, at=context.at, by=context.actor.id),), ()


def _counts(quantity: int) -> bool:
    """Whether it is a number of pieces that an order can have."""
    return type(quantity) is int and 1 <= quantity <= MOST


def _lift(order: Order, hold: str, context: Context) -> Answer:
    if all(mark.id != hold or mark.facet is not Facet.HOLD for mark in order.marks):
        return (), (ALREADY_SO,)
    return (FacetCleared(mark=hold, at=context.at, by=context.actor.id),), ()


def _lock(order: Order, command: Lock, context: Context) -> Answer:
    at, by, held = context.at, context.actor.id, _mark(order, Facet.LOCK, None)
    mark = FacetMark(
        id=f"lock/{order.version + 1}",
        facet=Facet.LOCK,
        by=by,
        at=at,
        reason=command.reason,
        until=command.until,
        role=command.role,
    )
    if held is None:
        return (FacetSet(mark=mark, at=at, by=by),), ()
    if held.live(at) and attrs.evolve(held, id=mark.id, at=at) == mark:
        return (), (ALREADY_SO,)
    # Another's lock that has not run out bars this one; what is left may be replaced.
    return (FacetCleared(mark=held.id, at=at, by=by), FacetSet(mark=mark, at=at, by=by)), ()


def _unlock(order: Order, context: Context) -> Answer:
    mark, actor = _mark(order, Facet.LOCK, None), context.actor
    if mark is None:
        return (), (ALREADY_SO,)
    here = actor.organisation == order.terms.organisation
    may = here and mark.role is not None and actor.has_role(mark.role)
    if mark.live(context.at) and not may and not holds(mark, context):
        return (), (block("lock.not_holder", "", by=mark.by, role=mark.role or ""),)
    return (FacetCleared(mark=mark.id, at=context.at, by=actor.id),), ()


def _set(order: Order, facet: Facet, reason: str, line: LineId | None, context: Context) -> Answer:
    findings = _unknown_line(order, line)
    if findings:
        return (), findings
    if _mark(order, facet, line) is not None:
        return (), (ALREADY_SO,)
    mark = FacetMark(
        id=f"{facet}/{order.version + 1}",
        facet=facet,
        by=context.actor.id,
        at=context.at,
        reason=reason,
        line=line,
    )
    return (FacetSet(mark=mark, at=context.at, by=context.actor.id),), ()


def _clear(order: Order, facet: Facet, line: LineId | None, context: Context) -> Answer:
    mark = _mark(order, facet, line)
    if mark is None:
        return (), (ALREADY_SO,)
    return (FacetCleared(mark=mark.id, at=context.at, by=context.actor.id),), ()


def _mark(order: Order, facet: Facet, line: LineId | None) -> FacetMark | None:
    for mark in order.marks:
        if mark.facet is facet and mark.line == line:
            return mark
    return None


def _unknown_line(order: Order, line: LineId | None) -> tuple[Finding, ...]:
    if line is None or any(known.id == line for known in order.terms.lines):
        return ()
    return (block("line.unknown", f"lines/{line}", line=line),)


def _is_settled(order: Order, line: LineId | None) -> tuple[Finding, ...]:
    """A line of which nothing is to come, to arrive or to be billed is done; no mark says more."""
    if line is None or _unknown_line(order, line) or _mark(order, Facet.CLOSE, line) is not None:
        return ()
    ledger, bill = order.ledger(line), order.billing(line)
    under_way = ledger.to_ship + ledger.of(Bucket.SHIPPED) + ledger.of(Bucket.RETURN_REQUESTED)
    if under_way or billable(order.terms.billing, ledger, bill):
        return ()
    return (block("close.settled", f"lines/{line}"),)


def _closed_by_lines(order: Order, line: LineId | None) -> tuple[Finding, ...]:
    """An order of which each line is closed opens with one of them, and not by itself."""
    if line is not None or _mark(order, Facet.CLOSE, None) is not None:
        return ()
    closed = {mark.line for mark in order.marks if mark.facet is Facet.CLOSE}
    if not order.terms.lines or not closed.issuperset(each.id for each in order.terms.lines):
        return ()
    return (block("reopen.lines_closed", "lines"),)


def _cannot_be_dead(order: Order, line: LineId) -> tuple[Finding, ...]:
    """A dead line keeps no stock from others."""
    findings = _unknown_line(order, line)
    if findings:
        return findings
    if _is_bound(order.ledger(line)):
        findings += (block("terminate.reserved", f"lines/{line}"),)
    if claimed := order.claimed(line):
        findings += (block("terminate.claimed", f"lines/{line}", claimed=claimed),)
    return findings


def _is_bound(ledger: Ledger) -> bool:
    return bool(ledger.of(Bucket.RESERVED) or ledger.of(Bucket.PICKED))


def _cannot_be_void(order: Order) -> tuple[Finding, ...]:
    """What never was can have left no goods, no bill, no draft, and no stock bound to it."""
    findings = list[Finding]()
    if any(ledger.left for ledger in order.ledgers):
        findings.append(block("void.shipped", "lines"))
    if any(map(_is_bound, order.ledgers)):
        findings.append(block("void.reserved", "lines"))
    if order.claims:
        findings.append(block("void.claimed", "lines"))
    bills = (*order.bills, *order.adjustment_bills)
    if order.balances.invoiced or any(bill.invoiced for bill in bills):
        findings.append(block("void.invoiced", "lines"))
    return tuple(findings)
