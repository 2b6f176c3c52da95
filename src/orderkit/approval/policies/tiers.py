"""Tiers: several roles approve, in turn or together."""

from collections.abc import Sequence
from typing import final

import attrs

from orderkit.approval.protocol import Standing
from orderkit.approval.tiers import Tier, TierPlan, TierStanding, tiers_after
from orderkit.order import Order
from orderkit.values import Money, RoleName, Vote

__all__ = ["Tiers"]


@final
@attrs.frozen
class Tiers:
    """Orders climb the tiers that their amount reaches; one rejection refuses them.

    Its gate counts each person once for one content: where one role stands in two tiers that no
    bypass joins, two people of that role are needed.
    """

    plan: TierPlan

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        """The roles of the tiers that apply, in the order in which they are asked."""
        return tuple(dict.fromkeys(tier.role for tier in self._applying(order).in_order()))

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        """Rejected by one rejection in turn; approved once all tiers that apply have approved."""
        return self.after(order, votes).standing

    def turn(self, order: Order, votes: Sequence[Vote], /) -> Sequence[RoleName]:
        """The roles whose vote is asked for next."""
        return self.after(order, votes).turn

    def after(self, order: Order, votes: Sequence[Vote], /) -> TierStanding:
        """Which tiers have approved, and which are pending."""
        return tiers_after(self._applying(order), votes)

    def _applying(self, order: Order) -> TierPlan:
        total = order.total
        applying = tuple(tier for tier in self.plan.tiers if _applies(tier, total))
        return attrs.evolve(self.plan, tiers=applying)


def _applies(tier: Tier, total: Money) -> bool:
    least = tier.least
    # Without a rate nobody knows how large an order in another currency is.
    return least is None or total.currency != least.currency or total >= least
