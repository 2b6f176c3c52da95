"""What cannot be priced is refused when it is made, by a typed error that names it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from orderkit.errors import InvalidValueError
from orderkit.pricing import (
    PRESETS,
    Basis,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    Condition,
    FunctionalRate,
    InvalidAdjustmentError,
    InvalidBasketError,
    InvalidDownPaymentError,
    InvalidPolicyError,
    InvalidTaxError,
    Item,
    ItemRate,
    MeanTax,
    PriceAdjustment,
    PricingPolicy,
    RowBase,
    Scope,
    Selection,
    Tax,
    TaxRow,
    Timing,
    ToPrice,
    UntaxableError,
    down_payment,
    totals_of,
)
from orderkit.values import (
    MOST,
    Currency,
    Exact,
    InexactError,
    InvalidExactError,
    RoundingExponentError,
    RoundingPolicy,
)

EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
TEN, LATE = Exact(10), Timing.AFTER_TAX
# What a caller without a type checker may hand in.
JUNK: Any = 1.5


ITEM = Item(id="1", quantity=1, price=TEN)
BASKET = Basket(currency=EUR, items=(ITEM,))
ADJUSTMENT = PriceAdjustment(id="a", scope=Scope.ORDER, change=ByPercent(Exact(-10)))


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Tax(code="v"), InvalidTaxError),
        (lambda: Tax(code="v", rate=TEN, amount=TEN), InvalidTaxError),
        (lambda: Tax(code="v", rate=Exact(-101)), InvalidTaxError),
        (lambda: Tax(code="v", rate=JUNK), InvalidTaxError),
        (lambda: Tax(code="v", rate=TEN, step=-1), InvalidTaxError),
        (lambda: MeanTax(code="m", decimals=99), InvalidTaxError),
        (lambda: MeanTax(code=JUNK), InvalidTaxError),
        (lambda: ItemRate("1", JUNK), InvalidTaxError),
        (lambda: TaxRow(id="r"), InvalidTaxError),
        (lambda: TaxRow(id="r", rate=JUNK), InvalidTaxError),
        (lambda: TaxRow(id="r", on=RowBase.FIXED, rate=TEN), InvalidTaxError),
        (lambda: TaxRow(id="r", on=RowBase.FIXED, amount=TEN, included=True), InvalidTaxError),
        (lambda: TaxRow(id="r", on=RowBase.ROW, rate=TEN), InvalidTaxError),
        (lambda: TaxRow(id="r", rate=TEN, of="x"), InvalidTaxError),
        (lambda: attrs.evolve(ITEM, price=JUNK), InvalidBasketError),
        (lambda: attrs.evolve(ITEM, quantity=True), InvalidBasketError),
        (lambda: attrs.evolve(ITEM, quantity=MOST + 1), InvalidBasketError),
        (lambda: Charge(id="c", amount=JUNK), InvalidBasketError),
        (lambda: FunctionalRate(currency=EUR, rate=Exact(0)), InvalidBasketError),
        (lambda: FunctionalRate(currency=EUR, rate=JUNK), InvalidBasketError),
        (lambda: attrs.evolve(BASKET, items=(ITEM, ITEM)), InvalidBasketError),
        (lambda: attrs.evolve(BASKET, policy=JUNK), InvalidBasketError),
        (lambda: attrs.evolve(BASKET, adjustments=(ADJUSTMENT, ADJUSTMENT)), InvalidBasketError),
        (lambda: attrs.evolve(BASKET, total_step=Exact(0)), InvalidBasketError),
        (
            lambda: attrs.evolve(BASKET, rows=(TaxRow(id="r", on=RowBase.ROW, rate=TEN, of="r"),)),
            InvalidBasketError,
        ),
        (
            lambda: attrs.evolve(BASKET, rows=(TaxRow(id="r", rate=TEN), TaxRow(id="r", rate=TEN))),
            InvalidBasketError,
        ),
        (
            lambda: attrs.evolve(
                BASKET,
                items=(attrs.evolve(ITEM, taxes=(Tax(code="v", rate=TEN),)),),
                rows=(TaxRow(id="r", rate=TEN),),
            ),
            InvalidBasketError,
        ),
        (lambda: attrs.evolve(ADJUSTMENT, change=ByPercent(Exact(-101))), InvalidAdjustmentError),
        (lambda: attrs.evolve(ADJUSTMENT, change=JUNK), InvalidAdjustmentError),
        (lambda: attrs.evolve(ADJUSTMENT, most=Exact(-1)), InvalidAdjustmentError),
        (lambda: attrs.evolve(ADJUSTMENT, scope=Scope.LINE, on=Basis.NET), InvalidAdjustmentError),
        (
            lambda: attrs.evolve(ADJUSTMENT, on=Basis.NET, timing=Timing.AFTER_TAX),
            InvalidAdjustmentError,
        ),
        (
            lambda: attrs.evolve(ADJUSTMENT, scope=Scope.UNIT, timing=Timing.AFTER_TAX),
            InvalidAdjustmentError,
        ),
        (lambda: ByPercent(JUNK), InvalidAdjustmentError),
        (lambda: ByAmount(JUNK), InvalidAdjustmentError),
        (lambda: ToPrice(JUNK), InvalidAdjustmentError),
        (lambda: Selection(products=JUNK), InvalidAdjustmentError),
        (lambda: Condition(subtotal_min=JUNK), InvalidAdjustmentError),
        (lambda: PricingPolicy(rounding=JUNK), InvalidPolicyError),
        (lambda: Exact.of(Decimal("NaN")), InvalidExactError),
        (lambda: Exact.of(Decimal("1E+2000000")), InvalidExactError),
    ],
)
def test_what_no_basket_holds_is_refused(
    make: Callable[[], object], error: type[InvalidValueError]
) -> None:
    with pytest.raises(error):
        make()


def test_a_discount_beyond_all_there_is_may_be_meant() -> None:
    deep = attrs.evolve(ADJUSTMENT, change=ByPercent(Exact(-150)), may_cross_zero=True)
    assert totals_of(attrs.evolve(BASKET, adjustments=(deep,))).gross == -500


def test_a_currency_has_no_more_decimals_than_it_has() -> None:
    fine = attrs.evolve(PRESETS["saleor"], rounding=RoundingPolicy(exponent=2))
    with pytest.raises(RoundingExponentError):
        totals_of(attrs.evolve(BASKET, currency=JPY, policy=fine))


def test_a_price_that_holds_all_its_tax_has_no_net() -> None:
    taxes = (Tax(code="v", rate=Exact(-100)),)
    for policy in (PRESETS["saleor"], PRESETS["solidus"], PRESETS["pretix"]):
        with pytest.raises(UntaxableError):
            totals_of(
                attrs.evolve(
                    BASKET, items=(attrs.evolve(ITEM, inclusive=True, taxes=taxes),), policy=policy
                )
            )


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"percent": TEN, "amount": TEN},
        {"percent": Exact(101)},
        {"percent": Exact(-1)},
        {"amount": Exact(11)},
    ],
)
def test_a_down_payment_is_a_part_of_the_order(asked: dict[str, Exact]) -> None:
    with pytest.raises(InvalidDownPaymentError):
        down_payment(totals_of(BASKET), **asked)


def test_of_nothing_no_amount_is_asked_for() -> None:
    with pytest.raises(InvalidDownPaymentError):
        down_payment(
            totals_of(attrs.evolve(BASKET, items=(attrs.evolve(ITEM, price=Exact(0)),))),
            amount=Exact(0),
        )


def test_an_amount_that_is_not_rounded_is_no_money() -> None:
    third = attrs.evolve(
        ITEM, price=Exact(10), inclusive=True, taxes=(Tax(code="v", rate=Exact(7)),)
    )
    totals = totals_of(attrs.evolve(BASKET, items=(third,), policy=PRESETS["medusa"]))
    assert str(totals.money(totals.gross)) == "EUR 10.00"
    with pytest.raises(InexactError):
        totals.money(totals.net)


def test_a_step_larger_than_the_cent_is_what_all_figures_are_multiples_of() -> None:
    whole = attrs.evolve(PRESETS["saleor"], rounding=RoundingPolicy(exponent=0))
    items = tuple(attrs.evolve(ITEM, id=str(at), price=Exact(1045, 2)) for at in range(3))
    five = attrs.evolve(ADJUSTMENT, change=ByAmount(Exact(-5)))
    basket = attrs.evolve(BASKET, items=items, policy=whole, adjustments=(five,))
    totals = totals_of(basket)
    assert [line.net for line in totals.lines] == [800, 800, 900]
    assert totals.adjustments[0].shares == (-200, -200, -100)
