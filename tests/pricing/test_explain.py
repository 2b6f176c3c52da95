"""An order explains what it comes to, in both languages."""

import re

import attrs
import pytest
from hypothesis import given

from orderkit.locales import say
from orderkit.pricing import (
    PRESETS,
    Basis,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    Condition,
    Item,
    PriceAdjustment,
    RowBase,
    Scope,
    Tax,
    TaxRow,
    Timing,
    explain_total,
    totals_of,
)
from orderkit.testing.pricing import baskets
from orderkit.values import Currency, Exact, Money, RoundingLevel, Severity

CNY = Currency.of("CNY")
VAT13 = (Tax(code="VAT13", rate=Exact(13)),)
GONE = "adjustments/gone: The adjustment is not in force: nothing that it is meant for is there."
LEVY = (Tax(code="levy", amount=Exact(5, 2)),)
BASKET = Basket(
    currency=CNY,
    items=(
        Item(id="1", quantity=3, price=Exact.of("33.90"), inclusive=True, taxes=VAT13),
        Item(id="2", quantity=2, price=Exact.of("10"), taxes=LEVY),
    ),
    charges=(Charge(id="c", amount=Exact(8), taxes=VAT13),),
    adjustments=(
        PriceAdjustment(id="ten", scope=Scope.LINE, change=ByPercent(Exact(-10)), group="g"),
        PriceAdjustment(id="five", scope=Scope.ORDER, change=ByAmount(Exact(-5)), group="g"),
        PriceAdjustment(
            id="big",
            scope=Scope.ORDER,
            change=ByAmount(Exact(-5)),
            when=Condition(subtotal_min=Exact(999)),
        ),
        PriceAdjustment(id="gone", scope=Scope.LINE, change=ByAmount(Exact(-5)), lines=("9",)),
        PriceAdjustment(
            id="voucher", scope=Scope.ORDER, change=ByAmount(Exact(-999)), timing=Timing.AFTER_TAX
        ),
    ),
    total_step=Exact(1),
)


def told(basket: Basket, locale: str) -> list[str]:
    return [f"{step.path}: {say(step, locale)}" for step in explain_total(totals_of(basket))]


def test_an_order_says_how_it_came_about() -> None:
    assert told(BASKET, "en") == [
        "lines/1: 3 pcs at 33.9 come to CN¥101.70.",
        "lines/1: Of the adjustment ten, -CN¥10.17 fall to it.",
        "lines/1: Of the adjustment voucher, -CN¥91.53 fall to it.",
        "lines/1: It holds CN¥10.53 of VAT13: 13 % on CN¥81.00.",
        "lines/1: It comes to CN¥81.00 without tax and CN¥91.53 with tax.",
        "lines/2: 2 pcs at 10 come to CN¥20.00.",
        "lines/2: Of the adjustment ten, -CN¥2.00 fall to it.",
        "lines/2: Of the adjustment voucher, -CN¥18.10 fall to it.",
        "lines/2: The levy levy is CN¥0.10.",
        "lines/2: It comes to CN¥18.00 without tax and CN¥18.10 with tax.",
        "charges/c: The charge is CN¥8.00.",
        "charges/c: To it come CN¥1.04 of VAT13: 13 % on CN¥8.00.",
        "charges/c: It comes to CN¥8.00 without tax and CN¥9.04 with tax.",
        "adjustments/ten: The adjustment comes to -CN¥12.17.",
        "adjustments/five: The adjustment is not in force: another of the group g came first.",
        "adjustments/big: The adjustment is not in force: its condition does not hold.",
        "adjustments/gone: The adjustment is not in force: nothing that it is meant for is there.",
        "adjustments/voucher: The adjustment comes to -CN¥109.63.",
        "adjustments/voucher: -CN¥889.37 more of it found no line that could take it.",
        "taxes/VAT13: VAT13 13 % on CN¥89.00 is CN¥11.57 in all.",
        "taxes/levy: levy is CN¥0.10 in all.",
        ": Each line was rounded.",
        ": Together CN¥107.00 without tax, CN¥11.67 of tax, CN¥118.67 with tax.",
        ": Rounding for payment puts -CN¥0.04 on it.",
        ": To be paid are CN¥9.00.",
    ]


def test_it_says_so_in_chinese_too() -> None:
    lines = told(BASKET, "zh_CN")
    assert "taxes/VAT13: VAT13（税率 13 %）计税基础 ¥89.00，税额合计 ¥11.57。" in lines
    assert all(re.search("[\u4e00-\u9fff]", line) for line in lines)


@pytest.mark.parametrize("level", list(RoundingLevel))
def test_how_was_rounded_is_a_step(level: RoundingLevel) -> None:
    rounding = attrs.evolve(BASKET.policy.rounding, level=level)
    policy = attrs.evolve(BASKET.policy, rounding=rounding)
    codes = [step.code for step in explain_total(totals_of(attrs.evolve(BASKET, policy=policy)))]
    assert sum(code.startswith(("total.rounded", "total.not_rounded")) for code in codes) == 1


def test_rows_corrections_and_differences_are_steps() -> None:
    off = PriceAdjustment(
        id="off", scope=Scope.ORDER, change=ByAmount(Exact.of("-100")), on=Basis.GROSS
    )
    rows = (
        TaxRow(id="vat", rate=Exact(14), included=True),
        TaxRow(id="ship", on=RowBase.FIXED, amount=Exact(100)),
    )
    entered = Item(id="1", quantity=100, price=Exact(50), inclusive=True)
    erpnext = Basket(
        currency=CNY,
        items=(entered,),
        policy=PRESETS["erpnext"],
        rows=rows,
        adjustments=(off,),
    )
    seven = (Tax(code="v", rate=Exact(7)),)
    pretix = Basket(
        currency=CNY,
        items=(Item(id="1", quantity=1, price=Exact(23), inclusive=True, taxes=seven),),
        policy=PRESETS["pretix"],
    )
    codes = {step.code for each in (erpnext, pretix) for step in explain_total(totals_of(each))}
    assert codes >= {"total.row", "total.difference", "total.corrected"}


@given(baskets())
def test_every_step_is_a_note_and_the_lines_come_to_the_sums(basket: Basket) -> None:
    totals = totals_of(basket)
    steps = explain_total(totals)
    assert {step.severity for step in steps} == {Severity.NOTE}
    if basket.policy.rounding.level is RoundingLevel.NONE:
        return
    nets = [step.param("net") for step in steps if step.code == "total.line"]
    assert sum(net.minor for net in nets if isinstance(net, Money)) == totals.net
    for locale in ("en", "zh_CN"):
        assert all(say(step, locale) for step in steps)
