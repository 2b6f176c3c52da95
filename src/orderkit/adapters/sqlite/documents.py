"""Invoices and credit notes in SQLite, with their lines."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final, TypeAlias, final

from orderkit.codec import (
    read_currency,
    read_exact,
    read_parts,
    write_currency,
    write_parts,
)
from orderkit.invoicing import CreditNote, DocumentLine, Instalment, Invoice
from orderkit.order import Adjustment, FunctionalSums, Rate, TaxShare
from orderkit.values import (
    DocumentKey,
    DocumentNumber,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    digest_of,
)

__all__ = ["SqliteDocuments"]

_COLUMNS: Final = (
    "id, organisation, number, order_id, customer, currency, issued_at, due, invoice, reason, rate"
)
_Row: TypeAlias = tuple[
    int, str, str, str | None, str, str, str, str | None, str | None, str, bytes
]


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
            " issued_at, due, reason, total, rate, digest)"
            " VALUES (?, ?, 'invoice', ?, ?, ?, ?, ?, '', ?, ?, ?)",
            (
                key.organisation,
                key.number,
                invoice.order.order,
                invoice.customer,
                write_currency(invoice.currency),
                invoice.issued_at.isoformat(),
                invoice.due.isoformat(),
                invoice.total,
                _rate(invoice),
                digest_of(invoice),
            ),
        ).lastrowid
        self._add_lines(ref or 0, invoice.lines)
        self._connection.executemany(
            "INSERT INTO instalments (document_ref, due, amount) VALUES (?, ?, ?)",
            [(ref, part.due.isoformat(), part.amount) for part in invoice.instalments],
        )

    def add_credit_note(self, note: CreditNote) -> None:
        """Keep a credit note."""
        key = note.key
        ref = self._execute(
            "INSERT INTO documents (organisation, number, kind, order_id, customer, currency,"
            " issued_at, invoice, reason, total, rate, digest)"
            " VALUES (?, ?, 'credit_note', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                _rate(note),
                digest_of(note),
            ),
        ).lastrowid
        self._add_lines(ref or 0, note.lines)

    def _add_lines(self, ref: int, lines: Sequence[DocumentLine]) -> None:
        self._connection.executemany(
            "INSERT INTO document_lines"
            " (document_ref, order_id, line, sku, quantity, amount, description, adjustments,"
            " functional_net, functional_tax) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    ref,
                    line.order,
                    line.line,
                    line.sku,
                    line.quantity,
                    line.amount,
                    line.description,
                    write_parts(line.adjustments),
                    line.functional and line.functional.net,
                    line.functional and line.functional.tax,
                )
                for line in lines
            ],
        )
        self._connection.executemany(
            "INSERT INTO document_taxes"
            " (document_ref, place, code, rate, net, tax, included, shares)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    ref,
                    place,
                    tax.code,
                    str(tax.rate),
                    tax.net,
                    tax.tax,
                    tax.included,
                    write_parts(tax.shares),
                )
                for place, line in enumerate(lines)
                for tax in line.taxes
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
            f"SELECT {_COLUMNS} FROM documents"  # noqa: S608 - names of this module alone
            " WHERE organisation = ? AND number = ? AND kind = 'invoice'",
            (organisation, number),
        ).fetchone()
        return None if row is None else self._invoice(row)

    def issued(self) -> Iterator[tuple[str, str, Callable[[], Invoice | CreditNote]]]:
        """Give each document that has a digest: its number, that digest, and how it is read."""
        heads = self._execute(
            "SELECT kind, digest FROM documents WHERE digest <> '' ORDER BY id"
        ).fetchall()
        rows: list[_Row] = self._execute(
            # The columns are this module's own.
            f"SELECT {_COLUMNS} FROM documents WHERE digest <> '' ORDER BY id"  # noqa: S608 - names of this module alone
        ).fetchall()
        for (kind, digest), row in zip(heads, rows, strict=True):
            if kind == "invoice":
                yield row[2], digest, partial(self._invoice, row)
            else:
                yield row[2], digest, partial(self._credit_note, row)

    def _of(self, order: OrderKey, kind: str) -> list[_Row]:
        return self._execute(
            # The columns are this module's own; every value is bound.
            f"SELECT {_COLUMNS} FROM documents"  # noqa: S608 - names of this module alone
            " WHERE organisation = ? AND order_id = ? AND kind = ? ORDER BY id",
            (order.organisation, order.order, kind),
        ).fetchall()

    def _invoice(self, row: _Row) -> Invoice:
        ref, organisation, number, order, customer, currency, issued_at, due, _, _, rate = row
        here = OrganisationId(organisation)
        return Invoice(
            key=DocumentKey(here, DocumentNumber(number)),
            order=OrderKey(here, OrderId(order or "")),
            customer=PartyId(customer),
            currency=read_currency(currency),
            issued_at=datetime.fromisoformat(issued_at),
            due=date.fromisoformat(due or ""),
            lines=self._lines(ref),
            rate=_rate_of(rate),
            instalments=self._instalments(ref),
        )

    def _credit_note(self, row: _Row) -> CreditNote:
        (
            ref,
            organisation,
            number,
            order,
            customer,
            currency,
            issued_at,
            _,
            invoice,
            reason,
            rate,
        ) = row
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
            rate=_rate_of(rate),
        )

    def _lines(self, ref: int) -> tuple[DocumentLine, ...]:
        taxes, rows = (
            self._taxes(ref),
            self._execute(
                "SELECT order_id, line, sku, quantity, amount, description, adjustments,"
                " functional_net, functional_tax"
                " FROM document_lines WHERE document_ref = ? ORDER BY rowid",
                (ref,),
            ),
        )
        return tuple(
            DocumentLine(
                order=OrderId(order),
                line=LineId(line),
                sku=sku,
                quantity=quantity,
                amount=amount,
                description=description,
                taxes=tuple(taxes.get(place, ())),
                adjustments=read_parts(Adjustment, adjustments),
                functional=None if net is None else FunctionalSums(net=net, tax=tax),
            )
            for place, (
                order,
                line,
                sku,
                quantity,
                amount,
                description,
                adjustments,
                net,
                tax,
            ) in enumerate(rows)
        )

    def _taxes(self, ref: int) -> dict[int, list[TaxShare]]:
        """The taxes of each line, by its place in the document, counted from 0."""
        found = dict[int, list[TaxShare]]()
        for place, code, rate, net, tax, included, shares in self._execute(
            "SELECT place, code, rate, net, tax, included, shares FROM document_taxes"
            " WHERE document_ref = ? ORDER BY rowid",
            (ref,),
        ):
            share = TaxShare(
                code=code,
                rate=read_exact(rate),
                net=net,
                tax=tax,
                shares=read_parts(int, shares),
                included=bool(included),
            )
            found.setdefault(place, []).append(share)
        return found

    def _instalments(self, ref: int) -> tuple[Instalment, ...]:
        rows = self._execute(
            "SELECT due, amount FROM instalments WHERE document_ref = ? ORDER BY rowid", (ref,)
        )
        return tuple([Instalment(date.fromisoformat(due), amount) for due, amount in rows])


def _rate(document: Invoice | CreditNote) -> bytes:
    return write_parts(() if document.rate is None else (document.rate,))


def _rate_of(data: bytes) -> Rate | None:
    return next(iter(read_parts(Rate, data)), None)
