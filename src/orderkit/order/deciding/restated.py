"""What happens to one side of a split or a merge."""

from collections.abc import Iterable

from orderkit.order.amendment import Resized
from orderkit.order.events import Amended, Event, Released
from orderkit.order.excerpt import difference
from orderkit.order.ledger import Shift
from orderkit.order.lineage import Descent
from orderkit.order.model import Order
from orderkit.order.terms import Terms
from orderkit.values import ActorId, Context

__all__ = ["restated", "set_free"]


def restated(
    order: Order,
    terms: Terms,
    resized: tuple[Resized, ...],
    lineage: tuple[Descent, ...],
    reason: str,
    context: Context,
    *,
    makers: tuple[ActorId, ...] = (),
) -> Amended:
    """The revision that one side comes to; `made_with` had a hand in what comes."""
    was, now = difference(order.terms, terms)
    actor = context.actor
    return Amended(
        amendment=f"lineage/{order.version + 1}",
        base=order.revision,
        revision=terms.revision,
        changes=(),
        proposed_by=actor.id,
        proposed_for=actor.on_behalf_of,
        reason=reason,
        was=was,
        now=now,
        resized=resized,
        lineage=lineage,
        made_with=makers,
        at=context.at,
        by=actor.id,
    )


def set_free(shifts: Iterable[Shift], event: Amended, context: Context) -> tuple[Event, ...]:
    """Pieces that were bound to stock are let go before."""
    every = tuple(shifts)
    if not every:
        return ()
    return (Released(shifts=every, reference=event.amendment, at=context.at, by=context.actor.id),)
