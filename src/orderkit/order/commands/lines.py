"""The family of lines: what an order is made of."""

from typing import Final, TypeAlias, final

import attrs

from orderkit.order.line import Adjustment, Line, refuse_other_kinds
from orderkit.order.lineage import Descent
from orderkit.order.terms import Terms
from orderkit.values import ActorId, field_check

__all__ = ["AddLines", "LinesCommand", "PlaceOrder"]


@final
@attrs.frozen
class PlaceOrder:
    """Make the order, as captured; the first command of each order.

    Attributes:
        lineage: The orders that its lines come from, where it was split off or copied.
        made_with: Whoever had a hand in these lines there; none of them may approve them here.
    """

    terms: Terms
    lineage: tuple[Descent, ...] = ()
    made_with: tuple[ActorId, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what are no terms."""
        refuse_other_kinds(_WRONG_IN_PLACE_ORDER(self), "PlaceOrder")


_WRONG_IN_PLACE_ORDER: Final = field_check(PlaceOrder)


@final
@attrs.frozen(kw_only=True)
class AddLines:
    """Add lines or adjustments that came later under the same number."""

    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what is no line and no adjustment."""
        refuse_other_kinds(_WRONG_IN_ADD_LINES(self), "AddLines")


_WRONG_IN_ADD_LINES: Final = field_check(AddLines)

LinesCommand: TypeAlias = PlaceOrder | AddLines
