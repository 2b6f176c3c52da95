"""Flows as data: stages, and the moves between them."""

from datetime import timedelta
from typing import final

import attrs

from orderkit.values import MoveName, RoleName, StageName
from orderkit.workflow.conditions import Condition, FactValue

__all__ = ["ENTERED", "Deadline", "FlowDefinition", "Labels", "Move", "Stage"]

# The trigger of moves that follow at once when an order comes to a stage.
ENTERED = "entered"

Labels = tuple[tuple[str, str], ...]


@final
@attrs.frozen(kw_only=True)
class Stage:
    """A place in the flow.

    Attributes:
        labels: Locale and text, such as `("zh_CN", "已下单")`.
        initial: Where orders begin; exactly one stage is.
        final: Where orders may rest.
        last: An end that no move leaves.
        closed_to: Names of commands that are refused while an order is here.
        group: The class of stages it belongs to, such as `submitted`; empty for none.
    """

    name: StageName
    labels: Labels = ()
    initial: bool = False
    final: bool = False
    closed_to: tuple[str, ...] = ()
    last: bool = False
    group: str = ""


@final
@attrs.frozen(kw_only=True)
class Move:
    """A way from some stages to another.

    Attributes:
        trigger: The name that `Advance` asks for, the name of an event that brings it about, or
            `entered` for one that follows at once.
        asked: Whether the trigger is asked for; otherwise events bring it about.
        guards: Names of conditions that must all hold.
        roles: Of these, whoever asks must hold one; empty means anybody.
        needs: Conditions on facts that must all hold.
        denied_when: Conditions on facts; it may not be taken where all of them hold.
        sets: Facts that taking it sets, on a record of the host's own.
        line: Where it stands in its file, for messages.
    """

    name: MoveName
    sources: tuple[StageName, ...]
    target: StageName
    trigger: str
    asked: bool
    guards: tuple[str, ...] = ()
    roles: tuple[RoleName, ...] = ()
    labels: Labels = ()
    needs: tuple[Condition, ...] = ()
    denied_when: tuple[Condition, ...] = ()
    sets: tuple[tuple[str, FactValue], ...] = ()
    line: int = attrs.field(default=0, eq=False)


@final
@attrs.frozen(kw_only=True)
class Deadline:
    """How long an order may be at a stage (限时处理).

    Attributes:
        stages: The stages that it is about.
        minutes: How long after the order came there it passes; above zero.
        ask: What is asked for then, by whoever looks after deadlines, such as to send an order
            back that nobody approves; empty means that people are reminded.
        line: Where it stands in its file, for messages.
    """

    name: str
    stages: tuple[StageName, ...]
    minutes: int
    ask: str = ""
    labels: Labels = ()
    line: int = attrs.field(default=0, eq=False)

    @property
    def after(self) -> timedelta:
        """How long after the order came there it passes."""
        return timedelta(minutes=self.minutes)


@final
@attrs.frozen(kw_only=True)
class FlowDefinition:
    """A flow as its file says it."""

    name: str
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    deadlines: tuple[Deadline, ...] = ()
    source: str = attrs.field(default="flow", eq=False)

    @property
    def initial(self) -> StageName:
        """Where orders begin."""
        return next(stage.name for stage in self.stages if stage.initial)

    def targets(self, stage: StageName) -> tuple[StageName, ...]:
        """Where moves lead from a stage, guarded or not, none twice; in the definition's order."""
        return tuple(dict.fromkeys(move.target for move in self.moves if stage in move.sources))

    def actions(self, stage: StageName) -> tuple[str, ...]:
        """What may be asked for at a stage, none twice; in the order of the definition."""
        asked = (move.trigger for move in self.moves if move.asked and stage in move.sources)
        return tuple(dict.fromkeys(asked))
