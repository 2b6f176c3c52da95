"""Histories that cannot have been: each is told as damaged, and none is folded."""

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest

from orderkit.errors import ForbiddenMoveError
from orderkit.order import (
    Approved,
    Billed,
    Bucket,
    Credited,
    Event,
    FacetCleared,
    FlowStarted,
    Invoiced,
    Ledger,
    OrderPlaced,
    Reserved,
    Returned,
    ReturnRequested,
    ReturnWithdrawn,
    Shift,
    Shipped,
    StageMoved,
    fold,
    moved,
)
from orderkit.order.ledger import InvalidLedgerError
from orderkit.testing.stored import terms_of
from orderkit.values import ActorId, DocumentNumber, FlowDigest, LineId, MoveName, StageName

AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = ActorId("ann")
ONE, NINE = LineId("1"), LineId("9")
PLACED: Final = OrderPlaced(terms=terms_of("O1", pieces=5), at=AT, by=ANN)
STARTED: Final = FlowStarted(flow=FlowDigest("f"), stage=StageName("a"), at=AT, by=ANN)
B: Final = Bucket


def shift(source: Bucket, target: Bucket, quantity: int, line: LineId = ONE) -> tuple[Shift, ...]:
    return (Shift(line, source, target, quantity),)


def sent(quantity: int) -> Event:
    return Shipped(shifts=shift(B.OPEN, B.SHIPPED, quantity), at=AT, by=ANN)


def announced(quantity: int, source: Bucket = B.SHIPPED) -> Event:
    return ReturnRequested(shifts=shift(source, B.RETURN_REQUESTED, quantity), at=AT, by=ANN)


def came_back(quantity: int) -> Event:
    return Returned(shifts=shift(B.RETURN_REQUESTED, B.RETURNED, quantity), at=AT, by=ANN)


def withdrawn(quantity: int, target: Bucket) -> Event:
    return ReturnWithdrawn(shifts=shift(B.RETURN_REQUESTED, target, quantity), at=AT, by=ANN)


def billed(line: LineId, quantity: int) -> Event:
    entries = (Billed(line, quantity),)
    return Invoiced(document=DocumentNumber("I-1"), billed=entries, amount=1, at=AT, by=ANN)


def stage(source: str, target: str) -> Event:
    way = {"source": StageName(source), "target": StageName(target)}
    return StageMoved(**way, move=MoveName("go"), at=AT, by=ANN)


IMPOSSIBLE: Final[dict[str, tuple[list[Event], str]]] = {
    "begins in the middle": ([Approved(digest="d", at=AT, by=ANN)], "Approved"),
    "placed twice": ([PLACED, PLACED], "OrderPlaced"),
    "from another stage": ([PLACED, STARTED, stage("b", "c")], "go from b while at a"),
    "a line that is not there": (
        [PLACED, Reserved(shifts=shift(B.OPEN, B.RESERVED, 1, NINE), at=AT, by=ANN)],
        "line 9",
    ),
    "more than there are": ([PLACED, sent(6)], "6 from OPEN to SHIPPED"),
    "none": ([PLACED, sent(0)], "0 from OPEN to SHIPPED"),
    "more came back than announced": ([PLACED, sent(3), announced(2), came_back(3)], "3 from"),
    "withdrawn to where it never was": (
        [PLACED, sent(3), announced(2), withdrawn(1, B.DELIVERED)],
        "a return nobody announced",
    ),
    "a bill for a line that is not there": ([PLACED, billed(NINE, 1)], "bill 9"),
    "a mark that is not there": ([PLACED, FacetCleared(mark="m", at=AT, by=ANN)], "clear m"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_event_that_cannot_follow_is_told_as_damage(name: str) -> None:
    history, move = IMPOSSIBLE[name]
    assert len(history) == 1 or fold(history[:-1])
    with pytest.raises(ForbiddenMoveError) as caught:
        fold(history)
    assert move in caught.value.move


def test_a_credit_beyond_the_invoice_cannot_have_been() -> None:
    entries = (Billed(ONE, 2),)
    credit = Credited(document=DocumentNumber("C-1"), billed=entries, amount=1, at=AT, by=ANN)
    with pytest.raises(InvalidLedgerError):
        fold([PLACED, sent(5), billed(ONE, 1), credit])


def test_a_return_that_came_in_part_is_still_announced_for_the_rest() -> None:
    order = fold([PLACED, sent(5), announced(4), came_back(1), withdrawn(2, B.SHIPPED)])
    assert order is not None
    assert order.requests == (Shift(ONE, B.SHIPPED, B.RETURN_REQUESTED, 1),)


@pytest.mark.parametrize("counts", [(5,), (0,) * 9 + (-1,), (0,) * 11])
def test_a_ledger_has_every_bucket_and_none_below_zero(counts: tuple[int, ...]) -> None:
    with pytest.raises(InvalidLedgerError):
        Ledger(counts)
    with pytest.raises(InvalidLedgerError):
        attrs.evolve(Ledger.opened(5), over=-1)


def test_a_move_takes_no_more_than_there_is() -> None:
    with pytest.raises(ForbiddenMoveError):
        moved(Ledger.opened(5), B.OPEN, B.PICKED, 6)
