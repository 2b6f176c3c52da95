"""The books in memory: documents, open items, receipts, applications and the journal."""

from datetime import date, datetime
from operator import attrgetter
from typing import TypeAlias, final

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.errors import ConflictError
from orderkit.invoicing import CreditNote, Invoice
from orderkit.ports import JournalEntry, WriteOff
from orderkit.settlement import Application, OpenItem, Receipt
from orderkit.values import (
    ActorId,
    DocumentKey,
    DocumentNumber,
    OrderKey,
    OrganisationId,
    ReceiptId,
)

__all__ = ["MemoryBooks"]

_Applied: TypeAlias = tuple[Application, datetime, ActorId]
_GivenUp: TypeAlias = tuple[WriteOff, datetime, ActorId]


@final
class MemoryBooks:
    """The `BookStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._documents = Table[DocumentKey, Invoice | CreditNote](log)
        self._of_order = Table[OrderKey, tuple[Invoice | CreditNote, ...]](log)
        self._items = Table[DocumentKey, OpenItem](log)
        self._receipts = Table[tuple[OrganisationId, ReceiptId], Receipt](log)
        self._applications = Table[OrganisationId, tuple[_Applied, ...]](log)
        self._write_offs = Table[int, _GivenUp](log)
        self._journal = Table[tuple[OrganisationId, str], JournalEntry](log)

    def add_invoice(self, invoice: Invoice, item: OpenItem, /) -> None:
        """Keep an invoice and open its receivable."""
        self._add(invoice, invoice.order)
        self._items.add(item.key, item, operation="write")

    def add_credit_note(self, note: CreditNote, item: OpenItem | None = None, /) -> None:
        """Keep a credit note; `item` is its own receivable where it stands alone."""
        self._add(note, note.order)
        if item is not None:
            self._items.add(item.key, item, operation="write")

    def _add(self, document: Invoice | CreditNote, order: OrderKey | None) -> None:
        self._documents.add(document.key, document, operation="write")
        if order is not None:
            self._of_order.put(order, (*(self._of_order.get(order) or ()), document))

    def invoices(self, order: OrderKey, /) -> tuple[Invoice, ...]:
        """Give the invoices of an order, oldest first."""
        documents = self._of_order.get(order) or ()
        return tuple(document for document in documents if isinstance(document, Invoice))

    def credit_notes(self, order: OrderKey, /) -> tuple[CreditNote, ...]:
        """Give the credit notes of an order, oldest first."""
        documents = self._of_order.get(order) or ()
        return tuple(document for document in documents if isinstance(document, CreditNote))

    def invoice(self, organisation: OrganisationId, number: DocumentNumber, /) -> Invoice | None:
        """Give one invoice."""
        found = self._documents.get(DocumentKey(organisation, number))
        return found if isinstance(found, Invoice) else None

    def open_items(self, organisation: OrganisationId, /) -> tuple[OpenItem, ...]:
        """Give all items with something open, oldest first."""
        items = [
            item
            for item in self._items.values()
            if item.key.organisation == organisation and item.open
        ]
        return tuple(sorted(items, key=attrgetter("issued", "key.number")))

    def item(self, organisation: OrganisationId, document: DocumentNumber, /) -> OpenItem | None:
        """Give one receivable."""
        return self._items.get(DocumentKey(organisation, document))

    def save_item(self, item: OpenItem, /) -> None:
        """Save a receivable's new figures."""
        if self._items.get(item.key) is None:
            raise ConflictError(subject=str(item.key), why="stale")
        self._items.put(item.key, item)

    def add_receipt(self, receipt: Receipt, /) -> bool:
        """Keep a receipt; False if its id is known already, and then nothing changes."""
        key = receipt.organisation, receipt.id
        if self._receipts.get(key) is not None:
            return False
        self._receipts.put(key, receipt)
        return True

    def receipt(self, organisation: OrganisationId, name: ReceiptId, /) -> Receipt | None:
        """Give one receipt."""
        return self._receipts.get((organisation, name))

    def receipts(
        self,
        organisation: OrganisationId,
        /,
        *,
        since: date | None = None,
        with_applications: bool = False,
    ) -> tuple[Receipt, ...]:
        """Give receipts, by day and id."""
        applied = {each.receipt for each in self.applications(organisation)}
        found = [
            each
            for each in self._receipts.values()
            if each.organisation == organisation
            and (since is None or each.received_on >= since)
            and (each.id in applied or not with_applications)
        ]
        return tuple(sorted(found, key=attrgetter("received_on", "id")))

    def add_application(
        self, organisation: OrganisationId, application: Application, at: datetime, by: ActorId, /
    ) -> None:
        """Keep an application of a receipt; one with a negative amount takes it back."""
        before = self._applications.get(organisation) or ()
        self._applications.put(organisation, (*before, (application, at, by)))

    def applications(
        self,
        organisation: OrganisationId,
        /,
        *,
        receipt: ReceiptId | None = None,
        document: DocumentNumber | None = None,
    ) -> tuple[Application, ...]:
        """Give applications, of one receipt, of one document or of all, oldest first."""
        return tuple(
            each
            for each, _, _ in self._applications.get(organisation) or ()
            if receipt in {None, each.receipt} and document in {None, each.document}
        )

    def add_write_off(self, write_off: WriteOff, at: datetime, by: ActorId, /) -> None:
        """Keep what was given up."""
        self._write_offs.put(len(self._write_offs), (write_off, at, by))

    def add_journal(self, entry: JournalEntry, /) -> None:
        """Keep a journal entry."""
        self._journal.add((entry.organisation, entry.id), entry, operation="write")
