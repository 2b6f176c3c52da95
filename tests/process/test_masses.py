"""A-93: orders of masses of lines and coupons, taken through the desk on a file."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import attrs
from tests.masses import growth
from tests.order.drawn import HERE, START, agreed

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.invoicing import PaymentTerms
from orderkit.order import Advance, Amend, ChangeQuantity, Line, PlaceOrder, Portion, SplitOff
from orderkit.process import (
    Delivery,
    OrderDesk,
    allocate_order,
    cancel_pieces,
    copy_order,
    invoice_order,
    merge_orders,
    receive_goods,
    return_pieces,
    ship_order,
    split_order,
    standard_path,
)
from orderkit.validation import COUPON_STATUS
from orderkit.values import Context, LineId, MoveName, OrderId, OrderKey, Sku, StockKey

ANN = Context.by("ann", HERE, START)
ZONE = "Europe/Berlin"


def life(count: int, folder: Path) -> Callable[[], object]:
    """All that may happen to every line of an order."""
    database = SqliteDatabase(Path(mkdtemp(dir=folder)) / "orders.db")
    desk = OrderDesk(database, standard_path())
    names = tuple(LineId(str(each)) for each in range(count))
    line = Line.priced("1", "MUG", 12, "9.95", agreed().currency)
    coupons = tuple(f"C{each}" for each in range(count))
    terms = attrs.evolve(
        agreed(),
        lines=tuple(attrs.evolve(line, id=name, sku=Sku(f"S{name}")) for name in names),
        coupons=coupons,
    )
    with database.write() as work:
        for coupon in coupons:
            work.subjects.put(HERE, COUPON_STATUS.key(coupon), "active")
    came = [Delivery(key=StockKey.of(HERE, "main", f"S{name}"), quantity=20) for name in names]
    key, part = terms.key, OrderKey(HERE, OrderId("part"))

    def act() -> None:
        assert desk.handle(key, PlaceOrder(terms), ANN).accepted
        for move in ("validate", "submit"):
            assert desk.handle(key, Advance(MoveName(move)), ANN).accepted
        order = desk.order(key, ANN)
        assert order is not None
        more = Amend.on(order, *(ChangeQuantity(name, 15) for name in names))
        assert desk.preview(key, more, ANN).decision.accepted
        assert desk.handle(key, more, ANN).accepted
        off = SplitOff(to=part.order, portions=tuple(Portion(name, 5) for name in names))
        assert split_order(desk, key, off, ANN).done
        assert merge_orders(desk, key, [part], ANN).done
        assert copy_order(desk, key, OrderId("copy"), ANN, number="copy").done
        for move in ("validate", "submit"):
            desk.handle(key, Advance(MoveName(move)), ANN)
        assert receive_goods(desk, "delivery", came, ANN, zone=ZONE)
        assert len(allocate_order(desk, key, FirstIn(), ANN, zone=ZONE).takes) == count
        assert cancel_pieces(desk, key, dict.fromkeys(names, 1), ANN, zone=ZONE).cancelled
        assert ship_order(desk, key, ANN).shipment
        assert invoice_order(desk, key, ANN, terms=PaymentTerms(30), zone=ZONE).invoice
        for _ in range(2):
            assert return_pieces(desk, key, dict.fromkeys(names, 2), ANN, zone=ZONE).receipt
        database.close()

    return act


def test_a_93_a_life_of_masses_of_lines_and_coupons_takes_linear_work(tmp_path: Path) -> None:
    assert growth(lambda count: life(count, tmp_path), size=60) < 2.1
