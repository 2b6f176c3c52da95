"""What is priced: items, charges beside them, and what the whole is priced under."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Final, TypeAlias, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.pricing.adjustment import PriceAdjustment
from orderkit.pricing.policy import PricingPolicy
from orderkit.pricing.prices.determination import PriceStamp
from orderkit.pricing.tax import MOST_CHAINED, MeanTax, Tax, TaxRow
from orderkit.values import MOST, PIECE, Currency, Exact, Unit, field_check, shown

__all__ = [
    "Basket",
    "Charge",
    "ChargeKind",
    "FunctionalRate",
    "InvalidBasketError",
    "Item",
    "Place",
]


@attrs.frozen(kw_only=True)
class InvalidBasketError(InvalidValueError):
    """What cannot be priced."""

    code: ClassVar[str] = "pricing.basket"
    template: ClassVar[str] = "{path}: {why}"

    path: str
    why: str


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidBasketError(path=shown(f"{path}/{wrong[0]}"), why=f"it cannot hold {wrong[1]}")


@final
class ChargeKind(StrEnum):
    """What a charge is for."""

    SHIPPING = "shipping"
    SURCHARGE = "surcharge"


_NONE: Final = Exact(0)


@final
@attrs.frozen(kw_only=True)
class Item:
    """A line to be priced.

    Attributes:
        id: Within its basket; amounts come out under it, and ties break by it.
        quantity: Whole steps of `unit`; below zero for what is taken back.
        price: For one whole unit, in units of the currency.
        inclusive: Whether the price holds the line's taxes.
        floor_price: Below this price for one whole unit no discount takes the line.
        product: The article, for adjustments that select articles.
        categories: Those that it is in, for adjustments that select categories.
        correction: What earlier totals put on the amount that `price` was stored with, in units of
            the currency; it is taken off first, so that totals of totals are the same.
        gift: The offer that gives it away; its price is nothing then.
        stamp: How the price was determined; only to be told.
    """

    id: str
    quantity: int
    price: Exact
    unit: Unit = PIECE
    inclusive: bool = False
    taxes: tuple[Tax | MeanTax, ...] = ()
    floor_price: Exact | None = None
    product: str = ""
    categories: tuple[str, ...] = ()
    correction: Exact = _NONE
    gift: str = ""
    stamp: PriceStamp | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no item holds, the stamp of another price too; steps stay within 63 bits."""
        _refuse(_WRONG_IN_ITEM(self), f"items/{self.id}")
        _hold_chain(self.taxes, f"items/{self.id}")
        if self.gift and self.price.digits:
            why = f"a gift costs nothing, and not {self.price}"
            raise InvalidBasketError(path=f"items/{self.id}/price", why=shown(why))
        if not -MOST <= self.quantity <= MOST:
            raise InvalidBasketError(
                path=f"items/{self.id}/quantity", why=shown(repr(self.quantity))
            )
        stamp = self.stamp
        if stamp is not None and (stamp.price != self.price or stamp.request.unit != self.unit):
            raise InvalidBasketError(
                path=f"items/{self.id}/stamp", why=f"it is of another price: {stamp.price}"
            )


@final
@attrs.frozen(kw_only=True)
class Charge:
    """An amount beside the lines that has taxes of its own, as freight has.

    Attributes:
        amount: In units of the currency; rounded once.
    """

    id: str
    amount: Exact
    kind: ChargeKind = ChargeKind.SHIPPING
    inclusive: bool = False
    taxes: tuple[Tax | MeanTax, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what no charge holds."""
        _refuse(_WRONG_IN_CHARGE(self), f"charges/{self.id}")
        _hold_chain(self.taxes, f"charges/{self.id}")


Place: TypeAlias = Item | Charge


@final
@attrs.frozen(kw_only=True)
class FunctionalRate:
    """The rate into the functional currency (本位币), fixed by its day.

    Attributes:
        rate: Units of the functional currency for one of the order's; above zero.
    """

    currency: Currency
    rate: Exact
    on: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no rate holds."""
        _refuse(_WRONG_IN_RATE(self), "functional")
        if self.rate.digits <= 0:
            raise InvalidBasketError(path="functional/rate", why=f"{self.rate} is not above zero")


@final
@attrs.frozen(kw_only=True)
class Basket:
    """All that totals are worked out of.

    Attributes:
        adjustments: Discounts and charges, in the order in which they are applied.
        rows: Taxes and charges of the document as a whole, each on what stands before it; then
            items have no taxes of their own.
        total_step: What the gross is rounded to, as "0.05" for cash; the difference is shown.
    """

    currency: Currency
    items: tuple[Item, ...]
    policy: PricingPolicy = PricingPolicy()
    charges: tuple[Charge, ...] = ()
    adjustments: tuple[PriceAdjustment, ...] = ()
    rows: tuple[TaxRow, ...] = ()
    functional: FunctionalRate | None = None
    total_step: Exact | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no basket holds: twin ids, rows on rows that do not stand before them."""
        _refuse(_WRONG_IN_BASKET(self), "basket")
        ids = [item.id for item in self.items] + [charge.id for charge in self.charges]
        if len(set(ids)) != len(ids):
            raise InvalidBasketError(path="items", why="an id stands twice")
        if len({each.id for each in self.adjustments}) != len(self.adjustments):
            raise InvalidBasketError(path="adjustments", why="an id stands twice")
        if self.rows:
            _hold_rows(self)
        if self.total_step is not None and self.total_step.digits <= 0:
            raise InvalidBasketError(path="total_step", why=f"{self.total_step} is not above zero")

    @cached_property
    def means(self) -> tuple[int, ...]:
        """Places with a mean rate, counted from 0: items, and behind them charges."""
        places: tuple[Place, ...] = (*self.items, *self.charges)
        return tuple(
            at
            for at, place in enumerate(places)
            if place.taxes and any(isinstance(tax, MeanTax) for tax in place.taxes)
        )

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The place of each item by its id, counted from 0; behind the items, of each charge."""
        ids = [item.id for item in self.items] + [charge.id for charge in self.charges]
        return MappingProxyType({known: at for at, known in enumerate(ids)})

    @cached_property
    def by_product(self) -> Mapping[str, Sequence[int]]:
        """The places of the items of each article."""
        return _filed((at, (item.product,)) for at, item in enumerate(self.items))

    @cached_property
    def by_category(self) -> Mapping[str, Sequence[int]]:
        """The places of the items of each category."""
        return _filed((at, item.categories) for at, item in enumerate(self.items))

    @cached_property
    def most_units(self) -> Fraction | None:
        """The largest quantity of an item that is sold, in whole units; None where none is."""
        units = [
            Fraction(item.quantity, 10**item.unit.decimals) for item in self.items if not item.gift
        ]
        return max(units, default=None)

    @cached_property
    def gives(self) -> bool:
        """Whether any item is a gift; no adjustment touches one, or counts it."""
        return any(item.gift for item in self.items)

    @cached_property
    def levied(self) -> bool:
        """Whether anything bears a tax that is an amount for each unit."""
        places: tuple[Place, ...] = (*self.items, *self.charges)
        taxes = [tax for place in places for tax in place.taxes]
        return any(isinstance(tax, Tax) and tax.amount is not None for tax in taxes)

    @cached_property
    def floored(self) -> bool:
        """Whether any item has a floor price."""
        return any(item.floor_price is not None for item in self.items)


def _filed(names: Iterable[tuple[int, Iterable[str]]]) -> Mapping[str, Sequence[int]]:
    filed = dict[str, list[int]]()
    for at, under in names:
        for name in under:
            filed.setdefault(name, []).append(at)
    return MappingProxyType(filed)


def _hold_chain(taxes: Sequence[Tax | MeanTax], path: str) -> None:
    if len(taxes) <= MOST_CHAINED:
        return
    if sum([isinstance(tax, Tax) and tax.raises_base for tax in taxes]) > MOST_CHAINED:
        why = f"more than {MOST_CHAINED} taxes raise the base of others"
        raise InvalidBasketError(path=shown(f"{path}/taxes"), why=why)


def _hold_rows(basket: Basket) -> None:
    if sum([row.of is not None for row in basket.rows]) > MOST_CHAINED:
        why = f"more than {MOST_CHAINED} rows are on other rows"
        raise InvalidBasketError(path="rows", why=why)
    known = set[str]()
    for row in basket.rows:
        if row.of is not None and row.of not in known:
            raise InvalidBasketError(path=f"rows/{row.id}/of", why=f"no row {row.of} before it")
        if row.id in known:
            raise InvalidBasketError(path=f"rows/{row.id}", why="an id stands twice")
        known.add(row.id)
    if any(item.taxes for item in basket.items) or any(each.taxes for each in basket.charges):
        raise InvalidBasketError(path="rows", why="lines have taxes of their own")


_WRONG_IN_ITEM: Final = field_check(Item)
_WRONG_IN_CHARGE: Final = field_check(Charge)
_WRONG_IN_RATE: Final = field_check(FunctionalRate)
_WRONG_IN_BASKET: Final = field_check(Basket)
