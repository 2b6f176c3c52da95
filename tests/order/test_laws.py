"""What is always true of an order, whatever is asked of it."""

import os
import subprocess
import sys
from datetime import timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.order import (
    Amended,
    Bucket,
    Cancel,
    Command,
    Decision,
    Event,
    Hold,
    LinesAdded,
    Order,
    OrderPlaced,
    Pick,
    PlaceOrder,
    Portion,
    Reserve,
    Restore,
    Ship,
    Terms,
    decide,
    display_status,
    evolve,
    fold,
    moved,
    preview,
    replaced,
)
from orderkit.testing.order import commands, orders, terms
from orderkit.testing.values import contexts
from orderkit.values import ActorId, Context, Severity, digest_of, stands

STEPS = 12


@st.composite
def lives(draw: st.DrawFn) -> tuple[Order, list[tuple[Command, Context, Decision, Order]]]:
    """Draw an order and what was asked of it, step by step, with the state before each step."""
    order = first = draw(orders())
    told = []
    for _ in range(draw(st.integers(0, STEPS))):
        command, context = draw(commands(order)), draw(contexts())
        decision = decide(order, command, context)
        told.append((command, context, decision, order))
        order = fold(decision.events, onto=order) or order
    return first, told


def last(first: Order, told: list[tuple[Command, Context, Decision, Order]]) -> Order:
    if not told:
        return first
    return fold(told[-1][2].events, onto=told[-1][3]) or first


def placed(order: Order) -> Event:
    return OrderPlaced(terms=order.terms, at=order.terms.ordered_at, by=ActorId("ann"))


@given(lives())
def test_i_07_an_order_is_the_fold_of_its_events(
    life: tuple[Order, list[tuple[Command, Context, Decision, Order]]],
) -> None:
    first, told = life
    history = [event for _, _, decision, _ in told for event in decision.events]
    assert fold([placed(first), *history]) == last(first, told)
    # A snapshot anywhere in the history, and the tail, give the same.
    for cut in range(len(history) + 1):
        assert fold(history[cut:], onto=fold(history[:cut], onto=first)) == last(first, told)


@given(lives())
def test_i_08_the_buckets_of_a_line_add_up_to_what_was_ordered(
    life: tuple[Order, list[tuple[Command, Context, Decision, Order]]],
) -> None:
    order = last(*life)
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        assert ledger.total == line.quantity + ledger.over
        assert min(ledger.counts) >= 0
        assert 0 <= bill.credited <= bill.invoiced <= ledger.left


@given(lives())
def test_i_10_a_refused_command_has_no_events_and_no_effects(
    life: tuple[Order, list[tuple[Command, Context, Decision, Order]]],
) -> None:
    for _, context, decision, _ in life[1]:
        barring = stands(decision.findings, context.waivers, at=context.at)
        already = [found.code for found in decision.findings] == ["already.so"]
        assert bool(decision.events) != bool(barring or already)
        assert decision.events or not decision.effects
        if already:
            assert decision.findings[0].severity is Severity.NOTE


SAME_EVERYWHERE = """
from datetime import UTC, datetime
from orderkit.order import *
from orderkit.values import *
roles = (RoleName("b"), RoleName("a"))
actor = Actor(id=ActorId("ann"), organisation=OrganisationId("acme"), roles=roles)
context = Context(actor=actor, at=datetime(2024, 3, 31, 1, 30, tzinfo=UTC))
dime = Exact.of("0.10")
lines = tuple(
    Line(id=LineId(str(n)), sku=Sku("İß"), quantity=n, price=dime, amount=n) for n in (1, 2, 3)
)
terms = Terms(
    organisation=OrganisationId("acme"), order=OrderId("O1"), channel=ChannelCode("shop"),
    number="1", customer=PartyId("C1"), ordered_at=context.at, currency=Currency.of("EUR"),
    lines=lines,
)
said = [decide(None, PlaceOrder(terms), context)]
order = fold(said[0].events)
for command in (
    Cancel((Portion(LineId("2"), 1), Portion(LineId("3"), 2))),
    Hold(reason="r"),
    Ship((Portion(LineId("9"), 1), Portion(LineId("1"), 4))),
):
    said.append(decide(order, command, context))
print(digest_of(tuple(said)))
"""


@pytest.mark.parametrize(
    ("seed", "zone", "locale"),
    [("1", "Asia/Tokyo", "C.UTF-8"), ("77", "America/New_York", "tr_TR.UTF-8")],
)
def test_i_11_a_decision_is_equal_in_another_process_seed_zone_and_locale(
    seed: str, zone: str, locale: str
) -> None:
    here = _told({"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"})
    there = _told({"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale})
    assert here == there
    assert len(here) == len(digest_of(""))


def _told(settings: dict[str, str]) -> str:
    env = os.environ | settings | {"PYTHONUTF8": "1"}
    command = [sys.executable, "-c", SAME_EVERYWHERE]
    done = subprocess.run(command, env=env, capture_output=True, check=True, text=True)  # noqa: S603 - our own script
    return done.stdout.strip()


@given(orders(), st.data())
def test_i_12_deciding_and_evolving_change_no_argument(order: Order, data: st.DataObject) -> None:
    command, context = data.draw(commands(order)), data.draw(contexts())
    before = digest_of(order), digest_of(command), digest_of(context)
    decision = decide(order, command, context)
    events = digest_of(decision)
    fold(decision.events, onto=order)
    assert (digest_of(order), digest_of(command), digest_of(context)) == before
    assert digest_of(decision) == events


@given(lives())
def test_i_13_the_version_grows_by_one_with_each_event_and_the_revision_with_new_terms(
    life: tuple[Order, list[tuple[Command, Context, Decision, Order]]],
) -> None:
    order = life[0]
    for _, _, decision, _ in life[1]:
        for event in decision.events:
            after = evolve(order, event)
            assert after.version == order.version + 1
            assert after.revision - order.revision == isinstance(event, LinesAdded | Amended)
            order = after


@given(orders(), st.data())
def test_i_14_a_preview_equals_the_decision_taken_next(order: Order, data: st.DataObject) -> None:
    command, context = data.draw(commands(order)), data.draw(contexts())
    shown = preview(order, command, context)
    assert shown.decision == decide(order, command, context)
    assert shown.after == fold(shown.decision.events, onto=order)
    assert bool(shown.changes) <= bool(shown.decision.events)


@given(lives(), st.integers(0, 200))
def test_i_19_status_is_computed_and_stored_nowhere(
    life: tuple[Order, list[tuple[Command, Context, Decision, Order]]], hours: int
) -> None:
    order = last(*life)
    assert not [field.name for field in attrs.fields(Order) if "status" in field.name]
    at = order.terms.ordered_at + timedelta(hours=hours)
    replayed = fold([placed(life[0]), *(e for _, _, d, _ in life[1] for e in d.events)])
    assert replayed is not None
    assert display_status(replayed, at) is display_status(order, at)


@given(orders(), st.data(), st.integers(1, 9))
def test_i_20_a_live_hold_blocks_every_act_in_its_scope_and_an_expired_one_none(
    order: Order, data: st.DataObject, hours: int
) -> None:
    if not order.terms.lines:
        return
    context = data.draw(contexts())
    line = data.draw(st.sampled_from(order.terms.lines))
    until = context.at + timedelta(hours=hours)
    hold = Hold(reason="check", line=data.draw(st.sampled_from([None, line.id])), until=until)
    held = fold(decide(order, hold, context).events, onto=order)
    assert held is not None
    for act in (Reserve, Pick, Ship):
        command = act((Portion(line.id, 1),))
        refused = decide(held, command, context)
        assert "order.held" in {found.code for found in refused.findings}
        assert not refused.events
        later = decide(held, command, attrs.evolve(context, at=until))
        assert "order.held" not in {found.code for found in later.findings}
    ship = Ship((Portion(line.id, 1),))
    assert decide(held, ship, attrs.evolve(context, at=until)).events


@given(orders(), st.data())
def test_i_84_an_effects_id_follows_from_order_version_and_place(
    order: Order, data: st.DataObject
) -> None:
    command, context = data.draw(commands(order)), data.draw(contexts())
    once, again = decide(order, command, context), decide(order, command, context)
    assert once.effects == again.effects
    versions = {f"{order.key}/{order.version + n + 1}/0" for n in range(len(once.events))}
    assert {effect.id for effect in once.effects} <= versions
    assert len({effect.id for effect in once.effects}) == len(once.effects)


@given(terms().filter(lambda of: of.lines), contexts(), st.integers(1, 4))
def test_i_84_the_effects_of_a_life_are_counted_on(of: Terms, context: Context, steps: int) -> None:
    # Few of the commands that are drawn blindly have an effect; each of these has one.
    portion, told = Portion(of.lines[0].id, 1), list[str]()
    asked: list[Command] = [PlaceOrder(of), Cancel((portion,)), Restore((portion,))]
    order = None
    for command in (asked + asked[1:])[:steps]:
        decision = decide(order, command, context)
        told += [effect.id for effect in decision.effects]
        order = fold(decision.events, onto=order)
    places = [1, 2, 4][: 1 + steps // 2]
    assert told == [f"{of.key}/{place}/0" for place in places]


@given(orders(), st.integers(1, 9))
def test_the_quick_replace_equals_the_plain_one(order: Order, version: int) -> None:
    assert replaced(order, version=version) == attrs.evolve(order, version=version)


@given(terms(), contexts())
def test_placing_the_same_order_twice_is_already_so(of: Terms, context: Context) -> None:
    command = PlaceOrder(of)
    order = fold(decide(None, command, context).events)
    assert [found.code for found in decide(order, command, context).findings] == ["already.so"]


@settings(max_examples=30)
@given(orders(), st.data())
def test_a_move_back_restores_the_ledger(order: Order, data: st.DataObject) -> None:
    for ledger in order.ledgers:
        quantity = data.draw(st.integers(1, ledger.of(Bucket.OPEN)))
        there = moved(ledger, Bucket.OPEN, Bucket.RESERVED, quantity)
        assert moved(there, Bucket.RESERVED, Bucket.OPEN, quantity) == ledger
