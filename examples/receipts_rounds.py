"""The receipts of a store's whole life: a round of them whenever new invoices came.

A round is marked in the store by the last document it knew. All receipts are made anew from the
marks: a run that was broken off makes the same ones, and a later round changes none that went
before it, even where their invoices are credited meanwhile.
"""

from collections.abc import Iterator
from itertools import count, pairwise
from typing import Final

from company import HOUSE
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.ports import UnitOfWork
from orderkit.values import Currency, DocumentNumber, FactKey, PartyId
from receipts_maker import NOTHING_MADE, Bill, MadeReceipts, make_receipts
from summary_rows import one

__all__ = ["made_receipts", "open_round"]

_LAST: Final = "SELECT max(id) FROM documents"
# What was credited when the round began, not since.
_OWED: Final = (
    "WITH credits AS MATERIALIZED (SELECT organisation, invoice, sum(total) AS credited"
    " FROM documents WHERE invoice IS NOT NULL AND id <= ? GROUP BY organisation, invoice)"
    " SELECT i.number, i.total - coalesce(c.credited, 0) FROM documents i LEFT JOIN credits c"
    " ON c.organisation = i.organisation AND c.invoice = i.number"
    " WHERE i.kind = 'invoice' AND i.id > ? AND i.id <= ? AND i.total > coalesce(c.credited, 0)"
    " ORDER BY i.number"
)


def open_round(database: SqliteDatabase) -> None:
    """Mark a new round, if invoices came since the last one."""
    last = one(database, _LAST)
    with database.write() as work:
        marks = _marks(work)
        if _owed(database, marks[-1], last):
            work.subjects.put(HOUSE, _mark(len(marks)), last)


def made_receipts(database: SqliteDatabase, currency: Currency, seed: int) -> MadeReceipts:
    """The receipts of all rounds that customers would send for what they owe."""
    made = NOTHING_MADE
    with database.read() as work:
        for first, last in pairwise(_marks(work)):
            made = make_receipts(
                list(_bills(work, _owed(database, first, last))),
                organisation=HOUSE,
                currency=currency,
                seed=seed,
                guests={PartyId("guest")},
                before=made,
            )
    return made


def _mark(number: int) -> FactKey:
    return FactKey("demo.receipts", str(number))


def _marks(work: UnitOfWork) -> list[int]:
    """Zero, and the last document of each round."""
    marks = [0]
    for number in count(1):
        found = work.subjects.read(HOUSE, (_mark(number),))
        if not found:
            break
        marks.append(int(str(found[0].value)))
    return marks


def _owed(database: SqliteDatabase, first: int, last: int) -> list[tuple[str, int]]:
    """Number and amount of each invoice after a document, up to another."""
    return database.connection().execute(_OWED, (last, first, last)).fetchall()


def _bills(work: UnitOfWork, owed: list[tuple[str, int]]) -> Iterator[Bill]:
    for number, amount in owed:
        item = work.books.item(HOUSE, DocumentNumber(number))
        if item is not None:
            yield Bill(
                number=item.key.number,
                customer=item.customer,
                amount=amount,
                issued=item.issued,
                due=item.due,
            )
