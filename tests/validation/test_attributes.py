"""The gate of custom attributes: what an order may come to hold, by whatever command."""

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.order import (
    AddLines,
    Advance,
    Amend,
    Attribute,
    AttributeValue,
    ChangeAttribute,
    ChangeDate,
    Command,
    Decision,
    Line,
    Order,
    OrderPlaced,
    PlaceOrder,
    Terms,
    decide,
    evolve,
    fold,
    preview,
)
from orderkit.order.attributes import (
    AttributeType,
    check_attributes,
    read_attribute_schema,
)
from orderkit.process import OrderDesk, standard_path
from orderkit.testing.attributes import attribute_values, attributed_terms
from orderkit.testing.gates import GateContract
from orderkit.testing.judges import JudgeContract
from orderkit.validation import AttributeGate
from orderkit.values import (
    ActorId,
    ChannelCode,
    Context,
    Currency,
    LineId,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

AT: Final = datetime(2024, 2, 29, 12, tzinfo=UTC)
ACME: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", ACME, AT)
EUR: Final = Currency.of("EUR")
SCHEMA: Final = read_attribute_schema(
    """
    [header.project]
    type = "text"
    required = true
    longest = 5
    [header.priority]
    type = "integer"
    most = 9
    [line.colour]
    type = "text"
    choices = ["red", "blue"]
    """,
    source="attributes.toml",
)
GATE: Final = AttributeGate(SCHEMA)


class TestAttributeGate(GateContract):
    gate = GATE


class TestAttributeGateAsAJudge(JudgeContract):
    judge = GATE


def line(name: str, colour: str = "") -> Line:
    made = Line.priced(name, "bolt", 3, "2.00", EUR)
    held = (Attribute(name="colour", value=colour),) if colour else ()
    return attrs.evolve(made, attributes=held)


def terms(*lines: Line, **attributes: AttributeValue) -> Terms:
    return Terms(
        organisation=ACME,
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=AT,
        currency=EUR,
        lines=lines or (line("1", "red"),),
        attributes=tuple(Attribute(name=name, value=value) for name, value in attributes.items()),
    )


def placed(**attributes: AttributeValue) -> Order:
    agreed = terms(**attributes)
    return evolve(None, OrderPlaced(terms=agreed, at=AT, by=ActorId("ann")))


def asked(order: Order | None, command: Command) -> Decision:
    return decide(order, command, ANN, (GATE,))


def codes(decision: Decision) -> list[str]:
    return [f"{each.code} {each.path}" for each in decision.findings]


def amend(order: Order, *changes: ChangeAttribute | ChangeDate) -> Amend:
    return Amend(base=order.terms.revision, changes=changes, reason="as asked")


def test_an_order_comes_in_as_declared_or_not_at_all() -> None:
    assert asked(None, PlaceOrder(terms(project="P-1"))).events
    refused = asked(None, PlaceOrder(terms(line("1", "green"), priority=10)))
    assert codes(refused) == [
        "attribute.above attributes/priority",
        "attribute.missing attributes/project",
        "attribute.choice lines/1/attributes/colour",
    ]
    assert refused.events == ()


def test_lines_that_are_added_are_held_to_it_and_no_others() -> None:
    order = placed()
    assert asked(order, AddLines(lines=(line("2", "blue"),))).events
    refused = asked(order, AddLines(lines=(line("2", "green"),)))
    assert codes(refused) == ["attribute.choice lines/2/attributes/colour"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (ChangeAttribute("priority", 9), []),
        (ChangeAttribute("priority", 10), ["attribute.above attributes/priority"]),
        (ChangeAttribute("priority", "high"), ["attribute.type attributes/priority"]),
        (ChangeAttribute("project", None), ["attribute.missing attributes/project"]),
        (ChangeAttribute("size", 1), ["attribute.unknown attributes/size"]),
        (ChangeAttribute("colour", "blue", LineId("1")), []),
        (
            ChangeAttribute("colour", "green", LineId("1")),
            ["attribute.choice lines/1/attributes/colour"],
        ),
    ],
)
def test_an_amendment_is_held_to_it(change: ChangeAttribute, told: list[str]) -> None:
    order = placed(project="P-1")
    decision = asked(order, amend(order, change))
    assert codes(decision) == told
    assert bool(decision.events) == (not told)


def test_what_was_wrong_before_keeps_no_amendment_from_mending_another_thing() -> None:
    order = placed(priority=10)
    assert asked(order, amend(order, ChangeDate(LineId("1"), AT.date()))).events
    mended = asked(order, amend(order, ChangeAttribute("priority", 1)))
    after = fold(mended.events, onto=order)
    assert after is not None
    assert [each.code for each in check_attributes(after.terms, SCHEMA)] == ["attribute.missing"]


def test_an_order_older_than_the_declarations_is_asked_when_it_is_validated() -> None:
    order, validate = placed(), Advance(MoveName("validate"))
    assert [each.code for each in GATE.check(order, validate, ANN)] == ["attribute.missing"]
    assert GATE.check(order, Advance(MoveName("submit")), ANN) == ()


def test_it_judges_an_order_whatever_is_asked() -> None:
    judged = GATE.judge(placed(priority=10), ANN)
    assert [each.code for each in judged] == ["attribute.above", "attribute.missing"]
    order = placed(project="P-1")
    shown = preview(order, amend(order, ChangeAttribute("priority", 10)), ANN, (GATE,))
    assert [each.code for each in shown.findings] == ["attribute.above"]


def test_the_standard_path_asks_where_a_schema_is_given() -> None:
    key = OrderKey(ACME, OrderId("O1"))
    for schema, told in ((SCHEMA, ["attribute.missing"]), (None, [])):
        desk = OrderDesk(MemoryDatabase(), standard_path(attributes=schema))
        decision = desk.handle(key, PlaceOrder(terms()), ANN)
        assert [each.code for each in decision.findings] == told
        assert bool(decision.events) == (not told)


attribute_changes = st.builds(
    ChangeAttribute,
    name=st.sampled_from(["project", "priority", "colour", "size"]),
    value=st.none() | st.sampled_from(AttributeType).flatmap(attribute_values),
    line=st.none() | st.just(LineId("1")),
)


@given(attribute_changes | st.just(ChangeDate(LineId("1"), AT.date())), st.booleans())
def test_no_amendment_brings_about_what_is_not_declared(
    change: ChangeAttribute | ChangeDate,
    sound: bool,  # noqa: FBT001 - drawn
) -> None:
    order = placed(project="P-1") if sound else placed(priority=10)
    before = check_attributes(order.terms, SCHEMA)
    decision = asked(order, amend(order, change))
    after = fold(decision.events, onto=order)
    assert after is not None
    assert set(check_attributes(after.terms, SCHEMA)) <= set(before)


@given(attributed_terms())
def test_an_order_is_placed_exactly_if_its_attributes_are_as_declared(agreed: Terms) -> None:
    context = attrs.evolve(ANN, actor=attrs.evolve(ANN.actor, organisation=agreed.organisation))
    alone = decide(None, PlaceOrder(agreed), context, ())
    gated = decide(None, PlaceOrder(agreed), context, (GATE,))
    sound = not check_attributes(agreed, SCHEMA)
    assert bool(gated.events) == (bool(alone.events) and sound)
