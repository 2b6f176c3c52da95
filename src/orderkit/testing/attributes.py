"""Strategies for custom attributes: declarations, and values that meet them or just do not."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import attrs
from hypothesis import strategies as st

from orderkit.order import (
    Attribute,
    AttributeValue,
    Terms,
)
from orderkit.order.attributes import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
    AttributeType,
)
from orderkit.testing.order import terms
from orderkit.values import MOST, Exact, Secret

__all__ = ["attribute_schemas", "attribute_values", "attributed_terms", "declarations"]

_NAMES: Final = ("colour", "项目", "due")
_DAY: Final = date(2024, 2, 28)
_AT: Final = datetime(2024, 2, 28, 12, tzinfo=UTC)
_BOUNDED: Final = (
    AttributeType.INTEGER,
    AttributeType.DECIMAL,
    AttributeType.DATE,
    AttributeType.DATETIME,
)


def attribute_values(kind: AttributeType) -> st.SearchStrategy[AttributeValue]:
    """Draw values of a type; few of them, so that bounds and choices are met and missed."""
    few = st.integers(-3, 3)
    strategies: dict[AttributeType, st.SearchStrategy[AttributeValue]] = {
        AttributeType.TEXT: st.sampled_from(["", "red", "blue", "蓝色", "x" * 9]),
        AttributeType.INTEGER: few | st.integers(-MOST, MOST),
        AttributeType.DECIMAL: st.builds(Exact, few, st.integers(0, 2)),
        AttributeType.BOOLEAN: st.booleans(),
        AttributeType.DATE: few.map(lambda days: _DAY + timedelta(days=days)),
        AttributeType.DATETIME: few.map(lambda hours: _AT + timedelta(hours=hours)),
        AttributeType.SECRET: st.sampled_from(["k-1", "k-22222222"]).map(Secret),
    }
    return strategies[kind]


@st.composite
def declarations(
    draw: st.DrawFn, name: str = "colour", place: AttributePlace = AttributePlace.HEADER
) -> AttributeDeclaration:
    """Draw a declaration that can be met: bounds in order, a default that is allowed."""
    kind = draw(st.sampled_from(AttributeType))
    values = attribute_values(kind)
    bare = AttributeDeclaration(name=name, type=kind, place=place, required=draw(st.booleans()))
    if kind in _BOUNDED and draw(st.booleans()):
        pair = draw(st.lists(values, min_size=2, max_size=2))
        least, most = sorted(pair, key=_place)
        # Either end alone is a bound as well.
        ends = draw(st.sampled_from([(least, most), (least, None), (None, most)]))
        return attrs.evolve(bare, least=ends[0], most=ends[1], default=ends[0] or ends[1])
    if kind is AttributeType.SECRET or draw(st.booleans()):
        longest = draw(st.none() | st.integers(1, 5))
        texts = kind in (AttributeType.TEXT, AttributeType.SECRET)
        return attrs.evolve(bare, longest=longest if texts else None)
    choices = tuple(draw(st.lists(values, max_size=3, unique=True)))
    default = draw(st.none() | st.sampled_from(choices)) if choices else draw(st.none() | values)
    return attrs.evolve(bare, choices=choices, default=default)


def _place(value: AttributeValue) -> Exact | datetime | date | int:
    """What values of one bounded type are sorted by."""
    if isinstance(value, Exact | datetime | date):
        return value
    return value if isinstance(value, int) else 0


@st.composite
def attribute_schemas(draw: st.DrawFn) -> AttributeSchema:
    """Draw a schema of a few attributes, on the header and on lines, under the same names."""
    places = st.lists(
        st.tuples(st.sampled_from(AttributePlace), st.sampled_from(_NAMES)), unique=True, max_size=4
    )
    return AttributeSchema(tuple(draw(declarations(name, place)) for place, name in draw(places)))


@st.composite
def attributed_terms(draw: st.DrawFn) -> Terms:
    """Draw terms with custom attributes of all types on the header and on lines; some twice."""
    agreed = draw(terms())
    lines = tuple(attrs.evolve(line, attributes=draw(_attributes())) for line in agreed.lines)
    return attrs.evolve(agreed, attributes=draw(_attributes()), lines=lines)


def _attributes() -> st.SearchStrategy[tuple[Attribute, ...]]:
    values = st.sampled_from(AttributeType).flatmap(attribute_values)
    names = st.sampled_from((*_NAMES, "undeclared"))
    return st.lists(st.builds(Attribute, name=names, value=values), max_size=3).map(tuple)
