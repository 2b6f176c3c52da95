"""Which live facets bar which commands.

- void bars everything but taking the void back, and what a channel goes on saying of an order
  that never was: lines that come later under its number stay void with it, and pieces are given up;
- what went into another order is void for good: its lines are there;
- close bars what would carry on: added lines, and reserve, wait, pick, ship, restore of its scope,
  and new claims of drafts on it; freeze and terminate bar such claims too, and nothing bars that
  one is given up;
- freeze bars what people decide: added lines, flow moves, moves of pieces in its scope; what the
  world reports (arrived, lost, found) and the books still come in;
- close, freeze and terminate bar that what is in their scope is amended; open amendments may be
  withdrawn;
- whatever marks an order or a line bars that it is split or merged, so that no mark is lost;
- terminate bars what would carry a dead line on, as close does, for good;
- hold bars what carries its scope forward: reserve, pick, ship, and that it is invoiced, but for
  a hold of some pieces of a line; on a whole order flow moves too;
- lock bars what anybody but its holder decides; what the world reports and the books still come in.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.order.changes import AmendmentChange
from orderkit.order.commands import (
    AddLines,
    Advance,
    Amend,
    ApplyAmendment,
    Cancel,
    ClaimPieces,
    Command,
    GiveAway,
    MoneyCommand,
    ProposeAmendment,
    RecordInvoice,
    ReleaseClaim,
    SplitOff,
    TakeIn,
    Unlock,
    Unvoid,
)
from orderkit.order.commands.pieces import OfPieces
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.ledger import Act, Bucket
from orderkit.order.model import Order
from orderkit.order.touching import lines_of
from orderkit.values import Context, Finding, LineId, block

__all__ = ["barred", "holds"]

# The pieces that have not yet passed an act stand in the buckets before this one.
_FORWARD: Final[Mapping[Act, Bucket]] = MappingProxyType(
    {Act.RESERVE: Bucket.RESERVED, Act.PICK: Bucket.PICKED, Act.SHIP: Bucket.SHIPPED}
)
_CARRY_ON: Final = frozenset({*_FORWARD, Act.BACKORDER, Act.RESTORE})
# What marks of a whole order bar beside moves of pieces.
_WHOLE: Final[Mapping[type[Command], tuple[Facet, ...]]] = MappingProxyType(
    {AddLines: (Facet.CLOSE, Facet.FREEZE), Advance: (Facet.FREEZE, Facet.HOLD)}
)
# What bars that anything in its scope is begun or changed.
_STOPS: Final = frozenset({Facet.CLOSE, Facet.FREEZE, Facet.TERMINATE})
_REPORTED: Final = frozenset({Act.DELIVER, Act.UNDELIVER, Act.LOSE, Act.FIND})


def barred(order: Order, command: Command, context: Context) -> tuple[Finding, ...]:
    """All findings of live facets against a command in its context; none hides another.

    Cost: linear in marks and lines named, beside one finding for each line that a mark bars.
    """
    if not order.marks:
        return ()
    met = _Met(order, command, tuple(mark for mark in order.marks if mark.live(context.at)))
    return tuple(
        finding
        for mark in met.live
        for finding in (
            _against_others(mark, command, context)
            if mark.facet is Facet.LOCK
            else _against(met, mark)
        )
    )


def holds(lock: FacetMark, context: Context) -> bool:
    """Whether a lock is the actor's own, or that of the person whose place they take."""
    return lock.by in (context.actor.id, context.actor.on_behalf_of)


def _against_others(lock: FacetMark, command: Command, context: Context) -> Iterator[Finding]:
    if holds(lock, context) or isinstance(command, Unlock | ReleaseClaim | MoneyCommand):
        return
    if not isinstance(command, OfPieces) or command.act not in _REPORTED:
        yield _finding("order.locked", lock, "")


@final
@attrs.frozen
class _Met:
    """A command with the live marks that it meets."""

    order: Order
    command: Command
    live: tuple[FacetMark, ...]

    @cached_property
    def asked(self) -> Mapping[LineId, int]:
        """The pieces of each line that it names; 0 where it is not about pieces."""
        command = self.command
        if isinstance(command, OfPieces | ClaimPieces | SplitOff):
            found = dict[LineId, int]()
            for portion in command.portions:
                found[portion.line] = found.get(portion.line, 0) + portion.quantity
            return found
        if isinstance(command, RecordInvoice):
            return dict.fromkeys((entry.line for entry in command.billed), 0)
        if isinstance(command, GiveAway):
            return dict.fromkeys((line.id for line in self.order.terms.lines), 0)
        return dict.fromkeys(lines_of(self._changes), 0)

    @property
    def _changes(self) -> tuple[AmendmentChange, ...]:
        command = self.command
        if isinstance(command, ApplyAmendment):
            every = self.order.amendments
            named = [each.changes for each in every if each.id == command.amendment]
            return named[0] if named else ()
        return command.changes if isinstance(command, Amend | ProposeAmendment) else ()

    @cached_property
    def held(self) -> Mapping[LineId | None, int]:
        """How many pieces of each line are held, where not all are."""
        found = dict[LineId | None, int]()
        for mark in self.live:
            found[mark.line] = found.get(mark.line, 0) + (mark.quantity or 0)
        return found

    def named(self, mark: FacetMark) -> tuple[LineId, ...]:
        """The lines it names that a mark covers."""
        if mark.line is None:
            return tuple(self.asked)
        return (mark.line,) if mark.line in self.asked else ()

    def free(self, line: LineId, act: Act) -> int:
        """Pieces of a partly held line that may pass: what stands before it, less the held."""
        return sum(self.order.ledger(line).counts[: _FORWARD[act]]) - self.held.get(line, 0)


def _against(met: _Met, mark: FacetMark) -> Iterator[Finding]:
    command = met.command
    if mark.facet is Facet.VOID:
        yield from _against_void(met.order, mark, command)
    elif isinstance(command, OfPieces):
        yield from _against_pieces(met, mark, command.act)
    elif isinstance(command, ClaimPieces):
        if mark.facet in _STOPS:
            yield from (_finding(_code(mark), mark, f"lines/{line}") for line in met.named(mark))
    elif isinstance(command, SplitOff | TakeIn | GiveAway):
        # Of another order's pieces that come none meets a mark of a line.
        yield from _once(met, mark)
    elif isinstance(command, RecordInvoice):
        if mark.facet is Facet.HOLD and mark.quantity is None:
            yield from _once(met, mark)
    elif isinstance(command, Amend | ProposeAmendment | ApplyAmendment):
        # What closed by itself opens by itself, where more is ordered.
        if mark.facet in _STOPS and not mark.auto:
            yield from _once(met, mark)
    elif mark.line is None and mark.facet in _WHOLE.get(type(command), ()):
        yield _finding(_code(mark), mark, "")


def _once(met: _Met, mark: FacetMark) -> Iterator[Finding]:
    """What a mark of the order says, or that of a line which the command names."""
    if mark.line is None:
        yield _finding(_code(mark), mark, "")
    elif mark.line in met.asked:
        yield _finding(_code(mark), mark, f"lines/{mark.line}")


def _against_void(order: Order, mark: FacetMark, command: Command) -> Iterator[Finding]:
    into = order.merged_into
    if into is not None and not isinstance(command, Unlock | ReleaseClaim):
        yield block("order.merged", "", order=into)
    elif not isinstance(command, Unvoid | Unlock | ReleaseClaim | Cancel | AddLines):
        yield _finding("order.voided", mark, "")


def _against_pieces(met: _Met, mark: FacetMark, act: Act) -> Iterator[Finding]:
    match mark.facet:
        case Facet.CLOSE | Facet.TERMINATE:
            bars = act in _CARRY_ON
        case Facet.FREEZE:
            bars = act not in _REPORTED
        case _:
            # A hold: void and lock bar more than pieces, and are asked before.
            bars = act in _FORWARD
    for line in met.named(mark) if bars else ():
        if mark.quantity is None or met.asked[line] > met.free(line, act):
            yield _finding(_code(mark), mark, f"lines/{line}")


def _code(mark: FacetMark) -> str:
    match mark.facet:
        case Facet.CLOSE:
            return "order.closed"
        case Facet.FREEZE:
            return "order.frozen"
        case Facet.TERMINATE:
            return "line.terminated"
        case _:
            return "order.held"


def _finding(code: str, mark: FacetMark, path: str) -> Finding:
    return block(code, path, mark=mark.id, reason=mark.reason, by=mark.by)
