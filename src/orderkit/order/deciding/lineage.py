"""Deciding the family of lineage: a split or a merge is made, or all is told that bars it."""

from typing import assert_never

from orderkit.order.commands.lineage import GiveAway, LineageCommand, SplitOff, TakeIn
from orderkit.order.deciding import Answer
from orderkit.order.deciding.merging import decide_giving, decide_taking, merged_of
from orderkit.order.deciding.splitting import cut_of, decide_split
from orderkit.order.model import Order
from orderkit.order.terms import Terms
from orderkit.values import Context

__all__ = ["decide_lineage", "terms_after"]


def decide_lineage(order: Order, command: LineageCommand, context: Context) -> Answer:
    """Answer a command of the family."""
    match command:
        case SplitOff():
            return decide_split(order, command, context)
        case TakeIn():
            return decide_taking(order, command, context)
        case GiveAway():
            return decide_giving(order, command, context)
        case _:
            assert_never(command)


def terms_after(order: Order, command: SplitOff | TakeIn) -> Terms | None:
    """The terms of what stays, or of what takes in; None where something stands against it."""
    if isinstance(command, SplitOff):
        cut, _ = cut_of(order, command)
        return cut and cut.stays
    made, _ = merged_of(order, command)
    return made and made.terms
