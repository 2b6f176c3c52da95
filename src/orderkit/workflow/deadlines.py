"""Deadlines (限时处理): what is to be asked for once an order was at a stage for long enough.

The clock is fixed when the order comes to the stage; what happens to the order there meanwhile
neither stops nor restarts it. What is due follows from the history and a moment alone, so nobody
keeps a list of timers: a host asks again whenever it likes, and misses nothing while it is down.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import final

import attrs

from orderkit.order import Event, FlowStarted, StageMoved
from orderkit.values import FlowDigest, StageName
from orderkit.workflow.flow import Flow
from orderkit.workflow.model import Deadline

__all__ = ["Due", "StageEntry", "due", "entry_of"]


@final
@attrs.frozen(kw_only=True)
class StageEntry:
    """How an order came to the stage where it is.

    Attributes:
        stage: Where it is.
        at: When it came there.
        version: The order's version then; it tells this stay from an earlier one.
        flow: The flow that it runs on.
    """

    stage: StageName
    at: datetime
    version: int
    flow: FlowDigest


@final
@attrs.frozen(kw_only=True)
class Due:
    """A deadline that has passed and that nobody has met.

    Attributes:
        since: When it passed.
        id: Names this deadline of this stay, whoever asks and whenever, such as `remind/4`; what
            a host does about a deadline that asks for nothing, it does once for each.
    """

    deadline: Deadline
    since: datetime
    id: str


def entry_of(history: Iterable[Event]) -> StageEntry | None:
    """How an order came to its stage, of all of its events; None if it is in no flow. Linear."""
    entry: StageEntry | None = None
    flow = FlowDigest("")
    for version, event in enumerate(history, 1):
        match event:
            case FlowStarted(flow=flow, stage=stage, at=at):
                entry = StageEntry(stage=stage, at=at, version=version, flow=flow)
            case StageMoved(target=stage, at=at):
                entry = StageEntry(stage=stage, at=at, version=version, flow=flow)
            case _:
                pass
    return entry


def due(flow: Flow, entry: StageEntry, at: datetime) -> tuple[Due, ...]:
    """The deadlines of a stay that have passed, the one that passed first in front.

    Laws:
        stays due: What is due is due at every later moment of the same stay.
        answered: Of a stay that is over nothing is due.
        own flow: Nothing is due for an order that runs on another definition.

    Args:
        entry: As `entry_of` gives it.
        at: The moment that is asked about. One before the entry is too early for anything.
    """
    if entry.flow != flow.digest:
        return ()
    passed = [
        Due(deadline=each, since=entry.at + each.after, id=f"{each.name}/{entry.version}")
        for each in flow.definition.deadlines
        if entry.stage in each.stages and entry.at + each.after <= at
    ]
    return tuple(sorted(passed, key=lambda each: (each.since, each.deadline.name)))
