"""Every act has an inverse, or a sentence that says why there is none."""

from datetime import UTC, datetime
from typing import Final, get_args

import attrs
import pytest
from tests.order.drawn import HERE, agreed, charge, line

from orderkit.order import (
    INVERSES,
    MOVES,
    UNDONE_BY,
    Act,
    AddLines,
    Amend,
    ApplyAmendment,
    ApplyPayment,
    Billed,
    ChangeQuantity,
    ClaimPieces,
    Close,
    Command,
    Facet,
    Freeze,
    Hold,
    LiftHold,
    Lock,
    Order,
    OrderPlaced,
    PlaceOrder,
    Portion,
    ProposeAmendment,
    RecordInvoice,
    Reinstate,
    ReleaseClaim,
    RemoveLine,
    Reopen,
    ReversePayment,
    Ship,
    Terminate,
    Unfreeze,
    Unlock,
    Unvoid,
    Void,
    WithdrawAmendment,
    decide,
    evolve,
    fold,
    undoing,
)
from orderkit.order.events import Amended
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    DocumentNumber,
    LineId,
    ReceiptId,
)

AT: Final = datetime(2024, 2, 28, 12, tzinfo=UTC)
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
ONE: Final = LineId("1")
INVOICE, RECEIPT = DocumentNumber("I-1"), ReceiptId("R-1")
COMMANDS: Final = get_args(Command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda kind: kind.__name__)
def test_each_command_has_an_inverse_or_a_reason(command: type[Command]) -> None:
    inverse = UNDONE_BY[command]
    if isinstance(inverse, str):
        assert len(inverse.split()) > 3
    else:
        assert inverse in COMMANDS
        # What takes back can be taken back, or stands as something that happened.
        assert inverse in UNDONE_BY


def test_no_command_that_is_none_has_an_inverse() -> None:
    assert set(UNDONE_BY) == set(COMMANDS)


@pytest.mark.parametrize("act", Act)
def test_an_inverse_act_moves_back_what_the_act_moved(act: Act) -> None:
    inverse = INVERSES[act]
    assert INVERSES.keys() == MOVES.keys()
    if isinstance(inverse, Act):
        there = {target for _, target in MOVES[act]}
        assert there & {source for source, _ in MOVES[inverse]}


def placed() -> Order:
    terms = agreed([line(1, 4, 100), line(2, 2, 50)], [charge(1, 30)])
    return evolve(None, OrderPlaced(terms=terms, at=AT, by=ActorId("ann")))


def then(order: Order, command: Command) -> tuple[Order, object]:
    decision = decide(order, command, ANN)
    assert decision.accepted, decision.findings
    after = fold(decision.events, onto=order)
    assert after is not None
    return after, decision.events[-1]


def same(one: Order, other: Order) -> bool:
    """Whether two states are alike but for how many steps led to them."""
    return attrs.evolve(one, version=other.version) == other


OVERLAYS: Final[list[tuple[Command, Command]]] = [
    (Hold(reason="check"), LiftHold("hold/2")),
    (Freeze(reason="check"), Unfreeze()),
    (Close(reason="done", line=ONE), Reopen(line=ONE)),
    (Void("a mistake"), Unvoid()),
    (Terminate(reason="dead", line=ONE), Reinstate(line=ONE)),
    (Lock(reason="editing"), Unlock()),
    (ClaimPieces("D-1", (Portion(ONE, 2),)), ReleaseClaim("D-1")),
    (
        ProposeAmendment(base=1, changes=(ChangeQuantity(ONE, 5),)),
        WithdrawAmendment("amendment/2"),
    ),
]


@pytest.mark.parametrize(("command", "inverse"), OVERLAYS)
def test_an_act_and_its_inverse_leave_the_order_as_it_was(
    command: Command, inverse: Command
) -> None:
    order = placed()
    after, _ = then(order, command)
    back, _ = then(after, inverse)
    assert UNDONE_BY[type(command)] is type(inverse)
    assert same(order, back)
    assert {mark.facet for mark in after.marks} <= set(Facet)


def test_amendments_lines_and_payments_are_taken_back_by_what_the_table_names() -> None:
    order = placed()
    for command in (
        Amend.on(order, ChangeQuantity(ONE, 7)),
        Amend.on(order, RemoveLine(LineId("2"))),
    ):
        after, event = then(order, command)
        assert isinstance(event, Amended)
        back, _ = then(after, undoing(event, reason="a slip"))
        assert attrs.evolve(back.terms, revision=1) == order.terms
    staged, _ = then(order, ProposeAmendment.on(order, ChangeQuantity(ONE, 7)))
    after, event = then(staged, ApplyAmendment("amendment/2"))
    assert isinstance(event, Amended)
    assert attrs.evolve(then(after, undoing(event))[0].terms, revision=1) == order.terms
    grown, _ = then(order, AddLines(lines=(line(3, 1, 10),)))
    back, _ = then(grown, Amend.on(grown, RemoveLine(LineId("3"))))
    assert attrs.evolve(back.terms, revision=1) == order.terms
    shipped, _ = then(order, Ship((Portion(ONE, 4),)))
    bill = RecordInvoice(document=INVOICE, billed=(Billed(ONE, 4),), amount=400)
    billed, _ = then(shipped, bill)
    paid, _ = then(billed, ApplyPayment(document=INVOICE, receipt=RECEIPT, amount=400))
    back, _ = then(paid, ReversePayment(document=INVOICE, receipt=RECEIPT, amount=400))
    assert back.balances == billed.balances
    assert UNDONE_BY[PlaceOrder] is Void
