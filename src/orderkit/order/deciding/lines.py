"""Deciding the family of lines."""

from typing import assert_never

from orderkit.order.commands import AddLines, LinesCommand, PlaceOrder
from orderkit.order.deciding import ALREADY_SO, Answer
from orderkit.order.events import LinesAdded, OrderPlaced
from orderkit.order.model import Order
from orderkit.values import Context, Finding, block

__all__ = ["decide_lines"]


def decide_lines(order: Order | None, command: LinesCommand, context: Context) -> Answer:
    """Answer a command of the family; only `PlaceOrder` needs no order."""
    match command:
        case PlaceOrder():
            return _place(order, command, context)
        case AddLines():
            return _add(order, command, context)
        case _:
            assert_never(command)


def _place(order: Order | None, command: PlaceOrder, context: Context) -> Answer:
    terms = command.terms
    if order is not None:
        if order.terms == terms:
            return (), (ALREADY_SO,)
        return (), (block("order.exists", "", number=terms.number),)
    if not terms.lines and not terms.adjustments:
        return (), (block("order.empty", "lines"),)
    return (OrderPlaced(terms=terms, at=context.at, by=context.actor.id),), ()


def _add(order: Order | None, command: AddLines, context: Context) -> Answer:
    if order is None:
        return (), (block("order.unknown", ""),)
    known = {line.id for line in order.terms.lines}
    known |= {adjustment.id for adjustment in order.terms.adjustments}
    findings = list[Finding]()
    added = [line.id for line in command.lines]
    added += [adjustment.id for adjustment in command.adjustments]
    for line in added:
        if line in known:
            findings.append(block("line.twice", f"lines/{line}", line=line))
        known.add(line)
    if not command.lines and not command.adjustments:
        findings.append(block("order.empty", "lines"))
    if findings:
        return (), tuple(findings)
    event = LinesAdded(
        lines=command.lines,
        adjustments=command.adjustments,
        at=context.at,
        by=context.actor.id,
    )
    return (event,), ()
