"""Spread: whether adjustments and taxes have a share for each unit, which come to their figure.

Orders of earlier releases may hold others. Whatever works with shares takes those that do not fit
for none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from orderkit.order.line import Adjustment, Line
from orderkit.values import Finding, LineId, block

__all__ = ["fits", "spread_wrongly"]


def spread_wrongly(
    lines: Iterable[Line], adjustments: Iterable[Adjustment], units: Mapping[LineId, int]
) -> Iterator[Finding]:
    """BLOCK `adjustment.line`, `adjustment.shares` and `tax.shares`, of lines and beside them.

    Args:
        units: Of every line that there is.
    """
    for line in lines:
        for charge in line.adjustments:
            path = f"lines/{line.id}/adjustments/{charge.id}"
            yield from _of_shares(charge, line.quantity, path)
        for tax in line.taxes:
            if tax.shares and not fits(tax.shares, tax.tax, line.quantity):
                path = f"lines/{line.id}/taxes/{tax.code}"
                yield block("tax.shares", path, tax=tax.code, units=line.quantity)
    for charge in adjustments:
        path = f"adjustments/{charge.id}"
        missing = [name for name in dict.fromkeys(charge.lines) if name not in units]
        for name in missing:
            yield block("adjustment.line", path, adjustment=charge.id, line=name)
        if not missing:
            yield from _of_shares(charge, sum(units[name] for name in charge.lines), path)


def fits(shares: Sequence[int], whole: int, units: int) -> bool:
    """Whether there is a share for each unit, and they come to the whole."""
    return len(shares) == units and sum(shares) == whole


def _of_shares(charge: Adjustment, units: int, path: str) -> Iterator[Finding]:
    if charge.shares and not fits(charge.shares, charge.amount, units):
        yield block("adjustment.shares", path, adjustment=charge.id, units=units)
