"""Invoices and credit notes in SQLite, with their lines."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, TypeAlias, final

from orderkit.codec import read_currency, write_currency
from orderkit.invoicing import CreditNote, DocumentLine, Invoice
from orderkit.values import (
    DocumentKey,
    DocumentNumber,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

__all__ = ["SqliteDocuments"]

_COLUMNS: Final = (
    "id, organisation, number, order_id, customer, currency, issued_at, due, invoice, reason"
)
_Row: TypeAlias = tuple[int, str, str, str | None, str, str, str, str | None, str | None, str]


@final
class SqliteDocuments:
    """The documents of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        self._execute = connection.execute

    def add_invoice(self, invoice: Invoice) -> None:
        """Keep an invoice."""
        key = invoice.key
        ref = self._execute(
            "INSERT INTO documents (organisation, number, kind, order_id, customer, currency,"
            " issued_at, due, reason, total) VALUES (?, ?, 'invoice', ?, ?, ?, ?, ?, '', ?)",
            (
                key.organisation,
                key.number,
                invoice.order.order,
                invoice.customer,
                write_currency(invoice.currency),
                invoice.issued_at.isoformat(),
                invoice.due.isoformat(),
                invoice.total,
            ),
        ).lastrowid
        self._add_lines(ref or 0, invoice.lines)

    def add_credit_note(self, note: CreditNote) -> None:
        """Keep a credit note."""
        key = note.key
        ref = self._execute(
            "INSERT INTO documents (organisation, number, kind, order_id, customer, currency,"
            " issued_at, invoice, reason, total)"
            " VALUES (?, ?, 'credit_note', ?, ?, ?, ?, ?, ?, ?)",
            (
                key.organisation,
                key.number,
                None if note.order is None else note.order.order,
                note.customer,
                write_currency(note.currency),
                note.issued_at.isoformat(),
                note.invoice,
                note.reason,
                note.total,
            ),
        ).lastrowid
        self._add_lines(ref or 0, note.lines)

    def _add_lines(self, ref: int, lines: Sequence[DocumentLine]) -> None:
        self._connection.executemany(
            "INSERT INTO document_lines"
            " (document_ref, order_id, line, sku, quantity, amount, description)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    ref,
                    line.order,
                    line.line,
                    line.sku,
                    line.quantity,
                    line.amount,
                    line.description,
                )
                for line in lines
            ],
        )

    def invoices(self, order: OrderKey) -> tuple[Invoice, ...]:
        """The invoices of an order, oldest first."""
        return tuple(map(self._invoice, self._of(order, "invoice")))

    def credit_notes(self, order: OrderKey) -> tuple[CreditNote, ...]:
        """The credit notes of an order, oldest first."""
        return tuple(map(self._credit_note, self._of(order, "credit_note")))

    def invoice(self, organisation: OrganisationId, number: DocumentNumber) -> Invoice | None:
        """One invoice."""
        row: _Row | None = self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_COLUMNS} FROM documents"  # noqa: S608
            " WHERE organisation = ? AND number = ? AND kind = 'invoice'",
            (organisation, number),
        ).fetchone()
        return None if row is None else self._invoice(row)

    def _of(self, order: OrderKey, kind: str) -> list[_Row]:
        return self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_COLUMNS} FROM documents"  # noqa: S608
            " WHERE organisation = ? AND order_id = ? AND kind = ? ORDER BY id",
            (order.organisation, order.order, kind),
        ).fetchall()

    def _invoice(self, row: _Row) -> Invoice:
        ref, organisation, number, order, customer, currency, issued_at, due, _, _ = row
        here = OrganisationId(organisation)
        return Invoice(
            key=DocumentKey(here, DocumentNumber(number)),
            order=OrderKey(here, OrderId(order or "")),
            customer=PartyId(customer),
            currency=read_currency(currency),
            issued_at=datetime.fromisoformat(issued_at),
            due=date.fromisoformat(due or ""),
            lines=self._lines(ref),
        )

    def _credit_note(self, row: _Row) -> CreditNote:
        ref, organisation, number, order, customer, currency, issued_at, _, invoice, reason = row
        here = OrganisationId(organisation)
        return CreditNote(
            key=DocumentKey(here, DocumentNumber(number)),
            order=None if order is None else OrderKey(here, OrderId(order)),
            customer=PartyId(customer),
            currency=read_currency(currency),
            issued_at=datetime.fromisoformat(issued_at),
            lines=self._lines(ref),
            invoice=None if invoice is None else DocumentNumber(invoice),
            reason=reason,
        )

    def _lines(self, ref: int) -> tuple[DocumentLine, ...]:
        rows = self._execute(
            "SELECT order_id, line, sku, quantity, amount, description"
            " FROM document_lines WHERE document_ref = ? ORDER BY rowid",
            (ref,),
        )
        return tuple(
            DocumentLine(
                order=OrderId(order),
                line=LineId(line),
                sku=sku,
                quantity=quantity,
                amount=amount,
                description=description,
            )
            for order, line, sku, quantity, amount, description in rows
        )
