"""What the books of a run come to: documents, receipts, and what is still open."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.settlement import Application, Match
from orderkit.values import DocumentNumber, ReceiptId
from summary_rows import one

__all__ = ["book_amounts", "matches"]

_TOTAL: Final = "SELECT sum(total) FROM documents WHERE kind = ?"
# Money that went back is a receipt below zero: what no document explains of it was taken from
# what is unapplied. Between nothing and the whole: a receipt that was spent twice stays a breach.
_UNAPPLIED: Final = (
    "SELECT sum(CASE WHEN amount < 0 THEN min(0, max(amount, amount - used))"
    " ELSE max(0, min(amount, amount - used)) END)"
    " FROM (SELECT r.amount AS amount, coalesce(sum(a.amount), 0) AS used FROM receipts r"
    " LEFT JOIN applications a ON a.organisation = r.organisation AND a.receipt = r.receipt"
    " GROUP BY r.organisation, r.receipt)"
)
_OPEN: Final = "SELECT sum(total - applied - credited - written_off) FROM open_items"
# What a credit note frees again has the other sign, and was no fault of the match.
_FOUND: Final = (
    "SELECT a.receipt, a.number, sum(a.amount) FROM applications a JOIN receipts r"
    " ON r.organisation = a.organisation AND r.receipt = a.receipt"
    " WHERE (a.amount > 0) = (r.amount > 0) GROUP BY a.receipt, a.number ORDER BY min(a.id)"
)


def book_amounts(database: SqliteDatabase) -> dict[str, int]:
    """Each figure from records of its own: none of them is worked out from the others."""
    return {
        "invoiced": one(database, _TOTAL, "invoice"),
        "credited": one(database, _TOTAL, "credit_note"),
        "received": one(database, "SELECT sum(amount) FROM receipts WHERE amount > 0"),
        # What a credit note freed is an application below zero.
        "applied": one(database, "SELECT sum(amount) FROM applications"),
        "unapplied": one(database, _UNAPPLIED),
        "refunded": one(database, "SELECT -sum(amount) FROM receipts WHERE amount < 0"),
        "written_off": one(database, "SELECT sum(amount) FROM write_offs"),
        "open": one(database, _OPEN),
    }


def matches(database: SqliteDatabase) -> Iterator[Match]:
    """What was found for receipts when they came, whatever was freed of it later."""
    found = defaultdict[ReceiptId, list[Application]](list)
    for name, number, amount in database.connection().execute(_FOUND):
        receipt, document = ReceiptId(name), DocumentNumber(number)
        found[receipt].append(Application(receipt=receipt, document=document, amount=amount))
    for receipt, applications in found.items():
        yield Match(receipt=receipt, applications=tuple(applications), reason="stored")
