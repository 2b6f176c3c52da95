"""Filing: what the verdicts of one file write, each order with the fates of its rows.

What the order path refuses is a fate too: the rows of that order, or the reversal, are rejected
with the findings that stand against them, and the file goes on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, final

import attrs

from orderkit.capture import (
    NO_RETURNS,
    ChargeClass,
    ColumnMapping,
    Duplicate,
    Fate,
    OrderDraft,
    Returns,
    Sheet,
    StoredRow,
    Verdict,
    credit_drafts,
    turned_away,
)
from orderkit.order.attributes import AttributeSchema
from orderkit.ports import JournalEntry, UnitOfWork
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.process.placing import ON_ORDERS, command_of, differing_attributes
from orderkit.process.resembling import NOBODY_ASKED, Resembling, with_notes
from orderkit.process.reversing import take_back
from orderkit.process.standing_credits import credit_charges
from orderkit.process.trying import NO_TRIAL, Trial
from orderkit.process.turn import Turn, order_key
from orderkit.values import (
    Context,
    Finding,
    MoneyOverflowError,
    OrderKey,
    Severity,
    block,
    day_in,
)

__all__ = ["Filing", "Turned"]

_WEIGHT: Final = (Severity.BLOCK, Severity.REVIEW, Severity.NOTE)


@final
@attrs.frozen(kw_only=True)
class Turned:
    """An order, a credit or a reversal that was refused at an import: nothing was made of it.

    Attributes:
        number: The channel's own.
        rows: Those that were rejected for it, in reading order.
        findings: What stands against it, the heaviest first.
    """

    number: str
    rows: tuple[int, ...]
    findings: tuple[Finding, ...]


@final
class Filing:
    """One file on its way into the store."""

    def __init__(
        self,
        desk: OrderDesk,
        mapping: ColumnMapping,
        sheet: Sheet,
        context: Context,
        turn: Turn,
        stored: Iterable[Verdict],
        progress: Callable[[int], None],
        trial: Trial = NO_TRIAL,
    ) -> None:
        """Go on after what an earlier run has stored of the file.

        Args:
            turn: Which files of the channel went before, as far as its memory knows.
            progress: Told how many more rows are done.
            trial: What is known of it, if it is one part of a larger unit of work.
        """
        self._trial = trial
        self.returns: Returns = NO_RETURNS
        self.resembling: Resembling = NOBODY_ASKED
        self.likely: list[Duplicate] = []
        self.schema: AttributeSchema | None = None
        self._desk, self._mapping, self._sheet = desk, mapping, sheet
        self._context, self._turn, self._progress = context, turn, progress
        self._done = set[int]()
        self.refused: dict[int, tuple[Finding, ...]] = {}
        for verdict in stored:
            self._done.add(verdict.row)
            if verdict.fate is Fate.REJECTED:
                self.refused[verdict.row] = verdict.findings
        self.turned: list[Turned] = []
        self.stored: int = 0

    def orders(self, drafts: Sequence[OrderDraft]) -> int:
        """Place or add to each order, with the fates of its rows; gives how many were."""
        made, turned = 0, set[str]()
        for draft in drafts:
            if self._left(draft.verdicts):
                like = self._like(draft, frozenset(turned))
                refused = tuple(each for each in like if each.severity is Severity.BLOCK)
                with self._desk.database.write() as work:
                    found = draft.findings or refused or self._place(work, draft)
                    noted = self._noted(draft, () if found else like)
                    self._keep(work, [turned_away(each, found) for each in noted])
                self._turn_away(draft.number, draft.verdicts, found)
                made += not found
            # In an earlier run or in this one.
            if any(verdict.row in self.refused for verdict in draft.verdicts):
                turned.add(draft.number)
        return made

    def _noted(self, draft: OrderDraft, like: tuple[Finding, ...]) -> Sequence[Verdict]:
        """The verdicts of an order, with what is to be minded if somebody asked for it."""
        return draft.verdicts if self.resembling.check is None else with_notes(draft, like)

    def _like(self, draft: OrderDraft, turned: frozenset[str]) -> tuple[Finding, ...]:
        """What is told of the orders that one resembles."""
        check = self.resembling.check
        if check is None:
            return ()
        pairs = self.resembling.of(draft, self._mapping.channel, turned)
        self.likely += pairs
        return tuple(pair.finding(check.severity) for pair in pairs)

    def rest(self, verdicts: Sequence[Verdict]) -> None:
        """Store what neither makes an order nor takes anything back."""
        plain, standing = list[Verdict](), list[Verdict]()
        for verdict in self._left(verdicts):
            if verdict.charge in ON_ORDERS and verdict.line is None and verdict.amount < 0:
                standing.append(verdict)
            elif not _takes_back(verdict):
                plain.append(verdict)
        if plain:
            with self._desk.database.write() as work:
                for verdict in plain:
                    self._journal(work, verdict)
                self._keep(work, plain)
        for draft in credit_drafts(standing, self._mapping):
            with self._desk.database.write() as work:
                if not draft.findings:
                    credit_charges(work, draft, self._context, self._mapping)
                self._keep(work, [turned_away(each, draft.findings) for each in draft.verdicts])
            self._turn_away(draft.number, draft.verdicts, draft.findings)

    def reversals(self, verdicts: Iterable[Verdict]) -> Iterator[int]:
        """Carry out what takes back, in reading order; gives the row of each that is refused.

        After that one the verdicts must be those that know of it: it has taken nothing.
        """
        for verdict in verdicts:
            if verdict.row in self._done or not _takes_back(verdict):
                continue
            found = self._trial.against.get(verdict.row) or self._take_back(verdict)
            if found:
                with self._desk.database.write() as work:
                    self._keep(work, [turned_away(verdict, found)])
                number = "" if verdict.record is None else verdict.record.number
                self._turn_away(number, (verdict,), found)
                yield verdict.row

    def finish(self) -> None:
        """Mark the file as imported to its end."""
        with self._desk.database.write() as work:
            self._turn.verify(work)
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

    def _keep(self, work: UnitOfWork, verdicts: Sequence[Verdict]) -> None:
        organisation, digest = self._context.actor.organisation, self._sheet.digest
        # Each time: somebody may take a file for broken off that is only slow, and give it up.
        if self._turn.verify(work):
            channel, name = self._mapping.channel, self._sheet.name
            work.imports.begin(organisation, digest, channel=channel, name=name)
        rows = [StoredRow(digest, verdict) for verdict in verdicts]
        work.imports.add(organisation, rows)
        self._done.update(verdict.row for verdict in verdicts)
        self.stored += len(rows)
        self._progress(len(rows))

    def _turn_away(
        self, number: str, verdicts: Sequence[Verdict], found: tuple[Finding, ...]
    ) -> None:
        if found:
            rows = tuple(verdict.row for verdict in verdicts)
            self.refused.update(dict.fromkeys(rows, found))
            self.turned.append(Turned(number=number, rows=rows, findings=found))

    def _place(self, work: UnitOfWork, draft: OrderDraft) -> tuple[Finding, ...]:
        """Place the order or add to it; gives what stands against it."""
        key = order_key(self._context, self._mapping, draft.number)
        context = attrs.evolve(self._context, channel=self._mapping.channel)
        if draft.addition:
            order = self._desk.order_in(work, key, context)
            differing = differing_attributes(draft, order)
            if differing:
                return differing
        else:
            context = attrs.evolve(context, at=draft.ordered_at)
        command = command_of(draft, key, self._mapping, self.schema)
        decision = self._desk.handle_part(work, key, command, context)
        return () if decision.accepted else _heaviest_first(decision.findings)

    def _take_back(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Take back in one unit of work; gives what stands against it, all of it undone then."""

        def key_of(number: str) -> OrderKey:
            return order_key(self._context, self._mapping, number)

        try:
            with self._desk.database.write() as work:
                zone = self._mapping.zone
                take_back(self._desk, work, verdict, key_of, self._context, zone=zone)
                self._keep(work, [verdict])
        except RefusedError as error:
            found = _heaviest_first(error.findings)
        except MoneyOverflowError:
            found = (block("money.overflow", "price"),)
        else:
            return ()
        self._trial.torn(verdict.row, found)
        return found

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


def _takes_back(verdict: Verdict) -> bool:
    """Whether it hangs on what earlier reversals took: it takes, or there was too little left."""
    return bool(verdict.takes) or verdict.code == "cancellation.exceeds"


def _heaviest_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda found: _WEIGHT.index(found.severity)))
