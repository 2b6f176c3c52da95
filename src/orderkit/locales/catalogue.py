"""The library's own sentences, out of the catalogues beside this module.

A code may stand for a finding and for an error, which have other slots; the kind is the context
of an entry.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType
from typing import ClassVar, Final, Literal, TypeAlias

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.text import shown

__all__ = ["LOCALES", "Kind", "UnknownLocaleError", "checked_locale", "sentences"]

Kind: TypeAlias = Literal["finding", "error", "reason", "report"]

LOCALES: Final = ("en", "zh_CN")


@attrs.frozen(kw_only=True)
class UnknownLocaleError(InvalidValueError):
    """A locale that the library has no sentences in."""

    code: ClassVar[str] = "locale.unknown"
    template: ClassVar[str] = "{locale} has no catalogue; there are {known}"

    locale: str
    known: str


def checked_locale(locale: str) -> str:
    """The same locale.

    Raises:
        UnknownLocaleError: There is no catalogue of it.
    """
    if locale not in LOCALES:
        raise UnknownLocaleError(locale=shown(locale), known=", ".join(LOCALES))
    return locale


def sentences(kind: Kind, locale: str) -> Mapping[str, str]:
    """Every sentence of a kind by its code, with its slots in braces.

    Raises:
        UnknownLocaleError: There is no catalogue of this locale.
    """
    return _read(kind, checked_locale(locale))


# As many as there are kinds in each language.
@lru_cache(maxsize=32)
def _read(kind: Kind, locale: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow, and few programs show text

    content = files("orderkit.locales").joinpath("messages", f"{locale}.po").read_bytes()
    catalogue = read_po(BytesIO(content), locale=locale, abort_invalid=True)
    return MappingProxyType(
        {
            str(entry.id): str(entry.string)
            for entry in catalogue
            if entry.context == kind and entry.string
        }
    )
