"""The family of lineage: an order is split, or goes into another."""

from typing import Final, TypeAlias, final

import attrs

from orderkit.order.ledger import Portion
from orderkit.order.line import refuse_other_kinds
from orderkit.order.parcel import Parcel
from orderkit.values import LineId, OrderId, field_check

__all__ = ["GiveAway", "LineageCommand", "SplitOff", "TakeIn"]


@final
@attrs.frozen(kw_only=True)
class SplitOff:
    """Let pieces go into an order of their own, with all their figures.

    `part_of` is the order that they become; `split_order` does both at the desk.

    Attributes:
        to: The order that they go into.
        portions: Pieces by line that are still to leave, and that no draft claims.
        adjustments: Freight and the like, of the order as a whole, that go along; others stay.
    """

    to: OrderId
    portions: tuple[Portion, ...]
    adjustments: tuple[LineId, ...] = ()
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what names no pieces."""
        refuse_other_kinds(_WRONG_IN_SPLIT_OFF(self), "SplitOff")


_WRONG_IN_SPLIT_OFF: Final = field_check(SplitOff)


@final
@attrs.frozen(kw_only=True)
class TakeIn:
    """Take the lines of another order in; `merging` makes it of that order.

    Attributes:
        parcel: All that the other order has.
        join: Whether lines that differ in their units alone become one.
    """

    parcel: Parcel
    join: bool = True
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what is no parcel."""
        refuse_other_kinds(_WRONG_IN_TAKE_IN(self), "TakeIn")


_WRONG_IN_TAKE_IN: Final = field_check(TakeIn)


@final
@attrs.frozen(kw_only=True)
class GiveAway:
    """Let all lines go into another order, and be void; `merging` makes it beside `TakeIn`.

    Attributes:
        into: The order that takes them in.
        named: What each line is called there.
    """

    into: OrderId
    named: tuple[tuple[LineId, LineId], ...]
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what names no order."""
        refuse_other_kinds(_WRONG_IN_GIVE_AWAY(self), "GiveAway")


_WRONG_IN_GIVE_AWAY: Final = field_check(GiveAway)

LineageCommand: TypeAlias = SplitOff | TakeIn | GiveAway
