"""What orders have on no invoice: counted twice, as a whole and by the reason.

The whole is what the terms of an order come to from the first piece that was not invoiced, less
the pieces that reversals took back. The reasons are counted from where the pieces stand now.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias, final

import attrs

from company import HOUSE
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.codec import standard_codec
from orderkit.errors import UnreadableDataError
from orderkit.order import Billing, Bucket, Cancelled, Facet, Ledger, Line, Order, to_bill
from orderkit.values import LineId, OrderId, OrderKey, unit_share
from summary_rows import one

__all__ = ["NotInvoiced", "not_invoiced"]

_Span: TypeAlias = tuple[int, int]

# The stages of the flow before anybody may act on an order.
_EARLY: Final = {"captured", "validated", "approval"}
_REVERSAL: Final = "reversal"
_TO_SHIP: Final = (Bucket.OPEN, Bucket.RESERVED, Bucket.PICKED)
_CANCELLED: Final = (
    "SELECT o.order_id, e.record FROM events e JOIN orders o ON o.id = e.order_ref"
    " WHERE json_extract(e.record, '$.type') = 'Cancelled' ORDER BY e.position"
)
_ON_REVERSALS: Final = (
    "SELECT sum(amount) FROM rows WHERE charge IN ('billable', 'discount')"
    " AND line IS NULL AND amount > 0"
)
_ON_INVOICES: Final = (
    "SELECT l.order_id, l.line FROM document_lines l JOIN documents d ON d.id = l.document_ref"
    " WHERE d.kind = 'invoice' AND l.sku = ''"
)


@final
@attrs.frozen
class NotInvoiced:
    """Minor units, with the sign they have.

    Attributes:
        whole: Counted from terms, bills and reversals.
        by_reason: Counted from where the pieces stand, and from the invoices' own lines.
    """

    whole: int
    by_reason: dict[str, int]


def not_invoiced(database: SqliteDatabase) -> NotInvoiced:
    """Count order by order."""
    whole, reasons = 0, Counter[str]()
    billed = set(database.connection().execute(_ON_INVOICES))
    for order, events in _orders(database):
        cancelled = _cancelled(order, events)
        whole += sum(_of_lines(order, cancelled))
        # Not `+=`, which drops what is below zero, as a discount is.
        for reason, amount in _reasons(order, cancelled):
            reasons[reason] += amount
        for charge, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True):
            whole += 0 if bill.invoiced else charge.amount
            if (order.key.order, charge.id) not in billed:
                reasons["charge or adjustment"] += charge.amount
    # A charge that came back the wrong way round is on no order, and no credit note is below zero.
    returned = one(database, _ON_REVERSALS)
    reasons["charge on a reversal"] += returned
    found = {reason: amount for reason, amount in sorted(reasons.items()) if amount}
    return NotInvoiced(whole + returned, found)


def _orders(database: SqliteDatabase) -> Iterator[tuple[Order, Sequence[Cancelled]]]:
    """Each order, and what was cancelled of it, oldest first."""
    decode, cancelled = standard_codec().decode_as, defaultdict[str, list[Cancelled]](list)
    for name, record in database.connection().execute(_CANCELLED):
        cancelled[name].append(decode(Cancelled, record))
    names = database.connection().execute("SELECT order_id FROM orders ORDER BY id").fetchall()
    for (name,) in names:
        try:
            with database.read() as work:
                order = work.orders.get(OrderKey(HOUSE, OrderId(name)))
        except UnreadableDataError:
            # The checks tell of it; the other orders have figures all the same.
            continue
        if order is not None:
            yield order, cancelled[name]


@final
@attrs.frozen
class _Cancelled:
    """Pieces of a line that were cancelled, each lot at its place, from the end of the line."""

    reversals: list[_Span] = attrs.field(factory=list, init=False)
    clerks: list[_Span] = attrs.field(factory=list, init=False)

    @property
    def pieces(self) -> int:
        return sum(stop - start for start, stop in (*self.reversals, *self.clerks))


def _cancelled(order: Order, events: Iterable[Cancelled]) -> dict[LineId, _Cancelled]:
    found = {line.id: _Cancelled() for line in order.terms.lines}
    sizes = {line.id: line.quantity for line in order.terms.lines}
    for event in events:
        for shift in event.shifts:
            of = found[shift.line]
            stop = sizes[shift.line] - of.pieces
            spans = of.reversals if event.reference == _REVERSAL else of.clerks
            spans.append((stop - shift.quantity, stop))
    return found


def _of_lines(order: Order, cancelled: dict[LineId, _Cancelled]) -> Iterator[int]:
    """What each line has on no invoice, less what reversals took of it."""
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        yield _share(line, bill.invoiced + _back(order, ledger, bill), line.quantity)
        for start, stop in cancelled[line.id].reversals:
            yield -_share(line, start, stop)


def _reasons(order: Order, cancelled: dict[LineId, _Cancelled]) -> Iterator[tuple[str, int]]:
    """Of each line, why pieces are on no invoice; what holds of the whole order goes first."""
    all_of_it = _reason(order)
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        start = bill.invoiced + _back(order, ledger, bill)
        for reason, pieces in _standing(ledger, start):
            yield all_of_it or reason, _share(line, start, start + pieces)
            start += pieces
        for place, stop in cancelled[line.id].clerks:
            yield all_of_it or "cancelled by a clerk", _share(line, place, stop)


def _reason(order: Order) -> str:
    if any(mark.facet is Facet.VOID for mark in order.marks):
        return "void"
    return "not approved" if order.stage in _EARLY else ""


def _back(order: Order, ledger: Ledger, bill: Billing) -> int:
    """Pieces that a reversal brought back before they were billed."""
    waiting = to_bill(order.terms.billing, ledger, bill)
    return max(0, ledger.left - bill.invoiced - waiting)


def _standing(ledger: Ledger, done: int) -> tuple[tuple[str, int], ...]:
    """How many pieces of a line are not invoiced and not taken back, and where they stand."""
    return (
        ("left the house", ledger.left - done),
        ("to ship", sum(ledger.of(bucket) for bucket in _TO_SHIP)),
        ("waiting for stock", ledger.of(Bucket.BACKORDERED)),
    )


def _share(line: Line, start: int, stop: int) -> int:
    """The part of a line's amount; what a broken ledger has beyond the line counts for nothing."""
    last = max(0, min(stop, line.quantity))
    return unit_share(line.total, line.quantity, max(0, min(start, last)), last)
