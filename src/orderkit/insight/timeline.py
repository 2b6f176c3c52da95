"""Timelines: every step of an order, with its person, its moment and the stage it led to."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, final, runtime_checkable

import attrs

from orderkit.insight.told import Told, told
from orderkit.order import NO_STAGE, Event, FlowStarted, StageMoved
from orderkit.values import ActorId, StageName

__all__ = ["Entry", "RecordedEvent", "RefusedCommand", "timeline"]

_NOTHING = timedelta()


@runtime_checkable
class RecordedEvent(Protocol):
    """An event where a store keeps it."""

    @property
    def event(self) -> Event:
        """What happened."""
        ...


class RefusedCommand(Protocol):
    """What a store keeps of a refused command.

    Laws:
        dated: `at` is aware.
    """

    @property
    def at(self) -> datetime:
        """When it was asked."""
        ...

    @property
    def by(self) -> ActorId:
        """Who asked."""
        ...

    @property
    def command(self) -> str:
        """What was asked: the name of the command."""
        ...

    @property
    def codes(self) -> tuple[str, ...]:
        """Why it was refused: the codes of the findings."""
        ...


@final
@attrs.frozen(kw_only=True)
class Entry:
    """One step, or one that was refused.

    Attributes:
        version: Of the order after the step; a refused command leaves it as it is.
        what: The name of the event, or of the refused command.
        stage: Where the order was after it; empty while no flow runs.
        told: What the event says: pieces, amount, documents, reason; empty if refused.
        codes: Why it was refused; empty for a step that was done.
        waited: Since the latest step before; never negative.
        clock_ran_back: Whether the step is dated before one that came before it.
    """

    version: int
    at: datetime
    by: ActorId
    what: str
    stage: StageName
    told: Told = Told()
    codes: tuple[str, ...] = ()
    waited: timedelta = _NOTHING
    clock_ran_back: bool = False

    @property
    def refused(self) -> bool:
        """Whether nothing happened."""
        return bool(self.codes)


def timeline(
    events: Iterable[Event | RecordedEvent], refusals: Iterable[RefusedCommand] = ()
) -> tuple[Entry, ...]:
    """The steps of one order in the order in which they happened.

    Args:
        events: All of the order, in version order, bare or as `OrderDesk.history` gives them.
        refusals: Its refused commands; each stands before the first step that is later.

    Laws:
        adds up: The waits add up to the time from the first step to the latest.
        versions rule: The order of events is that of their versions, whatever their clocks say.
    """
    waiting = deque(sorted(refusals, key=lambda refusal: refusal.at))
    entries, stage = list[Entry](), NO_STAGE
    version = 0
    for version, told_of in enumerate(events, 1):
        event = told_of.event if isinstance(told_of, RecordedEvent) else told_of
        while waiting and waiting[0].at < event.at:
            entries.append(_refused(waiting.popleft(), version - 1, stage))
        if isinstance(event, FlowStarted):
            stage = event.stage
        elif isinstance(event, StageMoved):
            stage = event.target
        entries.append(
            Entry(
                version=version,
                at=event.at,
                by=event.by,
                what=type(event).__name__,
                stage=stage,
                told=told(event),
            )
        )
    entries += [_refused(refusal, version, stage) for refusal in waiting]
    return _timed(entries)


def _refused(refusal: RefusedCommand, version: int, stage: StageName) -> Entry:
    return Entry(
        version=version,
        at=refusal.at,
        by=refusal.by,
        what=refusal.command,
        stage=stage,
        codes=refusal.codes,
    )


def _timed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The same with what each waited since the latest before it."""
    found, latest = list[Entry](), None
    for entry in entries:
        waited = _NOTHING if latest is None else entry.at - latest
        latest = entry.at if latest is None else max(latest, entry.at)
        found.append(
            attrs.evolve(entry, waited=max(_NOTHING, waited), clock_ran_back=waited < _NOTHING)
        )
    return tuple(found)
