"""The order: what was agreed, where every piece stands, and every step traceable to a person.

    decision = decide(order, command, context, gates)
    order = fold(decision.events, onto=order)

The state of an order is exactly the fold of its events. `decide` is pure and answers a business
"no" with findings; `evolve` applies what happened; `preview` shows a consequence and saves nothing.
"""

from orderkit.order.amended import amended, amended_terms
from orderkit.order.amendment import Amendment, FieldValue, RemovedLine, Resized, Seen
from orderkit.order.billable import (
    ReturnLimits,
    billable,
    billed_beyond,
    return_limits,
    to_bill,
    to_credit,
)
from orderkit.order.changes import (
    AddAdjustment,
    AddLine,
    AmendmentChange,
    ChangeAddress,
    ChangeAdjustment,
    ChangeAttribute,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    ChangeTerms,
    PutBack,
    RemoveAdjustment,
    RemoveLine,
)
from orderkit.order.claims import Claim
from orderkit.order.commands import (
    AddLines,
    Advance,
    Amend,
    AmendmentCommand,
    ApplyAmendment,
    ApplyPayment,
    ApprovalCommand,
    Backorder,
    Billed,
    Cancel,
    CastVote,
    ClaimCommand,
    ClaimPieces,
    Close,
    Command,
    Deliver,
    FacetCommand,
    Find,
    FlowCommand,
    Freeze,
    GiveAway,
    Hold,
    LedgerCommand,
    LiftHold,
    LineageCommand,
    LinesCommand,
    Lock,
    Lose,
    MoneyCommand,
    Pick,
    PlaceOrder,
    ProposeAmendment,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Reinstate,
    Release,
    ReleaseClaim,
    Reopen,
    RequestReturn,
    Reserve,
    Restore,
    RetractVote,
    ReversePayment,
    Ship,
    SplitOff,
    TakeIn,
    Terminate,
    Undeliver,
    Unfreeze,
    Unlock,
    Unpick,
    Unvoid,
    Void,
    VoteOnAmendment,
    WithdrawAmendment,
    WithdrawReturn,
)
from orderkit.order.decide import decide, decide_safe
from orderkit.order.deciding.texts import unsafe_texts
from orderkit.order.deciding.waiving import in_force
from orderkit.order.decision import TOPICS, Decision, Effect, effects_of
from orderkit.order.determined import determined_line
from orderkit.order.dues import Dues, due
from orderkit.order.events import (
    Amended,
    AmendmentApproved,
    AmendmentEvent,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentVoted,
    AmendmentWithdrawn,
    Approved,
    Backordered,
    Cancelled,
    Claimed,
    ClaimEvent,
    ClaimExecuted,
    ClaimReleased,
    Credited,
    Delivered,
    DocumentEvent,
    Event,
    FacetCleared,
    FacetSet,
    FindingWaived,
    FlowStarted,
    Found,
    Invoiced,
    LedgerEvent,
    LinesAdded,
    Lost,
    OrderPlaced,
    PaymentApplied,
    PaymentReversed,
    Picked,
    Rejected,
    Released,
    Reserved,
    Restored,
    Returned,
    ReturnRequested,
    ReturnWithdrawn,
    Shipped,
    StageMoved,
    Undelivered,
    Unpicked,
    Voted,
    VoteRetracted,
)
from orderkit.order.evolve import evolve, fold
from orderkit.order.excerpt import Excerpt, Header
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.functional import FunctionalSums, Rate
from orderkit.order.gates import Gate, Judge, Pinning, ReentryError
from orderkit.order.inverse import UNDONE_BY, inverse_of, undoing
from orderkit.order.ledger import (
    INVERSES,
    MOVES,
    Act,
    Billing,
    Bucket,
    InvalidLedgerError,
    Ledger,
    Portion,
    Shift,
    moved,
)
from orderkit.order.line import (
    Adjustment,
    AdjustmentKind,
    Attribute,
    AttributeValue,
    InvalidTermsError,
    Line,
    TaxShare,
)
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.merging import Merged, merged, merging
from orderkit.order.model import NO_FLOW, NO_STAGE, Balances, Order, content_digest, replaced
from orderkit.order.parcel import Parcel
from orderkit.order.preview import Change, Preview, newly_failing, preview
from orderkit.order.projections import DisplayStatus, display_status, line_status
from orderkit.order.repricing import repriced
from orderkit.order.restating import changes_to
from orderkit.order.splitting import Cut, copy_of, cut_off, movable, part_of
from orderkit.order.terms import BillingBase, Terms
from orderkit.order.tolerance import InvalidToleranceError, Tolerance
from orderkit.order.totalled import adjustment_total, with_totals

# Many a line: one for each would hide the rest of the module.
__all__ = [
    "INVERSES", "MOVES", "NO_FLOW", "NO_STAGE", "TOPICS", "UNDONE_BY", "Act", "AddAdjustment",
    "AddLine", "AddLines", "Adjustment", "AdjustmentKind", "Advance", "Amend", "Amended",
    "Amendment", "AmendmentApproved", "AmendmentChange", "AmendmentCommand", "AmendmentEvent",
    "AmendmentProposed", "AmendmentRejected", "AmendmentVoted", "AmendmentWithdrawn",
    "ApplyAmendment", "ApplyPayment", "ApprovalCommand", "Approved", "Attribute", "AttributeValue",
    "Backorder", "Backordered", "Balances", "Billed", "Billing", "BillingBase", "Bucket", "Cancel",
    "Cancelled", "CastVote", "Change", "ChangeAddress", "ChangeAdjustment", "ChangeAttribute",
    "ChangeDate", "ChangePrice", "ChangeQuantity", "ChangeTerms", "Claim", "ClaimCommand",
    "ClaimEvent", "ClaimExecuted", "ClaimPieces", "ClaimReleased", "Claimed", "Close", "Command",
    "Credited", "Cut", "Decision", "Deliver", "Delivered", "Descent", "DisplayStatus",
    "DocumentEvent", "Dues", "Effect", "Event", "Excerpt", "Facet", "FacetCleared", "FacetCommand",
    "FacetMark", "FacetSet", "FieldValue", "Find", "FindingWaived", "FlowCommand", "FlowStarted",
    "Found", "Freeze", "FunctionalSums", "Gate", "GiveAway", "Header", "Hold", "InvalidLedgerError",
    "InvalidTermsError", "InvalidToleranceError", "Invoiced", "Judge", "Ledger", "LedgerCommand",
    "LedgerEvent", "LiftHold", "Line", "LineageCommand", "LineageKind", "LinesAdded",
    "LinesCommand", "Lock", "Lose", "Lost", "Merged", "MoneyCommand", "Order", "OrderPlaced",
    "Parcel", "PaymentApplied", "PaymentReversed", "Pick", "Picked", "Pinning", "PlaceOrder",
    "Portion", "Preview", "ProposeAmendment", "PutBack", "Rate", "ReceiveReturn", "RecordCredit",
    "RecordInvoice", "ReentryError", "Reinstate", "Rejected", "Release", "ReleaseClaim", "Released",
    "RemoveAdjustment", "RemoveLine", "RemovedLine", "Reopen", "RequestReturn", "Reserve",
    "Reserved", "Resized", "Restore", "Restored", "RetractVote", "ReturnLimits", "ReturnRequested",
    "ReturnWithdrawn", "Returned", "ReversePayment", "Seen", "Shift", "Ship", "Shipped", "SplitOff",
    "StageMoved", "TakeIn", "TaxShare", "Terminate", "Terms", "Tolerance", "Undeliver",
    "Undelivered", "Unfreeze", "Unlock", "Unpick", "Unpicked", "Unvoid", "Void", "VoteOnAmendment",
    "VoteRetracted", "Voted", "WithdrawAmendment", "WithdrawReturn", "adjustment_total", "amended",
    "amended_terms", "billable", "billed_beyond", "changes_to", "content_digest", "copy_of",
    "cut_off", "decide", "decide_safe", "determined_line", "display_status", "due", "effects_of",
    "evolve", "fold", "in_force", "inverse_of", "line_status", "merged", "merging", "movable",
    "moved", "newly_failing", "part_of", "preview", "replaced", "repriced", "return_limits",
    "to_bill", "to_credit", "undoing", "unsafe_texts", "with_totals",
]  # fmt: skip
