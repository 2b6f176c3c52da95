"""One order on its whole way, on both adapters: goods in, reserved, shipped, billed, paid, back."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.errors import ConflictError
from orderkit.invoicing import DocumentLine, Invoice, PaymentTerms
from orderkit.order import (
    Adjustment,
    AdjustmentKind,
    Billed,
    Billing,
    BillingBase,
    Cancel,
    Command,
    Event,
    Order,
    PlaceOrder,
    Portion,
    RecordInvoice,
)
from orderkit.ports import Database
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    RefusedError,
    allocate_order,
    cancel_in,
    invoice_order,
    receive_goods,
    return_in,
    settle_receipts,
    ship_order,
)
from orderkit.settlement import OpenItem, Payer, Receipt
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Currency,
    DocumentKey,
    DocumentNumber,
    FactKey,
    Finding,
    LineId,
    OrderKey,
    OrganisationId,
    PartyId,
    ReceiptId,
    block,
)
from orderkit.workflow import STANDARD_GUARDS

HERE, ZONE, NET = OrganisationId("acme"), "Europe/London", PaymentTerms(30)
ONE = LineId("1")
CONTEXT = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
EVE = attrs.evolve(CONTEXT, actor=Actor(id=ActorId("eve"), organisation=OrganisationId("rival")))
# 7 pieces for 10.00 do not share evenly; freight goes with the first invoice.
PLAIN = terms_of("O1", pieces=7)
TERMS = attrs.evolve(
    PLAIN,
    lines=(attrs.evolve(PLAIN.lines[0], amount=1000),),
    adjustments=(
        Adjustment(id=LineId("c1"), code="POST", kind=AdjustmentKind.FREIGHT, amount=250),
    ),
)
KEY = TERMS.key
PAYER = Payer(customer=PartyId("C1"), accounts=("GB00",), names=("C One",))


@final
@attrs.frozen
class Refusing:
    """A gate that lets no command of a kind through."""

    kind: type[Command]

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, context
        return (block("bill.no", ""),) if isinstance(command, self.kind) else ()

    def follow(
        self, order: Order | None, command: Command, events: Sequence[Event], context: Context, /
    ) -> Sequence[Event]:
        del order, command, events, context
        return ()


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> OrderDesk:
    database: Database = MemoryDatabase()
    if request.param == "sqlite":
        database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    desk = OrderDesk(database, OrderPath())
    assert desk.handle(KEY, PlaceOrder(TERMS), CONTEXT).accepted
    return desk


def deliver(desk: OrderDesk, name: str, quantity: int, lot: str = "") -> bool:
    goods = [Delivery(key=stock_key(lot=lot), quantity=quantity)]
    return receive_goods(desk, name, goods, CONTEXT, zone=ZONE)


def order(desk: OrderDesk, key: OrderKey = KEY) -> Order:
    with desk.database.read() as work:
        found = work.orders.get(key)
    assert found is not None
    return found


def sent(desk: OrderDesk) -> Invoice | None:
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    return invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice


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


def stock(desk: OrderDesk, lot: str = "") -> tuple[int, int]:
    with desk.database.read() as work:
        position = work.stock.get(stock_key(lot=lot))
    assert position is not None
    return position.on_hand, position.reserved


def trace(desk: OrderDesk) -> tuple[object, ...]:
    with desk.database.read() as work:
        return (
            work.orders.since(0, limit=999),
            work.orders.refusals(HERE),
            work.stock.positions(HERE, [TERMS.lines[0].sku]),
            work.stock.reservations(KEY),
            work.goods.shipments(KEY),
            work.goods.returns(KEY),
            work.books.invoices(KEY),
            work.books.credit_notes(KEY),
            work.books.open_items(HERE),
            work.books.receipts(HERE),
            work.books.applications(HERE),
        )


def consistent(desk: OrderDesk) -> bool:
    database = desk.database
    if not isinstance(database, SqliteDatabase):
        return True
    return [found for found in check_database(database) if not found.ok] == []


def test_the_whole_way_of_an_order(desk: OrderDesk) -> None:
    # A shortage first: three of seven are there, four wait.
    assert deliver(desk, "d1", 3)
    first = allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert (first.reserved, [short.quantity for short in first.shortages]) == (3, [4])
    assert stock(desk) == (3, 3)
    one = sent(desk)
    assert one is not None
    assert stock(desk) == (0, 0)
    # Then the rest comes in, in another lot, and goes out in a second shipment.
    assert deliver(desk, "d2", 9, lot="b")
    second = allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert (second.reserved, second.shortages) == (4, ())
    two = sent(desk)
    assert two is not None
    assert stock(desk, "b") == (5, 0)
    # Unit shares add up to the line, and the freight stands on the first invoice alone.
    assert one.total + two.total == TERMS.total == 1250
    assert [line.amount for line in one.lines] == [428, 250]
    assert [line.amount for line in two.lines] == [572]
    assert consistent(desk)
    # Money for the first: a statement read twice adds nothing.
    paid = receipt("R1", one.total, f"invoice {one.key.number}")
    for turn in range(2):
        before = trace(desk)
        outcome = settle_receipts(desk, [paid], CONTEXT, payers=[PAYER])
        assert len(outcome.matches) == (0 if turn else 1)
        assert (trace(desk) == before) == bool(turn)
    with desk.database.read() as work:
        assert [item.key for item in work.books.open_items(HERE)] == [two.key]
    assert consistent(desk)
    # Two pieces come back: credited on the first invoice, back on the shelf they left last.
    with desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: 2}, CONTEXT, zone=ZONE)
    with desk.database.read() as work:
        (note,) = work.books.credit_notes(KEY)
        assert (note.invoice, note.lines[0].quantity) == (one.key.number, 2)
        item = work.books.item(HERE, one.key.number)
        assert item is not None
        assert (item.open, item.credited) == (0, note.total)
        free = sum(each.amount for each in work.books.applications(HERE, receipt=paid.id))
        assert free == one.total - note.total
    assert stock(desk, "b") == (7, 0)
    assert order(desk).to_ship == 0
    assert consistent(desk)


def test_each_service_repeated_finds_nothing_left_to_do(desk: OrderDesk) -> None:
    assert deliver(desk, "d1", 7)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    sent(desk)
    before = trace(desk)
    assert not deliver(desk, "d1", 7)
    assert allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE).reserved == 0
    assert ship_order(desk, KEY, CONTEXT).shipment is None
    assert invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice is None
    assert trace(desk) == before


def test_an_order_that_is_not_there_is_nothing_to_do(desk: OrderDesk) -> None:
    key, before = OrderKey(HERE, terms_of("none").order), trace(desk)
    assert allocate_order(desk, key, FirstIn(), CONTEXT, zone=ZONE).reserved == 0
    assert ship_order(desk, key, CONTEXT).shipment is None
    assert invoice_order(desk, key, CONTEXT, terms=NET, zone=ZONE).invoice is None
    with pytest.raises(ConflictError), desk.database.write() as work:
        return_in(desk, work, key, {ONE: 1}, CONTEXT, zone=ZONE)
    assert trace(desk) == before


def test_a_83_a_stranger_moves_nothing(desk: OrderDesk) -> None:
    deliver(desk, "d1", 3)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    before = trace(desk)
    assert allocate_order(desk, KEY, FirstIn(), EVE, zone=ZONE).reserved == 0
    assert ship_order(desk, KEY, EVE).shipment is None
    assert trace(desk) == before
    goods = [Delivery(key=stock_key(), quantity=3)]
    with pytest.raises(RefusedError):
        receive_goods(desk, "theirs", goods, EVE, zone=ZONE)
    assert trace(desk) == before
    sent(desk)
    before = trace(desk)
    assert invoice_order(desk, KEY, EVE, terms=NET, zone=ZONE).invoice is None
    with pytest.raises(RefusedError), desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: 1}, EVE, zone=ZONE)
    assert trace(desk) == before


def test_pieces_that_are_cancelled_give_their_stock_free(desk: OrderDesk) -> None:
    deliver(desk, "d1", 5)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    with desk.database.write() as work:
        cancel_in(desk, work, KEY, {ONE: 3}, CONTEXT, zone=ZONE)
    assert stock(desk) == (5, 4)
    assert order(desk).to_ship == 4
    assert consistent(desk)
    invoice = sent(desk)
    assert invoice is not None
    assert consistent(desk)


def test_an_invoice_that_is_refused_takes_no_number(desk: OrderDesk) -> None:
    deliver(desk, "d1", 7)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    ship_order(desk, KEY, CONTEXT)
    strict = OrderDesk(desk.database, OrderPath(gates=(Refusing(RecordInvoice),)))
    before = trace(desk)
    assert invoice_order(strict, KEY, CONTEXT, terms=NET, zone=ZONE).invoice is None
    assert trace(desk) == before
    invoice = invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice
    assert invoice is not None
    assert invoice.key.number == "INV-2024-000001"


def test_documents_are_of_the_year_in_the_zone_of_the_books(desk: OrderDesk) -> None:
    eve_of_year = attrs.evolve(CONTEXT, at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    deliver(desk, "d1", 7)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    ship_order(desk, KEY, CONTEXT)
    invoice = invoice_order(desk, KEY, eve_of_year, terms=NET, zone="Europe/Berlin").invoice
    assert invoice is not None
    assert invoice.key.number == "INV-2025-000001"
    assert invoice.due == date(2025, 1, 1) + timedelta(days=30)


def test_i_81_both_adapters_keep_the_same_of_the_whole_way(tmp_path: Path) -> None:
    traces = list[tuple[object, ...]]()
    databases: tuple[Database, ...] = (MemoryDatabase(), SqliteDatabase(tmp_path / "twin.db"))
    for database in databases:
        desk = OrderDesk(database, OrderPath())
        assert desk.handle(KEY, PlaceOrder(TERMS), CONTEXT).accepted
        deliver(desk, "d1", 4)
        deliver(desk, "d2", 2, lot="b")
        allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
        invoice = sent(desk)
        assert invoice is not None
        paid = receipt("R1", invoice.total, invoice.key.number)
        settle_receipts(desk, [paid], CONTEXT, payers=[PAYER])
        with database.write() as work:
            return_in(desk, work, KEY, {ONE: 3}, CONTEXT, zone=ZONE)
            cancel_in(desk, work, KEY, {ONE: 1}, CONTEXT, zone=ZONE)
        traces.append(trace(desk))
    assert traces[0] == traces[1]


def test_a_piece_that_came_back_before_it_was_billed_is_never_billed(desk: OrderDesk) -> None:
    assert deliver(desk, "d1", 7)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    with desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: 2}, CONTEXT, zone=ZONE)
    invoice = invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice
    assert invoice is not None
    assert [(line.line, line.quantity) for line in invoice.lines] == [("1", 5), ("c1", 1)]
    assert invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice is None
    # Nothing is left to bill, so a flow goes on to wait for the money.
    assert STANDARD_GUARDS["all_invoiced"](order(desk), CONTEXT)
    # Of the next three to come back, each was billed.
    with desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: 3}, CONTEXT, zone=ZONE)
    assert order(desk).billing(ONE) == Billing(5, 3)
    assert invoice_order(desk, KEY, CONTEXT, terms=NET, zone=ZONE).invoice is None


def test_an_agreed_amount_covers_only_the_pieces_that_were_billed(desk: OrderDesk) -> None:
    assert deliver(desk, "d1", 2)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert sent(desk) is not None
    assert deliver(desk, "d2", 2)
    allocate_order(desk, KEY, FirstIn(), CONTEXT, zone=ZONE)
    assert ship_order(desk, KEY, CONTEXT).shipment is not None
    with desk.database.write() as work:
        return_in(desk, work, KEY, {ONE: 4}, CONTEXT, zone=ZONE, amount=400)
    with desk.database.read() as work:
        assert [note.total for note in work.books.credit_notes(KEY)] == [200]


def test_cancelling_pieces_that_were_billed_early_credits_them_first(desk: OrderDesk) -> None:
    early = attrs.evolve(terms_of("O2", pieces=6), billing=BillingBase.ORDERED)
    assert desk.handle(early.key, PlaceOrder(early), CONTEXT).accepted
    number = DocumentNumber("INV-EARLY")
    line = DocumentLine(
        order=early.order, line=ONE, sku=early.lines[0].sku, quantity=6, amount=1194, description=""
    )
    invoice = Invoice(
        key=DocumentKey(HERE, number),
        order=early.key,
        customer=early.customer,
        currency=early.currency,
        issued_at=AT,
        due=AT.date(),
        lines=(line,),
    )
    item = OpenItem(
        key=invoice.key,
        customer=early.customer,
        currency=early.currency,
        total=1194,
        issued=AT.date(),
        due=AT.date(),
        references=(number,),
    )
    record = RecordInvoice(document=number, billed=(Billed(ONE, 6),), amount=1194)
    with desk.database.write() as work:
        desk.carry_out(work, early.key, record, CONTEXT)
        work.books.add_invoice(invoice, item)
    refused = desk.handle(early.key, Cancel((Portion(ONE, 2),)), CONTEXT)
    assert [each.code for each in refused.findings] == ["cancel.billed"]
    with desk.database.write() as work:
        cancel_in(desk, work, early.key, {ONE: 2}, CONTEXT, zone=ZONE)
    with desk.database.read() as work:
        (note,) = work.books.credit_notes(early.key)
    assert (note.total, note.reason) == (398, "cancelled")
    assert order(desk, early.key).billing(ONE) == Billing(6, 2)
    if isinstance(desk.database, SqliteDatabase):
        assert [found for found in check_database(desk.database) if not found.ok] == []
