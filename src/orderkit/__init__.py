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
    from orderkit.allocation import Demand, StockLot, Take, allocate
    from orderkit.allocation.policies import FirstIn
    from orderkit.approval import ApprovalGate, Standing
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
        AddAdjustment,
        AddLine,
        AddLines,
        Advance,
        Amend,
        ApplyAmendment,
        Bucket,
        Cancel,
        CastVote,
        ChangeAddress,
        ChangeAdjustment,
        ChangeAttribute,
        ChangeDate,
        ChangePrice,
        ChangeQuantity,
        ChangeTerms,
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
        ProposeAmendment,
        PutBack,
        RemoveAdjustment,
        RemoveLine,
        Reopen,
        Reserve,
        Ship,
        Terms,
        Unfreeze,
        Void,
        VoteOnAmendment,
        WithdrawAmendment,
        content_digest,
        decide,
        display_status,
        evolve,
        fold,
        inverse_of,
        preview,
        undoing,
    )
    from orderkit.ports import OrderQuery
    from orderkit.process import (
        Delivery,
        Importer,
        OrderDesk,
        OrderPath,
        allocate_order,
        cancel_pieces,
        invoice_order,
        receive_goods,
        return_pieces,
        settle_receipts,
        ship_order,
        standard_path,
    )
    from orderkit.settlement import (
        Application,
        ByPayerAmount,
        ByReference,
        Match,
        OpenItem,
        Receipt,
        reconcile,
    )
    from orderkit.validation import RuleSet, ValidationGate, validate
    from orderkit.values import (
        Actor,
        ActorId,
        ChannelCode,
        Choice,
        Context,
        Currency,
        DocumentNumber,
        Exact,
        Fact,
        FactKey,
        FactKind,
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
        block,
        digest_of,
        distribute,
        note,
        review,
    )
    from orderkit.workflow import FlowGate, compile_flow, read_flow, standard_flow

# Many a line: one for each would hide the rest of the module.
__all__ = [
    "Actor", "ActorId", "AddAdjustment", "AddLine", "AddLines", "Advance", "Amend", "AmountBand",
    "Application", "ApplyAmendment", "ApprovalGate", "Bucket", "ByPayerAmount", "ByReference",
    "Cancel", "CastVote", "ChangeAddress", "ChangeAdjustment", "ChangeAttribute", "ChangeDate",
    "ChangePrice", "ChangeQuantity", "ChangeTerms", "ChannelCode", "Choice", "Close",
    "ConflictError", "Context", "Currency", "Decision", "Delivery", "Demand", "DocumentNumber",
    "Exact", "Fact", "FactKey", "FactKind", "Facts", "Finding", "FirstIn", "FlowGate",
    "ForbiddenMoveError", "Freeze", "Gate", "Hold", "IdempotencyKey", "Importer",
    "InvalidValueError", "LiftHold", "Line", "LineId", "LocationId", "LotId", "Match",
    "MemoryDatabase", "Money", "MoveName", "OpenItem", "Order", "OrderDesk", "OrderId", "OrderKey",
    "OrderPath", "OrderQuery", "OrderkitError", "OrganisationId", "OwnerId", "PartyId",
    "PaymentTerms", "PlaceOrder", "PolicyContractError", "PortError", "Portion",
    "ProposeAmendment", "PutBack", "Quantity", "Receipt", "ReceiptId", "RemoveAdjustment",
    "RemoveLine", "Reopen", "Reserve", "RoleName", "RoundingPolicy", "RuleSet", "Severity", "Ship",
    "Sku", "SqliteDatabase", "Standing", "StockKey", "StockLot", "Take", "Terms", "Unfreeze",
    "Unit", "UnreadableDataError", "ValidationGate", "Void", "Vote", "VoteOnAmendment", "Waiver",
    "WithdrawAmendment", "allocate", "allocate_order", "block", "cancel_pieces", "compile_flow",
    "content_digest", "decide", "digest_of", "display_status", "distribute", "evolve", "fold",
    "inverse_of", "invoice_order", "note", "preview", "read_flow", "read_mapping", "receive_goods",
    "reconcile", "return_pieces", "review", "say", "say_error", "settle_receipts", "ship_order",
    "standard_flow", "standard_path", "timeline", "undoing", "validate",
]  # fmt: skip

# Which room a name is loaded from.
_ROOMS: Final = MappingProxyType(
    {
        "orderkit.adapters.memory": "MemoryDatabase",
        "orderkit.adapters.sqlite": "SqliteDatabase",
        "orderkit.allocation": "Demand StockLot Take allocate",
        "orderkit.allocation.policies": "FirstIn",
        "orderkit.approval": "ApprovalGate Standing",
        "orderkit.approval.policies": "AmountBand",
        "orderkit.capture": "read_mapping",
        "orderkit.errors": (
            "ConflictError ForbiddenMoveError InvalidValueError OrderkitError"
            " PolicyContractError PortError UnreadableDataError"
        ),
        "orderkit.insight": "timeline",
        "orderkit.invoicing": "PaymentTerms",
        "orderkit.locales": "say say_error",
        "orderkit.order": (
            "AddAdjustment AddLine AddLines Advance Amend ApplyAmendment Bucket Cancel CastVote"
            " ChangeAddress ChangeAdjustment ChangeAttribute ChangeDate ChangePrice ChangeQuantity"
            " ChangeTerms Close Decision Freeze Gate Hold LiftHold Line Order PlaceOrder Portion"
            " ProposeAmendment PutBack RemoveAdjustment RemoveLine Reopen Reserve Ship Terms"
            " Unfreeze Void VoteOnAmendment WithdrawAmendment content_digest decide display_status"
            " evolve fold inverse_of preview undoing"
        ),
        "orderkit.ports": "OrderQuery",
        "orderkit.process": (
            "Delivery Importer OrderDesk OrderPath allocate_order cancel_pieces invoice_order"
            " receive_goods return_pieces settle_receipts ship_order standard_path"
        ),
        "orderkit.settlement": (
            "Application ByPayerAmount ByReference Match OpenItem Receipt reconcile"
        ),
        "orderkit.validation": "RuleSet ValidationGate validate",
        "orderkit.values": (
            "Actor ActorId ChannelCode Choice Context Currency DocumentNumber Exact Fact"
            " FactKey FactKind Facts Finding IdempotencyKey LineId LocationId LotId Money"
            " MoveName OrderId OrderKey OrganisationId OwnerId PartyId Quantity ReceiptId"
            " RoleName RoundingPolicy Severity Sku StockKey Unit Vote Waiver block digest_of"
            " distribute note review"
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
