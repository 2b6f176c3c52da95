"""Invoices and credit notes of priced orders at the desk: every figure comes to the order's."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, final

import attrs
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.invoicing import (
    CreditNote,
    DocumentLine,
    DueFrom,
    InstalmentTerms,
    Invoice,
    PaymentTerms,
    functional_of,
    functional_shares,
    tax_groups,
    taxes_of,
)
from orderkit.order import (
    Amend,
    ChangeQuantity,
    FunctionalSums,
    Order,
    PlaceOrder,
    Portion,
    Rate,
    SplitOff,
    TaxShare,
    Terms,
)
from orderkit.ports import Database
from orderkit.pricing import TaxTotals
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    cancel_pieces,
    invoice_order,
    receive_goods,
    return_pieces,
    settle_receipts,
    ship_order,
    split_order,
)
from orderkit.settlement import Application, Book, Match, Receipt
from orderkit.testing import check_database, priced_terms
from orderkit.testing.stored import terms_of
from orderkit.values import (
    Context,
    Currency,
    DocumentNumber,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    ReceiptId,
    StockKey,
)

ACME: Final = OrganisationId("acme")
ZONE: Final = "Europe/Berlin"
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANN: Final = Context.by("ann", ACME, AT)
# The first example that breaks a law tells enough; the smallest one takes minutes to find.
LAW: Final = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much],
)
TERMS: Final = PaymentTerms(
    10,
    start=DueFrom.MONTH_END,
    instalments=(InstalmentTerms(percent=Exact(30)), InstalmentTerms(amount=500, net_days=14)),
)


def desk_of(agreed: Terms, database: Database) -> OrderDesk:
    desk = OrderDesk(database, OrderPath())
    assert desk.handle(agreed.key, PlaceOrder(agreed), ANN).accepted
    return desk


def known(desk: OrderDesk, agreed: Terms) -> Order:
    order = desk.order(agreed.key, ANN)
    assert order is not None
    return order


def ship(desk: OrderDesk, agreed: Terms, pieces: dict[LineId, int]) -> None:
    """Let so many pieces of each line leave: no more of them is on the shelf."""
    order = known(desk, agreed)
    for line in agreed.lines:
        many = min(pieces.get(line.id, 0), order.ledger(line.id).to_ship)
        if many:
            came = [Delivery(key=StockKey.of(ACME, "main", line.sku), quantity=many)]
            assert receive_goods(desk, f"{line.id}/{order.version}", came, ANN, zone=ZONE)
    allocate_order(desk, agreed.key, FirstIn(), ANN, zone=ZONE)
    ship_order(desk, agreed.key, ANN)


def documents(desk: OrderDesk, agreed: Terms) -> tuple[tuple[Invoice, ...], tuple[CreditNote, ...]]:
    with desk.database.read() as work:
        return work.books.invoices(agreed.key), work.books.credit_notes(agreed.key)


def lines_of(papers: Iterable[Invoice | CreditNote]) -> list[DocumentLine]:
    return [line for paper in papers for line in paper.lines]


def groups(found: Iterable[TaxTotals]) -> dict[tuple[str, Exact | None], tuple[object, object]]:
    figures = {(each.code, each.rate): (each.base, each.amount) for each in found}
    return {name: each for name, each in figures.items() if each != (0, 0)}


def taxes(lines: Iterable[DocumentLine]) -> dict[tuple[str, Exact | None], tuple[object, object]]:
    return groups(tax_groups([tax for line in lines for tax in line.taxes]))


def billable_whole(agreed: Terms) -> bool:
    """Whether any part of it can be billed: nothing, no base of a tax either, is below zero."""
    places = [(line.total, line.taxes) for line in agreed.lines]
    places += [(each.amount, each.taxes) for each in agreed.adjustments]
    least = [min([total, *(min(tax.net, tax.tax) for tax in taxes)]) for total, taxes in places]
    return min(least) >= 0 and any(line.total for line in agreed.lines)


@LAW
@given(priced_terms(), st.data())
def test_i_06_i_22_i_23_i_24_documents_come_to_the_order_whatever_is_cancelled_and_returned(
    agreed: Terms, data: st.DataObject
) -> None:
    assume(billable_whole(agreed))
    desk = desk_of(agreed, MemoryDatabase())
    for _ in range(3):
        ship(
            desk,
            agreed,
            {line.id: data.draw(st.integers(0, line.quantity)) for line in agreed.lines},
        )
        invoice_order(desk, agreed.key, ANN, terms=TERMS, zone=ZONE)
    order = known(desk, agreed)
    cancelled = {
        line.id: data.draw(st.integers(0, order.ledger(line.id).to_ship)) for line in agreed.lines
    }
    gone = {name: many for name, many in cancelled.items() if many}
    if gone:
        assert cancel_pieces(desk, agreed.key, gone, ANN, zone=ZONE).cancelled
    ship(desk, agreed, {line.id: line.quantity for line in agreed.lines})
    invoice_order(desk, agreed.key, ANN, terms=TERMS, zone=ZONE)
    invoices, _ = documents(desk, agreed)
    if not gone:
        # Unless nothing of any worth left, and there was nothing to bill.
        assert sum(each.total for each in invoices) == agreed.total
        assert sum(each.net for each in invoices) == agreed.total - sum(
            int(each.amount) for each in taxes_of(agreed)
        )
        assert taxes(lines_of(invoices)) == groups(taxes_of(agreed))
        assert functional_of(lines_of(invoices)) == agreed.functional
    for invoice in invoices:
        assert sum(part.amount for part in invoice.schedule) == invoice.total
    left = {line.id: known(desk, agreed).billing(line.id).invoiced for line in agreed.lines}
    while any(left.values()):
        take = {name: data.draw(st.integers(0, many)) for name, many in left.items()}
        if not any(take.values()):
            take = left
        left = {name: many - take[name] for name, many in left.items()}
        back = {name: many for name, many in take.items() if many}
        assert return_pieces(desk, agreed.key, back, ANN, zone=ZONE).receipt is not None
    invoices, notes = documents(desk, agreed)
    kept = [line for line in lines_of(invoices) if not line.sku]
    credited = lines_of(notes)
    assert all(note.invoice for note in notes)
    assert sum(line.amount for line in credited) == sum(
        line.amount for line in lines_of(invoices) if line.sku
    )
    assert taxes(credited) == taxes([line for line in lines_of(invoices) if line.sku])
    if agreed.functional is not None and invoices:
        shares = functional_shares(agreed)
        whole, off = (functional_of(lines_of(each)) for each in (invoices, notes))
        beside = [shares[line.line] for line in kept]
        assert whole is not None
        off = off or FunctionalSums(net=0, tax=0)
        assert whole.net - off.net == sum(each.net for each in beside)
        assert whole.tax - off.tax == sum(each.tax for each in beside)


@settings(max_examples=8, suppress_health_check=[*HealthCheck])
@given(priced_terms(), st.data())
def test_documents_are_read_from_sqlite_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, agreed: Terms, data: st.DataObject
) -> None:
    assume(billable_whole(agreed))
    database = SqliteDatabase(tmp_path_factory.mktemp("db") / "orders.db", synchronous="OFF")
    desk = desk_of(agreed, database)
    made = list[object]()
    for _ in range(2):
        ship(
            desk,
            agreed,
            {line.id: data.draw(st.integers(1, line.quantity)) for line in agreed.lines},
        )
        outcome = invoice_order(desk, agreed.key, ANN, terms=TERMS, zone=ZONE)
        made += [] if outcome.invoice is None else [outcome.invoice]
    first = agreed.lines[0]
    billed = known(desk, agreed).billing(first.id).invoiced
    if billed:
        amount = data.draw(st.none() | st.integers(0, 50))
        back = return_pieces(desk, agreed.key, {first.id: 1}, ANN, zone=ZONE, amount=amount)
        made += back.credit_notes
    invoices, notes = documents(desk, agreed)
    assert [*invoices, *notes] == made
    assert [found for found in check_database(database) if not found.ok] == []
    database.close()


def test_a_27_terms_past_the_calendar_are_told_and_no_number_is_taken(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    agreed = priced()
    desk = desk_of(agreed, database)
    ship(desk, agreed, {LineId("1"): 1})
    late = attrs.evolve(ANN, at=AT + timedelta(days=365 * 174))
    far = PaymentTerms(0, instalments=(InstalmentTerms(percent=Exact(1), months=24),))
    outcome = invoice_order(desk, agreed.key, late, terms=far, zone=ZONE)
    assert outcome.invoice is None
    assert [found.code for found in outcome.findings] == ["date.out_of_range"]
    made = invoice_order(desk, agreed.key, ANN, terms=PaymentTerms(0), zone=ZONE).invoice
    assert made is not None
    assert made.key.number == "INV-2026-000001"


def priced() -> Terms:
    return terms_of("O1", pieces=2, at=AT)


@final
@attrs.frozen
class InPart:
    """Settles what a text names, as far as the money goes."""

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        item = book.items.get(DocumentNumber(receipt.text))
        if item is None:
            return None
        part = Application(
            receipt=receipt.id, document=item.key.number, amount=min(item.open, receipt.amount)
        )
        return Match(receipt=receipt.id, applications=(part,), reason="match.ours")


def in_yuan(pieces: int, cents: int) -> Terms:
    """A plain order of a seller with books in yuan, at a rate that divides nothing."""
    plain = terms_of("O1", pieces=pieces, at=AT)
    (line,) = plain.lines
    line = attrs.evolve(line, price=Exact(cents, 2), amount=cents * pieces)
    rate = Rate(currency=Currency.of("CNY"), rate=Exact(78123, 4), on=AT.date())
    agreed = attrs.evolve(plain, lines=(line,), rate=rate)
    return attrs.evolve(agreed, functional=agreed.converted(agreed.total, 0))


@settings(LAW, max_examples=20)
@given(st.integers(1, 6), st.integers(1, 999), st.data())
def test_i_06_receipts_and_credits_of_an_invoice_come_to_its_functional_sum(
    pieces: int, cents: int, data: st.DataObject
) -> None:
    """Paid in parts, credited before, between and after, until nothing is open."""
    agreed = in_yuan(pieces, cents)
    desk = desk_of(agreed, MemoryDatabase())
    ship(desk, agreed, {LineId("1"): pieces})
    invoice = invoice_order(desk, agreed.key, ANN, terms=PaymentTerms(0), zone=ZONE).invoice
    assert invoice is not None
    whole = invoice.functional
    assert whole is not None
    assert whole == agreed.functional
    number, kept = invoice.key.number, pieces
    for turn in range(3):
        with desk.database.read() as work:
            item = work.books.item(ACME, number)
        assert item is not None
        paid = item.open if turn == 2 else data.draw(st.integers(0, item.open))
        if paid:
            receipt = Receipt(
                id=ReceiptId(f"R{turn}"),
                organisation=ACME,
                amount=paid,
                currency=agreed.currency,
                received_on=date(2026, 4, 1 + turn),
                text=number,
            )
            settle_receipts(desk, [receipt], ANN, payers=[], matchers=[InPart()])
        back = data.draw(st.integers(0, kept))
        if back:
            kept -= back
            taken = return_pieces(desk, agreed.key, {LineId("1"): back}, ANN, zone=ZONE)
            assert taken.receipt is not None
    with desk.database.read() as work:
        item, notes = work.books.item(ACME, number), work.books.credit_notes(agreed.key)
        applied = work.books.applications(ACME, document=number)
    assert item is not None
    assert sum(each.amount for each in applied) == item.applied
    credited = functional_of(lines_of(notes)) or FunctionalSums(net=0, tax=0)
    settled = sum(each.functional or 0 for each in applied)
    if not item.open:
        assert credited.gross + settled == whole.gross
    if not item.applied:
        assert settled == 0


def taxed(pieces: int, cents: int) -> Terms:
    """One line with a tax beside its price, and a functional currency."""
    agreed = in_yuan(pieces, cents)
    (line,) = agreed.lines
    tax = cents * pieces * 19 // 100
    share = TaxShare(code="VAT", rate=Exact(19), net=line.amount, tax=tax)
    agreed = attrs.evolve(agreed, lines=(attrs.evolve(line, taxes=(share,)),), functional=None)
    return attrs.evolve(agreed, functional=agreed.converted(agreed.total, tax))


@settings(LAW, max_examples=40)
@given(st.integers(2, 9), st.integers(1, 99), st.data())
def test_i_22_i_23_what_is_amended_or_split_after_a_bill_is_billed_to_what_it_comes_to_now(
    pieces: int, cents: int, data: st.DataObject
) -> None:
    agreed, desk = taxed(pieces, cents), OrderDesk(MemoryDatabase(), OrderPath())
    assert desk.handle(agreed.key, PlaceOrder(agreed), ANN).accepted
    first = data.draw(st.integers(1, pieces - 1))
    ship(desk, agreed, {LineId("1"): first})
    invoice_order(desk, agreed.key, ANN, terms=PaymentTerms(0), zone=ZONE)
    if data.draw(st.booleans()):
        quantity = data.draw(st.integers(first, pieces + 3))
        change = ChangeQuantity(line=LineId("1"), quantity=quantity)
        assume(desk.handle(agreed.key, Amend(base=1, changes=(change,)), ANN).accepted)
    else:
        off = data.draw(st.integers(1, pieces - first))
        part = SplitOff(to=OrderId("O1-B"), portions=(Portion(LineId("1"), off),), reason="later")
        outcome = split_order(desk, agreed.key, part, ANN, number="2")
        assume(not outcome.findings)
    now = known(desk, agreed).terms
    ship(desk, now, {LineId("1"): now.lines[0].quantity})
    invoice_order(desk, agreed.key, ANN, terms=PaymentTerms(0), zone=ZONE)
    invoices, _ = documents(desk, agreed)
    assume(known(desk, agreed).billing(LineId("1")).invoiced == now.lines[0].quantity)
    assert sum(each.total for each in invoices) == now.total
    assert taxes(lines_of(invoices)) == groups(taxes_of(now))
    if len(invoices) > 1:
        # Where nothing is left to bill, no document can take what converting anew is apart.
        assert functional_of(lines_of(invoices)) == now.functional
