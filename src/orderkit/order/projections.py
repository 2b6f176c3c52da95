"""Status as people read it: computed from ledger, facets and stage, and stored nowhere."""

from datetime import datetime
from enum import StrEnum
from typing import final

from orderkit.order.facets import Facet
from orderkit.order.ledger import Bucket, Ledger
from orderkit.order.model import Order
from orderkit.values import LineId

__all__ = ["DisplayStatus", "display_status", "line_status"]


@final
class DisplayStatus(StrEnum):
    """One word for a screen; the ledger says the rest."""

    VOID = "void"
    HELD = "held"
    FROZEN = "frozen"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OPEN = "open"
    BACKORDERED = "backordered"
    RESERVED = "reserved"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"


def display_status(order: Order, at: datetime) -> DisplayStatus:
    """The word for a whole order at an aware moment: facets first, then where its pieces stand."""
    if order.marked(Facet.VOID, at):
        return DisplayStatus.VOID
    for facet, word in (
        (Facet.HOLD, DisplayStatus.HELD),
        (Facet.FREEZE, DisplayStatus.FROZEN),
        (Facet.CLOSE, DisplayStatus.CLOSED),
    ):
        if any(mark.line is None for mark in order.marked(facet, at)):
            return word
    if not order.ledgers:
        return DisplayStatus.OPEN
    counts = tuple(map(sum, zip(*(ledger.counts for ledger in order.ledgers), strict=True)))
    return _word(Ledger(counts))


def line_status(order: Order, line: LineId) -> DisplayStatus:
    """The word for one line, by where its pieces stand; KeyError if there is no such line."""
    return _word(order.ledger(line))


def _word(ledger: Ledger) -> DisplayStatus:
    left, waiting = ledger.left, ledger.to_ship
    if left and waiting:
        return DisplayStatus.PARTLY_SHIPPED
    if left:
        if ledger.of(Bucket.RETURNED) == left:
            return DisplayStatus.RETURNED
        arrived = left - ledger.of(Bucket.SHIPPED)
        return DisplayStatus.DELIVERED if arrived == left else DisplayStatus.SHIPPED
    if not waiting:
        return DisplayStatus.CANCELLED
    if ledger.of(Bucket.BACKORDERED):
        return DisplayStatus.BACKORDERED
    ready = ledger.of(Bucket.RESERVED) + ledger.of(Bucket.PICKED)
    return DisplayStatus.RESERVED if ready == waiting else DisplayStatus.OPEN
