"""Text on its way into a page: escaped, printable, and cut to the room there is."""

from html import escape
from itertools import accumulate
from typing import Final
from unicodedata import east_asian_width

from orderkit.values import shown, unsafe_character

__all__ = ["fitted", "markup", "width_of"]

_LONGEST: Final = 2000


def markup(text: str) -> str:
    """The text for HTML or SVG: markup escaped, and everything unsafe made visible.

    >>> markup("<b>Ann & Co")
    '&lt;b&gt;Ann &amp; Co'
    """
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    if unsafe_character(cut) is not None:
        cut = "".join(sign if unsafe_character(sign) is None else shown(sign) for sign in cut)
    return escape(cut)


def fitted(text: str, room: int) -> str:
    """The text as far as it fits into a room of so many narrow letters."""
    if width_of(text) <= room:
        return text
    ends = accumulate(map(_width, text))
    return "".join(sign for sign, end in zip(text, ends, strict=True) if end < room) + "…"


def width_of(text: str) -> int:
    """How many narrow letters are as wide as the text; a wide one counts for two."""
    return sum(map(_width, text))


def _width(sign: str) -> int:
    return 2 if east_asian_width(sign) in {"W", "F"} else 1
