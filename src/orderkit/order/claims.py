"""Claims: pieces that drafts of documents already count on, beside the quantity ledger.

A draft *claims* (关联数量): nothing has moved yet, but no other draft may promise these pieces. A
document that counts *executes* (执行数量): its pieces leave, and its claim goes with them. Claimed
are pieces that are still to leave the house, wherever they stand; so what is claimed and what is
executed are together never more than was ordered.
"""

from collections.abc import Iterable
from typing import final

import attrs

from orderkit.errors import ForbiddenMoveError
from orderkit.values import LineId

__all__ = ["Claim", "claimed_by", "claimed_by_line", "less", "plus"]


@final
@attrs.frozen
class Claim:
    """So many pieces of a line that the draft of a document counts on.

    Attributes:
        document: The draft, as the host names it: the reference under which it is shipped.
        quantity: Whole steps of the line's unit, above zero.
    """

    document: str
    line: LineId
    quantity: int


def claimed_by(claims: Iterable[Claim], document: str) -> dict[LineId, int]:
    """What a document claims of each line."""
    return {claim.line: claim.quantity for claim in claims if claim.document == document}


def claimed_by_line(claims: Iterable[Claim]) -> dict[LineId, int]:
    """What all documents together claim of each line that any of them claims of."""
    claimed = dict[LineId, int]()
    for claim in claims:
        claimed[claim.line] = claimed.get(claim.line, 0) + claim.quantity
    return claimed


def plus(claims: tuple[Claim, ...], more: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims with more of them: one for each document and line, in the order they came."""
    counts = {(claim.document, claim.line): claim.quantity for claim in claims}
    for claim in more:
        place = claim.document, claim.line
        counts[place] = counts.get(place, 0) + claim.quantity
    return tuple(Claim(*place, quantity) for place, quantity in counts.items())


def less(claims: tuple[Claim, ...], fewer: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims without some of their pieces; what was claimed and is taken leaves no trace.

    Raises:
        ForbiddenMoveError: A document claims fewer pieces of the line; the history is damaged.
    """
    counts = {(claim.document, claim.line): claim.quantity for claim in claims}
    for claim in fewer:
        place = claim.document, claim.line
        counts[place] = left = counts.get(place, 0) - claim.quantity
        if left < 0:
            raise ForbiddenMoveError(subject=f"line {claim.line}", move="a claim nobody made")
    return tuple(Claim(*place, quantity) for place, quantity in counts.items() if quantity)
