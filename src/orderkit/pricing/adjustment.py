"""Price adjustments: discounts and charges on units, lines, the order or what is beside it.

They are data: what is taken off or put on, from what, on what condition, and how they stack. The
order of application is the order in which a basket holds them.
"""

from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import Exact, field_check, shown

__all__ = [
    "ALWAYS",
    "Basis",
    "ByAmount",
    "ByPercent",
    "Change",
    "Condition",
    "Coverage",
    "InvalidAdjustmentError",
    "PriceAdjustment",
    "Scope",
    "Selection",
    "Timing",
    "ToPrice",
]


@attrs.frozen(kw_only=True)
class InvalidAdjustmentError(InvalidValueError):
    """An adjustment that no order can have."""

    code: ClassVar[str] = "pricing.adjustment"
    template: ClassVar[str] = "adjustment {adjustment}: {why}"

    adjustment: str
    why: str


def _refuse(wrong: tuple[str, str] | None, adjustment: object) -> None:
    if wrong is not None:
        raise InvalidAdjustmentError(
            adjustment=shown(str(adjustment)), why=f"{wrong[0]} cannot hold {wrong[1]}"
        )


@final
class Scope(StrEnum):
    """What a change is meant for."""

    UNIT = "unit"  # each whole unit by itself, rounded there
    LINE = "line"  # each line by itself
    ORDER = "order"  # all that it covers together, shared out among them
    CHARGE = "charge"  # each charge by itself


@final
class Basis(StrEnum):
    """From what an amount is taken, or on what it is put."""

    ENTERED = "entered"  # prices as entered, whether they hold tax or not
    NET = "net"
    GROSS = "gross"


@final
class Coverage(StrEnum):
    """What an adjustment of the order is shared out over."""

    LINES = "lines"
    SHIPPING = "shipping"
    SURCHARGE = "surcharge"


@final
class Timing(StrEnum):
    """Whether taxes follow an adjustment."""

    BEFORE_TAX = "before_tax"
    AFTER_TAX = "after_tax"  # it changes what is to be paid, and neither net nor tax


@final
@attrs.frozen
class ByPercent:
    """So many percent of what there is; below zero for a discount."""

    percent: Exact

    def __attrs_post_init__(self) -> None:
        """Refuse what is no percentage."""
        _refuse(_WRONG_IN_PERCENT(self), "percent")


@final
@attrs.frozen
class ByAmount:
    """An amount in units of the currency; below zero for a discount."""

    amount: Exact

    def __attrs_post_init__(self) -> None:
        """Refuse what is no amount."""
        _refuse(_WRONG_IN_AMOUNT(self), "amount")


@final
@attrs.frozen
class ToPrice:
    """To a price that is to be reached, in units of the currency."""

    price: Exact

    def __attrs_post_init__(self) -> None:
        """Refuse what is no price."""
        _refuse(_WRONG_IN_PRICE(self), "price")


Change: TypeAlias = ByPercent | ByAmount | ToPrice


@final
@attrs.frozen(kw_only=True)
class Selection:
    """Items by article and category; both must fit, and an empty one fits all."""

    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what selects nothing known."""
        _refuse(_WRONG_IN_SELECTION(self), "selection")

    def fits(self, product: str, categories: tuple[str, ...]) -> bool:
        """Whether an item of this article and these categories is selected."""
        if self.products and product not in self._products:
            return False
        return not self.categories or not self._categories.isdisjoint(categories)

    # Sets, because a selection may name as many articles as there are.
    @cached_property
    def _products(self) -> frozenset[str]:
        return frozenset(self.products)

    @cached_property
    def _categories(self) -> frozenset[str]:
        return frozenset(self.categories)


@final
@attrs.frozen(kw_only=True)
class Condition:
    """What must hold when its turn comes, with everything before it applied. All must.

    Attributes:
        subtotal_min: The least that items come to, as entered, in units of the currency.
        any_line_quantity_min: The least quantity of at least one line, in whole units.
        selected_quantity_min: The least quantity of the chosen lines together.
    """

    subtotal_min: Exact | None = None
    any_line_quantity_min: Exact | None = None
    selected_quantity_min: Exact | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no condition holds."""
        _refuse(_WRONG_IN_CONDITION(self), "when")


_WRONG_IN_CONDITION: Final = field_check(Condition)
ALWAYS: Final = Condition()
"""The condition that asks for nothing."""
_LINES: Final = (Coverage.LINES,)


@final
@attrs.frozen(kw_only=True)
class PriceAdjustment:
    """A discount or a charge.

    Attributes:
        lines: Items it is meant for, by id; empty means all that `select` fits.
        covers: What an adjustment of the order is shared out over.
        group: Of one group only the first that applies is in force; empty means no group.
        most: The most it comes to, in units of the currency, without sign.
        coupon: The code that brought it, if any.
        may_cross_zero: Whether it may take a line below zero; a floor price holds all the same.
    """

    id: str
    scope: Scope
    change: Change
    lines: tuple[str, ...] = ()
    select: Selection | None = None
    when: Condition = ALWAYS
    on: Basis = Basis.ENTERED
    timing: Timing = Timing.BEFORE_TAX
    covers: tuple[Coverage, ...] = _LINES
    group: str = ""
    most: Exact | None = None
    coupon: str = ""
    may_cross_zero: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse more than 100 % off, and a basis or a timing that its scope does not have."""
        _refuse(_WRONG_IN_ADJUSTMENT(self), self.id)
        change = self.change
        if isinstance(change, ByPercent) and change.percent < _ALL and not self.may_cross_zero:
            self._refuse(f"{change.percent} % takes more than there is")
        if self.most is not None and self.most.digits < 0:
            self._refuse(f"most is {self.most}")
        if self.on is not Basis.ENTERED and self.scope is not Scope.ORDER:
            self._refuse("only an adjustment of the order has another basis than the entered price")
        late = self.timing is Timing.AFTER_TAX
        if late and (self.scope is not Scope.ORDER or self.on is Basis.NET):
            self._refuse("after tax stands only an adjustment of the order, on the gross")

    def _refuse(self, why: str) -> None:
        raise InvalidAdjustmentError(adjustment=shown(self.id), why=why)


_ALL: Final = Exact(-100)
_WRONG_IN_PERCENT: Final = field_check(ByPercent)
_WRONG_IN_AMOUNT: Final = field_check(ByAmount)
_WRONG_IN_PRICE: Final = field_check(ToPrice)
_WRONG_IN_SELECTION: Final = field_check(Selection)
_WRONG_IN_ADJUSTMENT: Final = field_check(PriceAdjustment)
