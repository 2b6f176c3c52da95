"""Totals of baskets that no published figure speaks of."""

from fractions import Fraction

import attrs
import pytest

from orderkit.pricing import (
    PRESETS,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    FunctionalRate,
    InvalidTaxError,
    Item,
    ItemRate,
    MeanTax,
    PriceAdjustment,
    PricingPolicy,
    RowBase,
    Scope,
    Tax,
    TaxRow,
    UntaxableError,
    functional_of,
    price_before_tax,
    totals_of,
)
from orderkit.pricing.parting import exact_parts
from orderkit.values import Currency, Exact, RoundingLevel, RoundingMode, RoundingPolicy

EUR = Currency.of("EUR")
VAT20 = Tax(code="v", rate=Exact(20))
ITEM = Item(id="1", quantity=2, price=Exact(10), taxes=(VAT20,))
MEAN = MeanTax(code="mean")


def test_a_mean_rate_may_stand_beside_another_tax() -> None:
    levy = Tax(code="levy", amount=Exact(1))
    freight = Charge(id="f", amount=Exact(5), taxes=(MEAN, levy))
    totals = totals_of(Basket(currency=EUR, items=(ITEM,), charges=(freight,)))
    assert [(tax.tax.code, tax.amount) for tax in totals.charges[0].taxes] == [
        ("mean", 100),
        ("levy", 100),
    ]


def test_the_mean_of_nothing_is_no_tax() -> None:
    free = attrs.evolve(ITEM, price=Exact(0))
    freight = Charge(id="f", amount=Exact(5), taxes=(MEAN,))
    assert totals_of(Basket(currency=EUR, items=(free,), charges=(freight,))).tax == 0


@pytest.mark.parametrize("on", [RowBase.ROW, RowBase.RUNNING])
def test_prices_hold_rows_on_rows(on: RowBase) -> None:
    rows = (
        TaxRow(id="a", rate=Exact(10), included=True),
        TaxRow(id="b", on=on, rate=Exact(10), of="a", included=True),
    )
    item = attrs.evolve(ITEM, quantity=1, price=Exact(121), inclusive=True, taxes=())
    totals = totals_of(Basket(currency=EUR, items=(item,), rows=rows, policy=PRESETS["erpnext"]))
    assert totals.gross == 12_100
    assert [row.running for row in totals.rows][-1] == 12_100


def test_rows_have_functional_sums_too() -> None:
    rate = FunctionalRate(currency=Currency.of("JPY"), rate=Exact(160))
    rows = (TaxRow(id="a", rate=Exact(10)),)
    item = attrs.evolve(ITEM, taxes=())
    sums = functional_of(totals_of(Basket(currency=EUR, items=(item,), rows=rows, functional=rate)))
    assert sums is not None
    assert (sums.net, sums.tax, sums.gross) == (3_200, 320, 3_520)


def test_no_price_holds_a_tax_of_all_of_it() -> None:
    with pytest.raises(UntaxableError):
        price_before_tax(Exact(1), [Tax(code="v", rate=Exact(-100))], EUR)


def test_lines_that_come_to_nothing_share_alike_where_the_policy_says_so() -> None:
    free = tuple(Item(id=name, quantity=1, price=Exact(0)) for name in "ab")
    fee = PriceAdjustment(id="fee", scope=Scope.ORDER, change=ByAmount(Exact(1)))
    found = [
        totals_of(
            Basket(currency=EUR, items=free, adjustments=(fee,), policy=PRESETS[name])
        ).adjustments[0]
        for name in ("vendure", "solidus")
    ]
    assert [each.shares for each in found] == [(50, 50), (0, 0)]
    assert [each.lost for each in found] == [0, 100]


def test_each_unit_is_taxed_by_itself_where_an_amount_is_uneven() -> None:
    policy = attrs.evolve(
        PRESETS["commercetools"],
        rounding=attrs.evolve(PRESETS["commercetools"].rounding, level=RoundingLevel.UNIT),
    )
    off = PriceAdjustment(id="off", scope=Scope.ORDER, change=ByAmount(Exact(-1, 2)))
    item = attrs.evolve(ITEM, price=Exact(105, 2))
    totals = totals_of(Basket(currency=EUR, items=(item,), adjustments=(off,), policy=policy))
    # One unit of 1.04, and one of 1.05, each with its own tax of 0.21.
    assert (totals.net, totals.tax) == (209, 42)


def test_a_part_of_what_is_not_rounded_is_exact() -> None:
    third = attrs.evolve(ITEM, quantity=3, price=Exact(10), inclusive=True)
    line = totals_of(Basket(currency=EUR, items=(third,), policy=PRESETS["medusa"])).lines[0]
    assert line.net == 2_500
    assert line.part(0, 1) == 1_000
    odd = attrs.evolve(third, price=Exact(1, 4), taxes=())
    line = totals_of(Basket(currency=EUR, items=(odd,), policy=PRESETS["medusa"])).lines[0]
    assert line.part(0, 1) == Fraction(1, 100)


def test_a_floor_holds_for_the_whole_order_where_nothing_is_rounded() -> None:
    exact = PricingPolicy(rounding=RoundingPolicy(level=RoundingLevel.NONE, mode=RoundingMode.NONE))
    totals = totals_of(
        Basket(
            currency=EUR,
            items=(
                Item(id="dear", quantity=1, price=Exact(10), floor_price=Exact(9)),
                Item(id="free", quantity=1, price=Exact(10)),
            ),
            adjustments=(
                PriceAdjustment(id="off", scope=Scope.ORDER, change=ByPercent(Exact(-50))),
            ),
            policy=exact,
        )
    )
    assert [line.net for line in totals.lines] == [900, 100]


@pytest.mark.parametrize("rates", [(-100,), (-60, -60), (-60, -40)])
def test_a_price_that_holds_taxes_of_all_of_it_or_more_has_no_net(rates: tuple[int, ...]) -> None:
    taxes = tuple(Tax(code=f"t{at}", rate=Exact(rate)) for at, rate in enumerate(rates))
    item = attrs.evolve(ITEM, inclusive=True, taxes=taxes)
    with pytest.raises(UntaxableError):
        totals_of(Basket(currency=EUR, items=(item,)))


def test_no_row_takes_more_than_there_is() -> None:
    with pytest.raises(InvalidTaxError, match="below -100"):
        TaxRow(id="r", rate=Exact(-101))
    with pytest.raises(InvalidTaxError, match="below -100"):
        TaxRow(id="r", item_rates=(ItemRate("1", Exact(-101)),))


def test_a_row_has_one_rate_for_an_item() -> None:
    with pytest.raises(InvalidTaxError, match="two rates"):
        TaxRow(id="r", item_rates=(ItemRate("1", Exact(5)), ItemRate("1", Exact(7))))


def test_a_charge_that_is_adjusted_is_found_among_all_of_them() -> None:
    charges = tuple(Charge(id=name, amount=Exact(5)) for name in "fg")
    off = PriceAdjustment(id="off", scope=Scope.CHARGE, change=ByPercent(Exact(-100)))
    for lines, left in (((), [0, 0]), (("g",), [500, 0]), (("1", "x"), [500, 500])):
        adjusted = Basket(
            currency=EUR,
            items=(ITEM,),
            charges=charges,
            adjustments=(attrs.evolve(off, lines=lines),),
        )
        assert [charge.net for charge in totals_of(adjusted).charges] == left


def test_exact_parts_are_in_proportion_within_their_caps() -> None:
    assert exact_parts(10, [1, 1, 2]) == [Fraction(5, 2), Fraction(5, 2), 5]
    assert exact_parts(-10, [1, 1, 2], [1, 4, 9]) == [-1, -3, -6]
    assert exact_parts(-10, [0, 1, 2], [9, 1, 1]) == [0, -1, -1]
