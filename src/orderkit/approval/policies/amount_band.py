"""One band: from an amount on, somebody in a role must approve."""

from collections.abc import Sequence
from typing import final

import attrs

from orderkit.approval.protocol import Standing
from orderkit.order import Order
from orderkit.values import Choice, Money, RoleName, Vote

__all__ = ["AmountBand"]


@final
@attrs.frozen(kw_only=True)
class AmountBand:
    """Orders of `least` or more need one approval of `role`; one rejection refuses them.

    An order in another currency is always asked about: without a rate nobody knows its size.
    """

    least: Money
    role: RoleName

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        """The role, where the order is large enough."""
        total = order.total
        small = total.currency == self.least.currency and total < self.least
        return () if small else (self.role,)

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        """Rejected by one rejection, approved by one approval or where nobody is needed."""
        if not self.roles(order):
            return Standing.APPROVED
        said = {vote.choice for vote in votes if vote.role == self.role}
        if Choice.REJECT in said:
            return Standing.REJECTED
        return Standing.APPROVED if Choice.APPROVE in said else Standing.PENDING
