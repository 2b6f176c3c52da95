"""Laws of insight, whatever happened and whatever clocks said."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from orderkit.insight import stays, survey, timeline
from orderkit.order import (
    Backordered,
    Bucket,
    Event,
    Facet,
    FacetCleared,
    FacetMark,
    FacetSet,
    FlowStarted,
    OrderPlaced,
    Reserved,
    Shift,
    StageMoved,
)
from orderkit.ports import Refusal
from orderkit.testing.stored import terms_of
from orderkit.values import ActorId, FlowDigest, LineId, MoveName, StageName
from orderkit.workflow import standard_flow

ANN: Final = ActorId("ann")
START: Final = datetime(2024, 1, 1, tzinfo=UTC)
TERMS: Final = terms_of("O1", pieces=9)
FLOW: Final = standard_flow()
STAGES: Final = [StageName(name) for name in ("captured", "approved", "settled", "elsewhere")]
NOTHING: Final = timedelta()

moments = st.integers(-50, 500).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Draw anything that stays and figures listen to, at any moment."""
    at = draw(moments)
    wait = (Shift(LineId("1"), Bucket.OPEN, Bucket.BACKORDERED, 1),)
    come = (Shift(LineId("1"), Bucket.BACKORDERED, Bucket.RESERVED, 1),)
    until = draw(st.none() | moments)
    mark = FacetMark(id="m1", facet=Facet.HOLD, by=ANN, at=at, reason="check", until=until)
    moved = StageMoved(
        source=draw(st.sampled_from(STAGES)),
        target=draw(st.sampled_from(STAGES)),
        move=MoveName("go"),
        at=at,
        by=ANN,
    )
    others: list[Event] = [
        moved,
        Backordered(shifts=wait, at=at, by=ANN),
        Reserved(shifts=come, at=at, by=ANN),
        FacetSet(mark=mark, at=at, by=ANN),
        FacetCleared(mark="m1", at=at, by=ANN),
    ]
    return draw(st.sampled_from([moved, *others]))


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """Draw a life that begins as every life does."""
    at = draw(moments)
    started = FlowStarted(flow=FlowDigest("f"), stage=STAGES[0], at=at, by=ANN)
    rest = draw(st.lists(events(), max_size=8))
    return [OrderPlaced(terms=TERMS, at=at, by=ANN), started, *rest]


@given(lives(), moments)
def test_i_90_waiting_and_working_are_the_lead_time_and_never_negative(
    life: list[Event], at: datetime
) -> None:
    found = stays(life, at=at)
    latest = max([at, *(event.at for event in life)])
    total = sum((stay.waiting + stay.working for stay in found), NOTHING)
    assert total == latest - life[0].at
    assert all(stay.waiting >= NOTHING <= stay.working for stay in found)
    assert [stay.left for stay in found] == [*(stay.came for stay in found[1:]), None]
    for stay in found:
        assert stay.lasted == (stay.left or latest) - stay.came


@given(lives(), st.lists(moments, max_size=3))
def test_i_90_the_waits_of_a_timeline_are_the_time_from_its_first_step_to_its_latest(
    life: list[Event], asked: list[datetime]
) -> None:
    refusals = [
        Refusal(order=TERMS.key, at=at, by=ANN, command="Ship", codes=("flow.closed",))
        for at in asked
    ]
    entries = timeline(life, refusals)
    assert [each.version for each in entries if not each.refused] == [*range(1, len(life) + 1)]
    assert sum(each.refused for each in entries) == len(refusals)
    total = sum((each.waited for each in entries), NOTHING)
    assert total == max(each.at for each in entries) - entries[0].at
    assert min(each.waited for each in entries) >= NOTHING
    if not refusals:
        moments_in_turn = [event.at for event in life]
        ran_back = any(each.clock_ran_back for each in entries)
        assert ran_back == (moments_in_turn != sorted(moments_in_turn))


@given(st.lists(lives(), max_size=5), st.randoms(use_true_random=False), moments)
def test_i_91_figures_do_not_depend_on_the_order_of_histories_nor_on_being_computed_again(
    histories: list[list[Event]], random: Random, at: datetime
) -> None:
    shuffled = list(histories)
    random.shuffle(shuffled)
    figures = survey(iter(histories), FLOW, at=at)
    assert survey(shuffled, FLOW, at=at) == figures == survey(histories, FLOW, at=at)


@given(st.lists(lives(), max_size=5), moments)
def test_i_90_the_figures_of_a_survey_add_up_to_the_stays_it_is_made_of(
    histories: list[list[Event]], at: datetime
) -> None:
    figures = survey(histories, FLOW, at=at)
    rests = {stage.name for stage in FLOW.stages if stage.final}
    ended = [
        stay
        for life in histories
        for stay in stays(life, at=at)
        if stay.left is not None and stay.stage not in rests
    ]
    assert sum(time.stays for time in figures.times) == len(ended)
    total = sum((time.waiting + time.working for time in figures.times), NOTHING)
    assert total == sum((stay.lasted for stay in ended), NOTHING)
    assert sum(step.now for step in figures.funnel) == figures.orders == len(histories)
    rested = sum(step.now for step in figures.funnel if step.stage in rests)
    assert rested == (figures.lead.stays if figures.lead else 0)
    assert rested + sum(time.there for time in figures.times) == len(histories)
