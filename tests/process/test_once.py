"""Acts of several commands under a key: done once, told again, undone as a whole."""

from collections.abc import Callable
from typing import TypeAlias

import attrs
import pytest
from tests.process.test_services import (
    CONTEXT,
    EVE,
    KEY,
    NET,
    ONE,
    PAYER,
    TERMS,
    ZONE,
    Refusing,
    consistent,
    deliver,
    desk,
    order,
    receipt,
    sent,
    stock,
    trace,
)

from orderkit.allocation import FirstIn
from orderkit.errors import ConflictError, InvalidValueError
from orderkit.invoicing import PaymentTerms
from orderkit.order import ApplyPayment, Bucket, Cancel, PlaceOrder, Portion, Release
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    RefusedError,
    allocate_order,
    cancel_pieces,
    invoice_order,
    receive_goods,
    return_pieces,
    settle_receipts,
    ship_order,
)
from orderkit.testing.stored import stock_key
from orderkit.values import ActorId, Context, Finding, IdempotencyKey, LineId, OrderId, OrderKey

__all__ = ["desk"]

KEYED = attrs.evolve(CONTEXT, key=IdempotencyKey("k"))
Act: TypeAlias = Callable[[OrderDesk, Context], object]


def ready(desk: OrderDesk) -> None:
    """Five of seven pieces are reserved: three of them left, and are billed."""
    deliver(desk, "d1", 3)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    sent(desk)
    deliver(desk, "d2", 2)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code for found in findings]


def goods(pieces: int) -> list[Delivery]:
    return [Delivery(key=stock_key(), quantity=pieces)]


# By name: an act that finds something to do, and the same act with other content.
ACTS: dict[str, tuple[Act, Act]] = {
    "allocate": (
        lambda desk, context: allocate_order(desk, KEY, FirstIn(), context, zone=ZONE),
        lambda desk, context: allocate_order(desk, KEY, FirstIn(), context, zone="Asia/Tokyo"),
    ),
    "ship": (
        lambda desk, context: ship_order(desk, KEY, context),
        lambda desk, context: ship_order(desk, KEY, context, direct={ONE: 1}),
    ),
    "bill": (
        lambda desk, context: invoice_order(desk, KEY, context, terms=NET, zone=ZONE),
        lambda desk, context: invoice_order(desk, KEY, context, terms=PaymentTerms(7), zone=ZONE),
    ),
    "cancel": (
        lambda desk, context: cancel_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE),
        lambda desk, context: cancel_pieces(desk, KEY, {ONE: 2}, context, zone=ZONE),
    ),
    "return": (
        lambda desk, context: return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE),
        lambda desk, context: return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE, amount=1),
    ),
    "agreed": (
        lambda desk, context: return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE, amount=900),
        lambda desk, context: return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE),
    ),
    "receive": (
        lambda desk, context: receive_goods(desk, "d9", goods(1), context, zone=ZONE),
        lambda desk, context: receive_goods(desk, "d9", goods(2), context, zone=ZONE),
    ),
    "settle": (
        lambda desk, context: settle_receipts(desk, [receipt("R", 5, "?")], context),
        lambda desk, context: settle_receipts(desk, [receipt("R", 6, "?")], context),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_i_74_a_76_an_act_under_its_key_is_done_once(desk: OrderDesk, name: str) -> None:
    act, _ = ACTS[name]
    ready(desk)
    before = trace(desk)
    first = act(desk, KEYED)
    done = trace(desk)
    if name not in {"allocate", "bill"}:
        assert done != before
    assert act(desk, KEYED) == first
    assert trace(desk) == done
    # Whatever became of the order since.
    desk.handle(KEY, Cancel((Portion(ONE, 1),)), CONTEXT)
    assert act(desk, KEYED) == first
    assert consistent(desk)


@pytest.mark.parametrize("name", ACTS)
def test_i_74_a_76_a_key_of_another_act_is_a_conflict(desk: OrderDesk, name: str) -> None:
    act, other = ACTS[name]
    ready(desk)
    act(desk, KEYED)
    before = trace(desk)
    elsewhere = ACTS["ship" if name == "bill" else "bill"][0]
    for conflict in (other, elsewhere):
        with pytest.raises(ConflictError, match="key_reused"):
            conflict(desk, KEYED)
    with pytest.raises(ConflictError, match="key_reused"):
        desk.handle(KEY, Release((Portion(ONE, 1),)), KEYED)
    assert trace(desk) == before


def test_i_74_what_was_allocated_and_billed_is_told_again(desk: OrderDesk) -> None:
    deliver(desk, "d1", 3)
    got = allocate_order(desk, KEY, FirstIn(), KEYED, zone=ZONE)
    assert (got.reserved, [short.quantity for short in got.shortages]) == (3, [4])
    deliver(desk, "d2", 4)
    assert allocate_order(desk, KEY, FirstIn(), KEYED, zone=ZONE) == got
    assert stock(desk) == (7, 3)
    ship_order(desk, KEY, CONTEXT)
    keyed = attrs.evolve(KEYED, key=IdempotencyKey("b"))
    billed = invoice_order(desk, KEY, keyed, terms=NET, zone=ZONE)
    assert billed.invoice is not None
    assert invoice_order(desk, KEY, keyed, terms=NET, zone=ZONE) == billed
    assert invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice is None


def test_i_74_a_key_is_a_persons_own(desk: OrderDesk) -> None:
    ready(desk)
    bob = attrs.evolve(KEYED, actor=attrs.evolve(KEYED.actor, id=ActorId("bob")))
    for context in (KEYED, bob):
        back = return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE)
        assert back.receipt is not None
        assert back.receipt.by == context.actor.id
    assert order(desk).ledger(ONE).of(Bucket.RETURNED) == 2


def test_i_74_a_refusal_is_told_again_and_undoes_the_whole(desk: OrderDesk) -> None:
    ready(desk)
    before = trace(desk)
    for verb in (return_pieces, cancel_pieces):
        keyed = attrs.evolve(CONTEXT, key=IdempotencyKey(verb.__name__))
        told = verb(desk, KEY, {ONE: 5}, keyed, zone=ZONE)
        assert told.findings
        assert (told.credit_notes, verb(desk, KEY, {ONE: 5}, keyed, zone=ZONE)) == ((), told)
    after = trace(desk)
    with desk.database.read() as work:
        refused = work.orders.refusals(KEY.organisation)
    assert [each.command for each in refused] == ["return_pieces", "cancel_pieces"]
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    # It became possible since, but the answer stands.
    cancel_pieces(desk, KEY, {ONE: 1}, CONTEXT, zone=ZONE)
    keyed = attrs.evolve(CONTEXT, key=IdempotencyKey("cancel_pieces"))
    assert not cancel_pieces(desk, KEY, {ONE: 5}, keyed, zone=ZONE).cancelled


def test_a_83_a_stranger_is_told_that_there_is_no_such_order(desk: OrderDesk) -> None:
    ready(desk)
    before = trace(desk)
    nowhere = attrs.evolve(KEY, order=OrderId("nowhere"))
    for context in (EVE, attrs.evolve(EVE, key=IdempotencyKey("k"))):
        assert codes(return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE).findings) == [
            "order.unknown"
        ]
        assert codes(ship_order(desk, KEY, context).findings) == ["order.unknown"]
    assert trace(desk) == before
    for key in (nowhere, OrderKey(EVE.actor.organisation, KEY.order)):
        assert codes(cancel_pieces(desk, key, {ONE: 1}, CONTEXT, zone=ZONE).findings) == [
            "order.unknown"
        ]


@pytest.mark.parametrize("key", [None, IdempotencyKey("k")])
def test_nonsense_is_told(desk: OrderDesk, key: IdempotencyKey | None) -> None:
    ready(desk)
    context = attrs.evolve(CONTEXT, key=key)
    for amount in ("1", 1.0, True, -1, 2**63):
        with pytest.raises(InvalidValueError):
            # A host without a type checker may give anything.
            return_pieces(desk, KEY, {ONE: 1}, context, zone=ZONE, amount=amount)  # type: ignore[arg-type]
    wrong = cancel_pieces(desk, KEY, {LineId("9"): 1}, context, zone=ZONE)
    assert codes(wrong.findings) == ["line.unknown"]
    odd = attrs.evolve(context, key=None if key is None else IdempotencyKey("odd"))
    told = cancel_pieces(desk, KEY, {ONE: 1}, odd, zone=ZONE, reference="a\ud800")
    assert told.findings
    assert cancel_pieces(desk, KEY, {}, CONTEXT, zone=ZONE).findings
    assert return_pieces(desk, KEY, {}, CONTEXT, zone=ZONE).findings
    assert order(desk).ledger(ONE).of(Bucket.CANCELLED) == 0


def test_pieces_are_cancelled_over_several_lines_or_none(desk: OrderDesk) -> None:
    key = attrs.evolve(KEY, order=OrderId("O2"))
    two = attrs.evolve(TERMS.lines[0], id=LineId("2"))
    terms = attrs.evolve(TERMS, order=key.order, lines=(TERMS.lines[0], two))
    assert desk.handle(key, PlaceOrder(terms), CONTEXT).accepted
    assert cancel_pieces(desk, key, {ONE: 8, two.id: 1}, CONTEXT, zone=ZONE).findings
    assert order(desk, key).ledger(two.id).of(Bucket.CANCELLED) == 0
    assert cancel_pieces(desk, key, {ONE: 2, two.id: 1}, CONTEXT, zone=ZONE).cancelled
    ledgers = [order(desk, key).ledger(line).of(Bucket.CANCELLED) for line in (ONE, two.id)]
    assert ledgers == [2, 1]


def test_receipts_that_an_order_does_not_take_are_not_kept_without_a_word(desk: OrderDesk) -> None:
    ready(desk)
    with desk.database.read() as work:
        (bill,) = work.books.invoices(KEY)
    paid = [receipt("R1", bill.total, bill.key.number)]
    strict = OrderDesk(desk.database, OrderPath(gates=(Refusing(ApplyPayment),)))
    before = trace(desk)
    with pytest.raises(RefusedError, match=r"bill\.no"):
        settle_receipts(strict, paid, KEYED, payers=[PAYER])
    assert trace(desk) == before
    # The key is not used up: what stood against it may be gone.
    assert settle_receipts(desk, paid, KEYED, payers=[PAYER]).matches
    with desk.database.read() as work:
        assert [item.open for item in work.books.open_items(KEY.organisation)] == []
