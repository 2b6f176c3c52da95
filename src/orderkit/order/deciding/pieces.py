"""Deciding the family of the ledger: pieces move along the published matrix, or stay."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from orderkit.order.billable import billed_beyond
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
from orderkit.order.terms import BillingBase
from orderkit.values import Context, Finding, LineId, block, maker

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

# A shift has no checks of its own; thousands of them stand in the life of a large order.
_shift: Final = maker(Shift)

# What each line still has to give while the portions of one command are served in turn.
_Left: TypeAlias = dict[LineId, list[int]]


def decide_pieces(order: Order, command: LedgerCommand, context: Context) -> Answer:
    """Answer a command of the family: every portion moves whole, or none does."""
    portions, act = command.portions, command.act
    if not portions:
        return (), (block("pieces.none", "portions"),)
    shifts, findings = _shifts(order, act, portions)
    if act is Act.CANCEL and order.terms.billing is not BillingBase.SHIPPED:
        findings += _billed(order, shifts)
    if findings:
        return (), tuple(findings)
    event = _EVENTS[act](
        at=context.at,
        by=context.actor.id,
        shifts=tuple(shifts),
        reference=command.reference,
    )
    return (event,), ()


def _shifts(
    order: Order, act: Act, portions: Sequence[Portion]
) -> tuple[list[Shift], list[Finding]]:
    """Serve the portions in turn: what each moves, and what stands against it."""
    left: _Left = {}
    places, ledgers = order.terms.places, order.ledgers
    # A withdrawn return goes where the order says it came from, which the matrix cannot.
    moves = None if act is Act.WITHDRAW_RETURN else MOVES[act]
    shifts, findings = list[Shift](), list[Finding]()
    for portion in portions:
        counts = left.get(portion.line)
        if counts is None:
            place = places.get(portion.line, len(ledgers))
            # An adjustment has its place behind the lines, and no pieces.
            if place < len(ledgers):
                counts = left[portion.line] = list(ledgers[place].counts)
        if not portion.line:
            findings.append(block("field.missing", "portions/line"))
        elif counts is None:
            path = f"lines/{portion.line}"
            findings.append(block("line.unknown", path, line=portion.line))
        elif type(portion.quantity) is not int or portion.quantity < 1:
            path = f"lines/{portion.line}/quantity"
            findings.append(block("quantity.range", path, quantity=portion.quantity))
        else:
            needed = (
                _withdraw(order, portion, counts, shifts)
                if moves is None
                else _take(moves, portion, counts, shifts)
            )
            if needed:
                findings.append(_short(portion, needed))
    return shifts, findings


def _take(
    moves: tuple[tuple[Bucket, Bucket], ...],
    portion: Portion,
    counts: list[int],
    shifts: list[Shift],
) -> int:
    """Walk the sources of the act in turn, or the one that the portion names; gives what lacks.

    Written for orders of hundreds of lines: nothing is made but the shifts.
    """
    line, needed, named = portion.line, portion.quantity, portion.source
    for source, target in moves:
        there = counts[source]
        if there and (named is None or named is source):
            take = there if there < needed else needed  # noqa: FURB136 - `min` costs three times as much
            shifts.append(_shift(line, source, target, take))
            counts[source] = there - take
            needed -= take
            if not needed:
                break
    return needed


def _withdraw(order: Order, portion: Portion, counts: list[int], shifts: list[Shift]) -> int:
    """Take announced returns of the line back; gives what lacks."""
    needed = portion.quantity
    for shift in _withdrawn(order, portion, counts):
        shifts.append(shift)
        counts[shift.source] -= shift.quantity
        needed -= shift.quantity
    return needed


def _withdrawn(order: Order, portion: Portion, counts: list[int]) -> Iterator[Shift]:
    """Walk the announced returns of the line, oldest first, back to where they came from."""
    # What earlier portions of this command took back already stands in the counts.
    requests = order.requested.get(portion.line, ())
    asked = sum(request.quantity for request in requests)
    skip, needed = asked - counts[Bucket.RETURN_REQUESTED], portion.quantity
    for request in requests:
        there = max(0, request.quantity - skip)
        skip = max(0, skip - request.quantity)
        take = min(needed, there)
        if take:
            yield Shift(portion.line, Bucket.RETURN_REQUESTED, request.source, take)
            needed -= take


def _billed(order: Order, shifts: Sequence[Shift]) -> Iterator[Finding]:
    """Lines of which a bill holds pieces that are to be cancelled: these are credited first."""
    asked = dict[LineId, int]()
    for shift in shifts:
        asked[shift.line] = asked.get(shift.line, 0) + shift.quantity
    for line, quantity in asked.items():
        bill = order.billing(line)
        most = billed_beyond(order.terms.billing, order.ledger(line), bill, quantity)
        if most:
            path = f"lines/{line}/quantity"
            yield block("cancel.billed", path, asked=quantity, credit=most)


def _short(portion: Portion, missing: int) -> Finding:
    return block(
        "pieces.not_enough",
        f"lines/{portion.line}/quantity",
        asked=portion.quantity,
        there=portion.quantity - missing,
    )
