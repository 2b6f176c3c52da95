"""Custom attributes through the codec: each type comes back as what it was, declared or not."""

from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given

from orderkit.codec import standard_codec
from orderkit.order import Attribute, AttributeValue, Terms
from orderkit.testing.attributes import attributed_terms
from orderkit.testing.order import terms
from orderkit.values import MOST, Exact, Secret

CODEC: Final = standard_codec()
VALUES: Final[list[AttributeValue]] = [
    "", "true", "2026-03-02", "1.50", "项目",
    0, 1, MOST, -MOST,
    True, False,
    Exact.of("1.50"), Exact(0), Exact(1),
    date(2026, 3, 2),
    datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC),
    Secret("DE12"),
]  # fmt: skip


def through(agreed: Terms) -> Terms:
    return CODEC.decode_as(Terms, CODEC.encode(agreed))


@pytest.mark.parametrize("value", VALUES, ids=repr)
@given(drawn=terms())
def test_a_value_comes_back_as_what_it_was(value: AttributeValue, drawn: Terms) -> None:
    held = (Attribute(name="x", value=value),)
    lines = tuple(attrs.evolve(line, attributes=held) for line in drawn.lines)
    back = through(attrs.evolve(drawn, attributes=held, lines=lines))
    for attributes in (back.attributes, *(line.attributes for line in back.lines)):
        (attribute,) = attributes
        assert attribute == held[0]
        # A true equals a 1, and is none.
        assert type(attribute.value) is type(value)


@given(attributed_terms())
def test_attributes_come_back_whether_anybody_declared_them_or_not(drawn: Terms) -> None:
    back = through(drawn)
    assert back == drawn
    assert back.digest == drawn.digest
