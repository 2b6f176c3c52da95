"""Exact numbers, money and quantities reckon as fractions do, and refuse what they cannot be."""

import operator
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.errors import OrderkitError
from orderkit.testing.values import exacts, monies
from orderkit.values import (
    Actor,
    ActorId,
    Conversion,
    Currency,
    DocumentKey,
    DocumentNumber,
    Exact,
    Fact,
    FactKey,
    FactKind,
    Facts,
    Finding,
    InvalidExactError,
    InvalidMoneyError,
    LocationId,
    LotId,
    Money,
    OrganisationId,
    OwnerId,
    PartyId,
    PartyKey,
    Quantity,
    RoleName,
    RoundingMode,
    Severity,
    Sku,
    StockKey,
    Unit,
    UnitMismatchError,
    WrongFactError,
    digest_of,
    read_integer,
)
from orderkit.values.text import checked_id

EUR: Final = Currency.of("EUR")
KILO: Final = Unit("KGM", 3)
COMPARE: Final = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq)

numbers = st.builds(lambda n, negative: -n if negative else n, exacts(), st.booleans())


@given(numbers, numbers)
def test_exact_numbers_reckon_and_compare_as_fractions(left: Exact, right: Exact) -> None:
    one, two = left.fraction, right.fraction
    assert (left + right).fraction == one + two
    assert (left - right).fraction == one - two
    assert (-left).fraction == -one
    assert Fraction(left.decimal) == Fraction(Decimal(str(left))) == one
    assert Exact.of(str(left)) == Exact.of(left.decimal) == left
    for compare in COMPARE:
        assert compare(left, right) == compare(one, two)


@given(monies(EUR, most=10**9, least=-(10**9)), st.integers(-(10**9), 10**9))
def test_money_and_quantities_compare_as_what_they_are_made_of(left: Money, minor: int) -> None:
    right = Money(minor, EUR)
    some, many = Quantity(left.minor, KILO), Quantity(minor, KILO)
    for compare in COMPARE:
        assert compare(left, right) == compare(left.minor, minor) == compare(some, many)
    assert bool(left) == bool(left.minor)
    assert Fraction(left.decimal) == Fraction(left.minor, 100)
    assert (some - many).steps == (left - right).minor == left.minor - minor
    assert some.fraction == Fraction(left.minor, 1000)


@given(monies(EUR, most=10**9, least=-(10**9)))
def test_an_amount_given_as_text_is_the_amount(money: Money) -> None:
    for amount in (str(money.decimal), money.decimal, Exact.of(money.decimal)):
        assert Money.exactly(amount, EUR) == money
    assert Money.exactly(0, EUR) == Money.zero(EUR)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "-",
        ".5",
        "5.",
        "1e3",
        "+1",
        " 1",
        "1,0",
        "٣",
        "1" * 200,
        Decimal("NaN"),
        Decimal("1e99"),
    ],
)
def test_what_is_no_plain_number_is_no_exact_one(number: str | Decimal) -> None:
    with pytest.raises(InvalidExactError):
        Exact.of(number)


# Types that a caller without a type checker may hand in.
NONSENSE: Final[dict[str, Callable[[], object]]] = {
    "exact of a float": lambda: Exact.of(0.1),  # type: ignore[arg-type] # a wrong type on purpose
    "exact of a bool": lambda: Exact.of(number=True),
    "digits that are text": lambda: Exact("1"),  # type: ignore[arg-type] # a wrong type on purpose
    "a scale below zero": lambda: Exact(1, -1),
    "too many decimals": lambda: Exact(1, 99),
    "money of a float": lambda: Money.exactly(0.1, EUR),  # type: ignore[arg-type] # likewise
    "money times a fraction": lambda: Money(1, EUR) * Fraction(1, 2),  # type: ignore[operator] # likewise
    "money plus a number": lambda: Money(1, EUR) + 1,  # type: ignore[operator] # likewise
    "money more than a number": lambda: Money(1, EUR) > 1,  # type: ignore[operator] # likewise
    "a unit without a code": lambda: Unit(""),
    "a unit finer than any": lambda: Unit("KGM", 99),
    "a code in capitals": lambda: Finding("Price.Zero", Severity.NOTE),
    "a finding without a code": lambda: Finding("", Severity.NOTE),
    "an identity of nothing": lambda: checked_id(""),
    "an identity without an end": lambda: checked_id("x" * 161),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_a_value_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(OrderkitError):
        NONSENSE[name]()


def test_money_times_a_bool_is_refused() -> None:
    with pytest.raises(InvalidMoneyError):
        Money(1, EUR) * True


def test_a_conversion_takes_its_own_unit_alone() -> None:
    box = Conversion(Unit("BX"), Unit("C62"), Fraction(12))
    assert box.convert(Quantity(2, Unit("BX")), RoundingMode.NONE) == Quantity(24, Unit("C62"))
    with pytest.raises(UnitMismatchError):
        box.convert(Quantity(2, KILO), RoundingMode.NONE)


def test_a_fact_of_another_type_than_its_kind_says_is_told() -> None:
    limit = FactKind("credit", int)
    facts = Facts.of(Fact(FactKey("credit", "C1"), "much", 7), Fact(FactKey("credit", "C2"), 5, 8))
    assert facts.read(limit, "C2") == 5
    assert facts.read(limit, "C3") is None
    assert dict(facts.versions()) == {FactKey("credit", "C1"): 7, FactKey("credit", "C2"): 8}
    with pytest.raises(WrongFactError) as caught:
        facts.read(limit, "C1")
    assert (caught.value.kind, caught.value.subject, caught.value.found) == ("credit", "C1", "str")


def test_keys_are_read_with_their_organisation_first() -> None:
    acme = OrganisationId("acme")
    stock = StockKey(acme, LocationId("main"), Sku("bolt"), LotId("L1"), OwnerId("acme"))
    keys = (PartyKey(acme, PartyId("C1")), DocumentKey(acme, DocumentNumber("I-1")), stock)
    assert [str(key) for key in keys] == ["acme/C1", "acme/I-1", "acme/main/bolt/L1/acme"]


AT: Final = datetime(2024, 2, 29, 12, tzinfo=UTC)
DIFFERENT: Final[tuple[object, ...]] = (
    *(
        None,
        True,
        False,
        0,
        1,
        "",
        "1",
        b"1",
        b"",
        (),
        ("1",),
        frozenset({"1"}),
        {"1": 1},
        {"1": 2},
    ),
    *(Exact.of("1.5"), Fraction(3, 2), Fraction(2, 3), Severity.NOTE, AT, AT.date()),
    *(AT + timedelta(microseconds=1), Money(1, EUR), Money(1, Currency.of("JPY"))),
    Actor(id=ActorId("ann"), organisation=OrganisationId("acme")),
    Actor(id=ActorId("ann"), organisation=OrganisationId("acme"), roles=(RoleName("clerk"),)),
)


def test_i_89_values_of_different_kinds_have_different_digests() -> None:
    digests = {digest_of(value) for value in DIFFERENT}
    assert len(digests) == len(DIFFERENT)


def test_a_whole_number_beyond_63_bits_is_out_of_range() -> None:
    assert read_integer("12").value == read_integer("012").value == 12
    assert read_integer(str(2**63 - 1)).value == 2**63 - 1
    for text, code in (
        (str(2**63), "number.out_of_range"),
        ("1.5", "number.not_whole"),
        ("12.0", "number.not_whole"),
        ("twelve", "number.format"),
    ):
        assert (read_integer(text).value, read_integer(text).code) == (None, code)
