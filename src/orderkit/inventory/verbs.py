"""What may happen to a stock position: each verb gives the position after it, or raises.

A verb that is refused is a programmer's mistake: whoever allocates asks first what is available,
and a shortage is a value there.
"""

from datetime import date, datetime
from typing import ClassVar, Final

import attrs

from orderkit.errors import ForbiddenMoveError
from orderkit.inventory.model import Movement, MovementKind, StockPosition
from orderkit.values import ActorId, StockKey, replacer

__all__ = [
    "OversoldError",
    "WrongPositionError",
    "count",
    "freeze",
    "issue",
    "receive",
    "release",
    "reserve",
    "restock",
    "unfreeze",
]

_changed: Final = replacer(StockPosition)


@attrs.frozen(kw_only=True)
class OversoldError(ForbiddenMoveError):
    """A move would take more than there is to take."""

    code: ClassVar[str] = "stock.oversold"
    template: ClassVar[str] = "{subject} cannot {move}"


@attrs.frozen(kw_only=True)
class WrongPositionError(ForbiddenMoveError):
    """A move of one position was asked of another."""

    code: ClassVar[str] = "stock.wrong_position"
    template: ClassVar[str] = "{subject} cannot {move}"


def receive(
    position: StockPosition | None,
    key: StockKey,
    quantity: int,
    *,
    at: datetime,
    on: date,
    by: ActorId,
    reference: str = "",
    expires: date | None = None,
) -> tuple[StockPosition, Movement]:
    """Take goods in; None makes the position.

    Args:
        on: The day of the receipt in the organisation's zone; the first one stays.
        expires: Of a position that is made here; one that was there keeps its own.

    Raises:
        OversoldError: The quantity is not above zero.
        WrongPositionError: The position is not the one of `key`.
        InvalidStockError: There would be more on hand than can be counted.
    """
    was = position or StockPosition(key=key, received_on=on, expires=expires)
    if was.key != key:
        raise WrongPositionError(subject=str(was.key), move=f"receive goods of {key}")
    _above_zero(was, quantity, "receive")
    moved = Movement(
        key=key, kind=MovementKind.RECEIPT, quantity=quantity, at=at, by=by, reference=reference
    )
    return _grown(was, quantity), moved


def reserve(position: StockPosition, quantity: int) -> StockPosition:
    """Bind available pieces.

    Raises:
        OversoldError: Fewer are available.
    """
    _above_zero(position, quantity, "reserve")
    if quantity > position.available:
        raise OversoldError(subject=str(position.key), move=f"reserve {quantity}")
    return _changed(position, reserved=position.reserved + quantity, version=position.version + 1)


def release(position: StockPosition, quantity: int) -> StockPosition:
    """Give reserved pieces free again.

    Raises:
        OversoldError: Fewer are reserved.
    """
    _above_zero(position, quantity, "release")
    if quantity > position.reserved:
        raise OversoldError(subject=str(position.key), move=f"release {quantity}")
    return _changed(position, reserved=position.reserved - quantity, version=position.version + 1)


def issue(
    position: StockPosition, quantity: int, *, at: datetime, by: ActorId, reference: str = ""
) -> tuple[StockPosition, Movement]:
    """Let reserved pieces leave the house.

    Raises:
        OversoldError: Fewer are reserved.
    """
    _above_zero(position, quantity, "issue")
    if quantity > position.reserved:
        raise OversoldError(subject=str(position.key), move=f"issue {quantity}")
    moved = Movement(
        key=position.key,
        kind=MovementKind.ISSUE,
        quantity=-quantity,
        at=at,
        by=by,
        reference=reference,
    )
    after = _changed(
        position,
        on_hand=position.on_hand - quantity,
        reserved=position.reserved - quantity,
        version=position.version + 1,
    )
    return after, moved


def restock(
    position: StockPosition, quantity: int, *, at: datetime, by: ActorId, reference: str = ""
) -> tuple[StockPosition, Movement]:
    """Put returned pieces back on the shelf.

    Raises:
        OversoldError: The quantity is not above zero.
        InvalidStockError: There would be more on hand than can be counted.
    """
    _above_zero(position, quantity, "restock")
    moved = Movement(
        key=position.key,
        kind=MovementKind.RETURN,
        quantity=quantity,
        at=at,
        by=by,
        reference=reference,
    )
    return _grown(position, quantity), moved


def count(
    position: StockPosition, quantity: int, *, at: datetime, by: ActorId, reference: str = ""
) -> tuple[StockPosition, Movement | None]:
    """Correct what is on hand to what was counted (盘点); None where it was right.

    Raises:
        OversoldError: Less was counted than is reserved and frozen; these are let go first.
        InvalidStockError: There would be more on hand than can be counted.
    """
    if type(quantity) is not int or quantity < position.reserved + position.frozen:
        raise OversoldError(subject=str(position.key), move=f"have {quantity!r} on hand")
    if quantity == position.on_hand:
        return position, None
    more = quantity - position.on_hand
    moved = Movement(
        key=position.key,
        kind=MovementKind.CORRECTION,
        quantity=more,
        at=at,
        by=by,
        reference=reference,
    )
    return _grown(position, more), moved


def freeze(position: StockPosition, quantity: int) -> StockPosition:
    """Take available pieces out of what may be promised, such as for an inspection (冻结).

    Raises:
        OversoldError: Fewer are available.
    """
    _above_zero(position, quantity, "freeze")
    if quantity > position.available:
        raise OversoldError(subject=str(position.key), move=f"freeze {quantity}")
    return _changed(position, frozen=position.frozen + quantity, version=position.version + 1)


def unfreeze(position: StockPosition, quantity: int) -> StockPosition:
    """Let frozen pieces be promised again (解冻).

    Raises:
        OversoldError: Fewer are frozen.
    """
    _above_zero(position, quantity, "unfreeze")
    if quantity > position.frozen:
        raise OversoldError(subject=str(position.key), move=f"unfreeze {quantity}")
    return _changed(position, frozen=position.frozen - quantity, version=position.version + 1)


def _grown(position: StockPosition, quantity: int) -> StockPosition:
    # With the checks of the class: only here can a position outgrow its bound.
    return attrs.evolve(position, on_hand=position.on_hand + quantity, version=position.version + 1)


def _above_zero(position: StockPosition, quantity: int, verb: str) -> None:
    if type(quantity) is not int or quantity < 1:
        raise OversoldError(subject=str(position.key), move=f"{verb} {quantity!r}")
