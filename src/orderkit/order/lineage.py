"""Lineage: from which orders lines came, and into which they went.

A line that is split off, merged or copied is named on both sides, so that none vanishes and every
piece can be followed back to where it was first ordered.
"""

from datetime import datetime
from enum import StrEnum
from typing import final

import attrs

from orderkit.values import ActorId, Context, LineId, OrderId, utc

__all__ = ["Descent", "LineageKind"]


@final
class LineageKind(StrEnum):
    """By which act."""

    SPLIT = "split"
    MERGE = "merge"
    COPY = "copy"


@final
@attrs.frozen(kw_only=True)
class Descent:
    """So many pieces of a line that came from another order, or went into one.

    Attributes:
        line: In this order.
        quantity: Pieces that moved; of a copy, those that were copied.
        other: The other order, of the same organisation.
        other_line: What the line is called there.
        went: Whether the pieces went there; else they came from there.
    """

    kind: LineageKind
    line: LineId
    quantity: int
    other: OrderId
    other_line: LineId
    went: bool
    by: ActorId
    at: datetime = attrs.field(converter=utc)

    @classmethod
    def to(
        cls,
        kind: LineageKind,
        line: LineId,
        quantity: int,
        there: tuple[OrderId, LineId],
        context: Context,
    ) -> "Descent":
        """Pieces that go to a line of another order."""
        return cls._of(kind, line, quantity, there, context, went=True)

    @classmethod
    def out_of(
        cls,
        kind: LineageKind,
        line: LineId,
        quantity: int,
        there: tuple[OrderId, LineId],
        context: Context,
    ) -> "Descent":
        """Pieces that come from a line of another order."""
        return cls._of(kind, line, quantity, there, context, went=False)

    @classmethod
    def _of(
        cls,
        kind: LineageKind,
        line: LineId,
        quantity: int,
        there: tuple[OrderId, LineId],
        context: Context,
        *,
        went: bool,
    ) -> "Descent":
        other, other_line = there
        return cls(
            kind=kind,
            line=line,
            quantity=quantity,
            other=other,
            other_line=other_line,
            went=went,
            by=context.actor.id,
            at=context.at,
        )
