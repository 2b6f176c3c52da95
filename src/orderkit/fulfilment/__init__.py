"""Fulfilment: shipments out of reservations, and returns."""

from orderkit.fulfilment.model import (
    InvalidShipmentError,
    ReturnLine,
    ReturnReceipt,
    Shipment,
    ShipmentLine,
)
from orderkit.fulfilment.returns import (
    receive_return,
    returnable,
)
from orderkit.fulfilment.ship import (
    ship,
)

__all__ = [
    "InvalidShipmentError",
    "ReturnLine",
    "ReturnReceipt",
    "Shipment",
    "ShipmentLine",
    "receive_return",
    "returnable",
    "ship",
]
