"""What of a line may be billed: what its base counts, less what is billed or gone again.

A credit answers for pieces that are gone: one that came back, or was lost on the way, after it was
billed is credited; before that it is billed never. So the pieces gone beyond the credits are held
off, until a lost one is found.
"""

from typing import final

import attrs

from orderkit.order.ledger import Billing, Bucket, Ledger
from orderkit.order.terms import BillingBase

__all__ = [
    "ReturnLimits",
    "billable",
    "billed_beyond",
    "return_limits",
    "to_bill",
    "to_credit",
]


def billable(base: BillingBase, ledger: Ledger, bill: Billing) -> int:
    """The most pieces of a line that an invoice may take now; none below zero."""
    counted, gone = _counted(base, ledger)
    return max(0, counted - bill.invoiced - max(0, gone - bill.credited))


def to_bill(base: BillingBase, ledger: Ledger, bill: Billing) -> int:
    """Of these, the pieces that left the house, did not come back and were not lost."""
    kept = ledger.left - ledger.of(Bucket.RETURNED) - ledger.of(Bucket.LOST)
    return max(0, min(billable(base, ledger, bill), kept - bill.invoiced + bill.credited))


def billed_beyond(base: BillingBase, ledger: Ledger, bill: Billing, cancelled: int) -> int:
    """The pieces to credit before so many more are cancelled, so that bills hold what is kept."""
    if base is BillingBase.SHIPPED:
        # Such a bill holds only what left, and what left is not cancelled.
        return 0
    counted, gone = _counted(base, ledger)
    beyond = bill.invoiced - bill.credited - (counted - gone - cancelled)
    # What is lost and not credited yet is no part of what is cancelled.
    return max(0, min(cancelled, beyond))


def to_credit(base: BillingBase, ledger: Ledger, bill: Billing) -> int:
    """The billed pieces that nobody has and that no credit answers for yet."""
    counted, gone = _counted(base, ledger)
    return max(0, bill.invoiced - bill.credited - (counted - gone))


@final
@attrs.frozen(kw_only=True)
class ReturnLimits:
    """The most pieces of a line that may come back now (退货上限).

    Attributes:
        uninvoiced: Of those that no invoice bills.
        invoiced: Of those that one bills; each is to be credited.
    """

    uninvoiced: int
    invoiced: int


def return_limits(ledger: Ledger, bill: Billing) -> ReturnLimits:
    """How many pieces of a line may come back, billed and unbilled ones apart."""
    billed = bill.invoiced - bill.credited
    kept = ledger.left - ledger.of(Bucket.RETURNED) - ledger.of(Bucket.LOST)
    return ReturnLimits(uninvoiced=max(0, kept - billed), invoiced=max(0, min(billed, kept)))


def _counted(base: BillingBase, ledger: Ledger) -> tuple[int, int]:
    """All pieces that the base counts, and those of them that nobody will keep."""
    gone = ledger.of(Bucket.RETURNED) + ledger.of(Bucket.LOST)
    if base is BillingBase.SHIPPED:
        return ledger.left, gone
    return ledger.total, gone + ledger.of(Bucket.CANCELLED)
