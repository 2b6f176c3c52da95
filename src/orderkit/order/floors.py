"""Floors: what of an order is executed and cannot be amended away.

| what counts | since | who may lower it |
| --- | --- | --- |
| pieces that left the house, wherever they are now | they are a fact | nobody |
| pieces that were billed, credited or not | a document names them | nobody |
| picked pieces | somebody has them in hand | whoever puts them back |
| pieces that drafts of documents claim | they were promised to them | whoever gives the claim up |

Pieces that are open, wait for stock or were cancelled are given up first; what is reserved beyond
is released along with the amendment, and bars nothing.
"""

from collections.abc import Iterable, Iterator, Sequence

from orderkit.order.amendment import Resized
from orderkit.order.changes import (
    AmendmentChange,
    ChangePrice,
    ChangeQuantity,
    ChangeTerms,
    PutBack,
    RemoveLine,
)
from orderkit.order.ledger import Billing, Bucket, Ledger, Shift
from orderkit.order.line import Line
from orderkit.order.model import Order
from orderkit.order.terms import BillingBase, Terms
from orderkit.values import Finding, LineId, block, unit_share

__all__ = ["below_floor", "billed_otherwise", "given_up"]

# In this turn pieces are given up; what is reserved is released to open first.
_LIGHT = (Bucket.OPEN, Bucket.BACKORDERED, Bucket.CANCELLED)


def below_floor(order: Order, changes: Iterable[AmendmentChange]) -> Iterator[Finding]:
    """What of the changes falls below what is executed, each with the least that would do."""
    for change in changes:
        match change:
            case RemoveLine(line=name):
                yield from _of_line(order, name, 0)
            case ChangeQuantity(line=name, quantity=quantity):
                yield from _of_line(order, name, quantity)
            case ChangePrice(line=name, price=price):
                known = _known(order, name)
                if known is not None and known[0].price != price:
                    yield from _billed_price(*known)
            case PutBack(was=was):
                for line in was.lines:
                    known = _known(order, line.id)
                    yield from _of_line(order, line.id, line.quantity)
                    if known is not None and known[0].price != line.price:
                        yield from _billed_price(*known)
                if was.header is not None:
                    yield from _of_base(order, was.header.billing)
            case ChangeTerms(billing=base):
                yield from _of_base(order, base)
            case _:
                pass


def billed_otherwise(order: Order, now: Terms) -> Iterator[Finding]:
    """What was billed and would be worth something else under these terms."""
    lines = {line.id: line for line in now.lines}
    for line, bill in zip(order.terms.lines, order.bills, strict=True):
        after = lines.get(line.id)
        if after is None or after is line or not 0 < bill.invoiced <= after.quantity:
            continue
        was = unit_share(line.total, line.quantity, 0, bill.invoiced)
        would = unit_share(after.total, after.quantity, 0, bill.invoiced)
        if was != would and line.price == after.price:
            path = f"lines/{line.id}/quantity"
            yield block("amendment.billed_worth", path, was=was, would=would)
    charges = {charge.id: charge for charge in now.adjustments}
    for charge, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True):
        kept = charges.get(charge.id)
        if bill.invoiced and (kept is None or kept.amount != charge.amount):
            path = f"adjustments/{charge.id}"
            yield block("amendment.charge_billed", path, adjustment=charge.id)


def given_up(
    line: LineId, ledger: Ledger, fewer: int, light: Sequence[Bucket] = _LIGHT
) -> tuple[list[Shift], list[Resized]]:
    """So many pieces fewer of a line: what is released first, and from where they go.

    Args:
        fewer: No more than stand in the buckets that may be lowered, and reserved ones.
        light: From where they go, in this turn, before anything reserved is released.
    """
    counts, taken = list(ledger.counts), list[Resized]()
    beyond = max(0, fewer - sum(counts[bucket] for bucket in light))
    released = [Shift(line, Bucket.RESERVED, Bucket.OPEN, beyond)] if beyond else []
    counts[Bucket.OPEN] += beyond
    for bucket in light:
        take = min(fewer, counts[bucket])
        if take:
            taken.append(Resized(line, bucket, -take))
            fewer -= take
    return released, taken


def _known(order: Order, name: LineId) -> tuple[Line, Ledger, Billing] | None:
    place = order.terms.places.get(name, len(order.ledgers))
    if place >= len(order.ledgers):
        return None
    return order.terms.lines[place], order.ledgers[place], order.bills[place]


def _of_line(order: Order, name: LineId, asked: int) -> Iterator[Finding]:
    known = _known(order, name)
    if known is None or asked >= known[0].quantity:
        return
    _, ledger, bill = known
    path = f"lines/{name}/quantity"
    # Pieces that were delivered beyond what was ordered need no room in it.
    left = ledger.left - ledger.over
    if asked < left:
        yield block("amendment.below_left", path, asked=asked, least=left)
    if asked < bill.invoiced:
        yield block("amendment.below_billed", path, asked=asked, least=bill.invoiced)
    claimed = order.claimed(name) if order.claims else 0
    least = known[0].quantity - _unclaimed(ledger, claimed)
    if claimed and asked < least:
        yield block("amendment.below_claimed", path, asked=asked, least=least, claimed=claimed)
    picked = ledger.of(Bucket.PICKED)
    least = left + picked
    if picked and asked < least:
        unpick = min(picked, least - asked)
        yield block("amendment.below_picked", path, asked=asked, least=least, unpick=unpick)


def _unclaimed(ledger: Ledger, claimed: int) -> int:
    """The most pieces that can be given up, in their turn, and leave enough for the drafts."""
    spare = ledger.to_ship - claimed
    waiting = ledger.of(Bucket.OPEN) + ledger.of(Bucket.BACKORDERED)
    if spare < waiting:
        return spare
    return waiting + ledger.of(Bucket.CANCELLED) + min(ledger.of(Bucket.RESERVED), spare - waiting)


def _billed_price(line: Line, _: Ledger, bill: Billing) -> Iterator[Finding]:
    if bill.invoiced:
        path = f"lines/{line.id}/price"
        yield block("amendment.price_billed", path, billed=bill.invoiced)


def _of_base(order: Order, base: BillingBase | None) -> Iterator[Finding]:
    """Where only what left may be billed, no more than that was."""
    if base is not BillingBase.SHIPPED or order.terms.billing is BillingBase.SHIPPED:
        return
    rows: Sequence[tuple[Line, Ledger, Billing]] = [
        *zip(order.terms.lines, order.ledgers, order.bills, strict=True)
    ]
    for line, ledger, bill in rows:
        if bill.invoiced > ledger.left:
            path = f"lines/{line.id}"
            yield block("amendment.billed_ahead", path, billed=bill.invoiced, left=ledger.left)
