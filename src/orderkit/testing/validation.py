"""The contract of rules.

    class TestOurRule(RuleContract):
        rule = OurRule()

        def holds(self, key):
            return monies()

Each test is one law of the protocol, under the law's name. A rule that gives cures, or says where
it does not apply, is held to those laws too.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.errors import PolicyContractError
from orderkit.order import (
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    ReentryError,
    RemoveLine,
    Terms,
)
from orderkit.process.asking import asked_about
from orderkit.testing.facts import facts_for, watched
from orderkit.testing.laws import LawBroken, keeps, without_raising
from orderkit.testing.order import terms
from orderkit.testing.values import exacts, findings, monies
from orderkit.validation import (
    AddAmount,
    AskWaiver,
    Correct,
    Cure,
    CuringRule,
    FillIn,
    PayFirst,
    Rule,
    RuleSet,
    SelectiveRule,
    cured,
    validate,
)
from orderkit.validation.cures import line_of
from orderkit.values import (
    MOST,
    NO_FACTS,
    Exact,
    FactKey,
    Facts,
    Finding,
    LineId,
    Money,
    Severity,
    add_days,
    digest_of,
    sorted_keys,
)

__all__ = ["RuleContract", "cures"]

T = TypeVar("T")
# As many findings as `validate` takes of one rule.
_MOST: Final = 10_000
# One suite runs for many rules, so its tests meet many `self`s by design.
_law = settings(
    suppress_health_check=[HealthCheck.differing_executors], max_examples=30, deadline=None
)


def cures() -> st.SearchStrategy[Cure]:
    """Draw cures of every kind, of lines that `terms` draws and of others."""
    names = st.sampled_from([LineId("1"), LineId("2"), LineId("c1"), LineId("9")])
    paths = st.sampled_from(["currency", "ship_to/city", "lines/1/amount", "lines/9/amount"])
    amounts = monies(least=-(10**6), most=10**6)
    days = st.dates(date(2024, 1, 1), date(2027, 1, 1))
    return st.one_of(
        st.builds(ChangeQuantity, names, st.integers(1, MOST)),
        st.builds(ChangePrice, names, exacts()),
        st.builds(ChangeDate, names, st.none() | days),
        st.builds(RemoveLine, names),
        st.builds(AddAmount, amounts),
        st.builds(PayFirst, amounts),
        st.builds(FillIn, paths),
        st.builds(Correct, paths, amounts | st.sampled_from(["EUR", "JPY", "???"])),
        st.builds(AskWaiver.of, findings()),
    )


class RuleContract:
    """The laws of `Rule`; subclass it as `Test...`, set `rule`, and say what its facts hold."""

    rule: Rule

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        """What a fact that the rule declares may hold; absent facts are drawn anyway."""
        del key
        return st.none()

    def terms(self) -> st.SearchStrategy[Terms]:
        """The terms to try it on; of all kinds, unless you narrow them."""
        return terms()

    @_law
    @given(data=st.data())
    def test_pure_equal_terms_and_facts_give_equal_findings(self, data: st.DataObject) -> None:
        """Law: pure."""
        agreed, facts = self._case(data)
        before = digest_of(agreed), tuple(map(repr, facts.items))
        keeps("pure", kept=self._declared(agreed) == self._declared(agreed))
        keeps("pure", kept=self._said(agreed, facts) == self._said(agreed, facts))
        keeps("pure", kept=before == (digest_of(agreed), tuple(map(repr, facts.items))))

    @_law
    @given(data=st.data())
    def test_total_no_terms_and_no_facts_make_it_raise(self, data: st.DataObject) -> None:
        """Law: total."""
        agreed, facts = self._case(data)
        for known in (facts, NO_FACTS):
            said = self._said(agreed, known)
            keeps("total", kept=len(said) <= _MOST)
            for each in said:
                if isinstance(each, Finding) and each.code == f"{self.rule.code}.not_judged":
                    keeps("total", kept=each.severity is Severity.NOTE)

    @_law
    @given(data=st.data())
    def test_findings_it_gives_findings_and_nothing_else(self, data: st.DataObject) -> None:
        """Law: findings."""
        for each in self._said(*self._case(data)):
            keeps("findings", kept=isinstance(each, Finding))

    @_law
    @given(data=st.data())
    def test_own_voice_it_speaks_under_its_own_code(self, data: st.DataObject) -> None:
        """Law: own voice."""
        voices = (self.rule.code, f"{self.rule.code}.not_judged")
        for each in self._said(*self._case(data)):
            keeps("own voice", kept=not isinstance(each, Finding) or each.code in voices)

    @_law
    @given(data=st.data())
    def test_own_path_it_points_at_what_is_there(self, data: st.DataObject) -> None:
        """Law: own path."""
        law = ""
        try:
            self._found(*self._case(data))
        except PolicyContractError as error:
            law = error.law
        keeps("own path", kept=law != "own path")

    @_law
    @given(data=st.data())
    def test_alone_it_calls_no_desk(self, data: st.DataObject) -> None:
        """Law: alone."""
        agreed = data.draw(self.terms())
        named = asked_about(agreed.key, partial(self._named, agreed))
        for known in (data.draw(facts_for(named, self.holds)), NO_FACTS):
            heard = partial(_alone, partial(self._heard, agreed, known))
            asked_about(agreed.key, heard)

    @_law
    @given(data=st.data())
    def test_cure_it_clears_the_finding_and_nothing_smaller_does(self, data: st.DataObject) -> None:
        """Law: cure."""
        rule = self.rule
        if not isinstance(rule, CuringRule):
            return
        agreed, facts = self._case(data)
        for found in self._said(agreed, facts):
            if not isinstance(found, Finding) or found.code != rule.code:
                continue
            cure = without_raising("cure", partial(rule.cure, agreed, found))
            after = None if cure is None else cured(agreed, cure)
            if cure is None or after is None:
                continue
            keeps("cure", kept=not self._stands(found, after, facts))
            for less in _smaller(agreed, found, cure, data):
                before = cured(agreed, less)
                keeps("cure", kept=before is None or self._stands(found, before, facts))

    @_law
    @given(data=st.data())
    def test_selective_it_finds_nothing_where_it_does_not_apply(self, data: st.DataObject) -> None:
        """Law: selective."""
        rule = self.rule
        if not isinstance(rule, SelectiveRule):
            return
        agreed, facts = self._case(data)
        if not without_raising("selective", lambda: rule.applies(agreed)):
            keeps("selective", kept=not self._said(agreed, facts))

    @_law
    @given(data=st.data())
    def test_declared_it_reads_only_what_it_declared(self, data: st.DataObject) -> None:
        """Law: declared."""
        agreed, facts = self._case(data)
        shown, asked = watched(facts)
        self._said(agreed, shown)
        keeps("declared", kept=asked <= set(self._declared(agreed)))

    def _case(self, data: st.DataObject) -> tuple[Terms, Facts]:
        agreed = data.draw(self.terms())
        return agreed, data.draw(facts_for(self._declared(agreed), self.holds))

    def _heard(self, agreed: Terms, facts: Facts) -> list[object]:
        return list[object](islice(self.rule.check(agreed, facts), _MOST + 1))

    def _stands(self, found: Finding, agreed: Terms, facts: Facts) -> bool:
        said = self._said(agreed, facts)
        return any(
            isinstance(each, Finding) and (each.code, each.path) == (found.code, found.path)
            for each in said
        )

    def _found(self, agreed: Terms, facts: Facts) -> tuple[Finding, ...]:
        return validate(agreed, facts, RuleSet((self.rule,)))

    def _named(self, agreed: Terms) -> tuple[FactKey, ...]:
        return _alone(lambda: sorted_keys(self.rule.declares(agreed))) or ()

    def _declared(self, agreed: Terms) -> tuple[FactKey, ...]:
        return without_raising("total", lambda: sorted_keys(self.rule.declares(agreed)))

    def _said(self, agreed: Terms, facts: Facts) -> list[object]:
        """What it says; of what never ends, one more than is taken."""
        return without_raising("total", partial(self._heard, agreed, facts))


def _alone(ask: Callable[[], T]) -> T | None:
    """What a rule says while a desk asks it; what else it does wrong, other laws are about."""
    try:
        with suppress(ValueError, LookupError, TypeError, AttributeError):
            return ask()
    except ReentryError as error:
        raise LawBroken("alone") from error
    return None


def _smaller(agreed: Terms, found: Finding, cure: Cure, data: st.DataObject) -> Iterator[Cure]:
    """Changes of the same figure that are smaller than a cure."""
    line = line_of(agreed, found)
    match cure:
        case ChangeQuantity(line=name, quantity=wanted) if line:
            by = abs(wanted - line.quantity) - 1
            least, most = max(1, line.quantity - by), min(MOST, line.quantity + by)
            yield ChangeQuantity(name, data.draw(st.integers(least, most)))
        case ChangePrice(line=name, price=wanted) if line:
            scale = max(wanted.scale, line.price.scale, agreed.currency.exponent)
            step = Exact(1 if wanted < line.price else -1, scale)
            if abs((wanted - line.price).fraction) > abs(step.fraction):
                yield ChangePrice(name, wanted + step)
        case ChangeDate(line=name, requested=day) if line and day and line.requested:
            yield ChangeDate(name, add_days(day, 1 if day < line.requested else -1))
        case AddAmount(amount=amount) if abs(amount.minor) > 1:
            less = abs(amount.minor) - 1
            yield AddAmount(Money(less if amount.minor > 0 else -less, amount.currency))
        case _:
            pass
