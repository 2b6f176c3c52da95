"""Approval through the gate: who may vote, on what, and what the votes come to."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
import pytest

from orderkit.approval import ApprovalGate, ApprovalPolicy, Standing
from orderkit.approval.policies import AmountBand
from orderkit.codec import read_progress, write_progress
from orderkit.errors import PolicyContractError
from orderkit.order import (
    AddLines,
    Approved,
    CastVote,
    Decision,
    Line,
    Order,
    PlaceOrder,
    Rejected,
    Terms,
    Voted,
    content_digest,
    decide,
    fold,
)
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Choice,
    Context,
    Currency,
    Exact,
    LineId,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
    RoleName,
    Sku,
    Vote,
    Waiver,
)

EUR: Final = Currency.of("EUR")
AT: Final = datetime(2024, 2, 29, 12, tzinfo=UTC)
CHIEF, SELLER = RoleName("chief"), RoleName("seller")
GATE: Final = ApprovalGate(AmountBand(least=Money(1000, EUR), role=CHIEF))


def by(name: str, *roles: RoleName, org: str = "acme", instead_of: str | None = None) -> Context:
    actor = Actor(
        id=ActorId(name),
        organisation=OrganisationId(org),
        roles=roles,
        on_behalf_of=None if instead_of is None else ActorId(instead_of),
    )
    return Context(actor=actor, at=AT)


def line(name: str, amount: int) -> Line:
    return Line(id=LineId(name), sku=Sku("bolt"), quantity=1, price=Exact.of("1"), amount=amount)


def placed(amount: int = 1000, currency: Currency = EUR, maker: str = "ann") -> Order:
    terms = Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=AT,
        currency=currency,
        lines=(line("1", amount),),
    )
    order = fold(decide(None, PlaceOrder(terms), by(maker), (GATE,)).events)
    assert order is not None
    return order


def ballot(
    order: Order, choice: Choice = Choice.APPROVE, role: RoleName = CHIEF, digest: str = ""
) -> CastVote:
    return CastVote(choice=choice, role=role, digest=digest or content_digest(order))


def ask(
    order: Order, context: Context, command: CastVote | None = None, gate: ApprovalGate = GATE
) -> Decision:
    return decide(order, command or ballot(order), context, (gate,))


def codes(decision: Decision) -> list[str]:
    assert not decision.events
    return [finding.code for finding in decision.findings]


def test_one_yes_of_the_role_approves_the_present_content() -> None:
    order = placed()
    decision = ask(order, by("bob", CHIEF))
    assert [type(event) for event in decision.events] == [Voted, Approved]
    after = fold(decision.events, onto=order)
    assert after is not None
    assert (after.approved, after.votes) == (content_digest(order), ())
    assert GATE.needed(order, by("bob"))
    assert GATE.not_needed(after, by("bob"))


def test_one_no_refuses_it() -> None:
    order = placed()
    decision = ask(order, by("bob", CHIEF), ballot(order, Choice.REJECT))
    assert [type(event) for event in decision.events] == [Voted, Rejected]
    after = fold(decision.events, onto=order)
    assert after is not None
    assert GATE.needed(after, by("bob"))


def test_the_band_begins_at_its_least_amount() -> None:
    assert GATE.needed(placed(1000), by("bob"))
    assert GATE.not_needed(placed(999), by("bob"))
    assert codes(ask(placed(999), by("bob", CHIEF))) == ["vote.not_needed"]


def test_an_order_in_another_currency_is_always_asked_about() -> None:
    assert GATE.needed(placed(1, Currency.of("JPY")), by("bob"))


def test_i_40_the_maker_is_never_the_checker() -> None:
    order = placed(maker="ann")
    assert codes(ask(order, by("ann", CHIEF))) == ["vote.maker"]
    assert codes(ask(order, by("ann", CHIEF), ballot(order, Choice.REJECT))) == ["vote.maker"]


def test_i_40_the_maker_is_not_the_checker_by_delegation_either() -> None:
    order = placed(maker="ann")
    assert codes(ask(order, by("bob", CHIEF, instead_of="ann"))) == ["vote.maker"]
    assert codes(ask(order, by("ann", CHIEF, instead_of="bob"))) == ["vote.maker"]


def test_i_40_whoever_had_the_order_placed_in_their_name_is_its_maker() -> None:
    context = by("sub", instead_of="ann")
    order = fold(decide(None, PlaceOrder(placed().terms), context, (GATE,)).events)
    assert order is not None
    assert codes(ask(order, by("sub", CHIEF))) == ["vote.maker"]
    assert codes(ask(order, by("ann", CHIEF))) == ["vote.maker"]


def test_i_40_whoever_added_lines_is_a_maker_too() -> None:
    order = placed(maker="ann")
    added = decide(order, AddLines(lines=(line("2", 10**6),)), by("bob", CHIEF), (GATE,))
    order = fold(added.events, onto=order) or order
    assert codes(ask(order, by("bob", CHIEF))) == ["vote.maker"]
    assert ask(order, by("cho", CHIEF)).events


def test_i_40_whoever_had_lines_added_in_their_name_is_a_maker_too() -> None:
    order = placed(maker="ann")
    command = AddLines(lines=(line("2", 10**6),))
    added = decide(order, command, by("sub", CHIEF, instead_of="dee"), (GATE,))
    order = fold(added.events, onto=order) or order
    for context in (
        by("ann", CHIEF),
        by("sub", CHIEF),
        by("dee", CHIEF),
        by("cho", CHIEF, instead_of="dee"),
        by("sub", CHIEF, instead_of="cho"),
    ):
        assert codes(ask(order, context)) == ["vote.maker"]
    assert ask(order, by("cho", CHIEF)).events


def test_i_40_a_stored_order_keeps_all_its_makers() -> None:
    context = by("sub", instead_of="ann")
    order = fold(decide(None, PlaceOrder(placed().terms), context, (GATE,)).events)
    assert order is not None
    assert order.makers == {"ann", "sub"}
    assert read_progress(write_progress(order), order.terms) == order


def test_i_40_no_waiver_lets_the_maker_vote() -> None:
    order = placed(maker="ann")
    context = by("ann", CHIEF)
    (finding,) = ask(order, context).findings
    waiver = Waiver.of(finding, by=ActorId("ann"), at=AT, reason="in a hurry")
    again = attrs.evolve(context, waivers=(waiver,))
    assert codes(ask(order, again)) == ["vote.maker"]
    assert finding.param("maker") == "ann"


@attrs.frozen
class Two:
    """Two different people of the role must say yes."""

    def roles(self, _: Order, /) -> Sequence[RoleName]:
        return (CHIEF, SELLER)

    def standing(self, _: Order, votes: Sequence[Vote], /) -> Standing:
        yes = [vote for vote in votes if vote.choice is Choice.APPROVE]
        return Standing.APPROVED if len(yes) > 1 else Standing.PENDING


def test_nobody_counts_twice_by_another_role_or_by_delegation() -> None:
    order, gate = placed(), ApprovalGate(Two())
    first = ask(order, by("bob", CHIEF, SELLER), gate=gate)
    assert [type(event) for event in first.events] == [Voted]
    after = fold(first.events, onto=order)
    assert after is not None
    for context, role in (
        (by("bob", CHIEF), CHIEF),
        (by("bob", SELLER), SELLER),
        (by("cho", CHIEF, instead_of="bob"), CHIEF),
        (by("bob", CHIEF, instead_of="cho"), CHIEF),
    ):
        assert codes(ask(after, context, ballot(after, role=role), gate)) == ["vote.twice"]
    second = ask(after, by("cho", SELLER), ballot(after, role=SELLER), gate)
    assert [type(event) for event in second.events] == [Voted, Approved]


def test_a_role_that_is_not_asked_about_has_no_vote() -> None:
    order = placed()
    assert codes(ask(order, by("bob", SELLER), ballot(order, role=SELLER))) == ["vote.role"]


def test_a_84_a_role_that_the_actor_does_not_hold_is_refused() -> None:
    assert codes(ask(placed(), by("bob", SELLER))) == ["actor.role"]


def test_a_84_a_role_of_another_organisation_is_refused() -> None:
    assert codes(ask(placed(), by("eve", CHIEF, org="other"))) == ["actor.role"]


def test_a_78_a_vote_on_old_content_is_refused() -> None:
    order = placed()
    seen = ballot(order)
    amended = decide(order, AddLines(lines=(line("2", 5),)), by("ann"), (GATE,))
    order = fold(amended.events, onto=order) or order
    assert codes(ask(order, by("bob", CHIEF), seen)) == ["vote.stale"]
    assert ask(order, by("bob", CHIEF)).events


def test_a_78_votes_on_old_content_do_not_count_for_the_new_one() -> None:
    order, gate = placed(), ApprovalGate(Two())
    order = fold(ask(order, by("bob", CHIEF), gate=gate).events, onto=order) or order
    amended = decide(order, AddLines(lines=(line("2", 5),)), by("ann"), (gate,))
    order = fold(amended.events, onto=order) or order
    decision = ask(order, by("cho", CHIEF), gate=gate)
    assert [type(event) for event in decision.events] == [Voted]


def test_a_78_of_two_approvers_at_once_the_second_finds_the_work_done() -> None:
    order = placed()
    order = fold(ask(order, by("bob", CHIEF)).events, onto=order) or order
    assert codes(ask(order, by("cho", CHIEF))) == ["vote.not_needed"]
    assert codes(ask(order, by("cho", CHIEF), ballot(order, Choice.REJECT))) == ["vote.not_needed"]


def lost(*_: object) -> Sequence[RoleName]:
    message = "no table of roles"
    raise LookupError(message)


@attrs.frozen
class Odd:
    """A host's policy that breaks its contract."""

    says: Callable[[], object] = lambda: Standing.PENDING
    names: Callable[[], Sequence[RoleName]] = lambda: (CHIEF,)

    def roles(self, _: Order, /) -> Sequence[RoleName]:
        return self.names()

    def standing(self, _: Order, __: Sequence[Vote], /) -> Standing:
        return self.says()  # type: ignore[return-value] # what a host without types may give


@pytest.mark.parametrize(
    ("policy", "law"),
    [(Odd(names=lost), "total"), (Odd(says=lost), "total"), (Odd(says=lambda: True), "standing")],
)
def test_a_51_a_policy_that_fails_is_neither_yes_nor_no(policy: ApprovalPolicy, law: str) -> None:
    with pytest.raises(PolicyContractError) as caught:
        ask(placed(), by("bob", CHIEF), gate=ApprovalGate(policy))
    assert (caught.value.policy, caught.value.law) == ("Odd", law)


def test_the_gate_reads_no_facts_and_leaves_other_commands_alone() -> None:
    order = placed()
    assert tuple(GATE.declares(order, ballot(order))) == ()
    assert GATE.check(order, AddLines(), by("ann")) == ()
    assert GATE.follow(order, AddLines(), (), by("ann")) == ()
    assert GATE.check(None, ballot(order), by("ann")) == ()


def test_a_band_that_asks_nobody_stands_approved_without_votes() -> None:
    band = AmountBand(least=Money(1000, EUR), role=CHIEF)
    assert band.standing(placed(999), ()) is Standing.APPROVED
    assert band.standing(placed(1000), ()) is Standing.PENDING


def test_nobody_votes_where_a_substitute_has_voted_for_them() -> None:
    order, gate = placed(), ApprovalGate(Two())
    first = ask(order, by("sub", CHIEF, instead_of="cho"), gate=gate)
    order = fold(first.events, onto=order) or order
    assert codes(ask(order, by("cho", CHIEF), gate=gate)) == ["vote.twice"]
    assert ask(order, by("bob", CHIEF), gate=gate).events


def test_a_78_a_vote_kept_from_another_content_counts_for_nothing() -> None:
    gate, order = ApprovalGate(Two()), placed()
    old = Vote(by=ActorId("cho"), role=CHIEF, choice=Choice.APPROVE, digest="0" * 64, at=AT)
    decision = ask(attrs.evolve(order, votes=(old,)), by("bob", CHIEF), gate=gate)
    assert [type(event) for event in decision.events] == [Voted]
