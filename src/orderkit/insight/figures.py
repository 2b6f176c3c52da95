"""The figures themselves: time at a stage, how far orders got, moves, and causes by frequency."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import final

import attrs

from orderkit.values import MoveName, StageName

__all__ = ["Cause", "Figures", "FunnelStep", "MoveCount", "StageTime", "by_count", "causes"]


@final
@attrs.frozen(kw_only=True)
class StageTime:
    """How long orders were at a stage.

    Attributes:
        stays: How many times an order came there and left.
        waiting: Of these stays together, the time that orders only waited.
        working: The rest of it.
        median: Half of these stays were no longer; in whole seconds, cut.
        slowest: Nine out of ten were no longer; likewise.
        there: How many orders are there still.
        there_for: Half of them have been there no longer than this.
    """

    stage: StageName
    stays: int
    waiting: timedelta
    working: timedelta
    median: timedelta
    slowest: timedelta
    there: int = 0
    there_for: timedelta = timedelta()


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
        code: Of the finding or reason; the sku of what was short.
        amount: Minor units that it held up; 0 where it has none.
        cumulated: Cases of this and all greater causes, for a Pareto chart.
    """

    code: str
    count: int
    amount: int
    cumulated: int


@final
@attrs.frozen(kw_only=True)
class Figures:
    """What the histories of many orders come to.

    Attributes:
        times: Stages where orders do not rest, in the order of the flow; none that nobody came to.
        lead: From the first stage to the one where it rests, of orders that rest now; its stage
            is empty, and so it has no `there`. None if no order rests.
        funnel: All stages, in the order of the flow.
        moves: The most frequent first.
        backordered: Orders of which pieces ever had to wait for stock.
        shortages: By sku: lines that had to wait, and the value of the pieces.
    """

    orders: int
    times: tuple[StageTime, ...]
    lead: StageTime | None
    funnel: tuple[FunnelStep, ...]
    moves: tuple[MoveCount, ...]
    backordered: int
    shortages: tuple[Cause, ...]


def causes(cases: Iterable[tuple[str, int]]) -> tuple[Cause, ...]:
    """Cases by code, the most frequent first.

    Args:
        cases: Code and amount of each case, in minor units.
    """
    counts, amounts = Counter[str](), Counter[str]()
    for code, amount in cases:
        counts[code] += 1
        amounts[code] += amount
    return by_count(counts, amounts)


def by_count(counts: Counter[str], amounts: Counter[str]) -> tuple[Cause, ...]:
    """Causes that are counted already, the most frequent first."""
    cumulated, found = 0, list[Cause]()
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        cumulated += count
        found.append(Cause(code=code, count=count, amount=amounts[code], cumulated=cumulated))
    return tuple(found)
