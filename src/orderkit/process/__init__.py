"""The desk: application services that take orders through the rooms in one unit of work each."""

from orderkit.process.allocating import (
    Allocated,
    Delivery,
    allocate_order,
    receive_goods,
)
from orderkit.process.backorders import (
    BackordersReleased,
    release_backorders,
)
from orderkit.process.billing import (
    InvoiceOutcome,
    References,
    invoice_order,
)
from orderkit.process.claims import (
    ShortCredit,
    credit_short,
)
from orderkit.process.crediting import (
    credit_pieces,
)
from orderkit.process.deadlines import (
    DeadlineOutcome,
    meet_deadlines,
)
from orderkit.process.desk import (
    OrderDesk,
    RefusedError,
)
from orderkit.process.expiring import (
    Expiry,
    expire_reservations,
)
from orderkit.process.filing import (
    Turned,
)
from orderkit.process.import_report import ImportReport
from orderkit.process.importing import Importer
from orderkit.process.lineage import (
    LineageOutcome,
    copy_order,
    merge_orders,
    split_order,
)
from orderkit.process.numbering import (
    CREDIT_SERIES,
    INVOICE_SERIES,
    NumberTaken,
    take_number,
)
from orderkit.process.packing import (
    PackOutcome,
    pack_order,
)
from orderkit.process.path import (
    FactSource,
    OrderPath,
)
from orderkit.process.resembling import DuplicateCheck, OnDuplicate
from orderkit.process.reversing import (
    cancel_in,
    return_in,
    take_back,
)
from orderkit.process.settling import (
    settle_receipts,
)
from orderkit.process.shipping import (
    ShipOutcome,
    ship_order,
)
from orderkit.process.sources import (
    OrderByNumber,
)
from orderkit.process.standard import (
    DOCUMENTED,
    standard_path,
)
from orderkit.process.standing_credits import (
    credit_charges,
)
from orderkit.process.tracking import (
    TrackOutcome,
    track_shipments,
)
from orderkit.process.trying import DryRun
from orderkit.process.turn import (
    GivenUpFileError,
    UnfinishedFileError,
    order_key,
)
from orderkit.process.undoing import (
    CancelOutcome,
    ReturnOutcome,
    cancel_pieces,
    return_pieces,
)

__all__ = [
    "CREDIT_SERIES",
    "DOCUMENTED",
    "INVOICE_SERIES",
    "Allocated",
    "BackordersReleased",
    "CancelOutcome",
    "DeadlineOutcome",
    "Delivery",
    "DryRun",
    "DuplicateCheck",
    "Expiry",
    "FactSource",
    "GivenUpFileError",
    "ImportReport",
    "Importer",
    "InvoiceOutcome",
    "LineageOutcome",
    "NumberTaken",
    "OnDuplicate",
    "OrderByNumber",
    "OrderDesk",
    "OrderPath",
    "PackOutcome",
    "References",
    "RefusedError",
    "ReturnOutcome",
    "ShipOutcome",
    "ShortCredit",
    "TrackOutcome",
    "Turned",
    "UnfinishedFileError",
    "allocate_order",
    "cancel_in",
    "cancel_pieces",
    "copy_order",
    "credit_charges",
    "credit_pieces",
    "credit_short",
    "expire_reservations",
    "invoice_order",
    "meet_deadlines",
    "merge_orders",
    "order_key",
    "pack_order",
    "receive_goods",
    "release_backorders",
    "return_in",
    "return_pieces",
    "settle_receipts",
    "ship_order",
    "split_order",
    "standard_path",
    "take_back",
    "take_number",
    "track_shipments",
]
