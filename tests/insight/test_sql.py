"""The same figures by SQL, on a database that the desk wrote step by step."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import attrs
import pytest

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.approval.policies import AmountBand
from orderkit.insight import Figures, survey
from orderkit.order import (
    Advance,
    Backorder,
    CastVote,
    Command,
    Event,
    PlaceOrder,
    Portion,
    Reserve,
    Ship,
    Void,
    content_digest,
)
from orderkit.ports import OrderQuery
from orderkit.process import OrderDesk, standard_path
from orderkit.testing.stored import terms_of
from orderkit.values import (
    Actor,
    ActorId,
    Choice,
    Context,
    Currency,
    LineId,
    Money,
    MoveName,
    OrganisationId,
    RoleName,
)
from orderkit.workflow import standard_flow

HERE: Final = OrganisationId("acme")
START: Final = datetime(2024, 2, 28, tzinfo=UTC)
UNTIL: Final = START + timedelta(days=30)
VALIDATE, SUBMIT = Advance(MoveName("validate")), Advance(MoveName("submit"))
APPROVER: Final = RoleName("approver")


def pieces(quantity: int) -> tuple[Portion, ...]:
    return (Portion(LineId("1"), quantity),)


@pytest.fixture
def database(tmp_path: Path) -> SqliteDatabase:
    """Twelve orders; each stops at another point, or goes another way, with gaps of its own."""
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    band = AmountBand(least=Money(1500, Currency.of("EUR")), role=APPROVER)
    # Pieces alone are looked at here; nobody keeps stock or books beside them.
    desk = OrderDesk(database, standard_path(approval=band, documented={}))
    steps: Sequence[Command] = (
        VALIDATE,
        SUBMIT,
        Reserve(pieces(3)),
        Backorder(pieces(2)),
        Ship(pieces(3)),
        Reserve(pieces(2)),
        Ship(pieces(2)),
    )
    for number in range(8):
        walk(desk, number, steps[:number])
    walk(desk, 8, (VALIDATE, Void("a mistake")))
    walk(desk, 9, (VALIDATE, SUBMIT, Choice.APPROVE, Reserve(pieces(9))))
    walk(desk, 10, (VALIDATE, SUBMIT, Choice.REJECT, VALIDATE))
    walk(desk, 11, (VALIDATE, SUBMIT, Choice.REJECT, Void("a mistake")))
    return database


def walk(desk: OrderDesk, number: int, steps: Sequence[Command | Choice]) -> None:
    at = START + timedelta(hours=number)
    agreed = terms_of(f"O{number}", at=at, pieces=5 if number < 9 else 9)
    ann = Actor(id=ActorId("ann"), organisation=HERE, roles=())
    context = Context(actor=ann, at=at)
    assert desk.handle(agreed.key, PlaceOrder(agreed), context).accepted
    for place, step in enumerate(steps, 1):
        at += timedelta(minutes=7 * number + 11 * place, seconds=number)
        command, actor = step, ann
        if isinstance(command, Choice):
            order = desk.order(agreed.key, context)
            assert order is not None
            command = CastVote(choice=command, role=APPROVER, digest=content_digest(order))
            actor = attrs.evolve(ann, id=ActorId("dee"), roles=(APPROVER,))
        decision = desk.handle(agreed.key, command, Context(actor=actor, at=at))
        assert decision.accepted, decision.findings


def histories(database: SqliteDatabase) -> Iterator[tuple[Event, ...]]:
    with database.read() as work:
        for header in work.orders.find(OrderQuery(organisation=HERE)).headers:
            yield tuple(each.event for each in work.orders.history(header.order))


def figures(database: SqliteDatabase) -> Figures:
    return survey(histories(database), standard_flow(), at=UNTIL)


STAYS: Final = """
WITH moved AS (
    SELECT order_ref, version, json_extract(record, '$.at') AS at,
        coalesce(json_extract(record, '$.target'), json_extract(record, '$.stage')) AS stage
    FROM events WHERE json_extract(record, '$.type') IN ('FlowStarted', 'StageMoved')),
stays AS (
    SELECT order_ref, stage, at,
        lead(at) OVER (PARTITION BY order_ref ORDER BY version) AS gone FROM moved),
ended AS (
    SELECT stage, strftime('%s', gone) - strftime('%s', at) AS seconds FROM stays
    WHERE gone IS NOT NULL),
ranked AS (
    SELECT stage, seconds, row_number() OVER (PARTITION BY stage ORDER BY seconds) AS place,
        count(*) OVER (PARTITION BY stage) AS many FROM ended)
"""


def rows(database: SqliteDatabase, *query: str) -> list[tuple[object, ...]]:
    return database.connection().execute(" ".join(query)).fetchall()


def test_i_91_times_at_stages_equal_those_by_sql(database: SqliteDatabase) -> None:
    by_sql = rows(
        database,
        STAYS,
        "SELECT stage, many, sum(seconds),"
        " min(seconds) FILTER (WHERE place * 2 >= many),"
        " min(seconds) FILTER (WHERE place * 10 >= many * 9)"
        " FROM ranked GROUP BY stage ORDER BY stage",
    )
    second = timedelta(seconds=1)
    ours = [
        (
            time.stage,
            time.stays,
            (time.waiting + time.working) // second,
            time.median // second,
            time.slowest // second,
        )
        for time in figures(database).times
        if time.stays
    ]
    assert sorted(ours) == by_sql
    assert len(by_sql) == 5


def test_i_91_the_funnel_equals_that_by_sql(database: SqliteDatabase) -> None:
    reached = rows(
        database, STAYS, "SELECT stage, count(DISTINCT order_ref) FROM stays GROUP BY stage"
    )
    now = rows(database, "SELECT stage, count(*) FROM orders GROUP BY stage")
    steps = figures(database).funnel
    assert {(step.stage, step.reached) for step in steps if step.reached} == set(reached)
    assert {(step.stage, step.now) for step in steps if step.now} == set(now)


def test_i_91_moves_equal_those_by_sql(database: SqliteDatabase) -> None:
    by_sql = rows(
        database,
        "SELECT json_extract(record, '$.move'), json_extract(record, '$.source'),"
        " json_extract(record, '$.target'), count(*) FROM events"
        " WHERE json_extract(record, '$.type') = 'StageMoved' GROUP BY 1, 2, 3",
    )
    ours = [attrs.astuple(each) for each in figures(database).moves if each.move != "begin"]
    assert sorted(ours) == sorted(by_sql)
    assert {"pass", "submit", "approve", "reject", "void", "ship"} <= {row[0] for row in ours}


def test_i_91_shortages_equal_those_by_sql(database: SqliteDatabase) -> None:
    ((lines, short),) = rows(
        database,
        "SELECT count(*), count(DISTINCT order_ref) FROM events,"
        " json_each(record, '$.shifts') WHERE json_extract(record, '$.type') = 'Backordered'",
    )
    found = figures(database)
    assert (sum(each.count for each in found.shortages), found.backordered) == (lines, short)


def test_i_91_recomputing_gives_the_same_and_changes_nothing(database: SqliteDatabase) -> None:
    before = list(database.connection().iterdump())
    assert figures(database) == figures(database)
    assert list(database.connection().iterdump()) == before
