"""An order is amended, shipped, cancelled, taken back and billed in any turn, beside a paper.

The paper says at every step what is to be answered, and where money and pieces stand after it.
"""

from typing import Final, TypeAlias

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
from tests.order.drawn import HERE, START, agreed, charge, seldom
from tests.order.naive_amendments import Fields, Paper, Wish
from tests.order.naive_rules import BUCKETS, TAKES
from tests.order.test_machine import ACTS

from orderkit.order import (
    AddAdjustment,
    AddLine,
    Amend,
    Amended,
    AmendmentChange,
    ApplyAmendment,
    ApplyPayment,
    Billed,
    ChangeAdjustment,
    ChangePrice,
    ChangeQuantity,
    Command,
    Event,
    Line,
    Pick,
    Portion,
    ProposeAmendment,
    RecordCredit,
    RecordInvoice,
    RemoveAdjustment,
    RemoveLine,
    Reserve,
    Ship,
    WithdrawAmendment,
    decide,
    due,
    evolve,
    fold,
    preview,
    undoing,
)
from orderkit.order.events import OrderPlaced
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Currency,
    DocumentNumber,
    Exact,
    LineId,
    ReceiptId,
)

ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=START)
EUR: Final = Currency.of("EUR")
INVOICE, RECEIPT = DocumentNumber("I-1"), ReceiptId("R-1")
MOST: Final = 4

quantities = st.integers(1, 6)
prices = st.sampled_from([100, 250, 75])
Photo: TypeAlias = tuple[Fields, int, list[Wish]]


def made_line(name: str, quantity: int, price: int) -> Line:
    return Line.priced(name, "bolt", quantity, Exact(price, 2), EUR)


def row(line: Line) -> dict[str, object]:
    price = line.price.digits * 10 ** (2 - line.price.scale)
    return {"sku": line.sku, "quantity": line.quantity, "price": price, "requested": None}


class Amending(RuleBasedStateMachine):
    """One order, and what its paper says of it."""

    @initialize(
        lines=st.lists(st.tuples(quantities, prices), min_size=1, max_size=3),
        charged=st.booleans(),
        sent=st.booleans(),
    )
    def place(self, lines: list[tuple[int, int]], *, charged: bool, sent: bool) -> None:
        wanted = [made_line(str(n), *each) for n, each in enumerate(lines, 1)]
        terms = agreed(wanted, [charge(1, 30)] if charged else [])
        placed = OrderPlaced(terms=terms, at=START, by=ActorId("ann"))
        self.history: tuple[Event, ...] = (placed,)
        self.order = evolve(None, placed)
        rows = {str(line.id): row(line) for line in wanted}
        self.paper = Paper(rows, {"c1": 30} if charged else {})
        self.open = dict[str, Photo]()
        self.last: tuple[Amended, Paper, Paper] | None = None
        if sent:
            half = tuple(Portion(each.id, (each.quantity + 1) // 2) for each in wanted)
            self.moved(Ship(half))
            rest = [(line, line.quantity // 2) for line in wanted if line.quantity > 1]
            for act in (Reserve, Pick) if rest else ():
                line, many = rest[0]
                self.moved(act((Portion(line.id, many),)))

    def ask(self, command: Command, codes: set[str], *, done: bool) -> tuple[Event, ...]:
        before = self.order
        shown = preview(before, command, ANN)
        decision = decide(before, command, ANN)
        told = {found.code for found in decision.findings}
        assert told == codes, (command, told ^ codes)
        assert decision.accepted == done
        for event in decision.events:
            self.order = evolve(self.order, event)
        self.history += decision.events
        assert shown.after == self.order
        assert shown.price_impact == self.order.terms.total - before.terms.total
        assert (shown.dues.before, shown.dues.after) == (due(before), due(self.order))
        return decision.events

    def moved(self, command: Command) -> None:
        codes = self.paper.move(command)  # type: ignore[arg-type]  # only pieces are given
        self.ask(command, codes, done=not codes)

    # What happens beside amendments.

    @rule(data=st.data(), act=st.sampled_from(sorted(ACTS)))
    def move(self, data: st.DataObject, act: str) -> None:
        sources = {way.split(">")[0] for way in TAKES[act]} or {"return_requested"}
        there = [
            (name, sum(counts[each] for each in sources))
            for name, counts in self.paper.pieces.items()
        ]
        there = [each for each in there if each[1]]
        if there:
            name, most = data.draw(st.sampled_from(there))
            self.moved(ACTS[act]((Portion(LineId(name), data.draw(st.integers(1, most))),)))

    @rule(data=st.data(), credit=st.booleans())
    def bill(self, data: st.DataObject, *, credit: bool) -> None:
        paper = self.paper
        names = [name for name in paper.invoiced if paper.room(name, credit=credit)]
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        many = data.draw(st.integers(1, paper.room(name, credit=credit)))
        amount = many * paper.price(name)
        if amount < 1:
            return
        kind = RecordCredit if credit else RecordInvoice
        command = kind(document=INVOICE, billed=(Billed(LineId(name), many),), amount=amount)
        self.ask(command, set(), done=True)
        book = paper.credited if credit else paper.invoiced
        book[name] += many
        paper.books["credited" if credit else "invoiced"] += amount

    @rule()
    def pay(self) -> None:
        owed = self.paper.books["invoiced"] - self.paper.books["paid"]
        if owed:
            self.ask(ApplyPayment(document=INVOICE, receipt=RECEIPT, amount=owed), set(), done=True)
            self.paper.books["paid"] += owed

    # Amendments.

    def drawn(self, data: st.DataObject) -> tuple[tuple[AmendmentChange, ...], list[Wish]]:
        pairs = [self.drawn_one(data) for _ in range(data.draw(st.integers(1, 2)))]
        # Two words on one field are refused; what else they would come to is nobody's question.
        (first, name, _), (last, other, _) = pairs[0][1], pairs[-1][1]
        if len(pairs) > 1 and name == other and (first, last) != ("change", "change"):
            pairs.pop()
        if data.draw(seldom):
            pairs = []
        return tuple(change for change, _ in pairs), [wish for _, wish in pairs]

    def drawn_one(self, data: st.DataObject) -> tuple[AmendmentChange, Wish]:
        paper = self.paper
        names = [*paper.lines, "9"] if data.draw(seldom) or not paper.lines else [*paper.lines]
        name = data.draw(st.sampled_from(names))
        line, quantity, price = LineId(name), data.draw(st.integers(0, 8)), data.draw(prices)
        charges = [*paper.charges, "c9"] if data.draw(seldom) else [*paper.charges]
        kinds = ["quantity", "quantity", "quantity", "price", "remove", "add", "freight"]
        match data.draw(st.sampled_from(kinds)):
            case "quantity":
                return ChangeQuantity(line, quantity), ("change", name, {"quantity": quantity})
            case "price":
                return ChangePrice(line, Exact(price, 2)), ("change", name, {"price": price})
            case "remove":
                return RemoveLine(line), ("remove", name, {})
            case "add":
                free = str(len(paper.lines) + len(paper.gone) + 1)
                others = [free, *paper.gone, *paper.gone, *names]
                other: str = data.draw(st.sampled_from(others))
                one = made_line(other, max(1, quantity), price)
                return AddLine(one), ("add", other, row(one))
            case _ if bool(charges) and data.draw(st.booleans()):
                which = str(data.draw(st.sampled_from(charges)))
                if data.draw(st.booleans()):
                    return RemoveAdjustment(LineId(which)), ("drop_charge", which, {})
                change = ChangeAdjustment(LineId(which), price)
                return change, ("charge", which, {"amount": price})
            case _:
                free = f"c{len(paper.charges) + 5}"
                added = attrs.evolve(charge(1, price), id=LineId(free))
                return AddAdjustment(added), ("new_charge", free, {"amount": price})

    def amend(self, command: Command, wishes: list[Wish], photo: Fields, base: int) -> None:
        """Ask for what is to happen at once, and have it done on the paper."""
        codes, idle = self.paper.against(wishes, photo, base)
        done = codes <= {"amendment.rebased"} and not idle
        before = self.paper._after([])  # noqa: SLF001 - a copy of the lines, for taking it back
        events = self.ask(command, {"already.so"} if idle else codes, done=done)
        if done:
            self.paper.make(wishes)
            event = events[-1]
            assert isinstance(event, Amended)
            self.last = event, before, self.paper._after([])  # noqa: SLF001 - likewise

    @precondition(lambda self: len(self.paper.lines) < MOST)
    @rule(data=st.data())
    def amend_at_once(self, data: st.DataObject) -> None:
        changes, wishes = self.drawn(data)
        command = Amend.on(self.order, *changes)
        self.amend(command, wishes, self.paper.fields(), self.paper.revision)

    @rule(data=st.data())
    def propose(self, data: st.DataObject) -> None:
        changes, wishes = self.drawn(data)
        paper = self.paper
        codes, idle = paper.against(wishes, paper.fields(), paper.revision)
        done = not codes and not idle
        if done and paper.meets(wishes, [each for _, _, each in self.open.values()]):
            codes = {"amendment.conflict"}
        command = ProposeAmendment.on(self.order, *changes)
        self.ask(command, {"already.so"} if idle else codes, done=done)
        if done:
            name = self.order.amendments[-1].id
            self.open[name] = paper.fields(), paper.revision, wishes

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def apply(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.open)))
        photo, base, wishes = self.open[name]
        revision = self.paper.revision
        self.amend(ApplyAmendment(name), wishes, photo, base)
        if self.paper.revision > revision:
            del self.open[name]

    @precondition(lambda self: len(self.open) > 1)
    @rule(data=st.data())
    def apply_one_of_several(self, data: st.DataObject) -> None:
        self.apply(data)
        if self.open:
            self.apply(data)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.open)))
        self.ask(WithdrawAmendment(name), set(), done=True)
        self.ask(WithdrawAmendment(name), {"amendment.unknown"}, done=False)
        del self.open[name]

    @precondition(lambda self: self.last is not None)
    @rule()
    def take_back(self) -> None:
        assert self.last is not None
        event, before, after = self.last
        wishes: list[Wish] = [
            ("remove", name, {}) for name in after.lines if name not in before.lines
        ]
        wishes += [("drop_charge", n, {}) for n in after.charges if n not in before.charges]
        wishes += [
            ("put_back", name, figures)
            for name, figures in before.lines.items()
            if after.lines.get(name) != figures
        ]
        wishes += [
            ("put_back_charge", name, {"amount": at})
            for name, at in before.charges.items()
            if after.charges.get(name) != at
        ]
        self.amend(undoing(event), wishes, after.fields(), event.revision)

    # What holds at every step.

    @invariant()
    def i_07_i_13_it_is_the_fold_of_its_events(self) -> None:
        assert fold(self.history) == self.order
        assert self.order.version == len(self.history)
        changed = sum(isinstance(event, Amended) for event in self.history)
        assert self.order.revision == self.paper.revision == 1 + changed

    @invariant()
    def i_15_money_stands_as_on_paper(self) -> None:
        assert self.order.terms.total == self.paper.total()
        assert due(self.order) == self.paper.due()
        charges = {each.id: each.amount for each in self.order.terms.adjustments}
        assert charges == self.paper.charges

    @invariant()
    def i_16_pieces_and_bills_stand_as_on_paper(self) -> None:
        order, paper = self.order, self.paper
        assert {line.id: row(line) for line in order.terms.lines} == paper.lines
        for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
            assert dict(zip(BUCKETS, ledger.counts, strict=True)) == paper.pieces[line.id]
            assert (bill.invoiced, bill.credited) == (
                paper.invoiced[line.id],
                paper.credited[line.id],
            )
            assert max(ledger.left, bill.invoiced) <= line.quantity

    @invariant()
    def i_18_no_line_vanishes(self) -> None:
        removed = {line.id: (line.quantity, line.revision) for line in self.order.removed}
        assert removed == self.paper.gone
        assert {each.id for each in self.order.amendments} == self.open.keys()


def test_i_13_i_15_i_16_i_18_an_order_is_amended_as_its_paper_says() -> None:
    many = 2 * settings().max_examples
    run_state_machine_as_test(
        Amending, settings=settings(max_examples=many, stateful_step_count=30)
    )
