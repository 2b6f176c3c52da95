"""The family of lines: what an order is made of."""

from typing import TypeAlias, final

import attrs

from orderkit.order.line import Adjustment, Line
from orderkit.order.terms import Terms

__all__ = ["AddLines", "LinesCommand", "PlaceOrder"]


@final
@attrs.frozen
class PlaceOrder:
    """Make the order, as captured; the first command of each order."""

    terms: Terms


@final
@attrs.frozen(kw_only=True)
class AddLines:
    """Add lines or adjustments that came later under the same number."""

    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()


LinesCommand: TypeAlias = PlaceOrder | AddLines
