"""Timelines: every step of an order, with its person, its moment and the stage it led to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import final

import attrs

from orderkit.order import Event, FlowStarted, StageMoved
from orderkit.values import ActorId, StageName

__all__ = ["Entry", "StageStay", "stays", "timeline"]

_NOTHING = timedelta()
_NOWHERE = StageName("")


@final
@attrs.frozen(kw_only=True)
class Entry:
    """One step.

    Attributes:
        version: Of the order after the step.
        what: The name of the event.
        stage: Where the order was after it; empty while no flow runs.
        waited: Since the step before; never negative.
        clock_ran_back: Whether the step is dated before the one that came before it.
    """

    version: int
    at: datetime
    by: ActorId
    what: str
    stage: StageName
    waited: timedelta = _NOTHING
    clock_ran_back: bool = False


@final
@attrs.frozen(kw_only=True)
class StageStay:
    """How long an order was at a stage, each time it came there.

    Attributes:
        left: None while it is still there.
    """

    stage: StageName
    came: datetime
    left: datetime | None

    def lasted(self, until: datetime) -> timedelta:
        """The time there, up to `until` if it has not left; never negative."""
        return max(_NOTHING, (self.left or until) - self.came)


def timeline(events: Iterable[Event]) -> tuple[Entry, ...]:
    """The steps of one order in the order in which they happened.

    Laws:
        adds up: Where no clock ran back, the waits add up to the time from first to last.
        versions rule: The order of events is that of their versions, whatever their clocks say.
    """
    entries, stage = list[Entry](), _NOWHERE
    latest: datetime | None = None
    for version, event in enumerate(events, 1):
        if isinstance(event, FlowStarted):
            stage = event.stage
        elif isinstance(event, StageMoved):
            stage = event.target
        waited = _NOTHING if latest is None else event.at - latest
        entries.append(
            Entry(
                version=version,
                at=event.at,
                by=event.by,
                what=type(event).__name__,
                stage=stage,
                waited=max(_NOTHING, waited),
                clock_ran_back=waited < _NOTHING,
            )
        )
        latest = event.at if latest is None else max(latest, event.at)
    return tuple(entries)


def stays(events: Iterable[Event]) -> tuple[StageStay, ...]:
    """The stages of one order in turn, each with when it came and left."""
    found = list[StageStay]()
    for event in events:
        if isinstance(event, FlowStarted):
            found.append(StageStay(stage=event.stage, came=event.at, left=None))
        elif isinstance(event, StageMoved):
            if found:
                found[-1] = attrs.evolve(found[-1], left=event.at)
            found.append(StageStay(stage=event.target, came=event.at, left=None))
    return tuple(found)
