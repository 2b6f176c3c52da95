"""Charts as SVG of our own: bars, and a flow with its counts. All text is escaped."""

from collections.abc import Mapping, Sequence
from typing import Final, final

import attrs

from orderkit.adapters.report.text import fitted, markup

__all__ = ["Bar", "Box", "Way", "bar_chart", "flow_diagram"]

_ROW: Final = 26
_LABEL: Final = 230
_WIDTH: Final = 760
_END: Final = 190
_BOX_WIDTH: Final = 160
_BOX_HEIGHT: Final = 48
_STEP: Final = 78
_LANE: Final = 52
_BEND: Final = 8
_APART: Final = 10
# So many narrow letters fit before a bar, and into a box.
_LABEL_ROOM: Final = 32
_BOX_ROOM: Final = 21


@final
@attrs.frozen(kw_only=True)
class Bar:
    """One bar.

    Attributes:
        size: Its length beside the others; below zero counts as nothing.
        shown: What is written at its end.
    """

    label: str
    size: int
    shown: str


@final
@attrs.frozen(kw_only=True)
class Box:
    """A stage in a flow diagram; `shown` stands under its label."""

    name: str
    label: str
    shown: str = ""


@final
@attrs.frozen(kw_only=True)
class Way:
    """A move between two boxes, named as they are; `shown` stands on it."""

    source: str
    target: str
    shown: str


@final
@attrs.frozen(kw_only=True)
class _Arc:
    """A way with its place: from one height to another, so many lanes beside the boxes."""

    start: int
    stop: int
    lane: int
    shown: str


def bar_chart(bars: Sequence[Bar], *, title: str) -> str:
    """Horizontal bars, the longest as wide as there is room; with a title for screen readers."""
    most = max((bar.size for bar in bars), default=0)
    room = _WIDTH - _LABEL - _END
    rows = list[str]()
    for place, bar in enumerate(bars):
        top = place * _ROW
        width = max(2, room * bar.size // most) if bar.size > 0 else 0
        end = _LABEL + width + 8
        rows.append(
            f'<text x="{_LABEL - 8}" y="{top + 17}" class="label">'
            f"{_short(bar.label, _LABEL_ROOM)}</text>"
            f'<rect x="{_LABEL}" y="{top + 4}" width="{width}" height="18" rx="3" class="bar"/>'
            f'<text x="{end}" y="{top + 17}" class="value">{markup(bar.shown)}</text>'
        )
    return _svg(_WIDTH, max(1, len(bars)) * _ROW, title, "".join(rows))


def flow_diagram(boxes: Sequence[Box], ways: Sequence[Way], *, title: str) -> str:
    """Stages from top to bottom; ways down stand on the right, ways up on the left.

    A way from or to a box that is not there is left out.
    """
    places = {box.name: place for place, box in enumerate(boxes)}
    known = [way for way in ways if way.source in places and way.target in places]
    downs = _arcs([way for way in known if places[way.target] > places[way.source]], places)
    ups = _arcs([way for way in known if places[way.target] <= places[way.source]], places)
    left = _side(ups)
    parts = [_arc(arc, left + _BOX_WIDTH, 1) for arc in downs]
    parts += [_arc(arc, left, -1) for arc in ups]
    parts += [_box(box, left, place) for place, box in enumerate(boxes)]
    head = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="tip"/></marker></defs>'
    )
    width = left + _BOX_WIDTH + _side(downs)
    return _svg(width, max(1, len(boxes)) * _STEP, title, head + "".join(parts))


def _side(arcs: Sequence[_Arc]) -> int:
    return _LANE * (max((arc.lane for arc in arcs), default=-1) + 2)


def _arcs(ways: Sequence[Way], places: Mapping[str, int]) -> list[_Arc]:
    """Each way in the innermost lane where it meets no other; short ones first."""
    lanes = list[list[tuple[int, int]]]()
    found = list[_Arc]()
    for way in sorted(ways, key=lambda way: abs(places[way.target] - places[way.source])):
        down = 1 if places[way.target] > places[way.source] else -1
        start = places[way.source] * _STEP + _BOX_HEIGHT // 2 + down * _APART
        stop = places[way.target] * _STEP + _BOX_HEIGHT // 2 - down * _APART
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
        found.append(_Arc(start=start, stop=stop, lane=lane, shown=way.shown))
    return found


def _box(box: Box, left: int, place: int) -> str:
    top = place * _STEP
    middle = left + _BOX_WIDTH // 2
    return (
        f'<rect x="{left}" y="{top + 1}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT - 2}" rx="8"'
        ' class="box"/>'
        f'<text x="{middle}" y="{top + 21}" class="name">{_short(box.label, _BOX_ROOM)}</text>'
        f'<text x="{middle}" y="{top + 38}" class="count">{markup(box.shown)}</text>'
    )


def _arc(arc: _Arc, edge: int, side: int) -> str:
    out = edge + side * _LANE * (arc.lane + 1) - side * (_LANE // 2)
    near = out - side * _BEND
    bend = _BEND if arc.stop > arc.start else -_BEND
    path = (
        f"M{edge} {arc.start}H{near}Q{out} {arc.start} {out} {arc.start + bend}"
        f"V{arc.stop - bend}Q{out} {arc.stop} {near} {arc.stop}H{edge}"
    )
    return (
        f'<path d="{path}" class="way" marker-end="url(#tip)"/>'
        f'<text x="{out}" y="{(arc.start + arc.stop) // 2 + 4}" class="way-label">'
        f"{markup(arc.shown)}</text>"
    )


def _short(text: str, room: int) -> str:
    """The text as far as it fits; the whole of it for whoever points at it."""
    cut = fitted(text, room)
    return markup(cut) if cut == text else f"<title>{markup(text)}</title>{markup(cut)}"


def _svg(width: int, height: int, title: str, body: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img"'
        f' xmlns="http://www.w3.org/2000/svg"><title>{markup(title)}</title>{body}</svg>'
    )
