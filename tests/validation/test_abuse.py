"""Rules that lie, die or go on and on: told as a broken law, and never taken for a no."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import count, repeat
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.errors import PolicyContractError
from orderkit.order import Advance, Line, PlaceOrder, ReentryError, Terms
from orderkit.ports import Database
from orderkit.process import OrderDesk, OrderPath
from orderkit.validation import RuleSet, ValidationGate, declared_facts, explain, validate
from orderkit.values import (
    NO_FACTS,
    ChannelCode,
    Context,
    Currency,
    Fact,
    FactKey,
    FactKind,
    Facts,
    Finding,
    MoveName,
    MutableFactError,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    block,
)

HERE: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", HERE, datetime(2026, 3, 2, tzinfo=UTC))
EUR: Final = Currency.of("EUR")
TERMS: Final = Terms(
    organisation=HERE,
    order=OrderId("O1"),
    channel=ChannelCode("shop"),
    number="1001",
    customer=PartyId("C1"),
    ordered_at=ANN.at,
    currency=EUR,
    lines=(Line.priced("1", "MUG", 4, "2.50", EUR), Line.priced("b/2", "CUP", 1, "1", EUR)),
)
KEY: Final = OrderKey(HERE, TERMS.order)
VALIDATE: Final = Advance(MoveName("validate"))
LIMIT: Final = FactKind("limit", int)


@attrs.frozen
class Says:
    """A rule of a host, which may do and say anything."""

    says: Callable[[Terms, Facts], object]
    names: Callable[[Terms], object] = lambda _: ()
    code: str = "house.rule"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        return self.names(terms)  # type: ignore[return-value] # what a host without types may give

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        return self.says(terms, facts)  # type: ignore[return-value] # likewise


def broken(says: Callable[[Terms, Facts], object]) -> PolicyContractError:
    rules = RuleSet((Says(says),))
    with pytest.raises(PolicyContractError) as told:
        validate(TERMS, NO_FACTS, rules)
    with pytest.raises(PolicyContractError) as explained:
        explain(TERMS, NO_FACTS, rules)
    assert (told.value.policy, told.value.law) == ("Says", explained.value.law)
    return told.value


def test_a_51_a_rule_that_raises_is_told_with_its_cause() -> None:
    def dies(terms: Terms, facts: Facts) -> object:
        raise LookupError(terms.customer, facts)

    error = broken(dies)
    assert error.law == "total"
    assert isinstance(error.__cause__, LookupError)


def test_a_52_a_rule_cannot_change_what_it_is_handed() -> None:
    def tampers(terms: Terms, facts: Facts) -> object:
        del facts
        terms.revision = 7  # type: ignore[misc] # that is the point
        return ()

    before = TERMS.revision
    assert isinstance(broken(tampers).__cause__, attrs.exceptions.FrozenInstanceError)
    assert TERMS.revision == before


@pytest.mark.parametrize("value", [[1], {"a": 1}, {1}, bytearray(b"x")])
def test_a_52_what_could_be_changed_is_no_fact(value: object) -> None:
    with pytest.raises(MutableFactError) as told:
        Fact(LIMIT.key("C1"), value, 1)
    assert told.value.fact == "limit/C1"


def test_a_53_a_rule_that_yields_for_ever_is_stopped() -> None:
    def for_ever(terms: Terms, facts: Facts) -> Iterator[Finding]:
        del terms, facts
        return (block("house.rule", "", turn=turn) for turn in count())

    assert broken(for_ever).law == "total"


def test_a_53_a_rule_that_names_facts_for_ever_is_stopped() -> None:
    rules = RuleSet((Says(lambda *_: (), lambda _: repeat(LIMIT.key("C1"))),))
    with pytest.raises(PolicyContractError) as told:
        declared_facts(TERMS, rules)
    assert (told.value.policy, told.value.law) == ("Says", "total")


def test_a_54_equal_questions_are_known_by_their_digest() -> None:
    rules, twin = RuleSet((Says(lambda *_: ()),)), attrs.evolve(TERMS)
    facts = Facts.of(Fact(LIMIT.key("C1"), 7, 1))
    first = explain(TERMS, facts, rules)
    assert explain(twin, Facts.of(*facts.items), rules).inputs == first.inputs
    assert explain(TERMS, NO_FACTS, rules).inputs != first.inputs
    assert explain(attrs.evolve(TERMS, number="2"), facts, rules).inputs != first.inputs


@pytest.mark.parametrize(
    ("answer", "law"),
    [
        (None, "total"),
        (7, "total"),
        ("no", "findings"),
        (["no"], "findings"),
        ({"house.rule": 1}, "findings"),
        ([block("house.rule", ""), None], "findings"),
    ],
)
def test_a_55_what_is_no_finding_is_a_broken_law(answer: object, law: str) -> None:
    assert broken(lambda *_: answer).law == law


@pytest.mark.parametrize("answer", [None, [7], "no", 3.5])
def test_a_55_what_names_no_fact_is_a_broken_law(answer: object) -> None:
    rules = RuleSet((Says(lambda *_: (), lambda _: answer),))
    with pytest.raises(PolicyContractError):
        declared_facts(TERMS, rules)


def test_a_55_a_generator_is_heard_like_a_list() -> None:
    found = block("house.rule", "total")
    listed, made = Says(lambda *_: [found]), Says(lambda *_: (each for each in [found]))
    for rule in (listed, made):
        assert validate(TERMS, NO_FACTS, RuleSet((rule,))) == (found,)


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("", True),
        ("total", True),
        ("customer", True),
        ("ship_to/city", True),
        ("lines", True),
        ("lines/1", True),
        ("lines/1/price", True),
        ("lines/1/taxes/VAT", True),
        ("lines/b/2/price", True),
        ("lines/2/price", False),
        ("lines/11/price", False),
        ("lines/1x", False),
        ("adjustments/c1", False),
        ("payments/1", False),
        ("orders/O2/lines/1", False),
        ("key", False),
    ],
)
def test_a_57_a_rule_points_at_what_is_there(path: str, *, there: bool) -> None:
    found = block("house.rule", path)
    if there:
        assert validate(TERMS, NO_FACTS, RuleSet((Says(lambda *_: [found]),))) == (found,)
    else:
        error = broken(lambda *_: [found])
        assert (error.law, error.proof) == ("own path", path)


@pytest.mark.parametrize("code", ["other.rule", "house", "house.rule.more", "house.rule2"])
def test_a_57_a_rule_speaks_under_its_own_code(code: str) -> None:
    error = broken(lambda *_: [block(code, "")])
    assert (error.law, error.proof) == ("own voice", code)


DATABASES: Final[list[Callable[[Path], Database]]] = [
    lambda _: MemoryDatabase(),
    lambda folder: SqliteDatabase(folder / "orders.db"),
]


@pytest.mark.parametrize("opened", DATABASES, ids=["memory", "sqlite"])
@pytest.mark.parametrize("asks", ["handle", "preview", "order", "history", "why_not"])
@pytest.mark.parametrize("place", ["check", "declares"])
def test_a_56_a_rule_that_calls_the_desk_is_told_that_it_must_not(
    tmp_path: Path, opened: Callable[[Path], Database], asks: str, place: str
) -> None:
    desks = list[OrderDesk]()

    def calls(*_: object) -> tuple[()]:
        (desk,) = desks
        if asks in {"order", "history"}:
            getattr(desk, asks)(KEY, ANN)
        else:
            getattr(desk, asks)(KEY, PlaceOrder(TERMS), ANN)
        return ()

    rule = Says(calls) if place == "check" else Says(lambda *_: (), calls)
    database = opened(tmp_path)
    desks.append(OrderDesk(database, OrderPath(gates=(ValidationGate(RuleSet((rule,))),))))
    plain = OrderDesk(database, OrderPath())
    assert plain.handle(KEY, PlaceOrder(TERMS), ANN).accepted
    with pytest.raises(ReentryError) as told:
        desks[0].handle(KEY, VALIDATE, ANN)
    expected = "preview" if asks == "why_not" else asks
    assert (told.value.subject, told.value.move) == (str(KEY), expected)
    # Nothing is left behind: the desk answers others as before.
    order = plain.order(KEY, ANN)
    assert order is not None
    assert order.version == 1
