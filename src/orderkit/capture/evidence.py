"""Evidence: what the cells of a column look like, counted and never guessed from one of them."""

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from itertools import product
from types import MappingProxyType
from typing import Final, TypeAlias

from orderkit.capture.table import NUMBER_FORMATS
from orderkit.values import Exact, read_decimal, read_instant, zone_of

__all__ = [
    "PATTERNS",
    "ending_of",
    "fits_field",
    "formats_of",
    "patterns_of",
    "without",
]

Cells: TypeAlias = tuple[str, ...]

_DAYS: Final = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%Y.%m.%d",
    "%m/%d/%y",
    "%d/%m/%y",
    "%d.%m.%y",
)
_CLOCKS: Final = ("", " %H:%M", " %H:%M:%S", " %I:%M %p")
PATTERNS: Final = ("", *(f"{day}{clock}" for day, clock in product(_DAYS, _CLOCKS)))
"""How moments may be written: ISO 8601, and then `strptime` patterns, the likelier first."""
_FORMATS: Final = ("plain", "en", "de", "fr", "ch", "zh")
_MOST_CODE: Final = 32
_MOST_PIECES: Final = 100_000
_FEW: Final = 2
_UTC: Final = zone_of("UTC")


@lru_cache(maxsize=128)
def patterns_of(cells: Cells) -> tuple[tuple[str, Fraction], ...]:
    """The patterns that read any of the cells, with the share that each reads; the best first."""
    shares = [(pattern, _share(cells, partial(_is_moment, pattern))) for pattern in PATTERNS]
    found = [(pattern, share) for pattern, share in shares if share]
    return tuple(sorted(found, key=lambda pair: -pair[1]))


@lru_cache(maxsize=128)
def formats_of(cells: Cells) -> tuple[tuple[str, Fraction, tuple[Exact | None, ...]], ...]:
    """Ways to write numbers, by name, with the share each reads and the numbers; best first."""
    found = list[tuple[str, Fraction, tuple[Exact | None, ...]]]()
    for name in _FORMATS:
        numbers = tuple(read_decimal(cell, NUMBER_FORMATS[name]).value for cell in cells)
        read = sum(number is not None for number in numbers)
        if read:
            found.append((name, Fraction(read, len(numbers)), numbers))
    return tuple(sorted(found, key=lambda each: -each[1]))


def ending_of(cells: Cells) -> str:
    """What stands behind the figures of most cells, such as ` pcs` or `.0`; empty if nothing.

    Of three in four at least: a cell that somebody misspelt hides no ending.
    """
    tails = Counter(map(_tail, cells)).most_common(1)
    return tails[0][0] if tails and 4 * tails[0][1] >= 3 * len(cells) else ""


def without(cells: Cells, ending: str) -> tuple[str, ...]:
    """The cells without an ending."""
    return tuple(cell.removesuffix(ending).strip() for cell in cells)


def fits_field(field: str, cells: Cells) -> Fraction:
    """The share of the cells that could stand in a field; 0 where there are none."""
    return _FITS[field](cells) if cells else Fraction(0)


def _tail(cell: str) -> str:
    """The blank and letters behind the last figure, or a `.0` that a float left."""
    if cell.endswith(".0") and cell[:-2].isdigit():
        return ".0"
    figures = cell.rstrip()
    while figures and not figures[-1].isdigit():
        figures = figures[:-1]
    # Letters before the figures as well make it a code, and no quantity of something.
    plain = figures.replace(".", "").replace(",", "").removeprefix("-")
    return cell[len(figures) :] if plain.isdigit() else ""


def _share(cells: Cells, fits: Callable[[str], bool]) -> Fraction:
    return Fraction(sum(map(fits, cells)), len(cells) or 1)


def _is_moment(pattern: str, cell: str) -> bool:
    return any(sign.isdigit() for sign in cell) and (
        read_instant(cell, _UTC, pattern).value is not None
    )


def _is_code(cell: str) -> bool:
    return len(cell) <= _MOST_CODE and " " not in cell and any(sign.isdigit() for sign in cell)


def _is_text(cell: str) -> bool:
    return any(sign.isalpha() for sign in cell) and not any(sign.isdigit() for sign in cell)


def _distinct(cells: Cells) -> Fraction:
    return Fraction(len(set(cells)), len(cells))


def _moments(cells: Cells) -> Fraction:
    return next((share for _, share in patterns_of(cells)), Fraction(0))


def _numbers(cells: Cells) -> tuple[Fraction, tuple[Exact | None, ...]]:
    plain = without(cells, ending_of(cells))
    return next(((share, found) for _, share, found in formats_of(plain)), (Fraction(0), ()))


def _quantities(cells: Cells) -> Fraction:
    _, found = _numbers(cells)
    small = [each for each in found if each is not None and not each.scale and _is_small(each)]
    return Fraction(len(small), len(cells))


def _is_small(number: Exact) -> bool:
    return abs(number.digits) < _MOST_PIECES


def _prices(cells: Cells) -> Fraction:
    share, found = _numbers(cells)
    parted = any(each is not None and each.scale for each in found)
    # Whole numbers may be prices too, and are likelier something else.
    return share if parted else share * Fraction(1, 2)


def _codes(cells: Cells) -> Fraction:
    _, numbers = _numbers(cells)
    parted = any(each is not None and each.scale for each in numbers)
    # A day or an amount may be a code too, and is likelier what it looks like.
    other = parted or _moments(cells) == 1
    # So may a small number, a little less likely than one with letters.
    small = _quantities(cells) == 1
    likely = Fraction(1, 2) if other else Fraction(3, 4) if small else Fraction(1)
    return _share(cells, _is_code) * likely


def _texts(cells: Cells) -> Fraction:
    wordy = _share(cells, lambda cell: any(sign.isalpha() for sign in cell) and not _is_code(cell))
    return wordy * _distinct(cells) if len(cells) > _FEW else wordy


def _countries(cells: Cells) -> Fraction:
    return _share(cells, _is_text) * (1 - _distinct(cells) + Fraction(1, len(cells)))


_FITS: Final[Mapping[str, Callable[[Cells], Fraction]]] = MappingProxyType(
    {
        "number": _codes,
        "sku": _codes,
        "description": _texts,
        "quantity": _quantities,
        "at": _moments,
        "price": _prices,
        "customer": _codes,
        "country": _countries,
    }
)
