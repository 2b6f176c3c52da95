"""An order as a Salesforce storefront would show it: from its pieces, never from a stored word.

Source: https://github.com/SalesforceCommerceCloud/pwa-kit, the order's display status.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.order.ledger import Bucket
from orderkit.order.model import Order

__all__ = [
    "SalesforceDisplay",
    "SalesforceItem",
    "SalesforceLine",
    "salesforce_display",
    "salesforce_display_of",
]


@final
class SalesforceDisplay(StrEnum):
    """One word for the whole order."""

    ORDERED = "Ordered"
    IN_PROGRESS = "In Progress"
    PARTIALLY_SHIPPED = "Partially Shipped"
    SHIPPED = "Shipped"
    PART_ORDER_DELIVERED = "Part Order Delivered"
    DELIVERED = "Delivered"
    CANCELLED = "Cancelled"
    RETURN_INITIATED = "Return Initiated"
    PARTIAL_RETURN_INITIATED = "Partial Return Initiated"
    RETURN_COMPLETE = "Return Complete"
    PARTIAL_RETURN_COMPLETE = "Partial Return Complete"


@final
class SalesforceItem(StrEnum):
    """Where one piece stands."""

    ORDERED = "ordered"
    IN_PROGRESS = "in progress"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_INITIATED = "return initiated"
    RETURNED = "returned"
    UNKNOWN = "unknown"


_I: Final = SalesforceItem
_D: Final = SalesforceDisplay
# The words that lines come with; any other counts as in progress, so that none ends an order.
_WORDS: Final[Mapping[str, SalesforceItem]] = MappingProxyType(
    {
        **dict.fromkeys(("ordered", "created", "new", "open", "placed"), _I.ORDERED),
        **dict.fromkeys(("shipped", "in transit"), _I.SHIPPED),
        **dict.fromkeys(("canceled", "cancelled"), _I.CANCELLED),
        **dict.fromkeys(("return initiated", "return requested"), _I.RETURN_INITIATED),
        "delivered": _I.DELIVERED,
        "returned": _I.RETURNED,
        "": _I.UNKNOWN,
    }
)
_STANDS: Final[Mapping[Bucket, SalesforceItem]] = MappingProxyType(
    {
        Bucket.OPEN: _I.ORDERED,
        Bucket.BACKORDERED: _I.IN_PROGRESS,
        Bucket.RESERVED: _I.IN_PROGRESS,
        Bucket.PICKED: _I.IN_PROGRESS,
        Bucket.SHIPPED: _I.SHIPPED,
        Bucket.DELIVERED: _I.DELIVERED,
        Bucket.RETURN_REQUESTED: _I.RETURN_INITIATED,
        Bucket.RETURNED: _I.RETURNED,
        Bucket.LOST: _I.SHIPPED,
        Bucket.CANCELLED: _I.CANCELLED,
    }
)
# The first of these that any piece has: the word where all have it, and where only some do.
_GRAVER: Final = (
    (_I.RETURN_INITIATED, _D.RETURN_INITIATED, _D.PARTIAL_RETURN_INITIATED),
    (_I.RETURNED, _D.RETURN_COMPLETE, _D.PARTIAL_RETURN_COMPLETE),
    (_I.DELIVERED, _D.DELIVERED, _D.PART_ORDER_DELIVERED),
    (_I.SHIPPED, _D.SHIPPED, _D.PARTIALLY_SHIPPED),
    (_I.IN_PROGRESS, _D.IN_PROGRESS, _D.IN_PROGRESS),
    (_I.UNKNOWN, _D.IN_PROGRESS, _D.IN_PROGRESS),
)


@final
@attrs.frozen(kw_only=True)
class SalesforceLine:
    """A line with its quantities, and a word for the pieces that they say nothing of.

    Attributes:
        return_initiated: All announced returns, with those that came back.
        word: In any case, with spaces or underscores; empty where the line has none.
    """

    ordered: int
    cancelled: int = 0
    return_initiated: int = 0
    returned: int = 0
    word: str = ""


def salesforce_display_of(lines: Iterable[SalesforceLine]) -> SalesforceDisplay | None:
    """The word for lines together; None where nothing is known of any piece."""
    return _display({item for line in lines for item in _items(line)})


def salesforce_display(order: Order) -> SalesforceDisplay | None:
    """The word for an order; None where it has no pieces."""
    return _display(
        {_STANDS[bucket] for ledger in order.ledgers for bucket in Bucket if ledger.of(bucket)}
    )


def _items(line: SalesforceLine) -> Iterator[SalesforceItem]:
    """Where pieces of a line stand, each place once or more."""
    word = " ".join(line.word.replace("_", " ").lower().split())
    said = _WORDS.get(word, _I.IN_PROGRESS)
    told = False
    for quantity, item in (
        (line.cancelled, _I.CANCELLED),
        (line.returned, _I.RETURNED),
        (line.return_initiated - line.returned, _I.RETURN_INITIATED),
        (line.ordered - line.cancelled - line.return_initiated, said),
    ):
        if quantity > 0:
            told = True
            yield item
    if not told:
        yield said


def _display(items: set[SalesforceItem]) -> SalesforceDisplay | None:
    if items <= {_I.UNKNOWN}:
        return None
    active = items - {_I.CANCELLED}
    if not active:
        return _D.CANCELLED
    for item, of_all, of_some in _GRAVER:
        if item in active:
            return of_all if len(active) == 1 else of_some
    return _D.ORDERED
