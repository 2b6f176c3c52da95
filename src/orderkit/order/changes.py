"""Changes: what an amendment asks for, one typed value for each kind.

All changes of an amendment are made together on the terms that there are; none sees another. Each
says what a field is to be, never by how much, so that a repeat changes nothing.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TypeAlias, final

import attrs

from orderkit.order.excerpt import Excerpt
from orderkit.order.line import Adjustment, Attribute, AttributeValue, Line, refuse_other_kinds
from orderkit.order.terms import BillingBase
from orderkit.values import Exact, LineId, PartyId, field_check

__all__ = [
    "AddAdjustment",
    "AddLine",
    "AmendmentChange",
    "ChangeAddress",
    "ChangeAdjustment",
    "ChangeAttribute",
    "ChangeDate",
    "ChangePrice",
    "ChangeQuantity",
    "ChangeTerms",
    "PutBack",
    "RemoveAdjustment",
    "RemoveLine",
]


@cache
def _wrong_in(kind: type[attrs.AttrsInstance]) -> Callable[[object], tuple[str, str] | None]:
    return field_check(kind)


def _hold_kinds(change: attrs.AttrsInstance) -> None:
    """Refuse what a change cannot hold; whether it can be made, the order says."""
    kind = type(change)
    refuse_other_kinds(_wrong_in(kind)(change), kind.__name__)


def _exact(price: str | int | Exact) -> Exact:
    return Exact.of(price)


@final
@attrs.frozen
class AddLine:
    """One more line, with its figures; its id is that of no line there is or was."""

    line: Line

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class RemoveLine:
    """The line goes, with all its pieces; the order remembers it."""

    line: LineId

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class ChangeQuantity:
    """The line is for so many whole steps of its unit, those that were cancelled included.

    Its price stays as agreed, and so does the stamp of it.
    """

    line: LineId
    quantity: int

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class ChangePrice:
    """A whole unit of the line costs so much; as text, such as "9.50", or exact.

    The line loses the stamp of the price that it had; list price and floor price stay. To amend it
    to another determined price, state the whole line: `changes_to`, or `PutBack`.
    """

    line: LineId
    price: Exact = attrs.field(converter=_exact)

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class ChangeDate:
    """The line is wanted on this day; None on no day in particular."""

    line: LineId
    requested: date | None

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen(kw_only=True)
class ChangeAddress:
    """Who receives, and who is invoiced; None leaves a party as it is.

    To make it the customer again, name the customer.
    """

    ship_to: PartyId | None = None
    bill_to: PartyId | None = None

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen(kw_only=True)
class ChangeTerms:
    """Days to pay, and up to what the order is billed; None leaves either as it is."""

    net_days: int | None = None
    billing: BillingBase | None = None

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class AddAdjustment:
    """One more freight, discount or charge."""

    adjustment: Adjustment

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class RemoveAdjustment:
    """The adjustment goes."""

    adjustment: LineId

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class ChangeAdjustment:
    """The adjustment comes to so many minor units; a discount is below zero."""

    adjustment: LineId
    amount: int

    __attrs_post_init__ = _hold_kinds


@final
@attrs.frozen
class ChangeAttribute:
    """A custom attribute holds this value; None takes it away.

    Attributes:
        line: None means an attribute of the order.
    """

    name: str
    value: AttributeValue | None
    line: LineId | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no attribute holds."""
        _hold_kinds(self)
        if self.value is not None:
            Attribute(name=self.name, value=self.value)


@final
@attrs.frozen
class PutBack:
    """Lines, adjustments and header stand as they once stood, whole, with their figures.

    It is what an inverse consists of, and serves a host that works its figures out itself: nothing
    in it is priced anew. A line that was removed comes back, with the same article and unit.
    """

    was: Excerpt

    __attrs_post_init__ = _hold_kinds


AmendmentChange: TypeAlias = (
    AddLine
    | RemoveLine
    | ChangeQuantity
    | ChangePrice
    | ChangeDate
    | ChangeAddress
    | ChangeTerms
    | AddAdjustment
    | RemoveAdjustment
    | ChangeAdjustment
    | ChangeAttribute
    | PutBack
)
