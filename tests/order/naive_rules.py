"""The rules of an order as a clerk would write them down: tables in the house's words.

Written from the issue, the pages and the published matrix, not from the code held against them.
"""

from typing import Final

__all__ = [
    "APPROVER",
    "BEFORE",
    "BOOKS",
    "BUCKETS",
    "CARRY_ON",
    "CLOSED",
    "CODES",
    "FLOW",
    "FUSSY",
    "HAPPENED",
    "LEAST",
    "LEFT",
    "REPORTED",
    "TAKES",
    "WAITING",
]

BUCKETS: Final = (
    *("open", "backordered", "reserved", "picked", "shipped", "delivered"),
    *("return_requested", "returned", "lost", "cancelled"),
)
WAITING: Final = BUCKETS[:4]
LEFT: Final = BUCKETS[4:9]

# What each act takes from where, in turn; a withdrawn return goes back where it came from.
TAKES: Final = {
    "Reserve": ("open>reserved", "backordered>reserved"),
    "Backorder": ("open>backordered",),
    "Release": ("reserved>open", "backordered>open"),
    "Pick": ("reserved>picked",),
    "Unpick": ("picked>reserved",),
    "Ship": ("picked>shipped", "reserved>shipped", "open>shipped"),
    "Deliver": ("shipped>delivered",),
    "Undeliver": ("delivered>shipped",),
    "RequestReturn": ("delivered>return_requested", "shipped>return_requested"),
    "WithdrawReturn": (),
    "ReceiveReturn": ("return_requested>returned",),
    "Lose": ("shipped>lost",),
    "Find": ("lost>shipped",),
    "Cancel": (
        *("open>cancelled", "backordered>cancelled"),
        *("reserved>cancelled", "picked>cancelled"),
    ),
    "Restore": ("cancelled>open",),
}
HAPPENED: Final = {
    "Reserve": "Reserved",
    "Backorder": "Backordered",
    "Ship": "Shipped",
    "Cancel": "Cancelled",
    "Restore": "Restored",
    "RecordInvoice": "Invoiced",
    "RecordCredit": "Credited",
    "ApplyPayment": "PaymentApplied",
    "ReversePayment": "PaymentReversed",
    "AddLines": "LinesAdded",
    **dict.fromkeys(("Hold", "Freeze", "Close", "Terminate", "Void", "Lock"), "FacetSet"),
    **dict.fromkeys(("LiftHold", "Unfreeze", "Reopen", "Reinstate"), "FacetCleared"),
    **dict.fromkeys(("Unvoid", "Unlock"), "FacetCleared"),
}
# Where the pieces stand that have not yet passed an act that carries them forward.
BEFORE: Final = {"Reserve": BUCKETS[:2], "Pick": BUCKETS[:3], "Ship": BUCKETS[:4]}
CARRY_ON: Final = {"Reserve", "Backorder", "Pick", "Ship", "Restore"}
REPORTED: Final = {"Deliver", "Undeliver", "Lose", "Find"}
# What no lock of another bars beside what is reported.
BOOKS: Final = {
    *("RecordInvoice", "RecordCredit", "ApplyPayment", "ReversePayment"),
    *("ReleaseClaim", "Unlock"),
}
CODES: Final = {
    "close": "order.closed",
    "freeze": "order.frozen",
    "hold": "order.held",
    "terminate": "line.terminated",
}

_BEGUN: Final = "validated approval approved fulfilling shipped invoiced settled cancelled"
# The standard flow: what happened, where, whereto, on which conditions; the first that fits.
FLOW: Final = (
    ("Approved", "approval", "approved", ""),
    ("Rejected", "approval", "captured", ""),
    ("Reserved", "approved", "fulfilling", "to_ship"),
    ("Backordered", "approved", "fulfilling", "to_ship"),
    ("Shipped", "approved fulfilling", "shipped", "none_to_ship"),
    ("Shipped", "approved", "fulfilling", "to_ship"),
    ("Cancelled", "captured validated approval approved fulfilling", "cancelled", "given_up"),
    ("Cancelled", "approved fulfilling", "shipped", "none_to_ship left"),
    ("Restored", "shipped invoiced settled", "fulfilling", ""),
    ("Restored", "cancelled", "approved", "approved"),
    ("Restored", "cancelled", "captured", "not_approved"),
    ("entered", "approved", "cancelled", "given_up"),
    ("entered", "approved", "shipped", "none_to_ship left"),
    ("entered", "shipped", "invoiced", "all_invoiced"),
    ("Invoiced", "approved shipped", "invoiced", "all_invoiced"),
    ("entered", "invoiced", "settled", "paid"),
    ("PaymentApplied", "invoiced", "settled", "paid"),
    ("Credited", "invoiced", "settled", "paid"),
    ("PaymentReversed", "settled", "invoiced", "owed"),
    ("Invoiced", "settled", "invoiced", "owed"),
    ("LinesAdded", _BEGUN, "captured", ""),
    ("FacetSet", f"captured {_BEGUN}", "void", "void"),
    ("FacetCleared", "void", "cancelled", "not_void given_up"),
    ("FacetCleared", "void", "captured", "not_void"),
)
_GOODS: Final = {"Reserve", "Backorder", "Pick", "Ship"}
# What each stage is closed to; votes are cast in approval alone.
CLOSED: Final = {
    "captured": _GOODS | {"RecordInvoice", "CastVote"},
    "validated": _GOODS | {"RecordInvoice", "CastVote"},
    "approval": _GOODS | {"RecordInvoice"},
    "cancelled": _GOODS | {"CastVote"},
}

# From this total on two people of the role must say yes; one no is enough.
LEAST: Final = 1000
APPROVER: Final = "approver"
# From this total on a move of the flow is looked at, and a named person may let it pass.
FUSSY: Final = 2000
