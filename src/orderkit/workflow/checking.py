"""Checks of a definition before anything runs on it: all that is wrong with it, at once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, final

import attrs

from orderkit.values import Finding, StageName, block, review, shown
from orderkit.workflow.model import FlowDefinition

__all__ = ["DOCUMENT_RULES", "GroupRule", "check_definition"]


@final
@attrs.frozen
class GroupRule:
    """No move leads from a stage of one group to one of another.

    Attributes:
        target: None means to any stage at all, one of the same group included.
    """

    name: str
    source: str
    target: str | None


# What is cancelled stays so; what was submitted is no draft again, and nothing is cancelled that
# was never submitted.
DOCUMENT_RULES: Final = (
    GroupRule("cancelled_stays", "cancelled", None),
    GroupRule("submitted_is_no_draft", "submitted", "draft"),
    GroupRule("cancelled_after_submitted", "draft", "cancelled"),
)


def check_definition(
    definition: FlowDefinition, rules: Iterable[GroupRule] = ()
) -> tuple[Finding, ...]:
    """Everything that is wrong with a flow, sorted by its place; nothing where it is sound.

    Args:
        rules: What the groups of stages forbid, such as `DOCUMENT_RULES`.

    Returns:
        BLOCK `flow.no_initial`, `flow.two_initial`, `flow.twice` (a stage, a deadline, or a move
        between two stages for the same cause under the same conditions), `flow.no_stage`,
        `flow.unreachable`, `flow.from_last`, `flow.no_exit` (no move leads away, and it is no
        place to rest), `flow.deadline_ask` (a deadline asks for what its stage has not) and
        `flow.group_rule`; REVIEW `flow.no_end` (there are places to rest, and none is reached
        from here).

    Laws:
        all at once: What is found in a definition is found in it beside any other mistake.
    """
    found = [
        *_initial(definition),
        *_twice(definition),
        *_unknown(definition),
        *_unreachable(definition),
        *_exits(definition),
        *_forbidden(definition, tuple(rules)),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.path, finding.code)))


def _initial(definition: FlowDefinition) -> Iterator[Finding]:
    initial = [stage.name for stage in definition.stages if stage.initial]
    if not initial:
        yield block("flow.no_initial", "stages")
    if len(initial) > 1:
        yield block("flow.two_initial", "stages", stages=", ".join(map(shown, initial)))


def _twice(definition: FlowDefinition) -> Iterator[Finding]:
    stages = Counter(stage.name for stage in definition.stages)
    for name, count in stages.items():
        if count > 1:
            yield block("flow.twice", f"stages/{name}", name=shown(name))
    seen = set[object]()
    deadlines = Counter(deadline.name for deadline in definition.deadlines)
    for deadline, times in deadlines.items():
        if times > 1:
            yield block("flow.twice", f"deadlines/{deadline}", name=shown(deadline))
    for move in definition.moves:
        # Names and labels apart: of two that do the same, the later is never taken.
        does = (move.target, move.trigger, move.asked, move.guards, move.roles)
        does_so = (*does, move.needs, move.denied_when, move.sets)
        ways = {(source, does_so) for source in move.sources}
        if ways & seen:
            yield block("flow.twice", f"moves/{move.name}", name=shown(move.name))
        seen |= ways


def _unknown(definition: FlowDefinition) -> Iterator[Finding]:
    known = {stage.name for stage in definition.stages}
    for move in definition.moves:
        for stage in dict.fromkeys((*move.sources, move.target)):
            if stage not in known:
                yield block("flow.no_stage", f"moves/{move.name}", stage=shown(stage))
    for deadline in definition.deadlines:
        path = f"deadlines/{deadline.name}"
        for stage in deadline.stages:
            if stage not in known:
                yield block("flow.no_stage", path, stage=shown(stage))
            elif deadline.ask and deadline.ask not in definition.actions(stage):
                yield block("flow.deadline_ask", path, ask=shown(deadline.ask), stage=shown(stage))


def _unreachable(definition: FlowDefinition) -> Iterator[Finding]:
    initial = {stage.name for stage in definition.stages if stage.initial}
    if not initial:
        return
    ways = [(source, move.target) for move in definition.moves for source in move.sources]
    reached = _spread(initial, ways)
    for stage in definition.stages:
        if stage.name not in reached:
            yield block("flow.unreachable", f"stages/{stage.name}", stage=shown(stage.name))


def _exits(definition: FlowDefinition) -> Iterator[Finding]:
    last = {stage.name for stage in definition.stages if stage.last}
    for move in definition.moves:
        for source in move.sources:
            if source in last:
                yield block("flow.from_last", f"stages/{source}", stage=shown(source))
    ends = last | {stage.name for stage in definition.stages if stage.final}
    back = [(move.target, source) for move in definition.moves for source in move.sources]
    resting = _spread(ends, back)
    for stage in definition.stages:
        leaves = any(target != stage.name for target in definition.targets(stage.name))
        if not leaves and stage.name not in ends:
            yield block("flow.no_exit", f"stages/{stage.name}", stage=shown(stage.name))
        elif ends and stage.name not in resting:
            yield review("flow.no_end", f"stages/{stage.name}", stage=shown(stage.name))


def _spread(start: set[StageName], ways: list[tuple[StageName, StageName]]) -> set[StageName]:
    """Where ways lead from a start, the start included; linear in ways."""
    following = dict[StageName, list[StageName]]()
    for source, target in ways:
        following.setdefault(source, []).append(target)
    reached, news = set(start), list(start)
    while news:
        for target in following.get(news.pop(), ()):
            if target not in reached:
                reached.add(target)
                news.append(target)
    return reached


def _forbidden(definition: FlowDefinition, rules: tuple[GroupRule, ...]) -> Iterator[Finding]:
    group = {stage.name: stage.group for stage in definition.stages}
    for move in definition.moves:
        for source in move.sources:
            for rule in rules:
                leaves = group.get(source) == rule.source
                if leaves and rule.target in (None, group.get(move.target)):
                    path = f"moves/{move.name}"
                    yield block("flow.group_rule", path, rule=shown(rule.name), stage=shown(source))
