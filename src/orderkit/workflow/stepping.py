"""Steps of any record through a flow: what a record in a stage may do, judged on facts alone.

An order is led by `FlowGate`. Payments, shipments, complaints and whatever else a host keeps move
by the same definitions; their stage is the host's to store, and what is known of them are facts.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, final

import attrs

from orderkit.errors import PolicyContractError
from orderkit.values import MoveName, RoleName, StageName
from orderkit.workflow.conditions import NO_MOVE_FACTS, MoveFacts
from orderkit.workflow.flow import Stuck
from orderkit.workflow.model import FlowDefinition, Move
from orderkit.workflow.weighing import denies, first_unmet, name_of

__all__ = ["FactGuard", "Stepped", "common_actions", "step", "step_to", "unless_told"]

FactGuard: TypeAlias = Callable[[MoveFacts], bool]
_NO_GUARDS: Final[Mapping[str, FactGuard]] = MappingProxyType({})
_NO_ROLES: Final[frozenset[RoleName]] = frozenset()


@final
@attrs.frozen(kw_only=True)
class Stepped:
    """A step that is taken.

    Attributes:
        facts: As they are then, with what the move sets.
    """

    move: MoveName
    source: StageName
    target: StageName
    facts: MoveFacts


def step(
    definition: FlowDefinition,
    stage: StageName,
    action: str,
    *,
    facts: MoveFacts = NO_MOVE_FACTS,
    guards: Mapping[str, FactGuard] = _NO_GUARDS,
    roles: frozenset[RoleName] = _NO_ROLES,
) -> Stepped | Stuck:
    """Ask for an action: the first move from the stage under this name that nothing is against.

    Args:
        guards: The host's own conditions, by the names that the definition uses.
        roles: Of whoever asks.

    Returns:
        The step, or why there is none: `not_from_here`, `role`, `guard` with its name, `need` with
        the fact of the first need that is not met, or `denied` with the first fact that denies it.

    Laws:
        true alone: A need that the facts leave open is not met, and a denial that they leave open
            denies.

    Raises:
        PolicyContractError: A guard raised, gave neither True nor False, or is not registered.
    """
    moves = (move for move in definition.moves if move.asked and move.trigger == action)
    return _first(moves, stage, facts, guards, roles)


def step_to(
    definition: FlowDefinition,
    stage: StageName,
    target: StageName,
    *,
    facts: MoveFacts = NO_MOVE_FACTS,
    guards: Mapping[str, FactGuard] = _NO_GUARDS,
    roles: frozenset[RoleName] = _NO_ROLES,
) -> Stepped | Stuck:
    """Ask for a stage instead of an action; otherwise as `step`.

    Raises:
        PolicyContractError: As `step`.
    """
    moves = (move for move in definition.moves if move.asked and move.target == target)
    return _first(moves, stage, facts, guards, roles)


def common_actions(
    definition: FlowDefinition,
    records: Iterable[tuple[StageName, MoveFacts]],
    *,
    guards: Mapping[str, FactGuard] = _NO_GUARDS,
    roles: frozenset[RoleName] = _NO_ROLES,
) -> tuple[str, ...]:
    """The actions that each of several records could take now, in the order of the definition.

    Of no records there are none.

    Raises:
        PolicyContractError: As `step`.
    """
    every = tuple(records)
    names = definition.actions(every[0][0]) if every else ()
    return tuple(
        name
        for name in names
        if all(
            isinstance(
                step(definition, stage, name, facts=facts, guards=guards, roles=roles), Stepped
            )
            for stage, facts in every
        )
    )


def unless_told(says: Callable[[MoveFacts], object]) -> FactGuard:
    """A guard of a function that tells what stands against a move, or gives nothing.

    So are the hooks of some systems: True or nothing lets the move pass, False or a sentence does
    not. Whatever else it gives, a number or a list, lets nothing pass either.
    """

    def guard(facts: MoveFacts) -> bool:
        told = says(facts)
        return told is None or told is True

    return guard


def _first(
    moves: Iterable[Move],
    stage: StageName,
    facts: MoveFacts,
    guards: Mapping[str, FactGuard],
    roles: frozenset[RoleName],
) -> Stepped | Stuck:
    stuck = Stuck("not_from_here")
    for move in moves:
        if stage not in move.sources:
            continue
        against = _against(move, facts, guards, roles)
        if against is None:
            then = facts.having(move.sets)
            return Stepped(move=move.name, source=stage, target=move.target, facts=then)
        stuck = against
    return stuck


def _against(
    move: Move, facts: MoveFacts, guards: Mapping[str, FactGuard], roles: frozenset[RoleName]
) -> Stuck | None:
    if move.roles and roles.isdisjoint(move.roles):
        return Stuck("role", move.roles[0])
    for name in move.guards:
        if not _asked(name, guards.get(name), facts):
            return Stuck("guard", name)
    unmet = first_unmet(move.needs, facts)
    if unmet is not None:
        return Stuck("need", name_of(unmet))
    if denies(move.denied_when, facts):
        return Stuck("denied", name_of(move.denied_when[0]))
    return None


def _asked(name: str, guard: FactGuard | None, facts: MoveFacts) -> bool:
    if guard is None:
        raise _breach(name, "registered", "no guard of this name")
    try:
        holds = guard(facts)
    except Exception as error:
        raise _breach(name, "total", repr(error)) from error
    if holds is not True and holds is not False:
        raise _breach(name, "plain", repr(holds))
    return holds


def _breach(name: str, law: str, proof: str) -> PolicyContractError:
    return PolicyContractError(policy=f"guard {name}", law=law, proof=proof[:200])
