"""Readers of text from outside: numbers, texts, days and moments, hardened and never raising.

Each looks at length, then at characters, then at size, before any arithmetic is done: ten bytes
such as `1E+2000000` keep a computer busy for minutes otherwise. What cannot be read is a code,
which the caller turns into a finding with file, row and field.
"""

import re
from datetime import UTC, date, datetime
from typing import Final, Generic, TypeVar, final
from zoneinfo import ZoneInfo

import attrs

from orderkit.values.bounds import MOST
from orderkit.values.exact import MOST_DIGITS, MOST_SCALE, Exact
from orderkit.values.finding import Param
from orderkit.values.instant import (
    FIRST_YEAR,
    LAST_YEAR,
    AmbiguousTimeError,
    NonexistentTimeError,
    local_instant,
)
from orderkit.values.text import unsafe_character

__all__ = [
    "NumberFormat",
    "Read",
    "looks_like_formula",
    "read_code",
    "read_date",
    "read_decimal",
    "read_instant",
    "read_integer",
    "read_text",
]

T = TypeVar("T")

_NOT_FINITE: Final = frozenset({"nan", "snan", "inf", "infinity"})
_LONGEST_NUMBER: Final = 64
# Python would cut what is finer than a microsecond.
_FINER: Final = re.compile(r"[.,]\d{7}")
_LONGEST_TIME: Final = 40
# A leap second ends a minute, and the day of Greenwich with it: an hour or half an hour elsewhere.
_LEAP: Final = re.compile(r"([0-2]\d:?[25]9:?)60(?!\d)")
_FULL_WIDTH: Final = {ord("０") + n: ord("0") + n for n in range(10)} | {
    ord("．"): ord("."),
    ord("，"): ord(","),
    ord("－"): ord("-"),
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@final
@attrs.frozen
class Read(Generic[T]):
    """A value that was read, or the code that says why not.

    Attributes:
        value: None exactly if `code` is not empty.
        code: Of the finding; empty when all is well.
        params: For its sentence.
        leap_second: Whether a leap second was read as the second before it.
    """

    value: T | None
    code: str = ""
    params: tuple[tuple[str, Param], ...] = ()
    leap_second: bool = False


@final
@attrs.frozen(kw_only=True)
class NumberFormat:
    """How a source writes numbers. What is not declared is not read.

    Attributes:
        decimal: The decimal sign; empty if nobody said, and then `1,234` is ambiguous.
        group: The sign between thousands; empty if there is none.
        minus: The sign in front of a negative number.
        trailing_minus: Whether `5-` is minus five.
        brackets: Whether `(5)` is minus five.
        full_width: Whether digits such as `１２` are read.
    """

    decimal: str = "."
    group: str = ""
    minus: str = "-"
    trailing_minus: bool = False
    brackets: bool = False
    full_width: bool = False


_PLAIN: Final = NumberFormat()


def read_decimal(text: str, form: NumberFormat = _PLAIN) -> Read[Exact]:
    """Read a decimal number; an exponent is read while the number stays within bounds.

    Returns:
        The number, or one of `number.not_finite`, `number.out_of_range`, `number.too_long`,
        `number.format`, `number.ambiguous`.
    """
    if len(text) > _LONGEST_NUMBER:
        return Read(None, "number.too_long", (("length", len(text)),))
    body = text.translate(_FULL_WIDTH) if form.full_width else text
    negative, body = _signed(body.strip(" "), form)
    if body.casefold().lstrip("+-") in _NOT_FINITE:
        return Read(None, "number.not_finite", (("text", text),))
    if not form.decimal and any(sign in body for sign in ".,"):
        return Read(None, "number.ambiguous", (("text", text),))
    mantissa, mark, power = body.replace("E", "e").partition("e")
    whole, point, part = mantissa.partition(form.decimal) if form.decimal else (mantissa, "", "")
    whole = _ungrouped(whole, form.group)
    digits = whole + part
    if not (digits.isascii() and digits.isdigit() and whole) or (point and not part):
        return Read(None, "number.format", (("text", text),))
    shift = 0
    if mark:
        size = power.removeprefix("-").removeprefix("+")
        if not (size.isascii() and size.isdigit()):
            return Read(None, "number.format", (("text", text),))
        if len(size.lstrip("0")) > 2:  # noqa: PLR2004 - three digits are beyond any bound here
            return Read(None, "number.out_of_range", (("text", text),))
        shift = -int(size) if power.startswith("-") else int(size)
    scale = len(part) - shift
    if len(digits.lstrip("0")) + max(0, -scale) > MOST_DIGITS or scale > MOST_SCALE + len(digits):
        return Read(None, "number.out_of_range", (("text", text),))
    number = int(digits) * 10 ** max(0, -scale)
    exact_scale = max(0, scale)
    while exact_scale > MOST_SCALE and not number % 10:
        number, exact_scale = number // 10, exact_scale - 1
    if exact_scale > MOST_SCALE:
        return Read(None, "number.out_of_range", (("text", text),))
    return Read(Exact(-number if negative else number, exact_scale))


def read_integer(text: str, form: NumberFormat = _PLAIN) -> Read[int]:
    """Read a whole number within 63 bits; `12.0` is no whole number as it stands.

    Returns:
        The number, or a code of `read_decimal`, or `number.not_whole`.
    """
    if 0 < len(text) <= 18 and text.isascii() and text.isdigit():  # noqa: PLR2004 - below 63 bits
        return Read(int(text))
    read = read_decimal(text, form)
    if read.value is None:
        return Read(None, read.code, read.params)
    exact = read.value
    if exact.scale or (form.decimal and form.decimal in text):
        return Read(None, "number.not_whole", (("text", text),))
    if not -MOST <= exact.digits <= MOST:
        return Read(None, "number.out_of_range", (("text", text),))
    return Read(exact.digits)


def read_text(text: str, *, longest: int) -> Read[str]:
    """Read a text that people wrote for people, as it stands; it may be of several lines.

    Args:
        longest: Characters at most.

    Returns:
        The text, or one of `text.too_long`, `text.control`.
    """
    return _without_control(text, longest, lines="\t\n\r")


def read_code(text: str, *, longest: int) -> Read[str]:
    """Read a code or a name as it stands; it is of one line and holds nothing invisible.

    Args:
        longest: Characters at most.

    Returns:
        The code, or one of `text.too_long`, `text.control`, `text.invisible`.
    """
    read = _without_control(text, longest, lines="")
    unsafe = None if read.value is None else unsafe_character(text)
    if unsafe is not None:
        return Read(None, "text.invisible", (("sign", f"U+{ord(unsafe):04X}"),))
    return read


def _without_control(text: str, longest: int, *, lines: str) -> Read[str]:
    if len(text) > longest:
        return Read(None, "text.too_long", (("length", len(text)),))
    if text.isascii() and text.isprintable():
        return Read(text)
    for sign in text:
        control = sign < " " and sign not in lines
        if control or sign == "\x7f" or "\ud800" <= sign <= "\udfff":
            return Read(None, "text.control", (("sign", f"U+{ord(sign):04X}"),))
    return Read(text)


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text as a formula."""
    return text.startswith(_FORMULA)


def read_date(text: str, pattern: str = "%Y-%m-%d") -> Read[date]:
    """Read a day by a `strptime` pattern.

    Returns:
        The day, or one of `date.invalid`, `date.out_of_range`.
    """
    read = _parsed(text, pattern, "date.invalid")
    return Read(None if read.value is None else read.value.date(), read.code, read.params)


def read_instant(text: str, zone: ZoneInfo | None, pattern: str = "") -> Read[datetime]:
    """Read a moment: by a `strptime` pattern, or in ISO 8601 where the pattern is empty.

    A day without a time of day is its first moment, 00:00 where the clock hung. A leap second is
    the second before it, and the reading says so.

    Args:
        zone: Where the clock hung; None refuses texts without an offset of their own.

    Returns:
        The moment in UTC, or one of `time.format`, `time.naive`, `time.ambiguous`,
        `time.nonexistent`, `date.out_of_range`.
    """
    read = _parsed(text, pattern, "time.format")
    local = read.value
    if local is None:
        return Read(None, read.code, read.params)
    if local.tzinfo is not None:
        return Read(local.astimezone(UTC), leap_second=read.leap_second)
    if zone is None:
        return Read(None, "time.naive", (("text", text),))
    try:
        return Read(local_instant(local, zone), leap_second=read.leap_second)
    except AmbiguousTimeError:
        return Read(None, "time.ambiguous", (("text", text),))
    except NonexistentTimeError:
        return Read(None, "time.nonexistent", (("text", text),))


def _parsed(text: str, pattern: str, code: str) -> Read[datetime]:
    if len(text) > _LONGEST_TIME or not text.isascii() or (not pattern and _FINER.search(text)):
        return Read(None, code, (("text", text[:64]),))
    try:
        at = (
            # The zone is looked at by the caller: a naive one is a finding there.
            datetime.strptime(text, pattern)  # noqa: DTZ007
            if pattern
            else datetime.fromisoformat(text)
        )
    except (ValueError, re.error):
        # The second where a pattern names one part of a moment twice.
        before = _LEAP.sub(r"\g<1>59", text)
        if before != text:
            read = _parsed(before, pattern, code)
            return attrs.evolve(read, leap_second=read.value is not None)
        return Read(None, code, (("text", text),))
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return Read(None, "date.out_of_range", (("text", text),))
    return Read(at)


def _signed(body: str, form: NumberFormat) -> tuple[bool, str]:
    if form.brackets and body.startswith("(") and body.endswith(")"):
        return True, body[1:-1]
    if form.trailing_minus and body.endswith(form.minus):
        return True, body[: -len(form.minus)]
    if form.minus and body.startswith(form.minus):
        return True, body[len(form.minus) :]
    return False, body.removeprefix("+")


def _ungrouped(whole: str, group: str) -> str:
    """The digits without their group signs, or unreadable text where the groups are wrong."""
    if not group or group not in whole:
        return whole
    first, *others = whole.split(group)
    # Groups are of thousands, and so of three signs.
    right = 1 <= len(first) <= 3 and all(len(part) == 3 for part in others)  # noqa: PLR2004
    return first + "".join(others) if right else "?"
