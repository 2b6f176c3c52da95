"""Records: what the stores keep beside the rooms' own values."""

from datetime import datetime
from typing import TypeAlias, final

import attrs

from orderkit.allocation import Shortage, Take
from orderkit.fulfilment import ReturnReceipt, Shipment
from orderkit.invoicing import CreditNote, Invoice
from orderkit.order import Event
from orderkit.settlement import Reconciliation
from orderkit.values import (
    ActorId,
    ChannelCode,
    Currency,
    DocumentNumber,
    Finding,
    InvalidTextError,
    OrderKey,
    OrganisationId,
    PartyId,
    ReceiptId,
    StageName,
    checked_id,
    checked_text,
    utc,
    utc_or_none,
)

__all__ = [
    "Answer",
    "FileUnderWay",
    "GivenUpFile",
    "JournalEntry",
    "Made",
    "OrderHeader",
    "OrderQuery",
    "Page",
    "Recorded",
    "Refusal",
    "WriteOff",
]

# What acts of several commands make beside events.
Made: TypeAlias = Shipment | ReturnReceipt | Invoice | CreditNote | Take | Shortage | Reconciliation


def _reason(text: str) -> str:
    if not checked_text(text).strip():
        raise InvalidTextError(text=text, why="it says nothing")
    return text


@final
@attrs.frozen(kw_only=True)
class Recorded:
    """An event where it stands in the history.

    Attributes:
        position: Global, rising in commit order; a cursor for relays and insight.
        version: The version of the order after the event.
    """

    position: int
    order: OrderKey
    version: int
    event: Event


@final
@attrs.frozen(kw_only=True)
class FileUnderWay:
    """A channel's file of which some rows are stored, and not yet all."""

    channel: ChannelCode
    digest: str
    name: str


@final
@attrs.frozen(kw_only=True)
class GivenUpFile:
    """A channel's file that was broken off, and that nobody will import to its end.

    Attributes:
        name: As the file was named when it was begun.
        rows: How many have a fate, and keep it.
        at: The moment it was given up, kept in UTC.
        reason: In the words of who gave it up; never blank.
    """

    channel: ChannelCode
    digest: str
    name: str
    rows: int
    at: datetime = attrs.field(converter=utc)
    by: ActorId
    reason: str = attrs.field(converter=_reason)


@final
@attrs.frozen(kw_only=True)
class Refusal:
    """A refused command, kept for insight; `fold` never reads it."""

    order: OrderKey
    at: datetime
    by: ActorId
    command: str
    codes: tuple[str, ...]


@final
@attrs.frozen(kw_only=True)
class OrderHeader:
    """The columns that queries use; each equals what the order itself says.

    Attributes:
        open_quantity: Pieces still to leave the house.
        waiting: Of these, backordered ones.
        total: Minor units of the currency.
    """

    order: OrderKey
    version: int
    revision: int
    channel: ChannelCode
    number: str
    customer: PartyId
    stage: StageName
    ordered_at: datetime
    open_quantity: int
    waiting: int
    currency: Currency
    total: int


@final
@attrs.frozen(kw_only=True)
class OrderQuery:
    """Which orders to list; every condition left None matches all.

    Attributes:
        since: Ordered at this moment or later; kept in UTC, as orders keep theirs.
        before: Ordered before this moment.
        with_open: True lists only orders with pieces still to ship.
        with_waiting: True lists only orders with backordered pieces.
        after: The cursor of the page before; empty starts at the first.
        limit: Rows on a page, at most 1,000.
    """

    organisation: OrganisationId
    customer: PartyId | None = None
    channel: ChannelCode | None = None
    number: str | None = None
    stage: StageName | None = None
    since: datetime | None = attrs.field(default=None, converter=utc_or_none)
    before: datetime | None = attrs.field(default=None, converter=utc_or_none)
    with_open: bool = False
    with_waiting: bool = False
    after: str = ""
    limit: int = 100

    def __attrs_post_init__(self) -> None:
        """Refuse what no identity can be: no order has it, and no store could look for it."""
        for text in (self.organisation, self.customer, self.channel, self.number, self.stage):
            if text:
                checked_id(text)


@final
@attrs.frozen(kw_only=True)
class Page:
    """One page of headers, oldest order first.

    Attributes:
        after: The cursor for the next page; empty on the last.
    """

    headers: tuple[OrderHeader, ...]
    after: str = ""


@final
@attrs.frozen(kw_only=True)
class Answer:
    """What was answered first under a key: enough to give the same answer again.

    Attributes:
        digest: Of the content and the order; another digest under the key is a conflict.
        order: None for an act that is about the house, such as a day's receipts.
        since: The version of the order before a decision. Of an act of several commands, both
            versions are 0: what it made tells it.
        until: Its version after it; equal to `since` if nothing happened.
        made: What an act of several commands made.
    """

    digest: str
    order: OrderKey | None
    since: int = 0
    until: int = 0
    findings: tuple[Finding, ...] = ()
    made: tuple[Made, ...] = ()


@final
@attrs.frozen(kw_only=True)
class WriteOff:
    """What was given up of a document, in minor units, such as a bank's fee.

    Attributes:
        receipt: The receipt that was short.
    """

    organisation: OrganisationId
    document: DocumentNumber
    receipt: ReceiptId
    amount: int
    reason: str


@final
@attrs.frozen(kw_only=True)
class JournalEntry:
    """An amount that belongs to the books and to no order, such as a bank's charge.

    Attributes:
        id: Unique in its organisation; derived from where it was read.
        kind: `own_cost` or `bad_debt`.
        amount: Signed minor units, as read.
    """

    id: str
    organisation: OrganisationId
    kind: str
    code: str
    amount: int
    currency: Currency
    at: datetime
    by: ActorId
