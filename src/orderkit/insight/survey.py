"""The survey: histories of many orders pass by once, and their figures stay."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import attrs

from orderkit.insight.figures import Figures, FunnelStep, MoveCount, StageTime, by_count
from orderkit.insight.stays import StageStay, stays
from orderkit.order import (
    NO_STAGE,
    Backordered,
    Event,
    FlowStarted,
    Line,
    LinesAdded,
    OrderPlaced,
    StageMoved,
)
from orderkit.values import LineId, MoveName, StageName, unit_share
from orderkit.workflow import FlowDefinition

__all__ = ["survey"]

_Way: TypeAlias = tuple[MoveName, StageName, StageName]
_BEGIN: Final = MoveName("begin")
_SECOND: Final = timedelta(seconds=1)


def survey(histories: Iterable[Sequence[Event]], flow: FlowDefinition, *, at: datetime) -> Figures:
    """Read the histories of many orders once, and keep none of them.

    Args:
        histories: All events of one order each, in version order; orders in any order.
        flow: Says which stages there are, and where orders rest.
        at: The moment of the figures; aware.

    Laws:
        any order: Histories in another order give equal figures.
        lead: Waiting and working of all stays add up to the time that orders took.
    """
    counted = _Survey(frozenset(stage.name for stage in flow.stages if stage.final))
    for history in histories:
        counted.add(history, at)
    return counted.figures([stage.name for stage in flow.stages])


@attrs.define(eq=False)
class _Spread:
    """Times as counts of whole seconds: as large as the times differ, not as they are many."""

    counts: Counter[int] = attrs.field(factory=Counter)

    def add(self, time: timedelta) -> None:
        self.counts[time // _SECOND] += 1

    def within(self, tenths: int) -> timedelta:
        """The least time that so many tenths of all do not exceed."""
        left = -(-self.counts.total() * tenths // 10)
        for seconds in sorted(self.counts):
            left -= self.counts[seconds]
            if left <= 0:
                return seconds * _SECOND
        return timedelta()


@attrs.define(eq=False)
class _Times:
    """Of one stage, or of whole orders."""

    ended: _Spread = attrs.field(factory=_Spread)
    there: _Spread = attrs.field(factory=_Spread)
    waiting: timedelta = timedelta()
    working: timedelta = timedelta()

    def add(self, stay: StageStay) -> None:
        if stay.left is None:
            self.there.add(stay.lasted)
        else:
            self.ended.add(stay.lasted)
            self.waiting += stay.waiting
            self.working += stay.working

    def of(self, stage: StageName) -> StageTime:
        return StageTime(
            stage=stage,
            stays=self.ended.counts.total(),
            waiting=self.waiting,
            working=self.working,
            median=self.ended.within(5),
            slowest=self.ended.within(9),
            there=self.there.counts.total(),
            there_for=self.there.within(5),
        )


@attrs.define(eq=False)
class _Survey:
    """What is counted while histories pass; orders themselves are not kept."""

    rests: frozenset[StageName]
    orders: int = 0
    backordered: int = 0
    lead: _Times = attrs.field(factory=_Times)
    times: defaultdict[StageName, _Times] = attrs.field(factory=lambda: defaultdict(_Times))
    reached: Counter[StageName] = attrs.field(factory=Counter)
    now: Counter[StageName] = attrs.field(factory=Counter)
    ways: Counter[_Way] = attrs.field(factory=Counter)
    short: Counter[str] = attrs.field(factory=Counter)
    short_amounts: Counter[str] = attrs.field(factory=Counter)

    def add(self, history: Sequence[Event], at: datetime) -> None:
        self.orders += 1
        self._stages(stays(history, at=at))
        waited = False
        for event in history:
            match event:
                case StageMoved(move=move, source=source, target=target):
                    self.ways[move, source, target] += 1
                case FlowStarted(stage=stage):
                    self.ways[_BEGIN, NO_STAGE, stage] += 1
                case Backordered():
                    waited = True
                    self._shortage(event, history)
                case _:
                    pass
        self.backordered += waited

    def _stages(self, found: Sequence[StageStay]) -> None:
        if not found:
            return
        self.reached.update({stay.stage for stay in found})
        last = found[-1]
        self.now[last.stage] += 1
        on_the_way = [stay for stay in found if stay.stage not in self.rests]
        for stay in on_the_way:
            self.times[stay.stage].add(stay)
        if last.stage in self.rests:
            waiting = sum((stay.waiting for stay in on_the_way), timedelta())
            working = sum((stay.working for stay in on_the_way), timedelta())
            self.lead.add(attrs.evolve(last, left=last.came, waiting=waiting, working=working))

    def _shortage(self, event: Backordered, history: Sequence[Event]) -> None:
        lines = dict(_lines(history))
        for shift in event.shifts:
            line = lines[shift.line]
            self.short[line.sku] += 1
            self.short_amounts[line.sku] += unit_share(line.total, line.quantity, 0, shift.quantity)

    def figures(self, known: Sequence[StageName]) -> Figures:
        # Orders on an older definition may have been at stages that this one has not.
        stages = [*known, *sorted(self.reached.keys() - set(known))]
        return Figures(
            orders=self.orders,
            times=tuple(self.times[stage].of(stage) for stage in stages if stage in self.times),
            lead=self.lead.of(NO_STAGE) if self.lead.ended.counts else None,
            funnel=tuple(
                FunnelStep(stage=stage, reached=self.reached[stage], now=self.now[stage])
                for stage in stages
            ),
            moves=tuple(
                MoveCount(move=move, source=source, target=target, count=count)
                for (move, source, target), count in sorted(
                    self.ways.items(), key=lambda pair: (-pair[1], pair[0])
                )
            ),
            backordered=self.backordered,
            shortages=by_count(self.short, self.short_amounts),
        )


def _lines(history: Sequence[Event]) -> Iterator[tuple[LineId, Line]]:
    """All lines that an order ever had."""
    for event in history:
        match event:
            case OrderPlaced(terms=terms):
                yield from ((line.id, line) for line in terms.lines)
            case LinesAdded(lines=lines):
                yield from ((line.id, line) for line in lines)
            case _:
                pass
