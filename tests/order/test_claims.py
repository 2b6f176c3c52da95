"""Claims of drafts: what they keep for themselves, and what becomes of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.order.drawn import agreed, charge, line

from orderkit.errors import ForbiddenMoveError
from orderkit.order import (
    Cancel,
    Claim,
    ClaimExecuted,
    ClaimPieces,
    ClaimReleased,
    Close,
    Command,
    Deliver,
    Freeze,
    Hold,
    InvalidTermsError,
    Lock,
    Order,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    ReleaseClaim,
    RequestReturn,
    Reserve,
    Ship,
    Shipped,
    Terminate,
    Void,
    decide,
    evolve,
    fold,
    preview,
)
from orderkit.values import Actor, ActorId, Context, LineId, OrganisationId

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
NOW: Final = Context(actor=ANN, at=NOON)
ONE, TWO, POST = LineId("1"), LineId("2"), LineId("c1")
PLACED: Final = PlaceOrder(agreed([line(1, 10, 100), line(2, 4, 100)], [charge(1, 30)]))


def of(quantity: int, name: LineId = ONE) -> tuple[Portion, ...]:
    return (Portion(name, quantity),)


def after(*commands: Command) -> Order:
    order = fold(decide(None, PLACED, NOW).events)
    for command in commands:
        decision = decide(order, command, NOW)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def codes(order: Order, command: Command) -> list[str]:
    return [found.code for found in decide(order, command, NOW).findings]


ALL: Final = ["field.missing", "quantity.range", "claim.exceeds"]
DRAFT: Final = ClaimPieces("D-1", of(6))


def test_drafts_together_claim_no_more_than_is_still_to_leave() -> None:
    order = after(Ship(of(1)), DRAFT)
    assert codes(order, ClaimPieces("D-2", of(3))) == []
    refused = decide(order, ClaimPieces("D-2", of(4)), NOW)
    (found,) = refused.findings
    assert (found.code, found.path) == ("claim.exceeds", "lines/1/quantity")
    assert dict(found.params) == {"asked": 4, "there": 3}
    # Two portions of one line are asked for together.
    assert codes(order, ClaimPieces("D-2", (*of(2), *of(2)))) == ["claim.exceeds"]


def test_what_a_draft_claims_nobody_else_ships_or_gives_up() -> None:
    order = after(DRAFT)
    for act in (Ship, Cancel):
        assert codes(order, act(of(4))) == []
        (found,) = decide(order, act(of(5)), NOW).findings
        assert (found.code, dict(found.params)) == ("pieces.claimed", {"asked": 5, "there": 4})
        # Of more than there is, the ledger itself speaks, and it alone.
        assert codes(order, act(of(11))) == ["pieces.not_enough"]
        assert codes(order, act(of(4, TWO))) == []
    # To bind stock promises nothing to anybody else.
    assert codes(order, Reserve(of(10))) == []


def test_a_shipment_under_the_name_of_a_draft_executes_its_claim() -> None:
    order = after(DRAFT, ClaimPieces("D-2", of(2)))
    part = decide(order, Ship(of(4), "D-1"), NOW)
    assert [type(event) for event in part.events] == [ClaimExecuted, Shipped]
    left = fold(part.events, onto=order)
    assert left is not None
    assert left.claims == (Claim("D-1", ONE, 2), Claim("D-2", ONE, 2))
    assert [change.path for change in preview(order, Ship(of(4), "D-1"), NOW).changes] == [
        "lines/1/claimed", "lines/1/open", "lines/1/shipped",
    ]  # fmt: skip
    # What it ships beyond its claim is taken from what is free, and not from other drafts.
    beyond = fold(decide(order, Ship(of(8), "D-1"), NOW).events, onto=order)
    assert beyond is not None
    assert beyond.claims == (Claim("D-2", ONE, 2),)
    assert codes(order, Ship(of(9), "D-1")) == ["pieces.claimed"]
    # Of other lines it claims nothing.
    other = decide(order, Ship(of(1, TWO), "D-1"), NOW)
    assert [type(event) for event in other.events] == [Shipped]


def test_a_shipment_under_a_name_of_its_own_names_the_draft_that_it_executes() -> None:
    order = after(DRAFT, ClaimPieces("D-2", of(2)))
    sent = fold(decide(order, Ship(of(4), "O-1/s9", draft="D-1"), NOW).events, onto=order)
    assert sent is not None
    assert sent.claims == (Claim("D-1", ONE, 2), Claim("D-2", ONE, 2))
    assert codes(order, Ship(of(9), "O-1/s9", draft="D-1")) == ["pieces.claimed"]


@given(
    st.lists(st.tuples(st.sampled_from(["D-1", "D-2"]), st.integers(1, 3)), max_size=4),
    st.integers(1, 3),
    st.sampled_from(["D-1", "D-2", "D-3"]),
)
def test_a_claim_that_is_released_leaves_no_trace(
    others: Sequence[tuple[str, int]], quantity: int, name: str
) -> None:
    order = after()
    for document, many in others:
        decision = decide(order, ClaimPieces(document, of(many)), NOW)
        order = fold(decision.events, onto=order) or order
    claim = decide(order, ClaimPieces(name, of(quantity)), NOW)
    if not claim.accepted:
        return
    claimed = fold(claim.events, onto=order)
    assert claimed is not None
    assert claimed.claimed(ONE) == order.claimed(ONE) + quantity
    released = decide(claimed, ReleaseClaim(name, of(quantity)), NOW)
    freed = fold(released.events, onto=claimed)
    assert freed is not None
    assert freed.claims == order.claims
    assert freed.ledgers == order.ledgers


def test_a_release_that_names_no_pieces_gives_all_of_the_draft_up() -> None:
    order = after(ClaimPieces("D-1", (*of(2), *of(3, TWO))), ClaimPieces("D-2", of(1)))
    decision = decide(order, ReleaseClaim("D-1"), NOW)
    freed = fold(decision.events, onto=order)
    assert freed is not None
    assert freed.claims == (Claim("D-2", ONE, 1),)
    assert codes(freed, ReleaseClaim("D-1")) == ["already.so"]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (ClaimPieces("", of(1)), ["field.missing"]),
        (ClaimPieces("D-1", ()), ["pieces.none"]),
        (ClaimPieces("D-1", of(0)), ["quantity.range"]),
        (ClaimPieces("D-1", of(1, LineId("9"))), ["line.unknown"]),
        (ClaimPieces("D-1", of(1, POST)), ["line.unknown"]),
        (ClaimPieces("", (*of(99), *of(-1, TWO))), ALL),
        (ReleaseClaim("", ()), ["field.missing"]),
        (ReleaseClaim("D-1", of(7)), ["claim.not_there"]),
        (ReleaseClaim("D-1", of(1, TWO)), ["claim.not_there"]),
        (ReleaseClaim("D-2", of(1)), ["claim.not_there"]),
        (ReleaseClaim("D-1", of(1, LineId("9"))), ["line.unknown"]),
        (ReleaseClaim("D-1", of(0)), ["quantity.range"]),
        (ReleaseClaim("D-2"), ["already.so"]),
    ],
)  # fmt: skip
def test_all_that_stands_against_a_claim_is_told(command: Command, found: list[str]) -> None:
    assert codes(after(DRAFT), command) == found


@pytest.mark.parametrize("quantity", [True, 1.0, "1", None, 2**70])
def test_a_claim_is_of_whole_pieces(quantity: object) -> None:
    # What a host without a type checker may hand over.
    portion = Portion(ONE, quantity)  # type: ignore[arg-type]  # the very thing that is tried
    word = "claim.exceeds" if type(quantity) is int else "quantity.range"
    assert codes(after(), ClaimPieces("D-1", (portion,))) == [word]


def test_a_claim_holds_portions_and_nothing_else() -> None:
    for kind in (ClaimPieces, ReleaseClaim):
        with pytest.raises(InvalidTermsError):
            kind("D-1", "all")  # type: ignore[arg-type]  # the very thing that is tried


MARKS: Final[dict[str, Command]] = {
    "order.closed": Close(reason="done", line=ONE),
    "order.frozen": Freeze(reason="dispute"),
    "line.terminated": Terminate(reason="no longer made", line=ONE),
}


@pytest.mark.parametrize("code", MARKS)
def test_marks_bar_new_claims_of_their_scope_and_no_release(code: str) -> None:
    claims = ClaimPieces("D-2", of(1, TWO))
    order = after(claims, MARKS[code])
    assert codes(order, ClaimPieces("D-1", (*of(1), *of(1)))) == [code]
    other = ClaimPieces("D-1", of(1, TWO))
    assert codes(order, other) == ([code] if code == "order.frozen" else [])
    assert codes(order, ReleaseClaim("D-2")) == []


def test_a_hold_lets_drafts_be_written_and_keeps_them_from_being_shipped() -> None:
    order = after(Hold(reason="credit"), DRAFT)
    assert codes(order, Ship(of(1), "D-1")) == ["order.held"]


def test_a_lock_of_another_bars_claims_and_not_that_they_are_given_up() -> None:
    order = after(DRAFT, Lock(reason="new prices"))
    bob = Context(actor=Actor(id=ActorId("bob"), organisation=ANN.organisation), at=NOON)
    refused = decide(order, ClaimPieces("D-2", of(1)), bob)
    assert [found.code for found in refused.findings] == ["order.locked"]
    assert decide(order, ReleaseClaim("D-1"), bob).accepted


def test_what_drafts_claim_of_is_neither_void_nor_dead() -> None:
    order = after(DRAFT)
    assert codes(order, Void("a mistake")) == ["void.claimed"]
    (found,) = decide(order, Terminate(reason="no longer made", line=ONE), NOW).findings
    assert (found.code, dict(found.params)) == ("terminate.claimed", {"claimed": 6})
    assert codes(order, Terminate(reason="no longer made", line=TWO)) == []
    freed = after(DRAFT, ReleaseClaim("D-1"))
    assert codes(freed, Void("a mistake")) == []


def test_what_came_back_is_claimed_by_nobody() -> None:
    home = (Ship(of(10)), Deliver(of(10)), RequestReturn(of(10)), ReceiveReturn(of(10)))
    assert codes(after(*home), ClaimPieces("D-1", of(1))) == ["claim.exceeds"]


def test_a_history_that_releases_what_nobody_claimed_is_damaged() -> None:
    event = ClaimReleased(claims=(Claim("D-2", ONE, 1),), at=NOON, by=ANN.id)
    with pytest.raises(ForbiddenMoveError):
        evolve(after(DRAFT), event)
