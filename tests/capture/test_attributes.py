"""Cells to custom attributes: read as the channel writes them, of the type that is declared."""

from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import ColumnMapping, read_attribute, read_attributes
from orderkit.order import (
    AttributeValue,
)
from orderkit.order.attributes import (
    AttributeDeclaration,
    AttributePlace,
    AttributeType,
    read_attribute_schema,
)
from orderkit.values import ChannelCode, Currency, Exact, NumberFormat, Secret

GERMAN: Final = ColumnMapping(
    channel=ChannelCode("shop"),
    currency=Currency.of("EUR"),
    zone="Europe/Berlin",
    columns=(),
    time="%d.%m.%Y %H:%M",
    numbers=NumberFormat(decimal=",", group="."),
)
PLAIN: Final = attrs.evolve(GERMAN, time="", numbers=NumberFormat())


def declared(kind: AttributeType) -> AttributeDeclaration:
    return AttributeDeclaration(name="x", type=kind)


@pytest.mark.parametrize(
    ("kind", "text", "mapping", "value"),
    [
        (AttributeType.TEXT, "rot, matt", GERMAN, "rot, matt"),
        (AttributeType.INTEGER, "1.000", GERMAN, 1000),
        (AttributeType.DECIMAL, "1.234,50", GERMAN, Exact.of("1234.5")),
        (AttributeType.DECIMAL, "1234.50", PLAIN, Exact.of("1234.5")),
        (AttributeType.BOOLEAN, "Yes", GERMAN, True),
        (AttributeType.BOOLEAN, "否", GERMAN, False),
        (AttributeType.DATE, "2026-03-02", GERMAN, date(2026, 3, 2)),
        (
            AttributeType.DATETIME,
            "02.03.2026 09:30",
            GERMAN,
            datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        ),
        (
            AttributeType.DATETIME,
            "2026-03-02T09:30:00+02:00",
            PLAIN,
            datetime(2026, 3, 2, 7, 30, tzinfo=UTC),
        ),
        (AttributeType.SECRET, "DE12 3456", GERMAN, Secret("DE12 3456")),
    ],
)
def test_a_cell_is_read_as_its_channel_writes_it(
    kind: AttributeType, text: str, mapping: ColumnMapping, value: AttributeValue
) -> None:
    read = read_attribute(text, declared(kind), mapping)
    assert (read.value, read.code) == (value, "")
    assert type(read.value) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (AttributeType.TEXT, "x" * 2001, "text.too_long"),
        (AttributeType.INTEGER, "1,5", "number.not_whole"),
        (AttributeType.DECIMAL, "1e400", "number.out_of_range"),
        (AttributeType.DECIMAL, "many", "number.format"),
        (AttributeType.BOOLEAN, "maybe", "attribute.flag"),
        (AttributeType.DATE, "2026-02-30", "date.invalid"),
        (AttributeType.DATETIME, "29.03.2026 02:30", "time.nonexistent"),
        (AttributeType.SECRET, "k" * 2001, "text.too_long"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_code(kind: AttributeType, text: str, code: str) -> None:
    read = read_attribute(text, declared(kind), GERMAN)
    assert (read.value, read.code) == (None, code)
    if kind is AttributeType.SECRET:
        assert "kkk" not in repr(read)


def test_the_cells_of_a_row_are_read_together() -> None:
    schema = read_attribute_schema(
        """
        [line.colour]
        type = "text"
        [line.height]
        type = "decimal"
        [line.gift]
        type = "boolean"
        """,
        source="attributes.toml",
    )
    cells = {"height": " 1,5 ", "gift": "perhaps", "colour": "  ", "size": "L"}
    attributes, findings = read_attributes(cells, schema, AttributePlace.LINE, GERMAN)
    assert [(each.name, each.value) for each in attributes] == [("height", Exact.of("1.5"))]
    assert [(each.code, each.path) for each in findings] == [
        ("attribute.flag", "attributes/gift"),
        ("attribute.unknown", "attributes/size"),
    ]
    assert read_attributes({}, schema, AttributePlace.LINE, GERMAN) == ((), ())


@given(st.sampled_from(AttributeType), st.text(max_size=80))
def test_no_text_makes_it_raise(kind: AttributeType, text: str) -> None:
    read = read_attribute(text, declared(kind), GERMAN)
    assert (read.value is None) == bool(read.code)
