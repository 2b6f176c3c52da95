"""The books in SQLite: documents, open items, receipts, applications and the journal."""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, TypeAlias, final

from orderkit.adapters.sqlite.documents import SqliteDocuments
from orderkit.codec import dumps, loads, read_currency, write_currency
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
    PartyId,
    ReceiptId,
)

__all__ = ["SqliteBooks"]

_ITEM: Final = (
    "organisation, number, customer, currency, total, applied, credited, written_off,"
    " issued, due, refs"
)
_RECEIPT: Final = "receipt, amount, currency, received_on, payer_account, payer_name, text"
_Paid: TypeAlias = tuple[str, int, str, str, str, str, str]
_Row: TypeAlias = tuple[str, str, str, str, int, int, int, int, str, str, bytes]


@final
class SqliteBooks:
    """The `BookStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._execute = connection.execute
        self._documents = SqliteDocuments(connection)

    def add_invoice(self, invoice: Invoice, item: OpenItem, /) -> None:
        """Keep an invoice and open its receivable."""
        self._documents.add_invoice(invoice)
        self._add_item(item)

    def add_credit_note(self, note: CreditNote, item: OpenItem | None = None, /) -> None:
        """Keep a credit note; `item` is its own receivable where it stands alone."""
        self._documents.add_credit_note(note)
        if item is not None:
            self._add_item(item)

    def invoices(self, order: OrderKey, /) -> tuple[Invoice, ...]:
        """Give the invoices of an order, oldest first."""
        return self._documents.invoices(order)

    def credit_notes(self, order: OrderKey, /) -> tuple[CreditNote, ...]:
        """Give the credit notes of an order, oldest first."""
        return self._documents.credit_notes(order)

    def invoice(self, organisation: OrganisationId, number: DocumentNumber, /) -> Invoice | None:
        """Give one invoice."""
        return self._documents.invoice(organisation, number)

    def _add_item(self, item: OpenItem) -> None:
        self._execute(
            # The columns are this module's own; every value is bound.
            f"INSERT INTO open_items ({_ITEM}) VALUES (?{', ?' * 10})",  # noqa: S608 - names of this module alone
            (
                item.key.organisation,
                item.key.number,
                item.customer,
                write_currency(item.currency),
                item.total,
                item.applied,
                item.credited,
                item.written_off,
                item.issued.isoformat(),
                item.due.isoformat(),
                dumps(item.references),
            ),
        )

    def open_items(self, organisation: OrganisationId, /) -> tuple[OpenItem, ...]:
        """Give all items with something open, oldest first."""
        rows: Iterable[_Row] = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_ITEM} FROM open_items WHERE organisation = ?"  # noqa: S608 - names of this module alone
            " AND total - applied - credited - written_off <> 0 ORDER BY issued, number",
            (organisation,),
        )
        return tuple(map(_item, rows))

    def item(self, organisation: OrganisationId, document: DocumentNumber, /) -> OpenItem | None:
        """Give one receivable."""
        row: _Row | None = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_ITEM} FROM open_items WHERE organisation = ? AND number = ?",  # noqa: S608 - names of this module alone
            (organisation, document),
        ).fetchone()
        return None if row is None else _item(row)

    def save_item(self, item: OpenItem, /) -> None:
        """Save a receivable's new figures."""
        changed = self._execute(
            "UPDATE open_items SET applied = ?, credited = ?, written_off = ?"
            " WHERE organisation = ? AND number = ?",
            (
                item.applied,
                item.credited,
                item.written_off,
                item.key.organisation,
                item.key.number,
            ),
        )
        if changed.rowcount != 1:
            raise ConflictError(subject=str(item.key), why="stale")

    def add_receipt(self, receipt: Receipt, /) -> bool:
        """Keep a receipt; False if its id is known already, and then nothing changes."""
        added = self._execute(
            "INSERT INTO receipts (organisation, receipt, amount, currency, received_on,"
            " payer_account, payer_name, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (organisation, receipt) DO NOTHING",
            (
                receipt.organisation,
                receipt.id,
                receipt.amount,
                write_currency(receipt.currency),
                receipt.received_on.isoformat(),
                receipt.payer_account,
                receipt.payer_name,
                receipt.text,
            ),
        )
        return added.rowcount == 1

    def receipt(self, organisation: OrganisationId, name: ReceiptId, /) -> Receipt | None:
        """Give one receipt."""
        row: _Paid | None = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_RECEIPT} FROM receipts WHERE organisation = ? AND receipt = ?",  # noqa: S608 - names of this module alone
            (organisation, name),
        ).fetchone()
        return None if row is None else _receipt(organisation, row)

    def receipts(
        self,
        organisation: OrganisationId,
        /,
        *,
        since: date | None = None,
        with_applications: bool = False,
    ) -> tuple[Receipt, ...]:
        """Give receipts, by day and id."""
        rows: Iterable[_Paid] = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_RECEIPT} FROM receipts AS found"  # noqa: S608 - names of this module alone
            " WHERE organisation = ? AND received_on >= ?"
            " AND (NOT ? OR EXISTS (SELECT 1 FROM applications AS of"
            " WHERE of.organisation = found.organisation AND of.receipt = found.receipt))"
            " ORDER BY received_on, receipt",
            (organisation, "" if since is None else since.isoformat(), with_applications),
        )
        return tuple(_receipt(organisation, row) for row in rows)

    def add_application(
        self, organisation: OrganisationId, application: Application, at: datetime, by: ActorId, /
    ) -> None:
        """Keep an application of a receipt; one with a negative amount takes it back."""
        self._execute(
            "INSERT INTO applications"
            " (organisation, receipt, number, amount, at, actor, functional)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                organisation,
                application.receipt,
                application.document,
                application.amount,
                at.isoformat(),
                by,
                application.functional,
            ),
        )

    def applications(
        self,
        organisation: OrganisationId,
        /,
        *,
        receipt: ReceiptId | None = None,
        document: DocumentNumber | None = None,
    ) -> tuple[Application, ...]:
        """Give applications, of one receipt, of one document or of all, oldest first."""
        rows = self._execute(
            "SELECT receipt, number, amount, functional FROM applications WHERE organisation = ?"
            " AND (? IS NULL OR receipt = ?) AND (? IS NULL OR number = ?) ORDER BY id",
            (organisation, receipt, receipt, document, document),
        )
        return tuple(
            Application(
                receipt=ReceiptId(name),
                document=DocumentNumber(number),
                amount=amount,
                functional=functional,
            )
            for name, number, amount, functional in rows
        )

    def add_write_off(self, write_off: WriteOff, at: datetime, by: ActorId, /) -> None:
        """Keep what was given up."""
        self._execute(
            "INSERT INTO write_offs (organisation, number, receipt, amount, reason, at, actor)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                write_off.organisation,
                write_off.document,
                write_off.receipt,
                write_off.amount,
                write_off.reason,
                at.isoformat(),
                by,
            ),
        )

    def add_journal(self, entry: JournalEntry, /) -> None:
        """Keep a journal entry."""
        self._execute(
            "INSERT INTO journal (organisation, entry, kind, code, amount, currency, at, actor)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.organisation,
                entry.id,
                entry.kind,
                entry.code,
                entry.amount,
                write_currency(entry.currency),
                entry.at.isoformat(),
                entry.by,
            ),
        )


def _receipt(organisation: OrganisationId, row: _Paid) -> Receipt:
    name, amount, currency, on, account, payer, text = row
    return Receipt(
        id=ReceiptId(name),
        organisation=organisation,
        amount=amount,
        currency=read_currency(currency),
        received_on=date.fromisoformat(on),
        payer_account=account,
        payer_name=payer,
        text=text,
    )


def _item(row: _Row) -> OpenItem:
    organisation, number, customer, currency, total, applied, credited, off, issued, due, refs = row
    references = loads(refs)
    return OpenItem(
        key=DocumentKey(OrganisationId(organisation), DocumentNumber(number)),
        customer=PartyId(customer),
        currency=read_currency(currency),
        total=total,
        applied=applied,
        credited=credited,
        written_off=off,
        issued=date.fromisoformat(issued),
        due=date.fromisoformat(due),
        references=tuple(references) if isinstance(references, list) else (),
    )
