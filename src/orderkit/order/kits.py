"""Kits: whether lines that belong to others have these, and belong to no circle."""

from collections.abc import Collection, Container, Iterable, Iterator

from orderkit.order.line import Line
from orderkit.values import Finding, LineId, block

__all__ = ["kit_cycle", "misplaced", "parentless"]


def misplaced(lines: Collection[Line], known: Container[LineId]) -> Iterator[Finding]:
    """BLOCK `line.parent` of parts without their kit, and `line.cycle` with the way around."""
    for line, parent in parentless(lines, known):
        yield block("line.parent", f"lines/{line}/parent", parent=parent)
    if cycle := kit_cycle(lines):
        yield block("line.cycle", f"lines/{cycle[0]}/parent", lines=" > ".join(cycle))


def parentless(lines: Iterable[Line], known: Container[LineId]) -> Iterator[tuple[LineId, LineId]]:
    """The parts of a line that is not among those known, or of themselves; each with that line."""
    for line in lines:
        if line.parent is not None and (line.parent == line.id or line.parent not in known):
            yield line.id, line.parent


def kit_cycle(lines: Iterable[Line]) -> tuple[LineId, ...]:
    """A way from a kit line over others back to itself, with that line at both ends.

    Empty if there is none; a part of itself alone is `parentless`. Linear in lines.
    """
    above = {line.id: line.parent for line in lines if line.parent not in (None, line.id)}
    done = set[LineId]()
    for start in above:
        way = dict[LineId, None]()
        at: LineId | None = start
        while at is not None and at not in done and at not in way:
            way[at] = None
            at = above.get(at)
        if at is not None and at in way:
            steps = list(way)
            return (*steps[steps.index(at) :], at)
        done.update(way)
    return ()
