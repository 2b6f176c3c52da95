"""Lineage: from which orders lines came, and into which they went.

A line that is split off, merged or copied is named on both sides, so that none vanishes and every
piece can be followed back to where it was first ordered.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, final

import attrs

from orderkit.order.line import InvalidTermsError, refuse_other_kinds
from orderkit.values import MOST, ActorId, Context, LineId, OrderId, field_check, shown, utc

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

    def __attrs_post_init__(self) -> None:
        """Refuse what names no pieces."""
        refuse_other_kinds(_WRONG_IN_DESCENT(self), "lineage")
        if not 1 <= self.quantity <= MOST:
            raise InvalidTermsError(path="lineage/quantity", why=shown(repr(self.quantity)))

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


_WRONG_IN_DESCENT: Final = field_check(Descent)
