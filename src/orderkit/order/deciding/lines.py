"""Deciding the family of lines."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from orderkit.order.commands import AddLines, LinesCommand, PlaceOrder
from orderkit.order.deciding import ALREADY_SO, Answer
from orderkit.order.determined import foreign_prices
from orderkit.order.events import LinesAdded, OrderPlaced
from orderkit.order.kits import misplaced
from orderkit.order.line import Adjustment, Line
from orderkit.order.model import Order
from orderkit.order.spread import spread_wrongly
from orderkit.order.terms import Terms
from orderkit.values import MOST, Context, Finding, LineId, block

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
    findings = [] if terms.customer else [block("field.missing", "customer")]
    findings.extend(_nameless(terms.lines, terms.adjustments))
    units = _units(terms.lines) if terms.adjustments else {}
    findings.extend(spread_wrongly(terms.lines, terms.adjustments, units))
    if not terms.lines and not terms.adjustments:
        findings.append(block("order.empty", "lines"))
    if findings:
        return (), tuple(findings)
    actor = context.actor
    event = OrderPlaced(
        terms=terms,
        at=context.at,
        by=actor.id,
        on_behalf_of=actor.on_behalf_of,
        lineage=command.lineage,
        made_with=command.made_with,
    )
    return (event,), ()


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
    named = set(added)
    findings.extend(
        block("line.removed", f"lines/{gone.id}", line=gone.id, sku=gone.sku)
        for gone in order.removed
        if gone.id in named
    )
    if not command.lines and not command.adjustments:
        findings.append(block("order.empty", "lines"))
    findings.extend(_nameless(command.lines, command.adjustments))
    units = _units((*order.terms.lines, *command.lines)) if command.adjustments else {}
    findings.extend(spread_wrongly(command.lines, command.adjustments, units))
    # An adjustment has an id among those known, and is nobody's kit.
    lines = {line.id for line in (*order.terms.lines, *command.lines)}
    findings.extend(misplaced(command.lines, lines))
    findings.extend(_beyond(order.terms, command))
    if findings:
        return (), tuple(findings)
    event = LinesAdded(
        lines=command.lines,
        adjustments=command.adjustments,
        at=context.at,
        by=context.actor.id,
        on_behalf_of=context.actor.on_behalf_of,
    )
    return (event,), ()


def _units(lines: Iterable[Line]) -> dict[LineId, int]:
    return {line.id: line.quantity for line in lines}


def _nameless(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> Iterator[Finding]:
    """Lines without an id or an article, and adjustments without an id."""
    for place, line in enumerate(lines, 1):
        if not line.id:
            yield block("field.missing", f"lines/{place}/id")
        if not line.sku:
            yield block("field.missing", f"lines/{line.id or place}/sku")
    for place, adjustment in enumerate(adjustments, 1):
        if not adjustment.id:
            yield block("field.missing", f"adjustments/{place}/id")


def _beyond(terms: Terms, command: AddLines) -> Iterator[Finding]:
    """Prices of another currency, and what the order would come to, where no column holds it."""
    for line, currency in foreign_prices(command.lines, terms.currency):
        yield block("line.other_currency", f"lines/{line}/price", currency=currency.code)
    added = sum(line.total for line in command.lines)
    added += sum(adjustment.amount for adjustment in command.adjustments)
    if not -MOST <= terms.total + added <= MOST:
        yield block("money.overflow", "lines")
    steps = sum(line.quantity for line in terms.lines) + sum(
        line.quantity for line in command.lines
    )
    if steps > MOST:
        yield block("quantity.overflow", "lines")
