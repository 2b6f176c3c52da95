"""What people decided, and where the order went."""

from typing import final

import attrs

from orderkit.order.events.happened import Happened
from orderkit.values import FlowDigest, MoveName, StageName, Vote, Waiver

__all__ = [
    "Approved",
    "FindingWaived",
    "FlowStarted",
    "Rejected",
    "StageMoved",
    "VoteRetracted",
    "Voted",
]


@final
@attrs.frozen(kw_only=True)
class Voted(Happened):
    """Somebody voted on a content."""

    vote: Vote


@final
@attrs.frozen(kw_only=True)
class VoteRetracted(Happened):
    """Somebody took back their vote; it counts no longer, and stays in the history."""

    vote: Vote
    reason: str = ""


@final
@attrs.frozen(kw_only=True)
class Approved(Happened):
    """The votes are enough: this content is approved."""

    digest: str


@final
@attrs.frozen(kw_only=True)
class Rejected(Happened):
    """The votes are enough: this content is refused."""

    digest: str


@final
@attrs.frozen(kw_only=True)
class FindingWaived(Happened):
    """A named person let a finding pass."""

    waiver: Waiver


@final
@attrs.frozen(kw_only=True)
class FlowStarted(Happened):
    """The order runs on this definition from here on."""

    flow: FlowDigest
    stage: StageName


@final
@attrs.frozen(kw_only=True)
class StageMoved(Happened):
    """The order went to another place in its flow, in the decision that moved the cause."""

    source: StageName
    target: StageName
    move: MoveName
