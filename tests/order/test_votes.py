"""A vote on an order is bound to its content as the voter saw it."""

from hypothesis import given

from orderkit.order import CastVote, Order, content_digest
from orderkit.testing.order import orders
from orderkit.values import Choice, RoleName


@given(order=orders())
def test_a_vote_on_an_order_carries_the_digest_of_its_content(order: Order) -> None:
    assert CastVote.on(order, Choice.REJECT, "lead", opinion="too dear") == CastVote(
        choice=Choice.REJECT,
        role=RoleName("lead"),
        digest=content_digest(order),
        opinion="too dear",
    )
