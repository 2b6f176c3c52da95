"""Conditions on facts: what is known decides, exactly, and what is not known lets nothing pass."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.errors import OrderkitError
from orderkit.order import Attribute, OrderPlaced, Terms, evolve
from orderkit.testing.flows import conditions, move_facts
from orderkit.testing.order import terms
from orderkit.values import ActorId, Exact
from orderkit.workflow import (
    AnyPaymentIn,
    Comparison,
    Condition,
    Covered,
    FactAmong,
    FactCompares,
    FactNamed,
    FactValue,
    InvalidConditionError,
    MoveFacts,
    PaymentFact,
    QuantitiesAll,
    denies,
    facts_of_order,
    first_unmet,
    name_of,
    read_condition,
    read_fact,
    weighed,
)

AT: Final = datetime(2024, 2, 29, tzinfo=UTC)
ZERO: Final = Exact(0)


def paid(state: str, amount: str, refunds: str = "0") -> PaymentFact:
    return PaymentFact(state=state, amount=Exact.of(amount), settled_refunds=Exact.of(refunds))


FACTS: Final = MoveFacts(
    items=(
        ("total", Exact.of("100.00")),
        ("paid", 100),
        ("customer", "ann"),
        ("vip", True),
        ("at", AT),
        ("on", date(2024, 2, 29)),
    ),
    payments=(paid("Authorized", "60.00"), paid("Settled", "50.00", "10.00")),
    quantities=(Exact(0), Exact(2)),
)


@pytest.mark.parametrize(
    ("raw", "holds"),
    [
        (["paid", "=", {"fact": "total"}], True),
        (["paid", "=", 100], True),
        (["total", ">", 99], True),
        (["total", "<", {"fact": "paid"}], False),
        (["total", ">=", {"fact": "paid"}], True),
        (["total", "<=", {"fact": "paid"}], True),
        (["total", "!=", 100], False),
        (["customer", "=", "ann"], True),
        (["customer", "!=", "bob"], True),
        (["customer", "<", "bob"], True),
        (["vip", "=", True], True),
        (["vip", "=", False], False),
        # A true is no 1, a 1 no text, a moment no day: of other kinds nothing is known.
        (["vip", "=", 1], None),
        (["vip", "!=", 1], None),
        (["vip", ">", False], None),
        (["paid", "=", "100"], None),
        (["at", "=", date(2024, 2, 29)], None),
        (["at", ">=", AT], True),
        (["on", "<=", date(2024, 2, 29)], True),
        (["absent", "=", 1], None),
        (["absent", "!=", 1], None),
        (["total", "=", {"fact": "absent"}], None),
        (["customer", "in", ["bob", "ann"]], True),
        (["customer", "in", ["bob", 1]], False),
        (["absent", "in", ["ann"]], None),
        (["covered", ["Authorized", "Settled"], "total"], True),
        (["covered", ["Settled"], "total"], False),
        (["covered", ["Settled"], "customer"], None),
        (["covered", ["Settled"], "absent"], None),
        (["any_payment_in", ["Authorized", "Void"]], True),
        (["any_payment_in", ["Void"]], False),
        (["quantities_all", "=", 0], False),
        (["quantities_all", "<=", 2], True),
    ],
)  # fmt: skip
def test_a_condition_holds_or_does_not_or_is_not_known(raw: object, *, holds: bool | None) -> None:
    condition = read_condition(raw)
    assert not isinstance(condition, str)
    assert weighed(condition, FACTS) is holds


@pytest.mark.parametrize(("sign", "holds"), [("=", True), ("!=", False), ("<", None)])
def test_a_fact_can_be_asked_to_be_absent(sign: str, *, holds: bool | None) -> None:
    comparison = Comparison(sign)
    assert weighed(FactCompares("absent", comparison, None), FACTS) is holds
    there = weighed(FactCompares("total", comparison, None), FACTS)
    assert there is (None if holds is None else not holds)


def test_a_hundredth_short_is_short() -> None:
    short = attrs.evolve(FACTS, payments=(paid("Settled", "99.99"), paid("Settled", "0.009")))
    assert weighed(Covered(("Settled",)), short) is False
    enough = attrs.evolve(short, payments=(*(short.payments or ()), paid("Settled", "0.001")))
    assert weighed(Covered(("Settled",)), enough) is True


@given(conditions(), move_facts())
def test_what_is_absent_settles_nothing(condition: Condition, facts: MoveFacts) -> None:
    asks_absence = isinstance(condition, FactCompares) and condition.value is None
    if not asks_absence:
        assert weighed(condition, MoveFacts()) is None
    known = weighed(condition, facts)
    assert (first_unmet([condition], facts) is None) == (known is True)
    assert denies((condition,), facts) == (known is not False)


@given(st.lists(conditions(), max_size=4), move_facts())
def test_the_first_need_that_is_not_met_is_the_one_told(
    needs: list[Condition], facts: MoveFacts
) -> None:
    told = first_unmet(needs, facts)
    met = [weighed(need, facts) is True for need in needs]
    assert told == (None if all(met) else needs[met.index(False)])
    if told is not None:
        assert name_of(told)


numbers = st.integers(-(10**40), 10**40) | st.builds(
    Exact, st.integers(-(10**20), 10**20), st.integers(0, 10)
)


@given(numbers, numbers)
def test_numbers_are_compared_as_numbers_of_any_size(left: int | Exact, right: int | Exact) -> None:
    one, other = (
        Fraction(each) if isinstance(each, int) else each.fraction for each in (left, right)
    )
    facts = MoveFacts(items=(("n", left),))
    holds = {sign: weighed(FactCompares("n", sign, right), facts) for sign in Comparison}
    assert holds == {
        Comparison.EQUAL: one == other,
        Comparison.UNEQUAL: one != other,
        Comparison.LESS: one < other,
        Comparison.AT_MOST: one <= other,
        Comparison.MORE: one > other,
        Comparison.AT_LEAST: one >= other,
    }


@pytest.mark.parametrize(
    "raw",
    [
        None, "total", [], ["total"], ["total", "="], ["total", "~", 1], ["total", "=", []],
        ["total", "=", {"fact": 1}], ["total", "=", {"fact": "a", "more": 1}], [1, "=", 1],
        ["total", "in", []], ["total", "in", [[]]], ["total", "in", 1],
        ["covered", [], "total"], ["covered", ["Settled"], 1], ["covered", "=", 1],
        ["any_payment_in", []], ["any_payment_in", [1]], ["any_payment_in", "=", 1],
        ["quantities_all", "=", "none"], ["quantities_all", "=", True],
        ["quantities_all", "in", [1]],
        ["__import__('os').system('true')", "=", object()],
    ],
)  # fmt: skip
def test_what_is_no_condition_is_told_and_never_run(raw: object) -> None:
    assert isinstance(read_condition(raw), str)


def test_a_moment_without_an_offset_is_no_fact() -> None:
    naive = AT.replace(tzinfo=None)
    assert read_fact(naive) is None
    with pytest.raises(OrderkitError):
        MoveFacts(items=(("at", naive),))
    with pytest.raises(OrderkitError):
        FactCompares("at", Comparison.LESS, naive)


@pytest.mark.parametrize("value", [1.5, None, [], object()])
def test_a_fact_is_of_six_kinds_and_a_float_of_none(value: object) -> None:
    with pytest.raises(InvalidConditionError):
        # A caller without a type checker.
        MoveFacts(items=(("total", value),))  # type: ignore[arg-type]


@given(terms(), st.integers(0, 5))
def test_an_order_tells_its_flow_its_figures_and_its_attributes(drawn: Terms, vip: int) -> None:
    agreed = attrs.evolve(drawn, attributes=(Attribute(name="vip", value=vip),))
    order = evolve(None, OrderPlaced(terms=agreed, at=AT, by=ActorId("ann")))
    facts = facts_of_order(order)
    told: dict[str, FactValue] = dict(facts.items)
    assert told["attributes.vip"] == vip
    assert told["total"] == Exact(agreed.total, agreed.currency.exponent)
    assert (told["lines"], told["paid"]) == (len(agreed.lines), ZERO)
    assert facts.quantities == tuple(Exact(line.quantity) for line in agreed.lines)
    assert facts.payments is None


def test_every_kind_of_condition_has_a_name_to_be_told_by() -> None:
    sign = Comparison.EQUAL
    told = [
        name_of(FactCompares("a", sign, FactNamed("b"))),
        name_of(FactAmong("a", ("b",))),
        name_of(Covered(("S",))),
        name_of(AnyPaymentIn(("S",))),
        name_of(QuantitiesAll(sign, ZERO)),
    ]
    assert told == ["a", "a", "covered", "any_payment_in", "quantities_all"]
