"""The contract of rules.

    class TestOurRule(RuleContract):
        rule = OurRule()

        def holds(self, key):
            return monies()

Each test is one law of the protocol, under the law's name.
"""

from itertools import islice
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.order import Terms
from orderkit.testing.facts import facts_for, watched
from orderkit.testing.laws import keeps, without_raising
from orderkit.testing.order import terms
from orderkit.validation import Rule
from orderkit.values import NO_FACTS, FactKey, Facts, Finding, Severity, sorted_keys

__all__ = ["RuleContract"]

# As many findings as `validate` takes of one rule.
_MOST: Final = 10_000
# One suite runs for many rules, so its tests meet many `self`s by design.
_law = settings(
    suppress_health_check=[HealthCheck.differing_executors], max_examples=60, deadline=None
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
        keeps("pure", kept=self._declared(agreed) == self._declared(agreed))
        keeps("pure", kept=self._said(agreed, facts) == self._said(agreed, facts))

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
    def test_declared_it_reads_only_what_it_declared(self, data: st.DataObject) -> None:
        """Law: declared."""
        agreed, facts = self._case(data)
        shown, asked = watched(facts)
        self._said(agreed, shown)
        keeps("declared", kept=asked <= set(self._declared(agreed)))

    def _case(self, data: st.DataObject) -> tuple[Terms, Facts]:
        agreed = data.draw(self.terms())
        return agreed, data.draw(facts_for(self._declared(agreed), self.holds))

    def _declared(self, agreed: Terms) -> tuple[FactKey, ...]:
        return without_raising("total", lambda: sorted_keys(self.rule.declares(agreed)))

    def _said(self, agreed: Terms, facts: Facts) -> list[object]:
        """What it says; of what never ends, one more than is taken."""
        return without_raising(
            "total", lambda: list[object](islice(self.rule.check(agreed, facts), _MOST + 1))
        )
