"""Rules and amendments: what one brings about is its fault, and what was there before is not."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar, Final

import attrs

from orderkit.adapters.memory import MemoryDatabase
from orderkit.order import (
    Amend,
    AmendmentChange,
    ApplyAmendment,
    ChangePrice,
    ChangeQuantity,
    Judge,
    Line,
    Order,
    PlaceOrder,
    ProposeAmendment,
    Terms,
    decide,
    fold,
    preview,
)
from orderkit.process import OrderDesk, OrderPath
from orderkit.validation import RuleSet, ValidationGate
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    FactKey,
    FactKind,
    Facts,
    Finding,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    Waiver,
    block,
    review,
)

EUR: Final = Currency.of("EUR")
AT: Final = datetime(2024, 2, 29, 12, tzinfo=UTC)
HERE: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", HERE, AT)
BOB: Final = Context.by("bob", HERE, AT)
ONE, TWO = LineId("1"), LineId("2")
LIMIT: Final = FactKind("limit", int)


class MostPieces:
    """No line of more pieces than the article's limit; without a limit, ten."""

    code: ClassVar[str] = "test.most"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        return [LIMIT.key(line.sku) for line in terms.lines]

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        for line in terms.lines:
            most = facts.read(LIMIT, line.sku) or 10
            if line.quantity > most:
                yield block(self.code, f"lines/{line.id}/quantity", most=most)


class LeastPrice:
    code: ClassVar[str] = "test.cheap"

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterable[Finding]:
        del facts
        for line in terms.lines:
            if line.price.digits == 1:
                yield review(self.code, f"lines/{line.id}/price", price=line.price)


GATE: Final = ValidationGate(RuleSet((MostPieces(), LeastPrice())))
TERMS: Final = Terms(
    organisation=HERE,
    order=OrderId("O1"),
    channel=ChannelCode("shop"),
    number="1001",
    customer=PartyId("C1"),
    ordered_at=AT,
    currency=EUR,
    lines=(Line.priced("1", "MUG", 12, "9.95", EUR), Line.priced("2", "LID", 4, "1.20", EUR)),
)


def test_an_amendment_may_not_bring_about_what_rules_forbid() -> None:
    order = fold(decide(None, PlaceOrder(TERMS), ANN).events)
    assert order is not None
    # Line 1 was too large before; that bars nothing but what makes it worse or another line so.
    assert decide(order, Amend.on(order, ChangePrice(ONE, "9.50")), ANN, (GATE,)).accepted
    refused = decide(order, Amend.on(order, ChangeQuantity(TWO, 11)), ANN, (GATE,))
    assert [(each.code, each.path) for each in refused.findings] == [
        ("test.most", "lines/2/quantity")
    ]
    order = fold(
        decide(order, ProposeAmendment.on(order, ChangeQuantity(TWO, 11)), ANN, (GATE,)).events,
        onto=order,
    )
    assert order is not None
    applying = ApplyAmendment(order.amendments[0].id)
    assert [each.code for each in decide(order, applying, ANN, (GATE,)).findings] == ["test.most"]
    gone = decide(order, ApplyAmendment("amendment/0"), ANN, (GATE,))
    assert [each.code for each in gone.findings] == ["amendment.unknown"]
    assert [each.code for each in decide(None, applying, ANN, (GATE,)).findings] == [
        "order.unknown"
    ]
    assert GATE.declares(None, applying) == ()
    assert GATE.declares(order, ApplyAmendment("amendment/0")) == ()


def proposed(order: Order, *changes: AmendmentChange) -> tuple[Order, ApplyAmendment]:
    """The order with changes that ann proposes, and how another applies them."""
    after = fold(decide(order, ProposeAmendment.on(order, *changes), ANN).events, onto=order)
    assert after is not None
    return after, ApplyAmendment(after.amendments[-1].id)


def test_what_a_person_may_let_pass_is_let_pass_for_an_amendment_too() -> None:
    order = fold(decide(None, PlaceOrder(TERMS), ANN).events)
    assert order is not None
    order, cheap = proposed(order, ChangePrice(TWO, "1"))
    refused = decide(order, cheap, BOB, (GATE,))
    (found,) = refused.findings
    waiver = Waiver.of(found, by=BOB.actor.id, at=AT, reason="a good customer")
    waived = attrs.evolve(BOB, waivers=(waiver,))
    assert decide(order, cheap, waived, (GATE,)).accepted


def test_a_preview_shows_what_comes_to_fail() -> None:
    order = fold(decide(None, PlaceOrder(TERMS), ANN).events)
    assert order is not None
    assert isinstance(GATE, Judge)
    shown = preview(None, PlaceOrder(TERMS), ANN, (GATE,))
    assert [each.code for each in shown.newly_failing] == ["test.most"]
    waiver = Waiver.of(
        review("test.cheap", "lines/2/price", price=Exact.of(1)),
        by=BOB.actor.id,
        at=AT,
        reason="ok",
    )
    waived = attrs.evolve(BOB, waivers=(waiver,))
    cheap = preview(*proposed(order, ChangePrice(TWO, "1")), waived, (GATE,))
    assert cheap.decision.accepted
    assert [each.code for each in cheap.newly_failing] == ["test.cheap"]
    quiet = preview(order, Amend.on(order, ChangePrice(TWO, "1.30")), ANN, (GATE,))
    assert quiet.newly_failing == ()


def test_the_desk_reads_the_facts_of_both_states_for_a_preview() -> None:
    database = MemoryDatabase()
    desk, key = OrderDesk(database, OrderPath(gates=(GATE,))), OrderKey(HERE, TERMS.order)
    with database.write() as work:
        work.subjects.put(HERE, LIMIT.key("MUG"), 20)
    shown = desk.preview(key, PlaceOrder(TERMS), ANN)
    assert shown.newly_failing == ()
    assert desk.handle(key, PlaceOrder(TERMS), ANN).accepted
    order = desk.order(key, ANN)
    assert order is not None
    wanted = Amend.on(order, ChangeQuantity(ONE, 21))
    assert [each.param("most") for each in desk.preview(key, wanted, ANN).findings] == [20]
    assert desk.handle(key, Amend.on(order, ChangeQuantity(ONE, 20)), ANN).accepted
