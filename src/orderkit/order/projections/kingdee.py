"""An order's marks as Kingdee's cloud ERP keeps them: flags of the head, and of each row.

A hold (暂挂) and a lock (锁定) have no flag there.
"""

from datetime import datetime
from enum import StrEnum
from typing import final

import attrs

from orderkit.order.facets import Facet, FacetMark
from orderkit.order.model import Order
from orderkit.values import LineId

__all__ = ["KingdeeFacets", "KingdeeFlag", "KingdeeRow", "kingdee_facets"]


@final
class KingdeeFlag(StrEnum):
    """A flag as it is stored there: A is no, B is yes."""

    NO = "A"
    YES = "B"


@final
@attrs.frozen(kw_only=True)
class KingdeeRow:
    """The flags of a row.

    Attributes:
        closed: 业务关闭; a row of a closed order is closed.
        frozen: 业务冻结; a row of a frozen order is frozen.
        terminated: 业务终止.
    """

    line: LineId
    closed: KingdeeFlag
    frozen: KingdeeFlag
    terminated: KingdeeFlag


@final
@attrs.frozen(kw_only=True)
class KingdeeFacets:
    """The flags of an order.

    Attributes:
        closed: 关闭状态; also where every row is closed or terminated.
        frozen: 冻结状态; where every row is.
        terminated: 终止状态; where every row is.
        void: 作废状态.
        rows: One for each line, in their order.
    """

    closed: KingdeeFlag
    frozen: KingdeeFlag
    terminated: KingdeeFlag
    void: KingdeeFlag
    rows: tuple[KingdeeRow, ...]


def kingdee_facets(order: Order, at: datetime) -> KingdeeFacets:
    """The flags of an order at an aware moment."""
    marks = {facet: order.marked(facet, at) for facet in Facet}
    rows = tuple(
        KingdeeRow(
            line=line.id,
            closed=_covered(marks[Facet.CLOSE], line.id),
            frozen=_covered(marks[Facet.FREEZE], line.id),
            terminated=_covered(marks[Facet.TERMINATE], line.id),
        )
        for line in order.terms.lines
    )
    ended = [KingdeeFlag.YES in (row.closed, row.terminated) for row in rows]
    return KingdeeFacets(
        closed=_flag(_whole(marks[Facet.CLOSE]) or _every(ended)),
        frozen=_flag(_whole(marks[Facet.FREEZE]) or _every([_is(row.frozen) for row in rows])),
        terminated=_flag(_every([_is(row.terminated) for row in rows])),
        void=_flag(_whole(marks[Facet.VOID])),
        rows=rows,
    )


def _covered(marks: tuple[FacetMark, ...], line: LineId) -> KingdeeFlag:
    return _flag(any(mark.covers(line) for mark in marks))


def _whole(marks: tuple[FacetMark, ...]) -> bool:
    return any(mark.line is None for mark in marks)


def _every(flags: list[bool]) -> bool:
    return bool(flags) and all(flags)


def _is(flag: KingdeeFlag) -> bool:
    return flag is KingdeeFlag.YES


def _flag(yes: bool) -> KingdeeFlag:  # noqa: FBT001 - it is the very thing that is written
    return KingdeeFlag.YES if yes else KingdeeFlag.NO
