"""The gate of the flow: it answers `Advance`, and moves the stage with its cause."""

from collections.abc import Iterable, Iterator, Sequence
from typing import final

import attrs

from orderkit.order import (
    Advance,
    Command,
    Event,
    FlowStarted,
    Order,
    PlaceOrder,
    StageMoved,
    evolve,
    fold,
)
from orderkit.values import Context, FactKey, Finding, StageName, block, shown
from orderkit.workflow.flow import Flow, Moved, Stuck
from orderkit.workflow.model import ENTERED

__all__ = ["FlowGate"]


@final
@attrs.frozen(eq=False)
class FlowGate:
    """An `order.Gate` that runs a flow.

    Stages move only in the decision that moved their cause: when somebody asks for a move, or
    when an event happens that a move listens to, judged on the state after the events. It stands
    after the gates whose events it listens to, such as approval.

    Laws:
        own flow: An order that runs on another definition is refused, whatever is asked.
        asked: Only moves with `ask` can be asked for; what events bring about needs the event.
        tied: Under the standard flow, some piece is still to leave at `fulfilling`, none is at
            `shipped`, `invoiced` and `settled`; each piece was given up at `cancelled`; more is
            owed than paid and credited at `invoiced`, no more at `settled`; and an order stands
            at `void` exactly while it is void.
    """

    flow: Flow

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """Nothing: guards look at the order."""
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """All that the flow has against a command; nothing is hidden behind what comes first.

        Returns:
            BLOCK `flow.version`, `flow.closed`, `flow.unknown_move` or `flow.not_from_here`; or
            each `flow.role`, `flow.guard`, `flow.need` and `flow.denied` of the moves that were
            asked for.
        """
        if order is None:
            return ()
        flow = self.flow
        if order.flow != flow.digest:
            return (block("flow.version", "stage", stage=order.stage),) if order.flow else ()
        stage = order.stage
        if type(command) is not Advance:
            name = type(command).__name__
            if name in flow.closed[stage]:
                return (block("flow.closed", "stage", stage=stage, command=name),)
            return ()
        if command.move not in flow.asked:
            # What events bring about stands in the same table; nobody may ask for it by name.
            return (block("flow.unknown_move", "move", move=shown(command.move)),)
        if type(flow.move(stage, command.move, order, context)) is Moved:
            return ()
        reasons = flow.why_not(stage, command.move, order, context)
        return tuple(_finding(flow, stage, command, stuck) for stuck in reasons)

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """`FlowStarted` when an order is placed; then each `StageMoved` that its cause brings."""
        at, by, flow = context.at, context.actor.id, self.flow
        if order is None:
            if isinstance(command, PlaceOrder):
                return (FlowStarted(flow=flow.digest, stage=flow.initial, at=at, by=by),)
            return ()
        if order.flow != flow.digest:
            return ()
        stage = order.stage
        if type(command) is Advance:
            outcome = flow.move(stage, command.move, order, context)
            if type(outcome) is not Moved:
                return ()
            first = _moved(outcome, context)
            if not flow.listens(outcome.target, ENTERED):
                return (first,)
            return (first, *self._onwards(fold((*events, first), onto=order), context))
        for event in events:
            if flow.listens(stage, type(event).__name__):
                return self._caused(order, events, context)
        return ()

    def _caused(self, order: Order, events: Sequence[Event], context: Context) -> tuple[Event, ...]:
        after = fold(events, onto=order) or order
        for event in events:
            outcome = self.flow.move(after.stage, type(event).__name__, after, context)
            if type(outcome) is Moved:
                first = _moved(outcome, context)
                if not self.flow.listens(outcome.target, ENTERED):
                    return (first,)
                return (first, *self._onwards(evolve(after, first), context))
        return ()

    def _onwards(self, order: Order | None, context: Context) -> Iterator[Event]:
        """Moves that follow at once; no more than there are stages."""
        after = order
        for _ in self.flow.definition.stages:
            if after is None:
                return
            outcome = self.flow.move(after.stage, ENTERED, after, context)
            if type(outcome) is not Moved:
                return
            further = _moved(outcome, context)
            yield further
            after = evolve(after, further)


def _moved(outcome: Moved, context: Context) -> StageMoved:
    return StageMoved(
        source=outcome.source,
        target=outcome.target,
        move=outcome.move,
        at=context.at,
        by=context.actor.id,
    )


def _finding(flow: Flow, stage: StageName, command: Advance, stuck: Stuck) -> Finding:
    move = command.move
    if stuck.why == "not_from_here":
        # An end of the flow has none; a sentence with a hole in it would look broken.
        there = ", ".join(flow.triggers(stage)) or "\u2013"
        return block("flow.not_from_here", "stage", move=move, stage=stage, moves=there)
    if stuck.why == "role":
        return block("flow.role", "move", move=move, role=stuck.name)
    if stuck.why == "need":
        return block("flow.need", "move", move=move, fact=shown(stuck.name))
    if stuck.why == "denied":
        return block("flow.denied", "move", move=move, fact=shown(stuck.name))
    return block("flow.guard", "move", move=move, guard=stuck.name)
