"""Fulfilment: what left the house, and what came back."""

from datetime import datetime
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import ActorId, LineId, OrderKey, ReturnId, ShipmentId, Sku, StockKey, utc

__all__ = [
    "InvalidShipmentError",
    "ReturnLine",
    "ReturnReceipt",
    "Shipment",
    "ShipmentLine",
]


@attrs.frozen(kw_only=True)
class InvalidShipmentError(InvalidValueError):
    """A shipment or return that could not have been."""

    code: ClassVar[str] = "shipment.invalid"
    template: ClassVar[str] = "{document}: {why}"

    document: str
    why: str


@final
@attrs.frozen(kw_only=True)
class ShipmentLine:
    """Pieces of one order line in a shipment.

    Attributes:
        key: The position they left; None for a service or a drop shipment.
    """

    line: LineId
    sku: Sku
    quantity: int
    key: StockKey | None = None


@final
@attrs.frozen(kw_only=True)
class Shipment:
    """What left the house for one order at one time."""

    id: ShipmentId
    order: OrderKey
    at: datetime = attrs.field(converter=utc)
    by: ActorId
    lines: tuple[ShipmentLine, ...]
    carrier: str = ""
    tracking: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse an empty shipment, a line of nothing, and pieces of another kind or house."""
        if not self.lines:
            raise InvalidShipmentError(document=self.id, why="no line")
        for line in self.lines:
            _check(self.id, self.order, line)


@final
@attrs.frozen(kw_only=True)
class ReturnLine:
    """Pieces of one order line that came back.

    Attributes:
        restocked: Of these, what went back on the shelf at `key`.
    """

    line: LineId
    sku: Sku
    quantity: int
    restocked: int = 0
    key: StockKey | None = None


@final
@attrs.frozen(kw_only=True)
class ReturnReceipt:
    """What came back of one order at one time."""

    id: ReturnId
    order: OrderKey
    at: datetime = attrs.field(converter=utc)
    by: ActorId
    lines: tuple[ReturnLine, ...]

    def __attrs_post_init__(self) -> None:
        """Hold restocked <= returned, line by line, in kind and at home."""
        if not self.lines:
            raise InvalidShipmentError(document=self.id, why="no line")
        for line in self.lines:
            _check(self.id, self.order, line)
            whole = type(line.restocked) is int
            if not whole or not 0 <= line.restocked <= line.quantity:
                why = f"line {line.line}: {line.restocked!r} of {line.quantity} restocked"
                raise InvalidShipmentError(document=self.id, why=why)
            if line.restocked and line.key is None:
                raise InvalidShipmentError(document=self.id, why=f"line {line.line}: nowhere")


def _check(document: str, order: OrderKey, line: ShipmentLine | ReturnLine) -> None:
    if type(line.quantity) is not int or line.quantity < 1:
        why = f"line {line.line}: {line.quantity!r} pieces"
        raise InvalidShipmentError(document=document, why=why)
    if line.key is None:
        return
    if line.key.sku != line.sku or line.key.organisation != order.organisation:
        why = f"line {line.line}: {line.sku} of {order} at {line.key}"
        raise InvalidShipmentError(document=document, why=why)
