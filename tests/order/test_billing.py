"""What of a line may be billed, whatever left, came back, was given up or was credited before."""

from datetime import UTC, datetime
from typing import Final

import attrs
from hypothesis import example, given
from hypothesis import strategies as st
from tests.order.drawn import agreed, line

from orderkit.order import (
    ApplyPayment,
    Billed,
    BillingBase,
    Cancel,
    Command,
    Order,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    RequestReturn,
    ReversePayment,
    Ship,
    billable,
    decide,
    fold,
    to_bill,
)
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    DocumentNumber,
    Finding,
    LineId,
    OrganisationId,
    ReceiptId,
)

AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")), at=AT)
ONE: Final = LineId("1")
PIECES: Final = 6


def placed(base: BillingBase, worth: int = 600) -> Order:
    terms = attrs.evolve(agreed([line(1, PIECES, worth)]), billing=base)
    order = fold(decide(None, PlaceOrder(terms), ANN).events)
    assert order is not None
    return order


def does(order: Order, command: Command) -> Order | None:
    """The order after the command; None where it was refused."""
    decision = decide(order, command, ANN)
    return fold(decision.events, onto=order) if decision.accepted else None


def wrong(order: Order, command: Command) -> tuple[Finding, ...]:
    return decide(order, command, ANN).findings


def done(order: Order, *commands: Command) -> Order:
    for command in commands:
        after = does(order, command)
        assert after is not None, command
        order = after
    return order


def of(quantity: int) -> tuple[Portion, ...]:
    return (Portion(ONE, quantity),)


def bill(quantity: int) -> RecordInvoice:
    billed = (Billed(ONE, quantity),)
    return RecordInvoice(document=DocumentNumber("I-1"), billed=billed, amount=100 * quantity)


def credit(quantity: int) -> RecordCredit:
    billed = (Billed(ONE, quantity),)
    return RecordCredit(document=DocumentNumber("C-1"), billed=billed, amount=100 * quantity)


def back(quantity: int) -> tuple[Command, ...]:
    return RequestReturn(of(quantity)), ReceiveReturn(of(quantity))


steps = st.lists(st.tuples(st.sampled_from(["ship", "back", "bill"]), st.integers(1, 4)))


@given(st.sampled_from(BillingBase), steps)
@example(BillingBase.SHIPPED, [("ship", 4), ("back", 2), ("bill", 3)])
def test_i_09_i_64_a_piece_that_came_back_before_it_was_billed_is_never_billed(
    base: BillingBase, told: list[tuple[str, int]]
) -> None:
    order = placed(base)
    # The paper has one card for each piece: where it is, and whether a bill holds it.
    house, out, billed_out, billed_in = PIECES, 0, 0, 0
    for name, asked in told:
        if name == "ship" and house:
            many = min(asked, house)
            before, house = min(many, billed_in), house - many
            out, billed_out, billed_in = out + many, billed_out + before, billed_in - before
            order = done(order, Ship(of(many)))
        elif name == "back" and out:
            many = min(asked, out)
            credited = min(many, billed_out)
            out, billed_out = out - many, billed_out - credited
            order = done(order, *back(many), *([credit(credited)] if credited else []))
        elif name == "bill":
            more = 0 if base is BillingBase.SHIPPED else house - billed_in
            room = out - billed_out + more
            after = does(order, bill(asked))
            assert (after is not None) == (asked <= room)
            if after is not None:
                order = after
                first = min(asked, out - billed_out)
                billed_out, billed_in = billed_out + first, billed_in + asked - first
        ledger, was = order.ledger(ONE), order.billing(ONE)
        assert was.invoiced - was.credited == billed_out + billed_in
        assert billable(base, ledger, was) == out - billed_out + (
            0 if base is BillingBase.SHIPPED else house - billed_in
        )
        assert to_bill(base, ledger, was) == max(0, out - billed_out - billed_in)


moves = st.lists(st.tuples(st.sampled_from(["ship", "back", "bill", "cancel"]), st.integers(1, 4)))


@given(st.sampled_from(BillingBase), moves)
@example(BillingBase.ORDERED, [("bill", 4), ("cancel", 4)])
def test_i_09_a_line_is_billed_for_no_more_than_its_base_keeps(
    base: BillingBase, told: list[tuple[str, int]]
) -> None:
    order, early = placed(base), base is BillingBase.ORDERED
    house, out, net = PIECES, 0, 0
    for name, asked in told:
        kept = out + house if early else out
        if name == "ship" and asked <= house:
            order, house, out = done(order, Ship(of(asked))), house - asked, out + asked
        elif name == "back" and asked <= out:
            paid = min(asked, net)
            order = done(order, *back(asked), *([credit(paid)] if paid else []))
            out, net = out - asked, net - paid
        elif name == "bill":
            after = does(order, bill(asked))
            assert (after is not None) == (asked <= kept - net)
            order, net = (order, net) if after is None else (after, net + asked)
        elif name == "cancel" and asked <= house:
            owed = max(0, net - (kept - asked)) if early else 0
            said = [(each.code, each.param("credit")) for each in wrong(order, Cancel(of(asked)))]
            assert said == ([("cancel.billed", owed)] if owed else [])
            order = done(order, *([credit(owed)] if owed else []), Cancel(of(asked)))
            house, net = house - asked, net - owed
        was, ledger = order.billing(ONE), order.ledger(ONE)
        assert was.invoiced <= (ledger.total if early else ledger.left)
        assert 0 <= was.invoiced - was.credited == net <= (out + house if early else out)


def test_pieces_credited_for_another_reason_are_not_billed_twice() -> None:
    order = done(placed(BillingBase.SHIPPED), Ship(of(6)), bill(6), credit(2))
    assert does(order, bill(1)) is None


def test_pieces_given_away_are_invoiced_for_nothing() -> None:
    order = done(placed(BillingBase.SHIPPED, worth=0), Ship(of(6)))
    free = RecordInvoice(document=DocumentNumber("I-1"), billed=(Billed(ONE, 6),), amount=0)
    assert does(order, free) is not None


def test_i_09_no_more_money_is_credited_than_was_invoiced() -> None:
    order = done(placed(BillingBase.SHIPPED), Ship(of(2)), bill(2))
    invoiced = order.balances.invoiced
    gone = RecordCredit(document=DocumentNumber("C-1"), billed=(), amount=invoiced + 1)
    assert does(order, gone) is None
    part = done(order, attrs.evolve(gone, amount=invoiced - 1))
    assert does(part, attrs.evolve(gone, amount=2)) is None
    assert done(part, attrs.evolve(gone, amount=1)).balances.credited == invoiced


def pays(amount: int) -> ApplyPayment:
    return ApplyPayment(document=DocumentNumber("I-1"), receipt=ReceiptId("R1"), amount=amount)


def test_nothing_is_paid_beyond_what_is_owed() -> None:
    order = done(placed(BillingBase.SHIPPED), Ship(of(2)), bill(2))
    assert does(order, pays(201)) is None
    part = done(order, pays(150))
    assert does(part, pays(51)) is None
    paid = done(part, pays(50))
    assert does(paid, pays(1)) is None
    back = ReversePayment(document=DocumentNumber("I-1"), receipt=ReceiptId("R1"), amount=200)
    assert done(paid, back, pays(200)).balances.paid == 200


def test_before_there_is_a_bill_an_order_is_paid_up_to_what_it_comes_to() -> None:
    order = placed(BillingBase.SHIPPED)
    total = order.terms.total
    ahead = attrs.evolve(pays(total), document=DocumentNumber(""))
    assert does(order, attrs.evolve(ahead, amount=total + 1)) is None
    paid = done(order, ahead)
    assert does(paid, attrs.evolve(ahead, amount=1)) is None
    assert done(paid, Ship(of(2)), bill(2)).balances.paid == total
