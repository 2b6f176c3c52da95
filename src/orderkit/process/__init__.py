"""The desk: application services that take orders through the rooms in one unit of work each."""

from orderkit.process.allocating import (
    Allocated,
    Delivery,
    allocate_order,
    receive_goods,
)
from orderkit.process.billing import (
    InvoiceOutcome,
    References,
    invoice_order,
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
    "CancelOutcome",
    "DeadlineOutcome",
    "Delivery",
    "DryRun",
    "DuplicateCheck",
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
    "References",
    "RefusedError",
    "ReturnOutcome",
    "ShipOutcome",
    "Turned",
    "UnfinishedFileError",
    "allocate_order",
    "cancel_in",
    "cancel_pieces",
    "copy_order",
    "credit_charges",
    "credit_pieces",
    "invoice_order",
    "meet_deadlines",
    "merge_orders",
    "order_key",
    "receive_goods",
    "return_in",
    "return_pieces",
    "settle_receipts",
    "ship_order",
    "split_order",
    "standard_path",
    "take_back",
    "take_number",
]
