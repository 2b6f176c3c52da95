"""Fulfilment: picking, pack check, shipments out of reservations, tracking, arrivals, returns."""

from orderkit.fulfilment.arrival import (
    Arrival,
    ArrivalLine,
    Tracked,
    arrival_of,
)
from orderkit.fulfilment.codes import (
    InvalidCodeError,
    PackCode,
    PackCodes,
    is_gtin,
    misread,
)
from orderkit.fulfilment.model import (
    InvalidShipmentError,
    ReturnLine,
    ReturnReceipt,
    Shipment,
    ShipmentLine,
)
from orderkit.fulfilment.packing import (
    InvalidScanError,
    PackCheck,
    PackLine,
    Scan,
    check_pack,
)
from orderkit.fulfilment.picking import (
    PickShare,
    PickStop,
    pick_list,
)
from orderkit.fulfilment.returns import (
    receive_return,
    returnable,
)
from orderkit.fulfilment.ship import (
    ship,
)
from orderkit.fulfilment.tracking import (
    DECISIVE,
    InvalidTrackingError,
    Signed,
    Track,
    TrackingEvent,
    TrackingStatus,
    track,
)

__all__ = [
    "DECISIVE",
    "Arrival",
    "ArrivalLine",
    "InvalidCodeError",
    "InvalidScanError",
    "InvalidShipmentError",
    "InvalidTrackingError",
    "PackCheck",
    "PackCode",
    "PackCodes",
    "PackLine",
    "PickShare",
    "PickStop",
    "ReturnLine",
    "ReturnReceipt",
    "Scan",
    "Shipment",
    "ShipmentLine",
    "Signed",
    "Track",
    "Tracked",
    "TrackingEvent",
    "TrackingStatus",
    "arrival_of",
    "check_pack",
    "is_gtin",
    "misread",
    "pick_list",
    "receive_return",
    "returnable",
    "ship",
    "track",
]
