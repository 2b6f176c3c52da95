"""Gifts: earned by what is bought, on lines of their own, and worth nothing to any discount."""

from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.pricing import (
    Basket,
    ByAmount,
    ByPercent,
    GiftOffer,
    InvalidBasketError,
    InvalidGiftOfferError,
    Item,
    PriceAdjustment,
    Scope,
    Selection,
    Tax,
    check_totals,
    gifts_of,
    totals_of,
    with_gifts,
)
from orderkit.testing.pricing import baskets
from orderkit.values import Currency, Exact, Unit

EUR: Final = Currency.of("EUR")
MUG: Final = Item(id="1", quantity=7, price=Exact.of("9.95"), product="MUG", categories=("cups",))
LID: Final = Item(id="2", quantity=4, price=Exact.of("1.20"), product="LID")
BASKET: Final = Basket(currency=EUR, items=(MUG, LID))
THREE: Final = GiftOffer(
    id="spring", product="SPOON", gives=2, per=Exact(3), select=Selection(categories=("cups",))
)


@pytest.mark.parametrize(
    ("changes", "quantity"),
    [
        ({}, 4),
        ({"most": 1}, 2),
        ({"most": 0}, 0),
        ({"per": Exact(8)}, 0),
        ({"per": Exact(7)}, 2),
        ({"per": Exact.of("0.5"), "gives": 1}, 14),
        ({"select": None}, 6),
        ({"select": Selection(products=("LID",))}, 2),
        ({"subtotal_min": Exact.of("69.65")}, 4),
        ({"subtotal_min": Exact.of("69.66")}, 0),
    ],
)
def test_a_gift_is_given_as_often_as_it_is_earned(
    changes: dict[str, object], quantity: int
) -> None:
    offer = attrs.evolve(THREE, **changes)  # type: ignore[arg-type]  # fields of any kind
    assert sum(gift.quantity for gift in gifts_of(BASKET, [offer])) == quantity


def test_what_is_sold_by_weight_earns_by_whole_units() -> None:
    grams = Unit("KGM", 3)
    tea = Item(id="1", quantity=2_999, price=Exact(20), unit=grams, product="TEA")
    offer = GiftOffer(id="tin", product="TIN", gives=1, per=Exact(1))
    (gift,) = gifts_of(Basket(currency=EUR, items=(tea,)), [offer])
    assert (gift.quantity, gift.earned_by) == (2, ("1",))


OFFERS: Final = st.lists(
    st.builds(
        GiftOffer,
        id=st.sampled_from(["a", "b"]),
        product=st.just("GIFT"),
        gives=st.integers(1, 3),
        per=st.sampled_from([Exact(1), Exact(2), Exact.of("2.5")]),
        most=st.none() | st.integers(0, 4),
    ),
    max_size=2,
    unique_by=lambda offer: offer.id,
)


@given(baskets(), OFFERS)
def test_gifts_change_no_total_and_are_given_once(basket: Basket, offers: list[GiftOffer]) -> None:
    given_away = with_gifts(basket, offers)
    assert with_gifts(given_away, offers) == given_away
    if basket.rows:
        return
    was, now = totals_of(basket), totals_of(given_away)
    assert (now.net, now.tax, now.payable) == (was.net, was.tax, was.payable)
    shares = {line.id: line.discount for line in now.lines if line.id.startswith("gift/")}
    assert not any(shares.values())


@given(baskets(), OFFERS, st.integers(1, 20))
def test_what_is_bought_more_takes_no_gift_away(
    basket: Basket, offers: list[GiftOffer], more: int
) -> None:
    bought = attrs.evolve(
        basket, items=(*basket.items, Item(id="more", quantity=more, price=Exact(1)))
    )
    fewer = {gift.offer.id: gift.quantity for gift in gifts_of(basket, offers)}
    many = {gift.offer.id: gift.quantity for gift in gifts_of(bought, offers)}
    assert all(many[offer] >= quantity for offer, quantity in fewer.items())


def test_a_gift_has_no_price_and_earns_nothing() -> None:
    with pytest.raises(InvalidBasketError):
        attrs.evolve(MUG, gift="spring")
    free = attrs.evolve(MUG, gift="other", price=Exact(0))
    assert gifts_of(attrs.evolve(BASKET, items=(free,)), [THREE]) == ()


@pytest.mark.parametrize(
    "changes",
    [{"gives": 0}, {"per": Exact(0)}, {"per": Exact(-1)}, {"most": -1}, {"id": ""}, {"gives": 2.5}],
)
def test_an_offer_that_gives_nothing_or_without_end_cannot_be_made(
    changes: dict[str, object],
) -> None:
    with pytest.raises(InvalidGiftOfferError):
        attrs.evolve(THREE, **changes)  # type: ignore[arg-type]  # the very thing that is tried


def off(amount: int, *, crosses: bool = False) -> PriceAdjustment:
    change = ByAmount(Exact(-amount))
    return PriceAdjustment(id="off", scope=Scope.ORDER, change=change, may_cross_zero=crosses)


def codes(basket: Basket) -> list[str]:
    return [found.code for found in check_totals(totals_of(basket))]


def test_what_a_business_would_want_to_look_at_is_told() -> None:
    assert codes(BASKET) == []
    assert codes(attrs.evolve(BASKET, adjustments=(off(10),))) == []
    beyond = attrs.evolve(BASKET, adjustments=(off(100),))
    (found,) = check_totals(totals_of(beyond))
    assert (found.code, str(found.param("asked")), str(found.param("given"))) == (
        "discount.beyond",
        "EUR -100.00",
        "EUR -74.45",
    )
    crossing = attrs.evolve(BASKET, adjustments=(off(100, crosses=True),))
    assert codes(crossing) == ["total.negative"]
    cheap = attrs.evolve(MUG, price=Exact(-1))
    assert codes(attrs.evolve(BASKET, items=(cheap, LID))) == ["price.negative", "total.negative"]


def test_a_percentage_of_what_holds_tax_is_never_beyond() -> None:
    vat = (Tax(code="VAT", rate=Exact(19)),)
    all_of_it = PriceAdjustment(id="all", scope=Scope.ORDER, change=ByPercent(Exact(-100)))
    items = tuple(attrs.evolve(item, taxes=vat, inclusive=True) for item in BASKET.items)
    assert codes(attrs.evolve(BASKET, items=items, adjustments=(all_of_it,))) == []
