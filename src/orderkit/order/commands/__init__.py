"""What may be asked of an order: closed unions, one for each family.

A command carries only what is asked. Who asks, when and through which channel stands in the
`Context`, so that the same command can be previewed, refused and asked again.
"""

from typing import TypeAlias

from orderkit.order.commands.amendment import (
    Amend,
    AmendmentCommand,
    ApplyAmendment,
    ProposeAmendment,
    VoteOnAmendment,
    WithdrawAmendment,
)
from orderkit.order.commands.claims import (
    ClaimCommand,
    ClaimPieces,
    ReleaseClaim,
)
from orderkit.order.commands.lineage import (
    GiveAway,
    LineageCommand,
    SplitOff,
    TakeIn,
)
from orderkit.order.commands.lines import (
    AddLines,
    LinesCommand,
    PlaceOrder,
)
from orderkit.order.commands.money import (
    ApplyPayment,
    Billed,
    MoneyCommand,
    RecordCredit,
    RecordInvoice,
    ReversePayment,
)
from orderkit.order.commands.overlays import (
    Close,
    FacetCommand,
    Freeze,
    Hold,
    LiftHold,
    Lock,
    Reinstate,
    Reopen,
    Terminate,
    Unfreeze,
    Unlock,
    Unvoid,
    Void,
)
from orderkit.order.commands.people import (
    Advance,
    ApprovalCommand,
    CastVote,
    FlowCommand,
    RetractVote,
)
from orderkit.order.commands.pieces import (
    Backorder,
    Cancel,
    Deliver,
    Find,
    LedgerCommand,
    Lose,
    Pick,
    ReceiveReturn,
    Release,
    RequestReturn,
    Reserve,
    Restore,
    Ship,
    Undeliver,
    Unpick,
    WithdrawReturn,
)

__all__ = [
    "AddLines",
    "Advance",
    "Amend",
    "AmendmentCommand",
    "ApplyAmendment",
    "ApplyPayment",
    "ApprovalCommand",
    "Backorder",
    "Billed",
    "Cancel",
    "CastVote",
    "ClaimCommand",
    "ClaimPieces",
    "Close",
    "Command",
    "Deliver",
    "FacetCommand",
    "Find",
    "FlowCommand",
    "Freeze",
    "GiveAway",
    "Hold",
    "LedgerCommand",
    "LiftHold",
    "LineageCommand",
    "LinesCommand",
    "Lock",
    "Lose",
    "MoneyCommand",
    "Pick",
    "PlaceOrder",
    "ProposeAmendment",
    "ReceiveReturn",
    "RecordCredit",
    "RecordInvoice",
    "Reinstate",
    "Release",
    "ReleaseClaim",
    "Reopen",
    "RequestReturn",
    "Reserve",
    "Restore",
    "RetractVote",
    "ReversePayment",
    "Ship",
    "SplitOff",
    "TakeIn",
    "Terminate",
    "Undeliver",
    "Unfreeze",
    "Unlock",
    "Unpick",
    "Unvoid",
    "Void",
    "VoteOnAmendment",
    "WithdrawAmendment",
    "WithdrawReturn",
]

Command: TypeAlias = (
    LinesCommand
    | LineageCommand
    | ClaimCommand
    | AmendmentCommand
    | LedgerCommand
    | FacetCommand
    | MoneyCommand
    | ApprovalCommand
    | FlowCommand
)
