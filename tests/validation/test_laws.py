"""The laws of rules and of their gate, whatever the rules say."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.errors import PolicyContractError
from orderkit.order import (
    AddLines,
    Advance,
    Line,
    Order,
    PlaceOrder,
    Portion,
    Ship,
    Terms,
    decide,
    fold,
)
from orderkit.testing.order import lines, orders, terms
from orderkit.testing.values import exacts
from orderkit.validation import (
    CUSTOMER_STATUS,
    LIST_PRICE,
    ORDER_OF_NUMBER,
    PACK_SIZE,
    DuplicateRuleError,
    RuleSet,
    ValidationGate,
    declared_facts,
    validate,
)
from orderkit.validation.policies import (
    CustomerKnown,
    Duplicate,
    PriceAgainstList,
    QuantityInPacks,
    QuantityInRange,
    TotalAgainstLines,
)
from orderkit.values import (
    NO_FACTS,
    Actor,
    ActorId,
    Context,
    Fact,
    FactKey,
    Facts,
    Finding,
    LineId,
    MoveName,
    OrganisationId,
    block,
    note,
)

RULES: Final = RuleSet(
    (
        CustomerKnown(),
        QuantityInRange(most=6),
        QuantityInPacks(),
        PriceAgainstList(),
        TotalAgainstLines(),
        Duplicate(),
    )
)
ANN: Final = Context(
    actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")),
    at=datetime(2024, 2, 29, tzinfo=UTC),
)
VALIDATE: Final = Advance(MoveName("validate"))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Draw what a desk might know: some of everything, absent or present."""
    skus, known = ("bolt", "nut", "washer"), list[Fact]()
    for sku in skus:
        known.append(Fact(LIST_PRICE.key(sku), draw(st.none() | exacts()), 1))
        known.append(Fact(PACK_SIZE.key(sku), draw(st.none() | st.integers(-1, 4)), 1))
    known += [
        Fact(CUSTOMER_STATUS.key(name), draw(st.sampled_from([None, "active", "blocked"])), 1)
        for name in ("C1", "C2")
    ]
    known += [
        Fact(ORDER_OF_NUMBER.key(f"shop/{number}"), draw(st.sampled_from([None, "O1", "O2"])), 1)
        for number in ("1001", "1002")
    ]
    return Facts.of(*known)


@given(terms(), facts())
def test_none_hides_another_and_equal_questions_have_equal_answers(
    given_terms: Terms, known: Facts
) -> None:
    alone = [validate(given_terms, known, RuleSet((rule,))) for rule in RULES.rules]
    together = validate(given_terms, known, RULES)
    assert together == tuple(finding for told in alone for finding in told)
    assert together == validate(given_terms, known, RULES)
    for rule, told in zip(RULES.rules, alone, strict=True):
        assert {finding.code for finding in told} <= {rule.code, f"{rule.code}.not_judged"}


@given(terms(), facts())
def test_rules_read_only_what_they_declare(given_terms: Terms, known: Facts) -> None:
    declared = declared_facts(given_terms, RULES)
    assert list(declared) == sorted(set(declared))
    just_these = Facts.of(*(fact for fact in known.items if fact.key in declared))
    assert validate(given_terms, known, RULES) == validate(given_terms, just_these, RULES)


@attrs.frozen
class Speaks:
    """A rule of a host, which may say anything."""

    says: Callable[[], Iterable[Finding]]
    code: str = "house.rule"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        return (CUSTOMER_STATUS.key(terms.customer),)

    def check(self, _: Terms, __: Facts, /) -> Iterable[Finding]:
        return self.says()


def dies() -> Iterator[Finding]:
    yield block("house.rule", "")
    message = "no such column"
    raise LookupError(message)


def raises() -> Iterable[Finding]:
    message = "no such table"
    raise LookupError(message)


def mumbles() -> Iterable[Finding]:
    return ("not a finding",)  # type: ignore[return-value] # what a host without types may give


@pytest.mark.parametrize(
    ("says", "law"),
    [
        (dies, "total"),
        (raises, "total"),
        (mumbles, "findings"),
        (lambda: (block("other.rule", ""),), "own voice"),
        (lambda: (block("house.rule", ""),) * 20_001, "total"),
    ],
)
@given(terms())
def test_a_51_a_rule_that_breaks_its_law_never_looks_content(
    says: Callable[[], Iterable[Finding]], law: str, given_terms: Terms
) -> None:
    with pytest.raises(PolicyContractError) as caught:
        validate(given_terms, NO_FACTS, RuleSet((Speaks(says),)))
    assert (caught.value.policy, caught.value.law) == ("Speaks", law)


@given(terms())
def test_findings_of_a_rule_come_by_path_and_its_doubt_has_its_own_code(given_terms: Terms) -> None:
    told = (block("house.rule", "total"), note("house.rule.not_judged", "lines"))
    found = validate(given_terms, NO_FACTS, RuleSet((Speaks(lambda: told),)))
    assert found == (told[1], told[0])


def test_two_rules_with_one_code_are_refused() -> None:
    with pytest.raises(DuplicateRuleError) as caught:
        RuleSet((PriceAgainstList(), PriceAgainstList(5)))
    assert caught.value.rule == "price.list"
    assert RuleSet((PriceAgainstList(), PriceAgainstList(5, code="price.wide"))).rules


NO: Final = RuleSet((Speaks(lambda: (block("house.rule", "total"),)),))


@given(orders())
def test_rules_are_heard_when_an_order_asks_to_be_validated(order: Order) -> None:
    gate = ValidationGate(NO)
    placed = fold(decide(None, PlaceOrder(order.terms), ANN, (gate,)).events)
    assert placed is not None
    assert [found.code for found in gate.check(placed, VALIDATE, ANN)] == ["house.rule"]
    key = CUSTOMER_STATUS.key(placed.terms.customer)
    assert tuple(gate.declares(placed, VALIDATE)) == (key,)
    for command in (Advance(MoveName("submit")), Ship((Portion(LineId("1"), 1),)), AddLines()):
        assert gate.check(placed, command, ANN) == ()
        assert tuple(gate.declares(placed, command)) == ()
    assert gate.check(None, VALIDATE, ANN) == ()
    assert gate.follow(placed, VALIDATE, (), ANN) == ()
    assert ValidationGate(RuleSet()).check(placed, VALIDATE, ANN) == ()


@given(orders(), lines(name="7"))
def test_rules_of_placing_look_at_what_comes_in(order: Order, line: Line) -> None:
    seen = list[Terms]()

    @attrs.frozen
    class Watch:
        code: str = "house.watch"

        def declares(self, _: Terms, /) -> Iterable[FactKey]:
            return ()

        def check(self, terms: Terms, _: Facts, /) -> Iterable[Finding]:
            seen.append(terms)
            return (block("house.watch", "lines"),)

    gate = ValidationGate(RuleSet(), placing=RuleSet((Watch(),)))
    assert not decide(None, PlaceOrder(order.terms), ANN, (gate,)).events
    assert not decide(order, AddLines(lines=(line,)), ANN, (gate,)).events
    assert seen[0] == order.terms
    assert (seen[1].lines, seen[1].adjustments) == ((line,), ())


@given(orders(), lines(name="7"))
def test_lines_that_no_terms_can_hold_are_a_finding_and_no_error(order: Order, line: Line) -> None:
    gate = ValidationGate(RuleSet(), placing=RuleSet((Duplicate(),)))
    decision = decide(order, AddLines(lines=(line, line)), ANN, (gate,))
    assert [found.code for found in decision.findings] == ["line.twice"]
