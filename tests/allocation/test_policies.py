"""The strategies that ship with the library: the laws of each, and what tells them apart."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderkit.allocation import (
    AllocationStrategy,
    Demand,
    FairShare,
    FirstExpired,
    FirstIn,
    HighestStock,
    LastIn,
    Nearest,
    ShortageReason,
    StockLot,
    WholeLines,
    ahead_of,
    allocate,
    in_turn,
)
from orderkit.testing.allocation import AllocationCase, AllocationStrategyContract, allocation_cases
from orderkit.values import (
    LineId,
    LocationId,
    OrderId,
    OrderKey,
    OrganisationId,
    Sku,
    StockKey,
)

ACME: Final = OrganisationId("acme")
DAY: Final = date(2024, 1, 5)
_R: Final = ShortageReason


def day(number: int) -> date:
    return date(2024, 1, number)


def demand(quantity: int, order: str = "o", until: date | None = None, rank: int = 0) -> Demand:
    return Demand(
        order=OrderKey(ACME, OrderId(order)),
        line=LineId("1"),
        sku=Sku("bolt"),
        quantity=quantity,
        keeps_until=until,
        rank=rank,
    )


def lot(
    name: str,
    available: int = 3,
    expires: date | None = None,
    place: str = "main",
    frozen: int = 0,
    reserved: int = 0,
) -> StockLot:
    return StockLot(
        key=StockKey.of(ACME, place, "bolt", lot=name),
        available=available,
        expires=expires,
        frozen=frozen,
        reserved=reserved,
    )


_life = st.none() | st.integers(5, 8).map(day)


@st.composite
def pressed(draw: st.DrawFn) -> AllocationCase:
    """One sku, where most lots are short of life for some line."""
    demands = [
        demand(draw(st.integers(1, 4)), f"o{n}", until=draw(_life))
        for n in range(draw(st.integers(1, 4)))
    ]
    lots = [
        attrs.evolve(lot(f"l{n}", draw(st.integers(1, 3)), draw(_life)), received_on=draw(_life))
        for n in range(draw(st.integers(1, 5)))
    ]
    return demands, lots


# Among lots that do not stand by expiry, one in the middle does not keep long enough.
TOO_SHORT_BETWEEN: Final[AllocationCase] = (
    [demand(5, until=day(8))],
    [lot("l0", 3, day(31)), lot("l1", 3, day(6)), lot("l2", 3, day(8))],
)


def taken(
    demands: Sequence[Demand], lots: Sequence[StockLot], strategy: AllocationStrategy
) -> list[tuple[str, str, int]]:
    takes = allocate(demands, lots, strategy, on=DAY).takes
    return [(take.order.order, take.key.lot, take.quantity) for take in takes]


class TestFirstExpired(AllocationStrategyContract):
    strategy = FirstExpired()


class TestLastIn(AllocationStrategyContract):
    strategy = LastIn()


class TestNearest(AllocationStrategyContract):
    strategy = Nearest({LocationId("main"): 3})


class TestHighestStock(AllocationStrategyContract):
    strategy = HighestStock()


class TestWholeLines(AllocationStrategyContract):
    strategy = WholeLines(FirstExpired())


class TestFairShare(AllocationStrategyContract):
    strategy = FairShare({OrderKey(ACME, OrderId("order-1")): 3})


@given(pressed() | allocation_cases())
def test_i_53_no_lot_is_passed_over_that_expires_sooner_and_would_do(case: AllocationCase) -> None:
    demands, lots = case
    asked = {(each.order, each.line): each for each in demands}
    left = {each.key: each.available for each in lots}
    for take in allocate(demands, lots, FirstExpired(), on=DAY).takes:
        until = max(DAY, asked[take.order, take.line].keeps_until or DAY)
        last = next(each.expires for each in lots if each.key == take.key) or date.max
        for each in lots:
            of_kind = each.key.sku == take.key.sku and each.key.organisation == ACME
            expires = each.expires or date.max
            # Replayed one by one: none that would do for this line expires before this lot.
            assert not (of_kind and left[each.key] and until <= expires < last)
        left[take.key] -= take.quantity


@example(case=TOO_SHORT_BETWEEN)
@given(pressed() | allocation_cases())
def test_i_53_who_can_be_served_from_a_lot_that_keeps_is_not_left_short(
    case: AllocationCase,
) -> None:
    demands, lots = case
    for strategy in (FirstExpired(), FirstIn(), LastIn(), HighestStock()):
        for short in allocate(demands, lots, strategy, on=DAY).shortages:
            assert _R.LEFT not in short.reasons


@given(pressed() | allocation_cases())
def test_i_49_the_order_in_which_lots_are_handed_in_decides_nothing(
    case: AllocationCase,
) -> None:
    demands, lots = case
    for strategy in (FirstExpired(), FirstIn(), LastIn(), HighestStock(), FairShare()):
        forth = allocate(demands, lots, strategy, on=DAY).takes
        assert forth == allocate(demands, lots[::-1], strategy, on=DAY).takes


@example(case=TOO_SHORT_BETWEEN)
@given(pressed() | allocation_cases())
def test_i_54_a_line_gets_nothing_that_expires_before_it_may(case: AllocationCase) -> None:
    demands, lots = case
    expiries = {each.key: each.expires or date.max for each in lots}
    asked = {(each.order, each.line): each.keeps_until or DAY for each in demands}
    for strategy in (FirstExpired(), FirstIn(), HighestStock(), WholeLines(LastIn())):
        for take in allocate(demands, lots, strategy, on=DAY).takes:
            assert expiries[take.key] >= asked[take.order, take.line]


def test_a_lenient_buyer_takes_the_short_lot_and_leaves_the_long_ones() -> None:
    lots = [lot("short", 5, day(20)), lot("long", 9, day(31)), lot("for ever", 1)]
    asked = [demand(7, "shop"), demand(8, "chain", until=day(25))]
    assert taken(asked, lots, FirstExpired()) == [
        ("shop", "short", 5),
        ("shop", "long", 2),
        ("chain", "long", 7),
        ("chain", "for ever", 1),
    ]


def test_a_place_whose_way_nobody_knows_sends_nothing() -> None:
    lots = [lot("far", place="far"), lot("near", place="near"), lot("unknown", place="moon")]
    ways = {LocationId("far"): 9, LocationId("near"): 1}
    assert taken([demand(9)], lots, Nearest(ways)) == [("o", "near", 3), ("o", "far", 3)]
    assert attrs.evolve(Nearest(ways)) == Nearest(dict(reversed(ways.items())))


def test_most_comes_first_but_after_the_place_where_the_buyer_collects() -> None:
    lots = [lot("some", 3), lot("most", 5), lot("pinned", 1, place="shop")]
    assert taken([demand(4)], lots, HighestStock()) == [("o", "most", 4)]
    pinned = HighestStock(LocationId("shop"))
    assert taken([demand(4)], lots, pinned) == [("o", "pinned", 1), ("o", "most", 3)]


def test_a_line_that_cannot_be_served_whole_gets_nothing_and_holds_up_nobody() -> None:
    asked = [demand(4, "a"), demand(9, "b"), demand(2, "c")]
    lots = [lot("x", 3), lot("y", 3)]
    got = taken(asked, lots, WholeLines(FirstIn()))
    assert got == [("a", "x", 3), ("a", "y", 1), ("c", "y", 2)]
    short_lived = [lot("old", 3, day(9)), lot("new", 1, day(30))]
    assert taken([demand(2, until=day(20))], short_lived, WholeLines(FirstExpired())) == []


def test_what_is_short_is_short_for_all_in_proportion() -> None:
    lots = [lot("x", 60), lot("y", 40)]
    asked = [demand(60, "a"), demand(50, "b"), demand(40, "c")]
    got = Counter[str]()
    for order, _, quantity in taken(asked, lots, FairShare()):
        got[order] += quantity
    assert got == {"a": 40, "b": 33, "c": 27}
    heavy = FairShare({OrderKey(ACME, OrderId("c")): 0})
    assert {order for order, _, _ in taken(asked, lots, heavy)} == {"a", "b"}


@pytest.mark.parametrize(
    ("lots", "until", "reasons"),
    [
        ([], None, [_R.NONE]),
        ([lot("x", 0)], None, [_R.NONE]),
        ([lot("x", 2)], None, [_R.NONE]),
        ([lot("x", 2, day(4))], None, [_R.EXPIRED]),
        ([lot("x", 0, day(4), frozen=1)], None, [_R.EXPIRED]),
        ([lot("x", 2, day(9))], day(10), [_R.TOO_SOON]),
        ([lot("x", 0, frozen=5)], None, [_R.FROZEN]),
        ([lot("x", 1, frozen=5, reserved=1)], None, [_R.FROZEN, _R.RESERVED]),
        (
            [lot("x", 2, day(4)), lot("y", 2, day(9)), lot("z", 0, frozen=1, reserved=1)],
            day(10),
            [_R.EXPIRED, _R.TOO_SOON, _R.FROZEN, _R.RESERVED],
        ),
    ],
)
def test_a_shortage_tells_every_reason(
    lots: list[StockLot], until: date | None, reasons: list[ShortageReason]
) -> None:
    (short,) = allocate([demand(9, until=until)], lots, FirstIn(), on=DAY).shortages
    assert list(short.reasons) == reasons


def test_who_lost_the_stock_is_told_that_others_got_it() -> None:
    outcome = allocate([demand(2, "a"), demand(2, "b")], [lot("x", 3)], FirstIn(), on=DAY)
    (short,) = outcome.shortages
    assert (short.order.order, short.quantity, short.reasons) == ("b", 1, (_R.TAKEN,))


def test_stock_that_a_strategy_leaves_is_told_as_left() -> None:
    (short,) = allocate([demand(9)], [lot("x", 3)], WholeLines(FirstIn()), on=DAY).shortages
    assert (short.quantity, short.reasons) == (9, (_R.LEFT,))


def test_a_83_stock_of_another_organisation_is_no_reason() -> None:
    theirs = StockLot(key=StockKey.of(OrganisationId("other"), "main", "bolt"), available=9)
    (short,) = allocate([demand(9)], [theirs], FirstIn(), on=DAY).shortages
    assert short.reasons == (_R.NONE,)


def test_turns_go_by_rank_then_by_promise_then_by_placing() -> None:
    early, late = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC)
    plain = demand(1, "plain")
    wanted = [
        attrs.evolve(demand(4, "urgent", rank=-1)),
        attrs.evolve(demand(1, "first"), due=day(6), placed=early),
        attrs.evolve(demand(2, "second"), due=day(6), placed=late),
        attrs.evolve(demand(3, "third"), due=day(7), placed=early),
        plain,
    ]
    assert list(in_turn(wanted[::-1])) == wanted
    assert ahead_of(wanted) == (0, 4, 5, 7, 10)
    assert ahead_of([attrs.evolve(plain, sku=Sku("nut")), plain]) == (0, 0)
