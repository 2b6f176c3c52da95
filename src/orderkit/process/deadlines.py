"""Deadlines on the desk: what orders have waited for too long is asked for, by whoever looks."""

from collections.abc import Iterator
from typing import Final, final

import attrs

from orderkit.order import Advance, Decision
from orderkit.ports import OrderQuery, UnitOfWork
from orderkit.process.desk import OrderDesk
from orderkit.values import Context, MoveName, OrderKey, StageName
from orderkit.workflow import Due, Flow, FlowGate, due, entry_of

__all__ = ["DeadlineOutcome", "meet_deadlines"]

_PAGE: Final = 1000


@final
@attrs.frozen(kw_only=True)
class DeadlineOutcome:
    """A deadline that has passed, and what came of it.

    Attributes:
        decision: What the desk answered to what the deadline asks for; None for one that asks for
            nothing. While it is refused, the deadline stays due.
    """

    order: OrderKey
    due: Due
    decision: Decision | None = None


def meet_deadlines(desk: OrderDesk, context: Context) -> tuple[DeadlineOutcome, ...]:
    """Ask for what is due of the organisation's orders at the moment of the context.

    Call it as often as you like, from as many places: each order has a unit of work of its own,
    in which its history is read, so a deadline that asks for a move acts once, and one that was
    missed while nobody ran is met at the next call. A host sends reminders by the id of what is
    due, once for each.

    Args:
        context: Who is told to have done it, such as an actor `system`; roles that moves ask for
            must be theirs.

    Returns:
        By flow, stage and order.

    Raises:
        PolicyContractError: A gate broke its laws; what was met before is saved.
        PortError: The database failed; what was met before is saved.
    """
    outcomes = list[DeadlineOutcome]()
    for gate in desk.path.gates:
        if isinstance(gate, FlowGate):
            # None is asked for twice in one call, though a move may lead to a later stage.
            for key in dict.fromkeys(_waiting(desk, gate.flow, context)):
                outcomes += _met(desk, key, gate.flow, context)
    return tuple(outcomes)


def _waiting(desk: OrderDesk, flow: Flow, context: Context) -> list[OrderKey]:
    """The orders at stages that have deadlines."""
    stages = dict.fromkeys(
        stage for deadline in flow.definition.deadlines for stage in deadline.stages
    )
    with desk.database.read() as work:
        return [key for stage in stages for key in _standing(work, stage, context)]


def _standing(work: UnitOfWork, stage: StageName, context: Context) -> Iterator[OrderKey]:
    """The orders at a stage, page by page."""
    after = ""
    while True:
        page = work.orders.find(
            OrderQuery(
                organisation=context.actor.organisation, stage=stage, after=after, limit=_PAGE
            )
        )
        yield from (header.order for header in page.headers)
        after = page.after
        if not after:
            return


def _met(desk: OrderDesk, key: OrderKey, flow: Flow, context: Context) -> list[DeadlineOutcome]:
    outcomes = list[DeadlineOutcome]()
    with desk.database.write() as work:
        entry = entry_of(recorded.event for recorded in work.orders.history(key))
        for each in due(flow, entry, context.at) if entry is not None else ():
            asked, decision = each.deadline.ask, None
            if asked:
                decision = desk.handle_part(work, key, Advance(MoveName(asked)), context)
            outcomes.append(DeadlineOutcome(order=key, due=each, decision=decision))
            if decision is not None and decision.accepted:
                # The stay is over, and with it whatever else of it was due.
                break
    return outcomes
