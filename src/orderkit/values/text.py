"""Text as it comes from outside: what an identity may hold, and how text is shown in findings."""

import unicodedata
from typing import ClassVar, Final

import attrs

from orderkit.errors import InvalidValueError

__all__ = ["InvalidTextError", "checked_id", "shown", "unsafe_character"]

_MOST: Final = 128
_SHOWN: Final = 64
# Cc control, Cf format (bidi, zero-width), Cs surrogates, Co private use, Zl and Zp separators.
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@attrs.frozen(kw_only=True)
class InvalidTextError(InvalidValueError):
    """A text that no identity can be."""

    code: ClassVar[str] = "text.invalid"
    template: ClassVar[str] = "{text} is no identity: {why}"

    text: str
    why: str


def unsafe_character(text: str) -> str | None:
    """The first character that a code or name must not hold, or None.

    Control, bidirectional, zero-width, private and unassigned characters, and lone surrogates.
    """
    if text.isascii() and text.isprintable():
        return None
    return next((sign for sign in text if unicodedata.category(sign) in _UNSAFE), None)


def checked_id(text: str) -> str:
    """An identity in Unicode's composed form: 1 to 128 characters, none of them unsafe.

    Raises:
        InvalidTextError: The text is empty, too long, or holds an unsafe character.
    """
    if text.isascii() and text.isprintable() and 0 < len(text) <= _MOST:
        return text
    if not text or len(text) > _MOST:
        raise InvalidTextError(text=shown(text), why=f"it has {len(text)} characters")
    sign = unsafe_character(text)
    if sign is not None:
        raise InvalidTextError(text=shown(text), why=f"it holds U+{ord(sign):04X}")
    return unicodedata.normalize("NFC", text)


def shown(text: str) -> str:
    """At most 64 characters of a text, with everything unsafe escaped, for findings and errors."""
    cut = text[:_SHOWN]
    safe = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in cut
    )
    return safe if len(safe) <= _SHOWN and len(text) <= _SHOWN else safe[: _SHOWN - 1] + "…"
