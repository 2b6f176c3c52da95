"""Allocation: which stock serves which line, and what is short."""

from datetime import date
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import LineId, OrderKey, Sku, StockKey

__all__ = ["Allocation", "Demand", "InvalidDemandError", "Shortage", "StockLot", "Take"]


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
    """What a line asks for, in whole steps."""

    order: OrderKey
    line: LineId
    sku: Sku
    quantity: int

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero."""
        _whole(f"{self.order}/{self.line}", self.quantity, 0)


@final
@attrs.frozen(kw_only=True)
class StockLot:
    """What a strategy is shown of a stock position.

    Attributes:
        available: On hand, not reserved and not frozen.
    """

    key: StockKey
    available: int
    received_on: date | None = None
    expires: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a quantity below zero."""
        _whole(str(self.key), self.available, 0)


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
@attrs.frozen(kw_only=True)
class Shortage:
    """So many pieces of a line for which there is no stock."""

    order: OrderKey
    line: LineId
    sku: Sku
    quantity: int

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
