"""A-93: rules with masses of findings, and a waiver of each."""

from collections.abc import Callable, Iterable
from functools import partial

import attrs
import pytest
from tests.masses import growth
from tests.order.drawn import HERE, START, agreed

from orderkit.errors import PolicyContractError
from orderkit.order import Advance, Line, PlaceOrder, Terms, decide, fold
from orderkit.process import standard_path
from orderkit.validation import RuleSet, validate
from orderkit.values import (
    NO_FACTS,
    ActorId,
    Context,
    FactKey,
    Facts,
    Finding,
    LineId,
    MoveName,
    Waiver,
    note,
    review,
    stands,
)

SHOWN_ESCAPED = "\u200b"
ANN, BOB = (Context.by(name, HERE, START) for name in ("ann", "bob"))


@attrs.frozen
class OfEachLine:
    """A rule that has so many things against each line, somewhere deep in it."""

    times: int = 1
    code: str = "house.rule"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del facts
        for line in terms.lines:
            for turn in range(self.times):
                yield review(self.code, f"lines/{line.id}/attributes/colour/{turn}", turn=turn)


def masses(count: int, odd: str = "") -> Terms:
    """Many lines, with this in their ids; that of one holds a slash."""
    ids = ["a/b", *(f"{odd}{each}" for each in range(count - 1))]
    line = Line.priced("1", "MUG", 12, "9.95", agreed().currency)
    return attrs.evolve(agreed(), lines=tuple(attrs.evolve(line, id=LineId(each)) for each in ids))


def test_a_93_findings_in_masses_take_linear_work() -> None:
    def made(count: int) -> Callable[[], object]:
        return partial(validate, masses(count, SHOWN_ESCAPED), NO_FACTS, RuleSet((OfEachLine(),)))

    assert growth(made) < 2.1


def test_a_93_waivers_of_masses_of_findings_take_linear_work() -> None:
    gates = standard_path(rules=RuleSet((OfEachLine(),))).gates
    move = Advance(MoveName("validate"))

    def made(count: int) -> Callable[[], object]:
        terms = masses(count)
        order = fold(decide(None, PlaceOrder(terms), ANN, gates).events)
        found = validate(terms, NO_FACTS, RuleSet((OfEachLine(),)))
        words = [
            Waiver.of(each, by=person, at=START, reason="known")
            for each in found
            for person in (BOB.actor.id, ActorId("cho"))
        ]
        some = attrs.evolve(BOB, waivers=tuple(words[2:]))
        given = attrs.evolve(BOB, waivers=tuple(words))

        def act() -> None:
            refused = decide(order, move, some, gates)
            assert stands(refused.findings, some.waivers, at=START) == found[:1]
            accepted = decide(order, move, given, gates)
            assert accepted.accepted
            after = fold(accepted.events, onto=order)
            assert after is not None
            assert len(after.waivers) == count
            decide(after, move, given, gates)

        return act

    assert growth(made) < 2.1


def test_a_93_an_honest_rule_may_speak_of_every_line_of_a_large_order() -> None:
    terms = masses(12_000, SHOWN_ESCAPED)
    assert len(validate(terms, NO_FACTS, RuleSet((OfEachLine(),)))) == 12_000
    with pytest.raises(PolicyContractError, match="more than 58000 findings"):
        validate(terms, NO_FACTS, RuleSet((OfEachLine(times=5),)))
    assert note("a.b", "lines/1") not in stands([note("a.b", "lines/1")], at=START)
