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
    DisplayStatus,
    Freeze,
    Hold,
    LiftHold,
    Lock,
    Order,
    PlaceOrder,
    Portion,
    RecordInvoice,
    Reinstate,
    Release,
    Reopen,
    Reserve,
    Restore,
    Ship,
    Terminate,
    Unfreeze,
    Unlock,
    Unvoid,
    Void,
    decide,
    display_status,
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
    RoleName,
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
    "terminate": (Terminate(reason="no longer made", line=ONE), Reinstate(line=ONE)),
    "lock": (Lock(reason="new prices"), Unlock()),
}
WORDS: Final = {
    "close": "order.closed",
    "freeze": "order.frozen",
    "hold": "order.held",
    "terminate": "line.terminated",
}
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
    "terminate": (True, True, False, False, False, False),
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
        for other in others:
            by_lines = (name, other) == ("close a line", Reopen())
            said = ["reopen.lines_closed" if by_lines else "already.so"]
            assert codes(order, other) == said
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


def test_a_line_that_is_done_needs_no_close() -> None:
    close, both = Close(reason="done", line=ONE), (Portion(ONE, 5),)
    done = after(Ship(both), Deliver(both), bill(ONE, 5, 60))
    assert codes(done, close) == ["close.settled"]
    assert codes(after(Ship(both), Deliver(both)), close) == []
    assert codes(after(Ship(both), bill(ONE, 5, 60)), close) == []
    assert codes(after(Cancel(both)), close) == ["close.settled"]
    # An order as a whole may be closed whatever stands in it.
    assert codes(done, Close(reason="done")) == []


def test_an_order_closed_by_its_lines_opens_with_one_of_them() -> None:
    order = after(Close(reason="done", line=ONE))
    assert codes(order, Reopen()) == ["reopen.lines_closed"]
    assert display_status(order, NOON) is DisplayStatus.CLOSED
    opened = fold(decide(order, Reopen(line=ONE), context()).events, onto=order) or order
    assert display_status(opened, NOON) is DisplayStatus.OPEN


def test_what_is_held_is_not_billed() -> None:
    shipped = (Ship(PIECE),)
    assert codes(after(*shipped, Hold(reason="credit")), bill(ONE, 1, 5)) == ["order.held"]
    assert codes(after(*shipped, Hold(reason="credit", line=ONE)), bill(ONE, 1, 5)) == [
        "order.held"
    ]
    some = Hold(reason="credit", line=ONE, quantity=2)
    assert codes(after(*shipped, some), bill(ONE, 1, 5)) == []


def test_a_line_that_stock_is_bound_to_cannot_be_dead() -> None:
    dead = Terminate(reason="no longer made", line=ONE)
    order = after(Reserve(PIECE))
    assert codes(order, dead) == ["terminate.reserved"]
    assert codes(after(Reserve(PIECE), Release(PIECE)), dead) == []
    assert codes(order, Terminate(reason="no longer made", line=LineId("9"))) == ["line.unknown"]
    assert codes(order, Terminate(reason="no longer made", line=POST)) == ["line.unknown"]


def test_a_dead_line_is_not_carried_on_though_the_order_is_opened_again() -> None:
    order = after(Cancel(PIECE), Terminate(reason="no longer made", line=ONE), Close(reason="done"))
    order = fold(decide(order, Reopen(), context()).events, onto=order) or order
    for command in (Reserve(PIECE), Backorder(PIECE), Ship(PIECE), Restore(PIECE)):
        assert codes(order, command) == ["line.terminated"]
    # What is left of it may be given up, and other lines go on.
    assert codes(order, Cancel(PIECE)) == []
    other = attrs.evolve(TERMS.lines[0], id=LineId("2"))
    wider = fold(decide(order, AddLines(lines=(other,)), context()).events, onto=order) or order
    assert codes(wider, Ship((Portion(LineId("2"), 1),))) == []


BOB: Final = attrs.evolve(ANN, id=ActorId("bob"))
CLERK: Final = RoleName("clerk")


def said(order: Order, command: Command, actor: Actor, hours: int = 0) -> list[str]:
    asked = Context(actor=actor, at=NOON + timedelta(hours=hours))
    return [found.code for found in decide(order, command, asked).findings]


def test_a_lock_bars_what_anybody_but_its_holder_decides() -> None:
    order = after(Ship(PIECE), Reserve(PIECE), Lock(reason="new prices"))
    decided: tuple[Command, ...] = (
        MORE,
        MOVE,
        Cancel(PIECE),
        Ship(PIECE),
        Hold(reason="credit"),
        Close(reason="done"),
    )
    for command in decided:
        assert said(order, command, ANN) in ([], ["command.unanswered"])
        assert said(order, command, BOB) == ["order.locked"]
        # Whoever takes the holder's place holds the lock too.
        assert "order.locked" not in said(order, command, attrs.evolve(BOB, on_behalf_of=ANN.id))
    for reported in (Deliver(PIECE), bill(ONE, 1, 5)):
        assert said(order, reported, BOB) == []
    (found,) = decide(order, Cancel(PIECE), Context(actor=BOB, at=NOON)).findings
    assert dict(found.params)["by"] == "ann"
    assert dict(found.params)["reason"] == "new prices"


def test_i_20_a_lock_that_has_run_out_bars_nobody_and_is_replaced() -> None:
    order = after(Lock(reason="new prices", until=NOON + timedelta(hours=1)))
    assert said(order, Lock(reason="mine"), BOB) == ["order.locked"]
    for command in (Cancel(PIECE), Unlock(), Lock(reason="mine")):
        assert said(order, command, BOB, hours=1) == []
    at = Context(actor=BOB, at=NOON + timedelta(hours=1))
    next_order = fold(decide(order, Lock(reason="mine"), at).events, onto=order)
    assert next_order is not None
    assert [(mark.by, mark.reason) for mark in next_order.marks] == [("bob", "mine")]


def test_a_holder_may_renew_a_lock_and_repeats_it_in_vain() -> None:
    lock = Lock(reason="new prices", until=NOON + timedelta(hours=1))
    order = after(lock)
    assert said(order, lock, ANN, hours=0) == ["already.so"]
    longer = attrs.evolve(lock, until=NOON + timedelta(hours=2))
    renewed = fold(decide(order, longer, context()).events, onto=order)
    assert renewed is not None
    assert [mark.until for mark in renewed.marks] == [longer.until]


@pytest.mark.parametrize(
    ("actor", "role", "found"),
    [
        pytest.param(ANN, None, [], id="the holder"),
        pytest.param(attrs.evolve(BOB, on_behalf_of=ANN.id), None, [], id="in the holder's place"),
        pytest.param(BOB, None, ["lock.not_holder"], id="nobody else"),
        pytest.param(BOB, CLERK, ["lock.not_holder"], id="without the role"),
        pytest.param(attrs.evolve(BOB, roles=(CLERK,)), CLERK, [], id="with the role"),
        pytest.param(
            attrs.evolve(BOB, roles=(CLERK,)), None, ["lock.not_holder"], id="the role is not named"
        ),
        pytest.param(
            attrs.evolve(BOB, roles=(CLERK,), organisation=OrganisationId("other")),
            CLERK,
            ["lock.not_holder"],
            id="with the role in another house",
        ),
    ],
)
def test_a_lock_is_taken_off_by_its_holder_or_by_the_role_that_it_names(
    actor: Actor, role: RoleName | None, found: list[str]
) -> None:
    assert said(after(Lock(reason="new prices", role=role)), Unlock(), actor) == found


def test_a_void_does_not_keep_a_lock_from_being_taken_off() -> None:
    order = after(Lock(reason="new prices", role=CLERK), Void("a mistake"))
    assert said(order, Unvoid(), BOB) == ["order.locked"]
    assert said(order, Unlock(), attrs.evolve(BOB, roles=(CLERK,))) == []
