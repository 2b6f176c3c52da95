"""The desk on both adapters: what it writes, what it answers twice, what it never tells."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TypeAlias, final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.errors import ConflictError, PolicyContractError
from orderkit.order import (
    Cancel,
    Command,
    Decision,
    Event,
    Gate,
    Hold,
    Order,
    PlaceOrder,
    Portion,
    Reserve,
    Ship,
    fold,
)
from orderkit.ports import Database, OrderQuery, UnitOfWork
from orderkit.process import OrderDesk, OrderPath, RefusedError
from orderkit.testing.order import commands, orders
from orderkit.testing.stored import AT, terms_of
from orderkit.testing.values import contexts
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    Fact,
    FactKey,
    FactKind,
    Finding,
    IdempotencyKey,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    Param,
    block,
)

HERE, RIVAL = OrganisationId("acme"), OrganisationId("rival")
ANN = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
BOB = Context(actor=Actor(id=ActorId("bob"), organisation=HERE), at=AT)
EVE = Context(actor=Actor(id=ActorId("ann"), organisation=RIVAL), at=AT)
TERMS = terms_of("O1")
KEY = TERMS.key
K = IdempotencyKey("k")
TWO, NINE = (Portion(LineId("1"), 2),), (Portion(LineId("1"), 9),)
CREDIT = FactKind("credit", int)
Shown: TypeAlias = tuple[object, ...]


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def shown(database: Database, keys: Iterable[OrderKey] = (KEY,)) -> Shown:
    """All that a command may write."""
    with database.read() as work:
        return (
            [work.orders.get(key) for key in keys],
            work.orders.since(0, limit=1000),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.orders.refusals(HERE),
            work.orders.refusals(RIVAL),
            work.outbox.pending(limit=1000),
            [
                work.keys.find(here, ActorId(name), K)
                for here in (HERE, RIVAL)
                for name in ("ann", "bob", "cho")
            ],
            work.subjects.read(HERE, [CREDIT.key("C1")]),
        )


def keyed(context: Context, key: IdempotencyKey = K) -> Context:
    return attrs.evolve(context, key=key)


@final
@attrs.frozen
class Limit:
    """A gate that lets orders through up to a credit that it reads."""

    also: tuple[FactKey, ...] = ()

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return (CREDIT.key("C1"), *self.also)

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command
        credit = context.facts.read(CREDIT, "C1") or 0
        return () if credit >= TERMS.total else (block("credit.exceeded", "total", there=credit),)

    def follow(
        self, order: Order | None, command: Command, events: Sequence[Event], context: Context, /
    ) -> Sequence[Event]:
        del order, command, events, context
        return ()


@final
@attrs.frozen
class Broken:
    """A gate that fails, at its check or later."""

    late: bool

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command, context
        if not self.late:
            raise ZeroDivisionError
        return ()

    def follow(
        self, order: Order | None, command: Command, events: Sequence[Event], context: Context, /
    ) -> Sequence[Event]:
        del order, command, events, context
        raise ZeroDivisionError


def desk_of(database: Database, *gates: Gate) -> OrderDesk:
    return OrderDesk(database, OrderPath(gates=gates))


def test_an_accepted_command_saves_snapshot_events_effects_and_key(database: Database) -> None:
    decision = desk_of(database).handle(KEY, PlaceOrder(TERMS), keyed(ANN))
    assert decision.accepted
    with database.read() as work:
        history = tuple(each.event for each in work.orders.history(KEY))
        assert history == decision.events
        assert work.orders.get(KEY) == fold(decision.events)
        assert work.outbox.pending(limit=9) == decision.effects
        answer = work.keys.find(HERE, ANN.actor.id, K)
    assert answer is not None
    assert (answer.since, answer.until) == (0, len(history))


@pytest.mark.parametrize("context", [ANN, keyed(ANN)])
def test_i_10_a_refused_command_writes_at_most_its_key_and_a_refusal(
    database: Database, context: Context
) -> None:
    desk = desk_of(database)
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    before = shown(database)
    decision = desk.handle(KEY, Ship(NINE), context)
    assert not decision.accepted
    after = shown(database)
    changed = [
        place
        for place, pair in enumerate(zip(before, after, strict=True))
        if len({*map(repr, pair)}) > 1
    ]
    assert changed == ([3, 6] if context.key else [3])
    with database.read() as work:
        (refusal,) = work.orders.refusals(HERE)
    assert (refusal.order, refusal.command, refusal.by) == (KEY, "Ship", ANN.actor.id)
    assert set(refusal.codes) == {found.code for found in decision.findings}
    if context.key:
        assert desk.handle(KEY, Ship(NINE), context) == decision
        assert shown(database) == after


def test_i_74_a_76_a_repeated_key_gives_the_first_answer_and_writes_nothing(
    database: Database,
) -> None:
    desk = desk_of(database)
    first = desk.handle(KEY, PlaceOrder(TERMS), keyed(ANN))
    second = desk.handle(KEY, Cancel(TWO), keyed(ANN, IdempotencyKey("k2")))
    before = shown(database)
    assert desk.handle(KEY, PlaceOrder(TERMS), keyed(ANN)) == first
    assert desk.handle(KEY, Cancel(TWO), keyed(ANN, IdempotencyKey("k2"))) == second
    assert shown(database) == before


_NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "again"),
    [
        pytest.param(
            Hold(reason="credit", until=_NOON),
            Hold(reason="credit", until=_NOON.astimezone(timezone(timedelta(hours=8)))),
            id="the same moment on another clock",
        ),
        pytest.param(
            Hold(reason="caf\u00e9"), Hold(reason="cafe\u0301"), id="a twin of composition"
        ),
    ],
)
def test_i_74_a_16_equal_content_in_another_form_is_the_same_content(
    database: Database, said: Command, again: Command
) -> None:
    desk = desk_of(database)
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    first = desk.handle(KEY, said, keyed(ANN))
    before = shown(database)
    assert first.accepted
    assert desk.handle(KEY, again, keyed(ANN)) == first
    assert shown(database) == before


def test_i_74_a_13_a_key_is_answered_whatever_stands_in_the_text(database: Database) -> None:
    desk, said = desk_of(database), Hold(reason="\ud800")
    first = desk.handle(KEY, said, keyed(ANN))
    assert [found.code for found in first.findings] == ["text.control"]
    assert desk.handle(KEY, said, keyed(ANN)) == first


@pytest.mark.parametrize("other", [Cancel(NINE), Reserve(TWO), Cancel(TWO, "why")])
def test_i_74_a_76_a_key_used_for_other_content_is_a_conflict_and_writes_nothing(
    database: Database, other: Command
) -> None:
    desk = desk_of(database)
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    desk.handle(KEY, Cancel(TWO), keyed(ANN))
    before = shown(database)
    for key, command in ((KEY, other), (OrderKey(HERE, OrderId("O2")), Cancel(TWO))):
        with pytest.raises(ConflictError) as caught:
            desk.handle(key, command, keyed(ANN))
        assert caught.value.why == "key_reused"
    assert shown(database) == before


def test_a_91_keys_live_per_actor(database: Database) -> None:
    desk = desk_of(database)
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    assert desk.handle(KEY, Cancel(TWO), keyed(ANN)).accepted
    assert desk.handle(KEY, Reserve(TWO), keyed(BOB)).accepted
    with database.read() as work:
        answers = [work.keys.find(HERE, ActorId(name), K) for name in ("ann", "bob")]
    assert None not in answers
    assert answers[0] != answers[1]


@pytest.mark.parametrize("command", [Cancel(TWO), Cancel(NINE), Ship(NINE), PlaceOrder(TERMS)])
def test_i_14_a_preview_equals_the_decision_and_leaves_no_trace(
    database: Database, command: Command
) -> None:
    desk = desk_of(database, Limit())
    with database.write() as work:
        work.subjects.put(HERE, CREDIT.key("C1"), TERMS.total)
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    before = shown(database)
    preview = desk.preview(KEY, command, keyed(ANN))
    why_not = desk.why_not(KEY, command, ANN)
    with database.write() as work:
        asked = desk.ask(work, KEY, command, keyed(ANN))
    assert shown(database) == before
    decision = desk.handle(KEY, command, keyed(ANN))
    assert preview.decision == asked == decision
    assert (why_not == ()) == decision.accepted
    with database.read() as work:
        assert preview.after is None or preview.after == work.orders.get(KEY)


@pytest.mark.parametrize("context", [EVE, keyed(EVE)])
def test_i_78_a_83_a_stranger_is_told_the_same_of_an_order_and_of_none(
    database: Database, context: Context
) -> None:
    desk = desk_of(database)
    desk.handle(KEY, PlaceOrder(TERMS), keyed(ANN))
    before = shown(database)
    nowhere = OrderKey(HERE, OrderId("nowhere"))
    own = desk.preview(OrderKey(RIVAL, KEY.order), Cancel(TWO), EVE)
    for command in (Cancel(TWO), PlaceOrder(TERMS)):
        seen = desk.handle(KEY, command, context)
        assert seen == desk.handle(nowhere, command, context)
        assert [found.code for found in seen.findings] == ["order.unknown"]
        assert desk.preview(KEY, command, context) == desk.preview(nowhere, command, context)
        assert desk.why_not(KEY, command, context) == seen.findings
        with database.write() as work:
            assert desk.ask(work, KEY, command, context) == seen
        assert own.decision == seen
    assert shown(database) == before


def test_an_order_is_placed_under_its_own_key_alone(database: Database) -> None:
    other = OrderKey(HERE, OrderId("other"))
    desk = desk_of(database)
    seen = desk.handle(other, PlaceOrder(TERMS), ANN)
    assert [(found.code, found.params) for found in seen.findings] == [
        ("order.mismatch", (("other", str(KEY)),))
    ]
    assert desk.preview(other, PlaceOrder(TERMS), ANN).decision == seen
    assert shown(database, [KEY, other])[1] == ()


def test_facts_are_read_as_they_are_now(database: Database) -> None:
    desk = desk_of(database, Limit())
    assert not desk.handle(KEY, PlaceOrder(TERMS), ANN).accepted
    with database.write() as work:
        work.subjects.put(HERE, CREDIT.key("C1"), TERMS.total - 1)
    (found,) = desk.handle(KEY, PlaceOrder(TERMS), ANN).findings
    assert dict(found.params)["there"] == TERMS.total - 1
    with database.write() as work:
        work.subjects.put(HERE, CREDIT.key("C1"), TERMS.total)
    # What the caller brings along is not believed.
    lies = attrs.evolve(ANN, facts=attrs.evolve(ANN.facts, items=(Fact(CREDIT.key("C1"), 0, 9),)))
    assert desk.handle(KEY, PlaceOrder(TERMS), lies).accepted


def test_facts_that_changed_since_they_were_read_are_a_conflict(database: Database) -> None:
    def meddles(work: UnitOfWork, organisation: OrganisationId, subject: str) -> Param | None:
        work.subjects.put(organisation, CREDIT.key(subject), 0)
        return subject

    meddling = FactKey("meddling", "C1")
    with database.write() as work:
        work.subjects.put(HERE, CREDIT.key("C1"), TERMS.total)
    before = shown(database)
    path = OrderPath(gates=(Limit((meddling,)),), sources={"meddling": meddles})
    with pytest.raises(ConflictError) as caught:
        OrderDesk(database, path).handle(KEY, PlaceOrder(TERMS), keyed(ANN))
    assert caught.value.why == "stale"
    assert shown(database) == before


@pytest.mark.parametrize("late", [False, True])
def test_a_51_a_gate_that_raises_leaves_nothing_written(database: Database, *, late: bool) -> None:
    desk_of(database).handle(KEY, PlaceOrder(TERMS), ANN)
    before = shown(database)
    with pytest.raises(PolicyContractError) as caught:
        desk_of(database, Broken(late)).handle(KEY, Cancel(TWO), keyed(ANN))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert shown(database) == before


def test_a_part_that_is_refused_rolls_the_larger_act_back(database: Database) -> None:
    desk = desk_of(database)
    desk.handle(KEY, PlaceOrder(TERMS), ANN)
    before = shown(database)

    def act() -> None:
        with database.write() as work:
            assert desk.carry_out(work, KEY, Cancel(TWO), ANN).accepted
            desk.carry_out(work, KEY, Ship(NINE), ANN)

    with pytest.raises(RefusedError) as caught:
        act()
    assert caught.value.why
    assert shown(database) == before


def answer(database: Database, key: OrderKey, command: Command, context: Context) -> Decision | str:
    try:
        return desk_of(database).handle(key, command, context)
    except ConflictError as error:
        return error.why


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_i_81_both_adapters_decide_and_keep_the_same(data: st.DataObject) -> None:
    order = data.draw(orders())
    memory, file = MemoryDatabase(), SqliteDatabase(":memory:", orders=1, terms=1)
    databases: tuple[Database, ...] = (memory, file)
    keys = [order.key, OrderKey(HERE, OrderId("O2")), OrderKey(HERE, OrderId("O1"))]
    command: Command = PlaceOrder(order.terms)
    for _ in range(data.draw(st.integers(1, 8))):
        context = data.draw(contexts())
        context = attrs.evolve(context, key=data.draw(st.sampled_from([None, None, K])))
        key = data.draw(st.sampled_from(keys))
        one, two = (answer(database, key, command, context) for database in databases)
        assert one == two
        with memory.read() as work:
            command = data.draw(commands(work.orders.get(key) or order))
    assert shown(memory, keys) == shown(file, keys)
    file.close()
