"""Importing: a channel's file to orders, each with the fates of its rows in one unit of work.

A file is known by the digest of its unpacked bytes: a second run adds nothing, and a run that was
broken off goes on where it stopped, for every row is judged again from the same memory and what
is stored already is left as it is.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias, final

import attrs

from orderkit.capture import (
    NO_RETURNS,
    ColumnMapping,
    Fate,
    Intake,
    Returns,
    RowBook,
    RowReader,
    Sheet,
    SheetBounds,
    Verdict,
    hold_declared,
    judge,
    order_drafts,
    read_sheet,
    repeated,
)
from orderkit.order.attributes import AttributeSchema
from orderkit.ports import GivenUpFile, UnitOfWork
from orderkit.process.desk import OrderDesk
from orderkit.process.filing import Filing
from orderkit.process.import_report import ImportReport, report_again, report_of
from orderkit.process.resembling import DuplicateCheck, resembling
from orderkit.process.trying import NO_TRIAL, DryRun, OneWork, Trial, tried
from orderkit.process.turn import Turn, give_up
from orderkit.values import Context, OrganisationId, block

__all__ = ["Importer"]

_Progress: TypeAlias = Callable[[int], None]
_USUAL: Final = SheetBounds()
_NO_ATTRIBUTES: Final = AttributeSchema()


# Of a trial, with the fates of all rows.
_Outcome: TypeAlias = tuple[ImportReport, tuple[Verdict, ...]]


@final
class Importer:
    """Imports the files of one channel, in turn; keeps the channel's memory between them."""

    def __init__(
        self,
        desk: OrderDesk,
        mapping: ColumnMapping,
        *,
        bounds: SheetBounds = _USUAL,
        duplicates: DuplicateCheck | None = None,
        attributes: AttributeSchema | None = None,
    ) -> None:
        """Begin with the memory that is stored; it is read at the first file.

        Args:
            bounds: What a file may ask of the machine.
            duplicates: Whether to look for orders that came before under another number or in
                another channel, and what becomes of them; None looks for none.
            attributes: The custom attributes that the mapping has columns for; give the same to
                the gate that holds orders to them.

        Raises:
            MappingError: The mapping has a column for an attribute that is not declared.
        """
        hold_declared(mapping, attributes or _NO_ATTRIBUTES)
        self._schema = attributes
        self._duplicates = duplicates
        self._desk = desk
        self._mapping = mapping
        self._bounds = bounds
        self._book: RowBook | None = None
        self._after = (OrganisationId(""), "")

    def import_file(
        self,
        data: bytes,
        *,
        name: str,
        context: Context,
        intake: Intake = Intake.BEST_EFFORT,
        progress: _Progress | None = None,
    ) -> ImportReport:
        """Import one file.

        Args:
            name: The file, named in errors and findings, and kept with its digest.
            context: Who imports, and when; orders are placed at the time of their first row.
            intake: Each sound row by itself, order by order, so that a run that is broken off
                goes on where it stopped; or none if one is rejected, in one unit of work, and
                `file.held_back` tells that nothing was kept.
            progress: Told how many more rows are done.

        Raises:
            InvalidTextError: The name is no text.
            UnreadableDataError: The file cannot be read; nothing of it was kept.
            UnfinishedFileError: An earlier file of the channel was broken off, and is to be
                imported to its end, or given up, first.
            GivenUpFileError: The file was given up before.
            ConflictError: Somebody else imported a file of the channel at the same time.
        """
        sheet = read_sheet(data, name=name, mapping=self._mapping, bounds=self._bounds)
        told = progress or _silent
        if intake is Intake.BEST_EFFORT:
            return self._run(self._desk, sheet, context, told, NO_TRIAL)
        report, verdicts = self._tried(sheet, context, _none_rejected)
        rejected = sum(each.fate is Fate.REJECTED for each in verdicts)
        if report.seen_again or not rejected:
            told(report.stored)
            return report
        found = block("file.held_back", "", file=sheet.name, rejected=rejected)
        return attrs.evolve(
            report, stored=0, orders=0, held_back=verdicts, findings=(found, *report.findings)
        )

    def dry_run(self, data: bytes, *, name: str, context: Context) -> DryRun:
        """What `import_file` would do now, through the whole order path; nothing is kept.

        All runs in one unit of work that is taken back, so nobody else writes meanwhile.

        Raises:
            OrderkitError: As `import_file` does.
        """
        sheet = read_sheet(data, name=name, mapping=self._mapping, bounds=self._bounds)
        report, verdicts = self._tried(sheet, context, _never)
        return DryRun(
            sheet=sheet, verdicts=verdicts, orders=report.orders, findings=report.findings
        )

    def _tried(self, sheet: Sheet, context: Context, keep: Callable[[_Outcome], bool]) -> _Outcome:
        def run(work: UnitOfWork, trial: Trial) -> _Outcome:
            desk = attrs.evolve(self._desk, database=OneWork(work))
            report = self._run(desk, sheet, context, _silent, trial)
            rows = work.imports.rows(context.actor.organisation, sheet.digest)
            fate = repeated if report.seen_again else _same
            return report, tuple(fate(stored.verdict) for stored in rows)

        try:
            outcome = tried(self._desk.database, run, keep)
        except BaseException:
            self._book = None
            raise
        if not keep(outcome):
            # What it remembers was taken back.
            self._book = None
        return outcome

    def _run(
        self, desk: OrderDesk, sheet: Sheet, context: Context, progress: _Progress, trial: Trial
    ) -> ImportReport:
        organisation = context.actor.organisation
        with desk.database.read() as work:
            if work.imports.finished(organisation, sheet.digest):
                return report_again(sheet)
            turn = Turn.of(work, context, self._mapping, sheet)
            book = self._memory(work, turn)
            stored = [each.verdict for each in work.imports.rows(organisation, sheet.digest)]
            returns = _returns(work, turn, sheet)
        # Whatever goes wrong from here on, the memory is read anew before the next file.
        self._book = None
        filing = Filing(desk, self._mapping, sheet, context, turn, stored, progress, trial)
        filing.returns, filing.schema = returns, self._schema
        orders, book = self._file(desk, filing, sheet, turn, book)
        filing.finish()
        self._book, self._after = book, (organisation, sheet.digest)
        return report_of(sheet, filing, orders)

    def give_up(self, name: str, *, reason: str, context: Context) -> GivenUpFile:
        """Give up a file of the channel that was broken off and is lost; gives what is recorded.

        The rows that have a fate keep it, and later files are judged by them: of a file that is
        sent anew, they are merged, and only the others count. Where the mapping counts duplicates
        again (`duplicates = "add"`), send no more than the rows that have no fate.

        Args:
            name: The file, as it was named when it was begun; `UnfinishedFileError.why`.
            reason: For whoever asks later; not blank.
            context: Who gives it up, and when.

        Raises:
            InvalidTextError: The reason says nothing, or cannot be kept.
            ConflictError: No file of this name is under way in the channel; why `stale`.
        """
        with self._desk.database.write() as work:
            return give_up(work, name, reason, context, self._mapping)

    def _file(
        self, desk: OrderDesk, filing: Filing, sheet: Sheet, turn: Turn, book: RowBook
    ) -> tuple[int, RowBook]:
        """Store all that the rows make; gives the orders made, and the memory after them."""
        known, first = book.numbers(), book.customer
        verdicts = list(self._judged(filing, sheet, book))
        drafts = order_drafts(verdicts, self._mapping, known.__contains__, first)
        if self._duplicates is not None:
            with desk.database.read() as work:
                filing.resembling = resembling(
                    work, drafts, self._duplicates, self._mapping, turn.organisation
                )
        orders = filing.orders(drafts)
        if filing.turned:
            # What takes back of them is judged without them; no order hangs on another.
            book = self._anew(desk, turn)
            verdicts = list(self._judged(filing, sheet, book))
        filing.rest(verdicts)
        if any(filing.reversals(verdicts)):
            # What later ones can take hangs on the refused one, so each is judged in its turn.
            book = self._anew(desk, turn)
            list(filing.reversals(self._judged(filing, sheet, book)))
        return orders, book

    def _judged(self, filing: Filing, sheet: Sheet, book: RowBook) -> Iterator[Verdict]:
        reader = RowReader(sheet, self._mapping, self._schema or _NO_ATTRIBUTES)
        return judge(sheet.rows, reader, self._mapping, book, filing.refused, filing.returns)

    def _anew(self, desk: OrderDesk, turn: Turn) -> RowBook:
        with desk.database.read() as work:
            return self._memory(work, turn)

    def _memory(self, work: UnitOfWork, turn: Turn) -> RowBook:
        """The channel's memory before a file; of another program's files too."""
        if self._book is not None and self._after == (turn.organisation, turn.latest):
            return self._book
        return RowBook.restore(
            stored.verdict
            for stored in work.imports.rows_of_channel(turn.organisation, turn.channel)
        )


def _returns(work: UnitOfWork, turn: Turn, sheet: Sheet) -> Returns:
    """What became of the rows that a file sends again; most files send none."""
    if not any(row.origin for row in sheet.rows):
        return NO_RETURNS
    return Returns.of(sheet.rows, work.imports.rows_of_channel(turn.organisation, turn.channel))


def _none_rejected(outcome: _Outcome) -> bool:
    report, verdicts = outcome
    return bool(report.seen_again) or all(each.fate is not Fate.REJECTED for each in verdicts)


def _same(verdict: Verdict) -> Verdict:
    return verdict


def _never(_: _Outcome) -> bool:
    return False


def _silent(_: int) -> None:
    """Tell nobody."""
