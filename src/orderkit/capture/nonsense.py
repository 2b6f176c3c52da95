"""What a mapping may not declare, as it would never count, or never the same twice."""

from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["is_sound_encoding", "never_a_code", "never_goods", "never_reversals"]

# Every sign of ASCII, and what announces another reading of it in one encoding or another.
_PROBE: Final = bytes(sign for sign in range(128) if sign != ord("\\")) + (
    b"\x1b$B\x1b(B +AGE- ~~ \\u0041 .xn--mnchen-3ya"
)
_WIDTHS: Final = (2, 4)
_LONGEST_MARK: Final = 4
# Whatever the machine is set to.
_BY_MACHINE: Final = frozenset({"mbcs", "ansi", "dbcs", "oem"})


def is_sound_encoding(name: str) -> bool:
    """Whether equal bytes are the same signs wherever they stand in a file.

    Either ASCII keeps its bytes, or each of its signs is two bytes wide, or four.

    Raises:
        LookupError: There is no encoding of this name, or it is none of texts.
        ValueError: The name cannot be one.
    """
    if name.casefold() in _BY_MACHINE:
        return False
    text = _PROBE.decode("ascii")
    try:
        if _PROBE.decode(name) == text:
            return True
    except UnicodeError:
        # ASCII may be two bytes wide there, or four.
        return _is_wide(name, text)
    return False


def _is_wide(name: str, text: str) -> bool:
    try:
        written = text.encode(name)
        back = written.decode(name)
    except UnicodeError:
        return False
    wide = any(0 <= len(written) - len(text) * width <= _LONGEST_MARK for width in _WIDTHS)
    return wide and back == text


def never_reversals(reversals: Sequence[str], bad_debts: Sequence[str]) -> Iterator[str]:
    """The beginnings whose numbers are all bad debts, which go before."""
    return (prefix for prefix in reversals if prefix.startswith(tuple(bad_debts)))


def never_goods(shapes: Sequence[str], charges: Sequence[str], *, folded: bool) -> Iterator[str]:
    """The shapes that no code of goods can have: a charge's own code, or a letter folded away."""
    for shape in shapes:
        charge = shape in charges and not {"#", "A"} & set(shape)
        if charge or (folded and shape != shape.upper()):
            yield shape


def never_a_code(texts: Sequence[str], *, whole: bool) -> Iterator[str]:
    """The texts with a blank at an end that is cut off of every cell.

    Args:
        whole: Whether they are codes, and no beginnings.
    """
    return (text for text in texts if text != (text.strip() if whole else text.lstrip()))
