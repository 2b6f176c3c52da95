"""Money, numbers, days and moments, as people of a locale read them.

Locale data differs from ISO 4217 in the decimals of some currencies; money is shown with those
that it is counted in, and never rounded. No ambient decimal context has a say.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from types import MappingProxyType
from typing import Final
from unicodedata import category

from orderkit.locales.catalogue import checked_locale
from orderkit.values import (
    Exact,
    InvalidTextError,
    Money,
    Quantity,
    RoundingMode,
    round_fraction,
    shown,
    utc,
    zone_of,
)

__all__ = [
    "show_date",
    "show_instant",
    "show_money",
    "show_number",
    "show_quantity",
    "show_share",
]

# Nobody says C62. Units that are not among these are shown by their code.
_UNITS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {"C62": "pcs", "KGM": "kg", "GRM": "g", "LTR": "l", "MTR": "m", "HUR": "h"}
        ),
        "zh_CN": MappingProxyType(
            {"C62": "件", "KGM": "千克", "GRM": "克", "LTR": "升", "MTR": "米", "HUR": "小时"}
        ),
    }
)

_DIGITS: Final = 200
_WHOLE: Final = 1000
_SIGN: Final = "¤"
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_DECIMALS: Final = re.compile(r"\.0+")


def show_money(money: Money, locale: str) -> str:
    """An amount with the currency's sign and all of its decimals.

    >>> from orderkit.values import Currency
    >>> show_money(Money.exactly("-1234.5", Currency.of("EUR")), "en")
    '-€1,234.50'

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    from babel import Locale  # noqa: PLC0415 - slow, and few programs show text
    from babel.numbers import format_currency, get_currency_symbol  # noqa: PLC0415 - as above

    known = Locale.parse(checked_locale(locale))
    currency = money.currency
    decimals = "." + "0" * currency.exponent if currency.exponent else ""
    pattern = _DECIMALS.sub(decimals, known.currency_formats["standard"].pattern)
    # `EUR 1` and `Cg. 1` need the gap that `€1` does not; so says the locale data too.
    if category(get_currency_symbol(currency.code, known)[-1])[0] not in "SZ":
        pattern = pattern.replace(_SIGN, _SIGN + _NO_BREAK)
    with _own_context():
        return format_currency(
            money.decimal, currency.code, pattern, locale=known, currency_digits=False
        )


def show_number(number: int | Exact, locale: str) -> str:
    """A number with its thousands apart and every decimal it has.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    from babel.numbers import format_decimal  # noqa: PLC0415 - slow, and few programs show text

    value = number.decimal if isinstance(number, Exact) else Decimal(number)
    with _own_context():
        text: str = format_decimal(value, locale=checked_locale(locale), decimal_quantization=False)
        return text


def show_quantity(quantity: Quantity, locale: str) -> str:
    """A quantity in whole units, with the unit as people call it.

    >>> from orderkit.values import PIECE
    >>> show_quantity(Quantity(1200, PIECE), "en"), show_quantity(Quantity(3, PIECE), "zh_CN")
    ('1,200 pcs', '3 件')

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    unit = quantity.unit
    number = Exact.of(quantity.steps) * Exact(1, unit.decimals)
    called = _UNITS.get(checked_locale(locale), _UNITS["en"]).get(unit.code, unit.code)
    return f"{show_number(number, locale)} {called}"


def show_share(share: Fraction) -> str:
    """Tenths of a percent, rounded half away from zero, as money is; the same in each locale.

    100 % is said of nothing less.

    >>> show_share(Fraction(2, 3)), show_share(Fraction(99_999, 100_000))
    ('66.7 %', '99.9 %')
    """
    tenths = round_fraction(abs(share) * _WHOLE, RoundingMode.HALF_UP)
    if abs(share) < 1:
        tenths = min(tenths, _WHOLE - 1)
    sign = "-" if share < 0 < tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10} %"


def show_date(day: date, locale: str) -> str:
    """A calendar day.

    Raises:
        InvalidTextError: It is no day. Babel would take None for today, which only a clock knows.
        UnknownLocaleError: There is no catalogue of this locale.
    """
    from babel.dates import format_date  # noqa: PLC0415 - slow, and few programs show text

    if not isinstance(day, date):
        raise InvalidTextError(text=shown(repr(day)), why="a day is needed")
    return format_date(day, format="medium", locale=checked_locale(locale))


def show_instant(at: datetime, zone: str, locale: str) -> str:
    """A moment as a clock in a zone shows it, with the zone's offset.

    Raises:
        NaiveTimeError: The moment has no zone of its own.
        UnknownZoneError: There is no such zone.
        UnknownLocaleError: There is no catalogue of this locale.
    """
    from babel.dates import format_datetime  # noqa: PLC0415 - slow, and few programs show text

    there = utc(at).astimezone(zone_of(zone))
    known = checked_locale(locale)
    return " ".join(format_datetime(there, form, locale=known) for form in ("medium", "xxx"))


@contextmanager
def _own_context() -> Iterator[None]:
    own = Context(
        prec=_DIGITS,
        rounding=ROUND_HALF_EVEN,
        Emin=-999_999,
        Emax=999_999,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[InvalidOperation],
    )
    with localcontext(own):
        yield
