"""What is offered at a stage, and all that stands against what is not."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from orderkit.order import Advance, CastVote, Command, Hold, Order, Ship, content_digest
from orderkit.testing.order import commands, orders
from orderkit.values import (
    Choice,
    Context,
    FlowDigest,
    MoveName,
    OrganisationId,
    RoleName,
    StageName,
)
from orderkit.workflow import (
    Comparison,
    FactCompares,
    Flow,
    FlowDefinition,
    FlowGate,
    Guard,
    Move,
    Stage,
    Stuck,
    available,
    compile_flow,
    offers,
    open_commands,
)

AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
STAGES: Final = tuple(StageName(name) for name in ("a", "b", "c"))
ROLES: Final = tuple(RoleName(name) for name in ("clerk", "lead"))
GUARDS: Final = ("first", "second", "third")
TRIGGERS: Final = ("go", "send", "stop")
CLOSED: Final = ("Ship", "Hold", "CastVote")
IS_C1: Final = FactCompares("customer", Comparison.EQUAL, "C1")


@st.composite
def moves(draw: st.DrawFn, name: str) -> Move:
    return Move(
        name=MoveName(name),
        sources=tuple(draw(st.lists(st.sampled_from(STAGES), min_size=1, max_size=2, unique=True))),
        target=draw(st.sampled_from(STAGES)),
        trigger=draw(st.sampled_from(TRIGGERS)),
        asked=True,
        guards=tuple(draw(st.lists(st.sampled_from(GUARDS), max_size=2, unique=True))),
        roles=tuple(draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True))),
        needs=draw(st.sampled_from([(), (IS_C1,)])),
    )


@st.composite
def flows(draw: st.DrawFn) -> FlowDefinition:
    stages = tuple(
        Stage(
            name=name,
            initial=name == "a",
            closed_to=tuple(draw(st.lists(st.sampled_from(CLOSED), max_size=2, unique=True))),
        )
        for name in STAGES
    )
    count = draw(st.integers(1, 5))
    return FlowDefinition(
        name="drawn", stages=stages, moves=tuple(draw(moves(f"m{at}")) for at in range(count))
    )


def compiled(definition: FlowDefinition, truths: Mapping[str, bool]) -> Flow:
    guards: dict[str, Guard] = {name: _says(held) for name, held in truths.items()}
    return compile_flow(definition, guards)


def _says(held: bool) -> Guard:  # noqa: FBT001 - the one thing that it is about
    return lambda _, __: held


def at_stage(order: Order, flow: Flow, stage: StageName) -> Order:
    return attrs.evolve(order, stage=stage, flow=flow.digest)


truths = st.fixed_dictionaries({name: st.booleans() for name in GUARDS})
people = st.lists(st.sampled_from(ROLES), unique=True).map(
    lambda roles: Context.by("ann", OrganisationId("acme"), AT, *roles)
)


@given(flows(), truths, orders(), st.sampled_from(STAGES), people)
def test_i_31_what_is_available_is_what_the_flow_lets_pass(
    definition: FlowDefinition,
    held: Mapping[str, bool],
    order: Order,
    stage: StageName,
    context: Context,
) -> None:
    flow = compiled(definition, held)
    order, gate = at_stage(order, flow, stage), FlowGate(flow)
    passed = {name for name in TRIGGERS if not gate.check(order, Advance(MoveName(name)), context)}
    assert passed == set(available(flow, order, context))
    assert passed == set(_possible(definition, held, order, context))
    for offer in offers(flow, order, context):
        said = gate.check(order, Advance(offer.move), context)
        assert offer.is_open is (not said)
        assert len(said) == len(offer.why_not)


def _possible(
    definition: FlowDefinition, held: Mapping[str, bool], order: Order, context: Context
) -> Iterator[str]:
    """What may be asked for, read off the definition by eye."""
    for move in definition.moves:
        able = not move.roles or set(move.roles) & set(context.actor.roles)
        met = not move.needs or order.terms.customer == "C1"
        if order.stage in move.sources and able and met and all(held[name] for name in move.guards):
            yield move.trigger


CLOSABLE: Final[tuple[Command, ...]] = (
    Ship(()),
    Hold(reason="check"),
    CastVote(choice=Choice.APPROVE, role=ROLES[0], digest=""),
)


@given(flows(), orders(), st.sampled_from(STAGES), st.data())
def test_i_31_a_command_is_open_exactly_where_the_flow_does_not_refuse_it(
    definition: FlowDefinition, order: Order, stage: StageName, data: st.DataObject
) -> None:
    flow = compiled(definition, dict.fromkeys(GUARDS, True))
    order, gate = at_stage(order, flow, stage), FlowGate(flow)
    drawn: Command = data.draw(commands(order).filter(lambda each: type(each) is not Advance))
    context, named = Context.by("ann", OrganisationId("acme"), AT), open_commands(flow, order)
    for command in (drawn, *CLOSABLE):
        passes = not gate.check(order, command, context)
        assert passes is (type(command).__name__ in named)


@given(flows(), truths, orders(), st.sampled_from(STAGES), people)
def test_nothing_that_stands_against_a_move_is_hidden(
    definition: FlowDefinition,
    held: Mapping[str, bool],
    order: Order,
    stage: StageName,
    context: Context,
) -> None:
    """Once all that is told is put right, the move may be taken."""
    flow = compiled(definition, held)
    for offer in offers(flow, at_stage(order, flow, stage), context):
        told = set(offer.why_not)
        cured = compiled(definition, {**held, **dict.fromkeys(_names(told, "guard"), True)})
        roles = (*context.actor.roles, *map(RoleName, _names(told, "role")))
        able = Context.by("ann", OrganisationId("acme"), AT, *roles)
        if not any(stuck.why == "need" for stuck in told):
            assert offer.move in available(cured, at_stage(order, cured, stage), able)


def _names(told: set[Stuck], why: str) -> Iterator[str]:
    return (stuck.name for stuck in told if stuck.why == why)


@given(orders())
def test_of_another_flow_nothing_is_offered(order: Order) -> None:
    stages = tuple(Stage(name=name, initial=name == "a") for name in STAGES)
    go = Move(name=MoveName("m"), sources=STAGES, target=STAGES[0], trigger="go", asked=True)
    flow = compile_flow(FlowDefinition(name="x", stages=stages, moves=(go,)), {})
    context = Context.by("ann", OrganisationId("acme"), AT)
    other = attrs.evolve(order, stage=STAGES[0], flow=FlowDigest(content_digest(order)))
    assert (offers(flow, other, context), open_commands(flow, other)) == ((), ())
    assert "Ship" in open_commands(flow, order)
