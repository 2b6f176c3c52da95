"""Weighing: whether a condition holds of facts, or whether the facts leave it open."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias, assert_never

from orderkit.values import Exact
from orderkit.workflow.conditions import (
    AnyPaymentIn,
    Comparison,
    Condition,
    Covered,
    FactAmong,
    FactCompares,
    FactNamed,
    FactValue,
    MoveFacts,
    PaymentFact,
    QuantitiesAll,
)

__all__ = ["denies", "first_unmet", "name_of", "weighed"]

_Plain: TypeAlias = str | bool | Fraction | date | datetime


def name_of(condition: Condition) -> str:
    """What a condition is called where it is not met: its fact, or its sentence."""
    match condition:
        case FactCompares(fact=fact) | FactAmong(fact=fact):
            return fact
        case Covered():
            return "covered"
        case AnyPaymentIn():
            return "any_payment_in"
        case QuantitiesAll():
            return "quantities_all"
        case _:
            assert_never(condition)


def weighed(condition: Condition, facts: MoveFacts) -> bool | None:
    """Whether a condition holds; None where the facts do not tell.

    Laws:
        known only: It is None exactly where a fact it needs is absent or of another kind.
        exact: Numbers are compared as they stand, with no rounding.
    """
    match condition:
        case FactCompares():
            return _compared(condition, facts)
        case FactAmong(fact=fact, values=values):
            return _among(facts.get(fact), values)
        case Covered(states=states, total=total):
            return _covered(states, facts.get(total), facts.payments)
        case AnyPaymentIn(states=states):
            payments = facts.payments
            return None if payments is None else any(each.state in states for each in payments)
        case QuantitiesAll(comparison=comparison, value=value):
            if facts.quantities is None:
                return None
            return all(_related(comparison, each, value) for each in facts.quantities)
        case _:
            assert_never(condition)


def first_unmet(needs: Iterable[Condition], facts: MoveFacts) -> Condition | None:
    """The first need that is not met; what the facts leave open is not."""
    return next((need for need in needs if weighed(need, facts) is not True), None)


def denies(conditions: tuple[Condition, ...], facts: MoveFacts) -> bool:
    """Whether conditions deny a move: unless one of them is known not to hold."""
    return bool(conditions) and all(weighed(each, facts) is not False for each in conditions)


def _compared(condition: FactCompares, facts: MoveFacts) -> bool | None:
    held, value = facts.get(condition.fact), condition.value
    if value is None:
        absent = held is None
        known = {Comparison.EQUAL: absent, Comparison.UNEQUAL: not absent}
        return known.get(condition.comparison)
    other = facts.get(value.name) if isinstance(value, FactNamed) else value
    if held is None or other is None:
        return None
    return _related(condition.comparison, held, other)


def _among(held: FactValue | None, values: tuple[FactValue, ...]) -> bool | None:
    if held is None:
        return None
    return any(_related(Comparison.EQUAL, held, value) for value in values)


def _related(comparison: Comparison, left: FactValue, right: FactValue) -> bool | None:
    one, other = _plain(left), _plain(right)
    if type(one) is not type(other):
        return None
    match comparison:
        case Comparison.EQUAL:
            return one == other
        case Comparison.UNEQUAL:
            return one != other
        case Comparison.LESS:
            return _less(one, other)
        case Comparison.MORE:
            return _less(other, one)
        case Comparison.AT_MOST:
            more = _less(other, one)
            return None if more is None else not more
        case Comparison.AT_LEAST:
            less = _less(one, other)
            return None if less is None else not less
        case _:
            assert_never(comparison)


def _less(one: _Plain, other: _Plain) -> bool | None:
    """Whether it is less; None of what has no order, such as true and false."""
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one < other
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    # Both are of one kind: where one is a mere day, so is the other.
    if isinstance(one, date) and isinstance(other, date):
        return one < other
    return None


def _plain(value: FactValue) -> _Plain:
    """One kind for all that mean the same; numbers as fractions, which have no bounds."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, Exact):
        return value.fraction
    return str(value) if isinstance(value, str) else value


def _covered(
    states: tuple[str, ...], total: FactValue | None, payments: tuple[PaymentFact, ...] | None
) -> bool | None:
    needed = None if total is None else _plain(total)
    if payments is None or not isinstance(needed, Fraction):
        return None
    paid = (
        each.amount.fraction - each.settled_refunds.fraction
        for each in payments
        if each.state in states
    )
    return sum(paid, start=Fraction(0)) >= needed
