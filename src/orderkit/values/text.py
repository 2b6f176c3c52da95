"""Text as it comes from outside: what an identity may hold, and how text is shown in findings."""

import unicodedata
from typing import ClassVar, Final, TypeVar

import attrs

from orderkit.errors import InvalidValueError

__all__ = ["InvalidTextError", "checked_id", "checked_text", "inert", "shown", "unsafe_character"]

# An identity of a NewType stays what it is.
_Text = TypeVar("_Text", bound=str)

_MOST: Final = 160
_MOST_FREE: Final = 2000
_SHOWN: Final = 64
# Cc control, Cf format (bidi, zero-width), Cs surrogates, Co private use, Zl and Zp separators.
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NEVER: Final = frozenset({"Cc", "Cs"})


@attrs.frozen(kw_only=True)
class InvalidTextError(InvalidValueError):
    """What no identity can be, or no text of people."""

    code: ClassVar[str] = "text.invalid"
    template: ClassVar[str] = "{text} is no identity or text to keep: {why}"

    text: str
    why: str


def unsafe_character(text: str) -> str | None:
    """The first character that a code or name must not hold, or None.

    Control, bidirectional, zero-width, private and unassigned characters, and lone surrogates.
    """
    if text.isascii() and text.isprintable():
        return None
    return next((sign for sign in text if unicodedata.category(sign) in _UNSAFE), None)


def checked_id(text: _Text) -> _Text:
    """An identity in Unicode's composed form: 1 to 160 characters, none of them unsafe.

    Raises:
        InvalidTextError: It is no text, is empty, too long, or holds an unsafe character.
    """
    # A caller without a type checker may hand in anything.
    if not isinstance(text, str):
        raise InvalidTextError(text=shown(repr(text)), why=f"it is a {type(text).__name__}")
    if text.isascii() and text.isprintable() and 0 < len(text) <= _MOST:
        return text
    if not text or len(text) > _MOST:
        raise InvalidTextError(text=shown(text), why=f"it has {len(text)} characters")
    sign = unsafe_character(text)
    if sign is not None:
        raise InvalidTextError(text=shown(text), why=f"it holds U+{ord(sign):04X}")
    # A NewType is a plain str at run time.
    return unicodedata.normalize("NFC", text)  # type: ignore[return-value]


def checked_text(text: str) -> str:
    """What people write for people: at most 2,000 characters, on as many lines as they like.

    Raises:
        InvalidTextError: It is no text, is too long, or holds a control character or half of one.
    """
    if not isinstance(text, str):
        raise InvalidTextError(text=shown(repr(text)), why=f"it is a {type(text).__name__}")
    if len(text) > _MOST_FREE:
        raise InvalidTextError(text=shown(text), why=f"it has {len(text)} characters")
    for sign in text:
        if sign not in "\t\n\r" and unicodedata.category(sign) in _NEVER:
            raise InvalidTextError(text=shown(text), why=f"it holds U+{ord(sign):04X}")
    return text


def inert(text: str) -> str:
    """The text with every unsafe character escaped, however long it is; safe text as it stands.

    Raises:
        InvalidTextError: It is no text.
    """
    if not isinstance(text, str):
        raise InvalidTextError(text=shown(repr(text)), why=f"it is a {type(text).__name__}")
    if unsafe_character(text) is None:
        return text
    return "".join(
        sign.encode("unicode_escape").decode("ascii")
        if unicodedata.category(sign) in _UNSAFE
        else sign
        for sign in text
    )


def storable(text: str) -> str:
    """What somebody else wrote, with control characters and halves of characters escaped.

    Nobody can be asked to mend such a text, and no store could hold it; its lines stay.

    Raises:
        InvalidTextError: It is no text.
    """
    if not isinstance(text, str):
        raise InvalidTextError(text=shown(repr(text)), why=f"it is a {type(text).__name__}")
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign.encode("unicode_escape").decode("ascii")
        if sign not in "\t\n\r" and unicodedata.category(sign) in _NEVER
        else sign
        for sign in text
    )


def shown(text: str) -> str:
    """At most 64 characters of a text, with everything unsafe escaped, for findings and errors."""
    cut = text[:_SHOWN]
    safe = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in cut
    )
    return safe if len(safe) <= _SHOWN and len(text) <= _SHOWN else safe[: _SHOWN - 1] + "…"
