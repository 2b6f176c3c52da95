"""The families of approval and flow: people decide, and orders move on."""

from typing import TypeAlias, final

import attrs

from orderkit.order.model import Order, content_digest
from orderkit.values import Choice, MoveName, RoleName

__all__ = ["Advance", "ApprovalCommand", "CastVote", "FlowCommand", "RetractVote"]


@final
@attrs.frozen(kw_only=True)
class CastVote:
    """Vote on the content that has this digest.

    Attributes:
        role: The role the voter votes in.
        digest: What `content_digest` gave for the order as the voter saw it.
    """

    choice: Choice
    role: RoleName
    digest: str
    opinion: str = ""

    @classmethod
    def on(cls, order: Order, choice: Choice, role: str, *, opinion: str = "") -> "CastVote":
        """A vote on the content of an order as the voter has it before them."""
        digest = content_digest(order)
        return cls(choice=choice, role=RoleName(role), digest=digest, opinion=opinion)


@final
@attrs.frozen
class RetractVote:
    """Take back one's own vote on the present content (取回), before anything rests on it.

    The vote stays in the history, and may be cast anew. Once the votes were enough, what they came
    to rests on each of them.
    """

    reason: str = ""


@final
@attrs.frozen
class Advance:
    """Ask for a move of the flow by its name."""

    move: MoveName


ApprovalCommand: TypeAlias = CastVote | RetractVote
FlowCommand: TypeAlias = Advance
