"""The family of facets: overlays put on and taken off."""

from datetime import datetime
from typing import TypeAlias, final

import attrs

from orderkit.values import LineId, RoleName, utc_or_none

__all__ = [
    "Close",
    "FacetCommand",
    "Freeze",
    "Hold",
    "LiftHold",
    "Lock",
    "Reinstate",
    "Reopen",
    "Terminate",
    "Unfreeze",
    "Unlock",
    "Unvoid",
    "Void",
]


@final
@attrs.frozen(kw_only=True)
class Hold:
    """Stop an order, a line or a quantity of it until something clears.

    Attributes:
        line: None holds the whole order.
        quantity: Pieces of the line to hold back; None holds all of it.
        until: When the hold ends by itself; None means when it is lifted.
    """

    reason: str
    line: LineId | None = None
    quantity: int | None = None
    until: datetime | None = attrs.field(default=None, converter=utc_or_none)


@final
@attrs.frozen
class LiftHold:
    """End a hold by its id."""

    hold: str


@final
@attrs.frozen(kw_only=True)
class Freeze:
    """Pause an order, or one line of it."""

    reason: str
    line: LineId | None = None


@final
@attrs.frozen(kw_only=True)
class Unfreeze:
    """End the pause of an order, or of one line."""

    line: LineId | None = None


@final
@attrs.frozen(kw_only=True)
class Close:
    """Mark an order or a line as done, or as no longer wanted."""

    reason: str
    line: LineId | None = None


@final
@attrs.frozen(kw_only=True)
class Reopen:
    """Take a close back."""

    line: LineId | None = None


@final
@attrs.frozen
class Void:
    """Declare that the order never was; refused once anything is reserved, left or was billed."""

    reason: str


@final
@attrs.frozen
class Unvoid:
    """Take a void back."""


@final
@attrs.frozen(kw_only=True)
class Terminate:
    """Declare a line dead; refused while stock is bound to it or a draft claims it."""

    reason: str
    line: LineId


@final
@attrs.frozen(kw_only=True)
class Reinstate:
    """Bring a dead line back."""

    line: LineId


@final
@attrs.frozen(kw_only=True)
class Lock:
    """Keep an order to oneself while one edits it; a second one of the holder renews it.

    Attributes:
        until: When the lock ends by itself; None means when it is taken off.
        role: Whoever has it in the order's organisation may unlock too; None means nobody.
    """

    reason: str
    until: datetime | None = attrs.field(default=None, converter=utc_or_none)
    role: RoleName | None = None


@final
@attrs.frozen
class Unlock:
    """Take a lock off: the holder, who has the role that the lock names, or anybody at its end."""


FacetCommand: TypeAlias = (
    Hold
    | LiftHold
    | Freeze
    | Unfreeze
    | Close
    | Reopen
    | Terminate
    | Reinstate
    | Void
    | Unvoid
    | Lock
    | Unlock
)
