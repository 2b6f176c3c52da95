"""The socket of approval policies."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, final, runtime_checkable

from orderkit.order import Order
from orderkit.values import RoleName, Vote

__all__ = ["ApprovalPolicy", "Standing", "TurnPolicy"]


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


@runtime_checkable
class TurnPolicy(ApprovalPolicy, Protocol):
    """A policy that asks its roles in turn, and not all at once.

    Laws:
        of its roles: Whoever is asked next holds one of the roles that the policy asks for.
        ends: While it is pending somebody is asked, and nobody is where it stands.
    """

    def turn(self, order: Order, votes: Sequence[Vote], /) -> Sequence[RoleName]:
        """Give the roles whose vote is asked for next, after votes on the present content."""
        ...
