"""The stores of the books: documents, receipts, numbers."""

from datetime import date, datetime
from typing import Protocol

from orderkit.invoicing import CreditNote, Invoice
from orderkit.ports.records import JournalEntry, WriteOff
from orderkit.settlement import Application, OpenItem, Receipt
from orderkit.values import ActorId, DocumentNumber, OrderKey, OrganisationId, ReceiptId

__all__ = ["BookStore", "NumberStore"]


class BookStore(Protocol):
    """Documents, open items, receipts and their applications; documents never change."""

    def add_invoice(self, invoice: Invoice, item: OpenItem, /) -> None:
        """Keep an invoice and open its receivable."""
        ...

    def add_credit_note(self, note: CreditNote, item: OpenItem | None = None, /) -> None:
        """Keep a credit note; `item` is its own receivable where it stands alone."""
        ...

    def invoices(self, order: OrderKey, /) -> tuple[Invoice, ...]:
        """Give the invoices of an order, oldest first."""
        ...

    def credit_notes(self, order: OrderKey, /) -> tuple[CreditNote, ...]:
        """Give the credit notes of an order, oldest first."""
        ...

    def invoice(self, organisation: OrganisationId, number: DocumentNumber, /) -> Invoice | None:
        """Give one invoice."""
        ...

    def open_items(self, organisation: OrganisationId, /) -> tuple[OpenItem, ...]:
        """Give all items with something open, oldest first."""
        ...

    def item(self, organisation: OrganisationId, document: DocumentNumber, /) -> OpenItem | None:
        """Give one receivable."""
        ...

    def save_item(self, item: OpenItem, /) -> None:
        """Save new figures; raises `ConflictError` with why `stale` if there is no such item."""
        ...

    def add_receipt(self, receipt: Receipt, /) -> bool:
        """Keep a receipt; False if its id is known already, and then nothing changes."""
        ...

    def receipt(self, organisation: OrganisationId, name: ReceiptId, /) -> Receipt | None:
        """Give one receipt."""
        ...

    def receipts(
        self,
        organisation: OrganisationId,
        /,
        *,
        since: date | None = None,
        with_applications: bool = False,
    ) -> tuple[Receipt, ...]:
        """Give receipts, by day and id.

        Args:
            since: Received on this day or later; None gives all.
            with_applications: True gives only those that something was made of.
        """
        ...

    def add_application(
        self, organisation: OrganisationId, application: Application, at: datetime, by: ActorId, /
    ) -> None:
        """Keep an application of a receipt; one with a negative amount takes it back."""
        ...

    def applications(
        self,
        organisation: OrganisationId,
        /,
        *,
        receipt: ReceiptId | None = None,
        document: DocumentNumber | None = None,
    ) -> tuple[Application, ...]:
        """Give applications, of one receipt, of one document or of all, oldest first."""
        ...

    def add_write_off(self, write_off: WriteOff, at: datetime, by: ActorId, /) -> None:
        """Keep what was given up."""
        ...

    def add_journal(self, entry: JournalEntry, /) -> None:
        """Keep a journal entry."""
        ...


class NumberStore(Protocol):
    """Gap-free document numbers, and their moments, from a row inside the unit of work."""

    def take(self, organisation: OrganisationId, series: str, /) -> int:
        """Give the next number of a series, from 1; a roll-back gives it again."""
        ...

    def dated(self, organisation: OrganisationId, series: str, at: datetime, /) -> datetime:
        """Give the later of a moment and the latest so given of the series, and keep it.

        So dates never fall along a series, even where the clock runs back; a roll-back forgets it.
        """
        ...
