"""Tiers: votes climb them in turn, and nothing that comes out of turn counts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.approval import (
    ApprovalGate,
    Asked,
    Bypass,
    FirstAsked,
    InvalidTierError,
    Review,
    Standing,
    Tier,
    TierPlan,
    cast,
    may_confirm,
    may_write,
    request,
    restart,
    tiers_after,
)
from orderkit.approval.policies import Tiers
from orderkit.errors import PolicyContractError
from orderkit.order import (
    Approved,
    CastVote,
    Decision,
    Line,
    Order,
    OrderPlaced,
    Terms,
    decide,
    evolve,
    fold,
)
from orderkit.testing.approval import tier_plans
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Choice,
    Context,
    Currency,
    Finding,
    OrderId,
    OrganisationId,
    PartyId,
    RoleName,
    Vote,
)

AT: Final = datetime(2024, 2, 29, 12, tzinfo=UTC)
ACME: Final = OrganisationId("acme")
YES, NO = Choice.APPROVE, Choice.REJECT


def plan(
    *rows: tuple[str, int],
    asked: Asked = Asked.IN_TURN,
    first: FirstAsked = FirstAsked.LOWEST,
    bypass: Bypass = Bypass.NONE,
) -> TierPlan:
    tiers = tuple(
        Tier(id=f"t{place}", role=RoleName(role), sequence=sequence)
        for place, (role, sequence) in enumerate(rows, 1)
    )
    return TierPlan(tiers=tiers, asked=asked, first=first, bypass=bypass)


def votes(*said: str) -> list[Vote]:
    """`A` is a yes of the role A, `-A` its no."""
    return [
        Vote(
            by=ActorId(f"voter-{place}"),
            role=RoleName(each.removeprefix("-")),
            choice=NO if each.startswith("-") else YES,
            digest="",
            at=AT,
        )
        for place, each in enumerate(said)
    ]


AABA: Final = (("A", 40), ("A", 30), ("B", 20), ("A", 10))
DOWN, BYPASS = FirstAsked.HIGHEST, Bypass.CONSECUTIVE


@pytest.mark.parametrize(
    ("asked", "said", "approved", "turn"),
    [
        (plan(*AABA, first=DOWN, bypass=BYPASS), "", "", "A"),
        (plan(*AABA, first=DOWN, bypass=BYPASS), "A", "t1 t2", "B"),
        (plan(*AABA, first=DOWN, bypass=BYPASS), "A B", "t1 t2 t3", "A"),
        (plan(*AABA, first=DOWN, bypass=BYPASS), "A B A", "t1 t2 t3 t4", ""),
        (plan(*AABA, bypass=BYPASS), "A", "t4", "B"),
        (plan(*AABA, bypass=BYPASS), "A B", "t4 t3", "A"),
        (plan(*AABA, bypass=BYPASS), "A B A", "t4 t3 t2 t1", ""),
        (plan(*AABA, first=DOWN), "A", "t1", "A"),
        (plan(*AABA, first=DOWN), "A A", "t1 t2", "B"),
        # Out of turn counts for nothing, and is not kept for later either.
        (plan(*AABA, first=DOWN), "B", "", "A"),
        (plan(*AABA, first=DOWN), "B A A", "t1 t2", "B"),
        (plan(*AABA, asked=Asked.TOGETHER), "A", "t4 t2 t1", "B"),
        (plan(*AABA, asked=Asked.TOGETHER), "B A", "t4 t3 t2 t1", ""),
        # Of one sequence all are asked; what stands beside B does not follow directly.
        (plan(("A", 1), ("B", 1), ("A", 2), bypass=BYPASS), "A", "t1", "B"),
        (plan(("A", 1), ("B", 1), ("A", 2), bypass=BYPASS), "A B", "t1 t2", "A"),
        (plan(("A", 1), ("A", 1), ("B", 2)), "A", "t1 t2", "B"),
        (plan(), "A", "", ""),
    ],
)
def test_votes_climb_the_tiers(asked: TierPlan, said: str, approved: str, turn: str) -> None:
    after = tiers_after(asked, votes(*said.split()))
    assert (" ".join(after.approved), " ".join(after.turn)) == (approved, turn)


def test_a_no_in_turn_ends_it_and_one_out_of_turn_does_not() -> None:
    asked = plan(("A", 1), ("B", 2))
    assert tiers_after(asked, votes("-B", "A")).approved == ("t1",)
    refused = tiers_after(asked, votes("-A", "A", "B"))
    assert (refused.standing, refused.rejected, refused.turn) == (Standing.REJECTED, ("t1",), ())


said_votes = st.lists(st.sampled_from(["lead", "chief", "-lead", "-chief"]), max_size=8)


@given(tier_plans(), said_votes)
def test_a_tier_asked_in_turn_is_approved_after_all_before_it(
    asked: TierPlan, said: list[str]
) -> None:
    after = tiers_after(asked, votes(*said))
    order = [tier.id for tier in asked.in_order()]
    ids = (*after.approved, *after.pending, *after.rejected)
    assert sorted(ids) == sorted(order)
    if asked.asked is Asked.TOGETHER:
        return
    sequence = {tier.id: tier.sequence for tier in asked.tiers}
    place = {each: order.index(each) for each in order}
    for name in after.approved:
        before = [each for each in order if place[each] < place[name]]
        earlier = {each for each in before if sequence[each] != sequence[name]}
        assert earlier <= set(after.approved)


@given(tier_plans(), said_votes, said_votes)
def test_what_stands_is_not_undone(asked: TierPlan, said: list[str], more: list[str]) -> None:
    after = tiers_after(asked, votes(*said))
    then = tiers_after(asked, votes(*said, *more))
    assert set(after.approved) <= set(then.approved)
    assert set(after.rejected) <= set(then.rejected)
    if after.standing is not Standing.PENDING:
        assert then == after
    assert bool(after.turn) == (after.standing is Standing.PENDING)


@given(tier_plans(), st.permutations(range(5)))
def test_the_order_in_which_tiers_are_written_changes_nothing_between_sequences(
    asked: TierPlan, places: list[int]
) -> None:
    shuffled = tuple(asked.tiers[place] for place in places if place < len(asked.tiers))
    said = votes("lead", "chief", "lead")
    one, other = tiers_after(asked, said), tiers_after(attrs.evolve(asked, tiers=shuffled), said)
    assert set(one.approved) == set(other.approved)
    assert one.standing is other.standing


def test_two_tiers_with_one_id_are_refused() -> None:
    lead = Tier(id="t1", role=RoleName("A"), sequence=1)
    with pytest.raises(InvalidTierError, match="twice"):
        TierPlan(tiers=(lead, lead))


def by(name: str, *roles: str, instead_of: str | None = None) -> Context:
    substitute = None if instead_of is None else ActorId(instead_of)
    held = tuple(map(RoleName, roles))
    actor = Actor(id=ActorId(name), organisation=ACME, roles=held, on_behalf_of=substitute)
    return Context(actor=actor, at=AT)


def gate(*rows: tuple[str, int]) -> ApprovalGate:
    return ApprovalGate(Tiers(plan(*rows)))


def placed() -> Order:
    terms = Terms(
        organisation=ACME,
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=AT,
        currency=Currency.of("EUR"),
        lines=(Line.priced("1", "bolt", 3, "2.00", Currency.of("EUR")),),
    )
    return evolve(None, OrderPlaced(terms=terms, at=AT, by=ActorId("ann")))


def voted(order: Order, name: str, role: str, through: ApprovalGate) -> tuple[Order, Decision]:
    decision = decide(order, CastVote.on(order, YES, role), by(name, role), (through,))
    return fold(decision.events, onto=order) or order, decision


def codes(findings: Sequence[Finding]) -> list[str]:
    return [found.code for found in findings]


def test_an_order_is_approved_tier_by_tier_through_the_gate() -> None:
    through = gate(("lead", 1), ("chief", 2))
    order, early = voted(placed(), "cid", "chief", through)
    assert codes(early.findings) == ["vote.turn"]
    assert early.findings[0].param("turn") == "lead"
    order, first = voted(order, "bob", "lead", through)
    assert not any(isinstance(event, Approved) for event in first.events)
    _, last = voted(order, "cid", "chief", through)
    assert any(isinstance(event, Approved) for event in last.events)


def test_i_40_the_maker_climbs_no_tier() -> None:
    through = gate(
        ("lead", 1),
    )
    _, decision = voted(placed(), "ann", "lead", through)
    assert codes(decision.findings) == ["vote.maker"]


def test_one_person_is_one_voice_in_all_tiers_of_an_order() -> None:
    through = gate(("lead", 1), ("chief", 2))
    order, _ = voted(placed(), "bob", "lead", through)
    _, again = voted(order, "bob", "chief", through)
    assert codes(again.findings) == ["vote.twice"]


class _Dying:
    def roles(self, order: Order, /) -> Sequence[RoleName]:
        del order
        return (RoleName("lead"),)

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        del order, votes
        return Standing.PENDING

    def turn(self, order: Order, votes: Sequence[Vote], /) -> Sequence[RoleName]:
        del order, votes
        raise RuntimeError


def test_a_51_a_policy_that_cannot_say_whose_turn_it_is_has_failed() -> None:
    with pytest.raises(PolicyContractError, match="total"):
        voted(placed(), "bob", "lead", ApprovalGate(_Dying()))


def review(*rows: tuple[str, int]) -> Review:
    return Review(plan=plan(*rows), makers=frozenset({ActorId("ann")}), content="v1")


def test_a_review_runs_from_its_request_to_its_confirmation() -> None:
    opened = review(("lead", 1), ("chief", 2))
    assert (may_write(opened), opened.turn) == ((), ())
    assert codes(may_confirm(opened)) == ["review.unapproved"]
    asked = request(opened)
    assert codes(may_write(asked)) == ["review.open"]
    first, _ = cast(asked, YES, RoleName("lead"), by("bob", "lead"))
    assert first.turn == ("chief",)
    assert codes(may_confirm(first)) == ["review.unapproved"]
    done, found = cast(first, YES, RoleName("chief"), by("cid", "chief"))
    assert (found, may_confirm(done), done.after.standing) == ((), (), Standing.APPROVED)
    assert restart(done) == opened


@pytest.mark.parametrize(
    ("context", "role", "code"),
    [
        (by("ann", "lead"), "lead", "vote.maker"),
        (by("bob", "lead", instead_of="ann"), "lead", "vote.maker"),
        (by("bob"), "lead", "actor.role"),
        (by("bob", "clerk"), "clerk", "vote.role"),
        (by("bob", "chief"), "chief", "vote.turn"),
    ],
)
def test_i_40_what_stands_against_a_vote_on_a_review(
    context: Context, role: str, code: str
) -> None:
    asked = request(review(("lead", 1), ("chief", 2)))
    assert cast(asked, YES, RoleName(role), context)[1][0].code == code
    assert cast(asked, YES, RoleName(role), context)[0] == asked


def test_no_vote_before_the_request_and_none_after_the_end() -> None:
    asked, lead = review(("lead", 1)), RoleName("lead")
    assert codes(cast(asked, YES, lead, by("bob", "lead"))[1]) == ["vote.not_needed"]
    refused, _ = cast(request(asked), NO, lead, by("bob", "lead"))
    assert refused.after.standing is Standing.REJECTED
    assert codes(cast(refused, YES, lead, by("cid", "lead"))[1]) == ["vote.not_needed"]


def test_votes_count_for_the_content_they_were_cast_on() -> None:
    approved, _ = cast(request(review(("lead", 1))), YES, RoleName("lead"), by("bob", "lead"))
    assert may_confirm(approved) == ()
    assert codes(may_confirm(attrs.evolve(approved, content="v2"))) == ["review.unapproved"]
