"""Split and merged orders with real stock and real invoices."""

from pathlib import Path
from typing import Final

import attrs

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.invoicing import PaymentTerms
from orderkit.order import Adjustment, AdjustmentKind, Order, PlaceOrder, Portion, SplitOff
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    invoice_order,
    merge_orders,
    receive_goods,
    ship_order,
    split_order,
)
from orderkit.testing import check_database
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import Context, LineId, OrderId, OrderKey, OrganisationId

HERE: Final = OrganisationId("acme")
ZONE: Final = "Europe/London"
ANN: Final = Context.by("ann", HERE, AT)
ONE: Final = LineId("1")
OFF: Final = Adjustment(
    id=LineId("off"),
    code="SPRING",
    kind=AdjustmentKind.DISCOUNT,
    amount=-7,
    lines=(ONE,),
    shares=(-1, -1, -1, -1, -1, -1, -1, 0),
)
TERMS: Final = attrs.evolve(terms_of("O1", pieces=8), adjustments=(OFF,))


def key(name: str) -> OrderKey:
    return OrderKey(HERE, OrderId(name))


def begun(path: Path) -> OrderDesk:
    desk = OrderDesk(SqliteDatabase(path / "orders.db"), OrderPath())
    assert desk.handle(key("O1"), PlaceOrder(TERMS), ANN).accepted
    shelf = [Delivery(key=stock_key("bolt"), quantity=20)]
    receive_goods(desk, "delivery", shelf, ANN, zone=ZONE)
    return desk


def order(desk: OrderDesk, name: str) -> Order:
    found = desk.order(key(name), ANN)
    assert found is not None
    return found


def reserved(desk: OrderDesk) -> int:
    with desk.database.read() as work:
        position = work.stock.get(stock_key("bolt"))
    assert position is not None
    return position.reserved


def off(many: int, to: str) -> SplitOff:
    return SplitOff(to=OrderId(to), portions=(Portion(ONE, many),))


def sound(desk: OrderDesk) -> None:
    assert isinstance(desk.database, SqliteDatabase)
    assert [each for each in check_database(desk.database) if not each.ok] == []


def test_i_46_stock_of_pieces_that_go_is_free_on_both_ways(tmp_path: Path) -> None:
    desk = begun(tmp_path)
    allocate_order(desk, key("O1"), FirstIn(), ANN, zone=ZONE)
    assert reserved(desk) == 8
    assert split_order(desk, key("O1"), off(3, "O1-B"), ANN).done
    assert reserved(desk) == 5
    allocate_order(desk, key("O1-B"), FirstIn(), ANN, zone=ZONE)
    assert reserved(desk) == 8
    assert merge_orders(desk, key("O1"), [key("O1-B")], ANN).done
    assert reserved(desk) == 5
    allocate_order(desk, key("O1"), FirstIn(), ANN, zone=ZONE)
    assert reserved(desk) == 8
    sound(desk)


def test_i_17_the_invoices_of_both_sides_come_to_the_order_from_before(tmp_path: Path) -> None:
    desk = begun(tmp_path)
    total = order(desk, "O1").total
    assert split_order(desk, key("O1"), off(3, "O1-B"), ANN).done
    for name in ("O1", "O1-B"):
        allocate_order(desk, key(name), FirstIn(), ANN, zone=ZONE)
        ship_order(desk, key(name), ANN)
        billed = invoice_order(desk, key(name), ANN, terms=PaymentTerms(30), zone=ZONE)
        assert billed.invoice is not None
    invoiced = sum(order(desk, name).balances.invoiced for name in ("O1", "O1-B"))
    assert invoiced == total.minor
    sound(desk)
