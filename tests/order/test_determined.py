"""A line keeps how it came by its price, through all that may happen to it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import attrs
import pytest
from hypothesis import given
from tests.order.drawn import HERE, agreed

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.codec import standard_codec
from orderkit.order import (
    AddLine,
    AddLines,
    Amend,
    Amended,
    AmendmentChange,
    ChangePrice,
    ChangeQuantity,
    Decision,
    InvalidTermsError,
    Line,
    Order,
    OrderPlaced,
    PlaceOrder,
    Terms,
    changes_to,
    decide,
    determined_line,
    evolve,
    fold,
    undoing,
    with_totals,
)
from orderkit.order.cutting import cut_line, joined
from orderkit.pricing import (
    Basket,
    Item,
    ManualPrice,
    PriceBook,
    PriceEntry,
    PriceRequest,
    PriceSource,
    PriceSourceKind,
    determine_price,
    redetermine,
    totals_of,
)
from orderkit.process import OrderDesk, OrderPath
from orderkit.testing import price_books, price_requests
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Currency,
    Exact,
    LineId,
    RoundingMode,
    RoundingPolicy,
    Severity,
    Sku,
    Unit,
)

CODEC: Final = standard_codec()
AT: Final = datetime(2024, 2, 28, 12, tzinfo=UTC)
EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
ONE: Final = LineId("1")
BOOK: Final = PriceBook(
    (
        PriceSource(
            id="L",
            kind=PriceSourceKind.PRICE_LIST,
            entries=(
                PriceEntry(
                    sku=Sku("MUG"),
                    price=Exact.of("9.995"),
                    currency=EUR,
                    list_price=Exact(12),
                    floor_price=Exact(8),
                ),
                PriceEntry(sku=Sku("MUG"), price=Exact(9), currency=EUR, at_least=20),
                PriceEntry(sku=Sku("MUG"), price=Exact(-1), currency=EUR, at_least=90),
            ),
        ),
    )
)


def asked(quantity: int = 10, price: str | None = None) -> PriceRequest:
    request = PriceRequest.of("MUG", quantity, EUR, AT, "Europe/Berlin", customer="C-7")
    if price is None:
        return request
    return attrs.evolve(request, manual=ManualPrice(price=Exact.of(price), by=ActorId("ann")))


def line_of(quantity: int = 10, price: str | None = None) -> Line:
    return determined_line("1", determine_price(asked(quantity, price), BOOK))


def placed(*lines: Line) -> Order:
    return evolve(None, OrderPlaced(terms=agreed(lines), at=AT, by=ActorId("ann")))


def folded(decision: Decision, order: Order) -> Order:
    assert decision.accepted, decision.findings
    return fold(decision.events, onto=order) or order


def ask(order: Order, *changes: AmendmentChange) -> Decision:
    return decide(order, Amend.on(order, *changes), ANN)


def after(order: Order, *changes: AmendmentChange) -> Order:
    return folded(ask(order, *changes), order)


def test_a_line_has_the_price_that_won_and_the_figures_beside_it() -> None:
    line = line_of(10, "8.125")
    assert (line.sku, line.quantity, line.price, line.amount) == ("MUG", 10, Exact(8125, 3), 8125)
    assert (line.list_price, line.floor_price) == (Exact(12), Exact(8))
    assert line.stamp is not None
    assert (line.stamp.system_price, line.stamp.price) == (Exact(9995, 3), Exact(8125, 3))
    down = RoundingPolicy(mode=RoundingMode.DOWN)
    answer = determine_price(asked(1), BOOK)
    amounts = [
        determined_line("1", answer).amount,
        determined_line("1", answer, policy=down).amount,
    ]
    assert amounts == [1000, 999]


@pytest.mark.parametrize(
    ("quantity", "book", "code"),
    [(10, PriceBook(), "price.none"), (90, BOOK, "price.negative")],
    ids=["no price", "below zero"],
)
def test_a_price_that_is_blocked_makes_no_line(quantity: int, book: PriceBook, code: str) -> None:
    with pytest.raises(InvalidTermsError, match=code):
        determined_line("1", determine_price(asked(quantity), book))


@given(price_requests(), price_books())
def test_i_28_a_stored_line_is_determined_again_as_it_was(
    request: PriceRequest, book: PriceBook
) -> None:
    answer = determine_price(request, book)
    if answer.stamp is None or any(each.severity is Severity.BLOCK for each in answer.findings):
        return
    line = determined_line("1", answer)
    terms = attrs.evolve(agreed([line_of()]), lines=(line,), currency=request.currency)
    read = CODEC.decode_as(Terms, CODEC.encode(terms)).lines[0]
    assert read == line
    assert read.stamp is not None
    again = redetermine(read.stamp, book)
    assert (again.price, again.losers, again.stamp) == (read.price, read.stamp.losers, read.stamp)


def test_i_28_an_order_in_a_file_is_determined_again_as_it_was(tmp_path: Path) -> None:
    terms = agreed([line_of(10, "8.125"), attrs.evolve(line_of(25), id=LineId("2"))])
    desk = OrderDesk(SqliteDatabase(tmp_path / "orders.db"), OrderPath())
    assert desk.handle(terms.key, PlaceOrder(terms), ANN).accepted
    there = OrderDesk(SqliteDatabase(tmp_path / "orders.db"), OrderPath()).order(terms.key, ANN)
    assert there is not None
    for line in there.terms.lines:
        assert line.stamp is not None
        again = redetermine(line.stamp, BOOK)
        assert (again.price, again.stamp) == (line.price, line.stamp)


def test_a_price_that_is_changed_by_hand_loses_its_stamp_and_gets_it_back() -> None:
    order = placed(line_of())
    decision = ask(order, ChangePrice(ONE, "9"))
    changed = folded(decision, order)
    line = changed.terms.lines[0]
    assert (line.price, line.stamp) == (Exact(9), None)
    assert (line.list_price, line.floor_price) == (Exact(12), Exact(8))
    event = decision.events[-1]
    assert isinstance(event, Amended)
    restored = folded(decide(changed, undoing(event), ANN), changed)
    assert restored.terms.lines == order.terms.lines


def test_a_quantity_that_changes_keeps_the_price_and_its_stamp() -> None:
    order = placed(line_of())
    line = after(order, ChangeQuantity(ONE, 25)).terms.lines[0]
    assert (line.quantity, line.amount) == (25, 24_988)
    assert line.stamp == order.terms.lines[0].stamp
    assert line.stamp is not None
    assert line.stamp.request.quantity == 10


def test_an_order_is_amended_to_another_determined_price() -> None:
    order = placed(line_of())
    wanted = attrs.evolve(order.terms, lines=(line_of(25),))
    amended = after(order, *changes_to(order.terms, wanted))
    assert amended.terms.lines == (line_of(25),)


def test_units_that_are_cut_off_and_joined_again_keep_the_stamp() -> None:
    line = line_of()
    kept, gone = cut_line(line, 4)
    assert kept.stamp == gone.stamp == line.stamp
    assert joined(kept, gone) == line


def test_totals_hand_on_the_stamp_of_their_items() -> None:
    line = line_of()
    item = Item(id="1", quantity=10, price=line.price, stamp=line.stamp)
    totals = totals_of(Basket(currency=EUR, items=(item,)))
    bare = agreed([attrs.evolve(line, stamp=None)])
    assert with_totals(bare, totals).lines[0].stamp == line.stamp
    unstamped = totals_of(Basket(currency=EUR, items=(attrs.evolve(item, stamp=None),)))
    assert with_totals(agreed([line]), unstamped).lines[0].stamp == line.stamp


@pytest.mark.parametrize(
    "change",
    [{"price": Exact(9)}, {"sku": Sku("LID")}, {"unit": Unit("KGM", 3)}],
    ids=["price", "article", "unit"],
)
def test_a_stamp_is_of_the_price_of_its_line(change: dict[str, object]) -> None:
    with pytest.raises(InvalidTermsError, match="lines/1/stamp"):
        attrs.evolve(line_of(), **change)  # type: ignore[arg-type] # refused by the class


def test_a_price_of_another_currency_is_told_and_never_kept() -> None:
    line = attrs.evolve(line_of(), id=LineId("2"))
    yen = attrs.evolve(agreed([attrs.evolve(line_of(), stamp=None)]), currency=JPY)
    with pytest.raises(InvalidTermsError, match="lines/2/stamp: EUR"):
        attrs.evolve(yen, lines=(line,))
    with pytest.raises(InvalidTermsError, match="lines/2/stamp: EUR"):
        yen.extended((line,))
    order = evolve(None, OrderPlaced(terms=yen, at=AT, by=ActorId("ann")))
    for decision in (decide(order, AddLines(lines=(line,)), ANN), ask(order, AddLine(line))):
        told = [(found.code, found.path) for found in decision.findings]
        assert told == [("line.other_currency", "lines/2/price")]
        assert not decision.events
