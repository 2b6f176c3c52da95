"""A timeline tells of amendments: what they come to, why, and in whose name."""

from datetime import UTC, datetime

from orderkit.insight.told import told
from orderkit.order import (
    Amend,
    AmendmentApproved,
    AmendmentRejected,
    AmendmentVoted,
    ChangeQuantity,
    Claimed,
    Line,
    Order,
    PlaceOrder,
    ProposeAmendment,
    RemoveLine,
    Terms,
    WithdrawAmendment,
    decide,
    fold,
)
from orderkit.order.claims import Claim
from orderkit.order.events import Event
from orderkit.values import (
    ActorId,
    ChannelCode,
    Choice,
    Context,
    Currency,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoleName,
    Vote,
)

ACME, EUR, ONE = OrganisationId("acme"), Currency.of("EUR"), LineId("1")
ANN = Context.by("ann", ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
TERMS = Terms(
    organisation=ACME,
    order=OrderId("O-1"),
    channel=ChannelCode("shop"),
    number="1",
    customer=PartyId("C-1"),
    ordered_at=ANN.at,
    currency=EUR,
    lines=(Line.priced("1", "MUG", 12, "10", EUR), Line.priced("2", "LID", 4, "1", EUR)),
)


def placed() -> Order:
    order = fold(decide(None, PlaceOrder(TERMS), ANN).events)
    assert order is not None
    return order


def happened(order: Order, command: Amend | ProposeAmendment | WithdrawAmendment) -> Event:
    return decide(order, command, ANN).events[-1]


def test_an_amendment_tells_the_pieces_and_the_money_that_it_comes_to() -> None:
    order = placed()
    less = Amend.on(order, ChangeQuantity(ONE, 10), RemoveLine(LineId("2")), reason="sold out")
    event = told(happened(order, less))
    assert (event.pieces, event.amount, event.why) == (-6, -2_400, "sold out")


def test_a_proposal_and_its_end_name_it_and_the_reason() -> None:
    order = placed()
    made = happened(order, ProposeAmendment.on(order, ChangeQuantity(ONE, 10), reason="asked"))
    assert told(made).why == "asked"
    after = fold([made], onto=order)
    assert after is not None
    paper = after.amendments[0].id
    assert told(made).papers == (paper,)
    gone = told(happened(after, WithdrawAmendment(paper, reason="kept")))
    assert (gone.papers, gone.why) == ((paper,), "kept")


def test_votes_and_answers_name_the_amendment() -> None:
    at, by = ANN.at, ActorId("cho")
    vote = Vote(
        by=by,
        role=RoleName("approver"),
        choice=Choice.REJECT,
        digest="d",
        at=at,
        opinion="too much",
        on_behalf_of=ActorId("dee"),
    )
    said = told(AmendmentVoted(amendment="a/2", vote=vote, at=at, by=by))
    assert (said.sort, said.papers, said.why) == ("reject", ("a/2",), "too much")
    assert told(AmendmentApproved(amendment="a/2", digest="d", at=at, by=by)).papers == ("a/2",)
    assert told(AmendmentRejected(amendment="a/2", digest="d", at=at, by=by)).papers == ("a/2",)


def test_claims_name_their_drafts() -> None:
    claims = (Claim("D-1", ONE, 2), Claim("D-1", LineId("2"), 1))
    said = told(Claimed(claims=claims, at=ANN.at, by=ANN.actor.id))
    assert (said.pieces, said.papers) == (3, ("D-1",))
