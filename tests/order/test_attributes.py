"""Custom attributes: what is declared is held, and all that is wrong is told at once."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Final

import attrs
import pytest
from hypothesis import given

from orderkit.order import (
    Attribute,
    AttributeValue,
    ChangeAttribute,
    InvalidTermsError,
    Line,
    Terms,
)
from orderkit.order.attributes import (
    AttributeDeclaration,
    AttributePlace,
    AttributeSchema,
    AttributeSchemaError,
    AttributeType,
    InvalidDeclarationError,
    attribute_of,
    check_attributes,
    check_line_attributes,
    read_attribute_schema,
    schema_of,
    with_defaults,
)
from orderkit.testing.attributes import attribute_schemas, attributed_terms, declarations
from orderkit.values import (
    MOST,
    ChannelCode,
    Currency,
    Exact,
    Finding,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    Secret,
)

AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT: Final = """
[header.project]
type = "text"
required = true
longest = 5
default = "P-1"
labels = { en = "Project", zh_CN = "项目" }

[header.priority]
type = "integer"
least = 1
most = 9

[header.ship_by]
type = "date"
least = 2026-01-01

[header.cut_off]
type = "datetime"
most = 2026-12-31T18:00:00+01:00

[header.gift]
type = "boolean"

[header.account]
type = "secret"
longest = 8

[line.height]
type = "decimal"
choices = [1.5, 2]
"""
SCHEMA: Final = read_attribute_schema(TEXT, source="attributes.toml")
TYPES: Final[Mapping[AttributeType, type]] = {
    AttributeType.TEXT: str,
    AttributeType.INTEGER: int,
    AttributeType.DECIMAL: Exact,
    AttributeType.BOOLEAN: bool,
    AttributeType.DATE: date,
    AttributeType.DATETIME: datetime,
    AttributeType.SECRET: Secret,
}


def held(*attributes: tuple[str, AttributeValue]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name, value=value) for name, value in attributes)


def agreed_with(*attributes: tuple[str, AttributeValue], lines: tuple[Line, ...] = ()) -> Terms:
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=AT,
        currency=Currency.of("EUR"),
        attributes=held(*attributes),
        lines=lines,
    )


def line(*attributes: tuple[str, AttributeValue]) -> Line:
    made = Line.priced("1", "bolt", 3, "2.00", Currency.of("EUR"))
    return attrs.evolve(made, attributes=held(*attributes))


def found(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(each.code.removeprefix("attribute."), each.path) for each in findings]


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("project", "P-1", []),
        ("project", "P-1234", ["too_long"]),
        ("project", 1, ["type"]),
        ("priority", 1, []),
        ("priority", 0, ["below"]),
        ("priority", 10, ["above"]),
        # A true is no 1, a 1 no decimal, a moment no day, and a moment has an offset.
        ("priority", True, ["type"]),
        ("gift", 1, ["type"]),
        ("gift", False, []),
        ("ship_by", AT, ["type"]),
        ("ship_by", date(2025, 12, 31), ["below"]),
        ("ship_by", date(2026, 1, 1), []),
        ("cut_off", date(2026, 1, 1), ["type"]),
        ("cut_off", AT.replace(tzinfo=None), ["type"]),
        ("cut_off", AT.replace(year=2027), ["above"]),
        ("account", Secret("DE1234"), []),
        ("account", Secret("DE1234567"), ["too_long"]),
        ("account", "DE1234", ["type"]),
        ("colour", "red", ["unknown"]),
        ("height", Exact.of("1.5"), ["unknown"]),
    ],
)
def test_a_header_is_held_to_its_declarations(
    name: str, value: AttributeValue, codes: list[str]
) -> None:
    others = () if name == "project" else (("project", "P-1"),)
    agreed = agreed_with(*others, (name, value))
    expected = [(code, f"attributes/{name}") for code in codes]
    assert found(check_attributes(agreed, SCHEMA)) == expected


def test_all_that_is_wrong_is_told_at_once_header_first() -> None:
    lines = (line(("height", Exact(3)), ("height", 2), ("colour", "red")),)
    agreed = agreed_with(("priority", 10), ("priority", "high"), ("x", 1), lines=lines)
    assert found(check_attributes(agreed, SCHEMA)) == [
        ("above", "attributes/priority"),
        ("twice", "attributes/priority"),
        ("type", "attributes/priority"),
        ("unknown", "attributes/x"),
        ("missing", "attributes/project"),
        ("choice", "lines/1/attributes/height"),
        ("twice", "lines/1/attributes/height"),
        ("type", "lines/1/attributes/height"),
        ("unknown", "lines/1/attributes/colour"),
    ]


def test_a_secret_is_not_told_by_what_is_found_of_it() -> None:
    findings = check_attributes(agreed_with(("project", "P"), ("account", Secret("k" * 9))), SCHEMA)
    assert "kkkk" not in repr(findings)


def test_a_required_attribute_of_lines_is_missed_on_each() -> None:
    declared = AttributeDeclaration(
        name="height", type=AttributeType.DECIMAL, place=AttributePlace.LINE, required=True
    )
    lines = (line(), attrs.evolve(line(("height", Exact(2))), id=LineId("2")))
    findings = check_line_attributes(lines, AttributeSchema((declared,)))
    assert found(findings) == [("missing", "lines/1/attributes/height")]


@given(attributed_terms(), attribute_schemas())
def test_what_is_found_is_what_a_slow_look_finds(agreed: Terms, schema: AttributeSchema) -> None:
    findings = check_attributes(agreed, schema)
    expected = set(_slow(agreed.attributes, schema, AttributePlace.HEADER, "attributes"))
    for each in agreed.lines:
        path = f"lines/{each.id}/attributes"
        expected |= set(_slow(each.attributes, schema, AttributePlace.LINE, path))
    assert set(found(findings)) == expected


def _slow(
    attributes: tuple[Attribute, ...], schema: AttributeSchema, place: AttributePlace, path: str
) -> Iterator[tuple[str, str]]:
    declared = [each for each in schema.declarations if each.place is place]
    for attribute in attributes:
        at = f"{path}/{attribute.name}"
        if sum(each.name == attribute.name for each in attributes) > 1:
            yield "twice", at
        known = [each for each in declared if each.name == attribute.name]
        if not known:
            yield "unknown", at
        for each in known:
            yield from ((code, at) for code in _wrong(attribute.value, each))
    for each in declared:
        if each.required and all(attribute.name != each.name for attribute in attributes):
            yield "missing", f"{path}/{each.name}"


def _wrong(value: AttributeValue, declared: AttributeDeclaration) -> Iterator[str]:
    if type(value) is not TYPES[declared.type]:
        yield "type"
        return
    if declared.least is not None and _size(value) < _size(declared.least):
        yield "below"
    if declared.most is not None and _size(value) > _size(declared.most):
        yield "above"
    if declared.choices and all(value != choice for choice in declared.choices):
        yield "choice"
    text = value.reveal() if isinstance(value, Secret) else value
    if declared.longest is not None and isinstance(text, str) and len(text) > declared.longest:
        yield "too_long"


def _size(value: AttributeValue) -> Fraction:
    if isinstance(value, Exact):
        return value.fraction
    if isinstance(value, datetime):
        return Fraction((value - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds())
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value) if isinstance(value, int) else Fraction(0)


@given(attributed_terms(), attribute_schemas())
def test_defaults_are_set_once_and_change_nothing_that_stands(
    agreed: Terms, schema: AttributeSchema
) -> None:
    filled = with_defaults(agreed, schema)
    assert with_defaults(filled, schema) == filled
    assert filled.attributes[: len(agreed.attributes)] == agreed.attributes
    for before, after in zip(agreed.lines, filled.lines, strict=True):
        assert after.attributes[: len(before.attributes)] == before.attributes
    added = set(found(check_attributes(filled, schema))) - set(
        found(check_attributes(agreed, schema))
    )
    # What a default sets is allowed by its declaration.
    assert added == set()
    defaults = {each.name for each in schema.at(AttributePlace.HEADER).values()
                if each.default is not None}  # fmt: skip
    assert defaults <= {each.name for each in filled.attributes}


@given(declarations())
def test_a_declaration_allows_its_own_default(declared: AttributeDeclaration) -> None:
    if declared.default is not None:
        agreed = agreed_with((declared.name, declared.default))
        assert check_attributes(agreed, AttributeSchema((declared,))) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\0"}, "name"),
        ({"default": 1}, "default: a text is needed"),
        ({"choices": ("a", "a")}, "one stands twice"),
        ({"choices": ("a",), "default": "b"}, "none of the choices"),
        ({"least": "a"}, "has no bounds"),
        ({"longest": 0}, "above zero"),
        ({"longest": 2, "default": "abc"}, "too long"),
        ({"longest": True}, "cannot hold"),
        ({"type": AttributeType.INTEGER, "longest": 2}, "has no length"),
        ({"type": AttributeType.INTEGER, "least": 2, "most": 1}, "below the least"),
        ({"type": AttributeType.INTEGER, "least": 2, "default": 1}, "out of bounds"),
        ({"type": AttributeType.INTEGER, "choices": (True,)}, "a integer is needed"),
        ({"type": AttributeType.DATE, "most": AT}, "a date is needed"),
        ({"type": AttributeType.DATETIME, "most": AT.replace(tzinfo=None)}, "a datetime"),
        ({"type": AttributeType.SECRET, "default": Secret("k")}, "no default"),
        ({"labels": (("en", "a"), ("en", "b"))}, "a language stands twice"),
    ],
)
def test_a_declaration_that_cannot_be_met_is_refused(
    changes: Mapping[str, object], told: str
) -> None:
    bare = AttributeDeclaration(name="x", type=AttributeType.TEXT)
    with pytest.raises(InvalidDeclarationError) as caught:
        # A caller without a type checker.
        attrs.evolve(bare, **changes)  # type: ignore[arg-type]
    assert told in caught.value.why


def test_an_attribute_is_declared_once_in_a_place() -> None:
    one = AttributeDeclaration(name="x", type=AttributeType.TEXT)
    AttributeSchema((one, attrs.evolve(one, place=AttributePlace.LINE)))
    with pytest.raises(InvalidDeclarationError, match="twice"):
        AttributeSchema((one, one))


def test_json_says_the_same_as_toml() -> None:
    raw = json.loads(
        """{"header": {"project": {"type": "text", "required": true, "longest": 5,
        "default": "P-1", "labels": {"zh_CN": "项目", "en": "Project"}},
        "priority": {"type": "integer", "least": 1, "most": 9},
        "ship_by": {"type": "date", "least": "2026-01-01"},
        "cut_off": {"type": "datetime", "most": "2026-12-31T18:00:00+01:00"},
        "gift": {"type": "boolean"}, "account": {"type": "secret", "longest": 8}},
        "line": {"height": {"type": "decimal", "choices": ["1.50", "2"]}}}"""
    )
    assert schema_of(raw, source="attributes.json") == SCHEMA
    assert SCHEMA.at(AttributePlace.HEADER)["project"].label("zh_CN") == "项目"
    assert SCHEMA.at(AttributePlace.HEADER)["gift"].label("zh_CN") == "gift"


def test_all_mistakes_of_a_file_are_told_at_once_each_with_its_key() -> None:
    text = """
    [footer.x]
    type = "text"
    [header.a]
    type = "colour"
    [header.b]
    type = "decimal"
    least = "many"
    choices = [1.5, true]
    pattern = "(a+)+$"
    [header.c]
    type = "text"
    required = "yes"
    longest = 1.5
    labels = { en = 1 }
    default = 1
    [header]
    d = 1
    [line.e]
    type = "integer"
    least = 2
    most = 1
    [line.f]
    type = "secret"
    default = "k"
    """
    with pytest.raises(AttributeSchemaError) as caught:
        read_attribute_schema(text.replace("    [header]\n    d = 1\n", ""), source="bad.toml")
    for told in ("footer: unknown key", "header.a.type: one of text", "header.b.least: a decimal",
                 "header.b.choices: a decimal", "header.b.pattern: unknown key",
                 "header.c.required: true or false", "header.c.longest: a whole number",
                 "header.c.labels: a table of texts", "header.c.default: a text",
                 "line.e: most: it is below the least", "line.f.default: a secret"):  # fmt: skip
        assert told in caught.value.why


@pytest.mark.parametrize("text", ["[", "header = 1", "[header]\nx = 1", b"", "a = " + "[" * 9999])
def test_what_holds_no_declarations_is_refused(text: str) -> None:
    with pytest.raises(AttributeSchemaError):
        read_attribute_schema(text, source="bad.toml")


def test_no_declarations_are_a_schema_that_allows_none() -> None:
    schema = read_attribute_schema("\ufeff", source="empty.toml")
    assert found(check_attributes(agreed_with(("x", 1)), schema)) == [("unknown", "attributes/x")]


def test_a_rule_reads_an_attribute_by_its_type() -> None:
    agreed = agreed_with(("vip", True), ("priority", 3), lines=(line(("height", Exact(2))),))
    assert attribute_of(agreed, "vip", bool) is True
    assert attribute_of(agreed, "vip", int) is None
    assert attribute_of(agreed, "priority", int) == 3
    assert attribute_of(agreed.lines[0], "height", Exact) == Exact(2)
    assert attribute_of(agreed, "absent", str) is None


@pytest.mark.parametrize("number", [MOST + 1, -MOST - 1, 10**400])
def test_a_whole_number_that_no_store_keeps_is_no_attribute(number: int) -> None:
    with pytest.raises(InvalidTermsError, match="attributes/x"):
        Attribute(name="x", value=number)
    with pytest.raises(InvalidTermsError, match="attributes/x"):
        ChangeAttribute("x", number)
