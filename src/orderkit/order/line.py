"""What terms consist of: lines, adjustments beside them, taxes and custom attributes.

Lines keep whole minor units and whole steps; the currency stands once, on the terms. Places for
adjustments, taxes with unit shares, kit parents and custom attributes stand in schema 1 from the
first day, so that later work fills them and migrates nothing.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order.tolerance import Tolerance
from orderkit.pricing import PriceStamp
from orderkit.values import (
    MOST,
    PIECE,
    Currency,
    Exact,
    LineId,
    RoundingPolicy,
    Secret,
    Sku,
    Unit,
    extend,
    field_check,
    shown,
)

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "Attribute",
    "AttributeValue",
    "InvalidTermsError",
    "Line",
    "TaxShare",
    "refuse_other_kinds",
]

AttributeValue: TypeAlias = str | int | bool | Exact | date | datetime | Secret

_ROUNDING: Final = RoundingPolicy()


@attrs.frozen(kw_only=True)
class InvalidTermsError(InvalidValueError):
    """Terms that no order can have."""

    code: ClassVar[str] = "order.terms"
    template: ClassVar[str] = "{path}: {why}"

    path: str
    why: str


def refuse_other_kinds(wrong: tuple[str, str] | None, path: str) -> None:
    """Raise where a field holds what it is not declared to hold.

    Raises:
        InvalidTermsError: There is such a field.
    """
    if wrong is not None:
        field, held = wrong
        raise InvalidTermsError(path=shown(f"{path}/{field}"), why=f"it cannot hold {held}")


@final
class AdjustmentKind(StrEnum):
    """What an adjustment is to the customer."""

    DISCOUNT = "discount"
    CHARGE = "charge"
    FREIGHT = "freight"
    DEPOSIT = "deposit"


@final
@attrs.frozen(kw_only=True)
class Attribute:
    """One custom attribute (自定义项), typed by its value."""

    name: str
    value: AttributeValue

    def __attrs_post_init__(self) -> None:
        """Refuse what no attribute holds; a whole number stays within 63 bits."""
        refuse_other_kinds(_WRONG_IN_ATTRIBUTE(self), f"attributes/{self.name}")
        if type(self.value) is int and not -MOST <= self.value <= MOST:
            # No store would keep it.
            raise InvalidTermsError(path=f"attributes/{self.name}", why=shown(repr(self.value)))


_WRONG_IN_ATTRIBUTE: Final = field_check(Attribute)


@final
@attrs.frozen(kw_only=True)
class TaxShare:
    """One tax on a line, fixed to its units once.

    Attributes:
        code: The tax, as the host's tax table names it.
        rate: Percent, such as 13; not below -100.
        net: Base in minor units.
        tax: Tax in minor units.
        shares: The tax of each unit in turn; empty until fixed.
        included: Whether the line's price holds it.
    """

    code: str
    rate: Exact
    net: int
    tax: int
    shares: tuple[int, ...] = ()
    included: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse what no share of a tax holds; base and tax stay within 63 bits."""
        refuse_other_kinds(_WRONG_IN_TAX_SHARE(self), f"taxes/{self.code}")
        if self.rate < _WHOLE:
            raise InvalidTermsError(
                path=shown(f"taxes/{self.code}"), why=f"{self.rate} % is below -100 %"
            )
        if not -MOST <= self.net <= MOST or not -MOST <= self.tax <= MOST:
            raise InvalidTermsError(path=f"taxes/{self.code}", why=f"{self.net}, {self.tax}")


_WHOLE: Final = Exact(-100)
_WRONG_IN_TAX_SHARE: Final = field_check(TaxShare)


@final
@attrs.frozen(kw_only=True)
class Adjustment:
    """An amount beside the lines, such as freight or a discount.

    Attributes:
        id: Within its order, as `c1`.
        code: What it is for, as the channel or price list names it.
        amount: Signed minor units of the order's currency; a discount is negative.
        lines: The lines it is spread over; empty means the order as a whole.
        shares: Its part of each of these lines' units, flattened; empty until prorated.
        taxes: What of the amount is tax, as of freight; the amount holds them all.
    """

    id: LineId
    code: str
    kind: AdjustmentKind
    amount: int
    description: str = ""
    lines: tuple[LineId, ...] = ()
    shares: tuple[int, ...] = ()
    taxes: tuple[TaxShare, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no adjustment holds; the amount stays within 63 bits."""
        refuse_other_kinds(_WRONG_IN_ADJUSTMENT(self), f"adjustments/{self.id}")
        if not -MOST <= self.amount <= MOST:
            raise InvalidTermsError(path=f"adjustments/{self.id}/amount", why=repr(self.amount))


_WRONG_IN_ADJUSTMENT: Final = field_check(Adjustment)


@final
@attrs.frozen(kw_only=True)
class Line:
    """One line as agreed.

    Attributes:
        id: Within its order: `1`, `2`, and so on.
        quantity: Whole steps of `unit`, above zero.
        price: For one whole unit; never rounded.
        amount: The line's total in minor units, rounded once when the line was made.
        parent: The kit line this one belongs to. Both ask for stock and are shipped by themselves;
            of a bundle that has no stock of its own, make lines of the parts alone.
        requested: The day the customer asked for.
        tolerance: How much less is enough, so that the line closes by itself, and how much more
            is welcome; None closes nothing by itself.
        gift: The offer that gives the line away (赠品); empty where it is sold.
        stamp: How the price was determined; None of one that nobody determined. Its quantity is
            the one that was asked for then.
    """

    id: LineId
    sku: Sku
    quantity: int
    price: Exact
    amount: int
    unit: Unit = PIECE
    description: str = ""
    parent: LineId | None = None
    list_price: Exact | None = None
    floor_price: Exact | None = None
    requested: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    taxes: tuple[TaxShare, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    tolerance: Tolerance | None = None
    gift: str = ""
    stamp: PriceStamp | None = None

    @classmethod
    def priced(
        cls,
        line: str,
        sku: str,
        quantity: int,
        price: str | int | Exact,
        currency: Currency,
        *,
        unit: Unit = PIECE,
        policy: RoundingPolicy = _ROUNDING,
    ) -> "Line":
        """A line whose amount is price times quantity, multiplied first and rounded once.

        Args:
            quantity: Whole steps of `unit`.
            price: For one whole unit, in units of the currency, such as "2.50".

        Raises:
            InvalidTermsError: The quantity is not above zero.
            InvalidExactError: The price is no exact decimal.
            MoneyOverflowError: The amount is beyond 63 bits.

        >>> Line.priced("1", "MUG", 12, "2.505", Currency.of("EUR")).amount
        3006
        """
        exact = Exact.of(price)
        if type(quantity) is not int:
            raise InvalidTermsError(path=f"lines/{line}/quantity", why=repr(quantity))
        amount = extend(exact, quantity, unit, currency, policy).minor
        return cls(
            id=LineId(line), sku=Sku(sku), quantity=quantity, price=exact, amount=amount, unit=unit
        )

    def __attrs_post_init__(self) -> None:
        """Refuse what no line holds; quantity and amount stay within their bounds."""
        wrong = _WRONG_IN_LINE(self)
        if wrong is not None:
            refuse_other_kinds(wrong, f"lines/{self.id}")
        if not 1 <= self.quantity <= MOST:
            raise InvalidTermsError(path=f"lines/{self.id}/quantity", why=repr(self.quantity))
        if not -MOST <= self.amount <= MOST:
            raise InvalidTermsError(path=f"lines/{self.id}/amount", why=repr(self.amount))
        if self.stamp is not None:
            _hold_stamp(self, self.stamp)

    @property
    def total(self) -> int:
        """The amount, the line's own adjustments, and the taxes that its price does not hold."""
        if not self.adjustments and not self.taxes:
            return self.amount
        added = sum(adjustment.amount for adjustment in self.adjustments)
        return self.amount + added + sum(share.tax for share in self.taxes if not share.included)


_WRONG_IN_LINE: Final = field_check(Line)


def _hold_stamp(line: Line, stamp: PriceStamp) -> None:
    """Refuse a stamp of another price: what it explains is what is charged (I-28)."""
    asked = stamp.request
    if (stamp.price, asked.sku, asked.unit) != (line.price, line.sku, line.unit):
        why = f"it is of {asked.sku} at {stamp.price}, {asked.unit.code}"
        raise InvalidTermsError(path=shown(f"lines/{line.id}/stamp"), why=shown(why))
