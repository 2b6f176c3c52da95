"""Parcels: an order as another one takes it in."""

from typing import Final, final

import attrs

from orderkit.order.ledger import Bucket
from orderkit.order.line import InvalidTermsError, refuse_other_kinds
from orderkit.order.lineage import Descent
from orderkit.order.model import Order
from orderkit.order.terms import Terms
from orderkit.values import ActorId, FlowDigest, OrderId, field_check, shown

__all__ = ["Parcel"]


@final
@attrs.frozen(kw_only=True)
class Parcel:
    """All that an order has, for another one to take in.

    Attributes:
        terms: What was agreed.
        flow: The digest of the flow that it runs on.
        cancelled: Of each line, the pieces that were cancelled.
        lineage: Where its lines came from.
        makers: Everybody who had a hand in them, sorted.
        redeemed: The coupons of its terms that it uses up.
    """

    terms: Terms
    flow: FlowDigest
    cancelled: tuple[int, ...]
    lineage: tuple[Descent, ...] = ()
    makers: tuple[ActorId, ...] = ()
    redeemed: tuple[str, ...] = ()

    @classmethod
    def of(cls, order: Order) -> "Parcel":
        """The parcel of an order as it stands."""
        return cls(
            terms=order.terms,
            flow=order.flow,
            cancelled=tuple(ledger.of(Bucket.CANCELLED) for ledger in order.ledgers),
            lineage=order.lineage,
            makers=tuple(sorted(order.makers)),
            redeemed=order.redeemed,
        )

    def __attrs_post_init__(self) -> None:
        """Refuse what no parcel holds, such as more cancelled pieces than a line has."""
        refuse_other_kinds(_WRONG_IN_PARCEL(self), "parcel")
        units = [line.quantity for line in self.terms.lines]
        if len(self.cancelled) != len(units) or any(
            not 0 <= gone <= many for gone, many in zip(self.cancelled, units, strict=True)
        ):
            why = shown(f"{self.cancelled} of {units}")
            raise InvalidTermsError(path="parcel/cancelled", why=why)

    @property
    def order(self) -> OrderId:
        """The order that is taken in."""
        return self.terms.order


_WRONG_IN_PARCEL: Final = field_check(Parcel)
