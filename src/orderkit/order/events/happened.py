"""What every event carries."""

from datetime import datetime

import attrs

from orderkit.values import ActorId, utc

__all__ = ["Happened"]


@attrs.frozen(kw_only=True)
class Happened:
    """When and by whom.

    Attributes:
        at: An instant, kept in UTC.
        by: The named person, or the system's own actor.
    """

    at: datetime = attrs.field(converter=utc)
    by: ActorId
