"""The six facets: overlays beside the quantities, never states and never one enum.

| facet | scope | meaning | set by, undone by |
| --- | --- | --- | --- |
| close 关闭 | order, line | done, or no longer wanted | `Close`, `Reopen` |
| freeze 冻结 | order, line | a pause | `Freeze`, `Unfreeze` |
| terminate 终止 | line | dead | `Terminate`, `Reinstate` |
| void 作废 | order | never was | `Void`, `Unvoid` |
| lock 锁定 | order | one person edits; may expire | `Lock`, `Unlock` |
| hold 暂挂 | order, line, quantity | something must clear first; may expire | `Hold`, `LiftHold` |
"""

from datetime import datetime
from enum import StrEnum
from typing import final

import attrs

from orderkit.values import ActorId, LineId, RoleName

__all__ = ["Facet", "FacetMark"]


@final
class Facet(StrEnum):
    """Which overlay a mark belongs to."""

    CLOSE = "close"
    FREEZE = "freeze"
    TERMINATE = "terminate"
    VOID = "void"
    LOCK = "lock"
    HOLD = "hold"


@final
@attrs.frozen(kw_only=True)
class FacetMark:
    """One live overlay: who set it, when, why, and on what.

    Attributes:
        id: Unique in its order; derived from the version that set it.
        line: None means the whole order.
        quantity: Pieces held; None means all of the scope. Only a hold has one.
        until: From this moment on the mark no longer counts; None means until lifted.
        role: Who may take a lock away beside its holder; None means nobody.
        auto: Set by the order itself together with its cause, and taken off with it.
    """

    id: str
    facet: Facet
    by: ActorId
    at: datetime
    reason: str
    line: LineId | None = None
    quantity: int | None = None
    until: datetime | None = None
    role: RoleName | None = None
    auto: bool = False

    def live(self, at: datetime) -> bool:
        """Whether it counts at this aware moment."""
        return self.until is None or at < self.until

    def covers(self, line: LineId) -> bool:
        """Whether the line is in its scope."""
        return self.line is None or self.line == line
