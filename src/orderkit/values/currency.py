"""Currencies by their ISO 4217 code and exponent, and a host's own beside them.

Source: ISO 4217 (codes and minor units). Display digits of locale data differ for some codes;
money here always has the exponent of the standard.
"""

from collections.abc import Mapping
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.currencies import EXPONENTS
from orderkit.values.text import shown

__all__ = ["Currency", "CurrencyRegistry", "InvalidCurrencyError", "UnknownCurrencyError"]

_MOST: Final = 18


@attrs.frozen(kw_only=True)
class UnknownCurrencyError(InvalidValueError):
    """A code that is in no table."""

    code: ClassVar[str] = "money.currency_unknown"
    template: ClassVar[str] = "{currency} is no active ISO 4217 code and no registered one"

    currency: str


@attrs.frozen(kw_only=True)
class InvalidCurrencyError(InvalidValueError):
    """A code or an exponent that no currency has."""

    code: ClassVar[str] = "money.currency"
    template: ClassVar[str] = "a currency cannot have the code {currency} and exponent {exponent}"

    currency: str
    exponent: str


@final
@attrs.frozen
class Currency:
    """A currency: its code, and how many decimals its minor unit has.

    Take it from the table, `Currency.of("EUR")`; make one yourself only for a host's own
    currency, such as loyalty points, and register it.
    """

    code: str
    exponent: int

    def __attrs_post_init__(self) -> None:
        """Refuse what is no code and no exponent."""
        if (
            type(self.code) is not str
            or type(self.exponent) is not int
            or not 0 <= self.exponent <= _MOST
            or not self.code.isascii()
            or not self.code.isalnum()
        ):
            raise InvalidCurrencyError(currency=shown(str(self.code)), exponent=repr(self.exponent))

    @classmethod
    def of(cls, code: str) -> "Currency":
        """The currency with an active ISO 4217 code.

        Raises:
            UnknownCurrencyError: The code is not in the table.
        """
        known = _TABLE.get(code)
        if known is None:
            raise UnknownCurrencyError(currency=shown(code))
        return known


_TABLE: Final[Mapping[str, Currency]] = {
    code: Currency(code, exponent)
    for exponent, codes in EXPONENTS.items()
    for code in codes.split()
}


@final
@attrs.frozen
class CurrencyRegistry:
    """The ISO table with a host's own currencies beside it; an own one wins."""

    extra: tuple[Currency, ...] = ()

    def of(self, code: str) -> Currency:
        """The currency with this code, own ones first.

        Raises:
            UnknownCurrencyError: Nobody knows the code.
        """
        return next((own for own in self.extra if own.code == code), None) or Currency.of(code)
