"""Returned rows: a report of rows that a clerk mends and sends again, and what it carries along.

Three columns stand before those of the file. The first says which row of which file each one was,
so that what is sent again is told from what is new, whatever was changed in it.
"""

import re
from collections.abc import Iterable
from typing import Final, final

import attrs

from orderkit.capture.model import Fate, RawRow, StoredRow
from orderkit.values import NumberFormat, looks_like_formula, read_decimal

__all__ = [
    "NO_RETURNS",
    "REPORT_COLUMNS",
    "Returns",
    "is_report",
    "origin_of",
    "quoted",
    "report_delimiter",
    "returned",
    "unquoted",
]

REPORT_COLUMNS: Final = ("orderkit.row", "orderkit.status", "orderkit.findings")
"""The first columns of a report of rows, in every language."""

_ORIGIN: Final = re.compile(r"[0-9a-f]{64}/[1-9][0-9]{0,17}")
_HEAD: Final = re.compile(r'"?orderkit\.row"?([^\w"\r\n.])')
# Before what a spreadsheet would run; it shows the rest as text.
_QUOTE: Final = "'"


@final
@attrs.frozen
class Returns:
    """Which rows that a file sends again count already, and which were rejected.

    Attributes:
        taken: Origins that count; they add nothing.
        rejected: Origins that were rejected and are judged anew.
    """

    taken: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[RawRow], stored: Iterable[StoredRow]) -> "Returns":
        """What the rows of a channel say of those of a file that are sent again."""
        asked = {row.origin for row in rows if row.origin}
        if not asked:
            return NO_RETURNS
        taken, rejected = set[str](), set[str]()
        for each in stored:
            verdict = each.verdict
            names = {verdict.origin, origin_of(each.digest, verdict.row)} & asked
            (rejected if verdict.fate is Fate.REJECTED else taken).update(names)
        return cls(frozenset(taken), frozenset(rejected - taken))


NO_RETURNS: Final = Returns()
"""Of a file that sends nothing again."""


def origin_of(digest: str, row: int) -> str:
    """The name of a row of a file."""
    return f"{digest}/{row}"


def is_report(header: Iterable[str]) -> bool:
    """Whether a file was made by a report of rows."""
    return REPORT_COLUMNS[0] in header


def report_delimiter(text: str) -> str:
    """The sign between the cells of a report; empty if the text is none.

    A spreadsheet writes the one of its own country, whatever it has read.
    """
    head = _HEAD.match(text)
    return "" if head is None else head[1]


def returned(row: RawRow, place: int) -> RawRow:
    """A row of a report as it was before the report, with its origin.

    Args:
        place: Where the origin stands.
    """
    origin = row.cells[place].strip() if place < len(row.cells) else ""
    return attrs.evolve(
        row,
        cells=tuple(map(unquoted, row.cells)),
        origin=origin if _ORIGIN.fullmatch(origin) else "",
    )


def quoted(cell: str, numbers: NumberFormat) -> str:
    """The cell as text that no spreadsheet runs; a number as it stands.

    Laws:
        back: `unquoted` gives the cell again.
    """
    if looks_like_formula(cell) and read_decimal(cell, numbers).value is not None:
        return cell
    return f"{_QUOTE}{cell}" if _is_live(cell.lstrip(_QUOTE)) else cell


def unquoted(cell: str) -> str:
    """The cell before it was quoted."""
    inner = cell.lstrip(_QUOTE)
    return cell[1:] if cell.startswith(_QUOTE) and _is_live(inner) else cell


def _is_live(text: str) -> bool:
    return looks_like_formula(text) or text.startswith("\0")
