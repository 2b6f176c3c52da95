"""Deadlines: when they pass, and that nothing but the end of a stay takes them back."""

from datetime import UTC, datetime, timedelta
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.order import Event, FlowStarted, StageMoved
from orderkit.values import ActorId, FlowDigest, MoveName, StageName
from orderkit.workflow import (
    Deadline,
    FlowDefinition,
    FlowError,
    Move,
    Stage,
    StageEntry,
    check_definition,
    compile_flow,
    due,
    entry_of,
    read_flow,
)

START: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
A, B = StageName("a"), StageName("b")
ANN: Final = ActorId("ann")
FLOW: Final = compile_flow(
    read_flow(
        """\
name = "waiting"

[stages.a]
initial = true
[stages.b]
final = true

[moves.expire]
ask = "expire"
from = ["a"]
to = "b"
[moves.again]
ask = "again"
from = ["b"]
to = "a"

[deadlines.remind]
at = ["a"]
after = { hours = 36 }
labels = { en = "Remind", zh_CN = "催办" }
[deadlines.expire]
at = ["a"]
after = { days = 2, hours = 1, minutes = 30 }
ask = "expire"
""",
        source="waiting.toml",
    ),
    {},
)


def entry(*, stage: StageName = A, version: int = 4) -> StageEntry:
    return StageEntry(stage=stage, at=START, version=version, flow=FLOW.digest)


def test_a_deadline_is_read_with_its_time_and_what_it_asks_for() -> None:
    remind, expire = FLOW.definition.deadlines
    assert (remind.after, remind.ask, dict(remind.labels)["zh_CN"]) == (
        timedelta(hours=36),
        "",
        "催办",
    )
    assert (expire.stages, expire.after, expire.ask) == (
        (A,),
        timedelta(days=2, minutes=90),
        "expire",
    )


def test_what_has_passed_is_due_by_its_moment_and_named_by_its_stay() -> None:
    def names(after: timedelta) -> list[str]:
        return [each.id for each in due(FLOW, entry(), START + after)]

    assert names(timedelta(hours=35, minutes=59)) == []
    assert names(timedelta(hours=36)) == ["remind/4"]
    assert names(timedelta(days=2, minutes=90)) == ["remind/4", "expire/4"]
    assert [each.id for each in due(FLOW, entry(version=9), START + timedelta(days=9))] == [
        "remind/9",
        "expire/9",
    ]
    assert due(FLOW, entry(stage=B), START + timedelta(days=9)) == ()
    other = attrs.evolve(entry(), flow=FlowDigest("0"))
    assert due(FLOW, other, START + timedelta(days=9)) == ()


minutes = st.integers(-60, 10_000).map(lambda count: START + timedelta(minutes=count))


@given(minutes, minutes)
def test_i_36_what_is_due_stays_due_at_every_later_moment(one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    assert set(due(FLOW, entry(), early)) <= set(due(FLOW, entry(), late))
    assert all(each.since <= early for each in due(FLOW, entry(), early))


def _moved(target: StageName, hours: int) -> StageMoved:
    at = START + timedelta(hours=hours)
    return StageMoved(source=A, target=target, move=MoveName("m"), at=at, by=ANN)


def test_the_clock_begins_when_the_order_comes_to_its_stage_and_with_each_stay_anew() -> None:
    assert entry_of([]) is None
    begun = FlowStarted(flow=FLOW.digest, stage=A, at=START, by=ANN)
    told: list[Event] = [begun, _moved(B, 1), _moved(A, 2)]
    assert entry_of(told[:1]) == attrs.evolve(entry(), version=1)
    assert entry_of(told) == StageEntry(
        stage=A, at=START + timedelta(hours=2), version=3, flow=FLOW.digest
    )


WRONG = [
    ("after = { hours = 36 }", "after = 36", "deadlines.remind.after: a time"),
    ("after = { hours = 36 }", "after = { weeks = 1 }", "deadlines.remind.after: a time"),
    ("after = { hours = 36 }", "after = { hours = -1 }", "deadlines.remind.after: a time"),
    ("after = { hours = 36 }", "after = { hours = 0 }", "deadlines.remind.after: a time"),
    ("after = { hours = 36 }", "after = { days = 99999999999 }", "deadlines.remind.after: a time"),
    ("after = { hours = 36 }", "after = { hours = true }", "deadlines.remind.after: a time"),
    ('at = ["a"]', "at = []", "deadlines.remind: at: a list of stages is needed"),
    ('at = ["a"]', 'at = ["q"]', "deadlines.remind: no stage q"),
    ("[deadlines.remind]", '[deadlines.remind]\nask = "fly"', "nobody can ask for fly at a"),
    ("[deadlines.remind]", "[deadlines.remind]\nwhen = 1", "deadlines.remind.when: unknown key"),
]
SOURCE: Final = """\
name = "waiting"
[stages.a]
initial = true
final = true
[deadlines.remind]
at = ["a"]
after = { hours = 36 }
"""


@pytest.mark.parametrize(("was", "now", "told"), WRONG)
def test_a_mistake_in_a_deadline_is_told_with_its_place(was: str, now: str, told: str) -> None:
    flow = SOURCE + '[moves.stay]\nask = "stay"\nfrom = ["a"]\nto = "a"\n'
    assert read_flow(flow, source="w.toml").deadlines
    with pytest.raises(FlowError) as caught:
        read_flow(flow.replace(was, now), source="w.toml")
    assert told in caught.value.why
    assert "line 5" in caught.value.why


def test_a_definition_is_checked_for_deadlines_that_nobody_can_meet() -> None:
    stages = (Stage(name=A, initial=True, final=True),)
    move = Move(name=MoveName("m"), sources=(A,), target=A, trigger="stay", asked=True)
    wrong = FlowDefinition(
        name="x",
        stages=stages,
        moves=(move,),
        deadlines=(
            Deadline(name="fly", stages=(A,), minutes=60, ask="fly"),
            Deadline(name="far", stages=(B,), minutes=60),
            Deadline(name="fine", stages=(A,), minutes=60, ask="stay"),
            Deadline(name="fine", stages=(A,), minutes=60),
        ),
    )
    assert [(each.code, each.path) for each in check_definition(wrong)] == [
        ("flow.no_stage", "deadlines/far"),
        ("flow.twice", "deadlines/fine"),
        ("flow.deadline_ask", "deadlines/fly"),
    ]
