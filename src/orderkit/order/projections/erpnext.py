"""An order as ERPNext would show it: one word for the whole, one each for goods and bills.

Source: https://github.com/frappe/erpnext, the status, delivery status and billing status of a
sales order. A closed line counts for neither; there, pieces still to leave count as reserved.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import final

import attrs

from orderkit.order.facets import Facet
from orderkit.order.ledger import Billing, Bucket, Ledger
from orderkit.order.model import Order
from orderkit.values import LineId

__all__ = ["ErpnextDelivery", "ErpnextOrder", "ErpnextStatus", "erpnext_order"]

_HUNDRED = 100


@final
class ErpnextStatus(StrEnum):
    """The order as a whole."""

    TO_DELIVER_AND_BILL = "To Deliver and Bill"
    TO_DELIVER = "To Deliver"
    TO_BILL = "To Bill"
    COMPLETED = "Completed"
    ON_HOLD = "On Hold"
    CLOSED = "Closed"
    CANCELLED = "Cancelled"


@final
class ErpnextDelivery(StrEnum):
    """How much of the goods left."""

    NOT = "Not Delivered"
    PARTLY = "Partly Delivered"
    FULLY = "Fully Delivered"
    CLOSED = "Closed"


@final
@attrs.frozen(kw_only=True)
class ErpnextOrder:
    """What is shown of an order there.

    Attributes:
        delivered_percent: Pieces that left, of a hundred that are wanted; exact.
        reserved: Pieces of each line that are still to leave; none of a line that is closed.
        closed_lines: In their order.
    """

    status: ErpnextStatus
    delivery_status: ErpnextDelivery
    delivered_percent: Fraction
    reserved: Mapping[LineId, int]
    closed_lines: tuple[LineId, ...]


def erpnext_order(order: Order, at: datetime) -> ErpnextOrder:
    """What ERPNext would show of an order at an aware moment."""
    ended = {mark.line for facet in _ENDS for mark in order.marked(facet, at)}
    ids = [line.id for line in order.terms.lines]
    closed = tuple(each for each in ids if each in ended)
    is_closed = None in ended or len(closed) == len(ids) > 0
    rows = list(zip(ids, order.ledgers, order.bills, strict=True))
    going = [(ledger, bill) for line, ledger, bill in rows if line not in ended]
    percent = _delivered(ledger for ledger, _ in going)
    return ErpnextOrder(
        status=_status(order, at, going, is_closed=is_closed),
        delivery_status=_delivery(percent, is_closed=is_closed),
        delivered_percent=percent,
        reserved=MappingProxyType(
            {line: 0 if is_closed or line in ended else ledger.to_ship for line, ledger, _ in rows}
        ),
        closed_lines=closed,
    )


_ENDS = (Facet.CLOSE, Facet.TERMINATE)


def _status(
    order: Order, at: datetime, going: list[tuple[Ledger, Billing]], *, is_closed: bool
) -> ErpnextStatus:
    wanted = sum(ledger.total - ledger.of(Bucket.CANCELLED) for ledger in order.ledgers)
    if order.marked(Facet.VOID, at) or (order.ledgers and not wanted):
        return ErpnextStatus.CANCELLED
    if is_closed:
        return ErpnextStatus.CLOSED
    if any(mark.line is None for mark in order.marked(Facet.HOLD, at)):
        return ErpnextStatus.ON_HOLD
    to_deliver = any(ledger.to_ship for ledger, _ in going)
    to_bill = any(
        bill.invoiced < ledger.total - ledger.of(Bucket.CANCELLED) for ledger, bill in going
    )
    if to_deliver:
        return ErpnextStatus.TO_DELIVER_AND_BILL if to_bill else ErpnextStatus.TO_DELIVER
    return ErpnextStatus.TO_BILL if to_bill else ErpnextStatus.COMPLETED


def _delivered(ledgers: Iterable[Ledger]) -> Fraction:
    """Percent of the wanted pieces that left; a hundred where none is wanted any more."""
    left, wanted = 0, 0
    for ledger in ledgers:
        left += ledger.left
        wanted += ledger.left + ledger.to_ship
    return Fraction(left * _HUNDRED, wanted) if wanted else Fraction(_HUNDRED)


def _delivery(percent: Fraction, *, is_closed: bool) -> ErpnextDelivery:
    if is_closed:
        return ErpnextDelivery.CLOSED
    if percent == _HUNDRED:
        return ErpnextDelivery.FULLY
    return ErpnextDelivery.PARTLY if percent else ErpnextDelivery.NOT
