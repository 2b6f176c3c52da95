"""What a host does by hand: stock stays in step, and documents come from their verbs."""

from pathlib import Path

import attrs
import pytest
from tests.process.test_services import (
    CONTEXT,
    EVE,
    HERE,
    KEY,
    NET,
    ONE,
    PAYER,
    TERMS,
    ZONE,
    consistent,
    deliver,
    order,
    receipt,
    stock,
    trace,
)

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.errors import ConflictError
from orderkit.inventory import InvalidStockError
from orderkit.locales import say
from orderkit.order import (
    Advance,
    ApplyPayment,
    Billed,
    Bucket,
    Cancel,
    ClaimPieces,
    Command,
    Pick,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Release,
    Reserve,
    ReversePayment,
    Ship,
)
from orderkit.ports import Database
from orderkit.process import (
    DOCUMENTED,
    Delivery,
    OrderDesk,
    RefusedError,
    allocate_order,
    cancel_in,
    invoice_order,
    return_in,
    settle_receipts,
    ship_order,
    standard_path,
)
from orderkit.testing.stored import stock_key
from orderkit.values import (
    DocumentNumber,
    Exact,
    Finding,
    InvalidTextError,
    LineId,
    MoveName,
    OrderId,
    OrderKey,
    ReceiptId,
)

SEVEN = (Portion(ONE, 7),)
NUMBER, MONEY = DocumentNumber("INV-1"), ReceiptId("R1")
BILLED = (Billed(ONE, 1),)
APPROVED: tuple[Command, ...] = (
    PlaceOrder(TERMS),
    Advance(MoveName("validate")),
    Advance(MoveName("submit")),
)
BY_HAND: dict[type[Command], Command] = {
    Reserve: Reserve(SEVEN),
    Ship: Ship(SEVEN),
    ReceiveReturn: ReceiveReturn(SEVEN),
    RecordInvoice: RecordInvoice(document=NUMBER, billed=BILLED, amount=1),
    RecordCredit: RecordCredit(document=NUMBER, billed=BILLED, amount=1),
    ApplyPayment: ApplyPayment(document=NUMBER, receipt=MONEY, amount=1),
    ReversePayment: ReversePayment(document=NUMBER, receipt=MONEY, amount=1),
}


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> OrderDesk:
    """An order of seven pieces on the standard path, approved."""
    database: Database = MemoryDatabase()
    if request.param == "sqlite":
        database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    desk = OrderDesk(database, standard_path())
    for command in APPROVED:
        assert desk.handle(KEY, command, CONTEXT).accepted
    return desk


def reserved(desk: OrderDesk, pieces: int = 7) -> None:
    assert deliver(desk, "d1", pieces)
    assert allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE).reserved == pieces


def pieces(desk: OrderDesk) -> dict[str, int]:
    ledger = order(desk).ledger(ONE)
    return {bucket.name.lower(): ledger.of(bucket) for bucket in Bucket if ledger.of(bucket)}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code for found in findings]


@pytest.mark.parametrize("command", BY_HAND.values(), ids=lambda command: type(command).__name__)
def test_i_55_what_a_document_has_to_say_is_not_said_by_hand(
    desk: OrderDesk, command: Command
) -> None:
    reserved(desk)
    seen = desk.handle(KEY, command, CONTEXT)
    assert "document.missing" in codes(seen.findings)
    assert not seen.accepted
    assert "document.missing" in codes(desk.why_not(KEY, command, CONTEXT))
    assert desk.preview(KEY, command, CONTEXT).decision.findings == seen.findings
    verb = DOCUMENTED[type(command)]
    for language in ("en", "zh_CN"):
        assert any(verb in say(found, language) for found in seen.findings)
    assert consistent(desk)


def test_every_documented_command_is_tried_by_hand() -> None:
    assert set(BY_HAND) == set(DOCUMENTED)


def test_a_host_with_books_of_its_own_may_say_it_all(tmp_path: Path) -> None:
    desk = OrderDesk(SqliteDatabase(tmp_path / "own.db"), standard_path(documented={}))
    for command in APPROVED:
        assert desk.handle(KEY, command, CONTEXT).accepted
    assert desk.handle(KEY, Reserve(SEVEN), CONTEXT).accepted
    assert desk.handle(KEY, Ship(SEVEN), CONTEXT).accepted
    assert pieces(desk) == {"shipped": 7}


@pytest.mark.parametrize("command", [Cancel((Portion(ONE, 3),)), Release((Portion(ONE, 3),))])
def test_pieces_that_go_by_hand_give_their_stock_free(desk: OrderDesk, command: Command) -> None:
    reserved(desk)
    assert desk.handle(KEY, command, CONTEXT).accepted
    assert stock(desk) == (7, 4)
    assert consistent(desk)
    shipped = ship_order(desk, KEY, CONTEXT).shipment
    assert shipped is not None
    assert sum(line.quantity for line in shipped.lines) == 4
    assert stock(desk) == (3, 0)
    assert consistent(desk)


def test_waiting_pieces_that_go_leave_what_is_reserved_alone(desk: OrderDesk) -> None:
    reserved(desk, 5)
    assert pieces(desk) == {"backordered": 2, "reserved": 5}
    assert desk.handle(KEY, Cancel((Portion(ONE, 2),)), CONTEXT).accepted
    assert stock(desk) == (5, 5)


def test_picked_pieces_leave_as_reserved_ones_do(desk: OrderDesk) -> None:
    reserved(desk)
    assert desk.handle(KEY, Pick((Portion(ONE, 4),)), CONTEXT).accepted
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    assert pieces(desk) == {"shipped": 7}
    assert consistent(desk)


def test_a_shipment_of_the_desk_executes_the_claim_of_its_draft(desk: OrderDesk) -> None:
    reserved(desk)
    assert desk.handle(KEY, ClaimPieces("D-1", SEVEN), CONTEXT).accepted
    barred = ship_order(desk, KEY, CONTEXT)
    assert [found.code for found in barred.findings] == ["pieces.claimed"]
    assert ship_order(desk, KEY, CONTEXT, draft="D-1").shipment is not None
    order = desk.order(KEY, CONTEXT)
    assert order is not None
    assert (order.claims, pieces(desk)) == ((), {"shipped": 7})
    assert consistent(desk)


def test_picked_pieces_that_are_cancelled_give_their_stock_free(desk: OrderDesk) -> None:
    reserved(desk)
    assert desk.handle(KEY, Pick(SEVEN), CONTEXT).accepted
    assert desk.handle(KEY, Cancel((Portion(ONE, 2),)), CONTEXT).accepted
    assert stock(desk) == (7, 5)
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    assert consistent(desk)


def test_i_55_what_never_sees_stock_leaves_with_a_shipment_too(desk: OrderDesk) -> None:
    reserved(desk, 2)
    assert pieces(desk) == {"backordered": 5, "reserved": 2}
    assert desk.handle(KEY, Release((Portion(ONE, 5, Bucket.BACKORDERED),)), CONTEXT).accepted
    shipment = ship_order(desk, KEY, CONTEXT, direct={ONE: 4}).shipment
    assert shipment is not None
    assert [(line.quantity, line.key is None) for line in shipment.lines] == [(2, False), (4, True)]
    assert pieces(desk) == {"open": 1, "shipped": 6}
    assert stock(desk) == (0, 0)
    assert consistent(desk)
    invoice = invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice
    assert invoice is not None
    assert [line.quantity for line in invoice.lines] == [6, 1]
    more = ship_order(desk, KEY, CONTEXT, direct={ONE: 2, LineId("no"): 1})
    assert (more.shipment, codes(more.findings)) == (None, ["pieces.not_enough", "line.unknown"])


def test_why_nothing_left_or_was_billed_is_told(desk: OrderDesk) -> None:
    before = trace(desk)
    assert codes(ship_order(desk, KEY, CONTEXT).findings) == ["shipment.nothing"]
    billed = invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE)
    assert codes(billed.findings) == ["invoice.nothing"]
    assert trace(desk) == before
    reserved(desk)
    again = allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert codes(again.findings) == ["allocation.nothing"]
    before = trace(desk)
    nowhere = OrderKey(HERE, OrderId("nowhere"))
    for key, context in ((nowhere, CONTEXT), (KEY, EVE)):
        told = [
            ship_order(desk, key, context).findings,
            invoice_order(desk, key, context, terms=NET, zone=ZONE).findings,
            allocate_order(desk, key, FirstIn(), context, zone=ZONE).findings,
        ]
        assert [codes(each) for each in told] == [["order.unknown"]] * 3
    assert trace(desk) == before


def test_a_name_of_a_delivery_is_for_its_goods_alone(desk: OrderDesk) -> None:
    assert deliver(desk, "d1", 3)
    assert not deliver(desk, "d1", 3)
    for quantity, lot in ((4, ""), (3, "b")):
        with pytest.raises(ConflictError, match="key_reused"):
            deliver(desk, "d1", quantity, lot)
    assert stock(desk) == (3, 0)
    for wrong in (0, -5, 5.0, True):
        with pytest.raises(InvalidStockError):
            # A host without a type checker may give anything.
            Delivery(key=stock_key(), quantity=wrong)  # type: ignore[arg-type]


def test_an_id_of_a_receipt_is_for_its_money_alone(desk: OrderDesk) -> None:
    one = receipt("R1", 500, "no reference")
    again = settle_receipts(desk, [one, attrs.evolve(one, text="worded otherwise")], CONTEXT)
    assert ([each.receipt for each in again.unmatched], again.known) == ([one.id], (one.id,))
    before = trace(desk)
    more = attrs.evolve(one, amount=501)
    for batch in (
        [more],
        [receipt("R2", 9, ""), more],
        [receipt("R3", 1, ""), receipt("R3", 2, "")],
    ):
        with pytest.raises(ConflictError, match="key_reused"):
            settle_receipts(desk, batch, CONTEXT, payers=[PAYER])
    assert trace(desk) == before


def test_credit_notes_are_of_the_year_in_the_zone_of_the_books(desk: OrderDesk) -> None:
    reserved(desk)
    ship_order(desk, KEY, CONTEXT)
    invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE)
    late = attrs.evolve(CONTEXT, at=CONTEXT.at.replace(month=12, day=31, hour=23, minute=30))
    with desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: 1}, late, zone="Europe/Berlin")
        (note,) = work.books.credit_notes(KEY)
    assert note.key.number == f"CRN-{late.at.year + 1}-000001"


def test_a_83_what_is_not_there_is_told_as_what_is_not_theirs(desk: OrderDesk) -> None:
    nowhere = OrderKey(HERE, OrderId("nowhere"))
    for key, context in ((nowhere, CONTEXT), (KEY, EVE)):
        with pytest.raises(RefusedError) as caught, desk.database.write() as work:
            return_in(desk, work, key, {ONE: 1}, context, zone=ZONE)
        told = caught.value
        with pytest.raises(RefusedError) as caught, desk.database.write() as work:
            cancel_in(desk, work, key, {ONE: 1}, context, zone=ZONE)
        assert str(caught.value) == str(told)
        assert codes(told.findings) == ["order.unknown"]


def test_a_line_that_is_not_there_is_a_finding(desk: OrderDesk) -> None:
    for line in (LineId("9"), LineId("c1")):
        with pytest.raises(RefusedError) as caught, desk.database.write() as work:
            cancel_in(desk, work, KEY, {line: 1}, CONTEXT, zone=ZONE)
        assert codes(caught.value.findings) == ["line.unknown"]
        with pytest.raises(RefusedError) as caught, desk.database.write() as work:
            return_in(desk, work, KEY, {line: 1}, CONTEXT, zone=ZONE)
        assert codes(caught.value.findings) == ["line.unknown"]


def test_an_order_that_was_given_away_is_invoiced_for_nothing_at_its_end(tmp_path: Path) -> None:
    desk = OrderDesk(SqliteDatabase(tmp_path / "gift.db"), standard_path())
    gift = attrs.evolve(TERMS.lines[0], amount=0, price=Exact.of(0))
    terms = attrs.evolve(TERMS, lines=(gift,), adjustments=())
    for command in (PlaceOrder(terms), *APPROVED[1:]):
        assert desk.handle(KEY, command, CONTEXT).accepted
    reserved(desk, 3)
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    # More is to come, and may be worth something.
    assert invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice is None
    assert deliver(desk, "d2", 4)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    invoice = invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice
    assert invoice is not None
    assert (invoice.total, [line.quantity for line in invoice.lines]) == (0, [7])
    found = desk.order(KEY, CONTEXT)
    assert found is not None
    assert found.stage == "settled"
    assert consistent(desk)


def test_a_13_what_a_bank_passes_on_is_kept_as_it_can_be(desk: OrderDesk) -> None:
    odd = attrs.evolve(receipt("R1", 5, "a\ud800b\0c\nINV-1"), payer_name="\x07", payer_account="x")
    settle_receipts(desk, [odd], CONTEXT)
    with desk.database.read() as work:
        (kept,) = work.books.receipts(HERE)
    assert kept == odd
    assert (kept.text, kept.payer_name) == ("a\\ud800b\\x00c\nINV-1", "\\x07")
    for name in ("", "R\0"):
        with pytest.raises(InvalidTextError):
            receipt(name, 5, "")


def test_pieces_are_cancelled_within_a_larger_act(desk: OrderDesk) -> None:
    reserved(desk)
    with desk.database.write() as work:
        cancel_in(desk, work, KEY, {ONE: 3}, CONTEXT, zone=ZONE)
    assert stock(desk) == (7, 4)
