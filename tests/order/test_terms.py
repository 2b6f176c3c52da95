"""Terms that no order can have, what an order comes to, and what may be billed of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.order.drawn import agreed, charge, line

from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Advance,
    Attribute,
    Billed,
    BillingBase,
    Cancel,
    Command,
    InvalidLedgerError,
    InvalidTermsError,
    Line,
    Order,
    PlaceOrder,
    Portion,
    Rate,
    RecordInvoice,
    Ship,
    TaxShare,
    Terms,
    decide,
    fold,
    preview,
)
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Currency,
    DocumentNumber,
    Exact,
    LineId,
    MoneyOverflowError,
    MoveName,
    OrganisationId,
    PartyId,
    Sku,
)

AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=OrganisationId("acme")), at=AT)
ONE: Final = LineId("1")
MOST: Final = 2**63 - 1


@pytest.mark.parametrize(
    ("make", "path"),
    [
        pytest.param(lambda: line(1, 0, 5), "lines/1/quantity", id="no pieces"),
        pytest.param(
            lambda: attrs.evolve(line(1, 1, 1), quantity=True),
            "lines/1/quantity",
            id="a bool is no quantity",
        ),
        pytest.param(lambda: line(1, MOST + 1, 5), "lines/1/quantity", id="beyond 63 bits"),
        pytest.param(lambda: line(1, 1, MOST + 1), "lines/1/amount", id="an amount beyond 63 bits"),
        pytest.param(
            lambda: attrs.evolve(line(1, 1, 1), amount=True),
            "lines/1/amount",
            id="a bool is no amount",
        ),
        pytest.param(lambda: charge(1, -MOST - 1), "adjustments/c1/amount", id="a charge likewise"),
        pytest.param(
            lambda: Line.priced("7", "MUG", quantity=True, price=2, currency=Currency.of("EUR")),
            "lines/7/quantity",
            id="priced by a bool",
        ),
        pytest.param(
            lambda: agreed([line(1, 1, 1), line(1, 2, 2)]), "lines", id="an id stands twice"
        ),
        pytest.param(
            lambda: agreed([line(1, 1, 1)], [attrs.evolve(charge(1, 1), id=ONE)]),
            "lines",
            id="a charge has a line's id",
        ),
        pytest.param(
            lambda: agreed([line(1, MOST, 1), line(2, 1, 1)]), "lines", id="more steps than fit"
        ),
    ],
)
def test_terms_that_no_order_can_have_are_refused(make: Callable[[], object], path: str) -> None:
    with pytest.raises(InvalidTermsError) as caught:
        make()
    assert caught.value.path == path


TERMS: Final = agreed([line(1, 2, 100), line(2, 1, 50)], [charge(1, 5)])
TAX: Final = TaxShare(code="VAT", rate=Exact.of(19), net=100, tax=19)
EUROS: Final = Rate(currency=Currency.of("EUR"), rate=Exact.of("1.1"), on=AT.date())


@pytest.mark.parametrize(
    ("value", "field", "held"),
    [
        (TERMS, "revision", "x"),
        (TERMS, "revision", 0),
        (TERMS, "revision", MOST + 1),
        (TERMS, "net_days", "abc"),
        (TERMS, "net_days", 1.5),
        (TERMS, "net_days", True),
        (TERMS, "net_days", -1),
        (TERMS, "net_days", 36_526),
        (TERMS, "billing", "nonsense"),
        (TERMS, "billing", None),
        (TERMS, "currency", None),
        (TERMS, "rate", 1.5),
        (TERMS, "lines", list(TERMS.lines)),
        (TERMS, "adjustments", (5,)),
        (TERMS, "attributes", "x"),
        (TERMS, "channel", 5),
        (line(1, 1, 1), "price", 9.95),
        (line(1, 1, 1), "price", None),
        (line(1, 1, 1), "unit", "kg"),
        (line(1, 1, 1), "requested", "tomorrow"),
        (line(1, 1, 1), "requested", AT),
        (line(1, 1, 1), "taxes", (TAX, 19)),
        (charge(1, 1), "kind", "gift"),
        (charge(1, 1), "amount", 1.0),
        (charge(1, 1), "shares", (1, 0.5)),
        (TAX, "rate", 0.19),
        (TAX, "rate", Exact(-101)),
        (EUROS, "rate", Exact(0)),
        (EUROS, "rate", Exact(-1)),
        (TAX, "tax", MOST + 1),
        (EUROS, "on", AT),
        (Attribute(name="colour", value="red"), "value", 1.5),
    ],
)
def test_what_a_field_is_not_declared_to_hold_is_refused_before_it_is_kept(
    value: Terms | Line | Adjustment | TaxShare | Rate | Attribute, field: str, held: object
) -> None:
    with pytest.raises(InvalidTermsError):
        attrs.evolve(value, **{field: held})  # type: ignore[arg-type] # wrong types, on purpose


@pytest.mark.parametrize("make", [lambda: PlaceOrder(5), lambda: AddLines(lines=[line(1, 1, 1)])])  # type: ignore[arg-type] # what a caller without a type checker may do
def test_a_command_holds_what_it_is_declared_to_hold(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidTermsError):
        make()


@pytest.mark.parametrize("portions", ["x", 5, (5,)])
def test_what_are_no_portions_is_a_typed_error(portions: tuple[Portion, ...]) -> None:
    order = fold(decide(None, PlaceOrder(TERMS), ANN).events)
    with pytest.raises(InvalidLedgerError):
        decide(order, Cancel(portions), ANN)


def test_a_part_names_a_line_that_is_there_and_not_itself() -> None:
    whole, part = line(1, 1, 1), attrs.evolve(line(2, 1, 1), parent=ONE)
    assert agreed([whole, part]).lines[1].parent == ONE
    for parent in ("2", "nope"):
        lost = attrs.evolve(part, parent=LineId(parent))
        with pytest.raises(InvalidTermsError):
            agreed([whole, lost])
        with pytest.raises(InvalidTermsError):
            agreed([whole]).extended((lost,))
        order = fold(decide(None, PlaceOrder(agreed([whole])), ANN).events)
        refused = decide(order, AddLines(lines=(lost,)), ANN)
        assert [found.code for found in refused.findings] == ["line.parent"]
    order = fold(decide(None, PlaceOrder(agreed([whole])), ANN).events)
    assert decide(order, AddLines(lines=(part,)), ANN).accepted


def test_a_47_a_kit_that_is_a_part_of_itself_is_refused_with_the_way_around() -> None:
    kits = [
        attrs.evolve(line(at, 1, 1), parent=LineId(str(at % 1_000 + 1))) for at in range(1, 1_001)
    ]
    with pytest.raises(InvalidTermsError, match=r"lines/1/parent: a kit of itself: 1 > 2 > 3"):
        agreed(kits)
    # Half of them hang on a line that stands for itself.
    free = [attrs.evolve(kit, parent=None) if kit.id == "500" else kit for kit in kits]
    terms = agreed(free)
    assert terms.lines[0].parent == "2"
    two = (
        attrs.evolve(line(2_001, 1, 1), parent=LineId("2002")),
        attrs.evolve(line(2_002, 1, 1), parent=LineId("2001")),
    )
    placed = fold(decide(None, PlaceOrder(terms), ANN).events)
    refused = decide(placed, AddLines(lines=two), ANN)
    assert [(found.code, found.param("lines")) for found in refused.findings] == [
        ("line.cycle", "2001 > 2002 > 2001")
    ]


def test_a_total_beyond_63_bits_is_an_overflow() -> None:
    assert agreed([line(1, 1, MOST - 30)], [charge(1, 30)]).total == MOST
    with pytest.raises(MoneyOverflowError):
        agreed([line(1, 1, MOST)], [charge(1, 1)])


def test_a_line_comes_to_its_amount_its_adjustments_and_the_taxes_beside_its_price() -> None:
    tax = TaxShare(code="VAT", rate=Exact.of(20), net=1000, tax=200)
    off = Adjustment(id=LineId("d1"), code="D", kind=AdjustmentKind.DISCOUNT, amount=-50)
    inside = attrs.evolve(tax, code="ECO", tax=7, included=True)
    taxed = attrs.evolve(line(1, 2, 1000), adjustments=(off,), taxes=(tax, inside))
    assert taxed.total == 1000 - 50 + 200
    assert agreed([taxed, line(2, 1, 5)], [charge(1, 30)]).total == 1150 + 5 + 30


def shown(make: Callable[[], Terms]) -> object:
    """The terms with all that is worked out of them, or how they were refused."""
    try:
        made = make()
    except (InvalidTermsError, MoneyOverflowError) as refused:
        return repr(refused)
    return made, made.total, made.places, made.key, made.digest


_parts = st.tuples(
    st.lists(st.builds(line, st.integers(1, 5), st.sampled_from([1, MOST // 2]), st.just(5))),
    st.lists(st.builds(charge, st.integers(1, 5), st.sampled_from([-3, 40, MOST // 2]))),
)


@given(_parts, _parts)
def test_terms_that_are_extended_are_those_made_of_all_at_once(
    first: tuple[list[Line], list[Adjustment]], more: tuple[list[Line], list[Adjustment]]
) -> None:
    try:
        terms = agreed(*first)
    except (InvalidTermsError, MoneyOverflowError):
        terms = agreed()
    lines, charges = tuple(more[0]), tuple(more[1])

    def at_once() -> Terms:
        every, charged = terms.lines + lines, terms.adjustments + charges
        return attrs.evolve(terms, lines=every, adjustments=charged, revision=2)

    assert shown(lambda: terms.extended(lines, charges)) == shown(at_once)


def after(terms: Terms, *commands: Command) -> Order:
    order = fold(decide(None, PlaceOrder(terms), ANN).events)
    for command in commands:
        decision = decide(order, command, ANN)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def bill(quantity: int) -> RecordInvoice:
    return RecordInvoice(document=DocumentNumber("I-1"), billed=(Billed(ONE, quantity),), amount=1)


@pytest.mark.parametrize(
    ("base", "most"),
    [
        pytest.param(BillingBase.SHIPPED, 2, id="what left the house"),
        pytest.param(BillingBase.ORDERED, 4, id="what was ordered and not given up"),
    ],
)
def test_no_more_is_billed_than_the_base_counts(base: BillingBase, most: int) -> None:
    terms = attrs.evolve(agreed([line(1, 5, 500)]), billing=base)
    order = after(terms, Ship((Portion(ONE, 2),)), Cancel((Portion(ONE, 1),)))
    (refused,) = decide(order, bill(most + 1), ANN).findings
    assert (refused.code, refused.param("there")) == ("invoice.exceeds", most)
    billed = fold(decide(order, bill(most), ANN).events, onto=order)
    assert billed is not None
    assert billed.billing(ONE).invoiced == most
    assert [found.code for found in decide(billed, bill(1), ANN).findings] == ["invoice.exceeds"]


@pytest.mark.parametrize(
    ("added", "code"),
    [
        pytest.param(line(2, 1, 1), "money.overflow", id="more money than a column holds"),
        pytest.param(line(2, MOST, 0), "quantity.overflow", id="more steps"),
    ],
)
def test_lines_that_would_go_beyond_all_bounds_are_not_added(added: Line, code: str) -> None:
    order = after(agreed([line(1, 1, MOST)]))
    assert [f.code for f in decide(order, AddLines(lines=(added,)), ANN).findings] == [code]


def test_what_is_there_already_is_not_added_and_nothing_is_no_addition() -> None:
    order = after(agreed([line(1, 5, 100)]))
    again = AddLines(lines=(attrs.evolve(line(1, 1, 1), sku=Sku("nut")),))
    for command, code in ((again, "line.twice"), (AddLines(), "order.empty")):
        assert [found.code for found in decide(order, command, ANN).findings] == [code]


def test_what_is_needed_of_an_order_is_not_empty() -> None:
    nameless = attrs.evolve(line(1, 2, 5), id=LineId(""), sku=Sku(""))
    free = attrs.evolve(charge(1, 5), id=LineId("?"))
    wrong = attrs.evolve(agreed([nameless]), customer=PartyId(""), adjustments=(free,))
    findings = decide(None, PlaceOrder(wrong), ANN).findings
    assert [(found.code, found.path) for found in findings] == [
        ("field.missing", "customer"),
        ("field.missing", "lines/1/id"),
        ("field.missing", "lines/1/sku"),
    ]
    order = fold(decide(None, PlaceOrder(agreed([line(1, 2, 5)])), ANN).events)
    more = AddLines(adjustments=(attrs.evolve(free, id=LineId("")),))
    told = [(found.code, found.path) for found in decide(order, more, ANN).findings]
    assert told == [("field.missing", "adjustments/1/id")]


def test_without_a_flow_nobody_answers_a_move() -> None:
    order = after(agreed([line(1, 5, 100)]))
    decision = decide(order, Advance(MoveName("validate")), ANN)
    assert [found.code for found in decision.findings] == ["command.unanswered"]
    assert not decision.accepted


def test_a_preview_of_what_is_refused_shows_no_order_and_no_change() -> None:
    shown = preview(None, PlaceOrder(agreed()), ANN)
    assert [found.code for found in shown.findings] == ["order.empty"]
    assert (shown.after, shown.changes, shown.price_impact) == (None, (), 0)
