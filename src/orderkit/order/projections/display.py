"""Status as people read it: computed from ledger and facets, and stored nowhere."""

from datetime import datetime
from enum import StrEnum
from typing import Final, final

from orderkit.order.facets import Facet
from orderkit.order.ledger import Bucket, Ledger
from orderkit.order.model import Order
from orderkit.values import LineId

__all__ = ["DisplayStatus", "display_status", "line_status"]


@final
class DisplayStatus(StrEnum):
    """One word for a screen; the ledger says the rest. A lock is no word: it says who edits."""

    VOID = "void"
    HELD = "held"
    FROZEN = "frozen"
    TERMINATED = "terminated"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    OPEN = "open"
    BACKORDERED = "backordered"
    RESERVED = "reserved"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"


# From the gravest; the first that is on the whole of what is looked at is its word.
_GRAVER: Final = (
    (Facet.VOID, DisplayStatus.VOID),
    (Facet.HOLD, DisplayStatus.HELD),
    (Facet.FREEZE, DisplayStatus.FROZEN),
    (Facet.TERMINATE, DisplayStatus.TERMINATED),
    (Facet.CLOSE, DisplayStatus.CLOSED),
)
_ENDS: Final = (Facet.TERMINATE, Facet.CLOSE)


def display_status(order: Order, at: datetime) -> DisplayStatus:
    """The word for a whole order at an aware moment: facets first, then where its pieces stand.

    An order of which every line is closed or dead is closed; of one that has other lines, what is
    still to leave of such a line is not waited for.
    """
    word = _mark(order, None, at)
    if word is not None or not order.ledgers:
        return word or DisplayStatus.OPEN
    ended = {
        mark.line for facet in _ENDS for mark in order.marked(facet, at) if mark.line is not None
    }
    if len(ended) == len(order.ledgers):
        dead = {mark.line for mark in order.marked(Facet.TERMINATE, at)}
        return DisplayStatus.TERMINATED if dead == ended else DisplayStatus.CLOSED
    counts = [0] * len(Bucket)
    for line, ledger in zip(order.terms.lines, order.ledgers, strict=True):
        for bucket in Bucket:
            waits = bucket < Bucket.SHIPPED and line.id in ended
            counts[Bucket.CANCELLED if waits else bucket] += ledger.of(bucket)
    return _word(Ledger(tuple(counts)))


def line_status(order: Order, line: LineId, at: datetime) -> DisplayStatus:
    """The word for one line at an aware moment: marks on all of it, then where its pieces stand.

    Raises:
        KeyError: There is no such line.
    """
    pieces = _word(order.ledger(line))
    return _mark(order, line, at) or pieces


def _mark(order: Order, line: LineId | None, at: datetime) -> DisplayStatus | None:
    for facet, word in _GRAVER:
        # A hold of some pieces lets the others pass.
        if any(mark.line == line and mark.quantity is None for mark in order.marked(facet, at)):
            return word
    return None


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
