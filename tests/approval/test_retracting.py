"""Votes that are taken back: a new entry each, and too late once anything rests on them."""

from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.approval import ApprovalGate, Asked, Tier, TierPlan
from orderkit.approval.policies import Tiers
from orderkit.order import (
    Approved,
    CastVote,
    Command,
    Decision,
    Event,
    Order,
    PlaceOrder,
    RetractVote,
    Voted,
    VoteRetracted,
    decide,
    fold,
)
from orderkit.testing.stored import terms_of
from orderkit.values import Choice, Context, OrganisationId, RoleName

AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE: Final = OrganisationId("acme")
ROLES: Final = tuple(RoleName(name) for name in ("lead", "chief", "board"))
NAMES: Final = ("bob", "cat", "dan")
PLACED: Final = PlaceOrder(terms_of("O1", pieces=8))


def gate(asked: Asked = Asked.IN_TURN) -> ApprovalGate:
    tiers = tuple(Tier(id=role, role=role, sequence=at) for at, role in enumerate(ROLES))
    return ApprovalGate(Tiers(TierPlan(tiers=tiers, asked=asked)))


def by(name: str) -> Context:
    return Context.by(name, HERE, AT, *ROLES)


class Round:
    """An order, and all that happened to it."""

    def __init__(self, asked: Asked = Asked.IN_TURN) -> None:
        self.gates = (gate(asked),)
        self.history = list[Event](decide(None, PLACED, by("ann"), self.gates).events)

    @property
    def order(self) -> Order:
        order = fold(self.history)
        assert order is not None
        return order

    def ask(self, name: str, command: Command) -> Decision:
        decision = decide(self.order, command, by(name), self.gates)
        self.history += decision.events
        return decision

    def vote(self, name: str, role: RoleName, choice: Choice = Choice.APPROVE) -> Decision:
        return self.ask(name, CastVote.on(self.order, choice, role))


def codes(decision: Decision) -> list[str]:
    return [found.code for found in decision.findings]


def test_i_42_a_vote_taken_back_is_a_new_entry_and_may_be_cast_anew() -> None:
    told = Round()
    assert told.vote("bob", ROLES[0]).accepted
    (retracted,) = told.ask("bob", RetractVote("wrong order")).events
    assert isinstance(retracted, VoteRetracted)
    assert (retracted.vote.by, retracted.reason) == ("bob", "wrong order")
    assert [type(event) for event in told.history[1:]] == [Voted, VoteRetracted]
    assert told.order.votes == ()
    assert told.vote("bob", ROLES[0]).accepted
    assert codes(told.ask("cat", RetractVote())) == ["vote.none"]


def test_i_42_what_others_voted_since_in_their_turn_rests_on_it() -> None:
    told = Round()
    for name, role in zip(NAMES[:2], ROLES[:2], strict=True):
        assert told.vote(name, role).accepted
    assert codes(told.ask("bob", RetractVote())) == ["vote.depended"]
    # The later one comes first.
    assert told.ask("cat", RetractVote()).accepted
    assert told.ask("bob", RetractVote()).accepted


def test_i_42_asked_all_at_once_no_vote_rests_on_another() -> None:
    told = Round(Asked.TOGETHER)
    for name, role in zip(NAMES[:2], ROLES[:2], strict=True):
        assert told.vote(name, role).accepted
    assert told.ask("bob", RetractVote()).accepted


def test_i_42_once_the_votes_were_enough_none_is_taken_back() -> None:
    told = Round()
    for name, role in zip(NAMES, ROLES, strict=True):
        assert told.vote(name, role).accepted
    assert isinstance(told.history[-1], Approved)
    for name in NAMES:
        assert codes(told.ask(name, RetractVote())) == ["vote.depended"]


acts = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(ROLES), st.sampled_from(["yes", "no", "retract"])
    ),
    max_size=12,
)


@pytest.mark.parametrize("asked", Asked)
@given(acts=acts)
def test_i_42_history_only_grows_and_tells_each_vote_that_counts(
    asked: Asked, acts: list[tuple[str, RoleName, str]]
) -> None:
    told = Round(asked)
    for name, role, act in acts:
        before = tuple(told.history)
        if act == "retract":
            told.ask(name, RetractVote())
        else:
            told.vote(name, role, Choice.APPROVE if act == "yes" else Choice.REJECT)
        assert tuple(told.history[: len(before)]) == before
        standing = list[object]()
        for event in told.history:
            match event:
                case Voted(vote=vote):
                    standing.append(vote)
                case VoteRetracted(vote=vote):
                    standing.remove(vote)
                case _:
                    standing = []
        assert list(told.order.votes) == standing
        # What is left is a round that might have been: each vote came in its turn.
        again = Round(asked)
        for vote in told.order.votes:
            assert again.vote(vote.by, vote.role, vote.choice).accepted
