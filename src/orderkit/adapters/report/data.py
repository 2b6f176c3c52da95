"""What a report shows, as plain values; where the figures come from is the caller's business."""

from datetime import datetime
from typing import final

import attrs

from orderkit.insight import Cause, FunnelStep, MoveCount, StageTime
from orderkit.values import Currency, Money, utc
from orderkit.workflow import FlowDefinition

__all__ = ["Check", "Partition", "ReportData", "Share", "Trouble"]


@final
@attrs.frozen(kw_only=True)
class Share:
    """A part of a whole, or the whole itself.

    Attributes:
        count: None where nothing is counted.
        amount: None where there is none.
    """

    name: str
    count: int | None = None
    amount: Money | None = None


@final
@attrs.frozen(kw_only=True)
class Partition:
    """A whole and the parts that it falls into, each thing into exactly one."""

    name: str
    whole: Share
    parts: tuple[Share, ...]

    @property
    def adds_up(self) -> bool:
        """Whether counts and amounts of the parts make up those of the whole."""
        counts = [part.count for part in self.parts if part.count is not None]
        amounts = [part.amount for part in self.parts if part.amount is not None]
        count, amount = self.whole.count, self.whole.amount
        return (count is None or sum(counts) == count) and (
            amount is None or sum(amounts, Money.zero(amount.currency)) == amount
        )


@final
@attrs.frozen(kw_only=True)
class Check:
    """An invariant, of how many things it was checked, and whether it holds."""

    name: str
    checked: int
    holds: bool


@final
@attrs.frozen(kw_only=True)
class Trouble:
    """A kind of receipt: how many there were, could be matched, and were matched rightly."""

    name: str
    receipts: int
    payable: int
    right: int


@final
@attrs.frozen(kw_only=True)
class ReportData:
    """Everything a report shows; what is left empty has no section.

    Attributes:
        at: The moment of the figures; kept in UTC.
        zone: The time zone that it is shown in.
        currency: Of the amounts of causes.
        flow: Gives the diagram its stages, and stages and moves their labels.
        causes: Their codes are said by the catalogues.
        labels: Words of the host's own for names above, in the language of the report.
    """

    title: str
    text: str = ""
    at: datetime = attrs.field(converter=utc)
    zone: str = "UTC"
    currency: Currency
    partitions: tuple[Partition, ...] = ()
    flow: FlowDefinition | None = None
    funnel: tuple[FunnelStep, ...] = ()
    moves: tuple[MoveCount, ...] = ()
    times: tuple[StageTime, ...] = ()
    causes: tuple[Cause, ...] = ()
    reconciliation: tuple[Trouble, ...] = ()
    checks: tuple[Check, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
