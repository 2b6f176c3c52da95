"""An order has the figures that pricing worked out, to the minor unit."""

from collections.abc import Callable
from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.order import AdjustmentKind, InvalidTermsError, Line, Terms, with_totals
from orderkit.pricing import (
    PRESETS,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    Item,
    PriceAdjustment,
    Scope,
    Tax,
    TaxRow,
    Timing,
    totals_of,
)
from orderkit.testing.pricing import baskets, pricing_policies
from orderkit.values import (
    ChannelCode,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoundingLevel,
    Sku,
    unit_share,
)

EUR = Currency.of("EUR")
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


POLICIES = pricing_policies().filter(lambda policy: policy.rounding.level is not RoundingLevel.NONE)


@given(baskets(POLICIES))
def test_i_06_i_22_an_order_comes_to_what_was_to_be_paid(basket: Basket) -> None:
    totals = totals_of(basket)
    assert with_totals(terms_of(basket), totals).total == totals.payable


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
