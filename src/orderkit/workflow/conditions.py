"""Conditions of moves as data: what must be true of typed facts before a move may be taken.

A condition is a value and never code: a comparison of one fact, or one of a few sentences about
payments and quantities. Facts are what the host knows of the record that moves. What is not known
settles nothing: neither does it meet a need, nor does it clear a move of what denies it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import Exact, field_check, shown, utc

__all__ = [
    "NO_MOVE_FACTS",
    "AnyPaymentIn",
    "Comparison",
    "Condition",
    "Covered",
    "FactAmong",
    "FactCompares",
    "FactNamed",
    "FactValue",
    "InvalidConditionError",
    "MoveFacts",
    "PaymentFact",
    "QuantitiesAll",
]

FactValue: TypeAlias = str | int | bool | Exact | date | datetime


@attrs.frozen(kw_only=True)
class InvalidConditionError(InvalidValueError):
    """A condition, or a fact, that holds what none can hold."""

    code: ClassVar[str] = "flow.condition"
    template: ClassVar[str] = "{path} cannot hold {value}"

    path: str
    value: str


@final
class Comparison(StrEnum):
    """How a fact is compared."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@final
@attrs.frozen
class FactNamed:
    """Another fact, whose value is compared with."""

    name: str

    def __attrs_post_init__(self) -> None:
        """Refuse a name that is no text."""
        _refuse(_WRONG_IN_FACT_NAMED(self), "fact")


def _instant(value: FactValue) -> FactValue:
    """Moments are kept in UTC, as everywhere; one without an offset is no moment."""
    return utc(value) if isinstance(value, datetime) else value


def _compared_with(value: FactValue | FactNamed | None) -> FactValue | FactNamed | None:
    return utc(value) if isinstance(value, datetime) else value


@final
@attrs.frozen
class FactCompares:
    """A fact stands to a value, or to another fact, as the comparison says.

    Numbers are compared as numbers, exactly; a true or false, a text, a day and a moment each with
    their own kind and in no other way. `= None` holds where the fact is absent.
    """

    fact: str
    comparison: Comparison
    value: FactValue | FactNamed | None = attrs.field(converter=_compared_with)

    def __attrs_post_init__(self) -> None:
        """Refuse what no comparison holds."""
        _refuse(_WRONG_IN_COMPARES(self), "comparison")


@final
@attrs.frozen
class FactAmong:
    """A fact is one of several values."""

    fact: str
    values: tuple[FactValue, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse what no such condition holds."""
        _refuse(_WRONG_IN_AMONG(self), "among")


@final
@attrs.frozen
class Covered:
    """Payments in these states, less their settled refunds, reach a total that a fact tells."""

    states: tuple[str, ...]
    total: str = "total"

    def __attrs_post_init__(self) -> None:
        """Refuse what no such condition holds."""
        _refuse(_WRONG_IN_COVERED(self), "covered")


@final
@attrs.frozen
class AnyPaymentIn:
    """There is a payment in one of these states."""

    states: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse what no such condition holds."""
        _refuse(_WRONG_IN_ANY_PAYMENT(self), "any_payment_in")


@final
@attrs.frozen
class QuantitiesAll:
    """The quantity of each line stands to a number so; of no lines, each does."""

    comparison: Comparison
    value: Exact

    def __attrs_post_init__(self) -> None:
        """Refuse what no such condition holds."""
        _refuse(_WRONG_IN_QUANTITIES(self), "quantities_all")


Condition: TypeAlias = FactCompares | FactAmong | Covered | AnyPaymentIn | QuantitiesAll


@final
@attrs.frozen(kw_only=True)
class PaymentFact:
    """One payment as the host knows it, in the unit of the total."""

    state: str
    amount: Exact
    settled_refunds: Exact = Exact(0)

    def __attrs_post_init__(self) -> None:
        """Refuse what no payment holds."""
        _refuse(_WRONG_IN_PAYMENT(self), "payment")


def _sorted_facts(
    facts: Mapping[str, FactValue] | Iterable[tuple[str, FactValue]],
) -> tuple[tuple[str, FactValue], ...]:
    try:
        items = facts.items() if isinstance(facts, Mapping) else facts
        named = {name: value for name, value in items if isinstance(name, str)}
    except (TypeError, ValueError) as error:
        raise InvalidConditionError(path="facts", value=shown(repr(facts))) from error
    for name, value in named.items():
        if not isinstance(value, FactValue):
            raise InvalidConditionError(path=shown(f"facts/{name}"), value=shown(repr(value)))
    return tuple(sorted((name, _instant(value)) for name, value in named.items()))


@final
@attrs.frozen(kw_only=True)
class MoveFacts:
    """What is known of one record that moves.

    Attributes:
        items: Facts by name, sorted; what is absent is not known.
        payments: None means that nobody asked for them.
        quantities: Of each line; None means that nobody asked for them.
    """

    items: tuple[tuple[str, FactValue], ...] = attrs.field(default=(), converter=_sorted_facts)
    payments: tuple[PaymentFact, ...] | None = None
    quantities: tuple[Exact, ...] | None = None

    def get(self, name: str) -> FactValue | None:
        """The value of a fact; None if it is absent."""
        return dict(self.items).get(name)

    def having(self, sets: Iterable[tuple[str, FactValue]]) -> "MoveFacts":
        """The same facts with some of them set."""
        return attrs.evolve(self, items=tuple({**dict(self.items), **dict(sets)}.items()))


NO_MOVE_FACTS: Final = MoveFacts()


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidConditionError(path=f"{path}/{wrong[0]}", value=wrong[1])


_WRONG_IN_FACT_NAMED: Final = field_check(FactNamed)
_WRONG_IN_COMPARES: Final = field_check(FactCompares)
_WRONG_IN_AMONG: Final = field_check(FactAmong)
_WRONG_IN_COVERED: Final = field_check(Covered)
_WRONG_IN_ANY_PAYMENT: Final = field_check(AnyPaymentIn)
_WRONG_IN_QUANTITIES: Final = field_check(QuantitiesAll)
_WRONG_IN_PAYMENT: Final = field_check(PaymentFact)
