"""Stays and figures of scripted lives, with numbers to check by hand."""

from collections.abc import Sequence
from datetime import timedelta

import attrs
import pytest
from tests.insight.lives import (
    ANN,
    LIFE,
    ONE,
    PLACED,
    TERMS,
    at,
    began,
    came_in,
    long,
    moved,
    paused,
    sent,
    short,
)

from orderkit.insight import causes, stays, survey
from orderkit.order import (
    Backordered,
    Bucket,
    Event,
    Facet,
    FacetCleared,
    LinesAdded,
    Shift,
)
from orderkit.values import (
    LineId,
    StageName,
)
from orderkit.workflow import standard_flow

FLOW = standard_flow()


def waits(events: Sequence[Event], until: int = 100) -> list[tuple[str, timedelta, timedelta]]:
    return [(stay.stage, stay.waiting, stay.working) for stay in stays(events, at=at(until))]


def test_an_order_waits_until_somebody_acts_and_works_from_there() -> None:
    life = [began(0), sent(4, 1), moved(10, "captured", "approved")]
    assert waits(life) == [("captured", long(4), long(6)), ("approved", long(90), long(0))]
    assert [stay.left for stay in stays(life, at=at(100))] == [at(10), None]


def test_what_is_done_in_the_moment_of_coming_is_no_act_at_the_stage() -> None:
    life = [began(0), moved(5, "captured", "approved"), sent(5, 1), moved(9, "approved", "x")]
    assert waits(life, 9)[1] == ("approved", long(4), long(0))


def test_an_order_waits_while_pieces_are_short() -> None:
    life = [began(0), sent(1, 1), short(3, 4), came_in(20, 3), came_in(30, 1), sent(36, 4)]
    assert waits(life, 40) == [("captured", long(1 + 27), long(2 + 10))]


@pytest.mark.parametrize(
    ("facet", "until", "waiting"),
    [
        (Facet.HOLD, None, 1 + 27),
        (Facet.FREEZE, None, 1 + 27),
        (Facet.HOLD, 13, 1 + 10),
        (Facet.HOLD, 2, 1 + 0),
        (Facet.CLOSE, None, 1 + 0),
    ],
)
def test_an_order_waits_while_it_is_held_and_no_longer_than_the_hold_lasts(
    facet: Facet, until: int | None, waiting: int
) -> None:
    lifted = FacetCleared(mark="m1", at=at(30), by=ANN)
    life = [began(0), sent(1, 1), paused(3, facet, until), lifted]
    assert waits(life, 40) == [("captured", long(waiting), long(40 - waiting))]


def test_orders_without_a_flow_have_no_stays() -> None:
    assert stays([PLACED], at=at(9)) == ()
    figures = survey([[PLACED]], FLOW, at=at(9))
    assert (figures.orders, figures.times, figures.lead) == (1, (), None)


def test_times_are_of_stays_that_ended_and_those_that_last_stand_beside_them() -> None:
    ends = [[began(0), moved(minute, "captured", "approved")] for minute in range(1, 11)]
    figures = survey([*ends, [began(40)], [began(70)], [began(90)]], FLOW, at=at(100))
    captured, approved = figures.times
    assert (captured.stage, captured.stays) == ("captured", 10)
    assert (captured.median, captured.slowest) == (long(5), long(9))
    assert (captured.waiting, captured.working) == (long(55), long(0))
    assert (captured.there, captured.there_for) == (3, long(30))
    assert (approved.stays, approved.median, approved.there) == (0, long(0), 10)


def test_of_two_stays_nine_tenths_are_both() -> None:
    two = [[began(0), moved(minute, "captured", "approved")] for minute in (1, 9)]
    (captured, _) = survey(two, FLOW, at=at(10)).times
    assert (captured.median, captured.slowest) == (long(1), long(9))


def test_the_lead_time_is_of_orders_that_rest_and_does_not_count_the_rest() -> None:
    worked: list[Event] = [began(0), sent(4, 1), moved(10, "captured", "approved"), *LIFE[2:]]
    figures = survey([worked, [began(0)]], FLOW, at=at(1000))
    assert figures.lead is not None
    assert (figures.lead.stays, figures.lead.there) == (1, 0)
    assert (figures.lead.waiting, figures.lead.working) == (long(4 + 30), long(6))
    assert figures.lead.median == figures.lead.slowest == long(40)
    assert [time.stage for time in figures.times] == ["captured", "approved"]


def test_the_funnel_counts_who_ever_came_and_who_is_there() -> None:
    again = [*LIFE, moved(50, "settled", "captured")]
    figures = survey([LIFE, again, [began(0)]], FLOW, at=at(99))
    steps = {step.stage: (step.reached, step.now) for step in figures.funnel}
    assert list(steps) == [stage.name for stage in FLOW.stages]
    assert steps[StageName("captured")] == (3, 2)
    assert steps[StageName("approved")] == (2, 0)
    assert steps[StageName("settled")] == (2, 1)
    assert steps[StageName("void")] == (0, 0)


def test_a_stage_of_an_older_flow_is_not_lost() -> None:
    figures = survey([[began(0, "packed"), moved(2, "packed", "settled")]], FLOW, at=at(9))
    assert figures.times[0].stage == figures.funnel[-1].stage == "packed"


def test_moves_are_counted_by_their_way() -> None:
    figures = survey([LIFE, LIFE, [began(0)]], FLOW, at=at(99))
    assert [(each.move, each.source, each.target, each.count) for each in figures.moves] == [
        ("begin", "", "captured", 3),
        ("to_approved", "captured", "approved", 2),
        ("to_settled", "approved", "settled", 2),
    ]


def test_what_was_short_is_counted_by_sku_with_its_value() -> None:
    nuts = attrs.evolve(TERMS.lines[0], id=LineId("2"), sku=TERMS.lines[0].sku, quantity=2)
    more = LinesAdded(lines=(nuts,), at=at(1), by=ANN)
    shifts = (
        Shift(ONE, Bucket.OPEN, Bucket.BACKORDERED, 2),
        Shift(LineId("2"), Bucket.OPEN, Bucket.BACKORDERED, 1),
    )
    life: list[Event] = [PLACED, more, Backordered(shifts=shifts, at=at(2), by=ANN), short(3, 1)]
    figures = survey([life, [PLACED]], FLOW, at=at(9))
    assert (figures.orders, figures.backordered) == (2, 1)
    (bolt,) = figures.shortages
    # 995 for 5 pieces: 398 for two, 199 for one; 995 for 2 pieces: 497 for one.
    assert (bolt.code, bolt.count, bolt.amount) == ("bolt", 3, 398 + 497 + 199)


def test_causes_come_by_frequency_and_cumulate() -> None:
    found = causes([("c", 0), ("a", 5), ("b", 1), ("b", -3), ("b", 0)])
    assert [(each.code, each.count, each.amount, each.cumulated) for each in found] == [
        ("b", 3, -2, 3),
        ("a", 1, 5, 4),
        ("c", 1, 0, 5),
    ]
    assert causes([]) == ()
