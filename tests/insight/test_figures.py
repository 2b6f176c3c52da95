"""Timelines and figures, from scripted lives and random ones."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orderkit.insight import causes, dwell, funnel, moves, stays, timeline
from orderkit.order import Event, FlowStarted, StageMoved
from orderkit.values import ActorId, FlowDigest, MoveName, StageName

ANN = ActorId("ann")
START = datetime(2024, 1, 1, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def began(minutes: int, stage: str = "captured") -> Event:
    return FlowStarted(flow=FlowDigest("f"), stage=StageName(stage), at=at(minutes), by=ANN)


def moved(minutes: int, source: str, target: str) -> Event:
    return StageMoved(
        source=StageName(source),
        target=StageName(target),
        move=MoveName(f"to_{target}"),
        at=at(minutes),
        by=ANN,
    )


LIFE = [began(0), moved(10, "captured", "approved"), moved(40, "approved", "shipped")]


def test_a_timeline_names_person_moment_and_stage_of_every_step() -> None:
    entries = timeline(LIFE)
    assert [(entry.what, entry.stage, entry.by) for entry in entries] == [
        ("FlowStarted", "captured", "ann"),
        ("StageMoved", "approved", "ann"),
        ("StageMoved", "shipped", "ann"),
    ]
    assert [entry.waited for entry in entries] == [
        timedelta(),
        timedelta(minutes=10),
        timedelta(minutes=30),
    ]


@given(st.lists(st.integers(-50, 500), min_size=1, max_size=8))
def test_i_90_waits_are_never_negative_and_add_up_where_no_clock_ran_back(
    minutes: list[int],
) -> None:
    events = [began(minute) for minute in minutes]
    entries = timeline(events)
    assert min(entry.waited for entry in entries) >= timedelta()
    ran_back = any(entry.clock_ran_back for entry in entries)
    assert ran_back == (minutes != sorted(minutes))
    if not ran_back:
        lead = at(minutes[-1]) - at(minutes[0])
        assert sum((entry.waited for entry in entries), timedelta()) == lead
    for stay in stays(events):
        assert stay.lasted(at(0)) >= timedelta()


def test_the_time_at_a_stage_counts_those_who_are_there_still() -> None:
    histories = [stays(LIFE), stays([began(0)])]
    times = {each.stage: each for each in dwell(histories, at=at(100))}
    captured = times[StageName("captured")]
    assert (captured.stays, captured.waiting) == (2, 1)
    assert captured.total == timedelta(minutes=110)
    assert captured.median == timedelta(minutes=10)
    assert times[StageName("shipped")].median == timedelta(minutes=60)


def test_the_funnel_counts_who_ever_came_and_who_is_there() -> None:
    histories = [stays(LIFE), stays([began(0)])]
    steps = funnel(histories, [StageName("captured"), StageName("shipped"), StageName("paid")])
    assert [(step.reached, step.now) for step in steps] == [(2, 1), (1, 1), (0, 0)]


def test_moves_are_counted() -> None:
    counted = {each.move: each.count for each in moves([*LIFE, *LIFE])}
    assert counted == {"begin": 2, "to_approved": 2, "to_shipped": 2}


def test_causes_come_by_frequency_and_cumulate() -> None:
    found = causes([("a", 5), ("b", 1), ("b", -3), ("c", 0), ("b", 0)])
    assert [(each.code, each.count, each.amount, each.cumulated) for each in found] == [
        ("b", 3, -2, 3),
        ("a", 1, 5, 4),
        ("c", 1, 0, 5),
    ]
    assert causes([]) == ()
