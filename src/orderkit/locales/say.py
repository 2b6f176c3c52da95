"""Findings, errors and reasons as sentences: slots are filled with shown values, and no more."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from orderkit.errors import OrderkitError
from orderkit.locales.catalogue import Kind, sentences
from orderkit.locales.show import show_date, show_instant, show_money, show_number, show_quantity
from orderkit.values import Exact, Finding, Money, Quantity, shown

__all__ = ["Sentences", "say", "say_error", "say_reason"]

# By locale and code: sentences with their slots in braces.
Sentences: TypeAlias = Mapping[str, Mapping[str, str]]

_NO_MORE: Final[Sentences] = MappingProxyType({})

_SLOT: Final = re.compile(r"\{([a-z_]+)\}")
_LONGEST: Final = 2000
_MOST_BITS: Final = 512


def say(finding: Finding, locale: str, *, more: Sentences = _NO_MORE) -> str:
    """The sentence of a finding; its code, if nobody has one.

    >>> from orderkit.values import block
    >>> say(block("line.unknown", "lines/7", line="7"), "en")
    'The order has no line 7. Name one of its lines.'

    Args:
        more: The host's own sentences, by locale and code; they win over the library's.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    return _filled("finding", finding.code, dict(finding.params), locale, more)


def say_error(error: OrderkitError, locale: str, *, more: Sentences = _NO_MORE) -> str:
    """The sentence of an error; its code, if nobody has one.

    What the library says of the cause within a sentence (`why`, `proof`) stays English.

    Args:
        more: As in `say`.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    return _filled("error", error.code, error.params, locale, more)


def say_reason(code: str, locale: str, *, more: Sentences = _NO_MORE) -> str:
    """The sentence of a reason, such as that of a match; the code, if nobody has one.

    Args:
        more: As in `say`.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    return _filled("reason", code, {}, locale, more)


def _filled(
    kind: Kind, code: str, params: Mapping[str, object], locale: str, more: Sentences
) -> str:
    def value(slot: re.Match[str]) -> str:
        name = slot[1]
        return _shown(params[name], locale) if name in params else slot[0]

    known = sentences(kind, locale)
    sentence = more.get(locale, {}).get(code) or known.get(code, code)
    # One pass over the sentence: what stands in a value is never taken for a slot.
    return _SLOT.sub(value, sentence)


def _shown(value: object, locale: str) -> str:
    match value:
        case Money():
            return show_money(value, locale)
        case Quantity():
            return _escaped(show_quantity(value, locale))
        case datetime():
            return show_instant(value, "UTC", locale)
        case date():
            return show_date(value, locale)
        case Exact():
            return show_number(value, locale)
        case int() if type(value) is int and value.bit_length() <= _MOST_BITS:
            return show_number(value, locale)
        case int() if type(value) is int:
            return f"{value.bit_length()} bits"
        case _:
            return _escaped(str(value))


def _escaped(text: str) -> str:
    """Everything unsafe escaped, as in findings, but not cut where mistakes are listed."""
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return "".join(map(shown, cut))
