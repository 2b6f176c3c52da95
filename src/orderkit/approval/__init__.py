"""Approval: who must say yes to an order, who may, and when it is enough."""

from orderkit.approval.gate import (
    ApprovalGate,
)
from orderkit.approval.protocol import (
    ApprovalPolicy,
    Standing,
)

__all__ = [
    "ApprovalGate",
    "ApprovalPolicy",
    "Standing",
]
