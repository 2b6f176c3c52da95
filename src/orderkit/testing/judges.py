"""The contract of judges: gates that say what they have against an order as it stands.

    class TestOurJudge(JudgeContract):
        judge = OurGate()

Each test is one law of the protocol, under the law's name.
"""

from typing import Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.order import Judge, Order
from orderkit.testing.facts import facts_for, watched
from orderkit.testing.laws import keeps, without_raising
from orderkit.testing.stored import walks
from orderkit.testing.values import contexts
from orderkit.values import Context, FactKey, Finding, sorted_keys

__all__ = ["JudgeContract"]

# One suite runs for many judges, so its tests meet many `self`s by design.
_law: Final = settings(
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
    max_examples=60,
    deadline=None,
)


class JudgeContract:
    """The laws of `Judge`; subclass it as `Test...`, set `judge`, and say what its facts hold."""

    judge: Judge

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        """What a fact that the judge names may hold; absent facts are drawn anyway."""
        del key
        return st.none()

    def orders(self) -> st.SearchStrategy[Order]:
        """The orders to try it on; of all kinds and on their way, unless you narrow them."""
        return walks().map(lambda steps: steps[-1].after)

    @_law
    @given(data=st.data())
    def test_pure_equal_arguments_give_equal_answers(self, data: st.DataObject) -> None:
        """Law: pure."""
        order, context, _ = self._case(data)
        keeps("pure", kept=self._named(order) == self._named(order))
        keeps("pure", kept=self._said(order, context) == self._said(order, context))

    @_law
    @given(data=st.data())
    def test_total_nothing_makes_it_raise(self, data: st.DataObject) -> None:
        """Law: total."""
        order, context, _ = self._case(data)
        self._said(order, context)
        self._said(order, data.draw(contexts()))

    @_law
    @given(data=st.data())
    def test_findings_it_gives_findings_and_nothing_else(self, data: st.DataObject) -> None:
        """Law: findings."""
        order, context, _ = self._case(data)
        said = self._said(order, context)
        keeps("findings", kept=all(isinstance(each, Finding) for each in said))

    @_law
    @given(data=st.data())
    def test_declared_it_reads_only_what_it_named(self, data: st.DataObject) -> None:
        """Law: declared."""
        order, context, read = self._case(data)
        self._said(order, context)
        keeps("declared", kept=read <= set(self._named(order)))

    def _case(self, data: st.DataObject) -> tuple[Order, Context, set[FactKey]]:
        order = data.draw(self.orders())
        facts, read = watched(data.draw(facts_for(self._named(order), self.holds)))
        return order, attrs.evolve(data.draw(contexts()), facts=facts), read

    def _named(self, order: Order) -> tuple[FactKey, ...]:
        return without_raising("total", lambda: sorted_keys(self.judge.judges(order)))

    def _said(self, order: Order, context: Context) -> tuple[object, ...]:
        return without_raising("total", lambda: tuple(self.judge.judge(order, context)))
