"""A reservation and its position move together; what may be promised is a declared sum."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.inventory import (
    Availability,
    InvalidStockError,
    OversoldError,
    Reservation,
    StockPosition,
    WrongPositionError,
    lapse,
    resize,
)
from orderkit.values import (
    LineId,
    NaiveTimeError,
    OrderId,
    OrderKey,
    OrganisationId,
    ReservationId,
    StockKey,
)

ACME: Final = OrganisationId("acme")
KEY: Final = StockKey.of(ACME, "main", "bolt")
AT: Final = datetime(2024, 1, 1, 12, tzinfo=UTC)


def held(quantity: int = 0, until: datetime | None = None, key: StockKey = KEY) -> Reservation:
    return Reservation(
        id=ReservationId("r"),
        order=OrderKey(ACME, OrderId("o")),
        line=LineId("1"),
        key=key,
        quantity=quantity,
        until=until,
    )


@given(st.lists(st.integers(-1, 9), max_size=6))
def test_i_46_what_is_held_is_what_the_position_says(sizes: list[int]) -> None:
    position, reservation = StockPosition(key=KEY, on_hand=5), held()
    for size in sizes:
        if size < 0:
            with pytest.raises(InvalidStockError):
                resize(position, reservation, size)
        elif size > position.on_hand:
            with pytest.raises(OversoldError):
                resize(position, reservation, size)
        else:
            position, reservation = resize(position, reservation, size)
            assert reservation.quantity == size
        assert position.reserved == reservation.quantity


def test_i_48_a_hold_is_gone_at_its_moment_and_not_before() -> None:
    position, until = StockPosition(key=KEY, on_hand=5, reserved=3), AT + timedelta(hours=1)
    reservation = held(3, until)
    assert lapse(position, reservation, until - timedelta(microseconds=1)) == (
        position,
        reservation,
    )
    free, ended = lapse(position, reservation, until)
    assert (free.reserved, ended.quantity, ended.live(AT)) == (0, 0, False)
    assert lapse(free, ended, until) == (free, ended)
    assert held(3).live(datetime.max.replace(tzinfo=UTC))
    with pytest.raises(NaiveTimeError):
        reservation.live(AT.replace(tzinfo=None))


def test_i_46_a_reservation_moves_no_other_position() -> None:
    other = held(1, key=StockKey.of(ACME, "main", "nut"))
    position = StockPosition(key=KEY, on_hand=5, reserved=1)
    with pytest.raises(WrongPositionError):
        resize(position, other, 2)
    with pytest.raises(WrongPositionError):
        lapse(position, other, AT)


def test_a_formula_counts_each_figure_once_and_whole() -> None:
    shown = Availability(plus=("on_hand", "to_receive"), minus=("reserved",), floor=0)
    assert shown.of({"on_hand": 3, "reserved": 8, "else": 99}) == 0
    assert (
        Availability(plus=("on_hand",), minus=("reserved",)).of({"on_hand": 3, "reserved": 8}) == -5
    )
    with pytest.raises(InvalidStockError):
        Availability(plus=("on_hand",), minus=("on_hand",))
    for figure in (True, 1.5, "1"):
        with pytest.raises(InvalidStockError):
            shown.of({"on_hand": figure})  # type: ignore[dict-item]  # who keeps no types
