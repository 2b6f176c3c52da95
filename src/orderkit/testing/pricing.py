"""Strategies for what is priced: taxes, adjustments, policies and whole baskets.

Few names and small amounts on purpose: cents that do not divide are what we are after.
"""

import attrs
from hypothesis import strategies as st

from orderkit.pricing import (
    PRESETS,
    Basis,
    Basket,
    ByAmount,
    ByPercent,
    Change,
    Charge,
    ChargeKind,
    Condition,
    Coverage,
    Difference,
    FunctionalBasis,
    FunctionalRate,
    Item,
    LineBasis,
    PriceAdjustment,
    PricingPolicy,
    Scope,
    Tax,
    Timing,
    ToPrice,
    Weighing,
)
from orderkit.values import (
    PIECE,
    Currency,
    Exact,
    InclusiveTarget,
    Residual,
    RoundingLevel,
    RoundingMode,
    RoundingPolicy,
    Unit,
)

__all__ = ["BY_PLACE", "baskets", "price_adjustments", "pricing_policies", "taxes"]

BY_PLACE = frozenset(
    {Residual.FIRST, Residual.LAST, Residual.SPREAD, Residual.HALF_DOWN_THEN_FRONT}
)
"""The residuals under which the place of a line matters."""

_RATES = st.sampled_from(["0", "6", "7", "9", "13", "19", "20", "5.5"]).map(Exact.of)
# Lines that come to the same, or to next to nothing, as often as any others.
_DIGITS = st.sampled_from([0, 1, 5, 100, 333, 999]) | st.integers(0, 99_999)
_EUR, _JPY, _CNY = (Currency.of(code) for code in ("EUR", "JPY", "CNY"))


def taxes() -> st.SearchStrategy[tuple[Tax, ...]]:
    """Draw the taxes of a line: mostly one rate, now and then several, or one on another."""
    one = st.builds(lambda rate: (Tax(code=f"V{rate}", rate=rate),), _RATES)
    several = st.lists(
        st.builds(
            Tax,
            code=st.sampled_from("abc"),
            rate=_RATES,
            raises_base=st.booleans(),
            affected=st.booleans(),
        ),
        max_size=3,
        unique_by=lambda tax: tax.code,
    ).map(tuple)
    levy = st.builds(
        lambda rate, raises: (
            Tax(code="levy", amount=Exact(5, 2), raises_base=raises),
            Tax(code="vat", rate=rate),
        ),
        _RATES,
        st.booleans(),
    )
    return one | one | several | levy


def pricing_policies(*, by_place: bool = True) -> st.SearchStrategy[PricingPolicy]:
    """Draw policies: those with names, and any mixture of the fields that round.

    Args:
        by_place: Whether to draw residuals under which the place of a line matters.
    """
    levels = [level for level in RoundingLevel if level is not RoundingLevel.NONE]
    modes = [mode for mode in RoundingMode if mode is not RoundingMode.NONE]
    rounding = st.builds(
        RoundingPolicy,
        level=st.sampled_from(levels),
        mode=st.sampled_from(modes),
        inclusive_target=st.sampled_from(InclusiveTarget),
        residual=st.sampled_from(Residual),
    )
    mixed = st.builds(
        PricingPolicy,
        rounding=rounding,
        lines=st.sampled_from(LineBasis),
        weighing=st.sampled_from(Weighing),
        difference=st.sampled_from(Difference),
        functional=st.sampled_from(FunctionalBasis),
        zero_weights_alike=st.booleans(),
    )
    policies = st.sampled_from(list(PRESETS.values())) | mixed
    if by_place:
        return policies
    return policies.filter(lambda policy: policy.rounding.residual not in BY_PLACE)


def price_adjustments(
    scopes: st.SearchStrategy[Scope] | None = None,
) -> st.SearchStrategy[PriceAdjustment]:
    """Draw discounts and charges of all scopes, with conditions, caps and groups."""
    percents = st.integers(-100, 30).map(Exact).map(ByPercent)
    amounts = st.integers(-2_000, 500).map(lambda minor: ByAmount(Exact(minor, 2)))
    prices = st.integers(0, 3_000).map(lambda minor: ToPrice(Exact(minor, 2)))
    changes: st.SearchStrategy[Change] = percents | percents | amounts | prices
    return st.builds(
        _adjustment,
        st.sampled_from(Scope) if scopes is None else scopes,
        changes,
        st.sampled_from(Basis),
        st.sampled_from([Timing.BEFORE_TAX, Timing.BEFORE_TAX, Timing.AFTER_TAX]),
        st.lists(st.sampled_from(Coverage), min_size=1, unique=True).map(tuple),
        st.lists(st.sampled_from(["1", "2", "3"]), max_size=2, unique=True).map(tuple),
        st.sampled_from(["", "", "sale"]),
        st.none() | st.integers(0, 900).map(lambda minor: Exact(minor, 2)),
    )


def _adjustment(
    scope: Scope,
    change: Change,
    on: Basis,
    timing: Timing,
    covers: tuple[Coverage, ...],
    lines: tuple[str, ...],
    group: str,
    most: Exact | None,
) -> PriceAdjustment:
    late = scope is Scope.ORDER and timing is Timing.AFTER_TAX
    basis = on if scope is Scope.ORDER and not late else Basis.ENTERED
    return PriceAdjustment(
        id="?",
        scope=scope,
        change=change,
        lines=() if scope is Scope.CHARGE else lines,
        when=Condition(subtotal_min=Exact(5)) if group else Condition(),
        on=basis,
        timing=Timing.AFTER_TAX if late else Timing.BEFORE_TAX,
        covers=covers,
        group=group,
        most=most,
    )


@st.composite
def baskets(
    draw: st.DrawFn,
    policies: st.SearchStrategy[PricingPolicy] | None = None,
    adjustments: st.SearchStrategy[PriceAdjustment] | None = None,
) -> Basket:
    """Draw a basket of up to five lines, with prices of up to four decimals.

    A line may be free, may weigh instead of count, and may have a floor price. None is taken
    back, and no rows of a document are drawn.
    """
    items = tuple(draw(_items(str(place))) for place in range(1, draw(st.integers(1, 5)) + 1))
    charges = tuple(
        Charge(
            id=f"c{place}",
            amount=Exact(draw(st.integers(0, 900)), 2),
            kind=draw(st.sampled_from(ChargeKind)),
            inclusive=draw(st.booleans()),
            taxes=draw(taxes()),
        )
        for place in range(draw(st.integers(0, 2)))
    )
    each = price_adjustments() if adjustments is None else adjustments
    drawn = draw(st.just([]) if each.is_empty else st.lists(each, max_size=3))
    return Basket(
        currency=draw(st.sampled_from([_EUR, _EUR, _JPY])),
        items=items,
        policy=draw(pricing_policies() if policies is None else policies),
        charges=charges,
        adjustments=tuple(_named(each, place) for place, each in enumerate(drawn)),
        functional=draw(st.none() | st.just(FunctionalRate(currency=_CNY, rate=Exact(78123, 4)))),
        total_step=draw(st.none() | st.just(Exact(1)) | st.just(Exact(5, 2))),
    )


def _named(adjustment: PriceAdjustment, place: int) -> PriceAdjustment:
    return attrs.evolve(adjustment, id=f"a{place}")


@st.composite
def _items(draw: st.DrawFn, name: str) -> Item:
    floor = draw(st.none() | st.none() | st.integers(0, 400))
    return Item(
        id=name,
        quantity=draw(st.integers(1, 12)),
        price=Exact(draw(_DIGITS), draw(st.integers(2, 4))),
        unit=draw(st.sampled_from([PIECE, PIECE, Unit("KGM", 3)])),
        inclusive=draw(st.booleans()),
        taxes=draw(taxes()),
        floor_price=None if floor is None else Exact(floor, 2),
    )
