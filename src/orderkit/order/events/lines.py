"""What happened to the lines."""

from typing import final

import attrs

from orderkit.order.events.happened import Happened
from orderkit.order.terms import Adjustment, Line, Terms

__all__ = ["LinesAdded", "OrderPlaced"]


@final
@attrs.frozen(kw_only=True)
class OrderPlaced(Happened):
    """The order was made."""

    terms: Terms


@final
@attrs.frozen(kw_only=True)
class LinesAdded(Happened):
    """Lines or adjustments came later; a new revision of the terms."""

    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
