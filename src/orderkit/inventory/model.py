"""Stock: positions, the movements that made them, and the reservations that bind them."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    ActorId,
    LineId,
    OrderKey,
    ReservationId,
    StockKey,
    utc,
    utc_or_none,
)

__all__ = [
    "InvalidStockError",
    "Movement",
    "MovementKind",
    "Reservation",
    "StockPosition",
]


@attrs.frozen(kw_only=True)
class InvalidStockError(InvalidValueError):
    """Figures that no stock position, movement or reservation can have."""

    code: ClassVar[str] = "stock.invalid"
    template: ClassVar[str] = "{subject} cannot have {figures}"

    subject: str
    figures: str


@final
class MovementKind(StrEnum):
    """Why a quantity on hand changed."""

    RECEIPT = "receipt"
    ISSUE = "issue"
    RETURN = "return"
    CORRECTION = "correction"


@final
@attrs.frozen(kw_only=True)
class StockPosition:
    """What is there of one sku, lot and owner at one place, in whole steps.

    Laws:
        covered: on hand - reserved - frozen >= 0, and none of them is below zero.

    Attributes:
        frozen: On hand, but not to be promised (冻结).
        received_on: The day of the first receipt; None if it is not known.
        expires: The last day on which it may be sold; None if it keeps.
        version: Grows by 1 with each change.
    """

    key: StockKey
    on_hand: int = 0
    reserved: int = 0
    frozen: int = 0
    received_on: date | None = None
    expires: date | None = None
    version: int = 0

    def __attrs_post_init__(self) -> None:
        """Hold the law."""
        figures = (self.on_hand, self.reserved, self.frozen)
        whole = all(type(figure) is int for figure in figures)
        if not whole or min(figures) < 0 or self.available < 0 or self.on_hand > MOST:
            raise InvalidStockError(subject=str(self.key), figures=repr(figures))

    @property
    def available(self) -> int:
        """What may still be promised."""
        return self.on_hand - self.reserved - self.frozen


@final
@attrs.frozen(kw_only=True)
class Movement:
    """One change of a quantity on hand; never changed or removed.

    Attributes:
        quantity: Signed, not zero: what went in is positive.
        reference: The document or reason, such as a shipment's id.
    """

    key: StockKey
    kind: MovementKind
    quantity: int
    at: datetime = attrs.field(converter=utc)
    by: ActorId
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a movement of nothing."""
        if type(self.quantity) is not int or not self.quantity:
            raise InvalidStockError(subject=str(self.key), figures=repr(self.quantity))


@final
@attrs.frozen(kw_only=True)
class Reservation:
    """Pieces of a position bound to a line of an order.

    Attributes:
        id: Unique in its order.
        quantity: Whole steps; 0 means that it has ended.
        until: The moment from which it holds nothing any more (预留到期); None holds until it is
            issued or released.
    """

    id: ReservationId
    order: OrderKey
    line: LineId
    key: StockKey
    quantity: int
    until: datetime | None = attrs.field(default=None, converter=utc_or_none)

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero."""
        if type(self.quantity) is not int or self.quantity < 0:
            raise InvalidStockError(subject=self.id, figures=repr(self.quantity))

    def live(self, at: datetime) -> bool:
        """Whether it still holds anything; at the very moment of its end it does not.

        Raises:
            NaiveTimeError: The moment has no zone.
        """
        return self.quantity > 0 and (self.until is None or utc(at) < self.until)
