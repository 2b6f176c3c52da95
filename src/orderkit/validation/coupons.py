"""The gate of coupons: none is redeemed more often than it may be, across all orders.

What a coupon may do stands among the facts; how often it was redeemed is counted by the desk, in
the unit of work that saves the order. Both are read with their versions, so of two orders that
would use the last one up, the second meets what the first left.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, final

import attrs

from orderkit.order import (
    AddLine,
    AddLines,
    Amend,
    AmendmentChange,
    ApplyAmendment,
    ChangeQuantity,
    Command,
    Event,
    Facet,
    Order,
    PlaceOrder,
    PutBack,
    Restore,
    TakeIn,
    Unvoid,
)
from orderkit.validation.facts import (
    COUPON_EACH,
    COUPON_FROM,
    COUPON_LIMIT,
    COUPON_STATUS,
    COUPON_UNTIL,
    COUPON_USED,
    COUPON_USED_BY,
    by_customer,
)
from orderkit.values import Context, FactKey, Facts, Finding, PartyId, block

__all__ = ["CouponGate"]


@final
@attrs.frozen
class CouponGate:
    """An `order.Gate` that refuses a coupon which nobody knows, is not valid, or is used up.

    It is asked wherever an order comes to redeem a coupon that it did not before: when it is
    placed, amended or merged, when an order of which all was cancelled gets lines, and when a void
    or a cancellation is taken back. A coupon that an order has already stays its own, whatever
    becomes of the coupon.
    """

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """What stands of each coupon that comes to be redeemed."""
        customer, coupons = _gained(order, command)
        return tuple(key for coupon in coupons for key in _keys(coupon, customer))

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """BLOCK, for each coupon, everything that stands against it."""
        customer, coupons = _gained(order, command)
        return tuple(
            finding
            for coupon in coupons
            for finding in _against(coupon, customer, context.facts, context.at)
        )

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """Nothing: the desk counts."""
        del order, command, events, context
        return ()


_NOBODY: Final = PartyId("")


def _gained(order: Order | None, command: Command) -> tuple[PartyId, tuple[str, ...]]:
    """The coupons that the command would make the order redeem and did not before; of whom."""
    if isinstance(command, PlaceOrder):
        terms = command.terms
        return (terms.customer, terms.coupons) if order is None else (_NOBODY, ())
    if order is None:
        return _NOBODY, ()
    carried: tuple[str, ...] = ()
    match command:
        case Amend(changes=changes):
            wanted = _wanted(order, changes)
        case ApplyAmendment(amendment=name):
            named = [each.changes for each in order.amendments if each.id == name]
            wanted = _wanted(order, named[0]) if named else ()
        case Unvoid() | Restore() | AddLines():
            wanted = order.terms.coupons
        case TakeIn(parcel=parcel):
            wanted = tuple(dict.fromkeys((*order.terms.coupons, *parcel.terms.coupons)))
            # What the other order redeemed is not redeemed again.
            carried = parcel.redeemed
        case _:
            wanted = ()
    if not wanted:
        return _NOBODY, ()
    void = any(mark.facet is Facet.VOID for mark in order.marks)
    if void and not isinstance(command, Unvoid):
        return _NOBODY, ()
    had = frozenset((*order.redeemed, *carried))
    gained = tuple(each for each in wanted if each not in had)
    return order.terms.customer, gained


def _wanted(order: Order, changes: Sequence[AmendmentChange]) -> tuple[str, ...]:
    """The coupons that an order has after changes, where these bring coupons or pieces."""
    for change in changes:
        if isinstance(change, PutBack) and change.was.header is not None:
            return change.was.header.coupons
    more = any(isinstance(change, AddLine | ChangeQuantity | PutBack) for change in changes)
    return order.terms.coupons if more else ()


def _keys(coupon: str, customer: PartyId) -> Iterator[FactKey]:
    kinds = (COUPON_STATUS, COUPON_LIMIT, COUPON_EACH, COUPON_FROM, COUPON_UNTIL, COUPON_USED)
    yield from (kind.key(coupon) for kind in kinds)
    yield COUPON_USED_BY.key(by_customer(coupon, customer))


def _against(coupon: str, customer: PartyId, facts: Facts, at: datetime) -> Iterator[Finding]:
    status, path = facts.read(COUPON_STATUS, coupon), f"coupons/{coupon}"
    if status is None:
        yield block("coupon.unknown", path, coupon=coupon)
        return
    if status != "active":
        yield block("coupon.inactive", path, coupon=coupon, status=status)
    since, until = facts.read(COUPON_FROM, coupon), facts.read(COUPON_UNTIL, coupon)
    if since is not None and at < since:
        yield block("coupon.not_yet", path, coupon=coupon, since=since)
    if until is not None and at >= until:
        yield block("coupon.expired", path, coupon=coupon, until=until)
    used, limit = facts.read(COUPON_USED, coupon) or 0, facts.read(COUPON_LIMIT, coupon)
    if limit is not None and used >= limit:
        yield block("coupon.used_up", path, coupon=coupon, limit=limit, used=used)
    own = facts.read(COUPON_USED_BY, by_customer(coupon, customer)) or 0
    each = facts.read(COUPON_EACH, coupon)
    if each is not None and own >= each:
        yield block("coupon.used_by_customer", path, coupon=coupon, limit=each, used=own)
