"""Allocation: which stock serves which line; what is short is a value."""

from orderkit.allocation.allocate import (
    DoubleNamedError,
    allocate,
)
from orderkit.allocation.model import (
    Allocation,
    Demand,
    InvalidDemandError,
    Shortage,
    ShortageReason,
    StockLot,
    Take,
)
from orderkit.allocation.policies import (
    FairShare,
    FirstExpired,
    FirstIn,
    HighestStock,
    LastIn,
    Nearest,
    WholeLines,
)
from orderkit.allocation.protocol import (
    AllocationStrategy,
)
from orderkit.allocation.turns import (
    ahead_of,
    in_turn,
)

__all__ = [
    "Allocation",
    "AllocationStrategy",
    "Demand",
    "DoubleNamedError",
    "FairShare",
    "FirstExpired",
    "FirstIn",
    "HighestStock",
    "InvalidDemandError",
    "LastIn",
    "Nearest",
    "Shortage",
    "ShortageReason",
    "StockLot",
    "Take",
    "WholeLines",
    "ahead_of",
    "allocate",
    "in_turn",
]
