"""Strategies for flows: definitions with and without mistakes, facts, and conditions on them."""

from hypothesis import strategies as st

from orderkit.testing.values import exacts, instants
from orderkit.values import Exact, MoveName, StageName
from orderkit.workflow import (
    AnyPaymentIn,
    Comparison,
    Condition,
    Covered,
    FactAmong,
    FactCompares,
    FactNamed,
    FactValue,
    FlowDefinition,
    Move,
    MoveFacts,
    PaymentFact,
    QuantitiesAll,
    Stage,
)

__all__ = ["conditions", "definitions", "move_facts"]

_NAMES = ("total", "paid", "customer", "at")
_STATES = ("Authorized", "Settled")
_STAGES = tuple(StageName(f"s{place}") for place in range(5))


def _values() -> st.SearchStrategy[FactValue]:
    return st.one_of(
        st.integers(-3, 3),
        exacts(),
        st.booleans(),
        st.sampled_from(["", "ann", "true"]),
        instants(),
        instants().map(lambda at: at.date()),
    )


def move_facts() -> st.SearchStrategy[MoveFacts]:
    """Draw what is known of a record; some of it is often absent."""
    payments = st.builds(
        PaymentFact,
        state=st.sampled_from(_STATES),
        amount=exacts(),
        settled_refunds=st.just(Exact(0)) | exacts(),
    )
    return st.builds(
        MoveFacts,
        items=st.dictionaries(st.sampled_from(_NAMES), _values()).map(lambda facts: facts.items()),
        payments=st.none() | st.lists(payments, max_size=3).map(tuple),
        quantities=st.none() | st.lists(st.integers(0, 2).map(Exact), max_size=3).map(tuple),
    )


def conditions() -> st.SearchStrategy[Condition]:
    """Draw conditions of every kind, on facts as `move_facts` draws them."""
    names, signs = st.sampled_from(_NAMES), st.sampled_from(Comparison)
    states = st.lists(st.sampled_from(_STATES), min_size=1, unique=True).map(tuple)
    others = st.none() | names.map(FactNamed) | _values()
    return st.one_of(
        st.builds(FactCompares, names, signs, others),
        st.builds(FactAmong, names, st.lists(_values(), max_size=3).map(tuple)),
        st.builds(Covered, states, names),
        st.builds(AnyPaymentIn, states),
        st.builds(QuantitiesAll, signs, st.integers(0, 2).map(Exact)),
    )


@st.composite
def definitions(draw: st.DrawFn) -> FlowDefinition:
    """Draw flows of a few stages and moves, most of them with some mistake or other."""
    stages = tuple(
        Stage(name=name, initial=initial, final=final, last=last)
        for name, initial, final, last in draw(
            st.lists(
                st.tuples(st.sampled_from(_STAGES), st.booleans(), st.booleans(), st.booleans()),
                min_size=1,
                max_size=5,
            )
        )
    )
    drawn = st.tuples(
        st.lists(st.sampled_from(_STAGES), min_size=1, max_size=2, unique=True),
        st.sampled_from(_STAGES),
        st.sampled_from(["go", "stop"]),
    )
    moves = tuple(
        Move(
            name=MoveName(f"m{place}"),
            sources=tuple(sources),
            target=target,
            trigger=trigger,
            asked=True,
        )
        for place, (sources, target, trigger) in enumerate(draw(st.lists(drawn, max_size=8)))
    )
    return FlowDefinition(name="drawn", stages=stages, moves=moves)
