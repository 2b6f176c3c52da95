"""What happened to an order. Events are facts: never refused, changed or dropped.

Each carries when it happened and who did it, so that every step is traceable to a person.
"""

from typing import TypeAlias

from orderkit.order.events.amendment import (
    Amended,
    AmendmentApproved,
    AmendmentEvent,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentVoted,
    AmendmentWithdrawn,
)
from orderkit.order.events.claims import (
    Claimed,
    ClaimEvent,
    ClaimExecuted,
    ClaimReleased,
)
from orderkit.order.events.lines import (
    LinesAdded,
    OrderPlaced,
)
from orderkit.order.events.money import (
    Credited,
    DocumentEvent,
    Invoiced,
    PaymentApplied,
    PaymentReversed,
)
from orderkit.order.events.overlays import (
    FacetCleared,
    FacetSet,
)
from orderkit.order.events.people import (
    Approved,
    FindingWaived,
    FlowStarted,
    Rejected,
    StageMoved,
    Voted,
    VoteRetracted,
)
from orderkit.order.events.pieces import (
    Backordered,
    Cancelled,
    Delivered,
    Found,
    LedgerEvent,
    Lost,
    Picked,
    Released,
    Reserved,
    Restored,
    Returned,
    ReturnRequested,
    ReturnWithdrawn,
    Shipped,
    Undelivered,
    Unpicked,
)

__all__ = [
    "Amended",
    "AmendmentApproved",
    "AmendmentEvent",
    "AmendmentProposed",
    "AmendmentRejected",
    "AmendmentVoted",
    "AmendmentWithdrawn",
    "Approved",
    "Backordered",
    "Cancelled",
    "ClaimEvent",
    "ClaimExecuted",
    "ClaimReleased",
    "Claimed",
    "Credited",
    "Delivered",
    "DocumentEvent",
    "Event",
    "FacetCleared",
    "FacetSet",
    "FindingWaived",
    "FlowStarted",
    "Found",
    "Invoiced",
    "LedgerEvent",
    "LinesAdded",
    "Lost",
    "OrderPlaced",
    "PaymentApplied",
    "PaymentReversed",
    "Picked",
    "Rejected",
    "Released",
    "Reserved",
    "Restored",
    "ReturnRequested",
    "ReturnWithdrawn",
    "Returned",
    "Shipped",
    "StageMoved",
    "Undelivered",
    "Unpicked",
    "VoteRetracted",
    "Voted",
]

Event: TypeAlias = (
    OrderPlaced
    | LinesAdded
    | AmendmentEvent
    | LedgerEvent
    | ClaimEvent
    | FacetSet
    | FacetCleared
    | DocumentEvent
    | Voted
    | VoteRetracted
    | Approved
    | Rejected
    | FindingWaived
    | FlowStarted
    | StageMoved
)
