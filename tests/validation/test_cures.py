"""What each rule finds at its edges, and the smallest change that clears it, a row for each."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given

from orderkit.errors import PolicyContractError
from orderkit.locales import LOCALES, say
from orderkit.order import (
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    Line,
    PutBack,
    ReentryError,
    RemoveLine,
    Terms,
)
from orderkit.order.excerpt import Excerpt
from orderkit.testing import cures
from orderkit.testing import terms as some_terms
from orderkit.validation import (
    CREDIT_LIMIT,
    CREDIT_USED,
    CUSTOMER_STATUS,
    DEBT_DAYS,
    DEBT_OVERDUE,
    EARLIEST_DAY,
    LIST_PRICE,
    ORDER_MINIMUM,
    PACK_SIZE,
    SKU_STATUS,
    UNIT_COST,
    AddAmount,
    AskWaiver,
    Correct,
    Cure,
    CuringRule,
    FillIn,
    PayFirst,
    Rule,
    RuleOutcome,
    RuleSet,
    Weighed,
    address_part,
    cure_told,
    cured,
    explain,
    validate,
)
from orderkit.validation.policies import (
    AddressComplete,
    CreditLimit,
    CurrencyAllowed,
    CustomerKnown,
    DatePossible,
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
    ActorId,
    ChannelCode,
    Currency,
    Exact,
    Fact,
    FactKey,
    Facts,
    Finding,
    LineId,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
    Severity,
    Waiver,
    review,
)

EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
ONE: Final = LineId("1")
MUGS: Final = Line.priced("1", "MUG", 10, "2.50", EUR)


def terms(line: Line = MUGS, **fields: object) -> Terms:
    base = Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=AT,
        currency=EUR,
        lines=(line,),
    )
    return attrs.evolve(base, **fields)  # type: ignore[arg-type] # fields of terms


def eur(amount: str) -> Money:
    return Money.exactly(amount, EUR)


def known(*pairs: tuple[FactKey, object]) -> Facts:
    return Facts.of(*(Fact(key, value, 1) for key, value in pairs))


DEAR: Final = attrs.evolve(MUGS, floor_price=Exact.of("2.75"))
ON_TUESDAY: Final = attrs.evolve(MUGS, requested=date(2026, 3, 3))
FREE: Final = Line.priced("1", "MUG", 10, "0", EUR)
SHORT: Final = attrs.evolve(MUGS, amount=2400)

ROWS: Final[dict[str, tuple[Rule, Terms, Facts, str, Cure]]] = {
    "12 instead of 10": (
        QuantityInPacks(),
        terms(),
        known((PACK_SIZE.key("MUG"), 6)),
        "lines/1/quantity",
        ChangeQuantity(ONE, 12),
    ),
    "9 instead of 10": (
        QuantityInPacks(),
        terms(),
        known((PACK_SIZE.key("MUG"), 9)),
        "lines/1/quantity",
        ChangeQuantity(ONE, 9),
    ),
    "never nothing": (
        QuantityInPacks(),
        terms(),
        known((PACK_SIZE.key("MUG"), 24)),
        "lines/1/quantity",
        ChangeQuantity(ONE, 24),
    ),
    "no more than the bound": (
        QuantityInRange(most=8),
        terms(),
        known(),
        "lines/1/quantity",
        ChangeQuantity(ONE, 8),
    ),
    "add 40.00": (
        MinimumOrder(),
        terms(),
        known((ORDER_MINIMUM.key("C1"), eur("65"))),
        "total",
        AddAmount(eur("40.00")),
    ),
    "the house's minimum": (
        MinimumOrder(least=eur("25.01")),
        terms(),
        known(),
        "total",
        AddAmount(eur("0.01")),
    ),
    "order for less": (
        CreditLimit(),
        terms(),
        known((CREDIT_LIMIT.key("C1"), eur("100")), (CREDIT_USED.key("C1"), eur("80"))),
        "total",
        AddAmount(eur("-5")),
    ),
    "pay first": (
        CreditLimit(),
        terms(bill_to=PartyId("C9")),
        known((CREDIT_LIMIT.key("C9"), eur("100")), (CREDIT_USED.key("C9"), eur("120"))),
        "total",
        PayFirst(eur("45")),
    ),
    "pay what is overdue": (
        OverdueDebt(days=10),
        terms(),
        known((DEBT_DAYS.key("C1"), 11), (DEBT_OVERDUE.key("C1"), eur("7"))),
        "bill_to",
        PayFirst(eur("7")),
    ),
    "wait until a date": (
        DatePossible(),
        terms(ON_TUESDAY),
        known((EARLIEST_DAY.key("MUG"), date(2026, 3, 9))),
        "lines/1/requested",
        ChangeDate(ONE, date(2026, 3, 9)),
    ),
    "a part of the address": (
        AddressComplete(parts=("city", "street")),
        terms(),
        known((address_part("city").key("C1"), " "), (address_part("street").key("C1"), "Hof 1")),
        "ship_to/city",
        FillIn("ship_to/city"),
    ),
    "another currency": (
        CurrencyAllowed(allowed=("CHF", "JPY")),
        terms(),
        known(),
        "currency",
        Correct("currency", "CHF"),
    ),
    "a margin of 30 percent": (
        MarginAboveFloor(least=30),
        terms(),
        known((UNIT_COST.key("MUG"), Exact.of("2"))),
        "lines/1/price",
        ChangePrice(ONE, "2.86"),
    ),
    "the floor price": (
        PriceAboveFloor(),
        terms(DEAR),
        known(),
        "lines/1/price",
        ChangePrice(ONE, "2.75"),
    ),
    "the dearest within tolerance": (
        PriceAgainstList(tolerance=5),
        terms(),
        known((LIST_PRICE.key("MUG"), Exact.of("2.2"))),
        "lines/1/price",
        ChangePrice(ONE, "2.31"),
    ),
    "the cheapest within tolerance": (
        PriceAgainstList(tolerance=5),
        terms(),
        known((LIST_PRICE.key("MUG"), Exact.of("3"))),
        "lines/1/price",
        ChangePrice(ONE, "2.85"),
    ),
    "a price": (PricePresent(), terms(FREE), known(), "lines/1/price", FillIn("lines/1/price")),
    "not on sale": (
        SkuSellable(),
        terms(),
        known((SKU_STATUS.key("MUG"), "discontinued")),
        "lines/1/sku",
        RemoveLine(ONE),
    ),
    "the right amount": (
        TotalAgainstLines(),
        terms(SHORT),
        known(),
        "lines/1/amount",
        Correct("lines/1/amount", eur("25")),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_each_finding_has_its_smallest_cure(row: str) -> None:
    rule, given, facts, path, cure = ROWS[row]
    (answer,) = explain(given, facts, RuleSet((rule,))).answers
    (clearing,) = answer.clearings
    assert (clearing.finding.code, clearing.finding.path) == (rule.code, path)
    assert (answer.outcome, answer.rule) == (RuleOutcome.FOUND, rule.code)
    assert clearing.cure == cure
    after = cured(given, cure)
    if after is not None:
        assert validate(after, facts, RuleSet((rule,))) == ()


def test_nothing_but_a_word_clears_what_has_no_other_cure() -> None:
    facts = known((CUSTOMER_STATUS.key("C1"), "blocked"))
    for severity, cure in ((Severity.BLOCK, None), (Severity.NOTE, None)):
        rules = RuleSet((Weighed(CustomerKnown(), severity),))
        (answer,) = explain(terms(), facts, rules).answers
        assert [each.cure for each in answer.clearings] == [cure]
    rules = RuleSet((Weighed(CustomerKnown(), Severity.REVIEW),))
    ((clearing,),) = (each.clearings for each in explain(terms(), facts, rules).answers)
    asked = clearing.cure
    assert isinstance(asked, AskWaiver)
    assert asked.answered(Waiver.of(clearing.finding, by=ActorId("bob"), at=AT, reason="paid"))
    other = review(clearing.finding.code, clearing.finding.path, status="gone")
    assert not asked.answered(Waiver.of(other, by=ActorId("bob"), at=AT, reason="paid"))


def test_what_is_not_about_terms_is_not_applied_to_them() -> None:
    given = terms()
    for cure in (
        PayFirst(eur("1")),
        FillIn("number"),
        AddAmount(Money(1, JPY)),
        ChangeQuantity(LineId("9"), 1),
        Correct("lines/1/amount", Money(1, JPY)),
        Correct("lines/1/price", eur("1")),
        Correct("currency", "???"),
        PutBack(Excerpt()),
    ):
        assert cured(given, cure) is None
    part = attrs.evolve(MUGS, id=LineId("2"), parent=ONE)
    assert cured(terms(lines=(MUGS, part)), RemoveLine(ONE)) is None
    assert cured(given, ChangeQuantity(ONE, 2**63)) is None


SAID: Final[list[tuple[Cure, str, str]]] = [
    (ChangeQuantity(ONE, 12), "Order 12 on line 1.", "请将行 1 的数量改为 12。"),
    (ChangePrice(ONE, "2.75"), "Ask for 2.75 on line 1.", "请将行 1 的单价改为 2.75。"),
    (
        ChangeDate(ONE, date(2026, 3, 9)),
        "Have line 1 wait until Mar 9, 2026.",
        "请将行 1 的要求日期改为 2026年3月9日。",
    ),
    (RemoveLine(ONE), "Take line 1 out of the order.", "请从订单中删除行 1。"),
    (AddAmount(Money(4000, EUR)), "Order for €40.00 more.", "请增加订购 €40.00。"),
    (AddAmount(Money(-500, EUR)), "Order for €5.00 less.", "请减少订购 €5.00。"),
    (PayFirst(Money(700, EUR)), "Have €7.00 paid first.", "请先收款 €7.00。"),
    (FillIn("ship_to/city"), "Fill in ship_to/city.", "请填写 ship_to/city。"),
    (Correct("currency", "CHF"), "State CHF at currency.", "请将 currency 改为 CHF。"),
    (
        AskWaiver("price.list", "lines/1/price", "0"),
        "Ask somebody who may for a waiver of price.list.",
        "请由有权限的人放行 price.list。",
    ),
    (PutBack(Excerpt()), "Amend the order: PutBack.", "请变更订单：PutBack。"),
]


@pytest.mark.parametrize(("cure", "english", "chinese"), SAID)
def test_a_cure_is_said_in_both_languages(cure: Cure, english: str, chinese: str) -> None:
    told = cure_told(cure)
    assert (say(told, "en"), say(told, "zh_CN")) == (english, chinese)
    assert told.severity is Severity.NOTE


def test_an_explanation_tells_of_each_rule_why() -> None:
    rules = RuleSet((QuantityInPacks(), CustomerKnown(), DatePossible(), CurrencyAllowed()))
    facts = known((PACK_SIZE.key("MUG"), 6))
    told = explain(terms(), facts, rules)
    assert [(each.rule, each.outcome.value) for each in told.answers] == [
        ("quantity.pack", "found"),
        ("customer.blocked", "lacks_facts"),
        ("date.too_soon", "not_applicable"),
        ("currency.not_allowed", "not_applicable"),
    ]
    assert [say(each.why, "en") for each in told.answers] == [
        "quantity.pack: things found: 1.",
        "customer.blocked: not judged, for 1 facts are not known: customer/C1.",
        "date.too_soon: there is nothing in this order for it to look at.",
        "currency.not_allowed: there is nothing in this order for it to look at.",
    ]
    assert [str(key) for each in told.answers for key in each.lacking] == ["customer/C1"]
    fine = known((PACK_SIZE.key("MUG"), 5), (CUSTOMER_STATUS.key("C1"), "active"))
    (packs, customer, *_) = explain(terms(), fine, rules).answers
    assert (packs.outcome, customer.outcome) == (RuleOutcome.PASSED, RuleOutcome.PASSED)
    assert say(packs.why, "zh_CN") == "quantity.pack：通过；读取了 1 项数据。"
    assert told.findings == validate(terms(), facts, rules)
    assert told.rules == rules.digest != RuleSet(rules.rules[1:]).digest


def test_many_absent_facts_are_named_in_part() -> None:
    lines = tuple(Line.priced(str(n), f"A{n}", 1, "1", EUR) for n in range(5))
    (answer,) = explain(terms(lines=lines), known(), RuleSet((SkuSellable(),))).answers
    assert len(answer.lacking) == 5
    assert answer.why.param("facts") == "sku/A0, sku/A1, sku/A2, …"


@given(some_terms(), cures())
def test_a_cure_is_applied_or_not_and_always_said(given_terms: Terms, cure: Cure) -> None:
    after = cured(given_terms, cure)
    assert after is None or isinstance(after, Terms)
    told = cure_told(cure)
    for locale in LOCALES:
        assert say(told, locale) != told.code


@attrs.frozen
class Odd:
    """A rule that finds one thing, and has something odd about its cure."""

    cures: Callable[[], Cure | None]
    finds: bool = True
    code: str = "house.odd"

    def declares(self, _: Terms, /) -> tuple[()]:
        return ()

    def check(self, _: Terms, __: Facts, /) -> tuple[Finding, ...]:
        return (review("house.odd", "total"),) if self.finds else ()

    def cure(self, _: Terms, __: Finding, /) -> Cure | None:
        return self.cures()

    def applies(self, _: Terms, /) -> bool:
        return self.cures() is None


def dies() -> Cure | None:
    raise LookupError


def reenters() -> Cure | None:
    raise ReentryError(subject="acme/O1", move="handle")


@pytest.mark.parametrize("finds", [True, False])
def test_a_51_a_56_a_cure_that_dies_is_told_and_never_taken_for_none(*, finds: bool) -> None:
    with pytest.raises(PolicyContractError) as told:
        explain(terms(), known(), RuleSet((Odd(dies, finds),)))
    assert (told.value.policy, told.value.law) == ("Odd", "total")
    with pytest.raises(ReentryError):
        explain(terms(), known(), RuleSet((Odd(reenters, finds),)))


def test_facts_of_no_one_byte_form_have_no_digest() -> None:
    facts = Facts.of(Fact(SKU_STATUS.key("MUG"), "active", 1), Fact(UNIT_COST.key("MUG"), 1.5, 1))
    told = explain(terms(), facts, RuleSet((SkuSellable(),)))
    assert (told.inputs, told.answers[0].outcome) == ("", RuleOutcome.PASSED)
    # A rule of such parameters counts by its class and its code.
    rules = RuleSet((Odd(dies),))
    assert rules.digest == RuleSet((Odd(reenters),)).digest
    assert rules.digest != RuleSet((Odd(dies, code="house.other"),)).digest


VAST: Final = Exact(10**38 - 1)
BLIND: Final[dict[str, tuple[Rule, Terms, Facts, list[str]]]] = {
    "a minimum in another currency": (
        MinimumOrder(least=Money(1, JPY)),
        terms(),
        known(),
        ["total.below_minimum.not_judged"],
    ),
    "a minimum of nothing": (
        MinimumOrder(least=eur("99")),
        terms(),
        known((ORDER_MINIMUM.key("C1"), eur("0"))),
        [],
    ),
    "a limit in another currency": (
        CreditLimit(),
        terms(),
        known((CREDIT_LIMIT.key("C1"), Money(1, JPY))),
        ["credit.exceeded.not_judged"],
    ),
    "nothing used": (
        CreditLimit(),
        terms(),
        known((CREDIT_LIMIT.key("C1"), eur("25"))),
        [],
    ),
    "overdue by an unknown amount": (
        OverdueDebt(),
        terms(),
        known((DEBT_DAYS.key("C1"), 1)),
        ["debt.overdue"],
    ),
    "a cost beyond all prices": (
        MarginAboveFloor(least=99),
        terms(),
        known((UNIT_COST.key("MUG"), VAST)),
        ["margin.below_floor"],
    ),
    "a list price beyond all prices": (
        PriceAgainstList(tolerance=1),
        terms(),
        known((LIST_PRICE.key("MUG"), VAST)),
        ["price.list"],
    ),
    "an address without parts": (AddressComplete(parts=()), terms(), known(), []),
}


@pytest.mark.parametrize("row", BLIND)
def test_what_has_no_cure_of_its_own_is_not_judged_or_waits_for_a_word(row: str) -> None:
    rule, given_terms, facts, codes = BLIND[row]
    (answer,) = explain(given_terms, facts, RuleSet((rule,))).answers
    assert [found.code for found in answer.findings] == codes
    for clearing in answer.clearings:
        noted = clearing.finding.severity is Severity.NOTE
        assert clearing.cure is None if noted else isinstance(clearing.cure, AskWaiver)


RULES_WITH_CURES: Final = [row[0] for row in ROWS.values()]


@pytest.mark.parametrize("rule", RULES_WITH_CURES, ids=lambda rule: rule.code)
def test_a_finding_of_other_figures_has_no_cure_that_is_made_up(rule: CuringRule) -> None:
    for path in ("total", "lines/9/quantity"):
        cure = rule.cure(terms(), review(rule.code, path))
        assert cure is None or cured(terms(), cure) is None
