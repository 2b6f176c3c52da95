"""Every rule that ships keeps the laws of rules, and the suite catches one that does not."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count

import attrs
import pytest
from hypothesis import strategies as st

from orderkit.order import Terms
from orderkit.testing.validation import RuleContract
from orderkit.testing.values import exacts
from orderkit.validation import CUSTOMER_STATUS, LIST_PRICE, ORDER_OF_NUMBER, PACK_SIZE, Rule
from orderkit.validation.policies import (
    CustomerKnown,
    Duplicate,
    PriceAboveFloor,
    PriceAgainstList,
    QuantityInPacks,
    QuantityInRange,
    TotalAgainstLines,
)
from orderkit.values import FactKey, Facts, Finding, block, note, review

HELD: dict[str, st.SearchStrategy[object]] = {
    CUSTOMER_STATUS.name: st.sampled_from(["active", "blocked"]),
    LIST_PRICE.name: exacts(),
    ORDER_OF_NUMBER.name: st.sampled_from(["O1", "O2"]),
    PACK_SIZE.name: st.integers(1, 6),
}


class Ours(RuleContract):
    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        return HELD[key.kind]


class TestCustomerKnown(Ours):
    rule = CustomerKnown()


class TestDuplicate(Ours):
    rule = Duplicate()


class TestPriceAboveFloor(Ours):
    rule = PriceAboveFloor()


class TestPriceAgainstList(Ours):
    rule = PriceAgainstList(tolerance=5)


class TestQuantityInPacks(Ours):
    rule = QuantityInPacks()


class TestQuantityInRange(Ours):
    rule = QuantityInRange()


class TestTotalAgainstLines(Ours):
    rule = TotalAgainstLines()


@attrs.frozen
class Plain:
    """Keeps every law; the liars differ from it in one thing."""

    code: str = "plain"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        return [CUSTOMER_STATUS.key(terms.customer)]

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        if facts.read(CUSTOMER_STATUS, terms.customer) is None:
            yield note("plain.not_judged", "customer")


class TestPlain(Ours):
    rule = Plain()


@attrs.frozen
class Fickle(Plain):
    """Says another figure each time."""

    turns: Iterator[int] = attrs.field(factory=count)

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        yield block("plain", "", turn=next(self.turns))


@attrs.frozen
class Restless(Plain):
    """Declares another fact each time."""

    turns: Iterator[int] = attrs.field(factory=count)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        return [PACK_SIZE.key(f"{terms.customer}{next(self.turns)}")]

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        return ()


class Careless(Plain):
    """Reckons with a line, and there may be none."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del facts
        yield note("plain", terms.lines[0].id)


class Trusting(Plain):
    """Cannot do without its fact."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        status = facts.read(CUSTOMER_STATUS, terms.customer)
        if status is None:
            raise LookupError(terms.customer)
        return ()


class Endless(Plain):
    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        while True:
            yield note("plain", "")


class Strict(Plain):
    """Refuses an order for want of a fact."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        if facts.read(CUSTOMER_STATUS, terms.customer) is None:
            yield review("plain.not_judged", "customer")


class Mumbling(Plain):
    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        # A rule without a type checker may give anything.
        return ["no"]  # type: ignore[list-item]


class Ventriloquist(Plain):
    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        yield block("credit.exceeded", "")


class Nosy(Plain):
    """Reads what it did not declare."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        if facts.read(PACK_SIZE, terms.customer):
            yield block("plain", "")


LIARS: list[tuple[str, str, Rule]] = [
    ("pure", "pure_equal_terms_and_facts_give_equal_findings", Fickle()),
    ("pure", "pure_equal_terms_and_facts_give_equal_findings", Restless()),
    ("total", "total_no_terms_and_no_facts_make_it_raise", Careless()),
    ("total", "total_no_terms_and_no_facts_make_it_raise", Trusting()),
    ("total", "total_no_terms_and_no_facts_make_it_raise", Endless()),
    ("total", "total_no_terms_and_no_facts_make_it_raise", Strict()),
    ("findings", "findings_it_gives_findings_and_nothing_else", Mumbling()),
    ("own voice", "own_voice_it_speaks_under_its_own_code", Ventriloquist()),
    ("declared", "declared_it_reads_only_what_it_declared", Nosy()),
]


@pytest.mark.parametrize(("law", "test", "liar"), LIARS)
def test_the_suite_catches_a_liar_under_the_law_it_broke(
    broken_law: Callable[[object, str], str], law: str, test: str, liar: Rule
) -> None:
    class Suite(Ours):
        rule = liar

    assert broken_law(Suite(), test) == law


def test_every_law_of_the_suite_has_its_liar() -> None:
    tests = {name for name in dir(RuleContract) if name.startswith("test_")}
    assert {f"test_{test}" for _, test, _ in LIARS} == tests
