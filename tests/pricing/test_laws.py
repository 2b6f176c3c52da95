"""Laws of what an order comes to, under every policy."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from orderkit.pricing import (
    PRESETS,
    Basis,
    Basket,
    ByAmount,
    ByPercent,
    FunctionalTotals,
    Item,
    LineBasis,
    PlaceTotals,
    PriceAdjustment,
    PricingPolicy,
    Scope,
    Tax,
    TaxRow,
    Timing,
    Totals,
    down_payment,
    functional_of,
    price_before_tax,
    saved_by_adjustments,
    totals_of,
)
from orderkit.testing.pricing import baskets, price_adjustments, pricing_policies, taxes
from orderkit.values import (
    Currency,
    Exact,
    InclusiveTarget,
    Rational,
    RoundingLevel,
    RoundingMode,
    RoundingPolicy,
)

EUR = Currency.of("EUR")
# Levels at which a line does not look at the others, and so keeps what was entered.
BY_LINE = (RoundingLevel.UNIT, RoundingLevel.LINE, RoundingLevel.TAX_LINE, RoundingLevel.NONE)
# Both of its parts would be rounded up, were both of them rounded.
UPWARDS = Basket(
    currency=EUR,
    items=(
        Item(
            id="1",
            quantity=1,
            price=Exact(299, 2),
            inclusive=True,
            taxes=(Tax(code="v", rate=Exact(4)),),
        ),
    ),
    policy=PricingPolicy(
        rounding=RoundingPolicy(mode=RoundingMode.UP, inclusive_target=InclusiveTarget.NET)
    ),
)
UNROUNDED = PricingPolicy(rounding=RoundingPolicy(level=RoundingLevel.NONE, mode=RoundingMode.NONE))
# Two lines have the same claim to one cent.
TIED = Basket(
    currency=EUR,
    items=tuple(Item(id=name, quantity=1, price=Exact(1)) for name in "ab"),
    adjustments=(PriceAdjustment(id="cent", scope=Scope.ORDER, change=ByAmount(Exact(-1, 2))),),
)
# What a discount off the gross may not take: the levy is due whatever the goods are sold for. With
# a neighbour to take it from, or none; with amounts that are rounded, or not.
LEVIES = tuple(
    Basket(
        currency=EUR,
        items=(
            Item(
                id="levy",
                quantity=1,
                price=Exact(0),
                taxes=(Tax(code="levy", amount=Exact(5, 2)),),
            ),
            *others,
        ),
        adjustments=(
            PriceAdjustment(
                id="off", scope=Scope.ORDER, change=ByPercent(Exact(-50)), on=Basis.GROSS
            ),
        ),
        policy=policy,
    )
    for others in ((), (Item(id="goods", quantity=1, price=Exact(1)),))
    for policy in (PricingPolicy(), PRESETS["tryton-document"], UNROUNDED)
)
# One cent that holds two taxes, each of which is a cent, rounded up.
CENT_OF_TAXES = Basket(
    currency=EUR,
    items=(
        Item(
            id="1",
            quantity=1,
            price=Exact(1, 2),
            inclusive=True,
            taxes=tuple(Tax(code=code, rate=Exact(6), affected=False) for code in "ab"),
        ),
    ),
    policy=PricingPolicy(
        rounding=RoundingPolicy(
            level=RoundingLevel.TAX_LINE,
            mode=RoundingMode.UP,
            inclusive_target=InclusiveTarget.TAX,
        )
    ),
)
# A discount off the gross of more than there is, while amounts are exact until they are taxed.
BEYOND = Basket(
    currency=EUR,
    items=(
        Item(
            id="1",
            quantity=2,
            price=Exact(7641, 4),
            inclusive=True,
        ),
    ),
    rows=(TaxRow(id="service", rate=Exact(14), included=True),),
    adjustments=(
        PriceAdjustment(id="off", scope=Scope.ORDER, change=ByAmount(Exact(-100)), on=Basis.GROSS),
    ),
    policy=PRESETS["erpnext"],
)


def places_of(totals: Totals) -> tuple[PlaceTotals, ...]:
    return (*totals.lines, *totals.charges)


@given(baskets())
@example(BEYOND)
def test_i_22_totals_are_the_sums_of_what_is_shown(basket: Basket) -> None:
    totals = totals_of(basket)
    places = places_of(totals)
    assert totals.net == sum(place.net for place in places)
    assert totals.tax == sum(tax.amount for tax in totals.taxes)
    assert totals.tax == sum(place.tax for place in places)
    late = sum(
        each.amount for each in totals.adjustments if each.adjustment.timing is Timing.AFTER_TAX
    )
    assert totals.gross == totals.net + totals.tax + totals.difference
    assert totals.payable == totals.gross + late + totals.rounding
    if basket.policy.rounding.level is not RoundingLevel.NONE:
        figures = [totals.net, totals.tax, totals.gross, totals.payable]
        figures += [share for each in totals.adjustments for share in each.shares]
        assert all(figure.denominator == 1 for figure in figures)
    if not basket.adjustments:
        assert totals.total == sum(line.entered for line in totals.lines)


@given(baskets())
@example(UPWARDS)
def test_i_29_net_and_tax_are_the_gross_in_each_line_and_group(basket: Basket) -> None:
    totals = totals_of(basket)
    for place in places_of(totals):
        assert place.net + place.tax == place.gross
        assert place.tax == sum(tax.amount for tax in place.taxes)
        held = sum(tax.amount for tax in place.taxes if tax.included)
        if basket.policy.rounding.level is not RoundingLevel.NONE:
            assert place.net.denominator == place.tax.denominator == 1
        if not basket.adjustments and place.taxes:
            assert place.net + held == place.entered + place.correction
        if basket.policy.rounding.level in BY_LINE:
            kept = basket.policy.rounding.inclusive_target is not InclusiveTarget.RECOMPUTE
            assert not (kept and place.correction)
    for group in totals.taxes:
        shares = [
            tax.amount
            for place in places_of(totals)
            for tax in place.taxes
            if (tax.tax.code, tax.tax.rate) == (group.code, group.rate)
        ]
        assert group.amount == sum(shares)


@given(baskets(), st.randoms(use_true_random=False))
def test_i_23_shares_of_an_adjustment_and_parts_of_a_line_lose_nothing(
    basket: Basket, chance: Random
) -> None:
    totals = totals_of(basket)
    for each in totals.adjustments:
        assert each.amount == sum(each.shares)
        assert len(each.places) == len(each.shares) == len(set(each.places))
    for line in totals.lines:
        cuts = sorted({0, line.quantity, chance.randint(0, line.quantity)})
        parts = [line.part(start, stop) for start, stop in pairwise(cuts)]
        assert sum(parts) == line.gross


@given(baskets(pricing_policies(by_place=False)), st.permutations(range(5)))
@example(TIED, [1, 0, 2, 3, 4])
def test_i_25_totals_do_not_depend_on_the_order_of_lines(basket: Basket, order: list[int]) -> None:
    items = tuple(basket.items[at] for at in order if at < len(basket.items))
    one, other = totals_of(basket), totals_of(attrs.evolve(basket, items=items))
    assert (one.net, one.tax, one.gross, one.payable) == (
        other.net,
        other.tax,
        other.gross,
        other.payable,
    )
    assert {line.id: line for line in one.lines} == {line.id: line for line in other.lines}


@given(baskets())
@example(LEVIES[0])
@example(LEVIES[1])
@example(LEVIES[2])
@example(LEVIES[3])
@example(LEVIES[4])
@example(LEVIES[5])
@example(CENT_OF_TAXES)
def test_i_26_no_discount_takes_a_line_below_zero(basket: Basket) -> None:
    totals = totals_of(basket)
    for place in places_of(totals):
        if place.place.inclusive and any(tax.tax.amount is not None for tax in place.taxes):
            # A levy may be more than a price that holds it; then the net is below zero.
            return
        # Of several taxes in a price, each is rounded by itself: up, they may come to more than it.
        inside = [tax for tax in place.taxes if tax.included]
        grain = basket.policy.rounding.grain(basket.currency)
        assert place.net >= -grain * max(0, len(inside) - 1)
        assert place.gross >= 0
    assert totals.payable - totals.rounding >= 0 or totals.difference


@given(baskets(adjustments=price_adjustments(st.sampled_from([Scope.LINE, Scope.UNIT]))))
def test_i_26_no_discount_takes_a_line_below_its_floor_price(basket: Basket) -> None:
    discounts = tuple(
        each
        for each, given in zip(basket.adjustments, totals_of(basket).adjustments, strict=True)
        if all(share <= 0 for share in given.shares)
    )
    totals = totals_of(attrs.evolve(basket, adjustments=discounts))
    for line, item in zip(totals.lines, basket.items, strict=True):
        if item.floor_price is not None and line.discount > 0:
            least = item.floor_price.fraction * Fraction(item.quantity, 10**item.unit.decimals)
            assert line.entered - line.discount >= least * 10**basket.currency.exponent


@given(baskets())
def test_an_adjustment_that_lapses_gives_nothing_and_one_of_a_group_is_in_force(
    basket: Basket,
) -> None:
    totals = totals_of(basket)
    for each in totals.adjustments:
        assert each.lapse is None or (each.amount == 0 and each.places == ())
    groups = [
        each.adjustment.group
        for each in totals.adjustments
        if each.adjustment.group and each.lapse is None
    ]
    assert len(groups) == len(set(groups))


@given(baskets())
def test_an_adjustment_stays_within_its_most(basket: Basket) -> None:
    for each in totals_of(basket).adjustments:
        if each.adjustment.most is not None:
            most = each.adjustment.most.fraction * 10**basket.currency.exponent
            assert abs(each.amount) <= most


@given(baskets())
def test_what_adjustments_took_is_the_difference_to_none_of_them(basket: Basket) -> None:
    totals, saved = totals_of(basket), saved_by_adjustments(totals_of(basket))
    plain = totals_of(attrs.evolve(basket, adjustments=()))
    assert (plain.net - saved.net, plain.gross - saved.gross) == (totals.net, totals.gross)
    assert saved.net + saved.tax == saved.gross or totals.difference


def rounding_somehow(rounding: RoundingPolicy) -> RoundingPolicy:
    """With a mode that rounds: what is drawn without one rounds nowhere."""
    if rounding.mode is RoundingMode.NONE:
        return attrs.evolve(rounding, mode=RoundingMode.HALF_UP)
    return rounding


@given(
    baskets(),
    st.sampled_from([RoundingLevel.LINE, RoundingLevel.TAX_LINE, RoundingLevel.UNIT]),
)
def test_a_tax_of_nothing_changes_no_figure_of_a_line(basket: Basket, level: RoundingLevel) -> None:
    """The quick way of lines with one tax equals the plain way of lines with several."""
    rounding = rounding_somehow(attrs.evolve(basket.policy.rounding, level=level))
    basket = attrs.evolve(basket, policy=attrs.evolve(basket.policy, rounding=rounding))
    nothing = Tax(code="nothing", rate=Exact(0))
    items = tuple(
        attrs.evolve(item, taxes=(*item.taxes, nothing)) if item.taxes else item
        for item in basket.items
    )
    one, other = totals_of(basket), totals_of(attrs.evolve(basket, items=items))
    assert (one.net, one.tax, one.gross) == (other.net, other.tax, other.gross)


@st.composite
def plain_baskets(draw: st.DrawFn) -> Basket:
    """Baskets of items alone, with at most one tax each, rounded by no unit."""
    policies = pricing_policies().filter(
        lambda policy: policy.rounding.level is not RoundingLevel.UNIT
    )
    basket = draw(baskets(policies, st.nothing()))
    items = [
        attrs.evolve(
            item, taxes=tuple(tax for tax in item.taxes if isinstance(tax, Tax) and tax.rate)[:1]
        )
        for item in basket.items
    ]
    return attrs.evolve(basket, items=tuple(items), charges=())


def exactly(basket: Basket) -> Fraction:
    """The gross of a basket without adjustments, by the formula alone."""
    gross = Fraction(0)
    for item in basket.items:
        units = Fraction(item.quantity, 10**item.unit.decimals)
        amount = item.price.fraction * units * 10**basket.currency.exponent
        rates = [tax.rate for tax in item.taxes if isinstance(tax, Tax) and tax.rate]
        rate = sum((rate.fraction for rate in rates), Fraction(0))
        gross += amount if item.inclusive else amount * (1 + rate * Fraction(1, 100))
    return gross


@given(plain_baskets())
def test_a_policy_that_does_not_round_gives_the_formula(basket: Basket) -> None:
    rounding = RoundingPolicy(level=RoundingLevel.NONE, mode=RoundingMode.NONE)
    policy = attrs.evolve(basket.policy, rounding=rounding)
    assert totals_of(attrs.evolve(basket, policy=policy)).gross == exactly(basket)


@given(plain_baskets())
def test_rounded_totals_are_near_the_exact_ones(basket: Basket) -> None:
    off = abs(totals_of(basket).gross - exactly(basket))
    assert off <= 3 * len(basket.items)


@given(baskets())
def test_the_functional_sums_fit_each_other(basket: Basket) -> None:
    totals = totals_of(basket)
    sums = functional_of(totals)
    assert (sums is None) is (basket.functional is None)
    if isinstance(sums, FunctionalTotals):
        assert sums.net + sums.tax == sums.gross
        assert sums == functional_of(totals)


@given(st.integers(1, 99_999), taxes())
def test_a_price_before_tax_comes_to_the_price_with_tax(minor: int, own: tuple[Tax, ...]) -> None:
    policy = PricingPolicy(rounding=RoundingPolicy(level=RoundingLevel.NONE))
    item = Item(id="1", quantity=1, price=Exact(minor, 2), taxes=own)
    gross = totals_of(Basket(currency=EUR, items=(item,), policy=policy)).gross
    # Rates have one decimal, and at most three of them stand on one another.
    price = Exact(int(gross * 10**10), 12)
    assert price_before_tax(price, own, EUR) == Fraction(minor, 100)


@given(baskets(), st.integers(0, 100))
def test_a_down_payment_is_the_sum_of_its_lines(basket: Basket, percent: int) -> None:
    totals = totals_of(basket)
    payment = down_payment(totals, percent=Exact(percent))
    assert payment.gross == sum(line.gross for line in payment.lines)
    assert sum(tax.amount for tax in payment.taxes) == sum(
        amount for line in payment.lines for amount in line.amounts
    )
    for line in payment.lines:
        assert line.net + sum(line.amounts) == line.gross
    if percent == 100:
        assert payment.gross == totals.gross - totals.difference


def rounded_by_line(basket: Basket) -> Basket:
    """Under a policy whose lines are rounded as wholes; made, for few that are drawn are so."""
    rounding = basket.policy.rounding
    if rounding.level in (RoundingLevel.UNIT, RoundingLevel.NONE):
        rounding = attrs.evolve(rounding, level=RoundingLevel.LINE)
    rounding = rounding_somehow(rounding)
    policy = attrs.evolve(basket.policy, rounding=rounding, lines=LineBasis.ROUNDED)
    return attrs.evolve(basket, policy=policy)


def by_percent(basket: Basket) -> Basket:
    """Without taxes of so much a unit, which a line of one unit has but once."""
    items = tuple(
        attrs.evolve(
            item,
            taxes=tuple(tax for tax in item.taxes if not (isinstance(tax, Tax) and tax.amount)),
        )
        for item in basket.items
    )
    return attrs.evolve(basket, items=items)


@given(baskets(adjustments=st.nothing()))
def test_totals_of_stored_lines_with_their_corrections_are_the_same(basket: Basket) -> None:
    basket = by_percent(rounded_by_line(basket))
    first = totals_of(basket)
    exponent = basket.currency.exponent

    def stored(line: PlaceTotals, item: Item) -> Item:
        amount: Rational = line.entered + line.correction
        return attrs.evolve(
            item,
            quantity=10**item.unit.decimals,
            price=Exact(int(amount), exponent),
            correction=Exact(int(line.correction), exponent),
            floor_price=None,
        )

    items = tuple(map(stored, first.lines, basket.items))
    again = totals_of(attrs.evolve(basket, items=items))
    assert (again.net, again.tax, again.gross) == (first.net, first.tax, first.gross)


@given(
    baskets(adjustments=st.nothing()),
    st.sampled_from([RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.HALF_DOWN]),
)
def test_a_credit_is_the_mirror_of_its_order(basket: Basket, mode: RoundingMode) -> None:
    rounding = basket.policy.rounding
    target = rounding.inclusive_target
    if target is InclusiveTarget.GROSS:
        # Which of two equal nets is nearest is no question of sign.
        target = InclusiveTarget.NET
    rounding = attrs.evolve(rounding, mode=mode, inclusive_target=target)
    policy = attrs.evolve(basket.policy, rounding=rounding)
    basket = attrs.evolve(basket, policy=policy, charges=(), total_step=None)
    items = tuple(attrs.evolve(item, quantity=-item.quantity) for item in basket.items)
    one, other = totals_of(basket), totals_of(attrs.evolve(basket, items=items))
    assert (-other.net, -other.tax, -other.gross) == (one.net, one.tax, one.gross)


def test_percent_of_the_order_and_of_each_line_are_two_things() -> None:
    items = tuple(Item(id=str(at), quantity=1, price=Exact(105, 2)) for at in range(2))
    ten = ByPercent(Exact(-10))
    found = [
        totals_of(
            Basket(
                currency=EUR,
                items=items,
                adjustments=(PriceAdjustment(id="ten", scope=scope, change=ten),),
            )
        ).gross
        for scope in (Scope.LINE, Scope.ORDER)
    ]
    assert found == [188, 189]
