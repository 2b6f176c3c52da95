"""For stores: orders on their way, and one of everything that a unit of work keeps."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, final

import attrs
from hypothesis import strategies as st

from orderkit.allocation import Shortage
from orderkit.capture import Fate, RowKind, StoredRow, Verdict
from orderkit.invoicing import CreditNote, DocumentLine, Invoice
from orderkit.order import (
    Command,
    Effect,
    Event,
    FlowStarted,
    Line,
    Order,
    OrderPlaced,
    Terms,
    decide,
    fold,
)
from orderkit.ports import Answer, JournalEntry, Refusal, UnitOfWork, WriteOff
from orderkit.settlement import Application, OpenItem, Receipt
from orderkit.testing.order import commands, terms
from orderkit.testing.stored_goods import fill_goods
from orderkit.testing.values import contexts
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Context,
    Currency,
    DocumentKey,
    DocumentNumber,
    EffectId,
    Exact,
    FactKey,
    FlowDigest,
    IdempotencyKey,
    LineId,
    LocationId,
    LotId,
    OrderId,
    OrderKey,
    OrganisationId,
    OwnerId,
    PartyId,
    ReceiptId,
    ShipmentId,
    Sku,
    StageName,
    StockKey,
    block,
)

__all__ = ["AT", "Step", "fill", "order_of", "picture", "stock_key", "terms_of", "then", "walks"]

AT: Final = datetime(2024, 2, 28, 23, 30, tzinfo=UTC)
_ANN: Final = ActorId("ann")
_EURO: Final = Currency.of("EUR")
_DAY: Final = date(2024, 2, 29)


@final
@attrs.frozen
class Step:
    """One save: the events, and the order after them."""

    events: tuple[Event, ...]
    after: Order


def terms_of(
    name: str,
    *,
    organisation: str = "acme",
    customer: str = "C1",
    at: datetime = AT,
    pieces: int = 5,
) -> Terms:
    """Plain terms of one line, with a channel that follows from the customer."""
    line = Line(
        id=LineId("1"),
        sku=Sku("bolt"),
        quantity=pieces,
        price=Exact(199, 2),
        amount=199 * pieces,
        description="bolt M8 六角",
    )
    return Terms(
        organisation=OrganisationId(organisation),
        order=OrderId(name),
        channel=ChannelCode(f"shop-{customer}"),
        number=f"n{name}",
        customer=PartyId(customer),
        ordered_at=at,
        currency=_EURO,
        lines=(line,),
    )


def order_of(agreed: Terms, stage: str = "new") -> Step:
    """An order as it is placed, at a stage."""
    placed = OrderPlaced(terms=agreed, at=AT, by=_ANN)
    started = FlowStarted(flow=FlowDigest("flow"), stage=StageName(stage), at=AT, by=_ANN)
    return _step(None, (placed, started))


def then(order: Order, command: Command) -> Step:
    """What an accepted command makes of an order."""
    actor = Actor(id=_ANN, organisation=order.key.organisation)
    return _step(order, decide(order, command, Context(actor=actor, at=AT)).events)


def _step(before: Order | None, events: tuple[Event, ...]) -> Step:
    after = fold(events, onto=before)
    if after is None:
        raise ValueError(events)
    return Step(events, after)


@st.composite
def walks(draw: st.DrawFn) -> tuple[Step, ...]:
    """Draw the saves of one order: how it was placed, and what was accepted after it."""
    placed = OrderPlaced(terms=draw(terms()), at=AT, by=_ANN)
    steps = [_step(None, (placed,))]
    for _ in range(draw(st.integers(0, 6))):
        order = steps[-1].after
        decision = decide(order, draw(commands(order)), draw(contexts()))
        if decision.accepted:
            steps.append(_step(order, decision.events))
    return tuple(steps)


def stock_key(sku: str = "bolt", lot: str = "", organisation: str = "acme") -> StockKey:
    """A position's key."""
    here = OrganisationId(organisation)
    return StockKey(here, LocationId("main"), Sku(sku), LotId(lot), OwnerId(organisation))


def fill(work: UnitOfWork, name: str = "1") -> None:
    """Write something under a name to every store."""
    step = order_of(terms_of(name))
    key, here = step.after.key, step.after.key.organisation
    work.orders.save(step.after, step.events, expected=0)
    refusal = Refusal(order=key, at=AT, by=_ANN, command="Ship", codes=("a.b", "c.d"))
    work.orders.refuse(refusal)
    found = block("credit.exceeded", "total", asked=3)
    answer = Answer(digest="d", order=key, since=0, until=2, findings=(found,))
    work.keys.add(here, _ANN, IdempotencyKey(name), answer)
    short = Shortage(order=key, line=LineId("1"), sku=Sku("85123A"), quantity=3)
    made = Answer(digest="d", order=None, made=(short,))
    work.keys.add(here, _ANN, IdempotencyKey(f"{name}/made"), made)
    work.subjects.put(here, FactKey("credit", name), 7)
    work.subjects.put(here, FactKey("credit", "shared"), name)
    work.numbers.take(here, "INV-2024")
    work.outbox.add([Effect(EffectId(f"e{name}"), "order.placed", key)])
    work.imports.add(here, [StoredRow(name, _verdict(row)) for row in (2, 1)])
    work.imports.finish(here, name, channel=ChannelCode("shop"), name="file.csv", rows=2, on=_DAY)
    work.imports.begin(here, f"{name}/2", channel=ChannelCode(name), name="next.csv")
    fill_goods(work, key, stock_key(lot=name), name)
    _fill_books(work, key, name)


def _verdict(row: int) -> Verdict:
    return Verdict(row=row, fate=Fate.REJECTED, kind=RowKind.UNREADABLE, code="row.short")


def _fill_books(work: UnitOfWork, key: OrderKey, name: str) -> None:
    here, number = key.organisation, DocumentNumber(f"INV-{name}")
    line = DocumentLine(
        order=key.order, line=LineId("1"), sku="bolt", quantity=5, amount=995, description="六角"
    )
    invoice = Invoice(
        key=DocumentKey(here, number),
        order=key,
        customer=PartyId("C1"),
        currency=_EURO,
        issued_at=AT,
        due=_DAY + timedelta(days=30),
        lines=(line,),
    )
    item = _item(invoice)
    work.books.add_invoice(invoice, item)
    note = CreditNote(
        key=DocumentKey(here, DocumentNumber(f"CRN-{name}")),
        order=key,
        customer=invoice.customer,
        currency=_EURO,
        issued_at=AT,
        lines=(attrs.evolve(line, quantity=1, amount=199),),
        invoice=number,
        reason="returned",
    )
    work.books.add_credit_note(note)
    work.books.save_item(attrs.evolve(item, credited=199, applied=100))
    receipt = Receipt(
        id=ReceiptId(f"R{name}"), organisation=here, amount=500, currency=_EURO, received_on=_DAY
    )
    work.books.add_receipt(receipt)
    applied = Application(receipt=receipt.id, document=number, amount=100)
    work.books.add_application(here, applied, AT, _ANN)
    _fill_rest(work, number, receipt)


def _item(invoice: Invoice) -> OpenItem:
    return OpenItem(
        key=invoice.key,
        customer=invoice.customer,
        currency=invoice.currency,
        total=invoice.total,
        issued=_DAY,
        due=invoice.due,
        references=(invoice.key.number, "RF18"),
    )


def _fill_rest(work: UnitOfWork, number: DocumentNumber, receipt: Receipt) -> None:
    here = receipt.organisation
    given_up = WriteOff(
        organisation=here, document=number, receipt=receipt.id, amount=5, reason="match.short"
    )
    work.books.add_write_off(given_up, AT, _ANN)
    entry = JournalEntry(
        id=f"j{number}",
        organisation=here,
        kind="own_cost",
        code="FEE",
        amount=-5,
        currency=_EURO,
        at=AT,
        by=_ANN,
    )
    work.books.add_journal(entry)


def picture(work: UnitOfWork, name: str = "1", organisation: str = "acme") -> tuple[object, ...]:
    """Everything that the stores tell about a name."""
    key, here = OrderKey(OrganisationId(organisation), OrderId(name)), OrganisationId(organisation)
    facts = (FactKey("credit", name), FactKey("credit", "shared"))
    number = DocumentNumber(f"INV-{name}")
    return (
        work.orders.get(key),
        work.orders.history(key),
        work.orders.since(0, limit=99),
        work.orders.refusals(here),
        work.keys.find(here, _ANN, IdempotencyKey(name)),
        work.subjects.read(here, facts),
        work.outbox.pending(limit=99),
        tuple(work.imports.rows(here)),
        tuple(work.imports.rows(here, name)),
        work.imports.finished(here, name),
        work.imports.latest(here, ChannelCode("shop")),
        work.imports.under_way(here),
        work.imports.given_up(here),
        work.stock.get(stock_key(lot=name, organisation=organisation)),
        work.stock.positions(here, {Sku("bolt")}),
        work.stock.reservations(key),
        work.goods.shipments(key),
        work.goods.tracked(here, ShipmentId(f"s{name}")),
        work.goods.without_carrier(here, limit=99),
        work.stock.run_out(here, AT, limit=99),
        work.goods.returns(key),
        work.books.invoices(key),
        work.books.credit_notes(key),
        work.books.invoice(here, number),
        work.books.item(here, number),
        work.books.open_items(here),
        work.books.receipts(here),
        work.books.applications(here),
    )
