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
    StockLot,
    Take,
)
from orderkit.allocation.policies import (
    FirstIn,
)
from orderkit.allocation.protocol import (
    AllocationStrategy,
)

__all__ = [
    "Allocation",
    "AllocationStrategy",
    "Demand",
    "DoubleNamedError",
    "FirstIn",
    "InvalidDemandError",
    "Shortage",
    "StockLot",
    "Take",
    "allocate",
]
