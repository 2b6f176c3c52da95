"""A flow as SVG of our own: stages from top to bottom, ways with their counts. Text is escaped."""

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Final, final

import attrs

from orderkit.adapters.report.text import fitted, markup, width_of

__all__ = ["Box", "Way", "flow_diagram"]

_BOX_WIDTH: Final = 176
_BOX_HEIGHT: Final = 52
_GAP: Final = 40
_STEP: Final = _BOX_HEIGHT + _GAP
_BEND: Final = 8
_MARGIN: Final = 8
_LETTER: Final = 7
_BOX_ROOM: Final = 22
_LEAST_LANE: Final = 30
_THICKEST: Final = 6


@final
@attrs.frozen(kw_only=True)
class Box:
    """A stage.

    Attributes:
        shown: Stands under its label.
        filled: How much of a bar at its foot is filled, in thousandths.
    """

    name: str
    label: str
    shown: str = ""
    filled: int = 0


@final
@attrs.frozen(kw_only=True)
class Way:
    """A way between two boxes, named as they are.

    Attributes:
        count: Makes it thick.
        shown: Stands on it.
        told: What it is, for whoever points at it.
    """

    source: str
    target: str
    count: int
    shown: str
    told: str = ""


@final
@attrs.frozen(kw_only=True)
class _Arc:
    """A way beside the boxes: from place to place, so many lanes away."""

    way: Way
    start: int
    stop: int
    lane: int


def flow_diagram(boxes: Sequence[Box], ways: Sequence[Way], *, title: str, told: str) -> str:
    """Stages from top to bottom; ways forward run on the right, ways back on the left.

    A way to the next box goes straight down. A way from or to a box that is not there is left
    out, and so is one from a box to itself.

    Args:
        title: What the drawing is called.
        told: The same in words, for those who do not see it.
    """
    places = {box.name: place for place, box in enumerate(boxes)}
    known = [way for way in ways if way.source in places and way.target in places]
    steps = {way: places[way.target] - places[way.source] for way in known}
    most = max((way.count for way in known), default=1) or 1
    straight = [way for way in known if steps[way] == 1]
    downs = _arcs([way for way in known if steps[way] > 1], places)
    ups = _arcs([way for way in known if steps[way] < 0], places)
    lane = max([_LEAST_LANE, *(width_of(way.shown) * _LETTER + 14 for way in known)])
    left = _MARGIN + lane * _lanes(ups)
    drawing = _Drawing(left=left, lane=lane, most=most, ports=_ports([*downs, *ups]))
    parts = [drawing.straight(way, places[way.source]) for way in straight]
    parts += [drawing.arc(arc, 1) for arc in downs] + [drawing.arc(arc, -1) for arc in ups]
    parts += [drawing.box(box, place) for place, box in enumerate(boxes)]
    width = left + _BOX_WIDTH + lane * _lanes(downs) + _MARGIN
    height = max(1, len(boxes)) * _STEP - _GAP + 2
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img"'
        ' aria-labelledby="flow-title flow-told" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="flow-title">{markup(title)}</title><desc id="flow-told">{markup(told)}</desc>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9"'
        ' markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>{"".join(parts)}</svg>'
    )


def _lanes(arcs: Sequence[_Arc]) -> int:
    return max((arc.lane + 1 for arc in arcs), default=0)


def _arcs(ways: Sequence[Way], places: Mapping[str, int]) -> list[_Arc]:
    """Each way in the innermost lane where it meets no other; short ones first."""
    lanes, found = list[list[tuple[int, int]]](), list[_Arc]()
    for way in sorted(ways, key=lambda way: abs(places[way.target] - places[way.source])):
        start, stop = places[way.source], places[way.target]
        low, high = min(start, stop), max(start, stop)
        lane = next(
            (
                place
                for place, taken in enumerate(lanes)
                if all(high < other_low or other_high < low for other_low, other_high in taken)
            ),
            len(lanes),
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((low, high))
        found.append(_Arc(way=way, start=start, stop=stop, lane=lane))
    return found


def _ports(arcs: Sequence[_Arc]) -> Mapping[tuple[Way, int], int]:
    """The height within its box at which each end of an arc stands; no two stand together."""
    ends = dict[tuple[int, bool], list[tuple[int, Way]]]()
    for arc in arcs:
        down = arc.stop > arc.start
        ends.setdefault((arc.start, down), []).append((arc.stop, arc.way))
        ends.setdefault((arc.stop, down), []).append((arc.start, arc.way))
    # Ends that lead up stand above those that lead down, and of either the way that goes farther
    # up stands lower: so no way crosses one in a lane farther in.
    return {
        (way, place): _BOX_HEIGHT * (at + 1) // (len(others) + 1)
        for (place, _), others in ends.items()
        for at, (_, way) in enumerate(sorted(others, key=lambda end: _order(end[0], place)))
    }


def _order(other: int, place: int) -> tuple[bool, int]:
    return other > place, -other


@final
@attrs.frozen(kw_only=True)
class _Drawing:
    """Where the boxes stand, how wide a lane is, how often the most frequent way was taken."""

    left: int
    lane: int
    most: int
    ports: Mapping[tuple[Way, int], int]

    def box(self, box: Box, place: int) -> str:
        top, middle = place * _STEP + 1, self.left + _BOX_WIDTH // 2
        filled = _BOX_WIDTH * min(box.filled, 1000) // 1000
        label = fitted(box.label, _BOX_ROOM)
        whole = "" if label == box.label else f"<title>{markup(box.label)}</title>"
        return (
            f'<g>{whole}<rect x="{self.left}" y="{top}" width="{_BOX_WIDTH}"'
            f' height="{_BOX_HEIGHT - 2}" rx="6" class="box"/>'
            f'<rect x="{self.left}" y="{top + _BOX_HEIGHT - 6}" width="{filled}" height="4" rx="2"'
            ' class="filled"/>'
            f'<text x="{middle}" y="{top + 20}" class="name">{markup(label)}</text>'
            f'<text x="{middle}" y="{top + 37}" class="count">{markup(box.shown)}</text></g>'
        )

    def straight(self, way: Way, place: int) -> str:
        x, top = self.left + _BOX_WIDTH // 2, place * _STEP + _BOX_HEIGHT - 1
        label = f'<text x="{x + 10}" y="{top + _GAP // 2 + 4}" class="straight">'
        return self._way(way, f"M{x} {top}V{top + _GAP + 1}", label)

    def arc(self, arc: _Arc, side: int) -> str:
        edge = self.left + (_BOX_WIDTH if side > 0 else 0)
        out = edge + side * (self.lane * arc.lane + self.lane // 2)
        near = out - side * _BEND
        start = arc.start * _STEP + self.ports[arc.way, arc.start]
        stop = arc.stop * _STEP + self.ports[arc.way, arc.stop]
        bend = _BEND if stop > start else -_BEND
        path = (
            f"M{edge} {start}H{near}Q{out} {start} {out} {start + bend}"
            f"V{stop - bend}Q{out} {stop} {near} {stop}H{edge + side}"
        )
        # In the gap beside its source no arc crosses the lane.
        gap = arc.start * _STEP + (_BOX_HEIGHT + _GAP // 2 if stop > start else -_GAP // 2)
        return self._way(arc.way, path, f'<text x="{out}" y="{gap + 4}" class="way-label">')

    def _way(self, way: Way, path: str, label: str) -> str:
        tenths = 10 + (_THICKEST - 1) * 10 * isqrt(way.count * 10_000 // self.most) // 100
        told = f"<title>{markup(way.told)}</title>" if way.told else ""
        return (
            f'<g>{told}<path d="{path}" class="way" marker-end="url(#tip)"'
            f' stroke-width="{tenths // 10}.{tenths % 10}"/>{label}{markup(way.shown)}</text></g>'
        )
