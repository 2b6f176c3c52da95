"""Orders with discounts and taxes at the desk: what is billed in parts and taken back in parts."""

from datetime import UTC, datetime
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.allocation import FirstIn
from orderkit.invoicing import PaymentTerms
from orderkit.order import Advance, Line, PlaceOrder, Terms, with_totals
from orderkit.pricing import (
    Basket,
    ByPercent,
    Charge,
    Item,
    PriceAdjustment,
    Scope,
    Tax,
    totals_of,
)
from orderkit.process import (
    Delivery,
    OrderDesk,
    allocate_order,
    cancel_pieces,
    invoice_order,
    receive_goods,
    return_pieces,
    ship_order,
    standard_path,
)
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    LineId,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    Sku,
    StockKey,
)

ACME: Final = OrganisationId("acme")
EUR: Final = Currency.of("EUR")
ZONE: Final = "Europe/Berlin"
KEY: Final = OrderKey(ACME, OrderId("O-1"))
ONE: Final = LineId("1")
VAT: Final = (Tax(code="VAT19", rate=Exact(19)),)


def ann(hour: int) -> Context:
    return Context.by("ann", ACME, datetime(2026, 3, 2, hour, tzinfo=UTC))


def terms(pieces: int, cents: int, percent: int) -> Terms:
    """One line with a discount of the order and a tax, and freight with its own."""
    basket = Basket(
        currency=EUR,
        items=(Item(id="1", quantity=pieces, price=Exact(cents, 2), taxes=VAT),),
        charges=(Charge(id="f", amount=Exact(590, 2), taxes=VAT),),
        adjustments=(
            PriceAdjustment(id="off", scope=Scope.ORDER, change=ByPercent(Exact(-percent))),
        ),
    )
    plain = Terms(
        organisation=ACME,
        order=KEY.order,
        channel=ChannelCode("shop"),
        number="1",
        customer=PartyId("C-7"),
        ordered_at=ann(8).at,
        currency=EUR,
        lines=(Line(id=ONE, sku=Sku("MUG"), quantity=pieces, price=Exact(cents, 2), amount=0),),
    )
    return with_totals(plain, totals_of(basket))


def shipped(agreed: Terms, first: int) -> tuple[OrderDesk, int]:
    """A desk with the order shipped and billed in two parts; and what was billed in all."""
    desk = OrderDesk(MemoryDatabase(), standard_path())
    desk.handle(KEY, PlaceOrder(agreed), ann(8))
    desk.handle(KEY, Advance(MoveName("validate")), ann(8))
    desk.handle(KEY, Advance(MoveName("submit")), ann(8))
    pieces, billed = agreed.lines[0].quantity, 0
    for place, many in enumerate((first, pieces - first)):
        if many:
            came = [Delivery(key=StockKey.of(ACME, "main", "MUG"), quantity=many)]
            receive_goods(desk, f"d{place}", came, ann(9), zone=ZONE)
            allocate_order(desk, KEY, FirstIn(), ann(10), zone=ZONE)
            assert ship_order(desk, KEY, ann(11)).shipment is not None
            made = invoice_order(desk, KEY, ann(12), terms=PaymentTerms(30), zone=ZONE).invoice
            assert made is not None
            billed += made.total
    return desk, billed


@settings(max_examples=40)
@given(st.data(), st.integers(1, 7), st.integers(1, 2_000), st.integers(0, 99))
def test_i_24_all_pieces_taken_back_give_back_what_was_charged_for_them(
    data: st.DataObject, pieces: int, cents: int, percent: int
) -> None:
    agreed = terms(pieces, cents, percent)
    desk, billed = shipped(agreed, data.draw(st.integers(0, pieces)))
    freight = agreed.adjustments[0].amount
    assert billed == agreed.total
    left, given_back = pieces, 0
    while left:
        many = data.draw(st.integers(1, left))
        outcome = return_pieces(desk, KEY, {ONE: many}, ann(13), zone=ZONE)
        assert outcome.findings == ()
        given_back += sum(note.total for note in outcome.credit_notes)
        left -= many
    assert given_back == billed - freight == agreed.lines[0].total


@settings(max_examples=40)
@given(st.integers(2, 7), st.integers(1, 2_000), st.integers(0, 99), st.data())
def test_i_23_what_is_cancelled_is_not_billed_and_the_rest_keeps_its_shares(
    pieces: int, cents: int, percent: int, data: st.DataObject
) -> None:
    agreed = terms(pieces, cents, percent)
    first = data.draw(st.integers(1, pieces - 1))
    desk = OrderDesk(MemoryDatabase(), standard_path())
    for command in (PlaceOrder(agreed), Advance(MoveName("validate")), Advance(MoveName("submit"))):
        assert desk.handle(KEY, command, ann(8)).accepted
    came = [Delivery(key=StockKey.of(ACME, "main", "MUG"), quantity=first)]
    receive_goods(desk, "d", came, ann(9), zone=ZONE)
    allocate_order(desk, KEY, FirstIn(), ann(10), zone=ZONE)
    ship_order(desk, KEY, ann(11))
    whole = desk.order(KEY, ann(11))
    assert whole is not None
    assert cancel_pieces(desk, KEY, {ONE: pieces - first}, ann(12), zone=ZONE).cancelled
    made = invoice_order(desk, KEY, ann(13), terms=PaymentTerms(30), zone=ZONE).invoice
    assert made is not None
    order = desk.order(KEY, ann(13))
    assert order is not None
    # The terms are as they were agreed; only pieces moved.
    assert order.terms == whole.terms
    goods = sum(line.amount for line in made.lines if line.sku)
    size = abs(agreed.lines[0].total)
    assert goods == size * first // pieces
