"""Gifts that an order gives away, held against the offers."""

from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from orderkit.order import (
    Amend,
    ChangeQuantity,
    Line,
    PlaceOrder,
    RemoveLine,
    Terms,
    decide,
    fold,
    with_totals,
)
from orderkit.pricing import Basket, GiftOffer, Item, gifts_of, totals_of, with_gifts
from orderkit.testing import RuleContract
from orderkit.testing.stored import AT, terms_of
from orderkit.validation import RuleSet, ValidationGate
from orderkit.validation.policies import GiftEarned, PriceAgainstList
from orderkit.values import NO_FACTS, Context, Exact, Finding, LineId, OrganisationId, Sku

OFFER: Final = GiftOffer(id="spring", product="SPOON", gives=1, per=Exact(3))
RULE: Final = GiftEarned((OFFER,))
ANN: Final = Context.by("ann", OrganisationId("acme"), AT)
GATES: Final = (ValidationGate(RuleSet((RULE,))),)


class TestGiftEarned(RuleContract):
    rule = RULE


def agreed(pieces: int, spoons: int, *, offer: str = "spring") -> Terms:
    """So many pieces bought, and spoons given away."""
    plain = terms_of("O1", pieces=pieces)
    spoon = Line(
        id=LineId("g"), sku=Sku("SPOON"), quantity=spoons, price=Exact(0), amount=0, gift=offer
    )
    return attrs.evolve(plain, lines=(*plain.lines, spoon))


def told(terms: Terms) -> list[Finding]:
    return list(RULE.check(terms, NO_FACTS))


def test_more_than_is_earned_is_told_with_what_is() -> None:
    assert told(agreed(6, 2)) == []
    (found,) = told(agreed(5, 2))
    assert (found.code, found.path, found.param("earned")) == (
        "gift.unearned",
        "lines/g/quantity",
        1,
    )
    assert [found.param("earned") for found in told(agreed(9, 1, offer="gone"))] == [0]


def test_two_lines_share_what_is_earned() -> None:
    terms = agreed(9, 2)
    more = attrs.evolve(terms.lines[-1], id=LineId("h"))
    (found,) = told(attrs.evolve(terms, lines=(*terms.lines, more)))
    assert (found.path, found.param("earned")) == ("lines/h/quantity", 1)


def test_whoever_takes_away_what_earned_a_gift_is_told() -> None:
    order = fold(decide(None, PlaceOrder(agreed(6, 2)), ANN, GATES).events)
    assert order is not None
    one = order.terms.lines[0].id
    refused = decide(order, Amend.on(order, ChangeQuantity(one, 5)), ANN, GATES)
    assert [found.code for found in refused.findings] == ["gift.unearned"]
    both = Amend.on(order, ChangeQuantity(one, 2), RemoveLine(LineId("g")))
    assert decide(order, both, ANN, GATES).accepted


def test_a_gift_has_no_list_price() -> None:
    rule = PriceAgainstList()
    assert all(key.subject != "SPOON" for key in rule.declares(agreed(6, 2)))
    assert [found.params for found in rule.check(agreed(6, 2), NO_FACTS)] == [(("lines", 1),)]


@given(st.integers(1, 20))
def test_what_pricing_gives_away_is_what_the_rule_allows(pieces: int) -> None:
    plain = terms_of("O1", pieces=pieces)
    (line,) = plain.lines
    item = Item(id=line.id, quantity=pieces, price=line.price, product=line.sku)
    basket = with_gifts(Basket(currency=plain.currency, items=(item,)), [OFFER])
    spoons = tuple(
        Line(
            id=LineId(gift.id),
            sku=Sku(gift.product),
            quantity=gift.quantity,
            price=gift.price,
            amount=0,
        )
        for gift in basket.items[1:]
    )
    terms = with_totals(attrs.evolve(plain, lines=(line, *spoons)), totals_of(basket))
    assert [each.gift for each in terms.lines[1:]] == ["spring"] * len(spoons)
    assert told(terms) == []
    assert sum(gift.quantity for gift in gifts_of(basket, [OFFER])) == pieces // 3
