"""Votes: what a named person said to one content."""

from datetime import datetime
from enum import StrEnum
from typing import final

import attrs

from orderkit.values.identity import ActorId, RoleName
from orderkit.values.instant import utc

__all__ = ["Choice", "Vote"]


@final
class Choice(StrEnum):
    """What a voter said."""

    APPROVE = "approve"
    REJECT = "reject"


@final
@attrs.frozen(kw_only=True)
class Vote:
    """One vote.

    Attributes:
        digest: Of the content voted on; for any other content the vote counts nothing.
        on_behalf_of: The person whose place the voter took; None means their own.
    """

    by: ActorId
    role: RoleName
    choice: Choice
    digest: str
    at: datetime = attrs.field(converter=utc)
    opinion: str = ""
    on_behalf_of: ActorId | None = None
