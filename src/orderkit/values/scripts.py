"""Scripts: whether letters of scripts meet in a code that nobody mixes but to deceive.

Source: Unicode Technical Standard 39, restriction level "highly restrictive": one script, or Latin
with those of one East Asian writing. The script of a letter is read off its name.
"""

import unicodedata
from typing import Final

__all__ = ["confusable"]

_ASIAN: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Letters of other names, such as the sign of a millionth, belong to no script of their own.
_KNOWN: Final = frozenset().union(
    *_ASIAN,
    ("ARABIC", "ARMENIAN", "BENGALI", "CHEROKEE", "COPTIC", "CYRILLIC", "DEVANAGARI", "ETHIOPIC"),
    ("GEORGIAN", "GREEK", "GUJARATI", "GURMUKHI", "HEBREW", "KANNADA", "KHMER", "LAO", "LISU"),
    ("MALAYALAM", "MONGOLIAN", "MYANMAR", "SINHALA", "SYRIAC", "TAMIL", "TELUGU", "THAANA"),
    ("THAI", "TIBETAN"),
)
_WIDTHS: Final = frozenset({"FULLWIDTH", "HALFWIDTH"})
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lo"})


def confusable(text: str) -> tuple[str, ...]:
    """The scripts that meet in a code and do not belong together, sorted; none in a sound one.

    >>> confusable("PAY-1"), confusable("РAY-1"), confusable("东芝MUG")
    ((), ('CYRILLIC', 'LATIN'), ())
    """
    if text.isascii():
        return ()
    scripts = frozenset(map(_script, text)) & _KNOWN
    if len(scripts) < 2 or any(scripts <= writing for writing in _ASIAN):  # noqa: PLR2004 - mixed
        return ()
    return tuple(sorted(scripts))


def _script(sign: str) -> str:
    if sign.isascii():
        return "LATIN" if sign.isalpha() else ""
    if unicodedata.category(sign) not in _LETTERS:
        return ""
    words = unicodedata.name(sign, "").split()
    if words and words[0] in _WIDTHS:
        words = words[1:]
    return words[0] if words else ""
