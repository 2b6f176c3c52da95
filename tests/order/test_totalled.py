"""An order has the figures that pricing worked out, to the minor unit."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderkit.order import (
    AdjustmentKind,
    Amend,
    Amended,
    ChangeDate,
    ChangeQuantity,
    Command,
    FunctionalSums,
    InvalidTermsError,
    Line,
    Order,
    PlaceOrder,
    Rate,
    Terms,
    changes_to,
    decide,
    fold,
    undoing,
    with_totals,
)
from orderkit.pricing import (
    PRESETS,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    FunctionalBasis,
    FunctionalRate,
    InvalidBasketError,
    Item,
    PriceAdjustment,
    PricingPolicy,
    Scope,
    Tax,
    TaxRow,
    Timing,
    functional_of,
    totals_of,
)
from orderkit.testing.pricing import baskets, pricing_policies
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoundingLevel,
    RoundingMode,
    RoundingPolicy,
    Sku,
    unit_share,
)

EUR = Currency.of("EUR")
DAY = date(2026, 3, 2)
ANN = Context.by("ann", OrganisationId("acme"), datetime(2026, 3, 2, 10, tzinfo=UTC))
SEVEN = (Tax(code="v", rate=Exact(7)),)
VAT = (Tax(code="VAT20", rate=Exact(20)),)
ITEM = Item(id="1", quantity=3, price=Exact(1999, 2), inclusive=True, taxes=VAT)
BASKET = Basket(
    currency=EUR,
    items=(ITEM,),
    charges=(Charge(id="f", amount=Exact(5), taxes=VAT),),
    adjustments=(
        PriceAdjustment(id="ten", scope=Scope.LINE, change=ByPercent(Exact(-10)), coupon="TEN"),
        PriceAdjustment(
            id="card", scope=Scope.ORDER, change=ByAmount(Exact(-2)), timing=Timing.AFTER_TAX
        ),
    ),
)


def terms_of(basket: Basket) -> Terms:
    """Terms of an order that was priced as this basket."""
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O-1"),
        channel=ChannelCode("shop"),
        number="4711",
        customer=PartyId("C-7"),
        ordered_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        currency=basket.currency,
        lines=tuple(
            Line(
                id=LineId(item.id),
                sku=Sku("MUG"),
                quantity=item.quantity,
                price=item.price,
                unit=item.unit,
                amount=0,
            )
            for item in basket.items
        ),
    )


def after(order: Order | None, command: Command) -> Order:
    """The order once a command was done that nothing stands against."""
    decision = decide(order, command, ANN)
    assert decision.accepted, decision.findings
    made = fold(decision.events, onto=order)
    assert made is not None
    return made


def test_a_line_keeps_amount_discount_and_tax_and_freight_stands_beside() -> None:
    terms = with_totals(terms_of(BASKET), totals_of(BASKET))
    (line,), (freight,) = terms.lines, terms.adjustments
    assert line.amount == 5_997
    assert [(each.id, each.code, each.amount) for each in line.adjustments] == [
        ("ten", "TEN", -600),
        ("card", "card", -200),
    ]
    assert [(tax.code, tax.net, tax.tax, tax.included) for tax in line.taxes] == [
        ("VAT20", 4_497, 900, True)
    ]
    assert (freight.kind, freight.amount, freight.taxes[0].tax) == (
        AdjustmentKind.FREIGHT,
        600,
        100,
    )
    assert terms.total == totals_of(BASKET).payable == 5_797


def test_sums_in_a_currency_without_a_rate_are_no_terms() -> None:
    with pytest.raises(InvalidTermsError, match="functional: at no rate"):
        attrs.evolve(terms_of(BASKET), functional=FunctionalSums(net=1, tax=0))
    with pytest.raises(InvalidBasketError, match="0 is not above zero"):
        FunctionalRate(currency=Currency.of("CNY"), rate=Exact(0), on=DAY)


POLICIES = pricing_policies().filter(lambda policy: policy.rounding.level is not RoundingLevel.NONE)


@example(BASKET)
@given(baskets(POLICIES))
def test_i_06_i_22_an_order_comes_to_what_was_to_be_paid(basket: Basket) -> None:
    totals = totals_of(basket)
    assert with_totals(terms_of(basket), totals).total == totals.payable


def test_i_06_an_order_keeps_what_it_comes_to_in_the_functional_currency() -> None:
    cny = FunctionalRate(currency=Currency.of("CNY"), rate=Exact.of("7.8123"), on=DAY)
    basket = attrs.evolve(BASKET, functional=cny)
    terms = with_totals(terms_of(basket), totals_of(basket))
    assert terms.rate == Rate(currency=cny.currency, rate=cny.rate, on=DAY)
    assert terms.functional == FunctionalSums(net=37_476, tax=7_812)
    # What was agreed is read, whatever the rate of another day.
    dearer = attrs.evolve(cny, rate=Exact(8))
    other = with_totals(terms, totals_of(attrs.evolve(basket, functional=dearer)))
    assert (terms.functional.gross, other.functional and other.functional.gross) == (45_288, 46_376)


@given(baskets(POLICIES), st.sampled_from(["7.8123", "0.128", "1"]))
def test_i_06_functional_sums_of_an_order_are_those_of_its_totals(
    basket: Basket, rate: str
) -> None:
    held = FunctionalRate(currency=Currency.of("JPY"), rate=Exact.of(rate), on=DAY)
    totals = totals_of(attrs.evolve(basket, functional=held))
    kept, sums = with_totals(terms_of(basket), totals).functional, functional_of(totals)
    assert kept is not None
    assert sums is not None
    if totals.basket.policy.rounding.mode is not RoundingMode.NONE:
        late = 0 if totals.payable == totals.gross else kept.net - sums.net
        assert (kept.net - late, kept.tax, kept.gross - late) == (sums.net, sums.tax, sums.gross)


# Line by line, the taxes of five free ones with a levy come to no yen; together they come to one.
NET = PricingPolicy(
    rounding=RoundingPolicy(mode=RoundingMode.HALF_EVEN), functional=FunctionalBasis.LINES
)
LEVIED = (Tax(code="levy", amount=Exact(5, 2), raises_base=True), Tax(code="v", rate=Exact(6)))
FREE = Item(id="1", quantity=5, price=Exact(0), taxes=LEVIED)
UNTAXED = attrs.evolve(FREE, quantity=1, taxes=())


@example(
    Basket(currency=EUR, items=(FREE,), policy=NET),
    Basket(currency=EUR, items=(UNTAXED,), policy=NET),
)
@example(
    Basket(currency=EUR, items=(UNTAXED,), policy=NET),
    Basket(currency=EUR, items=(FREE,), policy=NET),
)
@given(baskets(POLICIES), baskets(POLICIES))
def test_i_15_an_order_is_priced_anew_by_an_amendment_and_back(was: Basket, now: Basket) -> None:
    held = FunctionalRate(currency=Currency.of("JPY"), rate=Exact(2), on=DAY)
    # Article and unit of a line never change.
    units = {item.id: item.unit for item in was.items}
    items = tuple(attrs.evolve(item, unit=units.get(item.id, item.unit)) for item in now.items)
    now = attrs.evolve(now, currency=was.currency, policy=was.policy, items=items)
    before, wanted = (
        with_totals(terms_of(basket), totals_of(attrs.evolve(basket, functional=held)))
        for basket in (was, now)
    )
    order = after(None, PlaceOrder(before))
    done = decide(order, Amend.on(order, *changes_to(before, wanted)), ANN)
    amended = fold(done.events, onto=order)
    assert amended is not None
    assert {line.id: line for line in amended.terms.lines} == {
        line.id: line for line in wanted.lines
    }
    assert (amended.terms.total, amended.terms.functional) == (wanted.total, wanted.functional)
    for event in done.events:
        if isinstance(event, Amended):
            again = after(amended, undoing(event))
            assert again.terms.functional == before.functional
            assert again.terms.total == before.total


def test_i_06_what_did_not_move_is_not_converted_again() -> None:
    jpy = FunctionalRate(currency=Currency.of("JPY"), rate=Exact.of("0.7"), on=DAY)
    items = tuple(attrs.evolve(ITEM, id=name, price=Exact(1)) for name in "123")
    basket = Basket(currency=EUR, items=items, functional=jpy, policy=PRESETS["erpnext"])
    by_line = attrs.evolve(basket.policy, functional=FunctionalBasis.LINES)
    terms = with_totals(terms_of(basket), totals_of(attrs.evolve(basket, policy=by_line)))
    assert terms.functional != terms.converted(terms.total, 150)
    order = after(None, PlaceOrder(terms))
    later = after(order, Amend.on(order, ChangeDate(LineId("1"), DAY)))
    assert later.terms.functional == terms.functional


def test_a_line_that_changes_is_rounded_as_its_order_is() -> None:
    down = RoundingPolicy(mode=RoundingMode.DOWN)
    item = attrs.evolve(ITEM, price=Exact.of("1.005"), quantity=1)
    basket = Basket(currency=EUR, items=(item,), policy=PricingPolicy(rounding=down))
    terms = with_totals(terms_of(basket), totals_of(basket))
    order = after(None, PlaceOrder(terms))
    more = after(order, Amend.on(order, ChangeQuantity(LineId("1"), 3)))
    assert [line.amount for line in (*order.terms.lines, *more.terms.lines)] == [100, 301]


def test_rows_of_a_document_stand_beside_the_lines() -> None:
    rows = (TaxRow(id="vat", rate=Exact(14)), TaxRow(id="off", rate=Exact(-1)))
    plain = attrs.evolve(ITEM, taxes=(), inclusive=False)
    basket = Basket(currency=EUR, items=(plain,), rows=rows, policy=PRESETS["erpnext"])
    terms = with_totals(terms_of(basket), totals_of(basket))
    assert [(each.id, each.amount) for each in terms.adjustments] == [("vat", 840), ("off", -60)]
    assert terms.total == totals_of(basket).gross


@given(baskets(POLICIES), st.permutations(range(12)))
def test_i_24_units_taken_back_in_any_order_come_to_what_was_charged(
    basket: Basket, order: list[int]
) -> None:
    for line in with_totals(terms_of(basket), totals_of(basket)).lines:
        units = [at for at in order if at < line.quantity]
        back = sum(unit_share(line.total, line.quantity, at, at + 1) for at in units)
        assert back == line.total


@pytest.mark.parametrize(
    "change",
    [
        lambda basket: attrs.evolve(basket, currency=Currency.of("USD")),
        lambda basket: attrs.evolve(basket, items=()),
        lambda basket: attrs.evolve(basket, items=(attrs.evolve(ITEM, id="2"),)),
        lambda basket: attrs.evolve(basket, items=(attrs.evolve(ITEM, quantity=4),)),
        lambda basket: attrs.evolve(
            basket, items=(attrs.evolve(ITEM, price=Exact(1)),), policy=PRESETS["medusa"]
        ),
        lambda basket: attrs.evolve(
            basket, policy=PRESETS["medusa"], items=(attrs.evolve(ITEM, taxes=SEVEN),)
        ),
    ],
    ids=["currency", "none", "id", "quantity", "price", "not_rounded"],
)
def test_terms_take_no_figures_of_another_order(change: Callable[[Basket], Basket]) -> None:
    with pytest.raises(InvalidTermsError):
        with_totals(terms_of(BASKET), totals_of(change(BASKET)))
