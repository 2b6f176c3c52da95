"""Many reservations over several positions, beside a plain table of who holds what."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from orderkit.inventory import (
    Movement,
    OversoldError,
    Reservation,
    StockPosition,
    issue,
    receive,
    release,
    reserve,
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
    replacer,
)

ACME: Final = OrganisationId("acme")
ORDER: Final = OrderKey(ACME, OrderId("o"))
AT: Final = datetime(2024, 1, 1, tzinfo=UTC)
ANN: Final = ActorId("ann")
_changed: Final = replacer(Reservation)
_lots: Final = st.sampled_from("ab")
_pieces: Final = st.integers(1, 9)
_ids: Final = st.integers(0, 5).map(lambda n: ReservationId(f"r{n}"))


def key(lot: str) -> StockKey:
    return StockKey(ACME, LocationId("main"), Sku("bolt"), LotId(lot), OwnerId("acme"))


class Warehouse(RuleBasedStateMachine):
    """Two positions and their reservations, beside two counters."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = {lot: StockPosition(key=key(lot)) for lot in "ab"}
        self.reservations = dict[ReservationId, Reservation]()
        self.movements = list[Movement]()
        self.on_hand = Counter[str]()
        self.holds = dict[ReservationId, tuple[str, int]]()

    @rule(lot=_lots, quantity=_pieces)
    def receives(self, lot: str, quantity: int) -> None:
        self.positions[lot], moved = receive(
            self.positions[lot], key(lot), quantity, at=AT, on=AT.date(), by=ANN
        )
        self.movements.append(moved)
        self.on_hand[lot] += quantity

    @rule(lot=_lots, quantity=_pieces, name=_ids)
    def binds(self, lot: str, quantity: int, name: ReservationId) -> None:
        if name in self.holds:
            return
        held = sum(pieces for place, pieces in self.holds.values() if place == lot)
        if quantity > self.on_hand[lot] - held:
            with pytest.raises(OversoldError):
                reserve(self.positions[lot], quantity)
            return
        self.positions[lot] = reserve(self.positions[lot], quantity)
        self.reservations[name] = Reservation(
            id=name, order=ORDER, line=LineId("1"), key=key(lot), quantity=quantity
        )
        self.holds[name] = lot, quantity

    @rule(name=_ids, quantity=_pieces, leaves=st.booleans())
    def ends_in_part(self, name: ReservationId, quantity: int, *, leaves: bool) -> None:
        if name not in self.holds:
            return
        lot, held = self.holds[name]
        part = min(quantity, held)
        if leaves:
            self.positions[lot], moved = issue(self.positions[lot], part, at=AT, by=ANN)
            self.movements.append(moved)
            self.on_hand[lot] -= part
        else:
            self.positions[lot] = release(self.positions[lot], part)
        self.reservations[name] = _changed(self.reservations[name], quantity=held - part)
        self.holds[name] = lot, held - part
        if held == part:
            del self.holds[name], self.reservations[name]

    @invariant()
    def i_44_on_hand_is_the_sum_of_the_positions_own_movements(self) -> None:
        for lot, position in self.positions.items():
            own = sum(moved.quantity for moved in self.movements if moved.key == position.key)
            assert position.on_hand == own == self.on_hand[lot]

    @invariant()
    def i_46_reserved_is_the_sum_of_live_reservations_that_name_the_position(self) -> None:
        for position in self.positions.values():
            live = [each for each in self.reservations.values() if each.key == position.key]
            assert position.reserved == sum(each.quantity for each in live)
            assert position.available >= 0

    @invariant()
    def what_is_held_is_what_the_table_says(self) -> None:
        held = {name: (each.key.lot, each.quantity) for name, each in self.reservations.items()}
        assert held == self.holds


test_i_44_i_46_reserved_is_what_live_reservations_hold = Warehouse.TestCase
