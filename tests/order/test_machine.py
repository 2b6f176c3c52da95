"""An order lives through everything that can be asked of it, beside a clerk's paper.

At every step the paper says what is to be answered, with which codes, and where every piece, mark,
vote and stage is to stand afterwards.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.order.drawn import (
    HERE,
    OTHER,
    OUTSIDERS,
    PEOPLE,
    START,
    actors,
    agreed,
    amounts,
    charge,
    delays,
    line,
    people,
    quantities,
    reasons,
    seldom,
    tolerant,
)
from tests.order.naive import Naive
from tests.order.naive_gates import GATES, ROLE
from tests.order.naive_rules import BUCKETS, TAKES

from orderkit.order import (
    AddLines,
    Advance,
    ApplyPayment,
    Backorder,
    Billed,
    Bucket,
    Cancel,
    CastVote,
    ClaimPieces,
    Close,
    Command,
    Deliver,
    Event,
    Facet,
    Find,
    Freeze,
    Hold,
    LedgerCommand,
    LiftHold,
    Lock,
    Lose,
    Pick,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Reinstate,
    Release,
    ReleaseClaim,
    Reopen,
    RequestReturn,
    Reserve,
    Restore,
    RetractVote,
    ReversePayment,
    Ship,
    Terminate,
    Undeliver,
    Unfreeze,
    Unlock,
    Unpick,
    Unvoid,
    Void,
    WithdrawReturn,
    content_digest,
    decide,
    evolve,
    fold,
    preview,
)
from orderkit.values import (
    Actor,
    Choice,
    Context,
    DocumentNumber,
    LineId,
    MoveName,
    OrganisationId,
    ReceiptId,
    Waiver,
    review,
)

MOST: Final = 5
INVOICE, RECEIPT = DocumentNumber("I-1"), ReceiptId("R-1")
ACTS: Final[dict[str, type[LedgerCommand]]] = {
    act.__name__: act
    for act in (
        *(Reserve, Backorder, Release, Pick, Unpick, Ship, Deliver, Undeliver),
        *(RequestReturn, WithdrawReturn, ReceiveReturn, Lose, Find, Cancel, Restore),
    )
}
drafts = st.sampled_from(["D-1", "D-2", "D-2", ""])
ONWARDS: Final = ("Reserve", "Backorder", "Pick", "Ship", "Deliver")
HOMEWARDS: Final = ("RequestReturn", "WithdrawReturn", "ReceiveReturn", "Lose", "Find")


class Life(RuleBasedStateMachine):
    """One order, asked for everything; `paper` says what is right."""

    history: tuple[Event, ...] = ()

    @initialize(
        lines=st.lists(st.tuples(quantities, amounts), max_size=3),
        charges=st.lists(st.sampled_from([-50, 30]), max_size=1),
        actor=actors(),
        begun=st.sampled_from(["", "approved", "sent", "sent"]),
    )
    def place(
        self, lines: list[tuple[int, int]], charges: list[int], actor: Actor, begun: str
    ) -> None:
        self.at = START
        context = Context(actor=actor, at=START)
        for command, code in (
            (Cancel((Portion(LineId("1"), 1),)), "order.unknown"),
            (PlaceOrder(agreed()), "order.empty"),
        ):
            refused = decide(None, command, context, GATES)
            assert [found.code for found in refused.findings] == [code]
            assert not refused.events
        lines = lines if lines or charges else [(3, 400)]
        wanted = (tolerant(line(n, *each)) for n, each in enumerate(lines, 1))
        command = PlaceOrder(agreed(wanted, (charge(n, each) for n, each in enumerate(charges, 1))))
        shown = preview(None, command, context, GATES)
        decision = decide(None, command, context, GATES)
        assert shown.decision == decision
        self.history = decision.events
        order = fold(self.history)
        assert order is not None
        assert shown.after == order
        assert shown.price_impact == order.terms.total
        self.order, self.paper = order, Naive(command, context)
        self.contents = {content_digest(order): 1}
        if begun:
            self.begin()
        if begun == "sent" and lines:
            half = (Portion(each.id, (each.quantity + 1) // 2) for each in order.terms.lines)
            self.ask(Ship(tuple(half)), context)
            self.ask(Deliver((Portion(LineId("1"), 1),)), context)

    def begin(self) -> None:
        """Bring it where goods can move, as people in no hurry would."""
        others = [each for each in PEOPLE if each not in self.paper.makers] + OUTSIDERS
        steps = ("validate", 0), ("submit", 1), ("", 0), ("", 1)
        for move, place in steps if self.order.stage == "captured" else ():
            actor = Actor(id=others[place], organisation=HERE, roles=(ROLE,))
            reason = str(self.order.terms.total)
            finding = review("price.list", "total", total=self.order.terms.total)
            waiver = Waiver.of(finding, by=actor.id, at=self.at, reason=reason)
            if move:
                context = Context(actor=actor, at=self.at, waivers=(waiver,))
                self.ask(Advance(MoveName(move)), context)
            elif self.order.stage == "approval":
                self.say_yes(actor)

    def ask(self, command: Command, context: Context, voted_on: int = 0) -> None:
        """Ask the order and the paper, and hold one answer against the other."""
        before = self.order
        shown = preview(before, command, context, GATES)
        decision = decide(before, command, context, GATES)
        done, codes = self.paper.answer(command, context, voted_on)
        assert {found.code for found in decision.findings} == codes
        assert decision.accepted == bool(decision.events) == done
        assert decision.findings or done
        assert not decision.effects or done
        after = before
        for event in decision.events:
            after = evolve(after, event)
        assert shown.decision == decision
        assert shown.after == fold(decision.events, onto=before) == after
        assert shown.price_impact == after.terms.total - before.terms.total
        assert bool(shown.changes) <= done
        if not done:
            assert after == before
            return
        self.history, self.order = (*self.history, *decision.events), after
        self.contents.setdefault(content_digest(after), after.revision)
        for mark, real in zip(self.paper.marks, after.marks, strict=True):
            # The paper leaves it to the order to name a mark, once.
            mark["id"] = mark["id"] or real.id

    def drawn_line(self, data: st.DataObject) -> LineId:
        known = [LineId(each) for each in self.paper.ordered]
        if not known or data.draw(seldom):
            return LineId("99")
        return data.draw(st.sampled_from(known))

    def may_be_line(self, data: st.DataObject) -> LineId | None:
        return self.drawn_line(data) if data.draw(st.booleans()) else None

    # The family of the ledger.

    @rule(data=st.data(), actor=actors())
    def move_pieces(self, data: st.DataObject, actor: Actor) -> None:
        self.move_what_is_there(data, actor, ACTS)

    def move_what_is_there(self, data: st.DataObject, actor: Actor, acts: Iterable[str]) -> None:
        ways = {act: TAKES[act] or ("return_requested>",) for act in acts}
        there = {
            act: [place for place in self.standing() if any(w.startswith(place[1]) for w in takes)]
            for act, takes in ways.items()
        }
        possible = sorted(act for act, places in there.items() if places)
        if not possible:
            return
        act = data.draw(st.sampled_from(possible))
        name, source = data.draw(st.sampled_from(there[act]))
        most = self.paper.pieces[name][source]
        named = Bucket[source.upper()] if data.draw(seldom) else None
        portion = Portion(LineId(name), data.draw(st.integers(1, most)), named)
        self.ask(ACTS[act]((portion,)), Context(actor=actor, at=self.at))

    def standing(self) -> list[tuple[str, str]]:
        pieces = self.paper.pieces.items()
        return [(each, bucket) for each, counts in pieces for bucket in BUCKETS if counts[bucket]]

    @rule(data=st.data(), act=st.sampled_from(sorted(ACTS)), actor=actors())
    def move_any_pieces(self, data: st.DataObject, act: str, actor: Actor) -> None:
        sources = st.none() | st.sampled_from(Bucket)
        portions = [
            Portion(self.drawn_line(data), data.draw(st.integers(0, 4)), data.draw(sources))
            for _ in range(data.draw(st.integers(0, 3)))
        ]
        self.ask(ACTS[act](tuple(portions)), Context(actor=actor, at=self.at))

    # The family of claims.

    @rule(data=st.data(), actor=actors(), draft=drafts, likely=st.booleans())
    def claim(self, data: st.DataObject, actor: Actor, draft: str, *, likely: bool) -> None:
        least = 1 if likely else 0
        portions = tuple(
            Portion(self.drawn_line(data), data.draw(st.integers(least, 4)))
            for _ in range(data.draw(st.integers(least, 2)))
        )
        self.ask(ClaimPieces(draft, portions), Context(actor=actor, at=self.at))

    @precondition(lambda self: self.order.claims)
    @rule(data=st.data(), actor=actors(), ships=st.booleans())
    def answer_a_claim(self, data: st.DataObject, actor: Actor, *, ships: bool) -> None:
        claim = data.draw(st.sampled_from(self.order.claims))
        portion = Portion(claim.line, data.draw(st.integers(1, claim.quantity + 1)))
        command: Command = Ship((portion,), claim.document)
        if not ships:
            part = data.draw(st.booleans())
            command = ReleaseClaim(claim.document, (portion,) if part else ())
        self.ask(command, Context(actor=actor, at=self.at))

    @rule(data=st.data(), actor=actors(), draft=drafts)
    def release_any(self, data: st.DataObject, actor: Actor, draft: str) -> None:
        part = (Portion(self.drawn_line(data), data.draw(st.integers(0, 2))),)
        portions = part if data.draw(st.booleans()) else ()
        self.ask(ReleaseClaim(draft, portions), Context(actor=actor, at=self.at))

    # The family of money.

    @rule(data=st.data(), amount=amounts, actor=actors())
    def bill(self, data: st.DataObject, amount: int, actor: Actor) -> None:
        credit, paper = data.draw(st.booleans()), self.paper
        rooms = {each: paper.room(each, credit=credit) for each in paper.invoiced}
        entries = [Billed(LineId(each), many) for each, many in rooms.items() if many > 0]
        if data.draw(seldom):
            entries.append(Billed(self.drawn_line(data), data.draw(st.integers(0, 3))))
        elif data.draw(st.booleans()):
            name, most = data.draw(st.sampled_from(sorted(rooms.items())))
            entries = [Billed(LineId(name), data.draw(st.integers(1, max(1, most + 1))))]
        kind = RecordCredit if credit else RecordInvoice
        if data.draw(seldom):
            amount = -1
        command = kind(document=INVOICE, billed=tuple(entries), amount=amount)
        self.ask(command, Context(actor=actor, at=self.at))

    @rule(data=st.data(), actor=actors(), back=seldom)
    def pay(self, data: st.DataObject, actor: Actor, *, back: bool) -> None:
        owed = self.paper.books["invoiced"] - self.paper.books["paid"]
        amount = data.draw(st.sampled_from([max(owed, 1), max(owed, 1), 50, 0]))
        kind = ReversePayment if back else ApplyPayment
        command = kind(document=INVOICE, receipt=RECEIPT, amount=amount)
        self.ask(command, Context(actor=actor, at=self.at))

    # The family of facets.

    @rule(data=st.data(), actor=actors(), reason=reasons, hold=st.booleans())
    def mark(self, data: st.DataObject, actor: Actor, reason: str, *, hold: bool) -> None:
        of = self.may_be_line(data)
        if hold:
            quantity = data.draw(st.none() | st.integers(0, 4))
            until = data.draw(st.none() | delays.map(lambda delay: self.at + delay))
            command: Command = Hold(reason=reason, line=of, quantity=quantity, until=until)
        elif data.draw(st.booleans()):
            command = Freeze(reason=reason, line=of)
        elif of is not None and data.draw(st.booleans()):
            command = Terminate(reason=reason, line=of)
        else:
            command = Close(reason=reason, line=of)
        self.ask(command, Context(actor=actor, at=self.at))

    @rule(data=st.data(), actor=actors(), reason=reasons)
    def lock(self, data: st.DataObject, actor: Actor, reason: str) -> None:
        # Few are without an end: under a lock little else is done.
        until = None if data.draw(seldom) else self.at + data.draw(delays)
        role = data.draw(st.sampled_from([None, ROLE, OTHER]))
        command = Lock(reason=reason, until=until, role=role)
        self.ask(command, Context(actor=actor, at=self.at))

    @precondition(lambda self: self.order.marks)
    @rule(data=st.data(), actor=actors())
    def take_off(self, data: st.DataObject, actor: Actor) -> None:
        mark = data.draw(st.sampled_from(self.order.marks))
        inverses: dict[Facet, Command] = {
            Facet.HOLD: LiftHold(mark.id),
            Facet.FREEZE: Unfreeze(line=mark.line),
            Facet.CLOSE: Reopen(line=mark.line),
            Facet.TERMINATE: Reinstate(line=mark.line or LineId("99")),
            Facet.VOID: Unvoid(),
            Facet.LOCK: Unlock(),
        }
        self.ask(inverses[mark.facet], Context(actor=actor, at=self.at))

    @precondition(lambda self: self.order.marks)
    @rule(data=st.data(), actor=actors())
    def take_another_off(self, data: st.DataObject, actor: Actor) -> None:
        self.take_off(data, actor)

    @rule(data=st.data(), actor=actors())
    def say_what_is_so_or_cannot_be(self, data: st.DataObject, actor: Actor) -> None:
        other = attrs.evolve(self.paper.terms, number="1002")
        yes = CastVote(choice=Choice.APPROVE, role=ROLE, digest=content_digest(self.order))
        rare: list[Command] = [
            *(PlaceOrder(self.paper.terms), PlaceOrder(other), Void("a mistake"), Unvoid()),
            *(
                LiftHold("hold/0"),
                RetractVote("no more"),
                Unfreeze(),
                Reopen(line=LineId("1")),
                Unlock(),
                yes,
            ),
            *(Advance(MoveName(move)) for move in ("validate", "submit", "approve")),
        ]
        command = data.draw(st.sampled_from(rare))
        self.ask(command, Context(actor=actor, at=self.at), self.order.revision)

    # The families of lines, approval and flow.

    @precondition(lambda self: len(self.paper.invoiced) < MOST)
    @rule(data=st.data(), actor=actors(), goes_on=st.booleans())
    def add_lines(self, data: st.DataObject, actor: Actor, *, goes_on: bool) -> None:
        free = len(self.paper.ordered) + 1
        name, many = data.draw(st.sampled_from([free, free, free, 1])), data.draw(quantities)
        one = tolerant(line(name, many, data.draw(amounts)))
        added = [one] * data.draw(st.sampled_from([1, 1, 0, 2]))
        other = [charge(len(self.paper.charges) + 1, 30)] if data.draw(seldom) else []
        command = AddLines(lines=tuple(added), adjustments=tuple(other))
        self.ask(command, Context(actor=actor, at=self.at))
        if goes_on:
            self.begin()

    @precondition(lambda self: self.order.stage == "approval")
    @rule(data=st.data(), actor=actors(), choice=st.sampled_from([*Choice, Choice.APPROVE]))
    def vote(self, data: st.DataObject, actor: Actor, choice: Choice) -> None:
        digests = [*self.contents, "0" * 64] if data.draw(seldom) else [*self.contents][-1:]
        digest = data.draw(st.sampled_from(digests))
        role = OTHER if data.draw(seldom) else ROLE
        if data.draw(seldom):
            actor = attrs.evolve(actor, organisation=OrganisationId("other"))
        command = CastVote(choice=choice, role=role, digest=digest)
        context = Context(actor=actor, at=self.at)
        self.ask(command, context, self.contents.get(digest, 0))

    @precondition(lambda self: self.order.stage == "approval")
    @rule(actor=actors())
    def say_yes(self, actor: Actor) -> None:
        digest = content_digest(self.order)
        command = CastVote(choice=Choice.APPROVE, role=ROLE, digest=digest)
        self.ask(command, Context(actor=actor, at=self.at), self.order.revision)

    @precondition(lambda self: self.order.votes)
    @rule(data=st.data(), actor=actors())
    def take_a_vote_back(self, data: st.DataObject, actor: Actor) -> None:
        if not data.draw(seldom):
            actor = attrs.evolve(actor, id=self.order.votes[0].by)
        self.ask(RetractVote(), Context(actor=actor, at=self.at))

    @precondition(lambda self: self.order.stage in {"captured", "validated"})
    @rule(data=st.data(), actor=actors(), waives=st.booleans())
    def advance(self, data: st.DataObject, actor: Actor, *, waives: bool) -> None:
        likely = "submit" if self.order.stage == "validated" else "validate"
        other = st.sampled_from(["validate", "submit", "approve"])
        move = data.draw(other) if data.draw(seldom) else likely
        waivers = (self.drawn_waiver(data, actor),) if waives else ()
        self.ask(Advance(MoveName(move)), Context(actor=actor, at=self.at, waivers=waivers))

    def drawn_waiver(self, data: st.DataObject, actor: Actor) -> Waiver:
        total = self.order.terms.total + data.draw(seldom)
        name = data.draw(people) if data.draw(seldom) else actor.on_behalf_of or actor.id
        until = data.draw(st.none() | delays.map(lambda delay: self.at + delay))
        finding = review("price.list", "total", total=total)
        return Waiver.of(finding, by=name, at=self.at, reason=str(total), until=until)

    @rule(delay=delays)
    def time_passes(self, delay: timedelta) -> None:
        self.at += delay

    def teardown(self) -> None:
        for cut in range(1, len(self.history)):
            snapshot = fold(self.history[:cut])
            assert fold(self.history[cut:], onto=snapshot) == self.order

    # What holds at every step.

    @invariant()
    def i_07_it_is_the_fold_of_its_events(self) -> None:
        assert fold(self.history) == self.order
        assert self.order.version == len(self.history)

    @invariant()
    def i_08_i_09_pieces_and_books_stand_as_on_paper(self) -> None:
        order, paper = self.order, self.paper
        for of, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
            assert dict(zip(BUCKETS, ledger.counts, strict=True)) == paper.pieces[of.id]
            assert ledger.total == of.quantity == paper.ordered[of.id]
            assert (bill.invoiced, bill.credited) == (paper.invoiced[of.id], paper.credited[of.id])
            assert 0 <= bill.credited <= bill.invoiced <= ledger.left
        for each, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True):
            billed = paper.invoiced[each.id], paper.credited[each.id]
            assert (bill.invoiced, bill.credited) == billed
        assert attrs.asdict(order.balances) == paper.books
        announced = [
            (shift.line, shift.source.name.lower())
            for shift in order.requests
            for _ in range(shift.quantity)
        ]
        assert announced == paper.announced

    @invariant()
    def claims_stand_as_on_paper_and_no_piece_is_promised_twice(self) -> None:
        claims = {(claim.document, claim.line): claim.quantity for claim in self.order.claims}
        assert claims == self.paper.claims
        assert len(claims) == len(self.order.claims)
        assert all(quantity > 0 for quantity in claims.values())
        for of, ledger in zip(self.order.terms.lines, self.order.ledgers, strict=True):
            assert self.order.claimed(of.id) <= ledger.to_ship
            assert self.order.claimed(of.id) + ledger.left <= of.quantity

    @invariant()
    def stage_marks_and_votes_stand_as_on_paper(self) -> None:
        order, paper = self.order, self.paper
        assert (order.stage, order.revision) == (paper.stage, paper.revision)
        assert order.terms.total == paper.total
        assert order.makers == paper.makers
        assert [attrs.asdict(mark) | {"at": None} for mark in order.marks] == [
            mark | {"at": None} for mark in paper.marks
        ]
        assert len({mark.id for mark in order.marks}) == len(order.marks)
        votes = [(vote.by, vote.on_behalf_of, vote.choice.value) for vote in order.votes]
        assert votes == paper.votes
        assert self.contents.get(order.approved, 0) == paper.approved
        waivers = [(int(word.reason), word.by, word.until) for word in order.waivers]
        assert waivers == paper.waivers


def test_i_07_i_08_i_10_i_14_an_order_lives_as_its_paper_says() -> None:
    # Twice what the profile asks of a law: a life has many steps, and each rule its turn.
    many = 2 * settings().max_examples
    run_state_machine_as_test(Life, settings=settings(max_examples=many, stateful_step_count=40))
