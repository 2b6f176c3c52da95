"""Judging: what rules come to have against an order, read with the facts of both of its states."""

import attrs

from orderkit.order import Order, Preview, newly_failing
from orderkit.ports import UnitOfWork
from orderkit.process.path import OrderPath
from orderkit.values import Context, Facts

__all__ = ["judged"]


def judged(
    work: UnitOfWork, path: OrderPath, order: Order | None, shown: Preview, context: Context
) -> Preview:
    """A preview of an order's command, with what its path's rules newly have against it.

    A command declares the facts that it needs; which ones the order needs that it comes to shows
    only once it is decided.
    """
    keys = path.judged(order, shown.after) if shown.decision.accepted else ()
    if shown.after is None or not keys:
        return shown
    facts = Facts(path.read(work, shown.after.key.organisation, keys))
    informed = attrs.evolve(context, facts=facts)
    found = newly_failing(order, shown.after, informed, path.gates)
    return attrs.evolve(shown, newly_failing=found)
