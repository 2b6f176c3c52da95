"""Every rule that ships keeps the laws of rules, and the suite catches one that does not."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import count

import attrs
import pytest
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.order import ChangeQuantity, Terms
from orderkit.pricing import GiftOffer
from orderkit.process import OrderDesk, OrderPath
from orderkit.testing.order import terms
from orderkit.testing.validation import RuleContract
from orderkit.testing.values import exacts
from orderkit.validation import (
    CREDIT_LIMIT,
    CREDIT_USED,
    CUSTOMER_STATUS,
    DEBT_DAYS,
    DEBT_OVERDUE,
    EARLIEST_DAY,
    LIST_PRICE,
    ORDER_MINIMUM,
    ORDER_OF_NUMBER,
    PACK_SIZE,
    SKU_STATUS,
    UNIT_COST,
    Cure,
    Rule,
    Weighed,
)
from orderkit.validation.cures import line_of
from orderkit.validation.policies import (
    AddressComplete,
    CreditLimit,
    CurrencyAllowed,
    CustomerKnown,
    DatePossible,
    Duplicate,
    GiftEarned,
    MarginAboveFloor,
    MinimumOrder,
    OverdueDebt,
    PriceAboveFloor,
    PriceAgainstList,
    PricePresent,
    QuantityInPacks,
    QuantityInRange,
    SkuSellable,
    TotalAgainstLines,
)
from orderkit.values import (
    Context,
    Currency,
    Exact,
    FactKey,
    Facts,
    Finding,
    Money,
    OrganisationId,
    PartyId,
    Severity,
    block,
    note,
    review,
)

EUR = Currency.of("EUR")
DAYS = [date(2026, 3, day) for day in range(1, 6)]
MONIES = st.builds(Money, st.integers(-200, 2000), st.sampled_from([EUR, Currency.of("JPY")]))
HELD: dict[str, st.SearchStrategy[object]] = {
    CREDIT_LIMIT.name: MONIES,
    CREDIT_USED.name: MONIES,
    CUSTOMER_STATUS.name: st.sampled_from(["active", "blocked"]),
    DEBT_DAYS.name: st.integers(0, 9),
    DEBT_OVERDUE.name: MONIES,
    EARLIEST_DAY.name: st.sampled_from(DAYS),
    LIST_PRICE.name: exacts(),
    ORDER_MINIMUM.name: MONIES,
    ORDER_OF_NUMBER.name: st.sampled_from(["O1", "O2"]),
    PACK_SIZE.name: st.integers(1, 6),
    SKU_STATUS.name: st.sampled_from(["active", "discontinued"]),
    UNIT_COST.name: st.builds(Exact, st.integers(0, 999), st.integers(0, 3)),
}
PRICES = st.builds(Exact, st.integers(0, 9999), st.integers(0, 3))


@st.composite
def telling_terms(draw: st.DrawFn) -> Terms:
    """Draw terms with something for each rule to look at."""
    agreed = draw(terms())
    lines = tuple(
        attrs.evolve(
            line,
            price=draw(PRICES),
            stamp=None,
            floor_price=draw(st.none() | PRICES),
            requested=draw(st.sampled_from([None, *DAYS])),
            gift=draw(st.sampled_from(["", "", "spring"])),
        )
        for line in agreed.lines
    )
    payer = draw(st.sampled_from([None, PartyId("C3")]))
    currency = draw(st.sampled_from([EUR, agreed.currency]))
    return attrs.evolve(agreed, lines=lines, bill_to=payer, currency=currency)


class Ours(RuleContract):
    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        return HELD.get(key.kind, st.sampled_from(["", " ", "Berlin"]))

    def terms(self) -> st.SearchStrategy[Terms]:
        return telling_terms()


class TestAddressComplete(Ours):
    rule = AddressComplete(parts=("city", "street"))


class TestCreditLimit(Ours):
    rule = CreditLimit()


class TestCurrencyAllowed(Ours):
    rule = CurrencyAllowed(allowed=("JPY", "CHF"))


class TestDatePossible(Ours):
    rule = DatePossible()


class TestGiftEarned(Ours):
    rule = GiftEarned((GiftOffer(id="spring", product="bolt", gives=1, per=Exact.of(2)),))


class TestMarginAboveFloor(Ours):
    rule = MarginAboveFloor(least=30)


class TestMinimumOrder(Ours):
    rule = MinimumOrder(least=Money(5000, EUR))


class TestOverdueDebt(Ours):
    rule = OverdueDebt(days=3)


class TestPricePresent(Ours):
    rule = PricePresent()


class TestSkuSellable(Ours):
    rule = SkuSellable()


class TestWeighed(Ours):
    rule = Weighed(QuantityInPacks(), Severity.REVIEW)


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


class Astray(Plain):
    """Points at a line that is not there."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        yield block("plain", "lines/99/price")


class Prying(Plain):
    """Asks the desk that is asking it."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del facts
        DESK.order(terms.key, ASKER)
        return ()


class Tampering(Plain):
    """Changes the terms that it is shown."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del facts
        object.__setattr__(terms, "revision", terms.revision + 1)
        return ()


class Clumsy(Plain):
    """Its cure is greater than it needs to be, or too small."""

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del facts
        for line in terms.lines:
            if line.quantity > 2:
                yield block("plain", f"lines/{line.id}/quantity")

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        line = line_of(terms, finding)
        return ChangeQuantity(line.id, 1) if line else None


class Helpless(Clumsy):
    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        line = line_of(terms, finding)
        return ChangeQuantity(line.id, 3) if line else None


class Meddling(Plain):
    """Finds things in what it says is none of its business."""

    def applies(self, terms: Terms, /) -> bool:
        del terms
        return False

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del terms, facts
        yield note("plain", "")


DESK = OrderDesk(MemoryDatabase(), OrderPath())
ASKER = Context.by("ann", OrganisationId("acme"), datetime(2026, 3, 2, tzinfo=UTC))

LIARS: list[tuple[str, str, Rule]] = [
    ("pure", "pure_equal_terms_and_facts_give_equal_findings", Tampering()),
    ("own path", "own_path_it_points_at_what_is_there", Astray()),
    ("alone", "alone_it_calls_no_desk", Prying()),
    ("cure", "cure_it_clears_the_finding_and_nothing_smaller_does", Clumsy()),
    ("cure", "cure_it_clears_the_finding_and_nothing_smaller_does", Helpless()),
    ("selective", "selective_it_finds_nothing_where_it_does_not_apply", Meddling()),
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
def test_a_51_a_53_a_54_a_55_a_56_a_57_the_suite_catches_a_liar_under_the_law_it_broke(
    broken_law: Callable[[object, str], str], law: str, test: str, liar: Rule
) -> None:
    class Suite(Ours):
        rule = liar

    assert broken_law(Suite(), test) == law


def test_every_law_of_the_suite_has_its_liar() -> None:
    tests = {name for name in dir(RuleContract) if name.startswith("test_")}
    assert {f"test_{test}" for _, test, _ in LIARS} == tests
