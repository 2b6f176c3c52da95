"""Importing: a channel's file to orders, each with the fates of its rows in one unit of work.

A file is known by the digest of its unpacked bytes: a second run adds nothing, and a run that was
broken off goes on where it stopped, for every row is judged again from the same memory and what
is stored already is left as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias, final

import attrs

from orderkit.capture import (
    ChargeClass,
    ColumnMapping,
    CreditDraft,
    OrderDraft,
    RowBook,
    RowReader,
    Sheet,
    SheetBounds,
    StoredRow,
    Verdict,
    credit_drafts,
    judge,
    order_drafts,
    read_sheet,
)
from orderkit.order import AddLines, Adjustment, AdjustmentKind, Line, PlaceOrder, Terms
from orderkit.ports import JournalEntry, UnitOfWork
from orderkit.process.crediting import credit_charges
from orderkit.process.desk import OrderDesk
from orderkit.process.reversing import take_back
from orderkit.values import Context, Finding, OrderId, OrderKey, day_in, note

__all__ = ["ImportReport", "Importer", "order_key"]

_Progress: TypeAlias = Callable[[int], None]
_USUAL: Final = SheetBounds()
_KINDS: Final = {
    ChargeClass.BILLABLE: AdjustmentKind.CHARGE,
    ChargeClass.DISCOUNT: AdjustmentKind.DISCOUNT,
}


@final
@attrs.frozen(kw_only=True)
class ImportReport:
    """What an import did.

    Attributes:
        rows: Rows of the file.
        seen_again: All of them, if the file had been imported to its end before; else 0.
        stored: Rows whose fates this run stored.
        orders: Orders that this run made or added to.
        findings: About the file as a whole.
    """

    name: str
    digest: str
    rows: int
    seen_again: int = 0
    stored: int = 0
    orders: int = 0
    findings: tuple[Finding, ...] = ()


@final
class Importer:
    """Imports the files of one channel, in turn; keeps the channel's memory between them."""

    def __init__(
        self, desk: OrderDesk, mapping: ColumnMapping, *, bounds: SheetBounds = _USUAL
    ) -> None:
        """Begin with the memory that is stored; it is read at the first file.

        Args:
            bounds: What a file may ask of the machine.
        """
        self._desk = desk
        self._mapping = mapping
        self._bounds = bounds
        self._book: RowBook | None = None

    def import_file(
        self, data: bytes, *, name: str, context: Context, progress: _Progress | None = None
    ) -> ImportReport:
        """Import one file.

        Args:
            name: The file, named in errors and findings, and kept with its digest.
            context: Who imports, and when; orders are placed at the time of their first row.
            progress: Told how many more rows are done.

        Raises:
            UnreadableDataError: The file cannot be read; nothing of it was kept.
            RefusedError: A gate refused an order; what was imported before it stays.
        """
        sheet = read_sheet(data, name=name, mapping=self._mapping, bounds=self._bounds)
        organisation = context.actor.organisation
        with self._desk.database.read() as work:
            if work.imports.finished(organisation, sheet.digest):
                return _again(sheet)
            book = self._book or RowBook.restore(
                stored.verdict
                for stored in work.imports.rows_of_channel(organisation, self._mapping.channel)
            )
            done = {stored.verdict.row for stored in work.imports.rows(organisation, sheet.digest)}
        # Whatever goes wrong from here on, the memory is read anew before the next file.
        self._book = None
        run = _Run(self._desk, self._mapping, sheet, context, done, progress or _silent)
        known, first = book.numbers(), book.customer
        verdicts = list(judge(sheet.rows, RowReader(sheet, self._mapping), self._mapping, book))
        orders = run.orders(order_drafts(verdicts, self._mapping, known.__contains__, first))
        run.rest(verdicts)
        self._book = book
        return ImportReport(
            name=sheet.name,
            digest=sheet.digest,
            rows=len(sheet.rows),
            stored=run.stored,
            orders=orders,
            findings=sheet.findings,
        )


def order_key(context: Context, mapping: ColumnMapping, number: str) -> OrderKey:
    """The order of a channel's number: its id follows from both."""
    return OrderKey(context.actor.organisation, OrderId(f"{mapping.channel}-{number}"))


def _again(sheet: Sheet) -> ImportReport:
    """What to tell of a file that was imported to its end before."""
    seen = len(sheet.rows)
    return ImportReport(
        name=sheet.name,
        digest=sheet.digest,
        rows=seen,
        seen_again=seen,
        findings=(note("file.again", "", file=sheet.name, rows=seen),),
    )


def _silent(_: int) -> None:
    """Tell nobody."""


class _Run:
    """One file on its way into the store."""

    def __init__(
        self,
        desk: OrderDesk,
        mapping: ColumnMapping,
        sheet: Sheet,
        context: Context,
        done: set[int],
        progress: _Progress,
    ) -> None:
        self._desk, self._mapping, self._sheet = desk, mapping, sheet
        self._context, self._done, self._progress = context, done, progress
        self.stored = 0

    def orders(self, drafts: Sequence[OrderDraft]) -> int:
        """Place or add to each order, with the fates of its rows."""
        made = 0
        for draft in drafts:
            if self._left(draft.verdicts):
                with self._desk.database.write() as work:
                    self._place(work, draft)
                    self._keep(work, draft.verdicts)
                made += 1
        return made

    def rest(self, verdicts: Sequence[Verdict]) -> None:
        """Store all other fates: plain ones at once, then what takes back, in reading order."""
        plain, standing, reversals = list[Verdict](), list[Verdict](), list[Verdict]()
        for verdict in self._left(verdicts):
            if verdict.takes:
                reversals.append(verdict)
            elif verdict.charge in _KINDS and verdict.line is None and verdict.amount < 0:
                standing.append(verdict)
            else:
                plain.append(verdict)
        if plain:
            with self._desk.database.write() as work:
                for verdict in plain:
                    self._journal(work, verdict)
                self._keep(work, plain)
        for draft in credit_drafts(standing, self._mapping):
            self._credit(draft)
        for verdict in reversals:
            with self._desk.database.write() as work:
                take_back(self._desk, work, verdict, self._keys, self._context, self._mapping.zone)
                self._keep(work, [verdict])
        with self._desk.database.write() as work:
            work.imports.finish(
                self._context.actor.organisation,
                self._sheet.digest,
                channel=self._mapping.channel,
                name=self._sheet.name,
                rows=len(self._sheet.rows),
                on=day_in(self._context.at, self._mapping.zone),
            )

    def _left(self, verdicts: Iterable[Verdict]) -> list[Verdict]:
        return [verdict for verdict in verdicts if verdict.row not in self._done]

    def _keys(self, number: str) -> OrderKey:
        return order_key(self._context, self._mapping, number)

    def _keep(self, work: UnitOfWork, verdicts: Sequence[Verdict]) -> None:
        digest = self._sheet.digest
        rows = [StoredRow(digest, verdict) for verdict in verdicts]
        work.imports.add(self._context.actor.organisation, rows)
        self._done.update(verdict.row for verdict in verdicts)
        self.stored += len(rows)
        self._progress(len(rows))

    def _place(self, work: UnitOfWork, draft: OrderDraft) -> None:
        key = self._keys(draft.number)
        lines, adjustments = tuple(_lines(draft)), tuple(_adjustments(draft))
        context = attrs.evolve(self._context, channel=self._mapping.channel)
        if draft.addition:
            command: AddLines | PlaceOrder = AddLines(lines=lines, adjustments=adjustments)
        else:
            context = attrs.evolve(context, at=draft.ordered_at)
            command = PlaceOrder(
                Terms(
                    organisation=key.organisation,
                    order=key.order,
                    channel=self._mapping.channel,
                    number=draft.number,
                    customer=draft.customer,
                    ordered_at=draft.ordered_at,
                    currency=self._mapping.currency,
                    lines=lines,
                    adjustments=adjustments,
                )
            )
        self._desk.carry_out(work, key, command, context)

    def _journal(self, work: UnitOfWork, verdict: Verdict) -> None:
        record = verdict.record
        if verdict.charge in (ChargeClass.OWN_COST, ChargeClass.BAD_DEBT) and record is not None:
            work.books.add_journal(
                JournalEntry(
                    id=f"{self._sheet.digest[:16]}/{verdict.row}",
                    organisation=self._context.actor.organisation,
                    kind=verdict.charge.value,
                    code=record.sku,
                    amount=verdict.amount,
                    currency=self._mapping.currency,
                    at=record.at,
                    by=self._context.actor.id,
                )
            )

    def _credit(self, draft: CreditDraft) -> None:
        with self._desk.database.write() as work:
            credit_charges(work, draft, self._context, self._mapping)
            self._keep(work, draft.verdicts)


def _lines(draft: OrderDraft) -> Iterator[Line]:
    for line in draft.lines:
        yield Line(
            id=line.id,
            sku=line.sku,
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
            description=line.description,
        )


def _adjustments(draft: OrderDraft) -> Iterator[Adjustment]:
    for charge in draft.charges:
        yield Adjustment(
            id=charge.id,
            code=charge.code,
            kind=_KINDS[charge.kind],
            amount=charge.amount,
            description=charge.description,
        )
