"""The gate of validation keeps the laws of judges, and the suite catches one that does not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Final

import attrs
import pytest
from hypothesis import strategies as st

from orderkit.errors import PolicyContractError
from orderkit.order import Command, Event, Judge, Order, PlaceOrder, preview
from orderkit.testing.judges import JudgeContract
from orderkit.testing.stored import AT, terms_of
from orderkit.testing.values import exacts
from orderkit.validation import LIST_PRICE, RuleSet, ValidationGate
from orderkit.validation.policies import PriceAgainstList, QuantityInRange
from orderkit.values import (
    Context,
    FactKey,
    FactKind,
    Finding,
    OrganisationId,
    UnknownCurrencyError,
    note,
)

SECRET: Final = FactKind("secret", int)


class TestValidationGate(JudgeContract):
    judge = ValidationGate(
        RuleSet((PriceAgainstList(tolerance=5),)), placing=RuleSet((QuantityInRange(most=3),))
    )

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        return exacts() if key.kind == LIST_PRICE.name else st.none()


@attrs.frozen
class Honest:
    """What a liar is made of."""

    def judges(self, _: Order, /) -> Iterable[FactKey]:
        return ()

    def judge(self, _: Order, __: Context, /) -> Sequence[Finding]:
        return ()


@attrs.define
class Fickle(Honest):
    """Law: pure."""

    _said: Iterator[int] = attrs.field(factory=count)

    def judge(self, _: Order, __: Context, /) -> Sequence[Finding]:
        return (note("a.b", str(next(self._said))),)


class Frail(Honest):
    """Law: total."""

    def judge(self, order: Order, _: Context, /) -> Sequence[Finding]:
        return (note("a.b", str(order.terms.lines[0].id)),)


class Chatty(Honest):
    """Law: findings."""

    def judge(self, _: Order, __: Context, /) -> Sequence[Finding]:
        return ("fine",)  # type: ignore[return-value]  # the lie


class Nosy(Honest):
    """Law: declared."""

    def judge(self, order: Order, context: Context, /) -> Sequence[Finding]:
        context.facts.read(SECRET, order.terms.customer)
        return ()


LIARS: list[tuple[str, str, Judge]] = [
    ("pure", "pure_equal_arguments_give_equal_answers", Fickle()),
    ("total", "total_nothing_makes_it_raise", Frail()),
    ("findings", "findings_it_gives_findings_and_nothing_else", Chatty()),
    ("declared", "declared_it_reads_only_what_it_named", Nosy()),
]


@pytest.mark.parametrize(("law", "test", "liar"), LIARS)
def test_the_suite_of_judges_catches_a_liar_under_the_law_it_broke(
    broken_law: Callable[[object, str], str], law: str, test: str, liar: Judge
) -> None:
    class Suite(JudgeContract):
        judge = liar

    assert broken_law(Suite(), test) == law


class Sulking(Honest):
    """A gate that also judges, and refuses nothing."""

    def declares(self, _: Order | None, __: Command, /) -> Iterable[FactKey]:
        return ()

    def check(self, _: Order | None, __: Command, ___: Context, /) -> Sequence[Finding]:
        return ()

    def follow(
        self, _: Order | None, __: Command, ___: Sequence[Event], ____: Context, /
    ) -> Sequence[Event]:
        return ()

    def judge(self, order: Order, _: Context, /) -> Sequence[Finding]:
        if order.terms.number == "broken":
            raise UnknownCurrencyError(currency="XXX")
        raise ValueError(order.terms.number)


def test_a_judge_that_dies_does_not_look_like_one_that_found_nothing() -> None:
    context = Context.by("ann", OrganisationId("acme"), AT)
    with pytest.raises(PolicyContractError, match="Sulking"):
        preview(None, PlaceOrder(terms_of("O1")), context, (Sulking(),))
    # What the library itself raises goes through as it is.
    agreed = attrs.evolve(terms_of("O1"), number="broken")
    with pytest.raises(UnknownCurrencyError):
        preview(None, PlaceOrder(agreed), context, (Sulking(),))
