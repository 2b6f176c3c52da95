"""Steps of records that are no orders: the same definitions, judged on facts."""

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.errors import PolicyContractError
from orderkit.order import Advance, Attribute, Order, OrderPlaced, Terms, decide, evolve
from orderkit.testing.flows import conditions, move_facts
from orderkit.testing.order import terms
from orderkit.values import ActorId, Context, MoveName, OrganisationId, RoleName, StageName
from orderkit.workflow import (
    Condition,
    FlowDefinition,
    FlowError,
    FlowGate,
    InvalidConditionError,
    Move,
    MoveFacts,
    SettingMoveError,
    Stage,
    Stepped,
    Stuck,
    UnknownFlowError,
    common_actions,
    compile_flow,
    denies,
    first_unmet,
    known_flow,
    read_flow,
    step,
    step_to,
    unless_told,
    weighed,
)

AT: Final = datetime(2024, 2, 29, tzinfo=UTC)
TODO: Final = read_flow(
    """
    name = "todo"
    [stages.Pending]
    initial = true
    [stages.Approved]
    final = true
    [stages.Rejected]
    [moves.approve]
    ask = "Approve"
    from = ["Pending"]
    to = "Approved"
    needs = [["amount", "<=", 1000.50], ["owner", "!=", { fact = "reviewer" }]]
    sets = { status = "Closed" }
    [moves.reject]
    ask = "Reject"
    from = ["Pending"]
    to = "Rejected"
    denied_when = [["locked", "=", true]]
    [moves.review]
    ask = "Review"
    from = ["Rejected"]
    to = "Pending"
    roles = ["lead"]
    guards = ["asked_for"]
    """,
    source="todo.toml",
)
PENDING, APPROVED, REJECTED = (StageName(name) for name in ("Pending", "Approved", "Rejected"))
LEAD: Final = frozenset({RoleName("lead")})


def facts(**items: str | int | bool) -> MoveFacts:
    return MoveFacts(items=tuple({"owner": "ann", "reviewer": "bob", **items}.items()))


def test_a_step_gives_the_stage_and_sets_its_facts() -> None:
    made = step(TODO, PENDING, "Approve", facts=facts(amount=1000))
    assert isinstance(made, Stepped)
    assert (made.move, made.target) == ("approve", APPROVED)
    assert (made.facts.get("status"), made.facts.get("amount")) == ("Closed", 1000)
    assert step_to(TODO, PENDING, APPROVED, facts=facts(amount=1000)) == made


@pytest.mark.parametrize(
    ("action", "known", "stuck"),
    [
        ("Review", facts(), Stuck("not_from_here")),
        ("Close", facts(), Stuck("not_from_here")),
        ("Approve", facts(amount=1001), Stuck("need", "amount")),
        ("Approve", facts(amount=1, reviewer="ann"), Stuck("need", "owner")),
        ("Approve", facts(amount=1001, reviewer="ann"), Stuck("need", "amount")),
        ("Approve", facts(), Stuck("need", "amount")),
        ("Reject", facts(locked=True), Stuck("denied", "locked")),
        # Whether it is locked nobody knows, so it does not pass.
        ("Reject", facts(), Stuck("denied", "locked")),
    ],
)
def test_what_stands_against_a_step_is_told(action: str, known: MoveFacts, stuck: Stuck) -> None:
    assert step(TODO, PENDING, action, facts=known) == stuck


def test_roles_and_guards_are_asked_before_facts() -> None:
    assert step(TODO, REJECTED, "Review") == Stuck("role", "lead")
    with pytest.raises(PolicyContractError, match="registered"):
        step(TODO, REJECTED, "Review", roles=LEAD)
    no = step(TODO, REJECTED, "Review", roles=LEAD, guards={"asked_for": lambda _: False})
    assert no == Stuck("guard", "asked_for")
    yes = step(TODO, REJECTED, "Review", roles=LEAD, guards={"asked_for": lambda _: True})
    assert isinstance(yes, Stepped)


def _raises(_: MoveFacts) -> bool:
    raise RuntimeError


@pytest.mark.parametrize("mumbles", [lambda _: 1, lambda _: None, lambda _: "no", _raises])
def test_i_35_a_guard_on_facts_that_raises_or_mumbles_is_neither_yes_nor_no(
    mumbles: object,
) -> None:
    with pytest.raises(PolicyContractError):
        # A caller without a type checker.
        step(TODO, REJECTED, "Review", roles=LEAD, guards={"asked_for": mumbles})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("told", "passes"),
    [(None, True), (True, True), (False, False), ("not yet", False), ("", False), (0, False),
     (1, False), ([], False)],
)  # fmt: skip
def test_a_hook_that_tells_nothing_lets_pass(told: object, *, passes: bool) -> None:
    guards = {"asked_for": unless_told(lambda _: told)}
    made = step(TODO, REJECTED, "Review", roles=LEAD, guards=guards)
    assert isinstance(made, Stepped) == passes


def test_common_actions_are_those_that_each_record_can_take() -> None:
    ready, locked = facts(amount=1, locked=False), facts(amount=1, locked=True)
    assert common_actions(TODO, [(PENDING, ready)] * 3) == ("Approve", "Reject")
    assert common_actions(TODO, [(PENDING, ready), (PENDING, locked)]) == ("Approve",)
    assert common_actions(TODO, [(PENDING, ready), (APPROVED, ready)]) == ()
    assert common_actions(TODO, []) == ()


@given(st.lists(st.tuples(st.sampled_from([PENDING, APPROVED, REJECTED]), move_facts())))
def test_an_action_is_common_exactly_if_every_record_takes_it(
    records: list[tuple[StageName, MoveFacts]],
) -> None:
    guards = {"asked_for": lambda _: True}
    common = common_actions(TODO, records, guards=guards, roles=LEAD)
    for action in ("Approve", "Reject", "Review"):
        takes = [
            isinstance(step(TODO, stage, action, facts=known, guards=guards, roles=LEAD), Stepped)
            for stage, known in records
        ]
        assert (action in common) == (bool(records) and all(takes))


@given(st.lists(conditions(), max_size=3), st.lists(conditions(), max_size=3), move_facts())
def test_a_step_is_taken_only_on_what_is_known_to_be_true(
    needs: list[Condition], denied: list[Condition], known: MoveFacts
) -> None:
    flow = _flow(tuple(needs), tuple(denied))
    made = step(flow, StageName("a"), "go", facts=known)
    met = all(weighed(need, known) is True for need in needs)
    clear = not denied or any(weighed(each, known) is False for each in denied)
    assert isinstance(made, Stepped) == (met and clear)
    assert (first_unmet(needs, known) is None) == met
    assert denies(tuple(denied), known) == (not clear)


def _flow(needs: tuple[Condition, ...], denied: tuple[Condition, ...] = ()) -> FlowDefinition:
    move = Move(
        name=MoveName("go"),
        sources=(StageName("a"),),
        target=StageName("b"),
        trigger="go",
        asked=True,
        needs=needs,
        denied_when=denied,
    )
    stages = (Stage(name=StageName("a"), initial=True), Stage(name=StageName("b"), final=True))
    return FlowDefinition(name="drawn", stages=stages, moves=(move,))


PROOF: Final = """
name = "proof"
[stages.a]
initial = true
[stages.b]
final = true
[moves.go]
ask = "go"
from = ["a"]
to = "b"
needs = [["attributes.proof_sent", "=", true]]
denied_when = [["lines", "=", 0]]
"""


@pytest.mark.parametrize(
    ("sent", "code"), [(True, ""), (False, "flow.need"), (1, "flow.need"), (None, "flow.need")]
)
@given(drawn=terms())
def test_a_condition_of_an_order_reads_its_attributes(
    *, sent: bool | int | None, code: str, drawn: Terms
) -> None:
    held = () if sent is None else (Attribute(name="proof_sent", value=sent),)
    agreed = attrs.evolve(drawn, attributes=held)
    gate = FlowGate(compile_flow(read_flow(PROOF, source="proof.toml"), {}))
    context = Context.by("ann", OrganisationId(agreed.organisation), AT)
    placed = OrderPlaced(terms=agreed, at=AT, by=ActorId("ann"))
    order = _started(evolve(None, placed), gate)
    decision = decide(order, Advance(MoveName("go")), context, (gate,))
    expected = [code] if code else []
    expected += ["flow.denied"] if not agreed.lines else []
    assert [each.code for each in decision.findings] == expected


def _started(order: Order, gate: FlowGate) -> Order:
    return attrs.evolve(order, flow=gate.flow.digest, stage=gate.flow.initial)


def test_an_order_takes_no_flow_that_sets_facts() -> None:
    with pytest.raises(SettingMoveError, match="approve"):
        compile_flow(TODO, {"asked_for": lambda _order, _context: True})


def test_a_flow_that_nobody_ships_is_named_with_those_that_are() -> None:
    for name in ("magento_order", "../reader", "", "vendure_order.toml"):
        with pytest.raises(UnknownFlowError, match="vendure_order"):
            known_flow(name)


def test_wrong_conditions_are_told_together_each_with_its_line() -> None:
    text = PROOF.replace('"="', '"~"').replace("final = true", 'group = 1\nlast = "no"')
    text += "sets = { a = [] }\n"
    with pytest.raises(FlowError) as caught:
        read_flow(text, source="proof.toml")
    for told in ("moves.go.needs: no condition", "moves.go.denied_when: no condition",
                 "moves.go.sets: a table of facts", "stages.b.group: a text",
                 "stages.b.last: true or false"):  # fmt: skip
        assert told in caught.value.why


def test_a_fact_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidConditionError):
        # A caller without a type checker.
        facts().having([("a", 1.5)])  # type: ignore[list-item]


def test_a_walk_through_a_flow_of_another_system_ends_where_it_should() -> None:
    flow, stage = known_flow("tryton_sale"), StageName("draft")
    for action in ("quote", "confirm", "process", "do"):
        made = step(flow, stage, action)
        assert isinstance(made, Stepped)
        stage = made.target
    assert stage == "done"
