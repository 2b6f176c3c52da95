"""Money: a whole number of minor units of one currency, within 63 bits, and exact."""

from decimal import Decimal, localcontext
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.bounds import MOST
from orderkit.values.currency import Currency
from orderkit.values.exact import Exact

__all__ = [
    "CurrencyMismatchError",
    "InvalidMoneyError",
    "Money",
    "MoneyOverflowError",
    "MoneyPrecisionError",
]


@attrs.frozen(kw_only=True)
class InvalidMoneyError(InvalidValueError):
    """Something other than a whole number of minor units was given as money."""

    code: ClassVar[str] = "money.invalid"
    template: ClassVar[str] = (
        "{value} is no whole number of minor units; "
        'write Money(1230, EUR) or Money.exactly("12.30", EUR)'
    )

    value: str


@attrs.frozen(kw_only=True)
class MoneyOverflowError(InvalidValueError):
    """An amount beyond 63 bits of minor units, which no database column would hold."""

    code: ClassVar[str] = "money.overflow"
    template: ClassVar[str] = "{amount} minor units of {currency} are beyond 63 bits"

    amount: str
    currency: str


@attrs.frozen(kw_only=True)
class MoneyPrecisionError(InvalidValueError):
    """An amount with more decimals than its currency has; it is never rounded silently."""

    code: ClassVar[str] = "money.precision"
    template: ClassVar[str] = "{amount} has more decimals than {currency}; name a RoundingPolicy"

    amount: str
    currency: str


@attrs.frozen(kw_only=True)
class CurrencyMismatchError(InvalidValueError):
    """Two currencies met in one sum or comparison; only a dated rate may join them."""

    code: ClassVar[str] = "money.currency_mismatch"
    template: ClassVar[str] = "{left} and {right} cannot be added or compared without a rate"

    left: str
    right: str


@final
@attrs.frozen
class Money:
    """An amount of one currency.

    Laws:
        whole: `minor` is an int within 63 bits; there is no float, NaN or minus zero.
        one currency: Sums and comparisons of two currencies raise.
        context free: No result depends on the ambient decimal context.

    >>> from orderkit.values import Currency
    >>> price = Money.exactly("12.30", Currency.of("EUR"))
    >>> str(price + price * 2)
    'EUR 36.90'
    """

    minor: int
    currency: Currency

    def __attrs_post_init__(self) -> None:
        """Refuse what is no whole number of a currency within 63 bits; a bool is no number."""
        minor = self.minor
        if type(minor) is not int:
            raise InvalidMoneyError(value=f"{minor!r}")
        if type(self.currency) is not Currency:
            raise InvalidMoneyError(value=f"{minor!r} of {self.currency!r:.64}")
        if not -MOST <= minor <= MOST:
            raise MoneyOverflowError(amount=_short(minor), currency=self.currency.code)

    @classmethod
    def zero(cls, currency: Currency) -> "Money":
        """Nothing of a currency."""
        return cls(0, currency)

    @classmethod
    def exactly(cls, amount: str | int | Decimal | Exact, currency: Currency) -> "Money":
        """An amount given in whole units, such as "12.30".

        Raises:
            InvalidMoneyError: The amount is no plain decimal number, or is a float.
            MoneyPrecisionError: It has more decimals than the currency.
        """
        if isinstance(amount, float | bool):
            raise InvalidMoneyError(value=f"{amount!r}")
        exact = amount if isinstance(amount, Exact) else Exact.of(amount)
        spare = currency.exponent - exact.scale
        if spare < 0:
            raise MoneyPrecisionError(amount=str(exact), currency=currency.code)
        return cls(exact.digits * 10**spare, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units, exact, with all decimals of the currency."""
        sign = 1 if self.minor < 0 else 0
        digits = tuple(map(int, str(abs(self.minor))))
        return Decimal((sign, digits, -self.currency.exponent))

    def __add__(self, other: "Money") -> "Money":
        """The sum; both of one currency."""
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """The difference; both of one currency."""
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        """So many times this amount; whole numbers only, prices are `Exact`."""
        if type(times) is not int:
            raise InvalidMoneyError(value=f"{times!r}")
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        """The same amount with the other sign."""
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        """The amount without its sign."""
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        """Whether it is less; both of one currency."""
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        """Whether it is not more; both of one currency."""
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: "Money") -> bool:
        """Whether it is more; both of one currency."""
        self._same(other)
        return self.minor > other.minor

    def __ge__(self, other: "Money") -> bool:
        """Whether it is not less; both of one currency."""
        self._same(other)
        return self.minor >= other.minor

    def __str__(self) -> str:
        """`EUR 12.30`: for logs and errors; people are shown money by `orderkit.locales`."""
        with localcontext() as context:
            context.prec = 40
            return f"{self.currency.code} {self.decimal:f}"

    def _same(self, other: "Money") -> None:
        # A caller without a type checker may hand in a plain number.
        if not isinstance(other, Money):
            raise InvalidMoneyError(value=f"{other!r}")
        if other.currency is not self.currency and other.currency != self.currency:
            raise CurrencyMismatchError(left=self.currency.code, right=other.currency.code)


def _short(minor: int) -> str:
    # The interpreter refuses to print integers of more than 4,300 digits.
    return str(minor) if minor.bit_length() < 512 else f"{minor.bit_length()} bits"  # noqa: PLR2004
