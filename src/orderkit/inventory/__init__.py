"""Inventory: positions, movements and reservations, and the verbs that keep them covered."""

from orderkit.inventory.availability import (
    Availability,
)
from orderkit.inventory.holding import (
    lapse,
    resize,
)
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
    count,
    freeze,
    issue,
    receive,
    release,
    reserve,
    restock,
    unfreeze,
)

__all__ = [
    "Availability",
    "InvalidStockError",
    "Movement",
    "MovementKind",
    "OversoldError",
    "Reservation",
    "StockPosition",
    "WrongPositionError",
    "count",
    "freeze",
    "issue",
    "lapse",
    "receive",
    "release",
    "reserve",
    "resize",
    "restock",
    "unfreeze",
]
