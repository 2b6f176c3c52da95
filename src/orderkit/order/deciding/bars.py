"""Which live facets bar which commands.

- void bars everything but taking the void back, and what a channel goes on saying of an order
  that never was: lines that come later under its number stay void with it, and pieces are given up;
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
from types import MappingProxyType
from typing import Final

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
_REPORTED: Final = frozenset({Act.DELIVER, Act.UNDELIVER, Act.LOSE, Act.FIND})


def barred(order: Order, command: Command, context: Context) -> tuple[Finding, ...]:
    """All findings of live facets against a command in its context; none hides another."""
    if not order.marks:
        return ()
    live = tuple(mark for mark in order.marks if mark.live(context.at))
    return tuple(
        finding
        for mark in live
        for finding in (
            _against_others(mark, command, context)
            if mark.facet is Facet.LOCK
            else _against(order, live, mark, command)
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


def _against(
    order: Order, live: tuple[FacetMark, ...], mark: FacetMark, command: Command
) -> Iterator[Finding]:
    if mark.facet is Facet.VOID:
        if not isinstance(command, Unvoid | Unlock | ReleaseClaim | Cancel | AddLines):
            yield _finding("order.voided", mark, "")
    elif isinstance(command, OfPieces):
        yield from _against_pieces(order, live, mark, command)
    elif isinstance(command, ClaimPieces):
        if mark.facet in (Facet.CLOSE, Facet.FREEZE, Facet.TERMINATE):
            for line in dict.fromkeys(portion.line for portion in command.portions):
                if mark.covers(line):
                    yield _finding(_code(mark), mark, f"lines/{line}")
    elif isinstance(command, SplitOff | TakeIn | GiveAway):
        if mark.line is None or _moves(command, mark.line):
            yield _finding(_code(mark), mark, f"lines/{mark.line}" if mark.line else "")
    elif isinstance(command, RecordInvoice):
        if mark.facet is Facet.HOLD and mark.quantity is None:
            yield from _against_invoice(mark, command)
    elif isinstance(command, Amend | ProposeAmendment | ApplyAmendment):
        yield from _against_amendment(order, mark, command)
    elif mark.line is None and mark.facet in _WHOLE.get(type(command), ()):
        yield _finding(_code(mark), mark, "")


def _moves(command: SplitOff | TakeIn | GiveAway, line: LineId) -> bool:
    """Whether pieces of a line would go; those of another order that come meet no mark."""
    if isinstance(command, SplitOff):
        return any(portion.line == line for portion in command.portions)
    return isinstance(command, GiveAway)


def _against_invoice(hold: FacetMark, command: RecordInvoice) -> Iterator[Finding]:
    if hold.line is None:
        yield _finding("order.held", hold, "")
    elif any(entry.line == hold.line for entry in command.billed):
        yield _finding("order.held", hold, f"lines/{hold.line}")


def _against_amendment(
    order: Order, mark: FacetMark, command: Amend | ProposeAmendment | ApplyAmendment
) -> Iterator[Finding]:
    # What closed by itself opens by itself, where more is ordered.
    if mark.facet not in (Facet.CLOSE, Facet.FREEZE, Facet.TERMINATE) or mark.auto:
        return
    if mark.line is None:
        yield _finding(_code(mark), mark, "")
        return
    if isinstance(command, ApplyAmendment):
        named = [each.changes for each in order.amendments if each.id == command.amendment]
        changes = named[0] if named else ()
    else:
        changes = command.changes
    if mark.line in lines_of(changes):
        yield _finding(_code(mark), mark, f"lines/{mark.line}")


def _against_pieces(
    order: Order, live: tuple[FacetMark, ...], mark: FacetMark, command: OfPieces
) -> Iterator[Finding]:
    act = command.act
    match mark.facet:
        case Facet.CLOSE | Facet.TERMINATE:
            bars = act in _CARRY_ON
        case Facet.FREEZE:
            bars = act not in _REPORTED
        case _:
            # A hold: void and lock bar more than pieces, and are asked before.
            bars = act in _FORWARD
    if not bars:
        return
    asked = dict[LineId, int]()
    for portion in command.portions:
        if mark.covers(portion.line):
            asked[portion.line] = asked.get(portion.line, 0) + portion.quantity
    for line, quantity in asked.items():
        if mark.quantity is None or quantity > _free(order, live, line, act):
            yield _finding(_code(mark), mark, f"lines/{line}")


def _free(order: Order, live: tuple[FacetMark, ...], line: LineId, act: Act) -> int:
    """Pieces of a partly held line that may pass the act: what stands before it, less the held."""
    held = sum(mark.quantity or 0 for mark in live if mark.line == line)
    return sum(order.ledger(line).counts[: _FORWARD[act]]) - held


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
