"""Deciding the family of the ledger: pieces move along the published matrix, or stay."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from orderkit.order.commands import LedgerCommand
from orderkit.order.deciding import Answer
from orderkit.order.events import (
    Backordered,
    Cancelled,
    Delivered,
    Found,
    LedgerEvent,
    Lost,
    Picked,
    Released,
    Reserved,
    Restored,
    Returned,
    ReturnRequested,
    ReturnWithdrawn,
    Shipped,
    Undelivered,
    Unpicked,
)
from orderkit.order.ledger import MOVES, Act, Bucket, Portion, Shift
from orderkit.order.model import Order
from orderkit.values import Context, Finding, LineId, block

__all__ = ["decide_pieces"]

_EVENTS: Final[Mapping[Act, type[LedgerEvent]]] = MappingProxyType(
    {
        event.act: event
        for event in (
            Reserved,
            Backordered,
            Released,
            Picked,
            Unpicked,
            Shipped,
            Delivered,
            Undelivered,
            ReturnRequested,
            ReturnWithdrawn,
            Returned,
            Lost,
            Found,
            Cancelled,
            Restored,
        )
    }
)

# What each line still has to give while the portions of one command are served in turn.
_Left: TypeAlias = dict[LineId, list[int]]


def decide_pieces(order: Order, command: LedgerCommand, context: Context) -> Answer:
    """Answer a command of the family: every portion moves whole, or none does."""
    portions, act = command.portions, command.act
    if not portions:
        return (), (block("pieces.none", "portions"),)
    left: _Left = {
        line.id: list(ledger.counts)
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
    }
    shifts, findings = list[Shift](), list[Finding]()
    for portion in portions:
        counts = left.get(portion.line)
        if counts is None:
            path = f"lines/{portion.line}"
            findings.append(block("line.unknown", path, line=portion.line))
        elif type(portion.quantity) is not int or portion.quantity < 1:
            path = f"lines/{portion.line}/quantity"
            findings.append(block("quantity.range", path, quantity=portion.quantity))
        else:
            needed = portion.quantity
            for shift in _sources(order, act, portion, counts):
                shifts.append(shift)
                counts[shift.source] -= shift.quantity
                needed -= shift.quantity
            if needed:
                findings.append(_short(portion, needed))
    if findings:
        return (), tuple(findings)
    event = _EVENTS[act](
        at=context.at,
        by=context.actor.id,
        shifts=tuple(shifts),
        reference=command.reference,
    )
    return (event,), ()


def _sources(order: Order, act: Act, portion: Portion, counts: list[int]) -> Iterator[Shift]:
    if act is Act.WITHDRAW_RETURN:
        yield from _withdrawn(order, portion, counts)
        return
    needed = portion.quantity
    for source, target in MOVES[act]:
        if portion.source is not None and source is not portion.source:
            continue
        take = min(needed, counts[source])
        if take:
            yield Shift(portion.line, source, target, take)
            needed -= take
            if not needed:
                return


def _withdrawn(order: Order, portion: Portion, counts: list[int]) -> Iterator[Shift]:
    """Walk the announced returns of the line, oldest first, back to where they came from."""
    # What earlier portions of this command took back already stands in the counts.
    asked = sum(request.quantity for request in order.requests if request.line == portion.line)
    skip, needed = asked - counts[Bucket.RETURN_REQUESTED], portion.quantity
    for request in order.requests:
        if request.line != portion.line:
            continue
        there = max(0, request.quantity - skip)
        skip = max(0, skip - request.quantity)
        take = min(needed, there)
        if take:
            yield Shift(portion.line, Bucket.RETURN_REQUESTED, request.source, take)
            needed -= take


def _short(portion: Portion, missing: int) -> Finding:
    return block(
        "pieces.not_enough",
        f"lines/{portion.line}/quantity",
        asked=portion.quantity,
        there=portion.quantity - missing,
    )
