"""Claims: what left the house and reached nobody is credited to the buyer (短少退款)."""

from typing import final

import attrs

from orderkit.invoicing import CreditNote
from orderkit.order import Bucket, Order, to_credit
from orderkit.ports import UnitOfWork
from orderkit.process.crediting import credit_pieces
from orderkit.process.desk import OrderDesk
from orderkit.process.once import UNKNOWN, Done, once
from orderkit.values import Context, Finding, LineId, OrderKey, note, zone_of

__all__ = ["ShortCredit", "credit_short"]


@final
@attrs.frozen(kw_only=True)
class ShortCredit:
    """What was credited of pieces that are short.

    Attributes:
        credit_notes: One for each invoice that billed them; empty if none was credited.
        findings: Why nothing was: the NOTE `claim.nothing`, or what the desk answered.
    """

    credit_notes: tuple[CreditNote, ...] = ()
    findings: tuple[Finding, ...] = ()


def credit_short(desk: OrderDesk, key: OrderKey, context: Context, *, zone: str) -> ShortCredit:
    """Credit the billed pieces of an order that were lost or that nobody signed for.

    Each piece once, however often it is asked; what is not billed yet is left until it is.
    Repeating it under one key of the context gives the first outcome again.

    Args:
        zone: Of the books, such as `Europe/London`; the days of documents are its days.

    Raises:
        UnknownZoneError: There is no such zone.
        ConflictError: The key of the context was used for other content; nothing is written.
    """
    zone_of(zone)

    def act(work: UnitOfWork) -> Done:
        order = desk.order_in(work, key, context)
        if order is None:
            return UNKNOWN
        pieces = _short(order)
        if not pieces:
            return Done(findings=(note("claim.nothing", "lines"),))
        return Done(
            made=credit_pieces(desk, work, key, pieces, None, context, reason="short", zone=zone)
        )

    done = once(desk, key, context, act, "credit_short", zone)
    return ShortCredit(credit_notes=done.all(CreditNote), findings=done.findings)


def _short(order: Order) -> dict[LineId, int]:
    """Of each line, the lost pieces that were billed and that no credit answers for yet."""
    found = dict[LineId, int]()
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        left = to_credit(order.terms.billing, ledger, bill)
        pieces = min(ledger.of(Bucket.LOST), left)
        if pieces:
            found[line.id] = pieces
    return found
