"""Dues: what of an order is still to be paid, or to be given back, whatever documents there are."""

from typing import final

import attrs

from orderkit.order.ledger import Billing, Bucket, Ledger
from orderkit.order.line import Line
from orderkit.order.model import Order
from orderkit.values import unit_share

__all__ = ["Dues", "due"]


@final
@attrs.frozen
class Dues:
    """What is to be paid of an order before and after an act, in its minor units.

    Below zero it is to be given back. It is net: what an act takes from one line and gives to
    another moves nothing, nor does an act that is taken back.
    """

    before: int = 0
    after: int = 0

    @property
    def payment(self) -> int:
        """What the customer is to pay then; never below zero."""
        return max(0, self.after)

    @property
    def refund(self) -> int:
        """What the customer is to be given back then; never below zero."""
        return max(0, -self.after)

    @property
    def moved(self) -> int:
        """By how much the act changes what is to be paid."""
        return self.after - self.before


def due(order: Order) -> int:
    """What the order is worth to its customer, less what was paid; may be below zero.

    Lines count for the pieces that are not cancelled and did not come back, each at its own share;
    what was credited of these besides counts against them.
    """
    rows = zip(order.terms.lines, order.ledgers, order.bills, strict=True)
    worth = sum([_worth(*row) for row in rows])
    worth += sum([charge.amount for charge in order.terms.adjustments])
    return worth - order.balances.credited - order.balances.paid


def _worth(line: Line, ledger: Ledger, bill: Billing) -> int:
    gone = ledger.of(Bucket.CANCELLED) + ledger.of(Bucket.RETURNED)
    if not gone:
        return line.total
    # A credit note already answers for pieces that were credited as they went.
    unbilled = max(0, gone - bill.credited)
    return unit_share(line.total, line.quantity, 0, max(0, line.quantity - unbilled))
