"""The gate of the flow: what it refuses, and what it lets follow."""

from datetime import UTC, datetime
from typing import Final

import pytest

from orderkit.approval import ApprovalGate
from orderkit.approval.policies import AmountBand
from orderkit.errors import PolicyContractError
from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Advance,
    ApplyPayment,
    Billed,
    Cancel,
    CastVote,
    Command,
    Decision,
    FlowStarted,
    Freeze,
    Gate,
    Hold,
    Line,
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
    Terms,
    Unvoid,
    Void,
    content_digest,
    decide,
    fold,
)
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Choice,
    Context,
    Currency,
    DocumentNumber,
    Exact,
    LineId,
    Money,
    MoveName,
    OrderId,
    OrganisationId,
    PartyId,
    ReceiptId,
    RoleName,
    Sku,
)
from orderkit.workflow import (
    STANDARD_GUARDS,
    Flow,
    FlowGate,
    available,
    compile_flow,
    read_flow,
    standard_flow,
)

EUR: Final = Currency.of("EUR")
APPROVER: Final = RoleName("approver")
APPROVAL: Final = ApprovalGate(AmountBand(least=Money(1000, EUR), role=APPROVER))
GUARDS: Final = {
    **STANDARD_GUARDS,
    "approval_needed": APPROVAL.needed,
    "approval_not_needed": APPROVAL.not_needed,
}
FLOW: Final = compile_flow(standard_flow(), GUARDS)
GATES: Final[tuple[Gate, ...]] = (APPROVAL, FlowGate(FLOW))


def by(name: str, *roles: str) -> Context:
    actor = Actor(
        id=ActorId(name),
        organisation=OrganisationId("acme"),
        roles=tuple(map(RoleName, roles)),
    )
    return Context(actor=actor, at=datetime(2024, 2, 29, 12, tzinfo=UTC))


ANN: Final = by("ann")
BOB: Final = by("bob", "approver")


def line(name: str, amount: int = 200) -> Line:
    return Line(id=LineId(name), sku=Sku("bolt"), quantity=2, price=Exact.of("1"), amount=amount)


def charge(amount: int, name: str = "c1") -> Adjustment:
    return Adjustment(id=LineId(name), code="POST", kind=AdjustmentKind.FREIGHT, amount=amount)


def terms(*lines: Line, charges: tuple[Adjustment, ...] = ()) -> Terms:
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=ANN.at,
        currency=EUR,
        lines=lines,
        adjustments=charges,
    )


def ask(order: Order | None, command: Command, context: Context = ANN) -> Decision:
    return decide(order, command, context, GATES)


def after(order: Order | None, *steps: Command, context: Context = ANN) -> Order:
    for step in steps:
        decision = ask(order, step, context)
        assert decision.events, (step, decision.findings)
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def go(move: str) -> Advance:
    return Advance(MoveName(move))


def placed(*lines: Line, charges: tuple[Adjustment, ...] = ()) -> Order:
    return after(None, PlaceOrder(terms(*lines, charges=charges)))


def approved(*lines: Line, charges: tuple[Adjustment, ...] = ()) -> Order:
    return after(placed(*lines, charges=charges), go("validate"), go("submit"))


def codes(decision: Decision) -> list[str]:
    assert not decision.events
    return [finding.code for finding in decision.findings]


def ship(quantity: int = 2, name: str = "1") -> Ship:
    return Ship((Portion(LineId(name), quantity),))


def bill(quantity: int, amount: int, name: str = "1", number: str = "INV-1") -> RecordInvoice:
    billed = (Billed(LineId(name), quantity),)
    return RecordInvoice(document=DocumentNumber(number), billed=billed, amount=amount)


def pay(amount: int) -> ApplyPayment:
    return ApplyPayment(document=DocumentNumber("INV-1"), receipt=ReceiptId("R1"), amount=amount)


def vote(order: Order, choice: Choice = Choice.APPROVE) -> CastVote:
    return CastVote(choice=choice, role=APPROVER, digest=content_digest(order))


def test_an_order_starts_at_the_first_stage_of_the_flow() -> None:
    decision = ask(None, PlaceOrder(terms(line("1"))))
    started = decision.events[-1]
    assert isinstance(started, FlowStarted)
    assert (started.flow, started.stage) == (FLOW.digest, "captured")


def test_a_small_order_goes_its_way_to_settled() -> None:
    order = approved(line("1"))
    assert order.stage == "approved"
    assert after(order, ship(1)).stage == "fulfilling"
    order = after(order, Reserve((Portion(LineId("1"), 2),)))
    assert order.stage == "fulfilling"
    order = after(order, ship())
    assert order.stage == "shipped"
    assert after(order, bill(1, 100)).stage == "shipped"
    order = after(order, bill(2, 200))
    assert order.stage == "invoiced"
    assert after(order, pay(199)).stage == "invoiced"
    assert after(order, pay(200)).stage == "settled"


def test_no_move_is_made_without_its_cause() -> None:
    decision = ask(placed(line("1")), go("validate"))
    (event,) = decision.events
    assert isinstance(event, StageMoved)
    assert (event.source, event.target, event.move) == ("captured", "validated", "validate")


def test_a_large_order_waits_for_approval_and_nobody_can_ask_past_it() -> None:
    order = approved(line("1", 1000))
    assert order.stage == "approval"
    for move in ("Approved", "Voted", "Cancelled", "entered"):
        assert codes(ask(order, go(move))) == ["flow.unknown_move"]
    assert after(order, vote(order), context=BOB).stage == "approved"
    assert after(order, vote(order, Choice.REJECT), context=BOB).stage == "captured"


def test_what_is_refused_says_what_may_be_asked() -> None:
    order = placed(line("1"))
    (finding,) = ask(order, go("submit")).findings
    assert finding.code == "flow.not_from_here"
    assert (finding.param("stage"), finding.param("moves")) == ("captured", "validate")
    assert codes(ask(order, go("fly"))) == ["flow.unknown_move"]
    assert codes(ask(order, ship())) == ["flow.closed"]


def test_what_is_allowed_is_what_the_gate_lets_through() -> None:
    order = placed(line("1"))
    assert available(FLOW, order, ANN) == ("validate",)
    assert available(FLOW, after(order, go("validate")), ANN) == ("submit",)
    assert available(FLOW, approved(line("1")), ANN) == ()


def other_flow(was: str, now: str) -> Flow:
    return compile_flow(
        read_flow(
            'name = "x"\n[stages.captured]\ninitial = true\n[stages.done]\n'
            '[moves.end]\nask = "end"\nfrom = ["captured"]\nto = "done"\n'.replace(was, now),
            source="x.toml",
        ),
        {"no": lambda _, __: False},
    )


def test_a_role_and_a_guard_are_named_when_they_are_missing() -> None:
    for extra, code, name in (
        ('to = "done"\nroles = ["chief"]', "flow.role", "chief"),
        ('to = "done"\nguards = ["no"]', "flow.guard", "no"),
    ):
        gate = FlowGate(other_flow('to = "done"', extra))
        order = fold(decide(None, PlaceOrder(terms(line("1"))), ANN, (gate,)).events)
        assert order is not None
        (finding,) = decide(order, go("end"), ANN, (gate,)).findings
        assert (finding.code, name in dict(finding.params).values()) == (code, True)
        assert available(gate.flow, order, ANN) == ()
    assert FlowGate(FLOW).check(None, go("end"), ANN) == ()


def test_i_33_an_order_follows_the_flow_it_was_placed_under() -> None:
    order, other = placed(line("1")), FlowGate(other_flow("end", "finish"))
    for command in (
        go("finish"),
        go("validate"),
        Hold(reason="check"),
        Cancel((Portion(LineId("1"), 2),)),
    ):
        decision = decide(order, command, ANN, (other,))
        assert codes(decision) == ["flow.version"]
    assert other.follow(order, go("finish"), (), ANN) == ()
    # An order of no flow is nobody's: its pieces move, its stage does not.
    free = fold(decide(None, PlaceOrder(terms(line("1"))), ANN).events)
    assert decide(free, ship(), ANN, GATES).events
    assert codes(decide(free, go("validate"), ANN, GATES)) == ["command.unanswered"]


def dies(*_: object) -> bool:
    message = "no such table"
    raise LookupError(message)


@pytest.mark.parametrize("guard", ["approval_needed", "approval_not_needed"])
@pytest.mark.parametrize("answer", [dies, lambda *_: None, lambda *_: 1])
def test_i_35_a_51_a_guard_that_raises_or_mumbles_is_neither_yes_nor_no(
    guard: str, answer: object
) -> None:
    assert callable(answer)
    flow = compile_flow(
        standard_flow(), {**GUARDS, "approval_needed": APPROVAL.needed, guard: answer}
    )
    gates = (FlowGate(flow),)
    order = fold(decide(None, PlaceOrder(terms(line("1"))), ANN, gates).events)
    order = fold(decide(order, go("validate"), ANN, gates).events, onto=order)
    with pytest.raises(PolicyContractError) as caught:
        decide(order, go("submit"), ANN, gates)
    assert caught.value.policy == f"guard {guard}"
    assert caught.value.law == ("total" if answer is dies else "plain")
    with pytest.raises(PolicyContractError):
        available(flow, order, ANN) if order else None


def test_lines_added_send_an_order_back_and_its_approval_no_longer_holds() -> None:
    order = approved(line("1", 1000))
    order = after(order, vote(order), context=BOB)
    order = after(order, ship(), AddLines(lines=(line("2"),)))
    assert (order.stage, order.approved == content_digest(order)) == ("captured", False)
    assert after(order, go("validate"), go("submit")).stage == "approval"


def test_an_order_of_charges_goes_straight_from_approved_to_invoiced() -> None:
    order = approved(charges=(charge(300),))
    order = after(order, bill(1, 300, "c1"))
    assert order.stage == "invoiced"
    assert after(order, pay(300)).stage == "settled"


def test_credits_settle_an_order_and_a_later_credit_leaves_it_there() -> None:
    order = after(approved(line("1")), ship(), bill(2, 200))
    credit = RecordCredit(
        document=DocumentNumber("CN-1"), billed=(Billed(LineId("1"), 2),), amount=200
    )
    assert after(order, credit).stage == "settled"
    paid = after(order, pay(200))
    assert after(paid, credit).stage == "settled"
    back = ReversePayment(document=DocumentNumber("INV-1"), receipt=ReceiptId("R1"), amount=200)
    assert after(paid, back).stage == "invoiced"
    assert after(paid, credit, back).stage == "settled"


def test_what_is_cancelled_and_restored_stands_where_its_pieces_stand() -> None:
    order = approved(line("1"))
    one, two = Cancel((Portion(LineId("1"), 1),)), Cancel((Portion(LineId("1"), 2),))
    assert after(order, two).stage == "cancelled"
    assert after(order, ship(1), one).stage == "shipped"
    assert after(placed(line("1")), two).stage == "cancelled"
    assert after(order, ship(1), one, Restore((Portion(LineId("1"), 1),))).stage == "fulfilling"
    assert after(placed(line("1")), two, Restore((Portion(LineId("1"), 1),))).stage == "captured"


def test_a_void_order_stands_at_void_from_wherever_it_was_voided() -> None:
    for order in (placed(line("1")), approved(line("1")), approved(line("1", 1000))):
        assert after(order, Void("twice")).stage == "void"
        assert after(order, Void("twice"), Unvoid()).stage == "captured"
    reserved = after(approved(line("1")), Reserve((Portion(LineId("1"), 2),)))
    waiting = after(reserved, Release((Portion(LineId("1"), 2),)))
    assert after(waiting, Void("twice")).stage == "void"
    given_up = after(placed(line("1")), Void("twice"), Cancel((Portion(LineId("1"), 2),)), Unvoid())
    assert given_up.stage == "cancelled"


def test_an_added_charge_on_a_shipped_order_brings_it_back_to_shipped_once_approved() -> None:
    order = after(approved(line("1")), ship(), AddLines(adjustments=(charge(50),)))
    assert order.stage == "captured"
    order = after(order, go("validate"), go("submit"))
    assert order.stage == "shipped"
    assert after(order, bill(2, 200), bill(1, 50, "c1", "INV-2")).stage == "invoiced"


def test_a_frozen_order_does_not_move() -> None:
    order = after(placed(line("1")), Freeze(reason="audit"))
    assert codes(ask(order, go("validate"))) == ["order.frozen"]


def test_a_78_a_vote_outside_the_stage_of_approval_is_refused() -> None:
    early = placed(line("1", 1000))
    assert codes(ask(early, vote(early), BOB)) == ["flow.closed"]
    late = after(approved(line("1", 1000)), vote(approved(line("1", 1000))), context=BOB)
    assert codes(ask(late, vote(late, Choice.REJECT), BOB)) == ["vote.not_needed", "flow.closed"]


def test_the_gate_reads_no_facts_and_refuses_to_follow_what_it_would_not_let_through() -> None:
    gate, order = FlowGate(FLOW), placed(line("1"))
    assert tuple(gate.declares(order, go("validate"))) == ()
    assert gate.follow(order, go("submit"), (), ANN) == ()
    assert gate.follow(None, go("validate"), (), ANN) == ()


RING: Final = """\
name = "ring"
[stages.a]
initial = true
[stages.b]
[stages.c]
[moves.start]
ask = "start"
from = ["a"]
to = "b"
[moves.on]
on = "entered"
from = ["b"]
to = "c"
[moves.back]
on = "entered"
from = ["c"]
to = "b"
"""


def test_a_ring_of_moves_that_follow_at_once_comes_to_an_end() -> None:
    gate = FlowGate(compile_flow(read_flow(RING, source="ring.toml"), {}))
    order = fold(decide(None, PlaceOrder(terms(line("1"))), ANN, (gate,)).events)
    decision = decide(order, go("start"), ANN, (gate,))
    assert len(decision.events) == 1 + len(gate.flow.definition.stages)
    after_ring = fold(decision.events, onto=order)
    assert after_ring is not None
    assert after_ring.stage == "c"
