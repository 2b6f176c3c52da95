"""Looking ahead: an order as an amendment would make it, for gates that judge it beforehand.

A split changes what stays, and a merge what takes in, as an amendment does.
"""

from orderkit.order.commands import Amend, AmendmentCommand, ProposeAmendment, SplitOff, TakeIn
from orderkit.order.deciding.amendment import amendment_of, applied
from orderkit.order.deciding.lineage import decide_lineage, restated
from orderkit.order.evolve import fold
from orderkit.order.model import Order
from orderkit.order.revising import Drawn, revise
from orderkit.order.splitting import Cut
from orderkit.order.terms import Terms
from orderkit.values import Context

__all__ = ["amended", "amended_terms"]


def amended(
    order: Order, command: AmendmentCommand | SplitOff | TakeIn, context: Context
) -> Order | None:
    """The order once the amendment that a command brings along or names is applied.

    What follows from it by itself, such as a line that closes, is left out; nothing is saved.

    Returns:
        None where there is no such amendment, or where something stands against it.
    """
    if isinstance(command, SplitOff | TakeIn):
        events, _ = decide_lineage(order, command, context)
        return fold(events, onto=order) if events else None
    amendment = amendment_of(order, command, context)
    if amendment is None:
        return None
    revision = revise(order, amendment)
    if revision.terms is None:
        return None
    return fold(applied(order, amendment, revision, context), onto=order)


def amended_terms(order: Order, command: AmendmentCommand | SplitOff | TakeIn) -> Terms | None:
    """The terms of an order once that amendment is applied; None where `amended` gives None."""
    if isinstance(command, SplitOff | TakeIn):
        made, _ = restated(order, command)
        if made is None:
            return None
        return made.stays if isinstance(made, Cut) else made.terms
    drawn: Drawn | None
    if isinstance(command, ProposeAmendment | Amend):
        drawn = command
    else:
        name = command.amendment
        drawn = next((each for each in order.amendments if each.id == name), None)
    return None if drawn is None else revise(order, drawn).terms
