"""Overlays: what cannot be void, and what a hold lets pass."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs
import pytest

from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Advance,
    Backorder,
    Billed,
    Cancel,
    Close,
    Command,
    Deliver,
    Freeze,
    Hold,
    LiftHold,
    Order,
    PlaceOrder,
    Portion,
    RecordInvoice,
    Reopen,
    Reserve,
    Ship,
    Unfreeze,
    Unvoid,
    Void,
    decide,
    fold,
)
from orderkit.testing.stored import terms_of
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    DocumentNumber,
    LineId,
    MoveName,
    NaiveTimeError,
    OrganisationId,
)

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
ONE, POST, GIFT = LineId("1"), LineId("c1"), LineId("c2")
FREIGHT: Final = Adjustment(id=POST, code="POST", kind=AdjustmentKind.FREIGHT, amount=30)
TERMS: Final = attrs.evolve(terms_of("O1", pieces=5), adjustments=(FREIGHT,))


def context(hours: int = 0) -> Context:
    return Context(actor=ANN, at=NOON + timedelta(hours=hours))


def after(*commands: Command) -> Order:
    order = fold(decide(None, PlaceOrder(TERMS), context()).events)
    for command in commands:
        decision = decide(order, command, context())
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def codes(order: Order, command: Command, hours: int = 0) -> list[str]:
    return [found.code for found in decide(order, command, context(hours)).findings]


def bill(line: LineId, quantity: int, amount: int) -> RecordInvoice:
    billed = (Billed(line, quantity),) if quantity else ()
    return RecordInvoice(document=DocumentNumber("I-1"), billed=billed, amount=amount)


@pytest.mark.parametrize(
    ("commands", "code"),
    [
        pytest.param([Ship((Portion(ONE, 1),))], "void.shipped", id="goods left"),
        pytest.param([Reserve((Portion(ONE, 1),))], "void.reserved", id="stock is bound"),
        pytest.param([bill(ONE, 0, 7)], "void.invoiced", id="an amount was billed"),
        pytest.param(
            [AddLines(adjustments=(attrs.evolve(FREIGHT, id=GIFT, amount=0),)), bill(GIFT, 1, 0)],
            "void.invoiced",
            id="a charge was billed, for nothing",
        ),
    ],
)
def test_what_something_came_of_cannot_have_never_been(
    commands: Sequence[Command], code: str
) -> None:
    assert codes(after(*commands), Void("a mistake")) == [code]


def held(quantity: int, hours: int) -> Hold:
    return Hold(reason="check", line=ONE, quantity=quantity, until=NOON + timedelta(hours=hours))


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, "2", 2**63, 10**30])
def test_a_08_a_hold_is_of_whole_pieces(quantity: object) -> None:
    # What a host without a type checker may hand over.
    hold = Hold(reason="credit", line=ONE, quantity=quantity)  # type: ignore[arg-type]  # the very thing that is tried
    assert codes(after(), hold) == ["quantity.range"]


def test_a_23_a_hold_ends_at_a_moment_that_has_a_zone() -> None:
    for until in (NOON.replace(tzinfo=None), NOON.date()):
        with pytest.raises(NaiveTimeError):
            Hold(reason="credit", until=until)  # type: ignore[arg-type]  # the very thing that is tried


def test_a_hold_of_pieces_that_expired_holds_nothing_beside_a_live_one() -> None:
    order = after(held(3, hours=1), held(1, hours=9))
    assert codes(order, Reserve((Portion(ONE, 2),))) == ["order.held", "order.held"]
    assert codes(order, Reserve((Portion(ONE, 4),)), hours=1) == []
    assert codes(order, Reserve((Portion(ONE, 5),)), hours=1) == ["order.held"]


MARKS: Final[dict[str, tuple[Command, Command]]] = {
    "close": (Close(reason="done"), Reopen()),
    "close a line": (Close(reason="done", line=ONE), Reopen(line=ONE)),
    "freeze": (Freeze(reason="dispute"), Unfreeze()),
    "freeze a line": (Freeze(reason="dispute", line=ONE), Unfreeze(line=ONE)),
    "hold": (Hold(reason="credit"), LiftHold("hold/3")),
    "hold a line": (Hold(reason="credit", line=ONE), LiftHold("hold/3")),
    "void": (Void("a mistake"), Unvoid()),
}
WORDS: Final = {"close": "order.closed", "freeze": "order.frozen", "hold": "order.held"}
PIECE: Final = (Portion(ONE, 1),)
MORE: Final = AddLines(adjustments=(attrs.evolve(TERMS.adjustments[0], id=LineId("c2")),))
MOVE: Final = Advance(MoveName("validate"))
# What each mark bars of: reserve, backorder, cancel, deliver, more charges, a move of the flow.
BARRED: Final = {
    "close": (True, True, False, False, True, False),
    "close a line": (True, True, False, False, False, False),
    "freeze": (True, True, True, False, True, True),
    "freeze a line": (True, True, True, False, False, False),
    "hold": (True, False, False, False, False, True),
    "hold a line": (True, False, False, False, False, False),
}


@pytest.mark.parametrize("name", BARRED)
def test_each_mark_bars_what_its_page_says(name: str) -> None:
    order = after(Backorder(PIECE), MARKS[name][0])
    asked = (Reserve(PIECE), Backorder(PIECE), Cancel(PIECE), Deliver(PIECE), MORE, MOVE)
    word = WORDS[name.partition(" ")[0]]
    assert tuple(word in codes(order, command) for command in asked) == BARRED[name]


def test_a_void_bars_all_but_what_a_channel_goes_on_saying() -> None:
    order = after(MARKS["void"][0])
    for command in (Reserve(PIECE), MOVE, Hold(reason="credit"), bill(ONE, 0, 0)):
        assert "order.voided" in codes(order, command)
    for passes in (Cancel(PIECE), MORE, Unvoid()):
        assert codes(order, passes) == []


@pytest.mark.parametrize("name", MARKS)
def test_each_mark_is_taken_off_by_its_inverse_and_by_no_other(name: str) -> None:
    mark, inverse = MARKS[name]
    order = after(Backorder(PIECE), mark)
    assert len(order.marks) == 1
    others = {other for _, other in MARKS.values()} - {inverse}
    if name != "void":
        assert all(codes(order, other) == ["already.so"] for other in others)
    decision = decide(order, inverse, context())
    freed = fold(decision.events, onto=order)
    assert freed is not None
    assert freed.marks == ()
    assert codes(freed, inverse) == ["already.so"]
    if not name.startswith("hold"):
        assert "already.so" in codes(order, mark)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (Freeze(reason="dispute", line=LineId("9")), ["line.unknown"]),
        (Hold(reason="credit", line=LineId("9")), ["line.unknown"]),
        (Hold(reason="credit", quantity=2), ["quantity.range"]),
        (Hold(reason="credit", line=LineId("9"), quantity=0), ["line.unknown", "quantity.range"]),
    ],
)
def test_a_mark_needs_something_to_stand_on(command: Command, code: list[str]) -> None:
    assert codes(after(), command) == code
