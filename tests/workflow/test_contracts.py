"""The gates and guards that ship keep their laws, and the suites catch those that do not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.approval import ApprovalGate
from orderkit.approval.policies import AmountBand
from orderkit.order import (
    Advance,
    CastVote,
    Command,
    Event,
    FlowStarted,
    Gate,
    Order,
    content_digest,
)
from orderkit.process import OrderDesk, OrderPath, standard_path
from orderkit.testing.gates import GateContract, GuardContract
from orderkit.testing.values import exacts
from orderkit.validation import CUSTOMER_STATUS, RuleSet, ValidationGate
from orderkit.validation.policies import CustomerKnown, PriceAgainstList, QuantityInRange
from orderkit.values import (
    Choice,
    Context,
    Currency,
    FactKey,
    Finding,
    FlowDigest,
    Money,
    MoveName,
    RoleName,
    StageName,
    note,
)
from orderkit.workflow import STANDARD_GUARDS, Guard

APPROVER = RoleName("approver")
HELD: dict[str, st.SearchStrategy[object]] = {
    CUSTOMER_STATUS.name: st.sampled_from(["active", "blocked"]),
    "price": exacts(),
}


class WithMoves(GateContract):
    """Asks for the flow's own moves and votes on what is there, beside all the rest."""

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        return HELD[key.kind]

    def commands(self, order: Order, /) -> st.SearchStrategy[Command]:
        moves = st.sampled_from(["validate", "submit", "release", "nowhere"]).map(MoveName)
        vote = st.builds(
            CastVote,
            choice=st.sampled_from(Choice),
            role=st.just(APPROVER),
            digest=st.just(content_digest(order)),
        )
        return st.builds(Advance, moves) | vote | super().commands(order)


BAND = AmountBand(least=Money.exactly("10.00", Currency.of("EUR")), role=APPROVER)


class TestFlowGate(WithMoves):
    gate = standard_path(approval=BAND).gates[-1]


class TestApprovalGate(WithMoves):
    gate = ApprovalGate(BAND)


class TestValidationGate(WithMoves):
    gate = ValidationGate(
        RuleSet((CustomerKnown(), PriceAgainstList())), placing=RuleSet((QuantityInRange(),))
    )


@pytest.mark.parametrize("name", STANDARD_GUARDS)
def test_a_guard_that_ships_keeps_its_laws(name: str) -> None:
    suite = suite_of_guard(STANDARD_GUARDS[name])
    for test in (each for each in dir(suite) if each.startswith("test_")):
        # There are many, and their answers are few.
        law = getattr(suite, test).hypothesis.inner_test
        settings(max_examples=15)(given(data=st.data())(law))(suite)


@attrs.frozen
class Silent:
    """Keeps every law; the liars differ from it in one thing."""

    turns: Iterator[int] = attrs.field(factory=count, eq=False)

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command, context
        return ()

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        del order, command, events, context
        return ()


class Fickle(Silent):
    """Says another figure each time."""

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command, context
        return (note("fickle", "", turn=next(self.turns)),)


class Restless(Silent):
    """Declares another fact each time."""

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return (CUSTOMER_STATUS.key(f"C{next(self.turns)}"),)


class Forgetful(Silent):
    """Follows one time, and not the other."""

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        del order, command
        if next(self.turns) % 2:
            return ()
        flow, by = FlowDigest("f"), context.actor.id
        return tuple(
            FlowStarted(flow=flow, stage=StageName("new"), at=context.at, by=by) for _ in events[:1]
        )


class Blind(Silent):
    """Looks at an order that may not be there yet."""

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del command, context
        # A checker would refuse it.
        return (note("blind", "", version=order.version),)  # type: ignore[union-attr]


class Wordless(Silent):
    """Breaks down when something follows."""

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        raise LookupError(order, command, events, context)


class Mumbling(Silent):
    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command, context
        # A gate without a type checker may give anything.
        return ("no",)  # type: ignore[return-value]


class Nosy(Silent):
    """Reads what it did not declare."""

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del command
        if order is not None:
            context.facts.read(CUSTOMER_STATUS, order.terms.customer)
        return ()


class NosyLater(Silent):
    """Reads what it did not declare once something happens."""

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        del order, command, events
        context.facts.read(CUSTOMER_STATUS, "C1")
        return ()


class Twice(Silent):
    """Has everything happen once more."""

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        del order, command, context
        return events


class Prying(Silent):
    """Asks the desk that is asking it."""

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del command
        if order is not None:
            DESK.history(order.key, context)
        return ()


DESK = OrderDesk(MemoryDatabase(), OrderPath())

LIARS: list[tuple[str, str, Gate]] = [
    ("alone", "alone_it_calls_no_desk", Prying()),
    ("pure", "pure_equal_arguments_give_equal_answers", Fickle()),
    ("pure", "pure_equal_arguments_give_equal_answers", Restless()),
    ("pure", "pure_equal_arguments_give_equal_answers", Forgetful()),
    ("total", "total_nothing_makes_it_raise", Blind()),
    ("total", "total_nothing_makes_it_raise", Wordless()),
    ("findings", "findings_its_check_gives_findings_and_nothing_else", Mumbling()),
    ("declared", "declared_it_reads_only_what_it_declared", Nosy()),
    ("declared", "declared_it_reads_only_what_it_declared", NosyLater()),
    ("possible", "possible_what_it_adds_can_happen", Twice()),
]


@pytest.mark.parametrize(("law", "test", "liar"), LIARS)
def test_the_suite_catches_a_liar_under_the_law_it_broke(
    broken_law: Callable[[object, str], str], law: str, test: str, liar: Gate
) -> None:
    class Suite(GateContract):
        gate = liar

    assert broken_law(Suite(), test) == law


def moody(order: Order, context: Context, /, turns: Iterator[int] = count()) -> bool:  # noqa: B008 - kept from call to call on purpose
    del order, context
    return bool(next(turns) % 2)


def loose(order: Order, _: Context, /) -> bool:
    # A guard without a type checker may give what merely counts as true.
    return order.marks  # type: ignore[return-value]


def careless(order: Order, _: Context, /) -> bool:
    return order.terms.lines[0].quantity > 1


GUARD_LIARS: list[tuple[str, str, Guard]] = [
    ("pure", "pure_equal_arguments_give_equal_answers", moody),
    ("plain", "plain_it_says_true_or_false_and_nothing_else", loose),
    ("total", "total_nothing_makes_it_raise", careless),
]


@pytest.mark.parametrize(("law", "test", "liar"), GUARD_LIARS)
def test_the_suite_of_guards_catches_a_liar_under_the_law_it_broke(
    broken_law: Callable[[object, str], str], law: str, test: str, liar: Guard
) -> None:
    assert broken_law(suite_of_guard(liar), test) == law


def suite_of_guard(told: Guard) -> GuardContract:
    class Suite(GuardContract):
        guard = staticmethod(told)

    return Suite()


@pytest.mark.parametrize(
    ("suite", "liars"), [(GateContract, LIARS), (GuardContract, GUARD_LIARS)], ids=["gate", "guard"]
)
def test_every_law_of_a_suite_has_its_liar(
    suite: type, liars: Sequence[tuple[str, str, object]]
) -> None:
    tests = {name for name in dir(suite) if name.startswith("test_")}
    assert {f"test_{test}" for _, test, _ in liars} == tests
