"""Approval: who must say yes to an order, who may, and when it is enough."""

from orderkit.approval.gate import (
    ApprovalGate,
)
from orderkit.approval.protocol import (
    ApprovalPolicy,
    Standing,
    TurnPolicy,
)
from orderkit.approval.review import (
    Review,
    cast,
    may_confirm,
    may_write,
    request,
    restart,
)
from orderkit.approval.tiers import (
    Asked,
    Bypass,
    FirstAsked,
    InvalidTierError,
    Tier,
    TierPlan,
    TierStanding,
    tiers_after,
)

__all__ = [
    "ApprovalGate",
    "ApprovalPolicy",
    "Asked",
    "Bypass",
    "FirstAsked",
    "InvalidTierError",
    "Review",
    "Standing",
    "Tier",
    "TierPlan",
    "TierStanding",
    "TurnPolicy",
    "cast",
    "may_confirm",
    "may_write",
    "request",
    "restart",
    "tiers_after",
]
