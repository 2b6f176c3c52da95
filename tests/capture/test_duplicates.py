"""Duplicate orders: the same number, or nearly the same order under another one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.masses import growth

from orderkit.capture import (
    DuplicateKind,
    DuplicatePolicy,
    InvalidDuplicateError,
    OrderSketch,
    compare_orders,
    find_duplicates,
    repeated_lines,
    sketch_of,
)
from orderkit.order import Line, Terms
from orderkit.testing import duplicate_policies, order_sketches, terms
from orderkit.values import (
    ChannelCode,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    Severity,
    Sku,
)

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sketch(
    number: str = "1001",
    *,
    channel: str = "shop",
    customer: str = "C-1",
    hours: int = 0,
    **pieces: int,
) -> OrderSketch:
    return OrderSketch(
        channel=ChannelCode(channel),
        number=number,
        customer=PartyId(customer),
        ordered_at=NOON + timedelta(hours=hours),
        pieces={Sku(sku): count for sku, count in (pieces or {"MUG": 4, "LID": 4}).items()},
    )


ONE: Final = sketch()


def test_one_number_in_one_channel_is_one_order_whatever_else_it_says() -> None:
    again = sketch(customer="C-2", hours=900, CUP=1)
    (pair,) = find_duplicates([again, ONE])
    assert (pair.kind, pair.score, pair.earlier) == (DuplicateKind.EXACT, Fraction(1), ONE)
    found = pair.finding(Severity.BLOCK)
    assert (found.code, found.param("first")) == ("order.duplicate", "shop 1001")


@pytest.mark.parametrize(
    ("other", "score"),
    [
        # All shared, at the same moment: (1 + 2 + 1) / 4.
        (sketch("W-7", channel="web"), Fraction(1)),
        # 36 of 72 hours apart: (1 + 2 + 1/2) / 4.
        (sketch("1002", hours=36), Fraction(7, 8)),
        # 7 of 8 pieces, 24 of 72 hours: (1 + 2 * 7/8 + 2/3) / 4.
        (sketch("1002", hours=-24, MUG=4, LID=3), Fraction(41, 48)),
        # One of two skus, 8 of 12 pieces: (1/2 + 2 * 8/12 + 1) / 4 is below four fifths.
        (sketch("1002", MUG=8), None),
        (sketch("1002", CUP=8), None),
        (sketch("1002", customer="C-2"), None),
        (sketch("1002", hours=73), None),
    ],
    ids=["channel", "later", "a piece less", "half", "no sku", "customer", "beyond the window"],
)
def test_a_score_can_be_reckoned_by_hand(other: OrderSketch, score: Fraction | None) -> None:
    pairs = find_duplicates([ONE, other])
    assert [pair.score for pair in pairs] == ([] if score is None else [score])
    assert all(pair == compare_orders(other, ONE) for pair in pairs)


def test_the_evidence_is_named() -> None:
    (pair,) = find_duplicates([ONE, sketch("W-7", channel="web", hours=24, MUG=4, LID=3)])
    assert (pair.shared, pair.skus, pair.same, pair.pieces) == (("LID", "MUG"), 2, 7, 8)
    found = pair.finding(Severity.REVIEW)
    assert (found.code, found.severity) == ("order.likely_duplicate", Severity.REVIEW)
    assert dict(found.evidence) == {
        "number": "W-7",
        "first": "shop 1001",
        "score": "41/48",
        "shared": 2,
        "skus": 2,
        "same": 7,
        "pieces": 8,
        "days": 1,
    }


def test_orders_of_nobody_are_never_likely_the_same() -> None:
    """Two guests are never known to be the same."""
    assert find_duplicates([sketch(customer=""), sketch("1002", customer="")]) == ()


def test_the_best_of_many_are_told() -> None:
    daily = [sketch(str(number), hours=number) for number in range(10)]
    pairs = find_duplicates(daily, DuplicatePolicy(told=2))
    told = [(pair.later.number, pair.earlier.number) for pair in pairs]
    assert told[-2:] == [("9", "8"), ("9", "7")]
    assert len(told) == 1 + 2 * 8


@given(st.lists(order_sketches(), max_size=12), duplicate_policies(), st.randoms())
def test_law_any_order_and_every_pair_is_what_a_comparison_says(
    orders: list[OrderSketch], policy: DuplicatePolicy, chance: Random
) -> None:
    wide = attrs.evolve(policy, compared=1000, told=1000)
    pairs = find_duplicates(orders, wide)
    shuffled = sorted(orders, key=lambda _: chance.random())
    assert find_duplicates(shuffled, wide) == pairs
    likely = [pair for pair in pairs if pair.kind is DuplicateKind.LIKELY]
    every = [
        pair
        for place, one in enumerate(orders)
        for other in orders[place + 1 :]
        if (pair := compare_orders(one, other, wide)) and pair.kind is DuplicateKind.LIKELY
    ]
    assert sorted(map(str, likely)) == sorted(map(str, every))
    assert all(policy.least <= pair.score <= 1 for pair in likely)
    numbers = {(order.channel, order.number) for order in orders}
    assert len(pairs) - len(likely) == len(orders) - len(numbers)


def test_the_work_grows_with_the_orders_and_not_with_their_square() -> None:
    """Counted, not timed: one customer orders one sku again and again."""
    policy = DuplicatePolicy(compared=5)

    def found(count: int) -> Callable[[], object]:
        orders = [sketch(str(each)) for each in range(count)]
        return lambda: find_duplicates(orders, policy)

    assert growth(found, 100) < 2.5


@given(terms())
def test_a_sketch_has_all_pieces_of_an_order(drawn: Terms) -> None:
    assert sketch_of(drawn).total == sum(line.quantity for line in drawn.lines)
    assert attrs.evolve(sketch_of(drawn)) == sketch_of(drawn)


def test_lines_that_say_the_same_are_told_with_the_first() -> None:
    def line(name: str, price: str = "2.50") -> Line:
        return Line(id=LineId(name), sku=Sku("MUG"), quantity=4, price=Exact.of(price), amount=1000)

    made = Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C-1"),
        ordered_at=NOON,
        currency=Currency.of("EUR"),
        lines=(line("1"), line("2", "2.49"), line("3"), line("4")),
    )
    told = [(found.path, found.param("first")) for found in repeated_lines(made)]
    assert told == [("lines/3", "1"), ("lines/4", "1")]
    assert {found.severity for found in repeated_lines(made)} == {Severity.NOTE}


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"least": Fraction(3, 2)},
        {"skus": -1},
        {"compared": 0},
        {"told": 0},
        {"skus": 0, "pieces": 0, "nearness": 0},
    ],
    ids=str,
)
def test_a_policy_that_compares_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidDuplicateError):
        attrs.evolve(DuplicatePolicy(), **wrong)  # type: ignore[arg-type] # on purpose


@pytest.mark.parametrize("pieces", [[("MUG", -1)], [("MUG", True)], ["MUG"], [("MUG", 1, 1)]])
def test_a_sketch_of_no_pieces_is_refused(pieces: list[object]) -> None:
    with pytest.raises(InvalidDuplicateError):
        attrs.evolve(ONE, pieces=pieces)  # type: ignore[arg-type] # on purpose
