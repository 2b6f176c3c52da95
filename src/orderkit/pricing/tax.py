"""Taxes: of a line, rates or amounts, beside one another or one on another; and of a document."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import MOST, Exact, field_check, shown

__all__ = ["MOST_CHAINED", "InvalidTaxError", "ItemRate", "MeanTax", "RowBase", "Tax", "TaxRow"]

MOST_CHAINED: Final = 64
"""The most taxes that others are worked out on. Each link makes the exact figures longer, so that
thousands of them would take hours; the longest chain in use has a handful."""

_WHOLE: Final = Exact(-100)
_MOST_DECIMALS: Final = 9


@attrs.frozen(kw_only=True)
class InvalidTaxError(InvalidValueError):
    """A tax that cannot be worked out."""

    code: ClassVar[str] = "tax.invalid"
    template: ClassVar[str] = "tax {tax}: {why}"

    tax: str
    why: str


@final
@attrs.frozen(kw_only=True)
class Tax:
    """One tax on a line: a percentage of its base, or an amount for each whole unit.

    Attributes:
        code: As the host's tax table names it; taxes of one code and rate make one tax group.
        rate: Percent, such as 13; not below -100. One of `rate` and `amount` is given.
        amount: Units of the currency for each whole unit of the line, as for a levy on bottles.
        included: Whether the price holds it; None means as the line says of its price.
        raises_base: Whether later steps are taxed on this one too.
        affected: Whether an earlier step that raises the base does so for this one.
        step: Its place in the order of taxing; taxes of one step do not see one another. None
            means its place in the line's list.
    """

    code: str
    rate: Exact | None = None
    amount: Exact | None = None
    included: bool | None = None
    raises_base: bool = False
    affected: bool = True
    step: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a tax with no figure or two, or a rate that takes more than there is."""
        wrong = _WRONG_IN_TAX(self)
        if wrong is not None:
            raise InvalidTaxError(tax=shown(repr(self.code)), why=f"{wrong[0]} is {wrong[1]}")
        if (self.rate is None) is (self.amount is None):
            raise InvalidTaxError(tax=shown(self.code), why="give a rate or an amount")
        if self.rate is not None and self.rate < _WHOLE:
            raise InvalidTaxError(tax=shown(self.code), why=f"{self.rate} % is below -100 %")
        if self.step is not None and not 0 <= self.step <= MOST:
            raise InvalidTaxError(tax=shown(self.code), why=f"step {self.step} is below 0")


@final
@attrs.frozen(kw_only=True)
class MeanTax:
    """A rate that is the mean of other lines' rates, weighted by their net.

    Attributes:
        of: The items whose rates are taken; empty means all.
        decimals: Decimals of the percentage that is shown and taxed with.
    """

    code: str
    of: tuple[str, ...] = ()
    decimals: int = 2

    def __attrs_post_init__(self) -> None:
        """Refuse what no mean rate holds."""
        wrong = _WRONG_IN_MEAN_TAX(self)
        if wrong is not None:
            raise InvalidTaxError(tax=shown(repr(self.code)), why=f"{wrong[0]} is {wrong[1]}")
        if not 0 <= self.decimals <= _MOST_DECIMALS:
            raise InvalidTaxError(tax=shown(self.code), why=f"{self.decimals} decimals")


@final
class RowBase(StrEnum):
    """What a document's row is worked out on."""

    NET = "net"  # the net of the lines
    ROW = "row"  # the amount of an earlier row
    RUNNING = "running"  # net and rows up to an earlier row
    FIXED = "fixed"  # nothing: it is an amount


@final
@attrs.frozen
class ItemRate:
    """The rate of a row for one item, where items differ."""

    item: str
    rate: Exact

    def __attrs_post_init__(self) -> None:
        """Refuse what no rate of an item holds."""
        wrong = _WRONG_IN_ITEM_RATE(self)
        if wrong is not None:
            raise InvalidTaxError(tax=shown(repr(self.item)), why=f"{wrong[0]} is {wrong[1]}")


@final
@attrs.frozen(kw_only=True)
class TaxRow:
    """A tax or charge on the document as a whole, worked out on what stands before it.

    Attributes:
        rate: Percent, not below -100; for a row that is not fixed.
        amount: Units of the currency; for a fixed row.
        of: The earlier row that this one is on, for `ROW` and `RUNNING`.
        item_rates: Rates of items that have one of their own, in place of `rate`.
        included: Whether prices that hold tax hold this one; only of a row that has a rate.
    """

    id: str
    on: RowBase = RowBase.NET
    rate: Exact | None = None
    amount: Exact | None = None
    of: str | None = None
    item_rates: tuple[ItemRate, ...] = ()
    included: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a row that does not say what it comes to."""
        wrong = _WRONG_IN_TAX_ROW(self)
        if wrong is not None:
            raise InvalidTaxError(tax=shown(repr(self.id)), why=f"{wrong[0]} is {wrong[1]}")
        fixed = self.on is RowBase.FIXED
        if fixed is (self.amount is None) or (fixed and (self.rate or self.included)):
            raise InvalidTaxError(
                tax=shown(self.id), why="a fixed row has an amount, another a rate"
            )
        if not fixed and self.rate is None and not self.item_rates:
            raise InvalidTaxError(tax=shown(self.id), why="it has no rate")
        rates = [each.rate for each in self.item_rates]
        least = min(rates if self.rate is None else [*rates, self.rate], default=_WHOLE)
        if least < _WHOLE:
            raise InvalidTaxError(tax=shown(self.id), why=f"{least} % is below -100 %")
        if len({each.item for each in self.item_rates}) != len(self.item_rates):
            raise InvalidTaxError(tax=shown(self.id), why="an item has two rates")
        if (self.of is None) is (self.on in (RowBase.ROW, RowBase.RUNNING)):
            raise InvalidTaxError(
                tax=shown(self.id), why="it names no row that it is on, or one too many"
            )

    def rate_of(self, item: str) -> Exact | None:
        """The rate for an item: its own where it has one, else that of the row."""
        return self._own.get(item, self.rate)

    @cached_property
    def _own(self) -> Mapping[str, Exact]:
        return MappingProxyType({each.item: each.rate for each in self.item_rates})


_WRONG_IN_TAX: Final = field_check(Tax)
_WRONG_IN_MEAN_TAX: Final = field_check(MeanTax)
_WRONG_IN_ITEM_RATE: Final = field_check(ItemRate)
_WRONG_IN_TAX_ROW: Final = field_check(TaxRow)
