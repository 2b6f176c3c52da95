"""Codes on goods: what a scanner reads, and what it stands for (条码).

Source: GS1 General Specifications, for the lengths of a GTIN, its check digit and the zeros in
front that make all lengths one of fourteen digits.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import Sku, checked_id, shown

__all__ = ["InvalidCodeError", "PackCode", "PackCodes", "is_gtin", "misread"]

_LENGTHS: Final = frozenset({8, 12, 13, 14})
_DIGITS: Final = frozenset("0123456789")


@attrs.frozen(kw_only=True)
class InvalidCodeError(InvalidValueError):
    """A code that stands for nothing, or for two things."""

    code: ClassVar[str] = "pack.code"
    template: ClassVar[str] = "the code {value} cannot be: {why}"

    value: str
    why: str


def is_gtin(code: str) -> bool:
    """Whether a code has the form of a GTIN and the check digit that it must have.

    >>> is_gtin("4006381333931"), is_gtin("4006381333932"), is_gtin("MUG-1")
    (True, False, False)
    """
    return _shaped(code) and not misread(code)


def misread(code: str) -> bool:
    """Whether a code has the form of a GTIN, and a check digit that no GTIN has.

    A code of the house of so many digits is none all the same; so it is asked only of a code that
    nobody knows.
    """
    if not _shaped(code):
        return False
    # From the right, the check digit itself counts once, the next three times, and so on.
    weighted = (int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(reversed(code)))
    return sum(weighted) % 10 != 0


def _shaped(code: str) -> bool:
    return len(code) in _LENGTHS and _DIGITS.issuperset(code)


def _alike(code: str) -> str:
    """One form for a GTIN of any length; another code is as it is."""
    return code.zfill(14) if is_gtin(code) else code


def _code(text: str) -> str:
    return checked_id(text)


def _sku(text: Sku) -> Sku:
    return checked_id(text)


@final
@attrs.frozen(kw_only=True)
class PackCode:
    """What one code stands for.

    Attributes:
        code: A GTIN, or whatever else stands on the goods.
        quantity: How many whole steps of the sku: 1 for the piece, 6 for a carton of six.
    """

    code: str = attrs.field(converter=_code)
    sku: Sku = attrs.field(converter=_sku)
    quantity: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse a pack of nothing."""
        if type(self.quantity) is not int or self.quantity < 1:
            raise InvalidCodeError(value=self.code, why=f"{self.quantity!r:.64} pieces")


def _place(each: PackCode) -> str:
    return _alike(each.code)


def _sorted(codes: Iterable[PackCode]) -> tuple[PackCode, ...]:
    kept = tuple(codes)
    for each in kept:
        # A caller without a type checker may hand in anything.
        if type(each) is not PackCode:
            raise InvalidCodeError(value=shown(repr(each)), why="it is no row of the table")
    return tuple(sorted(kept, key=_place))


@final
@attrs.frozen
class PackCodes:
    """The table of codes that the host hands in: aliases, GTINs and pack units.

    An sku is its own code, for one piece, unless the table says otherwise.

    Attributes:
        codes: Sorted by code, a GTIN as one of fourteen digits.
    """

    codes: tuple[PackCode, ...] = attrs.field(default=(), converter=_sorted)

    def __attrs_post_init__(self) -> None:
        """Refuse a code that stands for two things; GTINs of two lengths may be one."""
        for one, other in pairwise(self.codes):
            if _place(one) == _place(other):
                why = f"{one.quantity} of {one.sku} and {other.quantity} of {other.sku}"
                raise InvalidCodeError(value=other.code, why=why)

    @classmethod
    def of(cls, *codes: tuple[str, str, int]) -> "PackCodes":
        """A table of rows: code, sku, pieces.

        >>> PackCodes.of(("4006381333931", "PEN", 1)).find("04006381333931", ()).sku
        'PEN'
        """
        return cls(tuple(PackCode(code=code, sku=Sku(sku), quantity=n) for code, sku, n in codes))

    def find(self, code: str, skus: Collection[Sku]) -> PackCode | None:
        """What a code stands for; None if nobody knows it.

        Args:
            skus: Those that may be read off the goods as they are.
        """
        wanted = _alike(code)
        place = bisect_left(self.codes, wanted, key=_place)
        if place < len(self.codes) and _place(self.codes[place]) == wanted:
            return self.codes[place]
        return PackCode(code=code, sku=Sku(code)) if code in skus else None
