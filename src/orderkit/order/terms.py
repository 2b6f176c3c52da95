"""The terms of an order: what was agreed, immutable for one revision.

Lines keep whole minor units and whole steps; the currency stands once, on the terms. Places for
adjustments, taxes with unit shares, a rate, kit parents and custom attributes stand in schema 1
from the first day, so that later work fills them and migrates nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    PIECE,
    ChannelCode,
    Currency,
    Exact,
    LineId,
    MoneyOverflowError,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    RoundingPolicy,
    Sku,
    Unit,
    digest_of,
    extend,
    utc,
)

__all__ = [
    "Adjustment",
    "AdjustmentKind",
    "Attribute",
    "AttributeValue",
    "BillingBase",
    "InvalidTermsError",
    "Line",
    "Rate",
    "TaxShare",
    "Terms",
]

AttributeValue: TypeAlias = str | int | bool | Exact | date | datetime

_MAX: Final = 2**63 - 1
_ROUNDING: Final = RoundingPolicy()


@attrs.frozen(kw_only=True)
class InvalidTermsError(InvalidValueError):
    """Terms that no order can have."""

    code: ClassVar[str] = "order.terms"
    template: ClassVar[str] = "{path}: {why}"

    path: str
    why: str


@final
class AdjustmentKind(StrEnum):
    """What an adjustment is to the customer."""

    DISCOUNT = "discount"
    CHARGE = "charge"
    FREIGHT = "freight"
    DEPOSIT = "deposit"


@final
class BillingBase(StrEnum):
    """Up to what an order may be invoiced: what left the house, or what was ordered."""

    SHIPPED = "shipped"
    ORDERED = "ordered"


@final
@attrs.frozen(kw_only=True)
class Attribute:
    """One custom attribute (自定义项), typed by its value."""

    name: str
    value: AttributeValue


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
    """

    id: LineId
    code: str
    kind: AdjustmentKind
    amount: int
    description: str = ""
    lines: tuple[LineId, ...] = ()
    shares: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Hold the amount within 63 bits."""
        if type(self.amount) is not int or not -_MAX <= self.amount <= _MAX:
            raise InvalidTermsError(path=f"adjustments/{self.id}/amount", why=repr(self.amount))


@final
@attrs.frozen(kw_only=True)
class TaxShare:
    """One tax on a line, fixed to its units once.

    Attributes:
        code: The tax, as the host's tax table names it.
        rate: Percent, such as 13.
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


@final
@attrs.frozen(kw_only=True)
class Rate:
    """A dated rate from the order's currency (原币) into the functional one (本位币)."""

    currency: Currency
    rate: Exact
    on: date


@final
@attrs.frozen(kw_only=True)
class Line:
    """One line as agreed.

    Attributes:
        id: Within its order: `1`, `2`, and so on.
        quantity: Whole steps of `unit`, above zero.
        price: For one whole unit; never rounded.
        amount: The line's total in minor units, rounded once when the line was made.
        parent: The kit line this one belongs to.
        requested: The day the customer asked for.
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
        """Hold quantity and amount within their bounds; a bool is no number."""
        if type(self.quantity) is not int or not 1 <= self.quantity <= _MAX:
            raise InvalidTermsError(path=f"lines/{self.id}/quantity", why=repr(self.quantity))
        if type(self.amount) is not int or not -_MAX <= self.amount <= _MAX:
            raise InvalidTermsError(path=f"lines/{self.id}/amount", why=repr(self.amount))

    @property
    def total(self) -> int:
        """The amount, the line's own adjustments, and the taxes that its price does not hold."""
        if not self.adjustments and not self.taxes:
            return self.amount
        added = sum(adjustment.amount for adjustment in self.adjustments)
        return self.amount + added + sum(share.tax for share in self.taxes if not share.included)


@final
@attrs.frozen(kw_only=True)
class Terms:
    """What was agreed: parties, lines, prices, adjustments. Safe to cache by revision.

    Attributes:
        number: The channel's own number of the order, unique in its channel; empty if it has none.
        revision: 1 when placed; each applied change of terms adds 1.
        bill_to: Who is invoiced; None means the customer.
        ship_to: Who receives; None means the customer.
        unread: What a later release stored of them that this one does not know, as JSON; kept,
            and no part of what was agreed.
        total: Lines, adjustments and taxes that prices do not hold, in minor units.
    """

    organisation: OrganisationId
    order: OrderId
    channel: ChannelCode
    number: str
    customer: PartyId
    ordered_at: datetime = attrs.field(converter=utc)
    currency: Currency
    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    revision: int = 1
    bill_to: PartyId | None = None
    ship_to: PartyId | None = None
    net_days: int | None = None
    billing: BillingBase = BillingBase.SHIPPED
    rate: Rate | None = None
    attributes: tuple[Attribute, ...] = ()
    unread: bytes = attrs.field(default=b"", eq=False, repr=False)
    total: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse twin ids, steps or a total beyond 63 bits, and add up the total once."""
        if len(self.places) != len(self.lines) + len(self.adjustments):
            raise InvalidTermsError(path="lines", why="an id stands twice")
        total = sum(line.total for line in self.lines)
        total += sum(adjustment.amount for adjustment in self.adjustments)
        if sum(line.quantity for line in self.lines) > _MAX:
            raise InvalidTermsError(path="lines", why="more steps than 63 bits hold")
        if not -_MAX <= total <= _MAX:
            raise MoneyOverflowError(amount=str(total), currency=self.currency.code)
        object.__setattr__(self, "total", total)

    @cached_property
    def key(self) -> OrderKey:
        """The order's identity, with its organisation."""
        return OrderKey(self.organisation, self.order)

    @cached_property
    def places(self) -> Mapping[LineId, int]:
        """The place of each line, counted from 0; behind the lines, that of each adjustment."""
        ids = [line.id for line in self.lines]
        ids += [adjustment.id for adjustment in self.adjustments]
        return MappingProxyType({known: place for place, known in enumerate(ids)})

    @cached_property
    def digest(self) -> str:
        """The digest of what people approve: these terms, whatever the progress on them."""
        return digest_of(self)
