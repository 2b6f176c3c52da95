"""The socket of approval policies."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, final

from orderkit.order import Order
from orderkit.values import RoleName, Vote

__all__ = ["ApprovalPolicy", "Standing"]


@final
class Standing(StrEnum):
    """Where an approval stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class ApprovalPolicy(Protocol):
    """Says which orders people must approve, who may, and when it is enough.

    Laws:
        pure: Equal arguments give equal answers.
        total: No order and no votes make it raise.
        standing: `standing` gives a `Standing` and nothing else.
        asked only: Where nothing is needed, no votes are needed to stand approved.
        settled: One more vote of the same kind never undoes an approval or a rejection.
    """

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        """Give the roles of which each must approve; empty where nobody needs to."""
        ...

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        """Say where votes on the present content leave the order."""
        ...
