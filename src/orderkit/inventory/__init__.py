"""Inventory: positions, movements and reservations, and the verbs that keep them covered."""

from orderkit.inventory.model import (
    InvalidStockError,
    Movement,
    MovementKind,
    Reservation,
    StockPosition,
)
from orderkit.inventory.verbs import (
    OversoldError,
    issue,
    receive,
    release,
    reserve,
    restock,
)

__all__ = [
    "InvalidStockError",
    "Movement",
    "MovementKind",
    "OversoldError",
    "Reservation",
    "StockPosition",
    "issue",
    "receive",
    "release",
    "reserve",
    "restock",
]
