"""The contract of approval policies, and orders of every size to try them on.

    class TestOurPolicy(ApprovalPolicyContract):
        policy = OurPolicy()

A policy that asks in turn subclasses `TurnPolicyContract`. Each test is one law of the protocol,
under the law's name.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.approval import (
    ApprovalPolicy,
    Asked,
    Bypass,
    FirstAsked,
    Standing,
    Tier,
    TierPlan,
    TurnPolicy,
)
from orderkit.order import Order, OrderPlaced, content_digest, evolve
from orderkit.testing.laws import keeps, without_raising
from orderkit.testing.order import terms
from orderkit.values import ActorId, Choice, Currency, Money, RoleName, Vote

__all__ = ["ApprovalPolicyContract", "TurnPolicyContract", "orders_of_any_size", "tier_plans"]

_AT: Final = datetime(2024, 2, 29, tzinfo=UTC)
_ENDED: Final = {Choice.APPROVE: Standing.APPROVED, Choice.REJECT: Standing.REJECTED}
# One suite runs for many policies, so its tests meet many `self`s by design.
_law = settings(
    suppress_health_check=[HealthCheck.differing_executors], max_examples=60, deadline=None
)


@st.composite
def orders_of_any_size(draw: st.DrawFn) -> Order:
    """Draw an order just placed, worth anything from nothing to billions of minor units."""
    agreed, scale = draw(terms()), 10 ** draw(st.integers(0, 7))
    lines = tuple(attrs.evolve(line, amount=line.amount * scale) for line in agreed.lines)
    placed = OrderPlaced(terms=attrs.evolve(agreed, lines=lines), at=_AT, by=ActorId("ann"))
    return evolve(None, placed)


def tier_plans() -> st.SearchStrategy[TierPlan]:
    """Draw plans of up to five tiers, some of one sequence and many of one role."""
    least = st.none() | st.integers(0, 10_000).map(lambda minor: Money(minor, Currency.of("EUR")))
    rows = st.lists(
        st.tuples(st.sampled_from(["lead", "chief"]), st.integers(1, 3), least), max_size=5
    )
    return st.builds(
        TierPlan,
        tiers=rows.map(
            lambda drawn: tuple(
                Tier(id=f"t{place}", role=RoleName(role), sequence=sequence, least=least)
                for place, (role, sequence, least) in enumerate(drawn)
            )
        ),
        asked=st.sampled_from(Asked),
        first=st.sampled_from(FirstAsked),
        bypass=st.sampled_from(Bypass),
    )


class ApprovalPolicyContract:
    """The laws of `ApprovalPolicy`; subclass it as `Test...` and set `policy`."""

    policy: ApprovalPolicy

    def orders(self) -> st.SearchStrategy[Order]:
        """The orders to try it on; of all kinds, unless you narrow them."""
        return orders_of_any_size()

    @_law
    @given(data=st.data())
    def test_pure_equal_arguments_give_equal_answers(self, data: st.DataObject) -> None:
        """Law: pure."""
        order, votes = self._case(data)
        keeps("pure", kept=self._roles(order) == self._roles(order))
        keeps("pure", kept=self._standing(order, votes) == self._standing(order, votes))

    @_law
    @given(data=st.data())
    def test_total_no_order_and_no_votes_make_it_raise(self, data: st.DataObject) -> None:
        """Law: total."""
        order, votes = self._case(data)
        self._standing(order, votes)
        self._standing(order, ())

    @_law
    @given(data=st.data())
    def test_standing_it_gives_a_standing_and_nothing_else(self, data: st.DataObject) -> None:
        """Law: standing."""
        keeps("standing", kept=isinstance(self._standing(*self._case(data)), Standing))

    @_law
    @given(data=st.data())
    def test_asked_only_nobody_is_waited_for_where_nobody_is_needed(
        self, data: st.DataObject
    ) -> None:
        """Law: asked only."""
        order = data.draw(self.orders())
        if not self._roles(order):
            keeps("asked only", kept=self._standing(order, ()) is Standing.APPROVED)

    @_law
    @given(data=st.data())
    def test_settled_one_more_vote_of_the_kind_undoes_nothing(self, data: st.DataObject) -> None:
        """Law: settled."""
        order, votes = self._case(data)
        standing = self._standing(order, votes)
        for choice, role in data.draw(_kinds(self._roles(order))):
            if standing is _ENDED.get(choice):
                more = (*votes, _vote(order, "one-more", role, choice))
                keeps("settled", kept=self._standing(order, more) is standing)

    def _case(self, data: st.DataObject) -> tuple[Order, tuple[Vote, ...]]:
        """An order, and votes as its gate lets them in: by different people, in its roles."""
        order = data.draw(self.orders())
        kinds = data.draw(_kinds(self._roles(order)))
        return order, tuple(
            _vote(order, f"voter-{number}", role, choice)
            for number, (choice, role) in enumerate(kinds)
        )

    def _roles(self, order: Order) -> tuple[RoleName, ...]:
        return without_raising("total", lambda: tuple(self.policy.roles(order)))

    def _standing(self, order: Order, votes: Sequence[Vote]) -> object:
        return without_raising("total", lambda: self.policy.standing(order, votes))


class TurnPolicyContract(ApprovalPolicyContract):
    """The laws of `TurnPolicy`, with those of `ApprovalPolicy`; set `policy`."""

    policy: TurnPolicy

    @_law
    @given(data=st.data())
    def test_of_its_roles_whoever_is_asked_holds_one_of_them(self, data: st.DataObject) -> None:
        """Law: of its roles."""
        order, votes = self._case(data)
        keeps("of its roles", kept=set(self._turn(order, votes)) <= set(self._roles(order)))

    @_law
    @given(data=st.data())
    def test_ends_somebody_is_asked_exactly_while_it_is_pending(self, data: st.DataObject) -> None:
        """Law: ends."""
        order, votes = self._case(data)
        pending = self._standing(order, votes) is Standing.PENDING
        keeps("ends", kept=bool(self._turn(order, votes)) == pending)

    def _turn(self, order: Order, votes: Sequence[Vote]) -> tuple[RoleName, ...]:
        return without_raising("total", lambda: tuple(self.policy.turn(order, votes)))


def _kinds(roles: Sequence[RoleName]) -> st.SearchStrategy[list[tuple[Choice, RoleName]]]:
    if not roles:
        return st.just([])
    return st.lists(st.tuples(st.sampled_from(Choice), st.sampled_from(roles)), max_size=5)


def _vote(order: Order, person: str, role: RoleName, choice: Choice) -> Vote:
    return Vote(by=ActorId(person), role=role, choice=choice, digest=content_digest(order), at=_AT)
