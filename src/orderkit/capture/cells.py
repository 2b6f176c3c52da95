"""Cells: where those of one record stand, for what csv does not split within its limits."""

from typing import Final, final

import attrs

__all__ = ["Scan", "scan"]

_QUOTE: Final = '"'


@final
@attrs.frozen(kw_only=True)
class Scan:
    """Where the cells of a record stand in a text.

    Attributes:
        spans: Beginning and end of each, quotes included, as far as cells were asked for.
        open: Whether the cell after these has a quote that is not closed.
        broken: Whether the cell after these goes on behind its closing quote.
    """

    spans: tuple[tuple[int, int], ...]
    open: bool = False
    broken: bool = False

    def cells(self, text: str) -> list[str]:
        """What stands in them, without the quotes around and within; none in a blank record."""
        if len(self.spans) == 1 and self.spans[0][0] == self.spans[0][1]:
            return []
        return [_plain(text[start:end]) for start, end in self.spans]


def scan(text: str, start: int, end: int, delimiter: str, most: int) -> Scan:
    """Split one record as csv does; nothing is copied.

    Args:
        start: Where it begins.
        end: Where it ends at the latest, the end of its last line included.
        most: Cells that are asked for; what follows is looked at for quotes alone.
    """
    last = text[max(start, end - 2) : end]
    end -= len(last) - len(last.rstrip("\r\n"))
    spans, place = list[tuple[int, int]](), start
    while place <= end:
        quoted = text.startswith(_QUOTE, place, end)
        after = _behind(text, place, end) if quoted else text.find(delimiter, place, end)
        if quoted and (after < 0 or (after < end and text[after] != delimiter)):
            return Scan(spans=tuple(spans), open=after < 0, broken=after >= 0)
        after = end if after < 0 else after
        if len(spans) < most:
            spans.append((place, after))
        else:
            further = text.find(f"{delimiter}{_QUOTE}", after, end)
            after = end if further < 0 else further
        place = after + 1
    return Scan(spans=tuple(spans))


def _behind(text: str, place: int, end: int) -> int:
    """Where a quoted cell has its end; below zero if it has none."""
    close = text.find(_QUOTE, place + 1, end)
    while close >= 0 and text.startswith(_QUOTE, close + 1, end):
        close = text.find(_QUOTE, close + 2, end)
    return close + 1 if close >= 0 else -1


def _plain(cell: str) -> str:
    quoted = cell.startswith(_QUOTE)
    return cell[1:-1].replace(_QUOTE * 2, _QUOTE) if quoted else cell
