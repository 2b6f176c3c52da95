"""Reading conditions: lists as TOML and JSON hold them, to the values that are weighed.

["total", ">=", 100]                        a fact and a value
["paid", ">=", { fact = "total" }]          a fact and another fact
["covered", ["Settled"], "total"]           payments, less refunds, against a fact
["any_payment_in", ["Authorized"]]          a payment in one of these states
["quantities_all", "=", 0]                  the quantity of each line
"""

from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from orderkit.errors import InvalidValueError
from orderkit.values import Exact, shown
from orderkit.workflow.conditions import (
    AnyPaymentIn,
    Comparison,
    Condition,
    Covered,
    FactAmong,
    FactCompares,
    FactNamed,
    FactValue,
    QuantitiesAll,
)

__all__ = ["read_condition", "read_duration", "read_fact"]

_MINUTES: Final = MappingProxyType({"days": 1440, "hours": 60, "minutes": 1})
_LONGEST: Final = 36_500 * 1440
_SIGNS: Final = {sign.value: sign for sign in Comparison}
_COVERED, _ANY_PAYMENT, _QUANTITIES = "covered", "any_payment_in", "quantities_all"


def read_condition(raw: object) -> Condition | str:
    """A condition of what a file holds, or what is wrong with it."""
    match raw:
        case ["covered", [*states], str(total)] if _texts(states):
            return Covered(tuple(map(str, states)), total)
        case ["any_payment_in", [*states]] if _texts(states):
            return AnyPaymentIn(tuple(map(str, states)))
        case ["quantities_all", str(sign), value] if sign in _SIGNS:
            number = read_fact(value)
            exact = Exact(number) if type(number) is int else number
            if isinstance(exact, Exact):
                return QuantitiesAll(_SIGNS[sign], exact)
        case [str(fact), "in", [*values]] if _compares(fact):
            read = tuple(known for value in values if (known := read_fact(value)) is not None)
            if values and len(read) == len(values):
                return FactAmong(fact, read)
        case [str(fact), str(sign), {"fact": str(other), **rest}] if sign in _SIGNS and not rest:
            return FactCompares(fact, _SIGNS[sign], FactNamed(other))
        case [str(fact), str(sign), value] if sign in _SIGNS and _compares(fact):
            known = read_fact(value)
            if known is not None:
                return FactCompares(fact, _SIGNS[sign], known)
        case _:
            pass
    return f"no condition {shown(repr(raw))}"


def read_fact(raw: object) -> FactValue | None:
    """The value of a fact as TOML holds it; None for what no fact holds, such as a list.

    A decimal is read exactly. A moment needs an offset.
    """
    try:
        if isinstance(raw, Decimal):
            return Exact.of(raw)
        if isinstance(raw, datetime):
            return raw if raw.tzinfo is not None else None
    except InvalidValueError:
        return None
    return raw if isinstance(raw, str | int | date) else None


def read_duration(raw: object) -> int:
    """Minutes of a time of whole days, hours and minutes, such as `{ days = 2, hours = 12 }`.

    0 for anything else, for no time at all, and for more than a hundred years.
    """
    if not isinstance(raw, dict) or not raw.keys() <= _MINUTES.keys():
        return 0
    parts = [(part, _MINUTES[unit]) for unit, part in raw.items()]
    if not all(type(part) is int and 0 <= part <= _LONGEST for part, _ in parts):
        return 0
    time = sum([part * minutes for part, minutes in parts])
    return time if time <= _LONGEST else 0


def _texts(states: list[object]) -> bool:
    return bool(states) and all(isinstance(state, str) for state in states)


def _compares(fact: str) -> bool:
    return fact not in {_COVERED, _ANY_PAYMENT, _QUANTITIES}
