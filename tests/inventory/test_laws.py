"""What is always true of stock, whatever is done to it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from orderkit.errors import OrderkitError
from orderkit.inventory import (
    InvalidStockError,
    Movement,
    MovementKind,
    OversoldError,
    Reservation,
    StockPosition,
    count,
    freeze,
    issue,
    receive,
    release,
    reserve,
    restock,
    unfreeze,
)
from orderkit.values import (
    ActorId,
    LineId,
    LocationId,
    LotId,
    OrderId,
    OrderKey,
    OrganisationId,
    OwnerId,
    ReservationId,
    Sku,
    StockKey,
)

ACME = OrganisationId("acme")
KEY = StockKey(ACME, LocationId("main"), Sku("bolt"), LotId("a"), OwnerId("acme"))
AT = datetime(2024, 1, 1, tzinfo=UTC)
ANN = ActorId("ann")
some = st.integers(-2, 9)


class Stock(RuleBasedStateMachine):
    """A position beside three plain numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.position: StockPosition | None = None
        self.movements = list[Movement]()
        self.on_hand = self.reserved = self.frozen = self.changes = 0

    @rule(quantity=some)
    def receives(self, quantity: int) -> None:
        if quantity < 1:
            with pytest.raises(OversoldError):
                receive(self.position, KEY, quantity, at=AT, on=AT.date(), by=ANN)
            return
        self.position, moved = receive(
            self.position, KEY, quantity, at=AT, on=AT.date(), by=ANN, reference="r"
        )
        self.movements.append(moved)
        self.on_hand += quantity
        self.changes += 1

    @rule(quantity=some)
    def reserves(self, quantity: int) -> None:
        if self.position is None:
            return
        if 1 <= quantity <= self.on_hand - self.reserved - self.frozen:
            self.position = reserve(self.position, quantity)
            self.reserved += quantity
            self.changes += 1
        else:
            with pytest.raises(OversoldError):
                reserve(self.position, quantity)

    @rule(quantity=some)
    def releases(self, quantity: int) -> None:
        if self.position is None:
            return
        if 1 <= quantity <= self.reserved:
            self.position = release(self.position, quantity)
            self.reserved -= quantity
            self.changes += 1
        else:
            with pytest.raises(OversoldError):
                release(self.position, quantity)

    @rule(quantity=some)
    def issues(self, quantity: int) -> None:
        if self.position is None:
            return
        if 1 <= quantity <= self.reserved:
            self.position, moved = issue(self.position, quantity, at=AT, by=ANN)
            self.movements.append(moved)
            self.on_hand -= quantity
            self.reserved -= quantity
            self.changes += 1
        else:
            with pytest.raises(OversoldError):
                issue(self.position, quantity, at=AT, by=ANN)

    @rule(quantity=some)
    def restocks(self, quantity: int) -> None:
        if self.position is None:
            return
        if quantity < 1:
            with pytest.raises(OversoldError):
                restock(self.position, quantity, at=AT, by=ANN)
            return
        self.position, moved = restock(self.position, quantity, at=AT, by=ANN)
        self.movements.append(moved)
        self.on_hand += quantity
        self.changes += 1

    @rule(quantity=some)
    def freezes(self, quantity: int) -> None:
        if self.position is None:
            return
        if 1 <= quantity <= self.on_hand - self.reserved - self.frozen:
            self.position = freeze(self.position, quantity)
            self.frozen += quantity
            self.changes += 1
        else:
            with pytest.raises(OversoldError):
                freeze(self.position, quantity)

    @rule(quantity=some)
    def unfreezes(self, quantity: int) -> None:
        if self.position is None:
            return
        if 1 <= quantity <= self.frozen:
            self.position = unfreeze(self.position, quantity)
            self.frozen -= quantity
            self.changes += 1
        else:
            with pytest.raises(OversoldError):
                unfreeze(self.position, quantity)

    @rule(quantity=some)
    def is_counted(self, quantity: int) -> None:
        if self.position is None:
            return
        if quantity < self.reserved + self.frozen:
            with pytest.raises(OversoldError):
                count(self.position, quantity, at=AT, by=ANN)
            return
        self.position, moved = count(self.position, quantity, at=AT, by=ANN)
        assert (moved is None) == (quantity == self.on_hand)
        if moved is not None:
            self.movements.append(moved)
            self.changes += 1
        self.on_hand = quantity

    @invariant()
    def i_44_on_hand_is_the_sum_of_movements(self) -> None:
        on_hand = 0 if self.position is None else self.position.on_hand
        assert on_hand == sum(moved.quantity for moved in self.movements) == self.on_hand

    @invariant()
    def i_45_i_46_what_is_promised_is_there(self) -> None:
        if self.position is not None:
            assert self.position.reserved == self.reserved
            assert self.position.frozen == self.frozen
            assert self.position.available == self.on_hand - self.reserved - self.frozen >= 0
            assert self.position.version == self.changes


test_i_44_i_45_i_46_a_position_is_what_its_movements_say = Stock.TestCase


@given(st.integers(-3, 9), st.integers(-3, 9), st.integers(-3, 9))
def test_i_45_a_position_that_promises_more_than_it_has_cannot_exist(
    on_hand: int, reserved: int, frozen: int
) -> None:
    fits = min(on_hand, reserved, frozen) >= 0 and reserved + frozen <= on_hand
    try:
        StockPosition(key=KEY, on_hand=on_hand, reserved=reserved, frozen=frozen)
    except OrderkitError:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize("quantity", [0, True, 1.5, "1"])
def test_a_10_a_movement_is_a_whole_number_and_not_nothing(quantity: int) -> None:
    with pytest.raises(InvalidStockError):
        Movement(key=KEY, kind=MovementKind.RECEIPT, quantity=quantity, at=AT, by=ANN)


@pytest.mark.parametrize("quantity", [-1, True, 1.5])
def test_a_10_a_reservation_is_a_whole_number(quantity: int) -> None:
    with pytest.raises(InvalidStockError):
        Reservation(
            id=ReservationId("r"),
            order=OrderKey(ACME, OrderId("o")),
            line=LineId("1"),
            key=KEY,
            quantity=quantity,
        )


def test_the_first_receipt_dates_a_position() -> None:
    first, _ = receive(None, KEY, 1, at=AT, on=date(2024, 1, 1), by=ANN)
    second, _ = receive(first, KEY, 1, at=AT, on=date(2024, 2, 1), by=ANN)
    assert second.received_on == date(2024, 1, 1)
