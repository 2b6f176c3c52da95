"""Overlays: what cannot be void, and what a hold lets pass."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs
import pytest

from orderkit.order import (
    Adjustment,
    AdjustmentKind,
    Billed,
    Command,
    Hold,
    Order,
    PlaceOrder,
    Portion,
    RecordInvoice,
    Reserve,
    Ship,
    Void,
    decide,
    fold,
)
from orderkit.testing.stored import terms_of
from orderkit.values import Actor, ActorId, Context, DocumentNumber, LineId, OrganisationId

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
ONE, POST = LineId("1"), LineId("c1")
TERMS: Final = attrs.evolve(
    terms_of("O1", pieces=5),
    adjustments=(Adjustment(id=POST, code="POST", kind=AdjustmentKind.FREIGHT, amount=30),),
)


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
        pytest.param([bill(POST, 1, 0)], "void.invoiced", id="a charge was billed, for nothing"),
    ],
)
def test_what_something_came_of_cannot_have_never_been(
    commands: Sequence[Command], code: str
) -> None:
    assert codes(after(*commands), Void("a mistake")) == [code]


def held(quantity: int, hours: int) -> Hold:
    return Hold(reason="check", line=ONE, quantity=quantity, until=NOON + timedelta(hours=hours))


def test_a_hold_of_pieces_that_expired_holds_nothing_beside_a_live_one() -> None:
    order = after(held(3, hours=1), held(1, hours=9))
    assert codes(order, Reserve((Portion(ONE, 2),))) == ["order.held", "order.held"]
    assert codes(order, Reserve((Portion(ONE, 4),)), hours=1) == []
    assert codes(order, Reserve((Portion(ONE, 5),)), hours=1) == ["order.held"]
