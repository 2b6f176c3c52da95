"""What happened to the lines."""

from typing import final

import attrs

from orderkit.order.events.happened import Happened
from orderkit.order.line import Adjustment, Line
from orderkit.order.lineage import Descent
from orderkit.order.terms import Terms
from orderkit.values import ActorId

__all__ = ["LinesAdded", "OrderPlaced"]


@final
@attrs.frozen(kw_only=True)
class OrderPlaced(Happened):
    """The order was made.

    Attributes:
        on_behalf_of: In whose name; None means in that of the person themselves.
        lineage: The orders that its lines come from, if from any.
        made_with: Whoever had a hand in these lines there.
        rules: The digest of the rules that the order begins on; empty if no gate has any.
    """

    terms: Terms
    on_behalf_of: ActorId | None = None
    lineage: tuple[Descent, ...] = ()
    made_with: tuple[ActorId, ...] = ()
    rules: str = ""


@final
@attrs.frozen(kw_only=True)
class LinesAdded(Happened):
    """Lines or adjustments came later; a new revision of the terms.

    Attributes:
        on_behalf_of: In whose name; None means in that of the person themselves.
    """

    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    on_behalf_of: ActorId | None = None
