"""Holding: a reservation and the position it binds move together, so that neither tells alone."""

from datetime import datetime
from typing import Final

from orderkit.inventory.model import InvalidStockError, Reservation, StockPosition
from orderkit.inventory.verbs import WrongPositionError, release, reserve
from orderkit.values import replacer

__all__ = ["lapse", "resize"]

_changed: Final = replacer(Reservation)


def resize(
    position: StockPosition, reservation: Reservation, quantity: int
) -> tuple[StockPosition, Reservation]:
    """Hold so many pieces from now on, more or fewer; 0 ends it.

    Raises:
        OversoldError: Fewer are available; nothing has changed.
        WrongPositionError: The reservation names another position.
        InvalidStockError: The quantity is below zero, or none.
    """
    _of(position, reservation)
    if type(quantity) is not int or quantity < 0:
        raise InvalidStockError(subject=reservation.id, figures=repr(quantity))
    more = quantity - reservation.quantity
    if more > 0:
        position = reserve(position, more)
    elif more < 0:
        position = release(position, -more)
    return position, _changed(reservation, quantity=quantity)


def lapse(
    position: StockPosition, reservation: Reservation, at: datetime
) -> tuple[StockPosition, Reservation]:
    """Let go what is held beyond its end; before that nothing changes, and a second time neither.

    Raises:
        WrongPositionError: The reservation names another position.
    """
    _of(position, reservation)
    if reservation.live(at) or not reservation.quantity:
        return position, reservation
    return resize(position, reservation, 0)


def _of(position: StockPosition, reservation: Reservation) -> None:
    if position.key != reservation.key:
        move = f"move for {reservation.id} of {reservation.key}"
        raise WrongPositionError(subject=str(position.key), move=move)
