"""Amendments: changes of a placed order that wait, and lines that are no more.

An amendment names the revision that it was drawn up on, and what its author saw in each field that
it touches. So it can be told exactly from what it was overtaken by, however many revisions later.
"""

from datetime import datetime
from typing import TypeAlias, final

import attrs

from orderkit.order.changes import AmendmentChange
from orderkit.order.ledger import Bucket
from orderkit.order.line import AttributeValue
from orderkit.values import ActorId, LineId, Sku, Unit, Vote, utc

__all__ = ["Amendment", "FieldValue", "RemovedLine", "Resized", "Seen"]

FieldValue: TypeAlias = AttributeValue | None


@final
@attrs.frozen
class Seen:
    """What stood in a field of the terms.

    Attributes:
        path: As the reader of a form would point: `lines/2/quantity`, `ship_to`.
        value: None where nothing stood there.
    """

    path: str
    value: FieldValue


@final
@attrs.frozen(kw_only=True)
class Amendment:
    """Changes that somebody proposed and that are not applied yet.

    Attributes:
        id: Unique in its order; derived from the version that proposed it.
        base: The revision it was drawn up on.
        seen: What its author saw in the fields that it touches, sorted by path.
        on_behalf_of: In whose name; None means in that of the person themselves.
        votes: Cast on the terms that it comes to, oldest first.
        approved: The digest of the terms that were approved; empty if none were.
    """

    id: str
    base: int
    changes: tuple[AmendmentChange, ...]
    seen: tuple[Seen, ...]
    by: ActorId
    at: datetime = attrs.field(converter=utc)
    reason: str = ""
    on_behalf_of: ActorId | None = None
    votes: tuple[Vote, ...] = ()
    approved: str = ""


@final
@attrs.frozen(kw_only=True)
class RemovedLine:
    """A line that was taken out of the terms, so that nothing vanishes without a word.

    Attributes:
        quantity: What it was for when it went.
        revision: The first revision that was without it.
    """

    id: LineId
    sku: Sku
    unit: Unit
    quantity: int
    revision: int


@final
@attrs.frozen
class Resized:
    """So many pieces of a line more in a bucket, or fewer, since its quantity is another.

    Attributes:
        by: Above zero they came, below zero they went.
    """

    line: LineId
    bucket: Bucket
    by: int
