"""The rules that come with the library: what each finds, at its edges."""

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest

from orderkit.order import Line, Terms
from orderkit.validation import (
    CUSTOMER_STATUS,
    LIST_PRICE,
    ORDER_OF_NUMBER,
    PACK_SIZE,
    Rule,
    RuleSet,
    declared_facts,
    validate,
)
from orderkit.validation.policies import (
    CustomerKnown,
    Duplicate,
    PriceAboveFloor,
    PriceAgainstList,
    QuantityInPacks,
    QuantityInRange,
    TotalAgainstLines,
)
from orderkit.values import (
    NO_FACTS,
    ChannelCode,
    Currency,
    Exact,
    Fact,
    Facts,
    LineId,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
    Severity,
    Sku,
    Unit,
)

EUR: Final = Currency.of("EUR")


def line(name: str = "1", quantity: int = 2, price: str = "1.00", amount: int = 200) -> Line:
    return Line(
        id=LineId(name),
        sku=Sku(f"bolt-{name}"),
        quantity=quantity,
        price=Exact.of(price),
        amount=amount,
    )


def terms(*lines: Line, currency: Currency = EUR) -> Terms:
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O2"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=datetime(2024, 2, 29, tzinfo=UTC),
        currency=currency,
        lines=lines or (line(),),
    )


def found(rule: Rule, given: Terms, facts: Facts = NO_FACTS) -> list[tuple[object, ...]]:
    findings = validate(given, facts, RuleSet((rule,)))
    return [
        (finding.code, finding.severity.value, finding.path, dict(finding.params))
        for finding in findings
    ]


def status(value: str) -> Facts:
    return Facts.of(Fact(CUSTOMER_STATUS.key("C1"), value, 1))


def test_a_blocked_customer_orders_nothing() -> None:
    rule = CustomerKnown()
    assert found(rule, terms(), status("active")) == []
    assert found(rule, terms(), status("blocked")) == [
        ("customer.blocked", "block", "customer", {"customer": "C1", "status": "blocked"})
    ]


def test_a_customer_nobody_told_about_is_not_judged() -> None:
    assert found(CustomerKnown(), terms()) == [
        ("customer.blocked.not_judged", "note", "customer", {"customer": "C1"})
    ]


@pytest.mark.parametrize(("quantity", "bad"), [(1, False), (10, False), (11, True)])
def test_a_quantity_above_the_bound_is_refused(quantity: int, *, bad: bool) -> None:
    given = terms(line(quantity=quantity))
    told = ("quantity.range", "block", "lines/1/quantity", {"quantity": quantity, "most": 10})
    assert found(QuantityInRange(most=10), given) == ([told] if bad else [])


@pytest.mark.parametrize(("quantity", "whole"), [(6, 0), (12, 0), (7, 12), (1, 6), (11, 12)])
def test_broken_packs_are_refused_with_the_next_whole_number(quantity: int, whole: int) -> None:
    facts = Facts.of(Fact(PACK_SIZE.key("bolt-1"), 6, 1))
    params = {"quantity": quantity, "pack": 6, "next": whole}
    told = ("quantity.pack", "block", "lines/1/quantity", params)
    assert found(QuantityInPacks(), terms(line(quantity=quantity)), facts) == (
        [told] if whole else []
    )


@pytest.mark.parametrize("size", [1, 0, -6, None])
def test_what_has_no_pack_is_sold_singly(size: int | None) -> None:
    facts = NO_FACTS if size is None else Facts.of(Fact(PACK_SIZE.key("bolt-1"), size, 1))
    assert found(QuantityInPacks(), terms(line(quantity=7)), facts) == []


def price(value: str, sku: str = "bolt-1") -> Fact:
    return Fact(LIST_PRICE.key(sku), Exact.of(value), 1)


@pytest.mark.parametrize(
    ("agreed", "tolerance", "bad"),
    [
        ("2.00", 0, False),
        ("2.000", 0, False),
        ("2.01", 0, True),
        ("2.20", 10, False),
        ("1.80", 10, False),
        ("2.2000000001", 10, True),
        ("1.79", 10, True),
    ],
)
def test_a_price_off_the_list_price_waits_for_a_named_person(
    agreed: str, tolerance: int, *, bad: bool
) -> None:
    rule, given = PriceAgainstList(tolerance), terms(line(price=agreed))
    params = {"sku": "bolt-1", "agreed": Exact.of(agreed), "list": Exact.of("2")}
    told = ("price.list", "review", "lines/1/price", params)
    assert found(rule, given, Facts.of(price("2.00"))) == ([told] if bad else [])


@pytest.mark.parametrize(
    ("price", "floor", "gift", "bad"),
    [
        ("7.999", "8", "", True),
        ("8", "8", "", False),
        ("1", None, "", False),
        ("0", "8", "spring", False),
    ],
    ids=["below", "at the floor", "no floor", "a gift"],
)
def test_a_price_below_its_floor_waits_for_a_named_person(
    price: str, floor: str | None, gift: str, *, bad: bool
) -> None:
    at = None if floor is None else Exact.of(floor)
    given = terms(attrs.evolve(line(price=price), floor_price=at, gift=gift))
    params = {"sku": "bolt-1", "price": Exact.of(price), "floor": at}
    told = ("price.below_floor", "review", "lines/1/price", params)
    assert found(PriceAboveFloor(), given) == ([told] if bad else [])


def test_prices_that_nobody_lists_are_counted_once_and_not_judged() -> None:
    given = terms(line("1"), line("2"), line("3", price="9"))
    facts = Facts.of(price("2", "bolt-3"))
    assert [entry[:1] + entry[3:] for entry in found(PriceAgainstList(), given, facts)] == [
        ("price.list.not_judged", {"lines": 2}),
        ("price.list", {"sku": "bolt-3", "agreed": Exact.of("9"), "list": Exact.of("2")}),
    ]


@pytest.mark.parametrize(
    ("quantity", "unit_price", "amount", "right"),
    [
        (2, "1.00", 200, None),
        (3, "0.335", 101, None),
        (3, "0.335", 100, 101),
        (1, "2.675", 268, None),
        (0 + 7, "0", 0, None),
        (7, "0", 1, 0),
    ],
)
def test_an_amount_that_nobody_can_work_out_is_refused(
    quantity: int, unit_price: str, amount: int, right: int | None
) -> None:
    given = terms(line(quantity=quantity, price=unit_price, amount=amount))
    told = found(TotalAgainstLines(), given)
    if right is None:
        assert told == []
    else:
        params = {"amount": Money(amount, EUR), "right": Money(right, EUR)}
        assert told == [("total.differs", "block", "lines/1/amount", params)]


def test_a_measured_line_is_priced_by_the_whole_unit() -> None:
    sand = attrs.evolve(line(quantity=1500, price="4.00", amount=600), unit=Unit("KGM", 3))
    assert found(TotalAgainstLines(), terms(sand)) == []


def test_an_amount_beyond_all_money_is_a_finding_and_no_error() -> None:
    given = terms(line(quantity=10**12, price="99999999999", amount=1))
    ((code, _, path, params),) = found(TotalAgainstLines(), given)
    assert (code, path) == ("total.differs", "lines/1/amount")
    assert isinstance(params, dict)
    assert params["right"] == "-"


def number(order: str) -> Facts:
    return Facts.of(Fact(ORDER_OF_NUMBER.key("shop/1001"), order, 1))


def test_a_number_belongs_to_one_order_of_its_channel() -> None:
    assert found(Duplicate(), terms()) == []
    assert found(Duplicate(), terms(), number("O2")) == []
    assert found(Duplicate(), terms(), number("O1")) == [
        ("order.duplicate", "block", "number", {"number": "1001", "first": "O1"})
    ]


def test_facts_are_declared_sorted_and_once() -> None:
    same = terms(line("1"), attrs.evolve(line("2"), sku=Sku("bolt-1")))
    rules = RuleSet((PriceAgainstList(), QuantityInPacks(), CustomerKnown(), Duplicate()))
    assert [str(key) for key in declared_facts(same, rules)] == [
        "customer/C1",
        "order.number/shop/1001",
        "pack/bolt-1",
        "price/bolt-1",
    ]


def test_only_prices_can_be_waived() -> None:
    given = terms(line(quantity=7, price="9", amount=1))
    facts = Facts.of(price("2"), Fact(PACK_SIZE.key("bolt-1"), 6, 1), *number("O1").items)
    rules = RuleSet(
        (
            QuantityInRange(most=5),
            QuantityInPacks(),
            PriceAgainstList(),
            TotalAgainstLines(),
            Duplicate(),
        )
    )
    told = {finding.code: finding.severity for finding in validate(given, facts, rules)}
    assert len(told) == 5
    assert [code for code, severity in told.items() if severity is Severity.REVIEW] == [
        "price.list"
    ]
