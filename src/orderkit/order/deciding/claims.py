"""Deciding the family of claims, and what claims ask of the pieces beside them."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from orderkit.order.claims import Claim, claimed_by, claimed_by_line
from orderkit.order.commands import Cancel, ClaimCommand, ClaimPieces, Command, ReleaseClaim, Ship
from orderkit.order.deciding import ALREADY_SO, Answer
from orderkit.order.events import Claimed, ClaimExecuted, ClaimReleased
from orderkit.order.ledger import Portion
from orderkit.order.model import Order
from orderkit.values import Context, Finding, LineId, block

__all__ = ["decide_claims", "executed", "kept_for_others"]


def decide_claims(order: Order, command: ClaimCommand, context: Context) -> Answer:
    """Answer a command of the family: every portion is claimed or released, or none is."""
    match command:
        case ClaimPieces():
            return _claim(order, command, context)
        case ReleaseClaim():
            return _release(order, command, context)
        case _:
            assert_never(command)


def kept_for_others(order: Order, command: Command) -> Iterator[Finding]:
    """Pieces that a shipment or a cancellation would take from the drafts of others."""
    if not isinstance(command, Ship | Cancel):
        return
    claims = claimed_by_line(order.claims)
    own = claimed_by(order.claims, _draft(command)) if isinstance(command, Ship) else {}
    for line, asked in _asked(command.portions).items():
        claimed = claims.get(line, 0) - own.get(line, 0)
        if claimed:
            to_ship = order.ledger(line).to_ship
            # Of more than there is at all, the ledger itself speaks.
            if to_ship - claimed < asked <= to_ship:
                path = f"lines/{line}/quantity"
                yield block("pieces.claimed", path, asked=asked, there=to_ship - claimed)


def executed(order: Order, command: Command, context: Context) -> tuple[ClaimExecuted, ...]:
    """What of the claims of its document a shipment executes."""
    if not isinstance(command, Ship):
        return ()
    asked = _asked(command.portions)
    draft = _draft(command)
    own = claimed_by(order.claims, draft)
    done = tuple(
        Claim(draft, line, min(quantity, asked[line]))
        for line, quantity in own.items()
        if line in asked
    )
    return (ClaimExecuted(claims=done, at=context.at, by=context.actor.id),) if done else ()


def _draft(command: Ship) -> str:
    return command.draft or command.reference


def _claim(order: Order, command: ClaimPieces, context: Context) -> Answer:
    findings = [*_unsound(order, command.document, command.portions)]
    if not command.portions:
        findings.append(block("pieces.none", "portions"))
    claims, asked = claimed_by_line(order.claims), _asked(command.portions)
    for line, quantity in asked.items():
        place = order.terms.places.get(line, len(order.ledgers))
        if place < len(order.ledgers):
            free = order.ledgers[place].to_ship - claims.get(line, 0)
            if quantity > free:
                path = f"lines/{line}/quantity"
                findings.append(block("claim.exceeds", path, asked=quantity, there=free))
    if findings:
        return (), tuple(findings)
    more = tuple(Claim(command.document, *each) for each in asked.items())
    return (Claimed(claims=more, at=context.at, by=context.actor.id),), ()


def _release(order: Order, command: ReleaseClaim, context: Context) -> Answer:
    findings = [*_unsound(order, command.document, command.portions)]
    own = claimed_by(order.claims, command.document)
    asked = _asked(command.portions)
    for line, quantity in asked.items():
        there = own.get(line, 0)
        if quantity > there and line in order.terms.places:
            path = f"lines/{line}/quantity"
            findings.append(block("claim.not_there", path, asked=quantity, there=there))
    if not own and not asked and not findings:
        return (), (ALREADY_SO,)
    if findings:
        return (), tuple(findings)
    fewer = tuple(Claim(command.document, *each) for each in (asked or own).items())
    return (ClaimReleased(claims=fewer, at=context.at, by=context.actor.id),), ()


def _unsound(order: Order, document: str, portions: Sequence[Portion]) -> Iterator[Finding]:
    """What no draft can claim, whoever else claims what."""
    if not document:
        yield block("field.missing", "document")
    for portion in portions:
        path = f"lines/{portion.line}"
        if order.terms.places.get(portion.line, len(order.ledgers)) >= len(order.ledgers):
            yield block("line.unknown", path, line=portion.line)
        elif type(portion.quantity) is not int or portion.quantity < 1:
            yield block("quantity.range", f"{path}/quantity", quantity=portion.quantity)


def _asked(portions: Sequence[Portion]) -> dict[LineId, int]:
    """Pieces by line; what is no number of pieces is told of elsewhere."""
    asked = dict[LineId, int]()
    for portion in portions:
        if type(portion.quantity) is int and portion.quantity > 0:
            asked[portion.line] = asked.get(portion.line, 0) + portion.quantity
    return asked
