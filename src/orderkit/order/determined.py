"""Lines of determined prices: what was found for a request, as an order keeps it."""

from collections.abc import Iterable, Iterator
from typing import Final

from orderkit.order.line import InvalidTermsError, Line
from orderkit.pricing import PriceDetermination
from orderkit.values import Currency, LineId, RoundingPolicy, Severity, extend, shown

__all__ = ["determined_line", "foreign_prices"]

_ROUNDING: Final = RoundingPolicy()


def determined_line(
    line: str, answer: PriceDetermination, *, policy: RoundingPolicy = _ROUNDING
) -> Line:
    """A line of what was asked for, at the price that won, with all that explains it.

    Its amount is price times quantity, multiplied first and rounded once; list price and floor
    price stand beside the price, and the stamp says how it was determined. What the price waits
    for, such as a review of one below the floor, is no matter of this function.

    Raises:
        InvalidTermsError: No price was found, or a finding blocks it; ask `answer.findings` first.
        MoneyOverflowError: The amount is beyond 63 bits.
    """
    stamp, asked = answer.stamp, answer.request
    blocked = [found.code for found in answer.findings if found.severity is Severity.BLOCK]
    if stamp is None or blocked:
        raise InvalidTermsError(path=shown(f"lines/{line}/price"), why=", ".join(blocked))
    return Line(
        id=LineId(line),
        sku=asked.sku,
        quantity=asked.quantity,
        price=stamp.price,
        amount=extend(stamp.price, asked.quantity, asked.unit, asked.currency, policy).minor,
        unit=asked.unit,
        list_price=answer.list_price,
        floor_price=answer.floor_price,
        stamp=stamp,
    )


def foreign_prices(lines: Iterable[Line], currency: Currency) -> Iterator[tuple[LineId, Currency]]:
    """The lines whose price was determined in another currency, each with that currency."""
    for line in lines:
        if line.stamp is not None and line.stamp.request.currency != currency:
            yield line.id, line.stamp.request.currency
