"""What the host implements: one unit of work with typed stores, and four small services.

Ports are synchronous; an async host runs the desk in a thread. All writes of one command happen
in one `UnitOfWork`: snapshot, events, stock, books, outbox and key are saved together or not at
all. Every store is bound to what it is asked by the organisation in the key.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, final

import attrs

from orderkit.capture import StoredRow
from orderkit.fulfilment import Shipment
from orderkit.inventory import Movement, Reservation, StockPosition
from orderkit.invoicing import CreditNote, Invoice
from orderkit.order import Effect, Event, Order
from orderkit.settlement import Application, OpenItem, Receipt
from orderkit.values import (
    ActorId,
    ChannelCode,
    Currency,
    DocumentNumber,
    EffectId,
    Fact,
    FactKey,
    Finding,
    IdempotencyKey,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    ReceiptId,
    Sku,
    StageName,
    StockKey,
)

__all__ = [
    "Answer",
    "BookStore",
    "Clock",
    "Database",
    "IdSource",
    "ImportStore",
    "JournalEntry",
    "KeyStore",
    "Notifier",
    "NumberStore",
    "OrderHeader",
    "OrderQuery",
    "OrderStore",
    "OutboxStore",
    "Page",
    "Recorded",
    "Refusal",
    "StockStore",
    "SubjectStore",
    "UnitOfWork",
]


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
    """The columns that queries use; each equals what the order itself says."""

    order: OrderKey
    version: int
    revision: int
    channel: ChannelCode
    number: str
    customer: PartyId
    stage: StageName
    ordered_at: datetime
    open_quantity: int
    currency: Currency
    total: int


@final
@attrs.frozen(kw_only=True)
class OrderQuery:
    """Which orders to list; every condition left None matches all.

    Attributes:
        since: Ordered at this moment or later.
        before: Ordered before this moment.
        with_open: True lists only orders with pieces still to ship.
        after: The cursor of the page before; empty starts at the first.
        limit: Rows on a page, at most 1,000.
    """

    organisation: OrganisationId
    customer: PartyId | None = None
    channel: ChannelCode | None = None
    number: str | None = None
    stage: StageName | None = None
    since: datetime | None = None
    before: datetime | None = None
    with_open: bool = False
    after: str = ""
    limit: int = 100


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
    """What a command under a key was answered first: enough to give the same decision again.

    Attributes:
        digest: Of the command's content and order; another digest under the key is a conflict.
        since: The version of the order before the decision.
        until: Its version after it; equal to `since` if nothing happened.
    """

    digest: str
    order: OrderKey
    since: int
    until: int
    findings: tuple[Finding, ...] = ()


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


class OrderStore(Protocol):
    """Orders as snapshots beside their events.

    Laws:
        optimistic: `save` writes only if the stored version is `expected` (0: no order yet), else
            it raises `ConflictError` with why `stale`.
        whole: What `get` gives equals what was saved last.
        complete: `history` is every event ever saved, in version order.
        foreign: A key of another organisation is not found.
    """

    def get(self, key: OrderKey, /) -> Order | None:
        """Give the order as saved last; None if there is none."""
        ...

    def save(self, order: Order, events: Sequence[Event], /, *, expected: int) -> None:
        """Save a snapshot with the events that led to it from `expected`."""
        ...

    def history(self, key: OrderKey, /) -> tuple[Recorded, ...]:
        """Give all events of one order."""
        ...

    def since(self, position: int, /, *, limit: int) -> tuple[Recorded, ...]:
        """Give events of all orders after a global position, in its order."""
        ...

    def find(self, query: OrderQuery, /) -> Page:
        """List headers, by order time and id."""
        ...

    def refuse(self, refusal: Refusal, /) -> None:
        """Keep a refusal for insight."""
        ...

    def refusals(self, organisation: OrganisationId, /) -> tuple[Refusal, ...]:
        """Give all refusals, oldest first."""
        ...


class StockStore(Protocol):
    """Positions, their movements and reservations.

    Laws:
        optimistic: `save` writes only if the stored version is one below the position's, else it
            raises `ConflictError` with why `stale`.
        append-only: A movement is never changed or removed.
    """

    def get(self, key: StockKey, /) -> StockPosition | None:
        """Give one position."""
        ...

    def positions(
        self, organisation: OrganisationId, skus: Iterable[Sku], /
    ) -> tuple[StockPosition, ...]:
        """Give all positions of some skus that have stock on hand, sorted by key."""
        ...

    def save(self, position: StockPosition, movements: Sequence[Movement] = (), /) -> None:
        """Save a position with the movements that led to it."""
        ...

    def reserve(self, reservation: Reservation, /) -> None:
        """Keep a live reservation; an id that lives already is replaced by its new quantity."""
        ...

    def release(self, reservation: Reservation, /) -> None:
        """End a reservation."""
        ...

    def reservations(self, order: OrderKey, /) -> tuple[Reservation, ...]:
        """Give the live reservations of an order, sorted by id."""
        ...

    def backordered(self, organisation: OrganisationId, skus: Iterable[Sku], /) -> tuple[
        OrderId, ...
    ]:
        """Give orders with backordered pieces of some skus, oldest first."""
        ...


class BookStore(Protocol):
    """Documents, open items, receipts and their applications; documents never change."""

    def add_shipment(self, shipment: Shipment, /) -> None:
        """Keep a shipment."""
        ...

    def shipments(self, order: OrderKey, /) -> tuple[Shipment, ...]:
        """Give the shipments of an order, oldest first."""
        ...

    def add_invoice(self, invoice: Invoice, item: OpenItem, /) -> None:
        """Keep an invoice and open its receivable."""
        ...

    def add_credit_note(self, note: CreditNote, item: OpenItem | None = None, /) -> None:
        """Keep a credit note; `item` is its own receivable where it stands alone."""
        ...

    def invoices(self, order: OrderKey, /) -> tuple[Invoice, ...]:
        """Give the invoices of an order, oldest first."""
        ...

    def invoice(
        self, organisation: OrganisationId, number: DocumentNumber, /
    ) -> Invoice | None:
        """Give one invoice."""
        ...

    def open_items(self, organisation: OrganisationId, /) -> tuple[OpenItem, ...]:
        """Give all items with something open, oldest first."""
        ...

    def item(self, organisation: OrganisationId, document: DocumentNumber, /) -> OpenItem | None:
        """Give one receivable."""
        ...

    def save_item(self, organisation: OrganisationId, item: OpenItem, /) -> None:
        """Save a receivable's new figures."""
        ...

    def add_receipt(self, receipt: Receipt, /) -> bool:
        """Keep a receipt; False if its id is known already, and then nothing changes."""
        ...

    def receipts(self, organisation: OrganisationId, /) -> tuple[Receipt, ...]:
        """Give all receipts, by day and id."""
        ...

    def add_application(
        self, organisation: OrganisationId, application: Application, at: datetime, by: ActorId, /
    ) -> None:
        """Keep an application of a receipt; one with a negative amount takes it back."""
        ...

    def applications(
        self, organisation: OrganisationId, receipt: ReceiptId | None = None, /
    ) -> tuple[Application, ...]:
        """Give applications, of one receipt or of all, oldest first."""
        ...

    def add_journal(self, entry: JournalEntry, /) -> None:
        """Keep a journal entry."""
        ...


class SubjectStore(Protocol):
    """Small versioned facts: credit, catalogue prices, customers, marks of what was done.

    Laws:
        versioned: Each `put` adds 1 to the version of its key.
    """

    def read(self, organisation: OrganisationId, keys: Iterable[FactKey], /) -> tuple[Fact, ...]:
        """Give the facts there are, each with its version; what is absent is left out."""
        ...

    def put(self, organisation: OrganisationId, key: FactKey, value: object, /) -> None:
        """Set a fact to a value the codec knows."""
        ...


class NumberStore(Protocol):
    """Gap-free document numbers from a counter row inside the unit of work."""

    def take(self, organisation: OrganisationId, series: str, /) -> int:
        """Give the next number of a series, from 1; a roll-back gives it again."""
        ...


class KeyStore(Protocol):
    """Answers by idempotency key; keys live per organisation and actor."""

    def find(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, /
    ) -> Answer | None:
        """Give the first answer under a key."""
        ...

    def add(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, answer: Answer, /
    ) -> None:
        """Keep the answer; raises `ConflictError` with why `key_reused` if there is one."""
        ...


class OutboxStore(Protocol):
    """Effects that are to leave after the commit, at least once, by stable id."""

    def add(self, effects: Sequence[Effect], /) -> None:
        """Keep effects with what caused them."""
        ...

    def pending(self, *, limit: int) -> tuple[Effect, ...]:
        """Give effects not sent yet, oldest first."""
        ...

    def sent(self, effect: EffectId, /, *, at: datetime) -> None:
        """Mark one as sent."""
        ...


class ImportStore(Protocol):
    """The fate of every row, by file digest and row number; a fate never changes."""

    def add(self, rows: Sequence[StoredRow], /) -> None:
        """Keep fates; a row that is there already raises `ConflictError`."""
        ...

    def rows(self, organisation: OrganisationId, digest: str | None = None, /) -> Iterable[
        StoredRow
    ]:
        """Give stored rows of one file, or of all files in the order of their import."""
        ...

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        ...

    def finish(
        self, organisation: OrganisationId, digest: str, name: str, rows: int, on: date, /
    ) -> None:
        """Mark a file as imported to its end."""
        ...


class UnitOfWork(Protocol):
    """All stores in one transaction."""

    @property
    def orders(self) -> OrderStore:
        """Orders and their events."""
        ...

    @property
    def stock(self) -> StockStore:
        """Stock positions."""
        ...

    @property
    def books(self) -> BookStore:
        """Documents and money."""
        ...

    @property
    def subjects(self) -> SubjectStore:
        """Facts that rules read."""
        ...

    @property
    def numbers(self) -> NumberStore:
        """Document numbers."""
        ...

    @property
    def keys(self) -> KeyStore:
        """Idempotency keys."""
        ...

    @property
    def outbox(self) -> OutboxStore:
        """Effects to send."""
        ...

    @property
    def imports(self) -> ImportStore:
        """Fates of rows."""
        ...


class Database(Protocol):
    """Where units of work come from.

    Laws:
        all or none: Leaving a unit of work normally commits all of it; an exception rolls all of
            it back and goes on up.
        one winner: Of two that save one aggregate on one version, one gets `ConflictError`.
    """

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a unit of work that may write."""
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a consistent view; writing through it is a programmer's mistake."""
        ...


class Clock(Protocol):
    """What time it is for the host."""

    def now(self) -> datetime:
        """Give an aware moment."""
        ...


class IdSource(Protocol):
    """Fresh identities for roots; all other ids derive from them."""

    def next(self, kind: str, /) -> str:
        """Give an id that was never given before for this kind (`order`, `shipment`…)."""
        ...


class Notifier(Protocol):
    """Takes effects to people and systems, at least once; a repeated id is the same message."""

    def send(self, effect: Effect, /) -> None:
        """Deliver one effect, or raise; raising keeps it pending."""
        ...
