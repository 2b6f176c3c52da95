"""Taxes of a line: rates or amounts, beside one another or one on another."""

from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import MOST, Exact, field_check, shown

__all__ = ["InvalidTaxError", "Tax"]

_WHOLE: Final = Exact(-100)


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


_WRONG_IN_TAX: Final = field_check(Tax)
