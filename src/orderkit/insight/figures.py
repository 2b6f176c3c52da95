"""Figures to improve by: time at each stage, how far orders got, and what stopped them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import final

import attrs

from orderkit.insight.timeline import StageStay
from orderkit.order import Event, FlowStarted, StageMoved
from orderkit.values import MoveName, StageName

__all__ = ["Cause", "FunnelStep", "MoveCount", "StageTime", "causes", "dwell", "funnel", "moves"]


@final
@attrs.frozen(kw_only=True)
class StageTime:
    """How long orders stay at a stage.

    Attributes:
        stays: How many times an order came there.
        waiting: How many of these are there still.
        median: Of all stays, those that go on counted up to the moment of the figures.
        slowest: The stay that nine out of ten do not exceed.
    """

    stage: StageName
    stays: int
    waiting: int
    total: timedelta
    median: timedelta
    slowest: timedelta


@final
@attrs.frozen(kw_only=True)
class FunnelStep:
    """How many orders ever reached a stage, and how many are there now."""

    stage: StageName
    reached: int
    now: int


@final
@attrs.frozen(kw_only=True)
class MoveCount:
    """How often a move was taken; `begin`, from no stage, is how orders came into their flow."""

    move: MoveName
    source: StageName
    target: StageName
    count: int


@final
@attrs.frozen(kw_only=True)
class Cause:
    """What stopped orders, rows or pieces.

    Attributes:
        code: Of the finding or reason.
        amount: Minor units that it held up; 0 where it has none.
        cumulated: Cases of this and all greater causes, for a Pareto chart.
    """

    code: str
    count: int
    amount: int
    cumulated: int


def dwell(histories: Iterable[Sequence[StageStay]], *, at: datetime) -> tuple[StageTime, ...]:
    """The time at each stage, stages in the order in which they were first seen.

    Args:
        at: The moment of the figures; aware.
    """
    by_stage = dict[StageName, list[StageStay]]()
    for history in histories:
        for stay in history:
            by_stage.setdefault(stay.stage, []).append(stay)
    return tuple(_stage_time(stage, stays, at) for stage, stays in by_stage.items())


def _stage_time(stage: StageName, stays: Sequence[StageStay], at: datetime) -> StageTime:
    times = sorted(stay.lasted(at) for stay in stays)
    last = len(times) - 1
    return StageTime(
        stage=stage,
        stays=len(times),
        waiting=sum(stay.left is None for stay in stays),
        total=sum(times, timedelta()),
        median=times[last // 2],
        slowest=times[last * 9 // 10],
    )


def funnel(
    histories: Iterable[Sequence[StageStay]], stages: Sequence[StageName]
) -> tuple[FunnelStep, ...]:
    """How far orders got, by the stages given."""
    reached, now = Counter[StageName](), Counter[StageName]()
    for history in histories:
        reached.update({stay.stage for stay in history})
        if history:
            now[history[-1].stage] += 1
    return tuple(
        FunnelStep(stage=stage, reached=reached[stage], now=now[stage]) for stage in stages
    )


def moves(events: Iterable[Event]) -> tuple[MoveCount, ...]:
    """How often each move was taken, the most frequent first."""
    counts = Counter[tuple[MoveName, StageName, StageName]]()
    for event in events:
        if isinstance(event, StageMoved):
            counts[event.move, event.source, event.target] += 1
        elif isinstance(event, FlowStarted):
            counts[MoveName("begin"), StageName(""), event.stage] += 1
    return tuple(
        MoveCount(move=move, source=source, target=target, count=count)
        for (move, source, target), count in counts.most_common()
    )


def causes(cases: Iterable[tuple[str, int]]) -> tuple[Cause, ...]:
    """Cases by code, the most frequent first.

    Args:
        cases: Code and amount of each case, in minor units.
    """
    counts, amounts = Counter[str](), Counter[str]()
    for code, amount in cases:
        counts[code] += 1
        amounts[code] += amount
    cumulated, found = 0, list[Cause]()
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        cumulated += count
        found.append(Cause(code=code, count=count, amount=amounts[code], cumulated=cumulated))
    return tuple(found)
