"""Where a verb refuses, and what it leaves as it was."""

from datetime import UTC, date, datetime
from typing import Final

import pytest

from orderkit.errors import ForbiddenMoveError, InvalidValueError
from orderkit.inventory import (
    InvalidStockError,
    MovementKind,
    OversoldError,
    StockPosition,
    WrongPositionError,
    issue,
    receive,
    release,
    reserve,
    restock,
)
from orderkit.values import (
    ActorId,
    LocationId,
    LotId,
    NaiveTimeError,
    OrganisationId,
    OwnerId,
    Sku,
    StockKey,
)

AT: Final = datetime(2024, 1, 1, tzinfo=UTC)
ANN: Final = ActorId("ann")
MOST: Final = 2**63 - 1


def key(lot: str = "a") -> StockKey:
    return StockKey(
        OrganisationId("acme"), LocationId("main"), Sku("bolt"), LotId(lot), OwnerId("acme")
    )


def position(on_hand: int = 5, reserved: int = 2, frozen: int = 1) -> StockPosition:
    return StockPosition(key=key(), on_hand=on_hand, reserved=reserved, frozen=frozen)


def test_i_44_goods_of_one_position_are_not_received_into_another() -> None:
    with pytest.raises(WrongPositionError) as caught:
        receive(position(), key("b"), 1, at=AT, on=AT.date(), by=ANN)
    assert isinstance(caught.value, ForbiddenMoveError)
    assert "acme/main/bolt/b/acme" in str(caught.value)


@pytest.mark.parametrize("quantity", [MOST, 2**64])
def test_a_10_more_than_any_ledger_can_count_is_refused(quantity: int) -> None:
    with pytest.raises(InvalidStockError):
        receive(position(), key(), quantity, at=AT, on=AT.date(), by=ANN)
    with pytest.raises(InvalidStockError):
        restock(position(), quantity, at=AT, by=ANN)


def test_a_10_a_position_counts_up_to_63_bits() -> None:
    full, moved = receive(None, key(), MOST, at=AT, on=AT.date(), by=ANN)
    assert full.on_hand == full.available == moved.quantity == MOST
    with pytest.raises(InvalidValueError):
        receive(None, key(), MOST + 1, at=AT, on=AT.date(), by=ANN)


def test_i_45_what_is_frozen_is_not_promised() -> None:
    assert reserve(position(5, 2, 1), 2).available == 0
    with pytest.raises(OversoldError):
        reserve(position(5, 2, 1), 3)


@pytest.mark.parametrize("quantity", [0, -1, True, 1.5, "1", None])
def test_a_10_no_verb_moves_anything_but_whole_pieces(quantity: int) -> None:
    was = position()
    for ask in (
        lambda: receive(was, key(), quantity, at=AT, on=AT.date(), by=ANN),
        lambda: reserve(was, quantity),
        lambda: release(was, quantity),
        lambda: issue(was, quantity, at=AT, by=ANN),
        lambda: restock(was, quantity, at=AT, by=ANN),
    ):
        with pytest.raises(OversoldError):
            ask()
    assert was == position()


def test_i_44_a_movement_says_what_moved_why_when_and_by_whom() -> None:
    after, moved = issue(position(), 2, at=AT, by=ANN, reference="s1")
    assert (after.on_hand, after.reserved, after.available) == (3, 0, 2)
    assert (moved.key, moved.kind, moved.quantity) == (key(), MovementKind.ISSUE, -2)
    assert (moved.at, moved.by, moved.reference) == (AT, ANN, "s1")
    _, back = restock(after, 1, at=AT, by=ANN, reference="r1")
    assert (back.kind, back.quantity, back.reference) == (MovementKind.RETURN, 1, "r1")


def test_a_lot_keeps_the_expiry_that_it_was_made_with() -> None:
    first, _ = receive(None, key(), 1, at=AT, on=AT.date(), by=ANN, expires=date(2024, 6, 1))
    more, _ = receive(first, key(), 1, at=AT, on=AT.date(), by=ANN, expires=date(2025, 6, 1))
    assert more.expires == date(2024, 6, 1)


def test_a_movement_without_a_zone_never_happened() -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(NaiveTimeError):
        receive(None, key(), 1, at=naive, on=AT.date(), by=ANN)
