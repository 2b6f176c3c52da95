"""Stays: how long an order was at each stage, and how much of that it only waited."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, final

import attrs

from orderkit.order import (
    NO_STAGE,
    Bucket,
    Event,
    Facet,
    FacetCleared,
    FacetSet,
    FlowStarted,
    LedgerEvent,
    Shift,
    StageMoved,
)
from orderkit.values import StageName

__all__ = ["StageStay", "stays"]

_NOTHING: Final = timedelta()
_PAUSES: Final = frozenset({Facet.FREEZE, Facet.HOLD})


@final
@attrs.frozen(kw_only=True)
class StageStay:
    """The time that an order was at a stage, each time it came there.

    Attributes:
        came: The latest moment of the order so far, so that no clock makes a time negative.
        left: None while it is still there; then the times run up to the moment of the figures.
        waiting: Until somebody first acted there, and while pieces were backordered or the order
            was frozen or held, in whole or in part.
        working: All the other time.
    """

    stage: StageName
    came: datetime
    left: datetime | None = None
    waiting: timedelta = _NOTHING
    working: timedelta = _NOTHING

    @property
    def lasted(self) -> timedelta:
        """The whole time there; never negative."""
        return self.waiting + self.working


def stays(events: Iterable[Event], *, at: datetime) -> tuple[StageStay, ...]:
    """The stages of one order in turn.

    Args:
        events: All of the order, in version order.
        at: The moment of the figures; aware.

    Laws:
        lead: Waiting and working of all stays add up to the time from the first stage to `at`,
            or to the latest event where that is later; none is negative.
    """
    walk = _Walk()
    for event in events:
        walk.pass_to(event.at)
        match event:
            case FlowStarted(stage=stage) | StageMoved(target=stage):
                walk.leave(walk.now)
                walk.come(stage)
            case _:
                walk.act(event)
    walk.pass_to(at)
    walk.leave(None)
    return tuple(walk.found)


@attrs.define(eq=False)
class _Walk:
    """Where the walk through the events of one order stands."""

    found: list[StageStay] = attrs.field(factory=list)
    now: datetime | None = None
    came: datetime | None = None
    stage: StageName = NO_STAGE
    waiting: timedelta = _NOTHING
    working: timedelta = _NOTHING
    acted: bool = False
    backordered: int = 0
    pauses: dict[str, datetime | None] = attrs.field(factory=dict)

    def pass_to(self, at: datetime) -> None:
        """Let time pass; a clock that ran back lets none pass."""
        if self.now is None:
            self.now = at
        elif at > self.now:
            waited = self._waited(self.now, at)
            self.waiting += waited
            self.working += at - self.now - waited
            self.now = at

    def _waited(self, start: datetime, stop: datetime) -> timedelta:
        if not self.acted or self.backordered:
            return stop - start
        # A hold that expires on the way counts up to there.
        ends = [stop if until is None else min(until, stop) for until in self.pauses.values()]
        return max([start, *ends]) - start

    def act(self, event: Event) -> None:
        """Take in what was done, and whether the order waits from here on."""
        # What was done in the moment of coming belongs to the act that brought the order here.
        self.acted = self.acted or self.now != self.came
        match event:
            case FacetSet(mark=mark) if mark.facet in _PAUSES:
                self.pauses[mark.id] = mark.until
            case FacetCleared(mark=mark):
                self.pauses.pop(mark, None)
            case _ if isinstance(event, LedgerEvent):
                self.backordered += sum(map(_backordered, event.shifts))
            case _:
                pass

    def come(self, stage: StageName) -> None:
        """Begin a stay."""
        self.stage, self.came, self.acted = stage, self.now, False
        self.waiting = self.working = _NOTHING

    def leave(self, left: datetime | None) -> None:
        """End the stay, if there is one; None means that the order is there still."""
        if self.came is not None:
            self.found.append(
                StageStay(
                    stage=self.stage,
                    came=self.came,
                    left=left,
                    waiting=self.waiting,
                    working=self.working,
                )
            )


def _backordered(shift: Shift) -> int:
    """How many more pieces wait for stock after a shift; below zero, how many fewer."""
    came, went = shift.target is Bucket.BACKORDERED, shift.source is Bucket.BACKORDERED
    return shift.quantity * (came - went)
