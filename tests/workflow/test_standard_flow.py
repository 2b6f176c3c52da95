"""What is always true of the stages of the standard flow, whatever is asked of an order."""

from datetime import UTC, datetime
from typing import Final

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.approval import ApprovalGate
from orderkit.approval.policies import AmountBand
from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Advance,
    ApplyPayment,
    Backorder,
    Billed,
    Bucket,
    Cancel,
    CastVote,
    Command,
    Facet,
    Gate,
    Order,
    PlaceOrder,
    Portion,
    RecordCredit,
    RecordInvoice,
    Release,
    Reserve,
    Restore,
    ReversePayment,
    Ship,
    StageMoved,
    Unvoid,
    Void,
    content_digest,
    decide,
    fold,
    to_bill,
)
from orderkit.testing.order import terms
from orderkit.validation import RuleSet, ValidationGate
from orderkit.values import (
    Actor,
    ActorId,
    Choice,
    Context,
    Currency,
    DocumentNumber,
    LineId,
    Money,
    MoveName,
    OrganisationId,
    ReceiptId,
    RoleName,
)
from orderkit.workflow import STANDARD_GUARDS, FlowGate, available, compile_flow, standard_flow

APPROVER: Final = RoleName("approver")
APPROVAL: Final = ApprovalGate(AmountBand(least=Money(5000, Currency.of("EUR")), role=APPROVER))
FLOW: Final = compile_flow(
    standard_flow(),
    {
        **STANDARD_GUARDS,
        "approval_needed": APPROVAL.needed,
        "approval_not_needed": APPROVAL.not_needed,
    },
)
GATES: Final[tuple[Gate, ...]] = (ValidationGate(RuleSet()), APPROVAL, FlowGate(FLOW))
ANN: Final = Context(
    actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")),
    at=datetime(2024, 2, 29, tzinfo=UTC),
)
BOB: Final = attrs.evolve(
    ANN, actor=Actor(id=ActorId("bob"), organisation=OrganisationId("acme"), roles=(APPROVER,))
)
INVOICE, RECEIPT = DocumentNumber("INV-1"), ReceiptId("R1")
STEPS: Final = 30
MOST_CHARGES: Final = 3


def pieces(order: Order) -> list[Command]:
    """Everything that can be done to the pieces of a line, in whole and in part."""
    told = list[Command]()
    for line, ledger in zip(order.terms.lines, order.ledgers, strict=True):
        to_ship, cancelled = ledger.to_ship, ledger.of(Bucket.CANCELLED)
        for quantity in {to_ship, to_ship // 2} - {0}:
            portion = (Portion(line.id, quantity),)
            told += [act(portion) for act in (Ship, Reserve, Cancel, Release, Backorder)]
        if cancelled:
            told.append(Restore((Portion(line.id, 1),)))
    return told


def books(order: Order) -> list[Command]:
    """Bills for what may be billed, and money for what is owed, in whole and in part."""
    told = list[Command]()
    entries = [
        Billed(line.id, to_bill(order.terms.billing, ledger, bill))
        for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True)
    ]
    charges = zip(order.terms.adjustments, order.adjustment_bills, strict=True)
    entries += [Billed(charge.id, 1 - bill.invoiced) for charge, bill in charges]
    due = tuple(entry for entry in entries if entry.quantity)
    if due:
        amounts = (1, 100)
        told += [RecordInvoice(document=INVOICE, billed=due, amount=n) for n in amounts]
        told.append(RecordInvoice(document=INVOICE, billed=due[:1], amount=50))
    owes, paid = owed(order), order.balances.paid
    if order.stage == "settled":
        # A fee that stands for no pieces.
        told.append(RecordInvoice(document=INVOICE, billed=(), amount=5))
    if owes > 0:
        told += [ApplyPayment(document=INVOICE, receipt=RECEIPT, amount=n) for n in {owes, 1}]
        told.append(RecordCredit(document=INVOICE, billed=(), amount=owes))
    if paid > 0:
        told.append(ReversePayment(document=INVOICE, receipt=RECEIPT, amount=paid))
    for line, bill in zip(order.terms.lines, order.bills, strict=True):
        if bill.invoiced > bill.credited:
            billed = (Billed(line.id, 1),)
            told.append(RecordCredit(document=INVOICE, billed=billed, amount=10))
    return told


def given_up(order: Order) -> list[Command]:
    portions = tuple(
        Portion(line.id, ledger.to_ship)
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
        if ledger.to_ship
    )
    return [Cancel(portions)] if portions else []


def people(order: Order) -> list[Command]:
    """What people decide: moves, votes, voids, more lines and charges."""
    votes = [
        CastVote(choice=choice, role=APPROVER, digest=content_digest(order)) for choice in Choice
    ]
    told = list[Command]()
    for move in available(FLOW, order, ANN):
        told += [Advance(move)] * 8
    told += votes[:1] * 4 + votes if order.stage == "approval" else []
    told += [Unvoid()] * 5 + given_up(order) if is_void(order) else [Void("twice")]
    if len(order.terms.adjustments) < MOST_CHARGES:
        name = LineId(f"c{len(order.terms.adjustments) + 2}")
        kind = AdjustmentKind.FREIGHT
        charge = Adjustment(id=name, code="POST", kind=kind, amount=10)
        told.append(AddLines(adjustments=(charge,)))
    return told


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[Order, tuple[StageMoved, ...]]]:
    """Draw the states of an order that runs on the standard flow, each with the moves into it."""
    order = fold(decide(None, PlaceOrder(draw(terms())), ANN, GATES).events)
    assert order is not None
    told = [(order, tuple[StageMoved, ...]())]
    for choice in draw(st.lists(st.integers(0, 10**6), min_size=STEPS // 2, max_size=STEPS)):
        # Voids, votes and more lines are rarer than work: else no life gets far.
        far = order.stage not in ("captured", "validated", "approval", "void")
        kinds = (pieces, books, pieces, books, people) if far else (people,) * 9 + (pieces,)
        can = kinds[choice % len(kinds)](order) or people(order)
        context = BOB if order.stage == "approval" else ANN
        decision = decide(order, can[choice // 10 % len(can)], context, GATES)
        order = fold(decision.events, onto=order) or order
        moves = tuple(event for event in decision.events if isinstance(event, StageMoved))
        told.append((order, moves))
    return told


def is_void(order: Order) -> bool:
    return bool(order.marked(Facet.VOID, ANN.at))


def owed(order: Order) -> int:
    balances = order.balances
    return balances.invoiced - balances.credited - balances.paid


@settings(max_examples=300, deadline=None)
@given(lives())
def test_a_stage_stands_where_the_pieces_and_the_money_stand(
    life: list[tuple[Order, tuple[StageMoved, ...]]],
) -> None:
    for order, _ in life:
        stage = order.stage
        assert is_void(order) == (stage == "void")
        match stage:
            case "fulfilling":
                assert order.to_ship
            case "shipped" | "invoiced" | "settled":
                assert not order.to_ship
            case "cancelled":
                assert order.ledgers
                assert all(ledger.of(Bucket.CANCELLED) == ledger.total for ledger in order.ledgers)
            case _:
                pass
        if stage == "shipped":
            assert any(ledger.left for ledger in order.ledgers)
        if stage == "invoiced":
            assert owed(order) > 0
        if stage == "settled":
            assert owed(order) <= 0


@given(lives())
def test_moves_join_end_to_end_and_each_is_drawn_in_the_flow(
    life: list[tuple[Order, tuple[StageMoved, ...]]],
) -> None:
    drawn = {
        (move.name, source, move.target)
        for move in FLOW.definition.moves
        for source in move.sources
    }
    stage = FLOW.initial
    for order, moves in life:
        assert order.flow == FLOW.digest
        for move in moves:
            assert move.source == stage
            assert (move.move, move.source, move.target) in drawn
            stage = move.target
        assert order.stage == stage


@given(lives())
def test_what_is_allowed_is_what_is_accepted(
    life: list[tuple[Order, tuple[StageMoved, ...]]],
) -> None:
    order, _ = life[-1]
    accepted = {
        name for name in FLOW.asked if not FlowGate(FLOW).check(order, Advance(MoveName(name)), ANN)
    }
    assert accepted == set(available(FLOW, order, ANN))


def test_each_stage_and_move_has_a_label_in_both_languages() -> None:
    flow = standard_flow()
    labels = [stage.labels for stage in flow.stages] + [move.labels for move in flow.moves]
    assert {tuple(locale for locale, _ in each) for each in labels} == {("en", "zh_CN")}
