"""Compiled flows against the `transitions` library: the same machine, the same walk."""

from datetime import UTC, datetime
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine

from orderkit.order import Order, OrderPlaced, Terms, evolve
from orderkit.testing.order import terms
from orderkit.values import Actor, ActorId, Context, MoveName, OrganisationId, StageName
from orderkit.workflow import FlowDefinition, Guard, Move, Moved, Stage, compile_flow

STAGES: Final = tuple(StageName(f"s{n}") for n in range(5))
TRIGGERS: Final = ("go", "back", "stop")
GUARDS: Final = ("a", "b", "c")
AT: Final = datetime(2024, 2, 29, tzinfo=UTC)
CONTEXT: Final = Context(actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")), at=AT)


@attrs.define
class Answers:
    """What each guard says at this step of the walk, to both machines alike."""

    now: dict[str, bool]

    def guard(self, name: str) -> Guard:
        def answer(_: Order, __: Context, /) -> bool:
            return self.now[name]

        return answer


@st.composite
def moves(draw: st.DrawFn) -> tuple[Move, ...]:
    """Draw moves in any order: loops, several from one stage by one trigger, dead ends."""
    drawn = st.tuples(
        st.lists(st.sampled_from(STAGES), min_size=1, max_size=3, unique=True),
        st.sampled_from(STAGES),
        st.sampled_from(TRIGGERS),
        st.lists(st.sampled_from(GUARDS), max_size=3),
    )
    return tuple(
        Move(
            name=MoveName(f"m{place}"),
            sources=tuple(sources),
            target=target,
            trigger=trigger,
            asked=True,
            guards=tuple(guards),
        )
        for place, (sources, target, trigger, guards) in enumerate(
            draw(st.lists(drawn, min_size=1, max_size=12))
        )
    )


@attrs.define(slots=False, eq=False)
class Peer:
    """The same moves in the other library: not queued, no auto transitions."""

    answers: Answers
    taken: list[str]

    @classmethod
    def of(cls, given: tuple[Move, ...], answers: Answers) -> tuple["Peer", Machine]:
        peer = cls(answers, [])
        machine = Machine(
            model=peer,
            states=list(STAGES),
            initial=STAGES[0],
            auto_transitions=False,
            queued=False,
            ignore_invalid_triggers=True,
            model_override=False,
        )
        # Triggers that no move has are no error here: the walk asks for them too.
        for name in TRIGGERS:
            machine.add_transition(name, STAGES[0], STAGES[0], conditions=[lambda: False])
        for move in given:
            machine.add_transition(
                move.trigger,
                list(move.sources),
                move.target,
                conditions=[lambda name=name: answers.now[name] for name in move.guards],
                after=lambda name=move.name: peer.taken.append(name),
            )
        return peer, machine


steps = st.lists(
    st.tuples(
        st.sampled_from(TRIGGERS), st.fixed_dictionaries(dict.fromkeys(GUARDS, st.booleans()))
    ),
    max_size=20,
)


@given(moves(), steps, terms())
def test_i_30_the_compiled_table_walks_as_the_transitions_library_does(
    given_moves: tuple[Move, ...], walk: list[tuple[str, dict[str, bool]]], drawn: Terms
) -> None:
    answers = Answers({})
    stages = tuple(Stage(name=name, initial=name == STAGES[0]) for name in STAGES)
    flow = compile_flow(
        FlowDefinition(name="random", stages=stages, moves=given_moves),
        {name: answers.guard(name) for name in GUARDS},
    )
    peer, machine = Peer.of(given_moves, answers)
    order = evolve(None, OrderPlaced(terms=drawn, at=AT, by=ActorId("ann")))
    stage, taken = flow.initial, list[str]()
    for trigger, answers.now in walk:
        outcome = flow.move(stage, trigger, order, CONTEXT)
        if isinstance(outcome, Moved):
            assert outcome.source == stage
            stage = outcome.target
            taken.append(outcome.move)
        machine.events[trigger].trigger(peer)
        assert (stage, taken) == (machine.get_model_state(peer).name, peer.taken)
