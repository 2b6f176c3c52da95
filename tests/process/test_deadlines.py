"""Deadlines on the desk: each is met once, by whoever looks first, and stays due while refused."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.order import Advance, Freeze, Order, PlaceOrder, StageMoved, Unfreeze
from orderkit.ports import Database
from orderkit.process import DeadlineOutcome, OrderDesk, meet_deadlines, standard_path
from orderkit.testing.stored import AT, terms_of
from orderkit.values import Context, MoveName, OrganisationId, StageName
from orderkit.workflow import Deadline, FlowDefinition, Move, standard_flow

HERE = OrganisationId("acme")
ANN = Context.by("ann", HERE, AT)
VALIDATED = StageName("validated")


def flow() -> FlowDefinition:
    """The standard flow, in which nobody leaves an order validated for more than two days."""
    lapse = Move(
        name=MoveName("lapse"),
        sources=(VALIDATED,),
        target=StageName("captured"),
        trigger="lapse",
        asked=True,
        roles=(),
    )
    known = standard_flow()
    return attrs.evolve(
        known,
        moves=(*known.moves, lapse),
        deadlines=(
            Deadline(name="remind", stages=(VALIDATED,), minutes=60),
            Deadline(name="lapse", stages=(VALIDATED,), minutes=2880, ask="lapse"),
        ),
    )


def system(hours: int) -> Context:
    return Context.by("system", HERE, AT + timedelta(hours=hours))


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    made: dict[str, Callable[[], Database]] = {
        "memory": MemoryDatabase,
        "sqlite": lambda: SqliteDatabase(tmp_path / "orders.db"),
    }
    return made[request.param]()


def desk_on(database: Database) -> OrderDesk:
    return OrderDesk(database, standard_path(flow=flow()))


def begun(database: Database) -> OrderDesk:
    desk = desk_on(database)
    for name in ("O1", "O2"):
        terms = terms_of(name)
        assert desk.handle(terms.key, PlaceOrder(terms), ANN).accepted
    assert desk.handle(terms_of("O1").key, Advance(MoveName("validate")), ANN).accepted
    return desk


def stage(desk: OrderDesk, name: str = "O1") -> str:
    order = desk.order(terms_of(name).key, ANN)
    assert isinstance(order, Order)
    return order.stage


def told(outcomes: tuple[DeadlineOutcome, ...]) -> list[tuple[str, bool | None]]:
    return [
        (each.due.id, None if each.decision is None else each.decision.accepted)
        for each in outcomes
    ]


def test_i_36_a_deadline_that_passed_is_met_once(database: Database) -> None:
    desk = begun(database)
    assert meet_deadlines(desk, system(0)) == ()
    # The order was placed, its flow started, and it moved: three events.
    assert told(meet_deadlines(desk, system(1))) == [("remind/3", None)]
    # Nobody looked in time: what is due is told all the same.
    assert told(meet_deadlines(desk, system(100))) == [("remind/3", None), ("lapse/3", True)]
    assert stage(desk) == "captured"
    assert meet_deadlines(desk, system(200)) == ()
    history = [each.event for each in desk.history(terms_of("O1").key, ANN)]
    lapsed = [each for each in history if isinstance(each, StageMoved) and each.by == "system"]
    assert len(lapsed) == 1
    # A stay of its own has a clock of its own.
    again = attrs.evolve(ANN, at=AT + timedelta(hours=300))
    assert desk.handle(terms_of("O1").key, Advance(MoveName("validate")), again).accepted
    assert meet_deadlines(desk, system(300)) == ()
    assert told(meet_deadlines(desk, system(349)))[-1] == ("lapse/5", True)


def test_i_36_what_is_refused_stays_due_until_it_can_be_done(database: Database) -> None:
    desk = begun(database)
    key = terms_of("O1").key
    assert desk.handle(key, Freeze(reason="under dispute"), ANN).accepted
    for _ in range(2):
        outcomes = meet_deadlines(desk, system(50))
        assert told(outcomes) == [("remind/3", None), ("lapse/3", False)]
        assert outcomes[-1].decision is not None
        assert [each.code for each in outcomes[-1].decision.findings] == ["order.frozen"]
    assert desk.handle(key, Unfreeze(), ANN).accepted
    assert told(meet_deadlines(desk, system(50)))[-1] == ("lapse/3", True)


def test_i_36_of_two_that_look_at_once_one_meets_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    begun(SqliteDatabase(path))
    start, outcomes = threading.Barrier(2), list[tuple[str, bool | None]]()

    def look() -> None:
        desk = desk_on(SqliteDatabase(path, timeout=30.0))
        start.wait(timeout=30)
        outcomes.extend(told(meet_deadlines(desk, system(50))))

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert [each for each in outcomes if each[0] == "lapse/3"] == [("lapse/3", True)]


def test_deadlines_of_another_organisation_are_none_of_mine(database: Database) -> None:
    desk = begun(database)
    other = Context.by("system", OrganisationId("other"), AT + timedelta(days=9))
    assert meet_deadlines(desk, other) == ()
    assert stage(desk) == "validated"
