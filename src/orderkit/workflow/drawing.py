"""Flows as text that others draw: mermaid and DOT, with counts where they are known.

Labels come from files, so nothing of them is ever taken for a part of the drawing's language.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from orderkit.values import StageName
from orderkit.workflow.model import FlowDefinition, Labels, Move, Stage

__all__ = ["to_dot", "to_mermaid"]

_NONE: Final = MappingProxyType[StageName, int]({})
_BACKSLASH: Final = "\\"


def to_mermaid(
    definition: FlowDefinition,
    locale: str = "en",
    *,
    counts: Mapping[StageName, int] = _NONE,
) -> str:
    """A flow as a mermaid flowchart: stages as boxes, moves as arrows.

    Where orders may rest the box is round; what follows by events, and not by people, is dotted.

    Args:
        locale: Whose labels are shown; a stage or move without one is shown by its name.
        counts: Orders at each stage, shown in its box.
    """
    ids = {stage.name: f"s{at}" for at, stage in enumerate(definition.stages)}
    lines = ["flowchart TD"]
    for stage in definition.stages:
        told = _mermaid_text(_counted(stage, locale, counts))
        left, right = ('(["', '"])') if stage.final or stage.last else ('["', '"]')
        lines.append(f"  {ids[stage.name]}{left}{told}{right}")
    for move, source in _arrows(definition):
        arrow = "-->" if move.asked else "-.->"
        told = _mermaid_text(_label(move.labels, move.name, locale))
        lines.append(f'  {ids[source]} {arrow}|"{told}"| {ids[move.target]}')
    return "\n".join(lines) + "\n"


def to_dot(
    definition: FlowDefinition,
    locale: str = "en",
    *,
    counts: Mapping[StageName, int] = _NONE,
) -> str:
    """A flow in the language of Graphviz; boxes and arrows as `to_mermaid` has them.

    Args:
        locale: Whose labels are shown; a stage or move without one is shown by its name.
        counts: Orders at each stage, shown in its box.
    """
    ids = {stage.name: f"s{at}" for at, stage in enumerate(definition.stages)}
    lines = ["digraph flow {", "  node [shape=box];"]
    for stage in definition.stages:
        told = _dot_text(_counted(stage, locale, counts))
        shape = ", style=rounded" if stage.final or stage.last else ""
        lines.append(f'  {ids[stage.name]} [label="{told}"{shape}];')
    for move, source in _arrows(definition):
        told = _dot_text(_label(move.labels, move.name, locale))
        style = "" if move.asked else ", style=dashed"
        lines.append(f'  {ids[source]} -> {ids[move.target]} [label="{told}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def _arrows(definition: FlowDefinition) -> Iterator[tuple[Move, StageName]]:
    """Each move from each of its stages; those of stages that are not there are left out."""
    known = {stage.name for stage in definition.stages}
    for move in definition.moves:
        for source in move.sources:
            if source in known and move.target in known:
                yield move, source


def _counted(stage: Stage, locale: str, counts: Mapping[StageName, int]) -> str:
    label = _label(stage.labels, stage.name, locale)
    return f"{label} ({counts[stage.name]})" if stage.name in counts else label


def _label(labels: Labels, name: str, locale: str) -> str:
    return dict(labels).get(locale, name)


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    return "".join(
        letter if letter.isalnum() or letter in " .,-_()" else escape(letter) for letter in text
    )


def _mermaid_text(text: str) -> str:
    # Mermaid reads a character by its number between # and ;.
    return _escaped(text, lambda letter: f"#{ord(letter)};")


def _dot_text(text: str) -> str:
    return _escaped(text, _dot_letter)


def _dot_letter(letter: str) -> str:
    if letter in f'"{_BACKSLASH}':
        return _BACKSLASH + letter
    # Graphviz knows references of HTML too, so the sign that begins one is written as one.
    return f"&#{ord(letter)};" if letter in "&<>" or not letter.isprintable() else letter
