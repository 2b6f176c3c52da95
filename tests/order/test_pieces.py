"""Pieces and money of one line, row by row: where they stand, and what is refused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import pytest
from tests.order.drawn import agreed, charge, line

from orderkit.order import (
    ApplyPayment,
    Billed,
    Bucket,
    Cancel,
    Command,
    Deliver,
    LedgerCommand,
    Order,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    RequestReturn,
    Reserve,
    ReversePayment,
    Ship,
    WithdrawReturn,
    decide,
    fold,
)
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    DocumentNumber,
    LineId,
    OrganisationId,
    ReceiptId,
)

AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")), at=AT)
PLACE: Final = PlaceOrder(agreed([line(1, 6, 600), line(2, 4, 400)], [charge(1, 30)]))
I1, R1 = DocumentNumber("I-1"), ReceiptId("R-1")


def after(*commands: Command) -> Order:
    order = fold(decide(None, PLACE, ANN).events)
    for command in commands:
        decision = decide(order, command, ANN)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def of(act: type[LedgerCommand], *quantities: int, source: Bucket | None = None) -> LedgerCommand:
    return act(tuple(Portion(LineId("1"), quantity, source) for quantity in quantities))


def stand(order: Order) -> dict[str, int]:
    ledger = order.ledger(LineId("1"))
    return {bucket.name.lower(): ledger.of(bucket) for bucket in Bucket if ledger.of(bucket)}


# Two pieces that had arrived are announced first, then one on its way, then one that had arrived.
ANNOUNCED: Final = (
    of(Ship, 5),
    of(Deliver, 3),
    of(RequestReturn, 2, source=Bucket.DELIVERED),
    of(RequestReturn, 1, source=Bucket.SHIPPED),
    of(RequestReturn, 1, source=Bucket.DELIVERED),
)


@pytest.mark.parametrize(
    ("commands", "stands"),
    [
        pytest.param((), {"shipped": 1, "return_requested": 4}, id="all are announced"),
        pytest.param(
            (of(WithdrawReturn, 1),),
            {"shipped": 1, "delivered": 1, "return_requested": 3},
            id="the oldest goes back where it was",
        ),
        pytest.param(
            (of(WithdrawReturn, 3),),
            {"shipped": 2, "delivered": 2, "return_requested": 1},
            id="and each of the others",
        ),
        pytest.param(
            (of(WithdrawReturn, 2, 1),),
            {"shipped": 2, "delivered": 2, "return_requested": 1},
            id="in two portions likewise",
        ),
        pytest.param(
            (of(ReceiveReturn, 2), of(WithdrawReturn, 1)),
            {"shipped": 2, "return_requested": 1, "returned": 2},
            id="what came back is announced no more",
        ),
    ],
)
def test_a_withdrawn_return_goes_back_where_it_came_from(
    commands: Sequence[Command], stands: dict[str, int]
) -> None:
    order = after(*ANNOUNCED, *commands)
    assert stand(order) == {"open": 1, **stands}
    waits = [request.quantity for request in order.requests]
    assert sum(waits) == stands["return_requested"]


def test_a_withdrawal_touches_the_returns_of_its_line_alone() -> None:
    other = (Portion(LineId("2"), 2),)
    order = after(of(Ship, 1), Ship(other), RequestReturn(other), of(RequestReturn, 1))
    back = fold(decide(order, of(WithdrawReturn, 1), ANN).events, onto=order)
    assert back is not None
    assert [(each.line, each.quantity) for each in back.requests] == [("2", 2)]
    assert stand(back) == {"open": 5, "shipped": 1}


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        pytest.param(Cancel(()), ["pieces.none"], id="no portion"),
        pytest.param(of(Cancel, 7), ["pieces.not_enough"], id="more than there are"),
        pytest.param(of(Cancel, 4, 3), ["pieces.not_enough"], id="more in two portions"),
        pytest.param(of(Cancel, 0, -1), ["quantity.range"] * 2, id="none, and less"),
        pytest.param(of(Cancel, 1, source=Bucket.PICKED), ["pieces.not_enough"], id="named wrong"),
        pytest.param(of(WithdrawReturn, 1), ["pieces.not_enough"], id="nothing is announced"),
        pytest.param(Reserve((Portion(LineId("c1"), 1),)), ["line.unknown"], id="a charge"),
        pytest.param(Reserve((Portion(LineId("9"), 1),)), ["line.unknown"], id="no such line"),
    ],
)
def test_pieces_that_are_not_there_do_not_move(command: Command, codes: list[str]) -> None:
    decision = decide(after(), command, ANN)
    assert [found.code for found in decision.findings] == codes
    assert not decision.accepted


def bill(name: str, quantity: int) -> tuple[Billed, ...]:
    return (Billed(LineId(name), quantity),)


BILLED: Final = (of(Ship, 5), RecordInvoice(document=I1, billed=bill("1", 3), amount=300))
PAID: Final = (*BILLED, ApplyPayment(document=I1, receipt=R1, amount=200))


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        pytest.param(RecordCredit(document=I1, billed=bill("1", 3), amount=300), [], id="credited"),
        pytest.param(
            RecordCredit(document=I1, billed=bill("1", 4), amount=1), ["credit.exceeds"], id="more"
        ),
        pytest.param(
            RecordCredit(document=I1, billed=bill("2", 1), amount=1),
            ["credit.exceeds"],
            id="a line that was not billed",
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=(*bill("1", 2), *bill("1", 1)), amount=1),
            ["invoice.exceeds"],
            id="billed twice in one document",
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=(*bill("9", 1), *bill("1", 0)), amount=1),
            ["line.unknown", "quantity.range"],
            id="none hides another",
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=bill("c1", 2), amount=1),
            ["invoice.exceeds"],
            id="a charge twice",
        ),
        pytest.param(RecordInvoice(document=I1, billed=bill("c1", 1), amount=30), [], id="once"),
        pytest.param(
            RecordInvoice(document=I1, billed=bill("1", 1), amount=-1),
            ["invoice.range"],
            id="an invoice below zero",
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=bill("1", 1), amount=0),
            ["invoice.range"],
            id="an invoice of nothing for pieces that have a price",
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=(), amount=0), ["invoice.range"], id="an empty one"
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=(), amount=True), ["invoice.range"], id="a bool"
        ),
        pytest.param(
            RecordInvoice(document=I1, billed=bill("9", 1), amount=0),
            ["line.unknown", "invoice.range"],
            id="nothing for an unknown line",
        ),
        pytest.param(
            RecordCredit(document=I1, billed=bill("1", 1), amount=-1),
            ["credit.range"],
            id="a credit below zero",
        ),
        pytest.param(
            RecordCredit(document=I1, billed=bill("1", 1), amount=0),
            [],
            id="a credit that an agreed price leaves at nothing",
        ),
        pytest.param(
            ApplyPayment(document=I1, receipt=R1, amount=0), ["payment.range"], id="nothing paid"
        ),
        pytest.param(
            ApplyPayment(document=I1, receipt=R1, amount=-1),
            ["payment.range"],
            id="paid below zero",
        ),
        pytest.param(
            ApplyPayment(document=I1, receipt=R1, amount=True), ["payment.range"], id="paid a bool"
        ),
        pytest.param(
            ReversePayment(document=I1, receipt=R1, amount=0),
            ["payment.range"],
            id="nothing paid back",
        ),
        pytest.param(
            ReversePayment(document=I1, receipt=R1, amount=-1),
            ["payment.range"],
            id="paid back below zero",
        ),
        pytest.param(ReversePayment(document=I1, receipt=R1, amount=200), [], id="all paid back"),
        pytest.param(
            ReversePayment(document=I1, receipt=R1, amount=201),
            ["payment.range"],
            id="more than was paid",
        ),
    ],
)
def test_the_books_of_an_order_stay_within_what_happened(
    command: Command, codes: list[str]
) -> None:
    order = after(*PAID)
    decision = decide(order, command, ANN)
    assert [found.code for found in decision.findings] == codes
    assert decision.accepted == (not codes)
    assert (order.balances.invoiced, order.balances.credited, order.balances.paid) == (300, 0, 200)
