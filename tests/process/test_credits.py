"""Money given back: at another price than billed, after it was paid, short by a bank's fee."""

from datetime import date
from pathlib import Path

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.invoicing import CreditNote, Invoice, PaymentTerms
from orderkit.order import Adjustment, AdjustmentKind, PlaceOrder, Terms
from orderkit.ports import Database
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    RefusedError,
    allocate_order,
    cancel_pieces,
    invoice_order,
    receive_goods,
    return_in,
    return_pieces,
    settle_receipts,
    ship_order,
)
from orderkit.settlement import ByPayerAmount, ByReference, OpenItem, Payer, Receipt, ShortPayment
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Currency,
    InvalidTextError,
    LineId,
    OrderKey,
    OrganisationId,
    PartyId,
    ReceiptId,
    UnknownZoneError,
)

HERE, ZONE, ONE = OrganisationId("acme"), "Europe/London", LineId("1")
CONTEXT = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
TERMS = terms_of("O1", pieces=6)
KEY, PIECE = TERMS.key, 199
PAYER = Payer(customer=PartyId("C1"), accounts=("GB00",), names=("C One",))


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> OrderDesk:
    """An order of six pieces that left and were billed in two halves."""
    database: Database = MemoryDatabase()
    if request.param == "sqlite":
        database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    desk = OrderDesk(database, OrderPath())
    assert desk.handle(KEY, PlaceOrder(TERMS), CONTEXT).accepted
    for name in ("d1", "d2"):
        goods = [Delivery(key=stock_key(), quantity=3)]
        assert receive_goods(desk, name, goods, CONTEXT, zone=ZONE)
        allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
        ship_order(desk, KEY, CONTEXT)
        assert (
            invoice_order(desk, KEY, CONTEXT, terms=PaymentTerms(0), zone=ZONE).invoice is not None
        )
    return desk


def shipped(desk: OrderDesk, order: str) -> OrderKey:
    """A further order of two pieces that left and are not billed yet."""
    terms = terms_of(order, pieces=2)
    assert desk.handle(terms.key, PlaceOrder(terms), CONTEXT).accepted
    goods = [Delivery(key=stock_key(), quantity=2)]
    assert receive_goods(desk, f"for {order}", goods, CONTEXT, zone=ZONE)
    allocate_order(desk, terms.key, FirstIn(), CONTEXT, zone=ZONE)
    ship_order(desk, terms.key, CONTEXT)
    return terms.key


def invoices(desk: OrderDesk) -> tuple[Invoice, ...]:
    with desk.database.read() as work:
        return work.books.invoices(KEY)


def back(desk: OrderDesk, pieces: int, amount: int | None = None) -> tuple[CreditNote, ...]:
    with desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: pieces}, CONTEXT, zone=ZONE, amount=amount)
    with desk.database.read() as work:
        return work.books.credit_notes(KEY)


def receipt(name: str, amount: int, text: str) -> Receipt:
    return Receipt(
        id=ReceiptId(name),
        organisation=HERE,
        amount=amount,
        currency=Currency.of("EUR"),
        received_on=date(2024, 3, 20),
        payer_account="GB00",
        payer_name="C One",
        text=text,
    )


def pay(desk: OrderDesk, name: str, amount: int, text: str, *, short: int = 0) -> None:
    matcher = (
        ByReference(ShortPayment(flat=short, per_mille=1000, over=0)) if short else ByReference()
    )
    settle_receipts(
        desk, [receipt(name, amount, text)], CONTEXT, payers=[PAYER], matchers=[matcher]
    )


def items(desk: OrderDesk) -> list[OpenItem]:
    with desk.database.read() as work:
        return list(work.books.open_items(HERE))


def consistent(desk: OrderDesk) -> bool:
    database = desk.database
    if not isinstance(database, SqliteDatabase):
        return True
    return [found for found in check_database(database) if not found.ok] == []


def test_pieces_of_two_invoices_are_credited_on_both_the_oldest_first(desk: OrderDesk) -> None:
    one, two = invoices(desk)
    notes = back(desk, 5)
    assert [(note.invoice, note.total) for note in notes] == [
        (one.key.number, 3 * PIECE),
        (two.key.number, 2 * PIECE),
    ]
    assert [item.open for item in items(desk)] == [PIECE]
    assert consistent(desk)


@pytest.mark.parametrize("amount", [2 * PIECE - 50, 2 * PIECE + 50, 0])
def test_an_agreed_amount_is_a_line_of_its_own_within_the_invoice(
    desk: OrderDesk, amount: int
) -> None:
    (note,) = back(desk, 2, amount)
    assert note.total == amount
    assert [line.amount for line in note.lines] == [2 * PIECE, amount - 2 * PIECE]
    assert consistent(desk)


@pytest.mark.parametrize("amount", [500, 100, 0])
def test_less_than_the_last_note_can_carry_is_taken_from_the_one_before(
    desk: OrderDesk, amount: int
) -> None:
    notes = back(desk, 5, amount)
    assert [note.total for note in notes] == [amount, 0]
    assert consistent(desk)


def test_more_than_is_left_of_an_invoice_is_a_credit_that_stands_alone(desk: OrderDesk) -> None:
    one, *_ = invoices(desk)
    note, alone = back(desk, 3, 3 * PIECE + 70)
    assert (note.invoice, note.total) == (one.key.number, 3 * PIECE)
    assert (alone.invoice, alone.total) == (None, 70)
    assert {item.key: item.open for item in items(desk)}[alone.key] == -70
    assert consistent(desk)


def test_a_credit_on_what_was_paid_frees_the_money_the_latest_first(desk: OrderDesk) -> None:
    one, *_ = invoices(desk)
    pay(desk, "R1", one.total, one.key.number)
    (note,) = back(desk, 1)
    with desk.database.read() as work:
        amounts = [each.amount for each in work.books.applications(HERE, receipt=ReceiptId("R1"))]
        item = work.books.item(HERE, one.key.number)
    assert amounts == [one.total, -note.total]
    assert item is not None
    assert (item.open, item.applied, item.credited) == (0, one.total - PIECE, PIECE)
    assert consistent(desk)


def test_a_declared_short_payment_writes_the_rest_off(desk: OrderDesk) -> None:
    one, *_ = invoices(desk)
    pay(desk, "R1", one.total - 7, one.key.number, short=10)
    with desk.database.read() as work:
        item = work.books.item(HERE, one.key.number)
    assert item is not None
    assert (item.open, item.written_off) == (0, 7)
    assert consistent(desk)


def test_money_of_another_organisation_is_not_matched(desk: OrderDesk) -> None:
    one, *_ = invoices(desk)
    before = items(desk)
    rival = attrs.evolve(
        CONTEXT, actor=Actor(id=ActorId("eve"), organisation=OrganisationId("rival"))
    )
    money = Receipt(
        id=ReceiptId("X"),
        organisation=OrganisationId("rival"),
        amount=one.total,
        currency=Currency.of("EUR"),
        received_on=date(2024, 3, 20),
        text=one.key.number,
    )
    outcome = settle_receipts(desk, [money], rival, payers=[PAYER])
    assert outcome.matches == ()
    assert items(desk) == before


def test_a_83_a_receipt_of_another_organisation_is_neither_kept_nor_applied(
    desk: OrderDesk,
) -> None:
    one, *_ = invoices(desk)
    before, strange = items(desk), OrganisationId("rival")
    money = Receipt(
        id=ReceiptId("R1"),
        organisation=strange,
        amount=one.total,
        currency=Currency.of("EUR"),
        received_on=date(2024, 3, 20),
        payer_account="GB00",
        text=one.key.number,
    )
    with pytest.raises(RefusedError):
        settle_receipts(desk, [money], CONTEXT, payers=[PAYER])
    assert items(desk) == before
    with desk.database.read() as work:
        assert work.books.receipts(strange) == ()
        assert work.books.applications(HERE) == ()


def test_a_receipt_pays_once_though_more_of_the_same_amount_is_open(desk: OrderDesk) -> None:
    one, two = invoices(desk)
    assert one.total == two.total
    money = receipt("R1", one.total, one.key.number)
    settle_receipts(desk, [money], CONTEXT, payers=[PAYER])
    # Read again without its text, it would be taken for the other invoice's.
    again = attrs.evolve(money, text="")
    outcome = settle_receipts(desk, [again], CONTEXT, payers=[PAYER], matchers=[ByPayerAmount()])
    assert outcome.matches == ()
    assert [item.key for item in items(desk)] == [two.key]
    other = attrs.evolve(receipt("R2", one.total, ""), received_on=date(2024, 9, 20))
    assert settle_receipts(
        desk, [other], CONTEXT, payers=[PAYER], matchers=[ByPayerAmount()]
    ).matches


def billed(path: Path, terms: Terms) -> tuple[OrderDesk, Invoice]:
    """An order that left and was billed whole."""
    desk = OrderDesk(SqliteDatabase(path), OrderPath())
    assert desk.handle(terms.key, PlaceOrder(terms), CONTEXT).accepted
    goods = [Delivery(key=stock_key(), quantity=sum(line.quantity for line in terms.lines))]
    assert receive_goods(desk, "d1", goods, CONTEXT, zone=ZONE)
    allocate_order(desk, terms.key, FirstIn(), CONTEXT, zone=ZONE)
    ship_order(desk, terms.key, CONTEXT)
    invoice = invoice_order(desk, terms.key, CONTEXT, terms=PaymentTerms(0), zone=ZONE).invoice
    assert invoice is not None
    return desk, invoice


def returned(
    desk: OrderDesk, key: OrderKey, pieces: dict[LineId, int], amount: int | None
) -> tuple[CreditNote, ...]:
    with desk.database.write() as work:
        return_in(desk, work, key, pieces, CONTEXT, zone=ZONE, amount=amount)
    with desk.database.read() as work:
        return work.books.credit_notes(key)


@pytest.mark.parametrize("amount", [None, 10 * PIECE])
def test_all_of_an_invoice_with_a_discount_comes_back(tmp_path: Path, amount: int | None) -> None:
    less = Adjustment(id=LineId("c1"), code="D", kind=AdjustmentKind.DISCOUNT, amount=-500)
    terms = attrs.evolve(terms_of("D1", pieces=10), adjustments=(less,))
    desk, invoice = billed(tmp_path / "discount.db", terms)
    assert invoice.total == 10 * PIECE - 500
    on, alone = returned(desk, terms.key, {ONE: 10}, amount)
    # No invoice is credited beyond what it came to; the rest is a balance of the customer's.
    assert (on.invoice, on.total) == (invoice.key.number, invoice.total)
    assert (alone.invoice, alone.total) == (None, 500)
    assert consistent(desk)


def test_a_line_comes_back_after_another_took_more_of_the_invoice(tmp_path: Path) -> None:
    plain = terms_of("D2", pieces=2)
    two = LineId("2")
    terms = attrs.evolve(plain, lines=(plain.lines[0], attrs.evolve(plain.lines[0], id=two)))
    desk, invoice = billed(tmp_path / "higher.db", terms)
    returned(desk, terms.key, {ONE: 2}, 3 * PIECE)
    notes = returned(desk, terms.key, {two: 2}, None)
    assert sum(note.total for note in notes if note.invoice) == invoice.total
    assert sum(note.total for note in notes) == 5 * PIECE
    assert consistent(desk)


@pytest.mark.parametrize("amount", [3 * PIECE + 1, 50_000, 2**63 - 1])
def test_by_hand_nobody_gives_back_more_than_the_bills_hold(desk: OrderDesk, amount: int) -> None:
    before = desk.order(KEY, CONTEXT)
    refused = return_pieces(desk, KEY, {ONE: 1}, CONTEXT, zone=ZONE, amount=amount)
    assert (refused.receipt, refused.credit_notes) == (None, ())
    assert [found.code for found in refused.findings] == ["credit.beyond_billed"]
    assert desk.order(KEY, CONTEXT) == before
    assert consistent(desk)
    most = return_pieces(desk, KEY, {ONE: 1}, CONTEXT, zone=ZONE, amount=3 * PIECE)
    assert [note.total for note in most.credit_notes] == [3 * PIECE]


@pytest.mark.parametrize("zone", ["Nowhere/At_all", "localtime", None])
def test_a_zone_that_is_none_is_told_before_anything_is_done(desk: OrderDesk, zone: str) -> None:
    with pytest.raises(UnknownZoneError):
        return_pieces(desk, KEY, {ONE: 1}, CONTEXT, zone=zone)
    with pytest.raises(UnknownZoneError):
        cancel_pieces(desk, KEY, {ONE: 1}, CONTEXT, zone=zone)


@pytest.mark.parametrize("reference", [None, 1])
def test_a_reference_that_is_no_text_is_told_before_it_is_kept(
    desk: OrderDesk, reference: str
) -> None:
    key = shipped(desk, "O2")
    with pytest.raises(InvalidTextError):
        invoice_order(
            desk,
            key,
            CONTEXT,
            terms=PaymentTerms(0),
            zone=ZONE,
            references=lambda number: (number, reference),
        )
    pay(desk, "r1", 3 * PIECE, "INV-2024-000001")
    assert consistent(desk)


def test_what_a_customer_wrote_as_its_reference_is_kept_harmless(desk: OrderDesk) -> None:
    key = shipped(desk, "O2")
    done = invoice_order(
        desk,
        key,
        CONTEXT,
        terms=PaymentTerms(0),
        zone=ZONE,
        references=lambda number: (number, "PO\0 7", "\ud800", ""),
    )
    assert done.invoice is not None
    (item,) = (each for each in items(desk) if each.key == done.invoice.key)
    assert item.references == (done.invoice.key.number, r"PO\x00 7", r"\ud800", "")
