"""An order as a clerk keeps it on paper: dicts of whole numbers, one piece moved at a time.

Slow, and without a thought for anybody but the reader; the rules stand in `naive_rules`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, TypeAlias

from tests.order.naive_claims import Claims, claim_codes, claimed, draft_codes, keep_claims
from tests.order.naive_pieces import Announced, Pieces, move_pieces
from tests.order.naive_rules import (
    APPROVER,
    BEFORE,
    BOOKS,
    BUCKETS,
    CARRY_ON,
    CLOSED,
    CODES,
    FLOW,
    FUSSY,
    HAPPENED,
    LEAST,
    LEFT,
    REPORTED,
    WAITING,
)

from orderkit.order import (
    AddLines,
    Adjustment,
    Advance,
    ApplyPayment,
    CastVote,
    ClaimPieces,
    Close,
    Command,
    Freeze,
    Hold,
    LiftHold,
    Line,
    Lock,
    PlaceOrder,
    RecordCredit,
    RecordInvoice,
    Reinstate,
    ReleaseClaim,
    Reopen,
    RetractVote,
    ReversePayment,
    Terminate,
    Unfreeze,
    Unlock,
    Unvoid,
    Void,
)
from orderkit.order.commands.pieces import OfPieces
from orderkit.values import Context, LineId

__all__ = ["Mark", "Naive"]

Mark: TypeAlias = dict[str, object]
Word: TypeAlias = tuple[int, str, datetime | None]


class Naive:
    """The paper: what stands where, and what is answered."""

    def __init__(self, command: PlaceOrder, context: Context) -> None:
        self.terms: Final = command.terms
        self.makers = _persons(context)
        self.ordered = dict[str, int]()
        self.worth = dict[str, int]()
        self.pieces: Pieces = {}
        self.announced: Announced = []
        self.charges = list[str]()
        self.invoiced = dict[str, int]()
        self.credited = dict[str, int]()
        self.books = {"invoiced": 0, "credited": 0, "paid": 0}
        self.total = 0
        self.revision = 1
        self.approved = 0
        self.claims: Claims = {}
        self.tolerances = dict[str, tuple[int, int]]()
        self.votes = list[tuple[str, str | None, str]]()
        self.marks = list[Mark]()
        self.waivers = list[Word]()
        self.stage = "captured"
        self._grow(AddLines(lines=command.terms.lines, adjustments=command.terms.adjustments))

    def answer(
        self, command: Command, context: Context, voted_on: int = 0
    ) -> tuple[bool, set[str]]:
        """Whether it is done, and the codes of all that is found; keeps what comes of it.

        Args:
            voted_on: The revision that a vote was cast on; 0 for a content that never was.
        """
        name = type(command).__name__
        before = {each: self._stand(each) for each in self.tolerances}
        codes = {*self._bars(command, context), *self._own(command, context, voted_on)}
        if name in CLOSED.get(self.stage, {"CastVote"}):
            codes.add("flow.closed")
        passed = set[str]()
        words, maker = list[Word](), False
        if isinstance(command, Advance) and self.total >= FUSSY:
            passed = {"price.list"}
            if not any(self._passes(word, context.at) for word in self.waivers):
                mine = [word for word in _words(context) if self._passes(word, context.at)]
                # Nobody lets pass what they made.
                made = bool(_persons(context) & self.makers)
                words, maker = ([], bool(mine)) if made else (mine, False)
                codes |= set() if words else passed
        if codes:
            # Told of a word that would have let something pass, were it the actor's own.
            unheard = passed and any(self._passes(word, context.at) for word in _others(context))
            told = {"waiver.not_own"} if unheard else set()
            return False, codes | passed | told | ({"waiver.maker"} if maker else set())
        self.waivers += words
        self._keep(command, context)
        happened = [HAPPENED.get(name, name), *self._counted(command)]
        happened += self._close_or_open(before, context)
        if isinstance(command, Advance):
            self._asked(command.move)
            happened = ["entered"]
        self._follow(happened)
        return True, passed

    # What overlays bar.

    def live(self, at: datetime) -> list[Mark]:
        """Marks that still count."""
        return [mark for mark in self.marks if self._is_live(mark, at)]

    def _is_live(self, mark: Mark, at: datetime) -> bool:
        until = mark.get("until")
        return not isinstance(until, datetime) or at < until

    def _may_unlock(self, mark: Mark, context: Context) -> bool:
        named = mark["role"] is not None and mark["role"] in context.actor.roles
        return (
            mark["by"] in _persons(context)
            or not self._is_live(mark, context.at)
            or (named and context.actor.organisation == self.terms.organisation)
        )

    def _bars(self, command: Command, context: Context) -> Iterator[str]:
        name, at = type(command).__name__, context.at
        for mark in self.live(at):
            facet, whole = str(mark["facet"]), mark["line"] is None
            if facet == "void":
                if name not in {"Unvoid", "Unlock", "ReleaseClaim", "Cancel", "AddLines"}:
                    yield "order.voided"
            elif facet == "lock":
                if mark["by"] not in _persons(context) and name not in REPORTED | BOOKS:
                    yield "order.locked"
            elif isinstance(command, OfPieces):
                if self._bars_pieces(mark, command, at):
                    yield CODES[facet]
            elif isinstance(command, ClaimPieces):
                lines = {portion.line for portion in command.portions}
                if facet in {"close", "freeze", "terminate"} and (
                    lines if whole else mark["line"] in lines
                ):
                    yield CODES[facet]
            elif isinstance(command, RecordInvoice):
                billed = {entry.line for entry in command.billed}
                if (
                    facet == "hold"
                    and mark["quantity"] is None
                    and (whole or mark["line"] in billed)
                ):
                    yield "order.held"
            elif (name == "AddLines" and whole and facet in {"close", "freeze"}) or (
                name == "Advance" and whole and facet in {"freeze", "hold"}
            ):
                yield CODES[facet]

    def _bars_pieces(self, mark: Mark, command: OfPieces, at: datetime) -> bool:
        name, line = type(command).__name__, mark["line"]
        bars = {
            **dict.fromkeys(("close", "terminate"), name in CARRY_ON),
            "freeze": name not in REPORTED,
            "hold": name in BEFORE,
        }
        asked = [p.quantity for p in command.portions if line is None or p.line == line]
        if not asked or not bars[str(mark["facet"])] or mark["quantity"] is None:
            return bool(asked) and bars[str(mark["facet"])]
        # Whoever holds two pieces of a line lets all the others pass.
        held = [m["quantity"] for m in self.live(at) if m["line"] == line]
        stand = sum(self.pieces[str(line)][bucket] for bucket in BEFORE[name])
        return sum(asked) > stand - sum(many for many in held if isinstance(many, int))

    # What stands against it in the order itself.

    def _own(self, command: Command, context: Context, voted_on: int) -> Iterator[str]:
        match command:
            case PlaceOrder(terms=terms):
                same = terms == self.terms and self.revision == 1
                yield "already.so" if same else "order.exists"
            case AddLines():
                added = [line.id for line in command.lines] + [c.id for c in command.adjustments]
                if not added:
                    yield "order.empty"
                if len({*added, *self.invoiced}) < len(added) + len(self.invoiced):
                    yield "line.twice"
            case RecordInvoice() | RecordCredit():
                yield from self._bill(command)
            case ApplyPayment(amount=amount):
                if not 1 <= amount <= self.books["invoiced"] - self.books["paid"]:
                    yield "payment.range"
            case ReversePayment(amount=amount):
                if not 1 <= amount <= self.books["paid"]:
                    yield "payment.range"
            case CastVote() | RetractVote():
                yield from self._vote(command, context, voted_on)
            case Advance(move=move):
                where = {"validate": "captured", "submit": "validated"}.get(move)
                if self.stage != where:
                    yield "flow.not_from_here" if where else "flow.unknown_move"
            case ClaimPieces() | ReleaseClaim():
                yield from claim_codes(command, self.claims, self._waiting())
            case _ if isinstance(command, OfPieces):
                yield from move_pieces(command, _copy(self.pieces), list(self.announced))
                yield from draft_codes(command, self.claims, self._waiting())
            case _:
                yield from self._overlay(command, context)

    def _waiting(self) -> dict[str, int]:
        return {line: sum(counts[each] for each in WAITING) for line, counts in self.pieces.items()}

    def _lock(self, command: Lock | Unlock, context: Context) -> Iterator[str]:
        locks = [mark for mark in self.marks if mark["facet"] == "lock"]
        if isinstance(command, Lock):
            new = _mark(command, context)
            if any(self._is_live(old, context.at) and {**old, "id": ""} == new for old in locks):
                yield "already.so"
        elif not locks:
            yield "already.so"
        elif not self._may_unlock(locks[0], context):
            yield "lock.not_holder"

    def _overlay(self, command: Command, context: Context) -> Iterator[str]:
        facet, line = _facet(command)
        if isinstance(command, Lock | Unlock):
            yield from self._lock(command, context)
            return
        if isinstance(command, LiftHold):
            if all(m["id"] != command.hold or m["facet"] != "hold" for m in self.marks):
                yield "already.so"
            return
        there = any((m["facet"], m["line"]) == (facet, line) for m in self.marks)
        if isinstance(command, Unfreeze | Reopen | Reinstate | Unvoid):
            if not there:
                by_lines = facet == "close" and line is None and self._all_closed()
                yield "reopen.lines_closed" if by_lines else "already.so"
            return
        if isinstance(command, Close) and line in self.ordered and not there:
            yield from self._settled(str(line))
        if isinstance(command, Terminate) and line in self.ordered:
            counts = self.pieces[str(line)]
            if claimed(self.claims, str(line)):
                yield "terminate.claimed"
            if counts["reserved"] or counts["picked"]:
                yield "terminate.reserved"
        if isinstance(command, Void):
            yield from self._cannot_be_void()
        if line is not None and line not in self.ordered:
            yield "line.unknown"
        if not isinstance(command, Hold):
            if there:
                yield "already.so"
        elif command.quantity is not None and (line is None or command.quantity < 1):
            yield "quantity.range"

    def _all_closed(self) -> bool:
        closed = {mark["line"] for mark in self.marks if mark["facet"] == "close"}
        return bool(self.ordered) and closed >= set(self.ordered)

    def _settled(self, line: str) -> Iterator[str]:
        coming = sum(self.pieces[line][b] for b in (*WAITING, "shipped", "return_requested"))
        if not coming and not self.room(line, credit=False):
            yield "close.settled"

    def _cannot_be_void(self) -> Iterator[str]:
        if self.count(LEFT):
            yield "void.shipped"
        if self.count(("reserved", "picked")):
            yield "void.reserved"
        if self.books["invoiced"] or any(self.invoiced.values()):
            yield "void.invoiced"
        if self.claims:
            yield "void.claimed"

    def _bill(self, command: RecordInvoice | RecordCredit) -> Iterator[str]:
        credit, taken = isinstance(command, RecordCredit), dict[str, int]()
        for entry in command.billed:
            before = taken.get(entry.line, 0)
            if entry.line not in self.invoiced:
                yield "line.unknown"
            elif entry.quantity < 1:
                yield "quantity.range"
            elif before + entry.quantity > self.room(entry.line, credit=credit):
                yield "credit.exceeds" if credit else "invoice.exceeds"
            else:
                taken[entry.line] = before + entry.quantity
        given_away = command.billed and not any(self.worth.get(e.line, 1) for e in command.billed)
        most = self.books["invoiced"] - self.books["credited"] if credit else command.amount
        if not (0 if credit or given_away else 1) <= command.amount <= most:
            yield "credit.range" if credit else "invoice.range"

    def room(self, line: str, *, credit: bool) -> int:
        """What may still be credited, or invoiced: what left for good, and a charge once."""
        if credit:
            return self.invoiced[line] - self.credited[line]
        counts = self.pieces.get(line)
        if counts is None:
            return 1 - self.invoiced[line]
        # Of what came back, only that which a credit answers for was billed before.
        never = max(counts["returned"] - self.credited[line], 0)
        return max(sum(counts[b] for b in LEFT) - never - self.invoiced[line], 0)

    def _vote(
        self, command: CastVote | RetractVote, context: Context, voted_on: int
    ) -> Iterator[str]:
        if isinstance(command, RetractVote):
            if context.actor.id not in [by for by, _, _ in self.votes]:
                yield "vote.depended" if self.approved == self.revision else "vote.none"
            return
        persons, here = _persons(context), self.terms.organisation
        if command.role not in context.actor.roles or context.actor.organisation != here:
            yield "actor.role"
        if voted_on != self.revision:
            yield "vote.stale"
        if persons & self.makers:
            yield "vote.maker"
        counted = [{by, instead_of} for by, instead_of, _ in self.votes]
        if voted_on == self.revision and any(persons & each for each in counted):
            yield "vote.twice"
        if self.total < LEAST or (voted_on and voted_on == self.approved):
            yield "vote.not_needed"
        elif command.role != APPROVER:
            yield "vote.role"

    def _passes(self, word: Word, at: datetime) -> bool:
        total, _, until = word
        return total == self.total and (until is None or at < until)

    # What comes of it.

    def _keep(self, command: Command, context: Context) -> None:
        keep_claims(command, self.claims)
        match command:
            case AddLines():
                self._grow(command)
                self.makers |= _persons(context)
                self.revision += 1
                self.votes = []
            case RecordInvoice(billed=billed, amount=amount):
                for entry in billed:
                    self.invoiced[entry.line] += entry.quantity
                self.books["invoiced"] += amount
            case RecordCredit(billed=billed, amount=amount):
                for entry in billed:
                    self.credited[entry.line] += entry.quantity
                self.books["credited"] += amount
            case ApplyPayment(amount=amount):
                self.books["paid"] += amount
            case ReversePayment(amount=amount):
                self.books["paid"] -= amount
            case RetractVote():
                self.votes = [vote for vote in self.votes if vote[0] != context.actor.id]
            case CastVote(choice=choice):
                actor = context.actor
                self.votes.append((actor.id, actor.on_behalf_of, choice.value))
            case Hold() | Freeze() | Close() | Terminate() | Void() | Lock():
                if isinstance(command, Lock):
                    self.marks = [m for m in self.marks if m["facet"] != "lock"]
                self.marks.append(_mark(command, context))
            case LiftHold(hold=hold):
                self.marks = [m for m in self.marks if m["id"] != hold]
            case Unfreeze() | Reopen() | Reinstate() | Unvoid() | Unlock():
                off = _facet(command)
                self.marks = [m for m in self.marks if (m["facet"], m["line"]) != off]
            case _ if isinstance(command, OfPieces):
                list(move_pieces(command, self.pieces, self.announced))
            case _:
                pass

    def _stand(self, line: str) -> tuple[bool, bool, int]:
        """Whether enough of a line has left, whether it is done with that, and how much left."""
        counts, (lower, _) = self.pieces[line], self.tolerances[line]
        executed = sum(counts[bucket] for bucket in LEFT) - counts["returned"]
        wanted = self.ordered[line] - counts["cancelled"]
        # A hundredth of a piece is missing, or is not.
        enough = executed > 0 and 100 * executed >= (100 - lower) * wanted
        return enough, enough and not claimed(self.claims, line), executed

    def _close_or_open(
        self, before: dict[str, tuple[bool, bool, int]], context: Context
    ) -> list[str]:
        happened = list[str]()
        for line in self.tolerances:
            enough, done, executed = self._stand(line)
            _, was_done, were = before.get(line, (False, False, 0))
            marks = {str(m["facet"]): m for m in self.marks if m["line"] == line}
            if "close" in marks:
                if marks["close"]["auto"] and not enough:
                    self.marks.remove(marks["close"])
                    happened.append("FacetCleared")
            elif done and "terminate" not in marks and (not was_done or executed > were):
                wanted = self.ordered[line] - self.pieces[line]["cancelled"]
                close = Close(reason=f"{executed}/{wanted}", line=LineId(line))
                self.marks.append(_mark(close, context) | {"auto": True})
                happened.append("FacetSet")
        return happened

    def _grow(self, more: AddLines) -> None:
        both: list[Line | Adjustment] = [*more.lines, *more.adjustments]
        for line in more.lines:
            self.ordered[line.id] = line.quantity
            self.pieces[line.id] = dict.fromkeys(BUCKETS, 0) | {"open": line.quantity}
            if line.tolerance is not None:
                self.tolerances[line.id] = line.tolerance.lower.digits, line.tolerance.upper.digits
        self.charges += [charge.id for charge in more.adjustments]
        for each in both:
            self.invoiced[each.id] = self.credited[each.id] = 0
            self.worth[each.id] = each.amount
            self.total += each.amount

    def _counted(self, command: Command) -> list[str]:
        """What the votes come to, once one more was cast."""
        said = [choice for _, _, choice in self.votes] if isinstance(command, CastVote) else []
        if "reject" in said:
            self.approved, self.votes = 0, []
            return ["Rejected"]
        if len(said) > 1:
            self.approved, self.votes = self.revision, []
            return ["Approved"]
        return []

    # Where it goes in the flow.

    def _asked(self, move: str) -> None:
        asked = self.total >= LEAST and self.approved != self.revision
        self.stage = "validated" if move == "validate" else "approval" if asked else "approved"

    def _follow(self, happened: list[str]) -> None:
        for what in happened:
            for event, sources, target, conditions in FLOW:
                here = event == what and self.stage in sources.split()
                if here and all(self.holds(each) for each in conditions.split()):
                    self.stage = target
                    self._follow(["entered"])
                    return

    def count(self, buckets: tuple[str, ...]) -> int:
        """Pieces of all lines in these buckets."""
        return sum(counts[bucket] for counts in self.pieces.values() for bucket in buckets)

    def holds(self, condition: str) -> bool:
        """Whether a condition of the flow holds."""
        waiting, pieces, owed = self.count(WAITING), self.pieces, self._owed()
        void = any(mark["facet"] == "void" for mark in self.marks)
        billed = all(self.room(each, credit=False) <= 0 for each in self.invoiced)
        given_up = all(pieces[each]["cancelled"] == many for each, many in self.ordered.items())
        return {
            "to_ship": waiting > 0,
            "none_to_ship": waiting == 0,
            "left": self.count(LEFT) > 0,
            "given_up": bool(pieces) and given_up,
            "all_invoiced": waiting == 0 and billed,
            "paid": owed <= 0,
            "owed": owed > 0,
            "approved": self.approved == self.revision,
            "not_approved": self.approved != self.revision,
            "void": void,
            "not_void": not void,
        }[condition]

    def _owed(self) -> int:
        return self.books["invoiced"] - self.books["credited"] - self.books["paid"]


def _persons(context: Context) -> set[str]:
    actor = context.actor
    return {actor.id} | ({actor.on_behalf_of} if actor.on_behalf_of else set())


def _words(context: Context) -> list[Word]:
    """Whom the actor may speak for lets something pass; the total looked at is the reason."""
    own = [waiver for waiver in context.waivers if waiver.by in _persons(context)]
    return [(int(waiver.reason), str(waiver.by), waiver.until) for waiver in own]


def _others(context: Context) -> list[Word]:
    """What others let pass, as somebody says who may not speak for them."""
    others = [waiver for waiver in context.waivers if waiver.by not in _persons(context)]
    return [(int(waiver.reason), str(waiver.by), waiver.until) for waiver in others]


def _facet(command: Command) -> tuple[str, str | None]:
    match command:
        case Hold(line=line):
            return "hold", line
        case Freeze(line=line) | Unfreeze(line=line):
            return "freeze", line
        case Close(line=line) | Reopen(line=line):
            return "close", line
        case Terminate(line=line) | Reinstate(line=line):
            return "terminate", line
        case Lock() | Unlock():
            return "lock", None
        case _:
            return "void", None


def _mark(command: Hold | Freeze | Close | Terminate | Void | Lock, context: Context) -> Mark:
    facet, line = _facet(command)
    hold = command if isinstance(command, Hold) else None
    return {
        "id": "",
        "facet": facet,
        "line": line,
        "quantity": hold.quantity if hold else None,
        "until": command.until if isinstance(command, Hold | Lock) else None,
        "by": context.actor.id,
        "reason": command.reason,
        "role": command.role if isinstance(command, Lock) else None,
        "auto": False,
    }


def _copy(pieces: Pieces) -> Pieces:
    return {line: dict(counts) for line, counts in pieces.items()}
