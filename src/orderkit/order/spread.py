"""Spread: whether adjustments are of lines that there are, with a share for each of their units."""

from collections.abc import Iterable, Iterator, Mapping

from orderkit.order.line import Adjustment, Line
from orderkit.values import Finding, LineId, block

__all__ = ["spread_wrongly"]


def spread_wrongly(
    lines: Iterable[Line], adjustments: Iterable[Adjustment], units: Mapping[LineId, int]
) -> Iterator[Finding]:
    """BLOCK `adjustment.line` and `adjustment.shares`, of lines and beside them.

    Args:
        units: Of every line that there is.
    """
    for line in lines:
        for charge in line.adjustments:
            path = f"lines/{line.id}/adjustments/{charge.id}"
            yield from _of_shares(charge, line.quantity, path)
    for charge in adjustments:
        path = f"adjustments/{charge.id}"
        missing = [name for name in dict.fromkeys(charge.lines) if name not in units]
        for name in missing:
            yield block("adjustment.line", path, adjustment=charge.id, line=name)
        if not missing:
            yield from _of_shares(charge, sum(units[name] for name in charge.lines), path)


def _of_shares(charge: Adjustment, units: int, path: str) -> Iterator[Finding]:
    shares = len(charge.shares)
    if shares and shares != units:
        yield block("adjustment.shares", path, adjustment=charge.id, shares=shares, units=units)
