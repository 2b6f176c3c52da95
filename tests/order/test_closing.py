"""Lines that close by themselves at their lower tolerance, and open again."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, TypeAlias

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.order.drawn import agreed, line
from tests.order.test_laws import last, lives

from orderkit.order import (
    AddLines,
    Bucket,
    Cancel,
    ClaimPieces,
    Close,
    Command,
    Decision,
    Deliver,
    DisplayStatus,
    Facet,
    FacetCleared,
    FacetSet,
    InvalidToleranceError,
    Line,
    Order,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    ReleaseClaim,
    Reopen,
    RequestReturn,
    Ship,
    Shipped,
    Terminate,
    Tolerance,
    decide,
    display_status,
    fold,
    line_status,
)
from orderkit.values import Actor, ActorId, Context, Exact, LineId, OrganisationId

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
NOW: Final = Context(actor=ANN, at=NOON)
ONE, TWO = LineId("1"), LineId("2")
Life: TypeAlias = tuple[Order, list[tuple[Command, Context, Decision, Order]]]
TENTH: Final = Tolerance(lower=Exact(10))


def within(tolerance: Tolerance | None, name: int = 1, quantity: int = 20) -> Line:
    return attrs.evolve(line(name, quantity, 100), tolerance=tolerance)


PLACED: Final = PlaceOrder(agreed([within(TENTH), within(None, 2)]))


def after(*commands: Command, placed: PlaceOrder = PLACED) -> Order:
    order = fold(decide(None, placed, NOW).events)
    for command in commands:
        decision = decide(order, command, NOW)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def of(quantity: int, name: LineId = ONE) -> tuple[Portion, ...]:
    return (Portion(name, quantity),)


def closed(order: Order) -> list[tuple[LineId | None, bool, str]]:
    marks = order.marked(Facet.CLOSE, NOON)
    return [(mark.line, mark.auto, mark.reason) for mark in marks]


BACK: Final = (RequestReturn(of(1)), ReceiveReturn(of(1)))


def test_a_line_closes_in_the_decision_that_brings_it_to_its_lower_limit() -> None:
    order = after(Ship(of(17)))
    assert closed(order) == []
    decision = decide(order, Ship(of(1)), NOW)
    assert [type(event) for event in decision.events] == [Shipped, FacetSet]
    done = fold(decision.events, onto=order)
    assert done is not None
    assert closed(done) == [(ONE, True, "18/20")]
    assert [found.code for found in decide(done, Ship(of(1)), NOW).findings] == ["order.closed"]
    # It is done, and the rest of it is not waited for.
    assert line_status(done, ONE, NOON) is DisplayStatus.CLOSED


def test_a_line_opens_again_once_pieces_that_came_back_bring_it_below() -> None:
    order = after(Ship(of(19)), *BACK, RequestReturn(of(1)))
    # Of nineteen pieces one came back; eighteen are enough.
    assert closed(order) == [(ONE, True, "19/20")]
    decision = decide(order, ReceiveReturn(of(1)), NOW)
    assert [type(event) for event in decision.events][1:] == [FacetCleared]
    opened = fold(decision.events, onto=order)
    assert opened is not None
    assert closed(opened) == []
    # The last piece leaves, and once more there are eighteen.
    last = fold(decide(opened, Ship(of(1)), NOW).events, onto=opened)
    assert last is not None
    assert closed(last) == [(ONE, True, "18/20")]


def test_pieces_given_up_are_wanted_no_more() -> None:
    order = after(Ship(of(9)), Cancel(of(9)))
    assert closed(order) == []
    assert closed(after(Ship(of(9)), Cancel(of(10)))) == [(ONE, True, "9/10")]
    assert closed(after(Cancel(of(20)))) == []


def test_a_line_is_not_done_while_a_draft_claims_more_of_it() -> None:
    draft = ClaimPieces("D-1", of(2))
    assert closed(after(draft, Ship(of(18)))) == []
    assert closed(after(draft, Ship(of(18)), ReleaseClaim("D-1"))) == [(ONE, True, "18/20")]
    assert closed(after(draft, Ship(of(18)), Ship(of(2), "D-1"))) == [(ONE, True, "20/20")]


def test_what_people_open_stays_open_until_more_leaves() -> None:
    order = after(Ship(of(18)), Reopen(line=ONE))
    assert closed(order) == []
    delivered = fold(decide(order, Deliver(of(1)), NOW).events, onto=order)
    assert delivered is not None
    assert closed(delivered) == []
    assert closed(after(Ship(of(18)), Reopen(line=ONE), Ship(of(1)))) == [(ONE, True, "19/20")]


def test_what_people_close_only_people_open() -> None:
    order = after(Ship(of(2)), Close(reason="enough", line=ONE), *BACK)
    assert closed(order) == [(ONE, False, "enough")]


def test_a_dead_line_closes_no_more() -> None:
    order = after(Ship(of(17)), Terminate(reason="no longer made", line=ONE), Cancel(of(3)))
    assert closed(order) == []


def test_a_line_without_a_tolerance_closes_by_no_one_but_people() -> None:
    assert closed(after(Ship(of(20, TWO)))) == []


def test_lines_close_each_for_itself_in_one_decision() -> None:
    placed = PlaceOrder(agreed([within(TENTH), within(Tolerance(), 2), within(TENTH, 3)]))
    order = after(Ship((*of(18), *of(20, TWO))), placed=placed)
    assert closed(order) == [(ONE, True, "18/20"), (TWO, True, "20/20")]
    assert len({mark.id for mark in order.marks}) == 2
    assert display_status(order, NOON) is DisplayStatus.PARTLY_SHIPPED
    more = fold(decide(order, AddLines(lines=(within(TENTH, 4),)), NOW).events, onto=order)
    assert more is not None
    assert closed(more) == closed(order)


@given(lives())
def test_a_line_is_closed_by_itself_only_while_enough_of_it_left(
    life: Life,
) -> None:
    for order in _states(life):
        for mark in order.marks:
            if mark.auto:
                assert mark.line is not None
                assert _enough(order, order.terms.lines[order.terms.places[mark.line]])


@given(lives())
def test_a_line_that_came_to_be_done_is_closed(
    life: Life,
) -> None:
    for before, order in pairwise(_states(life)):
        marks = {mark.line: mark.facet for mark in order.marks if mark.facet in ENDS}
        for place, one in enumerate(order.terms.lines):
            was = (
                place < len(before.ledgers) and _enough(before, one) and not before.claimed(one.id)
            )
            if _enough(order, one) and not order.claimed(one.id) and not was:
                assert one.id in marks


ENDS: Final = (Facet.CLOSE, Facet.TERMINATE)


def _states(life: Life) -> list[Order]:
    first, told = life
    return [first, *(before for *_, before in told), last(first, told)]


def _done(order: Order, one: Line) -> bool:
    return _enough(order, one) and not order.claimed(one.id)


def _enough(order: Order, one: Line) -> bool:
    if one.tolerance is None:
        return False
    # Written with fractions of what is missing, and not as the code has it.
    ledger = order.ledger(one.id)
    wanted, kept = ledger.to_ship + ledger.left, ledger.left - ledger.of(Bucket.RETURNED)
    return kept > 0 and (wanted - kept) * 100 <= wanted * one.tolerance.lower.fraction


@pytest.mark.parametrize(
    ("lower", "upper", "quantity", "least", "most"),
    [
        pytest.param("0", "0", 7, 7, 7, id="all of it"),
        pytest.param("10", "10", 10, 9, 11, id="a tenth"),
        pytest.param("10", "10", 9, 9, 9, id="no part of a piece is missing or welcome"),
        pytest.param("33.34", "0", 3, 2, 3, id="just a third"),
        pytest.param("33.33", "0", 3, 3, 3, id="not quite a third"),
        pytest.param("100", "100", 5, 1, 10, id="any is enough"),
        pytest.param("0", "0", 0, 1, 0, id="nothing is wanted and nothing enough"),
    ],
)
def test_a_tolerance_rounds_in_favour_of_nobody(
    lower: str, upper: str, quantity: int, least: int, most: int
) -> None:
    tolerance = Tolerance(lower=Exact.of(lower), upper=Exact.of(upper))
    assert (tolerance.least(quantity), tolerance.most(quantity)) == (least, most)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 10**6))
def test_the_limits_of_a_tolerance_are_the_tightest_whole_pieces(
    lower: int, upper: int, quantity: int
) -> None:
    tolerance = Tolerance(lower=Exact(lower, 1), upper=Exact(upper, 1))
    least, most = tolerance.least(quantity), tolerance.most(quantity)
    assert 1 <= least <= quantity <= most
    assert 1000 * least >= quantity * (1000 - lower)
    assert least == 1 or 1000 * (least - 1) < quantity * (1000 - lower)
    assert 1000 * most <= quantity * (1000 + upper) < 1000 * (most + 1)


@pytest.mark.parametrize(
    ("fields", "side"),
    [
        ({"lower": Exact(-1)}, "lower"),
        ({"lower": Exact.of("100.01")}, "lower"),
        ({"upper": Exact.of("-0.1")}, "upper"),
        ({"upper": Exact(101)}, "upper"),
        ({"lower": 5}, "lower"),
        ({"upper": 5.0}, "upper"),
    ],
)
def test_a_tolerance_is_a_percent_from_0_to_100(fields: dict[str, Exact], side: str) -> None:
    with pytest.raises(InvalidToleranceError) as caught:
        Tolerance(**fields)
    assert (caught.value.code, caught.value.side) == ("order.tolerance", side)
