"""Counting coupons: what orders redeem, in all and of each customer."""

from orderkit.order import Order
from orderkit.ports import UnitOfWork
from orderkit.validation import COUPON_USED, COUPON_USED_BY, by_customer
from orderkit.values import Facts, OrganisationId, PartyId

__all__ = ["count_coupons"]


def count_coupons(work: UnitOfWork, before: Order | None, after: Order) -> None:
    """Keep the counts of coupons in step with what an order redeems before and after an act.

    It belongs to the unit of work that saves the order. A second time it would count twice.
    """
    had = () if before is None else before.redeemed
    has = after.redeemed
    if had == has:
        return
    organisation, customer = after.terms.organisation, after.terms.customer
    for coupon in sorted(set(has).difference(had)):
        _count(work, organisation, coupon, customer, 1)
    for coupon in sorted(set(had).difference(has)):
        _count(work, organisation, coupon, customer, -1)


def _count(
    work: UnitOfWork, organisation: OrganisationId, coupon: str, customer: PartyId, more: int
) -> None:
    keys = (COUPON_USED.key(coupon), COUPON_USED_BY.key(by_customer(coupon, customer)))
    known = Facts(work.subjects.read(organisation, keys))
    for kind, key in zip((COUPON_USED, COUPON_USED_BY), keys, strict=True):
        work.subjects.put(organisation, key, (known.read(kind, key.subject) or 0) + more)
