"""An order as Saleor would show it: one word for the goods, one for the money.

Source: https://github.com/saleor/saleor, the order's status and its charge status.
"""

from datetime import datetime
from enum import StrEnum
from typing import final

from orderkit.order.claims import claimed_by_line
from orderkit.order.facets import Facet
from orderkit.order.ledger import Bucket
from orderkit.order.model import Order

__all__ = [
    "SaleorCharge",
    "SaleorStatus",
    "saleor_charge",
    "saleor_charge_of",
    "saleor_status",
    "saleor_status_of",
]


@final
class SaleorStatus(StrEnum):
    """Where the goods are."""

    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially fulfilled"
    FULFILLED = "fulfilled"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"
    CANCELED = "canceled"


@final
class SaleorCharge(StrEnum):
    """How much of the money is here."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"
    OVERCHARGED = "overcharged"


def saleor_status_of(
    ordered: int, fulfilled: int, returned: int, awaiting: int = 0
) -> SaleorStatus:
    """The word for pieces of all lines together.

    One piece that came back hides all that is still to leave; the ledger of a line does not.

    Args:
        fulfilled: Pieces in fulfilments, with those that await approval and those that came back.
        awaiting: Of these, pieces in fulfilments that await approval.
    """
    approved = fulfilled - awaiting
    if approved <= 0:
        return SaleorStatus.UNFULFILLED
    if returned == ordered:
        return SaleorStatus.RETURNED
    if 0 < returned < ordered:
        return SaleorStatus.PARTIALLY_RETURNED
    return SaleorStatus.PARTIALLY_FULFILLED if approved < ordered else SaleorStatus.FULFILLED


def saleor_status(order: Order, at: datetime) -> SaleorStatus:
    """The word for an order at an aware moment: a draft's claim is a fulfilment to be approved."""
    cancelled = sum(ledger.of(Bucket.CANCELLED) for ledger in order.ledgers)
    ordered = sum(ledger.total for ledger in order.ledgers) - cancelled
    if order.marked(Facet.VOID, at) or (cancelled and not ordered):
        return SaleorStatus.CANCELED
    awaiting = sum(claimed_by_line(order.claims).values())
    fulfilled = sum(ledger.left for ledger in order.ledgers) + awaiting
    returned = sum(ledger.of(Bucket.RETURNED) for ledger in order.ledgers)
    return saleor_status_of(ordered, fulfilled, returned, awaiting)


def saleor_charge_of(total: int, granted: int, charged: int) -> SaleorCharge:
    """The word for money, all in the same minor units.

    Args:
        granted: Refunds that were granted, whether they were paid or not.
        charged: What was charged and not given back; below zero counts as nothing.
    """
    due = max(total - granted, 0)
    if charged == due:
        return SaleorCharge.FULL
    if charged <= 0:
        return SaleorCharge.NONE
    return SaleorCharge.PARTIAL if charged < due else SaleorCharge.OVERCHARGED


def saleor_charge(order: Order) -> SaleorCharge:
    """The word for an order's money: a credit note is a granted refund."""
    return saleor_charge_of(order.terms.total, order.balances.credited, order.balances.paid)
