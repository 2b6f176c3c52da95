"""Which taxes a supply bears: rates by day, policies with figures, and the suite with its liars."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.errors import PolicyContractError
from orderkit.pricing import (
    Assessment,
    Basket,
    Charge,
    InvalidSupplyError,
    InvalidTaxRateError,
    Item,
    MeanTax,
    Supply,
    Tax,
    Taxable,
    TaxParty,
    TaxPolicy,
    TaxRate,
    TaxRates,
    TaxTreatment,
    assess,
    check_rates,
    tax_basket,
    totals_of,
)
from orderkit.pricing.taxation.policies import (
    CHINA_VAT_RATES,
    EU_MEMBERS,
    ChinaVat,
    EuropeanVat,
    FixedTaxes,
)
from orderkit.testing import LawBroken, TaxPolicyContract
from orderkit.values import Currency, Exact, Finding, block, note

DAY: Final = date(2026, 3, 2)
EU_RATES: Final = TaxRates(
    (
        TaxRate(code="DE.standard", rate=Exact(19), until=date(2020, 6, 30)),
        TaxRate(
            code="DE.standard", rate=Exact(16), since=date(2020, 7, 1), until=date(2020, 12, 31)
        ),
        TaxRate(code="DE.standard", rate=Exact(19), since=date(2021, 1, 1)),
        TaxRate(code="DE.reduced", rate=Exact(7)),
        TaxRate(code="FR.standard", rate=Exact(20)),
        TaxRate(code="FR.reduced", rate=Exact.of("5.5")),
    )
)
EU: Final = EuropeanVat(
    rates=EU_RATES,
    levels={"goods": "standard", "service": "standard", "books": "reduced"},
    exempt={"stamps": "article 135"},
)
CHINA: Final = ChinaVat(exempt={"seed": "增值税暂行条例 15"})
FIXED: Final = FixedTaxes(
    taxes={"goods": ("levy", "vat")},
    rates=TaxRates((TaxRate(code="levy", rate=Exact(1)), TaxRate(code="vat", rate=Exact(10)))),
)


class TestChinaVat(TaxPolicyContract):
    policy = CHINA
    kinds = ("goods", "books", "service", "seed")


class TestEuropeanVat(TaxPolicyContract):
    policy = EU
    kinds = ("goods", "books", "service", "stamps")


class TestFixedTaxes(TaxPolicyContract):
    policy = FIXED


def party(country: str, number: str = "") -> TaxParty:
    return TaxParty(country=country, number=number, business=bool(number))


def said(policy: TaxPolicy, supply: Supply, kind: str = "goods", *, service: bool = False) -> str:
    """The treatment and the rates, or the code of what stands against it."""
    line = Taxable(id="1", kind=kind, service=service)
    assessed = assess(supply, [line], policy)
    if assessed.findings:
        return assessed.findings[0].code
    (one,) = assessed.assessments
    rates = [f"{tax.rate}" for tax in one.taxes if isinstance(tax, Tax)]
    return f"{one.treatment.value} {' '.join(rates)}".strip()


def supply(seller: str, buyer: str, number: str = "", on: date = DAY, **more: str) -> Supply:
    return Supply(seller=party(seller, "S1"), buyer=party(buyer, number), on=on, **more)


@pytest.mark.parametrize(
    ("kind", "on", "rate"),
    [
        ("goods", date(2018, 4, 30), "S 17"),
        ("goods", date(2018, 5, 1), "S 16"),
        ("goods", date(2019, 3, 31), "S 16"),
        ("goods", date(2019, 4, 1), "S 13"),
        ("books", date(2018, 4, 30), "S 11"),
        ("transport", DAY, "S 9"),
        ("service", DAY, "S 6"),
        ("service", date(2016, 4, 30), "tax.rate_missing"),
        ("seed", DAY, "E 0"),
        ("brew", DAY, "tax.kind_unknown"),
    ],
)
def test_vat_of_china_is_that_of_the_day(kind: str, on: date, rate: str) -> None:
    assert said(CHINA, supply("CN", "CN", on=on), kind) == rate


def test_what_leaves_china_bears_nothing() -> None:
    assert said(CHINA, supply("CN", "DE")) == "G 0"
    assert said(CHINA, supply("CN", "DE", ship_to="CN")) == "S 13"
    assert said(CHINA, supply("DE", "CN")) == "tax.not_here"


@pytest.mark.parametrize(
    ("case", "kind", "service", "answer"),
    [
        (supply("DE", "DE"), "goods", False, "S 19"),
        (supply("DE", "DE", "DE9"), "books", False, "S 7"),
        (supply("DE", "DE", on=date(2020, 8, 1)), "goods", False, "S 16"),
        # A business in another member state: nothing charged, the buyer accounts for it.
        (supply("DE", "FR", "FR9"), "goods", False, "K 0"),
        (supply("DE", "FR", "FR9"), "service", True, "AE 0"),
        # A consumer there, at the rate of where the goods arrive.
        (supply("DE", "FR"), "goods", False, "S 20"),
        (supply("DE", "FR"), "books", False, "S 5.5"),
        # Whoever collects at home pays at home.
        (supply("DE", "FR", ship_to="DE"), "goods", False, "S 19"),
        (supply("DE", "US"), "goods", False, "G 0"),
        (supply("DE", "US", "US9"), "service", True, "O 0"),
        (supply("DE", "US"), "service", True, "S 19"),
        (supply("US", "DE"), "goods", False, "tax.not_here"),
        (supply("US", "DE", ship_from="DE"), "goods", False, "S 19"),
        (supply("DE", "IT"), "goods", False, "tax.rate_missing"),
        (supply("DE", "DE"), "brew", False, "tax.kind_unknown"),
        (supply("DE", "FR", "FR9"), "stamps", False, "E 0"),
    ],
)
def test_vat_of_the_union_is_by_where_it_goes_and_to_whom(
    case: Supply, kind: str, *, service: bool, answer: str
) -> None:
    assert said(EU, case, kind, service=service) == answer


def test_below_the_threshold_consumers_pay_the_rate_of_the_seller() -> None:
    small = attrs.evolve(EU, at_destination=False)
    assert said(small, supply("DE", "FR")) == "S 19"
    assert len(EU_MEMBERS) == 27


def test_a_kind_may_have_another_level_in_one_country() -> None:
    own = attrs.evolve(EU, levels={"goods": "standard", "FR:goods": "reduced"})
    assert [said(own, supply("FR", to)) for to in ("FR", "DE")] == ["S 5.5", "S 19"]


BASKET: Final = Basket(
    currency=Currency.of("CNY"),
    items=(
        Item(id="1", quantity=7, price=Exact.of("8.8495575221"), inclusive=True),
        Item(id="2", quantity=3, price=Exact.of("19.90"), inclusive=True),
    ),
    charges=(Charge(id="freight", amount=Exact(8), inclusive=True),),
)
KINDS: Final = {
    "1": Taxable(id="1", kind="goods"),
    "2": Taxable(id="2", kind="books"),
    "freight": Taxable(id="freight", kind="transport", service=True),
}


def test_a_basket_is_taxed_and_comes_to_its_figures() -> None:
    taxed = tax_basket(BASKET, supply("CN", "CN"), CHINA, KINDS)
    assert taxed.basket is not None
    totals = totals_of(taxed.basket)
    assert [(tax.code, tax.base, tax.amount) for tax in totals.taxes] == [
        ("CN.standard", 5_482, 713),
        ("CN.reduced", 6_211, 559),
    ]
    assert totals.gross == 12_965
    abroad = tax_basket(BASKET, supply("CN", "DE"), CHINA, KINDS)
    assert abroad.basket is not None
    assert [(tax.code, tax.amount) for tax in totals_of(abroad.basket).taxes] == [("G", 0)]
    assert [each.treatment for each in abroad.assessed.assessments] == [TaxTreatment.EXPORT] * 3


def test_all_lines_that_cannot_be_taxed_are_told_together() -> None:
    kinds = {"1": Taxable(id="1", kind="brew"), "2": Taxable(id="2", kind="ale")}
    taxed = tax_basket(BASKET, supply("CN", "CN"), CHINA, kinds)
    assert taxed.basket is None
    assert [(found.code, found.path) for found in taxed.findings] == [
        ("tax.kind_missing", "lines/freight"),
        ("tax.kind_unknown", "lines/1"),
        ("tax.kind_unknown", "lines/2"),
    ]


def test_several_taxes_of_one_kind_come_in_their_order() -> None:
    (one,) = assess(supply("CN", "CN"), [KINDS["1"]], FIXED).assessments
    assert [tax.code for tax in one.taxes] == ["levy", "vat"]
    assert said(FIXED, supply("CN", "CN"), "books") == "tax.kind_unknown"
    without = attrs.evolve(FIXED, rates=TaxRates(FIXED.rates.rates[:1]))
    assert said(without, supply("CN", "CN")) == "tax.rate_missing"


@attrs.frozen
class Liar:
    """Answers what it was told."""

    answer: object = None

    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        del supply, line
        # A policy without a type checker may give anything.
        return self.answer  # type: ignore[return-value]


@attrs.frozen
class Dying(Liar):
    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        raise KeyError(supply, line)


@attrs.frozen
class Moody(Liar):
    turns: Iterator[int] = attrs.field(factory=count)

    def assess(self, supply: Supply, line: Taxable, /) -> Assessment | Finding:
        del supply
        return Assessment(id=line.id, taxes=(Tax(code="t", rate=Exact(next(self.turns))),))


VAT: Final = (Tax(code="VAT", rate=Exact(19)),)
LIARS: Final[Mapping[str, tuple[TaxPolicy, str]]] = {
    "none": (Liar(), "total"),
    "raises": (Dying(), "total"),
    "moody": (Moody(), "pure"),
    "note": (Liar(note("tax.gap", "")), "barring"),
    "another line": (Liar(Assessment(id="another", taxes=VAT)), "own line"),
    "charges": (
        Liar(Assessment(id="1", taxes=VAT, treatment=TaxTreatment.REVERSE_CHARGE)),
        "nothing charged",
    ),
    "a levy": (
        Liar(
            Assessment(
                id="1", taxes=(Tax(code="l", amount=Exact(1)),), treatment=TaxTreatment.EXPORT
            )
        ),
        "nothing charged",
    ),
    "a mean": (
        Liar(Assessment(id="1", taxes=(MeanTax(code="m"),), treatment=TaxTreatment.EXEMPT)),
        "nothing charged",
    ),
}


@pytest.mark.parametrize("name", LIARS)
def test_the_suite_catches_a_policy_that_lies(name: str) -> None:
    liar, law = LIARS[name]

    class Suite(TaxPolicyContract):
        policy = liar

    tests: Sequence[str] = [each for each in vars(TaxPolicyContract) if each.startswith("test_")]
    broken = set[str]()
    for test in tests:
        try:
            getattr(Suite(), test)()
        except LawBroken as error:
            broken.add(error.law)
    assert law in broken


@pytest.mark.parametrize("name", ["none", "raises", "note", "another line", "charges"])
def test_the_verb_lets_no_lie_pass(name: str) -> None:
    liar, law = LIARS[name]
    with pytest.raises(PolicyContractError) as caught:
        assess(supply("CN", "CN"), [Taxable(id="1", kind="goods")], liar)
    assert caught.value.law == law


SPANS: Final = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.none() | st.integers(1, 40), st.none() | st.integers(1, 40)
    ),
    max_size=5,
)


@given(SPANS, st.integers(1, 40))
def test_a_rate_is_found_as_by_a_walk_or_two_hold_at_once(
    spans: list[tuple[str, int | None, int | None]], on: int
) -> None:
    rates = [
        TaxRate(code=code, rate=Exact(place), since=day(first), until=day(last))
        for place, (code, first, last) in enumerate(spans)
        if first is None or last is None or first <= last
    ]
    twice = any(
        sum(rate.code == code and rate.holds(named(each)) for rate in rates) > 1
        for code in "ab"
        for each in range(42)
    )
    found = [each.code for each in check_rates(rates)]
    assert ("tax.overlap" in found) == twice
    if twice:
        with pytest.raises(InvalidTaxRateError):
            TaxRates(tuple(rates))
        return
    for code in "ab":
        there = [rate.rate for rate in rates if rate.code == code and rate.holds(named(on))]
        assert TaxRates(tuple(rates)).at(code, named(on)) == (there[0] if there else None)


def named(number: int) -> date:
    return date.fromordinal(date(2026, 1, 1).toordinal() + number)


def day(number: int | None) -> date | None:
    return None if number is None else named(number)


def test_days_without_a_rate_between_two_are_told() -> None:
    first = TaxRate(code="v", rate=Exact(1), until=date(2026, 1, 31))
    later = TaxRate(code="v", rate=Exact(2), since=date(2026, 2, 3))
    (found,) = check_rates([later, first])
    assert (found.code, dict(found.params)) == (
        "tax.gap",
        {"tax": "v", "after": date(2026, 1, 31), "before": date(2026, 2, 3)},
    )
    assert check_rates([first, attrs.evolve(later, since=date(2026, 2, 1))]) == ()
    assert TaxRates((first, later)).at("v", date(2026, 2, 1)) is None
    assert check_rates(CHINA_VAT_RATES.rates) == ()
    assert CHINA_VAT_RATES.codes == {"CN.standard", "CN.reduced", "CN.service"}


@pytest.mark.parametrize(
    "fields",
    [
        {"code": ""},
        {"rate": Exact.of("-100.01")},
        {"rate": 13},
        {"since": date(2026, 2, 1), "until": date(2026, 1, 31)},
        {"since": "2026-01-01"},
    ],
)
def test_what_is_no_rate_cannot_be_made(fields: dict[str, object]) -> None:
    good = TaxRate(code="v", rate=Exact(13))
    with pytest.raises(InvalidTaxRateError):
        attrs.evolve(good, **fields)  # type: ignore[arg-type]  # the very thing that is tried


@pytest.mark.parametrize("country", ["Germany", "de", "D1", "中国"])
def test_a_country_is_two_letters(country: str) -> None:
    with pytest.raises(InvalidSupplyError):
        TaxParty(country=country)


def test_a_finding_of_a_policy_is_told_as_it_is() -> None:
    own = block("host.tax", "lines/1")
    assert assess(supply("CN", "CN"), [KINDS["1"]], Liar(own)).findings == (own,)
