"""Amendments that wait for approval: votes name the terms that an amendment comes to."""

from datetime import UTC, datetime
from typing import Final

from orderkit.approval import ApprovalGate
from orderkit.approval.policies import AmountBand
from orderkit.order import (
    Amend,
    Amended,
    AmendmentApproved,
    AmendmentRejected,
    AmendmentVoted,
    ApplyAmendment,
    CastVote,
    ChangePrice,
    ChangeQuantity,
    Command,
    Decision,
    Line,
    Order,
    PlaceOrder,
    ProposeAmendment,
    Terms,
    VoteOnAmendment,
    content_digest,
    decide,
    fold,
    preview,
)
from orderkit.values import (
    ChannelCode,
    Choice,
    Context,
    Currency,
    LineId,
    Money,
    OrderId,
    OrganisationId,
    PartyId,
    RoleName,
)

EUR: Final = Currency.of("EUR")
AT: Final = datetime(2024, 2, 29, 12, tzinfo=UTC)
HERE: Final = OrganisationId("acme")
CHIEF: Final = RoleName("chief")
ONE: Final = LineId("1")
GATE: Final = ApprovalGate(AmountBand(least=Money(1000, EUR), role=CHIEF))
ANN, BOB, CHO, DEE = (Context.by(name, HERE, AT, "chief") for name in ("ann", "bob", "cho", "dee"))


def ask(order: Order | None, command: Command, context: Context) -> Decision:
    return decide(order, command, context, (GATE,))


def then(order: Order | None, command: Command, context: Context) -> Order:
    decision = ask(order, command, context)
    assert decision.accepted, decision.findings
    after = fold(decision.events, onto=order)
    assert after is not None
    return after


def codes(decision: Decision) -> list[str]:
    assert not decision.events
    return [finding.code for finding in decision.findings]


def placed(quantity: int) -> Order:
    terms = Terms(
        organisation=HERE,
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=AT,
        currency=EUR,
        lines=(Line.priced("1", "MUG", quantity, "1", EUR),),
    )
    return then(None, PlaceOrder(terms), ANN)


def proposed(order: Order, quantity: int) -> tuple[Order, str]:
    after = then(order, ProposeAmendment.on(order, ChangeQuantity(ONE, quantity)), CHO)
    return after, after.amendments[-1].id


def test_a_small_order_that_grows_large_waits_for_approval() -> None:
    order = placed(5)
    assert codes(ask(order, Amend.on(order, ChangeQuantity(ONE, 20)), CHO)) == [
        "amendment.unapproved"
    ]
    order, name = proposed(order, 20)
    refused = ask(order, ApplyAmendment(name), CHO)
    assert [dict(each.params) for each in refused.findings] == [{"role": "chief"}]
    assert not preview(order, ApplyAmendment(name), CHO, (GATE,)).decision.accepted
    yes = ask(order, VoteOnAmendment.on(order, name, Choice.APPROVE, "chief"), BOB)
    assert [type(event) for event in yes.events] == [AmendmentVoted, AmendmentApproved]
    order = fold(yes.events, onto=order) or order
    done = ask(order, ApplyAmendment(name), CHO)
    assert isinstance(done.events[-1], Amended)
    after = fold(done.events, onto=order)
    assert after is not None
    # It brings its own approval.
    assert after.approved == content_digest(after)
    assert GATE.not_needed(after, CHO)


def test_a_small_amendment_of_a_small_order_asks_nobody() -> None:
    order = placed(5)
    assert ask(order, Amend.on(order, ChangeQuantity(ONE, 9)), CHO).accepted
    # Neither does one that cannot be made; the order itself speaks of it.
    assert codes(ask(order, Amend.on(order, ChangeQuantity(ONE, 0)), CHO)) == ["quantity.range"]


def test_an_order_that_waits_for_approval_is_amended_without_one_of_its_own() -> None:
    order = placed(20)
    vote = CastVote(choice=Choice.APPROVE, role=CHIEF, digest=content_digest(order))
    amendment = Amend.on(order, ChangeQuantity(ONE, 30))
    changed = then(order, amendment, CHO)
    assert GATE.needed(changed, CHO)
    assert codes(ask(changed, vote, BOB)) == ["vote.stale"]


def test_i_37_an_approval_of_earlier_terms_ends_with_them() -> None:
    order = placed(20)
    vote = CastVote(choice=Choice.APPROVE, role=CHIEF, digest=content_digest(order))
    order = then(order, vote, BOB)
    approved = order.approved
    # Below the band nobody is asked; what was approved was another content all the same.
    small = Amend.on(order, ChangeQuantity(ONE, 5))
    shown = preview(order, small, CHO, (GATE,))
    assert shown.approval_voided == approved
    after = then(order, small, CHO)
    assert after.approved == ""
    assert preview(order, Amend.on(order), CHO, (GATE,)).approval_voided == ""
    # Large it was and is: the amendment is approved by itself, and the order with it.
    order, name = proposed(order, 40)
    assert codes(ask(order, ApplyAmendment(name), CHO)) == ["amendment.unapproved"]
    order = then(order, VoteOnAmendment.on(order, name, Choice.APPROVE, "chief"), BOB)
    assert order.approved == approved
    after = then(order, ApplyAmendment(name), CHO)
    assert after.approved == content_digest(after) != approved


def test_an_approval_of_an_amendment_ends_where_the_order_changes_under_it() -> None:
    order, name = proposed(placed(5), 20)
    order = then(order, VoteOnAmendment.on(order, name, Choice.APPROVE, "chief"), BOB)
    # Another amendment touches the price; this one, only the quantity: it may go on, unapproved.
    order = then(order, Amend.on(order, ChangePrice(ONE, "1.50")), DEE)
    assert codes(ask(order, ApplyAmendment(name), CHO))[-1] == "amendment.unapproved"
    order = then(order, VoteOnAmendment.on(order, name, Choice.APPROVE, "chief"), BOB)
    assert then(order, ApplyAmendment(name), CHO).terms.total == 3000


def test_a_refused_amendment_is_open_no_longer() -> None:
    order, name = proposed(placed(5), 20)
    no = ask(order, VoteOnAmendment.on(order, name, Choice.REJECT, "chief"), BOB)
    assert isinstance(no.events[-1], AmendmentRejected)
    order = fold(no.events, onto=order) or order
    assert not order.amendments
    assert codes(ask(order, ApplyAmendment(name), CHO)) == ["amendment.unknown"]


def test_nobody_approves_terms_that_they_had_a_hand_in() -> None:
    order, name = proposed(placed(5), 20)
    vote = VoteOnAmendment.on(order, name, Choice.APPROVE, "chief")
    assert codes(ask(order, vote, ANN)) == ["vote.maker"]
    assert codes(ask(order, vote, CHO)) == ["vote.maker"]
    clerk = Context.by("dee", HERE, AT, "clerk")
    other = VoteOnAmendment.on(order, name, Choice.APPROVE, "clerk")
    assert codes(ask(order, other, clerk)) == ["vote.role"]
    order = then(order, vote, BOB)
    assert codes(ask(order, vote, BOB)) == ["vote.twice", "vote.not_needed"]
    assert codes(ask(order, vote, DEE)) == ["vote.not_needed"]


def test_a_vote_that_is_not_enough_leaves_the_amendment_waiting() -> None:
    order, name = proposed(placed(5), 6)
    # Nobody is needed for six.
    vote = VoteOnAmendment.on(order, name, Choice.APPROVE, "chief")
    assert codes(ask(order, vote, BOB)) == ["vote.not_needed"]
