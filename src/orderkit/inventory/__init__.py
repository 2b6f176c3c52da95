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
    WrongPositionError,
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
    "WrongPositionError",
    "issue",
    "receive",
    "release",
    "reserve",
    "restock",
]
