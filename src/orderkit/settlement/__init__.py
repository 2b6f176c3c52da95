"""Settlement: receipts, open items, and which of them belong together."""

from orderkit.settlement.model import (
    Application,
    InvalidOpenItemError,
    InvalidReceiptError,
    Match,
    OpenItem,
    Payer,
    Receipt,
    Reconciliation,
    Unmatched,
)
from orderkit.settlement.payers import PayerIndex
from orderkit.settlement.policies.by_payer_amount import ByPayerAmount
from orderkit.settlement.policies.by_reference import (
    ByReference,
    InvalidToleranceError,
    ShortPayment,
)
from orderkit.settlement.protocol import REPEAT_DAYS, Book, Matcher
from orderkit.settlement.reconcile import reconcile
from orderkit.settlement.references import Mention, ReferenceIndex, Strength, rf_reference

__all__ = [
    "REPEAT_DAYS",
    "Application",
    "Book",
    "ByPayerAmount",
    "ByReference",
    "InvalidOpenItemError",
    "InvalidReceiptError",
    "InvalidToleranceError",
    "Match",
    "Matcher",
    "Mention",
    "OpenItem",
    "Payer",
    "PayerIndex",
    "Receipt",
    "Reconciliation",
    "ReferenceIndex",
    "ShortPayment",
    "Strength",
    "Unmatched",
    "reconcile",
    "rf_reference",
]
