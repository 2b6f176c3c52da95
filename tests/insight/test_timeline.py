"""Timelines of scripted lives, and what each event tells."""

import attrs
import pytest
from tests.insight.lives import (
    ANN,
    LIFE,
    PLACED,
    TERMS,
    at,
    began,
    long,
    moved,
    paused,
    sent,
    short,
)

from orderkit.insight import Told, timeline, told
from orderkit.order import (
    Event,
    Facet,
    FacetCleared,
    FindingWaived,
    Invoiced,
    LinesAdded,
    PaymentApplied,
    Voted,
)
from orderkit.ports import Recorded, Refusal
from orderkit.values import (
    ActorId,
    Choice,
    DocumentNumber,
    ReceiptId,
    RoleName,
    Vote,
    Waiver,
)


def test_a_timeline_names_person_moment_and_stage_of_every_step() -> None:
    entries = timeline(LIFE)
    assert [(each.version, each.what, each.stage, each.by) for each in entries] == [
        (1, "FlowStarted", "captured", "ann"),
        (2, "StageMoved", "approved", "ann"),
        (3, "StageMoved", "settled", "ann"),
    ]
    assert [each.waited for each in entries] == [long(0), long(10), long(30)]
    assert [each.told.sort for each in entries] == ["", "to_approved", "to_settled"]


def test_a_history_as_the_desk_gives_it_reads_as_its_bare_events() -> None:
    recorded = [
        Recorded(position=place + 7, order=TERMS.key, version=place, event=event)
        for place, event in enumerate(LIFE, 1)
    ]
    assert timeline(recorded) == timeline(LIFE)


def test_a_refused_command_stands_where_it_was_asked_with_its_codes() -> None:
    bob = ActorId("bob")
    refusals = [
        Refusal(order=TERMS.key, at=at(minute), by=bob, command="Ship", codes=(code,))
        for minute, code in (
            (99, "flow.closed"),
            (5, "pieces.none"),
            (10, "a.tie"),
            (-1, "order.unknown"),
        )
    ]
    entries = timeline(LIFE, refusals)
    assert [(each.version, each.what, each.codes, each.stage) for each in entries] == [
        (0, "Ship", ("order.unknown",), ""),
        (1, "FlowStarted", (), "captured"),
        (1, "Ship", ("pieces.none",), "captured"),
        (2, "StageMoved", (), "approved"),
        (2, "Ship", ("a.tie",), "approved"),
        (3, "StageMoved", (), "settled"),
        (3, "Ship", ("flow.closed",), "settled"),
    ]
    assert [each.refused for each in entries] == [True, False, True, False, True, False, True]
    assert [each.waited for each in entries] == [long(0), *map(long, (1, 5, 5, 0, 30, 59))]
    assert timeline([], refusals[:1])[0].version == 0


def test_a_30_a_step_dated_before_the_last_stands_after_it_and_is_marked() -> None:
    entries = timeline([began(10), moved(4, "captured", "approved"), moved(12, "approved", "x")])
    assert [each.version for each in entries] == [1, 2, 3]
    assert [each.waited for each in entries] == [long(0), long(0), long(2)]
    assert [each.clock_ran_back for each in entries] == [False, True, False]


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (PLACED, Told(pieces=5, amount=995, papers=("nO1",))),
        (LinesAdded(lines=TERMS.lines, at=at(0), by=ANN), Told(pieces=5, amount=995)),
        (
            attrs.evolve(PLACED, on_behalf_of=ActorId("dee")),
            Told(pieces=5, amount=995, papers=("nO1",), on_behalf_of=ActorId("dee")),
        ),
        (
            LinesAdded(lines=TERMS.lines, at=at(0), by=ANN, on_behalf_of=ActorId("dee")),
            Told(pieces=5, amount=995, on_behalf_of=ActorId("dee")),
        ),
        (sent(0, 3), Told(pieces=3, papers=("O1/s1",))),
        (short(0, 2), Told(pieces=2)),
        (paused(0, Facet.HOLD), Told(sort="hold", why="credit")),
        (FacetCleared(mark="m1", at=at(0), by=ANN), Told()),
        (
            Invoiced(document=DocumentNumber("I1"), amount=7, billed=(), at=at(0), by=ANN),
            Told(amount=7, papers=("I1",)),
        ),
        (
            PaymentApplied(
                document=DocumentNumber("I1"), receipt=ReceiptId("R1"), amount=7, at=at(0), by=ANN
            ),
            Told(amount=7, papers=("R1", "I1")),
        ),
        (
            Voted(
                vote=Vote(
                    by=ANN,
                    role=RoleName("approver"),
                    choice=Choice.REJECT,
                    digest="d",
                    at=at(0),
                    opinion="too much",
                    on_behalf_of=ActorId("dee"),
                ),
                at=at(0),
                by=ANN,
            ),
            Told(sort="reject", why="too much", on_behalf_of=ActorId("dee")),
        ),
        (
            FindingWaived(
                waiver=Waiver(
                    code="a.b", path="p", evidence="e", by=ANN, at=at(0), reason="old friend"
                ),
                at=at(0),
                by=ANN,
            ),
            Told(sort="a.b", why="old friend"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_event_tells_its_figures_papers_and_reason(event: Event, says: Told) -> None:
    assert told(event) == says
