"""What happened to amendments, and to the terms through them."""

from typing import TypeAlias, final

import attrs

from orderkit.order.amendment import Amendment, Resized
from orderkit.order.changes import AmendmentChange
from orderkit.order.events.happened import Happened
from orderkit.order.excerpt import Excerpt
from orderkit.order.lineage import Descent
from orderkit.values import ActorId, Vote

__all__ = [
    "Amended",
    "AmendmentApproved",
    "AmendmentEvent",
    "AmendmentProposed",
    "AmendmentRejected",
    "AmendmentVoted",
    "AmendmentWithdrawn",
]


@final
@attrs.frozen(kw_only=True)
class AmendmentProposed(Happened):
    """Changes were laid before others."""

    amendment: Amendment


@final
@attrs.frozen(kw_only=True)
class AmendmentWithdrawn(Happened):
    """An open amendment was taken back."""

    amendment: str
    reason: str = ""


@final
@attrs.frozen(kw_only=True)
class AmendmentVoted(Happened):
    """Somebody voted on the terms that an amendment comes to."""

    amendment: str
    vote: Vote


@final
@attrs.frozen(kw_only=True)
class AmendmentApproved(Happened):
    """The votes on an amendment are enough: these terms are approved."""

    amendment: str
    digest: str


@final
@attrs.frozen(kw_only=True)
class AmendmentRejected(Happened):
    """The votes on an amendment are enough: it is refused, and no longer open."""

    amendment: str
    digest: str


@final
@attrs.frozen(kw_only=True)
class Amended(Happened):
    """The terms were changed: a new revision, of which only what differs is told.

    Attributes:
        amendment: Its id, whether it was open before or not.
        base: The revision it was drawn up on.
        revision: The revision that it made.
        changes: What was asked for.
        proposed_by: Whose amendment it is; `by` applied it.
        proposed_for: In whose name; None means in that of the person themselves.
        was: Lines, adjustments and header as they stood, where they changed.
        now: These as they stand; a line of `was` that is not here is gone, one that is only here
            is new.
        resized: How the pieces of lines that stay follow their quantities.
        approved: The digest of the new terms where they were approved; empty if they were not,
            and then no terms of the order are.
        lineage: Where lines came from or went to, where this is a split or a merge; there are no
            changes then.
        made_with: Whoever had a hand in lines that came.
    """

    amendment: str
    base: int
    revision: int
    changes: tuple[AmendmentChange, ...]
    proposed_by: ActorId
    proposed_for: ActorId | None = None
    reason: str = ""
    was: Excerpt = Excerpt()
    now: Excerpt = Excerpt()
    resized: tuple[Resized, ...] = ()
    approved: str = ""
    lineage: tuple[Descent, ...] = ()
    made_with: tuple[ActorId, ...] = ()


AmendmentEvent: TypeAlias = (
    AmendmentProposed
    | AmendmentWithdrawn
    | AmendmentVoted
    | AmendmentApproved
    | AmendmentRejected
    | Amended
)
