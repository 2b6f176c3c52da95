"""Allocation: which stock serves which line, and what is short."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import LineId, OrderKey, Sku, StockKey, utc_or_none

__all__ = [
    "Allocation",
    "Demand",
    "InvalidDemandError",
    "Shortage",
    "ShortageReason",
    "StockLot",
    "Take",
]


@attrs.frozen(kw_only=True)
class InvalidDemandError(InvalidValueError):
    """A demand, a lot or a shortage whose quantity cannot be."""

    code: ClassVar[str] = "allocation.quantity"
    template: ClassVar[str] = "{subject} cannot have the quantity {quantity}"

    subject: str
    quantity: str


def _whole(subject: str, quantity: int, least: int) -> None:
    if type(quantity) is not int or quantity < least:
        raise InvalidDemandError(subject=subject, quantity=repr(quantity))


@final
@attrs.frozen(kw_only=True)
class Demand:
    """What a line asks for, in whole steps.

    Attributes:
        keeps_until: A lot that expires before this day does not serve it, such as one with less
            than the life that the buyer asks for; None takes any that has not expired.
        rank: The lower, the more urgent (优先级); `in_turn` reads it.
        due: The day it was promised for; None is promised last.
        placed: When it was asked for; it tells equal ranks and days apart.
    """

    order: OrderKey
    line: LineId
    sku: Sku
    quantity: int
    keeps_until: date | None = None
    rank: int = 0
    due: date | None = None
    placed: datetime | None = attrs.field(default=None, converter=utc_or_none)

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero."""
        if type(self.quantity) is not int or self.quantity < 0:
            _whole(f"{self.order}/{self.line}", self.quantity, 0)


@final
@attrs.frozen(kw_only=True)
class StockLot:
    """What a strategy is shown of a stock position.

    Attributes:
        available: On hand, not reserved and not frozen.
        expires: The last day on which it serves anybody; None if it keeps.
        frozen: On hand, and for nobody now; it only says why something is short.
        reserved: On hand, and promised already; likewise.
    """

    key: StockKey
    available: int
    received_on: date | None = None
    expires: date | None = None
    frozen: int = 0
    reserved: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero."""
        for quantity in (self.available, self.frozen, self.reserved):
            if type(quantity) is not int or quantity < 0:
                _whole(str(self.key), quantity, 0)


@final
@attrs.frozen(kw_only=True)
class Take:
    """So many pieces of a position for a line, as a strategy chose.

    It is judged by `allocate`, which knows what there is, and names the strategy.
    """

    order: OrderKey
    line: LineId
    key: StockKey
    quantity: int


@final
class ShortageReason(StrEnum):
    """Why a line got less than it asked for; stock of another organisation is never a reason."""

    NONE = "none"  # nothing of the sku is there
    EXPIRED = "expired"  # some is there, and its last day is over
    TOO_SOON = "too_soon"  # some is left that expires sooner than this line may get
    FROZEN = "frozen"  # some is there, and is frozen (冻结)
    RESERVED = "reserved"  # some is there, and was promised before (预留)
    TAKEN = "taken"  # other lines of the same wave got it
    LEFT = "left"  # the strategy left some over that would have done


@final
@attrs.frozen(kw_only=True)
class Shortage:
    """So many pieces of a line for which there is no stock.

    Attributes:
        reasons: All that hold, in the order of `ShortageReason`; empty where nobody told, as in
            what releases before this field stored.
    """

    order: OrderKey
    line: LineId
    sku: Sku
    quantity: int
    reasons: tuple[ShortageReason, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below one."""
        _whole(f"{self.order}/{self.line}", self.quantity, 1)


@final
@attrs.frozen(kw_only=True)
class Allocation:
    """The outcome of a wave.

    Attributes:
        takes: As the strategy chose them.
        shortages: One for each demand that is short, in the order of the demands.
    """

    takes: tuple[Take, ...] = ()
    shortages: tuple[Shortage, ...] = ()
