"""Two people who act on one order at the same moment, on a real file."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.approval import Asked, Tier, TierPlan
from orderkit.approval.policies import Tiers
from orderkit.order import (
    Advance,
    Amend,
    CastVote,
    ChangeQuantity,
    Command,
    Decision,
    Order,
    PlaceOrder,
)
from orderkit.process import OrderDesk, standard_path
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT, terms_of
from orderkit.values import Choice, Context, LineId, MoveName, OrganisationId, RoleName

HERE = OrganisationId("acme")
LEAD, CHIEF = RoleName("lead"), RoleName("chief")
TERMS = terms_of("O1", pieces=8)
TIERS = Tiers(
    TierPlan(
        tiers=(Tier(id="1", role=LEAD, sequence=1), Tier(id="2", role=CHIEF, sequence=2)),
        asked=Asked.TOGETHER,
    )
)
ANN = Context.by("ann", HERE, AT)
BOB, EVE = Context.by("bob", HERE, AT, LEAD), Context.by("eve", HERE, AT, CHIEF)


def desk_on(path: Path) -> OrderDesk:
    database = SqliteDatabase(path, timeout=30.0, synchronous="OFF")
    return OrderDesk(database, standard_path(approval=TIERS))


def known(desk: OrderDesk) -> Order:
    order = desk.order(TERMS.key, ANN)
    assert order is not None
    return order


def submit(desk: OrderDesk) -> None:
    for name in ("validate", "submit"):
        assert desk.handle(TERMS.key, Advance(MoveName(name)), ANN).accepted


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one order that is in approval."""
    desk = desk_on(tmp_path / "orders.db")
    assert desk.handle(TERMS.key, PlaceOrder(TERMS), ANN).accepted
    submit(desk)
    assert known(desk).stage == "approval"
    return tmp_path / "orders.db"


def at_once(
    path: Path, acts: Sequence[tuple[Context, Callable[[Order], Command]]]
) -> list[Decision]:
    """Everybody looks at the order, waits for the others, and acts on what they saw."""
    start, decisions = threading.Barrier(len(acts)), dict[int, Decision]()

    def act(place: int) -> None:
        context, asked = acts[place]
        desk = desk_on(path)
        command = asked(known(desk))
        start.wait(timeout=30)
        decisions[place] = desk.handle(TERMS.key, command, context)

    actors = [threading.Thread(target=act, args=(place,)) for place in range(len(acts))]
    for actor in actors:
        actor.start()
    for actor in actors:
        actor.join()
    return [decisions[place] for place in range(len(acts))]


def approves(role: RoleName) -> Callable[[Order], Command]:
    return lambda order: CastVote.on(order, Choice.APPROVE, role)


def test_i_41_of_two_who_vote_at_once_both_votes_count(path: Path) -> None:
    decisions = at_once(path, [(BOB, approves(LEAD)), (EVE, approves(CHIEF))])
    assert [decision.accepted for decision in decisions] == [True, True]
    desk = desk_on(path)
    assert known(desk).stage == "approved"
    assert isinstance(desk.database, SqliteDatabase)
    assert [each for each in check_database(desk.database) if not each.ok] == []


@pytest.mark.parametrize("turn", range(3))
def test_i_41_of_a_voter_and_one_who_amends_at_once_the_later_vote_is_out_of_date(
    path: Path, turn: int
) -> None:
    del turn

    def fewer(order: Order) -> Command:
        return Amend.on(order, ChangeQuantity(LineId("1"), 5))

    voted, amended = at_once(path, [(BOB, approves(LEAD)), (ANN, fewer)])
    assert amended.accepted
    if not voted.accepted:
        assert "vote.stale" in [found.code for found in voted.findings]
    # Whichever came first: nobody has approved what the order is now, and it is submitted anew.
    desk = desk_on(path)
    assert (known(desk).stage, known(desk).approved) == ("captured", "")
    submit(desk)
    assert desk.handle(TERMS.key, approves(CHIEF)(known(desk)), EVE).accepted
    assert known(desk).stage == "approval"


def test_i_41_a_vote_on_what_an_order_was_is_out_of_date(path: Path) -> None:
    desk = desk_on(path)
    seen = known(desk)
    fewer = Amend.on(seen, ChangeQuantity(LineId("1"), 5))
    assert desk.handle(TERMS.key, fewer, ANN).accepted
    submit(desk)
    late = desk.handle(TERMS.key, approves(LEAD)(seen), BOB)
    assert [found.code for found in late.findings] == ["vote.stale"]
