"""Words for a screen: what each of them stands for, row by row."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from tests.order.drawn import agreed, charge, line

from orderkit.order import (
    Backorder,
    Cancel,
    Close,
    Command,
    Deliver,
    DisplayStatus,
    Freeze,
    Hold,
    LedgerCommand,
    Lock,
    Lose,
    Order,
    Pick,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RequestReturn,
    Reserve,
    Ship,
    Terminate,
    Void,
    decide,
    display_status,
    fold,
    line_status,
)
from orderkit.testing.stored import terms_of
from orderkit.values import Actor, ActorId, Context, LineId, OrganisationId

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
ONE: Final = LineId("1")
W: Final = DisplayStatus


def after(placed: PlaceOrder, commands: Sequence[Command]) -> Order:
    context = Context(actor=ANN, at=NOON)
    order = fold(decide(None, placed, context).events)
    for command in commands:
        decision = decide(order, command, context)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def five(act: type[LedgerCommand], quantity: int = 5) -> LedgerCommand:
    return act((Portion(ONE, quantity),))


SENT: Final = five(Ship)
HOME: Final = [SENT, five(Deliver), five(RequestReturn)]


@pytest.mark.parametrize(
    ("commands", "word"),
    [
        pytest.param([], W.OPEN, id="nothing was done"),
        pytest.param([five(Backorder)], W.BACKORDERED, id="it waits for stock"),
        pytest.param([five(Reserve, 4)], W.OPEN, id="one piece is not bound"),
        pytest.param([five(Backorder, 1)], W.BACKORDERED, id="one piece waits"),
        pytest.param([five(Reserve)], W.RESERVED, id="all is bound"),
        pytest.param([five(Reserve), five(Pick, 2)], W.RESERVED, id="bound, and part picked"),
        pytest.param([five(Cancel)], W.CANCELLED, id="all was given up"),
        pytest.param([five(Cancel, 4)], W.OPEN, id="one piece is left to do"),
        pytest.param([five(Ship, 1)], W.PARTLY_SHIPPED, id="one of five left"),
        pytest.param([five(Ship, 1), five(Cancel, 4)], W.SHIPPED, id="the rest was given up"),
        pytest.param([SENT], W.SHIPPED, id="all left"),
        pytest.param([SENT, five(Deliver, 4)], W.SHIPPED, id="one is on its way"),
        pytest.param([SENT, five(Deliver)], W.DELIVERED, id="all arrived"),
        pytest.param([SENT, five(Deliver, 4), five(Lose, 1)], W.DELIVERED, id="none on its way"),
        pytest.param(HOME, W.DELIVERED, id="a return is announced"),
        pytest.param([*HOME, five(ReceiveReturn, 4)], W.DELIVERED, id="one is still there"),
        pytest.param([*HOME, five(ReceiveReturn)], W.RETURNED, id="all came back"),
    ],
)
def test_the_word_for_a_line_follows_from_where_its_pieces_stand(
    commands: Sequence[Command], word: DisplayStatus
) -> None:
    order = after(PlaceOrder(terms_of("O1", pieces=5)), commands)
    assert line_status(order, ONE, NOON) is word
    # An order of one line has the word of its line.
    assert display_status(order, NOON) is word


TWO: Final = PlaceOrder(agreed([line(1, 5, 100), line(2, 3, 100)]))


def test_the_word_for_an_order_is_that_of_all_its_pieces_together() -> None:
    order = after(TWO, [SENT])
    assert line_status(order, ONE, NOON) is W.SHIPPED
    assert line_status(order, LineId("2"), NOON) is W.OPEN
    assert display_status(order, NOON) is W.PARTLY_SHIPPED


def test_there_is_no_word_for_a_line_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        line_status(after(TWO, []), LineId("3"), NOON)


def test_an_order_of_charges_alone_is_open() -> None:
    assert display_status(after(PlaceOrder(agreed(charges=[charge(1, 30)])), []), NOON) is W.OPEN


MARKS: Final[dict[DisplayStatus, Command]] = {
    W.VOID: Void("a mistake"),
    W.HELD: Hold(reason="credit"),
    W.FROZEN: Freeze(reason="dispute"),
    W.CLOSED: Close(reason="done"),
}


@pytest.mark.parametrize("word", MARKS)
def test_a_mark_on_the_whole_order_comes_before_its_pieces(word: DisplayStatus) -> None:
    assert display_status(after(TWO, [MARKS[word]]), NOON) is word


def test_of_several_marks_the_gravest_is_the_word() -> None:
    graver = [MARKS[word] for word in (W.CLOSED, W.FROZEN, W.HELD, W.VOID)]
    words = [display_status(after(TWO, graver[:many]), NOON) for many in range(1, 5)]
    assert words == [W.CLOSED, W.FROZEN, W.HELD, W.VOID]


def test_a_line_has_the_word_of_a_mark_on_all_of_it() -> None:
    marks: dict[DisplayStatus, Command] = {
        W.HELD: Hold(reason="credit", line=ONE),
        W.FROZEN: Freeze(reason="dispute", line=ONE),
        W.TERMINATED: Terminate(reason="no longer made", line=ONE),
        W.CLOSED: Close(reason="done", line=ONE),
    }
    for word, mark in marks.items():
        order = after(TWO, [mark])
        assert line_status(order, ONE, NOON) is word
        assert line_status(order, LineId("2"), NOON) is W.OPEN
    part = after(TWO, [Hold(reason="credit", line=ONE, quantity=2)])
    assert line_status(part, ONE, NOON) is W.OPEN


def test_of_a_line_that_ended_nothing_more_is_waited_for() -> None:
    close = Close(reason="done", line=ONE)
    dead = Terminate(reason="no longer made", line=LineId("2"))
    assert display_status(after(TWO, [five(Ship, 1), close]), NOON) is W.PARTLY_SHIPPED
    rest = Ship((Portion(LineId("2"), 3),))
    assert display_status(after(TWO, [five(Ship, 1), rest, close]), NOON) is W.SHIPPED
    assert display_status(after(TWO, [close, rest]), NOON) is W.SHIPPED
    assert display_status(after(TWO, [close, dead]), NOON) is W.CLOSED
    both = [Terminate(reason="no longer made", line=ONE), dead]
    assert display_status(after(TWO, both), NOON) is W.TERMINATED


def test_a_lock_is_no_word() -> None:
    assert display_status(after(TWO, [Lock(reason="new prices")]), NOON) is W.OPEN


def test_a_mark_on_a_line_or_one_that_has_ended_is_no_word_for_the_order() -> None:
    until = NOON + timedelta(hours=1)
    order = after(TWO, [Freeze(reason="dispute", line=ONE), Hold(reason="credit", until=until)])
    assert display_status(order, NOON) is W.HELD
    assert display_status(order, until) is W.OPEN
