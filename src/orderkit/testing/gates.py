"""The contracts of gates, and of the guards of a flow.

    class TestOurGate(GateContract):
        gate = OurGate()

    class TestOurGuard(GuardContract):
        guard = staticmethod(our_guard)

Each test is one law of the protocol, under the law's name.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final, final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.order import Command, Event, Gate, Order, PlaceOrder, ReentryError, decide, fold
from orderkit.process.asking import asked_about
from orderkit.testing.facts import facts_for, watched
from orderkit.testing.laws import LawBroken, keeps, without_raising
from orderkit.testing.order import commands, terms
from orderkit.testing.stored import walks
from orderkit.testing.values import contexts
from orderkit.values import (
    Context,
    FactKey,
    Finding,
    OrderId,
    OrderKey,
    OrganisationId,
    sorted_keys,
)
from orderkit.workflow import Guard

__all__ = ["GateContract", "GuardContract"]

_MOST: Final = 5
_SOME: Final = OrderKey(OrganisationId("acme"), OrderId("O1"))
# One suite runs for many gates, so its tests meet many `self`s by design.
_law = settings(
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
    max_examples=60,
    deadline=None,
)


@final
@attrs.frozen(kw_only=True)
class _Asked:
    """What a gate is asked about.

    Attributes:
        read: Gathers what is read of the facts in the context.
        answered: What the order itself says to the command; None where the gate is not asked to
            follow.
    """

    order: Order | None
    command: Command
    context: Context
    read: set[FactKey]
    declared: tuple[FactKey, ...]
    answered: tuple[Event, ...] | None


class GateContract:
    """The laws of `Gate`; subclass it as `Test...`, set `gate`, and say what its facts hold.

    Each test walks an order from its placing on, past the gate.
    """

    gate: Gate

    def holds(self, key: FactKey, /) -> st.SearchStrategy[object]:
        """What a fact that the gate declares may hold; absent facts are drawn anyway."""
        del key
        return st.none()

    def commands(self, order: Order, /) -> st.SearchStrategy[Command]:
        """The commands to try on an order; of all kinds, unless you add or take away."""
        return commands(order)

    @_law
    @given(data=st.data())
    def test_pure_equal_arguments_give_equal_answers(self, data: st.DataObject) -> None:
        """Law: pure."""
        for asked in self._walk(data):
            keeps("pure", kept=self._declared(asked.order, asked.command) == asked.declared)
            keeps("pure", kept=self._said(asked) == self._said(asked))
            keeps("pure", kept=self._added(asked) == self._added(asked))

    @_law
    @given(data=st.data())
    def test_total_nothing_makes_it_raise(self, data: st.DataObject) -> None:
        """Law: total."""
        for asked in self._walk(data):
            self._said(asked)
            self._added(asked)

    @_law
    @given(data=st.data())
    def test_findings_its_check_gives_findings_and_nothing_else(self, data: st.DataObject) -> None:
        """Law: findings."""
        for asked in self._walk(data):
            self._said(asked)

    @_law
    @given(data=st.data())
    def test_declared_it_reads_only_what_it_declared(self, data: st.DataObject) -> None:
        """Law: declared."""
        for asked in self._walk(data):
            self._said(asked)
            self._added(asked)
            keeps("declared", kept=asked.read <= set(asked.declared))

    @_law
    @given(data=st.data())
    def test_possible_what_it_adds_can_happen(self, data: st.DataObject) -> None:
        """Law: possible."""
        for asked in self._walk(data):
            self._after(asked)

    @settings(_law, max_examples=20)
    @given(data=st.data())
    def test_alone_it_calls_no_desk(self, data: st.DataObject) -> None:
        """Law: alone."""
        for asked in self._walk(data):
            asked_about(_SOME, partial(self._asked_alone, asked))

    def _asked_alone(self, asked: _Asked) -> None:
        try:
            tuple(self.gate.declares(asked.order, asked.command))
            self.gate.check(asked.order, asked.command, asked.context)
            if asked.answered is not None:
                self.gate.follow(asked.order, asked.command, asked.answered, asked.context)
        except ReentryError as error:
            raise LawBroken("alone") from error

    def _walk(self, data: st.DataObject) -> Iterator[_Asked]:
        order: Order | None = None
        for _ in range(_MOST):
            kinds = terms().map(PlaceOrder) if order is None else self.commands(order)
            asked = self._asked(data, order, data.draw(kinds))
            yield asked
            order = self._after(asked)

    def _asked(self, data: st.DataObject, order: Order | None, command: Command) -> _Asked:
        declared = self._declared(order, command)
        facts, read = watched(data.draw(facts_for(declared, self.holds)))
        context = attrs.evolve(data.draw(contexts()), facts=facts)
        self._heard(order, command, context)
        decision = without_raising("total", lambda: decide(order, command, context, (self.gate,)))
        # Without the gate an `Advance` is unanswered: no events, and the gate is asked about none.
        own = decide(order, command, context).events if decision.accepted else None
        return _Asked(
            order=order,
            command=command,
            context=context,
            read=read,
            declared=declared,
            answered=own,
        )

    def _after(self, asked: _Asked) -> Order | None:
        if asked.answered is None:
            return asked.order
        happened = (*asked.answered, *self._added(asked))
        return without_raising("possible", lambda: fold(happened, onto=asked.order))

    def _declared(self, order: Order | None, command: Command) -> tuple[FactKey, ...]:
        return without_raising("total", lambda: sorted_keys(self.gate.declares(order, command)))

    def _said(self, asked: _Asked) -> tuple[Finding, ...]:
        return self._heard(asked.order, asked.command, asked.context)

    def _heard(
        self, order: Order | None, command: Command, context: Context
    ) -> tuple[Finding, ...]:
        said = without_raising("total", lambda: tuple(self.gate.check(order, command, context)))
        keeps("findings", kept=all(isinstance(each, Finding) for each in said))
        return said

    def _added(self, asked: _Asked) -> tuple[Event, ...]:
        order, command, events = asked.order, asked.command, asked.answered
        if events is None:
            return ()
        return without_raising(
            "total", lambda: tuple(self.gate.follow(order, command, events, asked.context))
        )


class GuardContract:
    """The laws of `Guard`; subclass it as `Test...` and set `guard`."""

    guard: Guard

    def orders(self) -> st.SearchStrategy[Order]:
        """The orders to try it on; of all kinds and on their way, unless you narrow them."""
        return walks().map(lambda steps: steps[-1].after)

    @_law
    @given(data=st.data())
    def test_pure_equal_arguments_give_equal_answers(self, data: st.DataObject) -> None:
        """Law: pure."""
        order, context = data.draw(self.orders()), data.draw(contexts())
        keeps("pure", kept=self._said(order, context) == self._said(order, context))

    @_law
    @given(data=st.data())
    def test_plain_it_says_true_or_false_and_nothing_else(self, data: st.DataObject) -> None:
        """Law: plain."""
        said = self._said(data.draw(self.orders()), data.draw(contexts()))
        keeps("plain", kept=type(said) is bool)

    @_law
    @given(data=st.data())
    def test_total_nothing_makes_it_raise(self, data: st.DataObject) -> None:
        """Law: total."""
        self._said(data.draw(self.orders()), data.draw(contexts()))

    def _said(self, order: Order, context: Context) -> object:
        return without_raising("total", lambda: self.guard(order, context))
