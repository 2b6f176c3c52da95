"""Waivers: a named override counts while its evidence holds, and is kept on the order once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from orderkit.order import (
    AddLines,
    Amend,
    ApplyAmendment,
    ChangeQuantity,
    Command,
    Decision,
    Event,
    FindingWaived,
    Hold,
    Line,
    Order,
    PlaceOrder,
    ProposeAmendment,
    Terms,
    decide,
    fold,
    merging,
)
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Context,
    Currency,
    Exact,
    FactKey,
    Finding,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoleName,
    Sku,
    Waiver,
    block,
    note,
    review,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"))
EVE = attrs.evolve(ANN, id=ActorId("eve"))
HOLD = Hold(reason="a look")


@attrs.frozen
class Says:
    """A gate that finds the same in everything."""

    finding: Finding

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command, context
        return (self.finding,)

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        del order, command, events, context
        return ()


def order() -> Order:
    terms = Terms(
        organisation=ANN.organisation,
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1",
        customer=PartyId("C1"),
        ordered_at=NOON,
        currency=Currency.of("EUR"),
        lines=(Line(id=LineId("1"), sku=Sku("A"), quantity=1, price=Exact.of("2"), amount=200),),
    )
    placed = fold(decide(None, PlaceOrder(terms), Context(actor=EVE, at=NOON)).events)
    assert placed is not None
    return placed


def context(*waivers: Waiver, at: datetime = NOON) -> Context:
    return Context(actor=ANN, at=at, waivers=waivers)


def waiver(finding: Finding, until: datetime | None = None) -> Waiver:
    return Waiver.of(finding, by=ANN.id, at=NOON, reason="a good customer", until=until)


def recorded(decision: Decision) -> list[Waiver]:
    return [event.waiver for event in decision.events if isinstance(event, FindingWaived)]


FAR = review("price.list", "lines/1/price", off=12)


def test_a_waiver_is_recorded_once_and_goes_on_counting() -> None:
    start, gate = order(), Says(FAR)
    assert not decide(start, HOLD, context(), (gate,)).events

    first = decide(start, HOLD, context(waiver(FAR)), (gate,))
    assert recorded(first) == [waiver(FAR)]

    after = fold(first.events, onto=start)
    later = decide(after, HOLD, context(), (gate,))
    assert later.accepted
    assert recorded(later) == []
    # Bringing it along again makes no second record.
    assert recorded(decide(after, HOLD, context(waiver(FAR)), (gate,))) == []


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(review("price.list", "lines/1/price", off=13), id="other evidence"),
        pytest.param(review("price.list", "lines/2/price", off=12), id="another line"),
        pytest.param(review("price.floor", "lines/1/price", off=12), id="another rule"),
        pytest.param(block("price.list", "lines/1/price", off=12), id="a block never passes"),
    ],
)
def test_i_43_a_recorded_waiver_clears_its_own_finding_only(found: Finding) -> None:
    start = order()
    after = fold(decide(start, HOLD, context(waiver(FAR)), (Says(FAR),)).events, onto=start)
    refused = decide(after, HOLD, context(), (Says(found),))
    assert not refused.accepted
    assert refused.findings == (found,)


def test_i_43_a_recorded_waiver_lapses_with_its_date() -> None:
    start, ends = order(), NOON + timedelta(hours=1)
    first = decide(start, HOLD, context(waiver(FAR, ends)), (Says(FAR),))
    after = fold(first.events, onto=start)
    assert decide(after, HOLD, context(), (Says(FAR),)).accepted
    assert not decide(after, HOLD, context(at=ends), (Says(FAR),)).accepted


def test_a_waiver_in_another_name_counts_for_nothing() -> None:
    others = attrs.evolve(waiver(FAR), by=ActorId("bob"))
    refused = decide(order(), HOLD, context(others), (Says(FAR),))
    assert not refused.accepted
    unheard = note("waiver.not_own", FAR.path, rule=FAR.code, actor="ann", person="bob")
    assert refused.findings == (FAR, unheard)


def test_a_word_in_another_name_that_clears_nothing_is_not_mentioned() -> None:
    elsewhere = review("price.list", "lines/2/price", off=12)
    others = attrs.evolve(waiver(elsewhere), by=ActorId("bob"))
    assert decide(order(), HOLD, context(others), (Says(FAR),)).findings == (FAR,)


def test_a_substitute_gives_the_word_of_whom_they_stand_for() -> None:
    bob = attrs.evolve(ANN, id=ActorId("bob"), on_behalf_of=ANN.id)
    acting = Context(actor=bob, at=NOON, waivers=(waiver(FAR),))
    assert recorded(decide(order(), HOLD, acting, (Says(FAR),))) == [waiver(FAR)]


def codes(decision: Decision) -> list[str]:
    return [found.code for found in decision.findings]


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(EVE, id="the maker"),
        pytest.param(attrs.evolve(ANN, on_behalf_of=EVE.id), id="who stands for the maker"),
        pytest.param(attrs.evolve(EVE, on_behalf_of=ANN.id), id="the maker, for another"),
    ],
)
def test_i_40_the_maker_of_an_order_lets_nothing_pass_in_it(actor: Actor) -> None:
    said = attrs.evolve(waiver(FAR), by=actor.id)
    refused = decide(order(), HOLD, Context(actor=actor, at=NOON, waivers=(said,)), (Says(FAR),))
    assert not refused.accepted
    told = note("waiver.maker", FAR.path, rule=FAR.code, person=actor.id)
    assert refused.findings == (FAR, told)


def test_i_40_whoever_places_an_order_lets_nothing_pass_in_it() -> None:
    terms = order().terms
    refused = decide(None, PlaceOrder(terms), context(waiver(FAR)), (Says(FAR),))
    assert codes(refused) == ["price.list", "waiver.maker"]


def test_i_40_whoever_changes_the_terms_lets_nothing_pass_in_them() -> None:
    start, said = order(), waiver(FAR)
    more = Line(id=LineId("2"), sku=Sku("B"), quantity=1, price=Exact.of("2"), amount=200)
    for command in (AddLines(lines=(more,)), Amend.on(start, ChangeQuantity(LineId("1"), 2))):
        refused = decide(start, command, context(said), (Says(FAR),))
        assert codes(refused) == ["price.list", "waiver.maker"]


def test_i_40_an_amendment_is_let_pass_by_another_than_who_proposed_it() -> None:
    start = order()
    wanted = ProposeAmendment.on(start, ChangeQuantity(LineId("1"), 2))
    after = fold(decide(start, wanted, context()).events, onto=start)
    assert after is not None
    apply, said = ApplyAmendment(after.amendments[0].id), waiver(FAR)
    assert codes(decide(after, apply, context(said), (Says(FAR),))) == [
        "price.list",
        "waiver.maker",
    ]
    bob = attrs.evolve(ANN, id=ActorId("bob"))
    others = attrs.evolve(said, by=bob.id)
    passed = decide(after, apply, Context(actor=bob, at=NOON, waivers=(others,)), (Says(FAR),))
    assert recorded(passed) == [others]


def test_a_word_needs_a_reason_and_a_role_that_is_held() -> None:
    silent = attrs.evolve(waiver(FAR), reason=" ")
    assert codes(decide(order(), HOLD, context(silent), (Says(FAR),))) == [
        "price.list",
        "waiver.no_reason",
    ]
    manager = attrs.evolve(waiver(FAR), role=RoleName("manager"))
    assert codes(decide(order(), HOLD, context(manager), (Says(FAR),))) == [
        "price.list",
        "waiver.role_not_held",
    ]
    boss = attrs.evolve(ANN, roles=(RoleName("manager"),))
    passed = decide(order(), HOLD, Context(actor=boss, at=NOON, waivers=(manager,)), (Says(FAR),))
    assert recorded(passed) == [manager]


def test_i_43_one_word_lets_one_of_two_findings_pass() -> None:
    other = review("price.list", "lines/2/price", off=12)
    refused = decide(order(), HOLD, context(waiver(FAR)), (Says(FAR), Says(other)))
    assert codes(refused) == ["price.list", "price.list"]
    both = decide(order(), HOLD, context(waiver(FAR), waiver(other)), (Says(FAR), Says(other)))
    assert recorded(both) == [waiver(FAR), waiver(other)]


def test_i_40_whoever_made_what_is_merged_lets_nothing_pass_of_it() -> None:
    start = order()
    terms = attrs.evolve(start.terms, order=OrderId("O2"), number="2")
    made = fold(decide(None, PlaceOrder(terms), context()).events)
    assert made is not None
    take, _ = merging(start, made, join=False)
    refused = decide(start, take, context(waiver(FAR)), (Says(FAR),))
    assert codes(refused) == ["price.list", "waiver.maker"]


def test_a_word_for_an_amendment_that_is_not_there_is_no_words_matter() -> None:
    gone = ApplyAmendment("amendment/9")
    refused = decide(order(), gone, context(waiver(FAR)), (Says(FAR),))
    assert codes(refused) == ["amendment.unknown", "price.list"]
