"""Orders in the words of other systems: bare figures row by row, and orders read for them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.order.drawn import agreed, charge, line
from tests.order.test_laws import last, lives, placed

from orderkit.order import (
    ApplyPayment,
    Backorder,
    Billed,
    Cancel,
    ClaimPieces,
    Close,
    Command,
    Decision,
    Deliver,
    Freeze,
    Hold,
    Lock,
    Lose,
    Order,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    RequestReturn,
    Reserve,
    Ship,
    Terminate,
    Void,
    decide,
    fold,
    line_status,
)
from orderkit.order.projections import (
    ErpnextStatus,
    KingdeeFlag,
    PaymentState,
    SaleorCharge,
    SaleorStatus,
    SalesforceDisplay,
    SalesforceLine,
    ShipmentState,
    SolidusPayment,
    SolidusShipment,
    VendureFulfilment,
    erpnext_order,
    kingdee_facets,
    saleor_charge,
    saleor_charge_of,
    saleor_status,
    saleor_status_of,
    salesforce_display,
    salesforce_display_of,
    solidus_payment,
    solidus_payment_of,
    solidus_shipment,
    solidus_shipment_of,
    vendure_fulfilment,
    vendure_fulfilment_of,
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

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
ONE, TWO = LineId("1"), LineId("2")
SA, CH, SP, SS = SaleorStatus, SaleorCharge, SolidusPayment, SolidusShipment
VF, SF = VendureFulfilment, SalesforceDisplay
LINES: Final = PlaceOrder(agreed([line(1, 5, 100), line(2, 3, 100)]))


def after(*commands: Command, placed: PlaceOrder = LINES) -> Order:
    now = Context(actor=ANN, at=NOON)
    order = fold(decide(None, placed, now).events)
    for command in commands:
        decision = decide(order, command, now)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


FIVE, THREE, SOME = (Portion(ONE, 5),), (Portion(TWO, 3),), (Portion(ONE, 2),)
ALL: Final = (*FIVE, *THREE)
HOME: Final = (Ship(ALL), Deliver(ALL), RequestReturn(ALL))
INVOICE: Final = DocumentNumber("I-1")


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ((5, 3, 0, 4), SA.UNFULFILLED),
        ((5, 5, 5, 5), SA.UNFULFILLED),
        ((0, 0, 0, 0), SA.UNFULFILLED),
        ((5, 4, 0, 1), SA.PARTIALLY_FULFILLED),
        ((5, 6, 0, 0), SA.FULFILLED),
        ((5, 2, 5, 0), SA.RETURNED),
    ],
)
def test_saleor_has_one_word_for_goods(figures: tuple[int, ...], word: SaleorStatus) -> None:
    assert saleor_status_of(*figures) is word


@pytest.mark.parametrize(
    ("commands", "word"),
    [
        pytest.param((), SA.UNFULFILLED, id="nothing left"),
        pytest.param((ClaimPieces("D-1", FIVE),), SA.UNFULFILLED, id="a draft is not approved"),
        pytest.param((Ship(FIVE),), SA.PARTIALLY_FULFILLED, id="a line left"),
        pytest.param((Ship(FIVE), Cancel(THREE)), SA.FULFILLED, id="the rest was given up"),
        pytest.param((*HOME, ReceiveReturn(SOME)), SA.PARTIALLY_RETURNED, id="some came back"),
        pytest.param((*HOME, ReceiveReturn(ALL)), SA.RETURNED, id="all came back"),
        pytest.param((Cancel(ALL),), SA.CANCELED, id="all was given up"),
        pytest.param((Void("a mistake"),), SA.CANCELED, id="it never was"),
    ],
)
def test_an_order_as_saleor_shows_it(commands: Sequence[Command], word: SaleorStatus) -> None:
    assert saleor_status(after(*commands), NOON) is word


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ((100, 0, -5), CH.NONE),
        ((100, 0, 99), CH.PARTIAL),
        ((100, 0, 100), CH.FULL),
        ((100, 0, 101), CH.OVERCHARGED),
        ((100, 120, 0), CH.FULL),
        ((100, 120, 1), CH.OVERCHARGED),
        ((0, 0, 0), CH.FULL),
    ],
)
def test_saleor_has_one_word_for_money(figures: tuple[int, int, int], word: SaleorCharge) -> None:
    assert saleor_charge_of(*figures) is word


def paid(amount: int) -> tuple[Command, ...]:
    billed = (Billed(ONE, 5), Billed(TWO, 3))
    return (
        Ship(ALL),
        RecordInvoice(document=INVOICE, billed=billed, amount=200),
        ApplyPayment(document=INVOICE, receipt=ReceiptId("R-1"), amount=amount),
    )


BACK: Final = RecordCredit(document=DocumentNumber("C-1"), billed=(Billed(ONE, 1),), amount=50)


@pytest.mark.parametrize(
    ("commands", "charge_word", "payment_word"),
    [
        ((), CH.NONE, SP.BALANCE_DUE),
        (paid(60), CH.PARTIAL, SP.BALANCE_DUE),
        (paid(200), CH.FULL, SP.PAID),
        ((*paid(150), BACK), CH.FULL, SP.PAID),
        ((*paid(200), BACK), CH.OVERCHARGED, SP.CREDIT_OWED),
        ((Cancel(ALL),), CH.NONE, SP.VOID),
        ((Void("a mistake"),), CH.NONE, SP.VOID),
    ],
)
def test_the_money_of_an_order_as_two_systems_show_it(
    commands: Sequence[Command], charge_word: SaleorCharge, payment_word: SolidusPayment
) -> None:
    order = after(*commands)
    assert saleor_charge(order) is charge_word
    assert solidus_payment(order, NOON) is payment_word


P: Final = PaymentState


@pytest.mark.parametrize(
    ("total", "paid_sum", "refunded", "payments", "word"),
    [
        (30, 0, 0, [], SP.BALANCE_DUE),
        (30, 0, 0, [P.FAILED, P.VOID, P.INVALID], SP.FAILED),
        (30, 0, 0, [P.FAILED, P.CHECKOUT], SP.BALANCE_DUE),
        (0, 0, 0, [P.FAILED], SP.PAID),
        (30, 30, 0, [P.COMPLETED], SP.PAID),
        (30, 20, 10, [P.COMPLETED], SP.PAID),
        (30, 31, 0, [P.COMPLETED], SP.CREDIT_OWED),
    ],
)
def test_solidus_has_one_state_for_payments(
    total: int, paid_sum: int, refunded: int, payments: list[PaymentState], word: SolidusPayment
) -> None:
    assert solidus_payment_of(total, paid_sum, refunded, payments) is word


def test_nothing_is_owed_of_what_solidus_cancelled() -> None:
    assert solidus_payment_of(30, 0, is_cancelled=True) is SP.VOID
    assert solidus_payment_of(30, 10, is_cancelled=True) is SP.CREDIT_OWED
    assert solidus_payment_of(30, 10, 0, [P.VOID], is_cancelled=True) is SP.FAILED


@pytest.mark.parametrize(
    ("commands", "word"),
    [
        ((), SS.PENDING),
        ((Reserve(ALL),), SS.READY),
        ((Reserve(FIVE),), SS.PARTIAL),
        ((Backorder(SOME), Ship(THREE)), SS.BACKORDER),
        ((Ship(ALL),), SS.SHIPPED),
        ((Ship(FIVE), Cancel(THREE)), SS.SHIPPED),
        ((Cancel(ALL),), SS.CANCELED),
    ],
)
def test_the_shipments_of_an_order_as_solidus_shows_them(
    commands: Sequence[Command], word: SolidusShipment
) -> None:
    assert solidus_shipment(after(*commands)) is word


CHARGES: Final = PlaceOrder(agreed(charges=[charge(1, 30)]))


def test_an_order_without_pieces_has_no_word_for_pieces() -> None:
    order = after(placed=CHARGES)
    assert solidus_shipment(order) is None
    assert vendure_fulfilment(order) is None
    assert salesforce_display(order) is None
    assert solidus_payment(order, NOON) is SP.BALANCE_DUE
    assert saleor_status(order, NOON) is SA.UNFULFILLED
    facets = kingdee_facets(order, NOON)
    assert facets.rows == ()
    assert facets.closed is facets.frozen is facets.terminated is KingdeeFlag.NO


def test_two_shipments_that_differ_are_partial_though_none_left() -> None:
    states = [ShipmentState.PENDING, ShipmentState.READY]
    assert solidus_shipment_of(0, states) is SS.PARTIAL
    assert solidus_shipment_of(0, states[:1] * 2) is SS.PENDING
    assert solidus_shipment_of(1, states) is SS.BACKORDER
    assert solidus_shipment_of(0, []) is None


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ((5, 0, 0), None),
        ((5, 2, 0), VF.PARTIALLY_SHIPPED),
        ((5, 5, 0), VF.SHIPPED),
        ((5, 2, 0, 3), VF.SHIPPED),
        ((5, 5, 1), VF.PARTIALLY_DELIVERED),
        ((5, 4, 1), VF.PARTIALLY_DELIVERED),
        ((5, 0, 5), VF.DELIVERED),
        ((5, 3, 3, 2), VF.DELIVERED),
        ((5, 0, 0, 5), VF.CANCELLED),
        ((5, 0, 0, 4), None),
        ((0, 0, 0), None),
    ],
)
def test_vendure_has_one_state_for_pieces(
    figures: tuple[int, ...], word: VendureFulfilment | None
) -> None:
    assert vendure_fulfilment_of(*figures) is word


@pytest.mark.parametrize(
    ("commands", "vendure", "salesforce"),
    [
        ((), None, SF.ORDERED),
        ((Reserve(SOME),), None, SF.IN_PROGRESS),
        ((Ship(FIVE),), VF.PARTIALLY_SHIPPED, SF.PARTIALLY_SHIPPED),
        ((Ship(FIVE), Cancel(THREE)), VF.SHIPPED, SF.SHIPPED),
        ((Ship(ALL), Lose(SOME)), VF.SHIPPED, SF.SHIPPED),
        ((Ship(ALL), Deliver(SOME)), VF.PARTIALLY_DELIVERED, SF.PART_ORDER_DELIVERED),
        ((Ship(ALL), Deliver(ALL)), VF.DELIVERED, SF.DELIVERED),
        (HOME, VF.DELIVERED, SF.RETURN_INITIATED),
        ((*HOME, ReceiveReturn(SOME)), VF.DELIVERED, SF.PARTIAL_RETURN_INITIATED),
        ((*HOME, ReceiveReturn(ALL)), VF.DELIVERED, SF.RETURN_COMPLETE),
        ((Cancel(ALL),), VF.CANCELLED, SF.CANCELLED),
    ],
)
def test_the_pieces_of_an_order_as_two_systems_show_them(
    commands: Sequence[Command], vendure: VendureFulfilment | None, salesforce: SalesforceDisplay
) -> None:
    order = after(*commands)
    assert vendure_fulfilment(order) is vendure
    assert salesforce_display(order) is salesforce


def said(word: str, ordered: int = 1, **quantities: int) -> SalesforceLine:
    return SalesforceLine(ordered=ordered, word=word, **quantities)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        pytest.param([], None, id="no lines"),
        pytest.param([said("")], None, id="nothing is known"),
        pytest.param([said("Created")], SF.ORDERED, id="a word in any case"),
        pytest.param([said("IN_TRANSIT")], SF.SHIPPED, id="a word with an underscore"),
        pytest.param([said("reorder")], SF.IN_PROGRESS, id="an unknown word ends nothing"),
        pytest.param([said("fulfilled")], SF.IN_PROGRESS, id="fulfilled is not yet shipped"),
        pytest.param([said("delivered"), said("")], SF.PART_ORDER_DELIVERED, id="one is unknown"),
        pytest.param([said("ordered"), said("")], SF.IN_PROGRESS, id="ordered, and unknown"),
        pytest.param([said("canceled"), said("cancelled")], SF.CANCELLED, id="all cancelled"),
        pytest.param([said("canceled"), said("delivered")], SF.DELIVERED, id="the rest counts"),
        pytest.param([said("canceled"), said("")], SF.IN_PROGRESS, id="cancelled, and unknown"),
        pytest.param(
            [said("returned"), said("shipped")], SF.PARTIAL_RETURN_COMPLETE, id="a return"
        ),
        pytest.param([said("return requested")], SF.RETURN_INITIATED, id="a return is announced"),
        pytest.param(
            [said("delivered", 3, return_initiated=2, returned=1)],
            SF.PARTIAL_RETURN_INITIATED,
            id="one is on its way back",
        ),
        pytest.param(
            [said("delivered", 2, cancelled=1, return_initiated=1, returned=1)],
            SF.RETURN_COMPLETE,
            id="what is left came back",
        ),
        pytest.param([said("shipped", 0)], SF.SHIPPED, id="no quantities, and a word"),
    ],
)
def test_salesforce_has_one_word_for_lines(
    lines: list[SalesforceLine], word: SalesforceDisplay | None
) -> None:
    assert salesforce_display_of(lines) is word


A, B = KingdeeFlag


@pytest.mark.parametrize(
    ("commands", "head", "rows"),
    [
        ((), (A, A, A, A), ((A, A, A), (A, A, A))),
        ((Close(reason="x"),), (B, A, A, A), ((B, A, A), (B, A, A))),
        ((Freeze(reason="x"),), (A, B, A, A), ((A, B, A), (A, B, A))),
        ((Void("x"),), (A, A, A, B), ((A, A, A), (A, A, A))),
        ((Hold(reason="x"), Lock(reason="x")), (A, A, A, A), ((A, A, A), (A, A, A))),
        ((Close(reason="x", line=ONE),), (A, A, A, A), ((B, A, A), (A, A, A))),
        (
            (Close(reason="x", line=ONE), Terminate(reason="x", line=TWO)),
            (B, A, A, A),
            ((B, A, A), (A, A, B)),
        ),
        (
            (Terminate(reason="x", line=ONE), Terminate(reason="x", line=TWO)),
            (B, A, B, A),
            ((A, A, B), (A, A, B)),
        ),
        (
            (Freeze(reason="x", line=ONE), Freeze(reason="x", line=TWO)),
            (A, B, A, A),
            ((A, B, A), (A, B, A)),
        ),
    ],
)
def test_the_flags_of_an_order_as_kingdee_keeps_them(
    commands: Sequence[Command],
    head: tuple[KingdeeFlag, ...],
    rows: tuple[tuple[KingdeeFlag, ...], ...],
) -> None:
    facets = kingdee_facets(after(*commands), NOON)
    assert (facets.closed, facets.frozen, facets.terminated, facets.void) == head
    assert tuple((row.closed, row.frozen, row.terminated) for row in facets.rows) == rows
    assert [row.line for row in facets.rows] == [ONE, TWO]


@pytest.mark.parametrize(
    ("commands", "status", "delivery", "percent"),
    [
        ((), "To Deliver and Bill", "Not Delivered", 0),
        ((Ship((Portion(ONE, 4),)),), "To Deliver and Bill", "Partly Delivered", 50),
        (
            (Ship((Portion(ONE, 5),)), Close(reason="x", line=TWO)),
            "To Bill",
            "Fully Delivered",
            100,
        ),
        ((Hold(reason="x"),), "On Hold", "Not Delivered", 0),
        ((Close(reason="x"),), "Closed", "Closed", 0),
        ((Close(reason="x", line=ONE), Close(reason="x", line=TWO)), "Closed", "Closed", 100),
        ((Cancel(ALL),), "Cancelled", "Fully Delivered", 100),
        ((Void("x"),), "Cancelled", "Not Delivered", 0),
    ],
)
def test_an_order_in_the_words_of_erpnext(
    commands: Sequence[Command], status: str, delivery: str, percent: int
) -> None:
    shown = erpnext_order(after(*commands), NOON)
    assert (shown.status, shown.delivery_status) == (status, delivery)
    assert shown.delivered_percent == percent


def test_what_is_billed_is_no_longer_to_bill_in_erpnext() -> None:
    billed = (Billed(ONE, 5), Billed(TWO, 3))
    bill = RecordInvoice(document=INVOICE, billed=billed, amount=800)
    assert erpnext_order(after(Ship(ALL), bill), NOON).status is ErpnextStatus.COMPLETED
    assert erpnext_order(after(Ship(ALL)), NOON).status is ErpnextStatus.TO_BILL
    assert dict(erpnext_order(after(Ship(FIVE)), NOON).reserved) == {ONE: 0, TWO: 3}


@given(lives(), st.integers(0, 80))
def test_i_19_every_projection_follows_from_the_events_and_is_stored_nowhere(
    life: tuple[Order, list[tuple[Command, Context, Decision, Order]]], hours: int
) -> None:
    order = last(*life)
    at = order.terms.ordered_at + timedelta(hours=hours)
    replayed = fold([placed(life[0]), *(e for _, _, d, _ in life[1] for e in d.events)])
    assert replayed is not None
    assert everything(replayed, at) == everything(order, at)
    # No word keeps anybody from reading another one.
    assert everything(order, at) == everything(order, at)


def everything(order: Order, at: datetime) -> tuple[object, ...]:
    return (
        *(line_status(order, line.id, at) for line in order.terms.lines),
        *(kingdee_facets(order, at), saleor_status(order, at), saleor_charge(order)),
        *(solidus_payment(order, at), solidus_shipment(order)),
        *(vendure_fulfilment(order), salesforce_display(order), erpnext_order(order, at)),
    )
