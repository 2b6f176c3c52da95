"""Rows of one number that differ, come late, or come twice: whose order, which line, which note."""

from collections.abc import Sequence

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.allocation import FirstIn
from orderkit.capture import ColumnMapping
from orderkit.invoicing import PaymentTerms
from orderkit.order import AdjustmentKind, Order, Void
from orderkit.process import (
    Delivery,
    Importer,
    OrderDesk,
    OrderPath,
    allocate_order,
    invoice_order,
    order_key,
    receive_goods,
    ship_order,
)
from orderkit.testing.capture import Cells, file_of, mapping_of, row_of
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, Context, OrganisationId, StockKey

ANN = Context(actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")), at=AT)
SHOP, ADDS = mapping_of(), mapping_of('duplicates = "add"')


class Channel:
    def __init__(self, mapping: ColumnMapping = SHOP) -> None:
        self.desk = OrderDesk(MemoryDatabase(), OrderPath())
        self.mapping = mapping

    def take(self, *rows: Cells) -> None:
        """The next file, by a program that knows nothing but the store."""
        importer = Importer(self.desk, self.mapping)
        importer.import_file(file_of(rows), name="a.csv", context=ANN)

    def order(self, number: str = "1001") -> Order:
        with self.desk.database.read() as work:
            found = work.orders.get(order_key(ANN, self.mapping, number))
        assert found is not None
        return found


def lines(order: Order) -> list[tuple[str, int, int]]:
    return [(line.id, line.quantity, line.amount) for line in order.terms.lines]


@pytest.mark.parametrize(
    ("first", "then", "party"),
    [
        (row_of(price="0"), [row_of(sku="POST", customer="9"), row_of()], "17850"),
        (row_of(price="0", customer=""), [row_of(sku="POST", customer="9")], "guest"),
        (row_of(sku="FEE", customer="9"), [row_of(sku="POST", customer="1")], "9"),
    ],
    ids=["refused", "refused guest", "own cost"],
)
def test_an_order_is_the_party_s_whose_row_was_first_whatever_became_of_it(
    first: Cells, then: Sequence[Cells], party: str
) -> None:
    together, apart = Channel(), Channel()
    together.take(first, *then)
    apart.take(first)
    apart.take(*then)
    assert together.order().terms.customer == apart.order().terms.customer == party


def test_each_party_of_a_reversal_gets_a_credit_note_of_its_own() -> None:
    channel = Channel()
    parties = ("1", "2", "", "1")
    channel.take(*(row_of("C9", "POST", quantity="-1", customer=party) for party in parties))
    with channel.desk.database.read() as work:
        items = work.books.open_items(ANN.actor.organisation)
    assert [(item.customer, item.total) for item in items] == [
        ("1", -300),
        ("2", -150),
        ("guest", -150),
    ]


def test_a_twin_joins_the_line_of_its_file_and_is_a_line_of_its_own_in_the_next() -> None:
    channel = Channel(ADDS)
    channel.take(row_of(), row_of())
    assert lines(channel.order()) == [("1", 4, 600)]
    channel.take(row_of(), row_of(), row_of(), row_of(sku="222"))
    assert lines(channel.order()) == [("1", 4, 600), ("2", 6, 900), ("3", 2, 300)]
    # Ten pieces are there to take back, the last read first.
    channel.take(row_of("C1002", quantity="-7", at="2024-03-01T12:00:00"))
    assert [ledger.to_ship for ledger in channel.order().ledgers] == [3, 0, 2]


def test_lines_that_come_to_a_void_order_stay_void_with_it() -> None:
    channel = Channel()
    channel.take(row_of())
    key = order_key(ANN, SHOP, "1001")
    assert channel.desk.handle(key, Void("refused"), ANN).accepted
    channel.take(row_of(sku="222"), row_of(sku="POST"))
    order = channel.order()
    assert len(order.terms.lines) == 2
    assert order.marks
    assert not channel.desk.handle(key, Void("again"), ANN).accepted


def test_a_row_that_goes_to_the_guest_party_says_so_charge_or_goods() -> None:
    channel = Channel()
    rows = [row_of(customer=""), row_of(sku="POST", customer=""), row_of(sku="222", customer="")]
    channel.take(*rows, row_of(price="0", customer=""))
    with channel.desk.database.read() as work:
        stored = [each.verdict for each in work.imports.rows(ANN.actor.organisation)]
    noted = [[found.code for found in verdict.findings] for verdict in stored]
    assert noted == [["customer.guest"]] * 3 + [["price.zero"]]


def test_what_came_back_unbilled_at_another_price_counts_at_its_own() -> None:
    channel = Channel()
    channel.take(row_of(quantity="10", price="2.00"))
    desk, key = channel.desk, channel.order().key
    shelf = StockKey.of(key.organisation, "main", str(channel.order().terms.lines[0].sku))
    receive_goods(desk, "d1", [Delivery(key=shelf, quantity=10)], ANN, zone="UTC")
    allocate_order(desk, key, FirstIn(), ANN, zone="UTC")
    assert ship_order(desk, key, ANN).shipment is not None
    channel.take(row_of("C2", quantity="-3", price="1.50"))
    (difference,) = channel.order().terms.adjustments
    assert (difference.kind, difference.amount) == (AdjustmentKind.CHARGE, 150)
    invoice = invoice_order(desk, key, ANN, terms=PaymentTerms(0), zone="UTC").invoice
    assert invoice is not None
    # Ten at 2.00, less three at 1.50.
    assert invoice.total == 2000 - 450
    # Of four more, all were billed: the note comes to what the row says.
    channel.take(row_of("C3", quantity="-4", price="2.50"))
    with desk.database.read() as work:
        notes = work.books.credit_notes(key)
    assert sum(note.total for note in notes) == 1000
    assert len(channel.order().terms.adjustments) == 1
