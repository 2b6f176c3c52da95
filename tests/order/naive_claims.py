"""What drafts claim, on a clerk's paper: one number for each draft and line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from orderkit.order import Cancel, ClaimPieces, Command, Portion, ReleaseClaim, Ship

__all__ = ["Claims", "claim_codes", "claimed", "draft_codes", "keep_claims"]

Claims: TypeAlias = dict[tuple[str, str], int]


def claimed(claims: Claims, line: str) -> int:
    """What all drafts together claim of a line."""
    return sum(many for (_, each), many in claims.items() if each == line)


def claim_codes(
    command: ClaimPieces | ReleaseClaim, claims: Claims, waiting: Mapping[str, int]
) -> Iterator[str]:
    """What stands against a claim, or against giving one up; `waiting` are pieces by line."""
    asked, releases = _asked(command.portions), isinstance(command, ReleaseClaim)
    own = {line: many for (who, line), many in claims.items() if who == command.document}
    if not command.document:
        yield "field.missing"
    if any(portion.line not in waiting for portion in command.portions):
        yield "line.unknown"
    if any(portion.quantity < 1 for portion in command.portions if portion.line in waiting):
        yield "quantity.range"
    if not command.portions and not releases:
        yield "pieces.none"
    if not command.portions and releases and not own and command.document:
        yield "already.so"
    for line in asked.keys() & waiting.keys():
        if releases and asked[line] > own.get(line, 0):
            yield "claim.not_there"
        if not releases and asked[line] > waiting[line] - claimed(claims, line):
            yield "claim.exceeds"


def draft_codes(command: Command, claims: Claims, waiting: Mapping[str, int]) -> Iterator[str]:
    """What a shipment or a cancellation would take from other drafts."""
    if isinstance(command, Ship | Cancel):
        asked = _asked(command.portions)
        for line in asked.keys() & waiting.keys():
            own = command.reference if isinstance(command, Ship) else ""
            free = waiting[line] - claimed(claims, line) + claims.get((own, line), 0)
            if free < asked[line] <= waiting[line]:
                yield "pieces.claimed"


def keep_claims(command: Command, claims: Claims) -> None:
    """Write down what comes of a command that is done."""
    match command:
        case ClaimPieces(document=document):
            for line, many in _asked(command.portions).items():
                _count(claims, document, line, many)
        case ReleaseClaim(document=document):
            own = {line: many for (who, line), many in claims.items() if who == document}
            for line, many in (_asked(command.portions) or own).items():
                _count(claims, document, line, -many)
        case Ship(reference=document):
            for line, many in _asked(command.portions).items():
                _count(claims, document, line, -min(many, claims.get((document, line), 0)))
        case _:
            pass


def _count(claims: Claims, document: str, line: str, many: int) -> None:
    left = claims.pop((document, line), 0) + many
    if left:
        claims[document, line] = left


def _asked(portions: Iterable[Portion]) -> dict[str, int]:
    asked = dict[str, int]()
    for portion in portions:
        if portion.quantity > 0:
            asked[portion.line] = asked.get(portion.line, 0) + portion.quantity
    return asked
