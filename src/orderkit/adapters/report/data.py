"""What a report shows, as plain values; where the figures come from is the caller's business."""

from datetime import datetime
from fractions import Fraction
from typing import final

import attrs

from orderkit.insight import Cause, Entry, Figures
from orderkit.values import Currency, Money, utc
from orderkit.workflow import FlowDefinition

__all__ = [
    "CauseGroup",
    "Check",
    "Edition",
    "Headline",
    "Identity",
    "Note",
    "Partition",
    "Reconciliation",
    "ReportData",
    "Share",
    "Story",
    "Term",
    "Trouble",
]


@final
@attrs.frozen(kw_only=True)
class Edition:
    """The same report in another language.

    Attributes:
        label: The name of the language, in itself.
        file: Its name beside this one.
    """

    label: str
    file: str


@final
@attrs.frozen(kw_only=True)
class Headline:
    """A figure to see first."""

    name: str
    shown: str
    under: str = ""


@final
@attrs.frozen(kw_only=True)
class Note:
    """What a reader must know before the figures, such as where they come from."""

    title: str
    items: tuple[str, ...]


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
    text: str = ""

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
class Term:
    """An amount in a sum, by its name; `minus` takes it away."""

    name: str
    amount: Money
    minus: bool = False


@final
@attrs.frozen(kw_only=True)
class Identity:
    """Two sums of one currency that must be equal; neither is empty."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]

    @property
    def totals(self) -> tuple[Money, Money]:
        """What the sides come to."""
        return _total(self.left), _total(self.right)

    @property
    def holds(self) -> bool:
        """Whether they are equal."""
        left, right = self.totals
        return left == right


def _total(terms: tuple[Term, ...]) -> Money:
    signed = [-term.amount if term.minus else term.amount for term in terms]
    return sum(signed[1:], signed[0])


@final
@attrs.frozen(kw_only=True)
class CauseGroup:
    """Causes that are counted in the same thing, such as rows or commands.

    Attributes:
        what: What the codes are, where they are not those of findings.
    """

    name: str
    causes: tuple[Cause, ...]
    text: str = ""
    what: str = ""


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
class Reconciliation:
    """How well receipts were matched, where the truth about them is known.

    Attributes:
        precision: Of what was matched, the part that is right.
        recall: Of what could be matched, the part that was matched right.
        troubles: A receipt may have several.
    """

    precision: Fraction
    recall: Fraction
    troubles: tuple[Trouble, ...] = ()


@final
@attrs.frozen(kw_only=True)
class Story:
    """The timeline of one order.

    Attributes:
        text: Which order it is, and why it is told.
        currency: Of its amounts.
    """

    text: str
    currency: Currency
    entries: tuple[Entry, ...]


@final
@attrs.frozen(kw_only=True)
class Check:
    """An invariant, of how many things it was checked, and whether it holds."""

    name: str
    checked: int
    holds: bool


@final
@attrs.frozen(kw_only=True)
class ReportData:
    """Everything a report shows, in the language of the report; what is left empty has no section.

    Attributes:
        at: The moment of the figures; kept in UTC.
        zone: The time zone that it is shown in.
        currency: Of the amounts of causes.
        flow: Gives the diagram its stages, and stages and moves their labels.
    """

    title: str
    text: str = ""
    at: datetime = attrs.field(converter=utc)
    zone: str = "UTC"
    currency: Currency
    flow: FlowDefinition
    editions: tuple[Edition, ...] = ()
    headlines: tuple[Headline, ...] = ()
    notes: tuple[Note, ...] = ()
    partitions: tuple[Partition, ...] = ()
    identities: tuple[Identity, ...] = ()
    figures: Figures | None = None
    causes: tuple[CauseGroup, ...] = ()
    reconciliation: Reconciliation | None = None
    story: Story | None = None
    checks: tuple[Check, ...] = ()
