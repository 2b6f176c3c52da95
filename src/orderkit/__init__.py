"""The order path of a business, as pure, exact, explained values and functions.

    from orderkit import OrderDesk, SqliteDatabase, standard_path

    desk = OrderDesk(SqliteDatabase("orders.db"), standard_path())

What a host needs every day stands here; all else is in the rooms, such as `orderkit.order`. A
name is loaded when it is first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    __version__: str

    from orderkit.adapters.memory import MemoryDatabase
    from orderkit.adapters.sqlite import SqliteDatabase
    from orderkit.allocation import allocate
    from orderkit.allocation.policies import FirstIn
    from orderkit.approval import ApprovalGate
    from orderkit.approval.policies import AmountBand
    from orderkit.capture import read_mapping
    from orderkit.errors import (
        ConflictError,
        ForbiddenMoveError,
        InvalidValueError,
        OrderkitError,
        PolicyContractError,
        PortError,
        UnreadableDataError,
    )
    from orderkit.insight import timeline
    from orderkit.invoicing import PaymentTerms
    from orderkit.locales import say, say_error
    from orderkit.order import (
        AddLines,
        Advance,
        Cancel,
        CastVote,
        Close,
        Decision,
        Freeze,
        Gate,
        Hold,
        LiftHold,
        Line,
        Order,
        PlaceOrder,
        Portion,
        Reopen,
        Reserve,
        Ship,
        Terms,
        Unfreeze,
        Void,
        content_digest,
        decide,
        evolve,
        fold,
        preview,
    )
    from orderkit.process import (
        Delivery,
        Importer,
        OrderDesk,
        OrderPath,
        allocate_order,
        invoice_order,
        receive_goods,
        settle_receipts,
        ship_order,
        standard_path,
    )
    from orderkit.settlement import ByPayerAmount, ByReference, Receipt, reconcile
    from orderkit.validation import RuleSet, ValidationGate
    from orderkit.values import (
        Actor,
        ActorId,
        ChannelCode,
        Choice,
        Context,
        Currency,
        DocumentNumber,
        Exact,
        Facts,
        Finding,
        IdempotencyKey,
        LineId,
        LocationId,
        LotId,
        Money,
        MoveName,
        OrderId,
        OrderKey,
        OrganisationId,
        OwnerId,
        PartyId,
        Quantity,
        ReceiptId,
        RoleName,
        RoundingPolicy,
        Severity,
        Sku,
        StockKey,
        Unit,
        Vote,
        Waiver,
        digest_of,
        distribute,
    )
    from orderkit.workflow import FlowGate, compile_flow, read_flow, standard_flow

__all__ = [
    "Actor",
    "ActorId",
    "AddLines",
    "Advance",
    "AmountBand",
    "ApprovalGate",
    "ByPayerAmount",
    "ByReference",
    "Cancel",
    "CastVote",
    "ChannelCode",
    "Choice",
    "Close",
    "ConflictError",
    "Context",
    "Currency",
    "Decision",
    "Delivery",
    "DocumentNumber",
    "Exact",
    "Facts",
    "Finding",
    "FirstIn",
    "FlowGate",
    "ForbiddenMoveError",
    "Freeze",
    "Gate",
    "Hold",
    "IdempotencyKey",
    "Importer",
    "InvalidValueError",
    "LiftHold",
    "Line",
    "LineId",
    "LocationId",
    "LotId",
    "MemoryDatabase",
    "Money",
    "MoveName",
    "Order",
    "OrderDesk",
    "OrderId",
    "OrderKey",
    "OrderPath",
    "OrderkitError",
    "OrganisationId",
    "OwnerId",
    "PartyId",
    "PaymentTerms",
    "PlaceOrder",
    "PolicyContractError",
    "PortError",
    "Portion",
    "Quantity",
    "Receipt",
    "ReceiptId",
    "Reopen",
    "Reserve",
    "RoleName",
    "RoundingPolicy",
    "RuleSet",
    "Severity",
    "Ship",
    "Sku",
    "SqliteDatabase",
    "StockKey",
    "Terms",
    "Unfreeze",
    "Unit",
    "UnreadableDataError",
    "ValidationGate",
    "Void",
    "Vote",
    "Waiver",
    "allocate",
    "allocate_order",
    "compile_flow",
    "content_digest",
    "decide",
    "digest_of",
    "distribute",
    "evolve",
    "fold",
    "invoice_order",
    "preview",
    "read_flow",
    "read_mapping",
    "receive_goods",
    "reconcile",
    "say",
    "say_error",
    "settle_receipts",
    "ship_order",
    "standard_flow",
    "standard_path",
    "timeline",
]

# Which room a name is loaded from.
_ROOMS: Final = MappingProxyType(
    {
        "orderkit.adapters.memory": "MemoryDatabase",
        "orderkit.adapters.sqlite": "SqliteDatabase",
        "orderkit.allocation": "allocate",
        "orderkit.allocation.policies": "FirstIn",
        "orderkit.approval": "ApprovalGate",
        "orderkit.approval.policies": "AmountBand",
        "orderkit.capture": "read_mapping",
        "orderkit.errors": (
            "ConflictError ForbiddenMoveError InvalidValueError OrderkitError PolicyContractError"
            " PortError UnreadableDataError"
        ),
        "orderkit.insight": "timeline",
        "orderkit.invoicing": "PaymentTerms",
        "orderkit.locales": "say say_error",
        "orderkit.order": (
            "AddLines Advance Cancel CastVote Close Decision Freeze Gate Hold LiftHold Line Order"
            " PlaceOrder Portion Reopen Reserve Ship Terms Unfreeze Void content_digest decide"
            " evolve fold preview"
        ),
        "orderkit.process": (
            "Delivery Importer OrderDesk OrderPath allocate_order invoice_order receive_goods"
            " settle_receipts ship_order standard_path"
        ),
        "orderkit.settlement": "ByPayerAmount ByReference Receipt reconcile",
        "orderkit.validation": "RuleSet ValidationGate",
        "orderkit.values": (
            "Actor ActorId ChannelCode Choice Context Currency DocumentNumber Exact Facts Finding"
            " IdempotencyKey LineId LocationId LotId Money MoveName OrderId OrderKey"
            " OrganisationId OwnerId PartyId Quantity ReceiptId RoleName RoundingPolicy Severity"
            " Sku StockKey Unit Vote Waiver digest_of distribute"
        ),
        "orderkit.workflow": "FlowGate compile_flow read_flow standard_flow",
    }
)
_HOMES: Final = MappingProxyType({name: room for room in _ROOMS for name in _ROOMS[room].split()})


def __getattr__(name: str) -> object:
    """Load a public name at its first use."""
    if name == "__version__":
        # Looked up and not written twice; reading it costs more than all else here.
        return import_module("importlib.metadata").version(__name__)
    room = _HOMES.get(name)
    if room is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(room), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What may be imported from here."""
    return sorted({*globals(), *__all__})
