"""Compiled flows: a table from stage and trigger to moves, with every guard looked up once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Protocol, TypeAlias, final

import attrs

from orderkit.errors import PolicyContractError, UnreadableDataError
from orderkit.order import Order
from orderkit.values import (
    Context,
    FlowDigest,
    MoveName,
    RoleName,
    StageName,
    digest_of,
    shown,
)
from orderkit.workflow.conditions import Condition
from orderkit.workflow.model import FlowDefinition, Move
from orderkit.workflow.order_facts import facts_of_order
from orderkit.workflow.weighing import denies, name_of, weighed

__all__ = [
    "Flow",
    "Guard",
    "Moved",
    "Outcome",
    "SettingMoveError",
    "Stuck",
    "UnknownGuardError",
    "compile_flow",
]


@attrs.frozen(kw_only=True)
class UnknownGuardError(UnreadableDataError):
    """A flow names a guard that the host did not register; nothing was imported for it."""

    code: ClassVar[str] = "flow.unknown_name"


@attrs.frozen(kw_only=True)
class SettingMoveError(UnreadableDataError):
    """A flow for orders has moves that set facts: an order changes by its events alone."""

    code: ClassVar[str] = "flow.sets"


class Guard(Protocol):
    """A condition of a move.

    Laws:
        pure: Equal arguments give equal answers.
        plain: It gives True or False and nothing else.
        total: No order and no context make it raise; raising means failed, never no.
    """

    def __call__(self, order: Order, context: Context, /) -> bool:
        """Say whether the move may be taken by an order in this state."""
        ...


@final
@attrs.frozen
class Moved:
    """The move that is taken."""

    move: MoveName
    source: StageName
    target: StageName


@final
@attrs.frozen
class Stuck:
    """No move is taken.

    Attributes:
        why: `not_from_here`, `role`, `guard`, `need` or `denied`: what the last move tried was
            refused for.
        name: The guard, the first role that was wanted, or the fact that a condition is about;
            empty where there is no move.
    """

    why: str
    name: str = ""


Outcome: TypeAlias = Moved | Stuck
_NOT_FROM_HERE = Stuck("not_from_here")


@final
@attrs.frozen
class _Compiled:
    """A move from one stage, with its answers made beforehand: taking it makes no object."""

    moved: Moved
    guards: tuple[tuple[Guard, Stuck], ...]
    roles: frozenset[RoleName]
    wrong_role: Stuck

    def against(self, order: Order, context: Context) -> list[Stuck]:
        """Everything that stands against it."""
        missing = self.roles and self.roles.isdisjoint(context.actor.roles)
        unmet = [why for guard, why in self.guards if not _holds(guard, why, order, context)]
        return [self.wrong_role, *unmet] if missing else unmet


_Table: TypeAlias = Mapping[tuple[StageName, str], tuple[_Compiled, ...]]


@final
@attrs.frozen(eq=False)
class Flow:
    """A definition that runs.

    Attributes:
        digest: Of the definition; orders keep it and follow no other.
        closed: Commands that each stage is closed to.
        asked: Names that `Advance` may ask for anywhere.
    """

    definition: FlowDefinition
    digest: FlowDigest
    closed: Mapping[StageName, frozenset[str]]
    asked: frozenset[str]
    _table: _Table

    @property
    def initial(self) -> StageName:
        """Where orders begin."""
        return self.definition.initial

    def move(self, stage: StageName, trigger: str, order: Order, context: Context) -> Outcome:
        """The first move from a stage by a trigger whose roles and guards all hold.

        Raises:
            PolicyContractError: A guard raised, or gave neither True nor False.
        """
        stuck = _NOT_FROM_HERE
        for compiled in self._table.get((stage, trigger), ()):
            if compiled.roles and compiled.roles.isdisjoint(context.actor.roles):
                stuck = compiled.wrong_role
                continue
            for guard, refused in compiled.guards:
                if not _holds(guard, refused, order, context):
                    stuck = refused
                    break
            else:
                return compiled.moved
        return stuck

    def listens(self, stage: StageName, trigger: str) -> bool:
        """Whether any move leaves a stage by a trigger."""
        return (stage, trigger) in self._table

    def why_not(
        self, stage: StageName, trigger: str, order: Order, context: Context
    ) -> tuple[Stuck, ...]:
        """All that stands against each move by a trigger; empty exactly where `move` takes one.

        Raises:
            PolicyContractError: As `move` does.
        """
        told = dict[Stuck, None]()
        for compiled in self._table.get((stage, trigger), ()):
            against = compiled.against(order, context)
            if not against:
                return ()
            told |= dict.fromkeys(against)
        return tuple(told) or (_NOT_FROM_HERE,)

    def triggers(self, stage: StageName) -> tuple[str, ...]:
        """What may be asked for at a stage, in the order of the definition."""
        return self.definition.actions(stage)

    def targets(self, stage: StageName) -> tuple[StageName, ...]:
        """Where moves lead from a stage, in the order of the definition."""
        return self.definition.targets(stage)


def compile_flow(definition: FlowDefinition, guards: Mapping[str, Guard]) -> Flow:
    """Compile a definition with the guards that the host registers by name.

    Raises:
        UnknownGuardError: It names guards that are not registered; all are told at once.
        SettingMoveError: Its moves set facts, which is for records that `step` moves.
    """
    wrong = [
        f"line {move.line}, moves.{move.name}: no guard {shown(name)}"
        for move in definition.moves
        for name in move.guards
        if name not in guards
    ]
    if wrong:
        raise UnknownGuardError(source=definition.source, why="; ".join(wrong))
    sets = [f"line {move.line}, moves.{move.name}" for move in definition.moves if move.sets]
    if sets:
        raise SettingMoveError(source=definition.source, why="; ".join(sets))
    table = dict[tuple[StageName, str], tuple[_Compiled, ...]]()
    for move in definition.moves:
        for source in move.sources:
            place = source, move.trigger
            table[place] = (*table.get(place, ()), _compiled(move, source, guards))
    return Flow(
        definition,
        FlowDigest(digest_of(definition)),
        MappingProxyType({stage.name: frozenset(stage.closed_to) for stage in definition.stages}),
        frozenset(move.trigger for move in definition.moves if move.asked),
        MappingProxyType(table),
    )


def _compiled(move: Move, source: StageName, guards: Mapping[str, Guard]) -> _Compiled:
    return _Compiled(
        moved=Moved(move.name, source, move.target),
        guards=(
            *((guards[name], Stuck("guard", name)) for name in move.guards),
            *((_needing(need), Stuck("need", name_of(need))) for need in move.needs),
            *_unless(move.denied_when),
        ),
        roles=frozenset(move.roles),
        wrong_role=Stuck("role", move.roles[0] if move.roles else ""),
    )


def _needing(need: Condition) -> Guard:
    def guard(order: Order, _: Context, /) -> bool:
        return weighed(need, facts_of_order(order)) is True

    return guard


def _unless(conditions: tuple[Condition, ...]) -> tuple[tuple[Guard, Stuck], ...]:
    def guard(order: Order, _: Context, /) -> bool:
        return not denies(conditions, facts_of_order(order))

    return ((guard, Stuck("denied", name_of(conditions[0]))),) if conditions else ()


def _holds(guard: Guard, refused: Stuck, order: Order, context: Context) -> bool:
    try:
        holds = guard(order, context)
    except Exception as error:
        raise _breach(refused.name, "total", repr(error)) from error
    if holds is True or holds is False:
        return holds
    raise _breach(refused.name, "plain", repr(holds))


def _breach(guard: str, law: str, proof: str) -> PolicyContractError:
    return PolicyContractError(policy=f"guard {guard}", law=law, proof=proof[:200])
