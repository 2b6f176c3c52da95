"""A-93: baskets with masses of lines, adjustments, coupons, taxes, rows and gifts."""

from collections.abc import Callable
from functools import partial

import attrs
import pytest
from tests.masses import growth

from orderkit.pricing import (
    PRESETS,
    Basket,
    ByAmount,
    ByPercent,
    Charge,
    Condition,
    Coverage,
    GiftOffer,
    InvalidBasketError,
    Item,
    ItemRate,
    MeanTax,
    PriceAdjustment,
    RowBase,
    Scope,
    Selection,
    Tax,
    TaxRow,
    check_totals,
    explain_total,
    totals_of,
    with_gifts,
)
from orderkit.values import Currency, Exact

EUR = Currency.of("EUR")
VAT = (Tax(code="V", rate=Exact(19)),)
OFF = PriceAdjustment(id="off", scope=Scope.ORDER, change=ByPercent(Exact(-5)))
CENT = ByAmount(Exact(-1, 2))


def items(count: int, taxes: tuple[Tax | MeanTax, ...] = VAT) -> tuple[Item, ...]:
    return tuple(
        Item(
            id=str(each),
            quantity=3,
            price=Exact(995, 2),
            product=f"P{each}",
            categories=(f"C{each // 2}",),
            taxes=taxes,
        )
        for each in range(count)
    )


def of_each(count: int, adjustment: Callable[[int], PriceAdjustment]) -> Basket:
    """As many adjustments as lines and charges."""
    return Basket(
        currency=EUR,
        items=items(count),
        charges=tuple(Charge(id=f"c{each}", amount=Exact(5), taxes=VAT) for each in range(count)),
        adjustments=tuple(adjustment(each) for each in range(count)),
    )


def cent(each: int, scope: Scope = Scope.LINE) -> PriceAdjustment:
    return PriceAdjustment(id=f"a{each}", scope=scope, change=CENT)


def for_line(each: int, scope: Scope = Scope.LINE) -> PriceAdjustment:
    return attrs.evolve(cent(each, scope), lines=(str(each),))


def for_charge(each: int) -> PriceAdjustment:
    return attrs.evolve(cent(each, Scope.CHARGE), lines=(f"c{each}",))


def for_article(each: int) -> PriceAdjustment:
    return attrs.evolve(cent(each), select=by_product(each))


def for_category(each: int) -> PriceAdjustment:
    return attrs.evolve(cent(each, Scope.ORDER), select=Selection(categories=(f"C{each}",)))


def if_enough(each: int) -> PriceAdjustment:
    enough = Condition(subtotal_min=Exact(1), any_line_quantity_min=Exact(3))
    return attrs.evolve(for_line(each), when=enough)


def by_product(each: int) -> Selection:
    return Selection(products=(f"P{each}",))


BASKETS: dict[str, Callable[[int], Basket]] = {
    "lines": lambda count: Basket(currency=EUR, items=items(count), adjustments=(OFF,)),
    "lines of the whole order": lambda count: Basket(
        currency=EUR,
        items=items(count),
        adjustments=(attrs.evolve(OFF, lines=tuple(str(each) for each in range(count))),),
    ),
    "coupons on one line": lambda count: Basket(
        currency=EUR,
        items=items(1),
        adjustments=tuple(
            attrs.evolve(OFF, id=f"a{each}", change=CENT, coupon=f"C{each}")
            for each in range(count)
        ),
    ),
    "adjustments of a line": lambda count: of_each(count, for_line),
    "adjustments of units": lambda count: of_each(count, partial(for_line, scope=Scope.UNIT)),
    "adjustments of the order": lambda count: of_each(count, partial(for_line, scope=Scope.ORDER)),
    "adjustments of a charge": lambda count: of_each(count, for_charge),
    "adjustments of an article": lambda count: of_each(count, for_article),
    "adjustments of a category": lambda count: of_each(count, for_category),
    "conditions": lambda count: of_each(count, if_enough),
    "charges": lambda count: Basket(
        currency=EUR,
        items=items(count),
        charges=tuple(
            Charge(id=f"c{each}", amount=Exact(5), taxes=(MeanTax(code="m"),))
            for each in range(count)
        ),
        adjustments=(attrs.evolve(OFF, covers=(Coverage.LINES, Coverage.SHIPPING)),),
    ),
    "mean rates": lambda count: Basket(
        currency=EUR, items=(*items(1), *items(count, (MeanTax(code="m"),))[1:])
    ),
    "taxes of a line": lambda count: Basket(
        currency=EUR,
        items=items(1, tuple(Tax(code=f"T{each}", rate=Exact(1, 1)) for each in range(count))),
    ),
    "taxes in a price": lambda count: Basket(
        currency=EUR,
        items=tuple(
            attrs.evolve(item, inclusive=True)
            for item in items(
                1, tuple(Tax(code=f"T{each}", rate=Exact(1, 1)) for each in range(count))
            )
        ),
    ),
    "rates of items": lambda count: Basket(
        currency=EUR,
        items=tuple(attrs.evolve(item, inclusive=True) for item in items(count, ())),
        rows=(
            TaxRow(
                id="r",
                included=True,
                item_rates=tuple(ItemRate(str(each), Exact(each)) for each in range(count)),
            ),
        ),
    ),
    "rows": lambda count: Basket(
        currency=EUR,
        items=tuple(attrs.evolve(item, inclusive=True) for item in items(count, ())),
        rows=tuple(TaxRow(id=f"r{each}", included=True, rate=Exact(1, 1)) for each in range(count)),
    ),
}


@pytest.mark.parametrize("of", BASKETS)
def test_a_93_baskets_of_thousands_are_worked_out_and_told_in_linear_work(of: str) -> None:
    def made(count: int) -> Callable[[], object]:
        basket = BASKETS[of](count)

        def act() -> None:
            totals = totals_of(basket)
            explain_total(totals)
            check_totals(totals)

        return act

    assert growth(made) < 2.1


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_93_no_policy_takes_more_than_linear_work(name: str) -> None:
    def made(count: int) -> Callable[[], object]:
        inclusive = tuple(attrs.evolve(item, inclusive=True) for item in items(count))
        basket = Basket(currency=EUR, items=inclusive, adjustments=(OFF,), policy=PRESETS[name])
        return partial(totals_of, basket)

    assert growth(made) < 2.1


def test_a_93_gifts_are_found_in_linear_work() -> None:
    def made(count: int) -> Callable[[], object]:
        offers = [
            GiftOffer(
                id=f"g{each}",
                product=f"S{each}",
                gives=1,
                per=Exact(3),
                select=by_product(each),
            )
            for each in range(count)
        ]
        return partial(with_gifts, Basket(currency=EUR, items=items(count)), offers)

    assert growth(made) < 2.1


def test_a_93_a_selection_of_thousands_of_articles_is_looked_at_once_for_each_item() -> None:
    class Counted(str):
        __slots__ = ()
        compared = 0

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    names = tuple(Counted(f"P{each}") for each in range(500))
    chosen = attrs.evolve(OFF, select=Selection(products=names))
    totals_of(Basket(currency=EUR, items=items(500), adjustments=(chosen,)))
    assert Counted.compared < 5_000


def test_a_93_chains_of_taxes_have_an_end() -> None:
    taxes = tuple(Tax(code=f"T{each}", rate=Exact(1, 2), raises_base=True) for each in range(65))
    for part in (Item(id="1", quantity=1, price=Exact(1)), Charge(id="c", amount=Exact(1))):
        with pytest.raises(InvalidBasketError, match="more than 64 taxes"):
            attrs.evolve(part, taxes=taxes)
    rows = [TaxRow(id="r0", rate=Exact(1, 2))]
    rows += [
        TaxRow(id=f"r{each}", on=RowBase.RUNNING, of=f"r{each - 1}", rate=Exact(1, 2))
        for each in range(1, 66)
    ]
    with pytest.raises(InvalidBasketError, match="more than 64 rows"):
        Basket(currency=EUR, items=items(1, ()), rows=tuple(rows))
    assert totals_of(Basket(currency=EUR, items=items(1, ()), rows=tuple(rows[:65]))).net == 2985
