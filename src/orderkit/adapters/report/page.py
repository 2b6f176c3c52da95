"""A page as plain values: what stands in it, and in which order. No markup yet."""

from typing import TypeAlias, final

import attrs

__all__ = [
    "Block",
    "Card",
    "Cards",
    "Cell",
    "Drawing",
    "Equation",
    "Gauge",
    "Operand",
    "Page",
    "Paragraph",
    "Section",
    "Step",
    "Steps",
    "Table",
    "Tile",
    "Tiles",
    "Titled",
    "Under",
]


@final
@attrs.frozen
class Gauge:
    """A bar: its parts one after the other, each in thousandths of the room."""

    parts: tuple[int, ...]


@final
@attrs.frozen
class Under:
    """A text with a smaller one under it."""

    text: str
    under: str


# True and false are shown as marks.
Cell: TypeAlias = str | bool | Gauge | Under


@final
@attrs.frozen(kw_only=True)
class Table:
    """Rows under their heads.

    Attributes:
        numbers: Columns that stand to the right.
        total: Whether the last row sums up the others.
        keys: Colours of gauges, in their order, explained above the table.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    total: bool = False
    keys: tuple[str, ...] = ()


@final
@attrs.frozen
class Paragraph:
    """A text; `good` marks what holds and what does not, None is neither."""

    text: str
    good: bool | None = None


@final
@attrs.frozen
class Titled:
    """A part within a section."""

    title: str
    blocks: tuple["Block", ...]


@final
@attrs.frozen
class Tile:
    """A figure to see first."""

    name: str
    shown: str
    under: str = ""


@final
@attrs.frozen
class Tiles:
    """Figures side by side."""

    tiles: tuple[Tile, ...]


@final
@attrs.frozen
class Card:
    """A list under a title."""

    title: str
    items: tuple[str, ...]


@final
@attrs.frozen
class Cards:
    """Lists side by side."""

    cards: tuple[Card, ...]


@final
@attrs.frozen
class Operand:
    """A term of an equation with the sign that stands before it, if any."""

    sign: str
    name: str
    shown: str


@final
@attrs.frozen(kw_only=True)
class Equation:
    """Terms in a row, and whether the two sides are equal."""

    operands: tuple[Operand, ...]
    holds: bool
    verdict: str


@final
@attrs.frozen
class Drawing:
    """A drawing of this package, with a table beside it where there is room.

    Attributes:
        svg: Markup as `flow_diagram` gives it; never text from elsewhere.
    """

    svg: str
    beside: Table | None = None


@final
@attrs.frozen(kw_only=True)
class Step:
    """What one person did at one moment.

    Attributes:
        waited: Since the step before; empty at the first.
        did: What it was, with figures and reasons, a line each.
        stages: Where that led, in turn; empty if nowhere else.
        refused: Whether nothing of it happened.
    """

    when: str
    waited: str
    who: str
    did: tuple[Under, ...]
    stages: tuple[str, ...] = ()
    refused: bool = False


@final
@attrs.frozen
class Steps:
    """A timeline, from top to bottom."""

    steps: tuple[Step, ...]


Block: TypeAlias = Paragraph | Table | Titled | Tiles | Cards | Equation | Drawing | Steps


@final
@attrs.frozen
class Section:
    """One part of the page, which its list of contents names."""

    title: str
    blocks: tuple[Block, ...]


@final
@attrs.frozen(kw_only=True)
class Page:
    """A whole page.

    Attributes:
        language: As HTML names it: `en`, `zh-CN`.
        links: Label and file of other editions beside this one.
        top: What stands before the contents.
        contents: What the list of contents is called.
    """

    title: str
    text: str
    language: str
    links: tuple[tuple[str, str], ...] = ()
    top: tuple[Block, ...] = ()
    contents: str
    sections: tuple[Section, ...]
