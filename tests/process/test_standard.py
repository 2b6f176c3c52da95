"""The standard path: what a host gets that names nothing but its limit of approval."""

from datetime import UTC, datetime

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.approval.policies import AmountBand
from orderkit.order import Advance, CastVote, Line, PlaceOrder, Terms, content_digest
from orderkit.process import OrderDesk, standard_path
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Choice,
    Context,
    Currency,
    Money,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    RoleName,
)

EUR, ACME, NOON = Currency.of("EUR"), OrganisationId("acme"), datetime(2026, 3, 2, 12, tzinfo=UTC)
LEAD = RoleName("lead")
KEY = OrderKey(ACME, OrderId("O1"))


def by(person: str, *roles: RoleName) -> Context:
    return Context(actor=Actor(id=ActorId(person), organisation=ACME, roles=roles), at=NOON)


def placed(desk: OrderDesk, price: str) -> None:
    terms = Terms(
        organisation=ACME,
        order=KEY.order,
        channel=ChannelCode("shop"),
        number="1",
        customer=PartyId("C1"),
        ordered_at=NOON,
        currency=EUR,
        lines=(Line.priced("1", "MUG", 10, price, EUR),),
    )
    assert desk.handle(KEY, PlaceOrder(terms), by("ann")).accepted
    assert desk.handle(KEY, Advance(MoveName("validate")), by("ann")).accepted
    assert desk.handle(KEY, Advance(MoveName("submit")), by("ann")).accepted


def stage(desk: OrderDesk) -> str:
    order = desk.order(KEY, by("ann"))
    assert order is not None
    return order.stage


@pytest.mark.parametrize(("price", "expected"), [("9.99", "approved"), ("10.00", "approval")])
def test_orders_from_the_limit_on_wait_for_a_vote(price: str, expected: str) -> None:
    band = AmountBand(least=Money.exactly("100.00", EUR), role=LEAD)
    desk = OrderDesk(MemoryDatabase(), standard_path(approval=band))
    placed(desk, price)
    assert stage(desk) == expected


def test_the_vote_of_another_person_approves() -> None:
    desk = OrderDesk(
        MemoryDatabase(),
        standard_path(approval=AmountBand(least=Money(1, EUR), role=LEAD)),
    )
    placed(desk, "10.00")
    order = desk.order(KEY, by("bob"))
    assert order is not None
    vote = CastVote(choice=Choice.APPROVE, role=LEAD, digest=content_digest(order))
    assert [found.code for found in desk.handle(KEY, vote, by("ann", LEAD)).findings] == [
        "vote.maker"
    ]
    assert desk.handle(KEY, vote, by("bob", LEAD)).accepted
    assert stage(desk) == "approved"


def test_without_a_policy_nobody_is_asked() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path())
    placed(desk, "1000000.00")
    assert stage(desk) == "approved"


def test_a_number_of_a_channel_is_placed_once() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path())
    placed(desk, "1")
    other = OrderKey(ACME, OrderId("O2"))
    first = desk.order(KEY, by("ann"))
    assert first is not None
    terms = Terms(
        organisation=ACME,
        order=other.order,
        channel=ChannelCode("shop"),
        number="1",
        customer=PartyId("C1"),
        ordered_at=NOON,
        currency=EUR,
        lines=first.terms.lines,
    )
    refused = desk.handle(other, PlaceOrder(terms), by("ann"))
    assert [found.code for found in refused.findings] == ["order.duplicate"]


def test_a_83_reading_tells_a_foreign_actor_nothing() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path())
    placed(desk, "1")
    actor = Actor(id=ActorId("eve"), organisation=OrganisationId("evil"))
    eve = Context(actor=actor, at=NOON)
    assert desk.order(KEY, eve) is None
    assert desk.history(KEY, eve) == ()
    assert len(desk.history(KEY, by("ann"))) == 4
