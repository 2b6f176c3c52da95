"""How SQLite looks for what is asked: by an index that fits, never through all there is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.ports import OrderQuery, UnitOfWork
from orderkit.testing.stored import AT
from orderkit.values import ChannelCode, OrganisationId, PartyId, StageName

HERE = OrganisationId("acme")
ASKED: dict[str, tuple[str, Callable[[UnitOfWork], object]]] = {
    "a number": (
        "orders_by_number (organisation=? AND channel=? AND number=?)",
        lambda work: work.orders.find(
            OrderQuery(organisation=HERE, channel=ChannelCode("shop"), number="7", limit=1)
        ),
    ),
    "a customer": (
        "orders_by_customer (organisation=? AND customer=?)",
        lambda work: work.orders.find(OrderQuery(organisation=HERE, customer=PartyId("C1"))),
    ),
    "a stage": (
        "orders_by_stage (organisation=? AND stage=?)",
        lambda work: work.orders.find(OrderQuery(organisation=HERE, stage=StageName("done"))),
    ),
    "days": (
        "orders_by_date (organisation=? AND ordered_at>?",
        lambda work: work.orders.find(OrderQuery(organisation=HERE, since=AT, before=AT)),
    ),
    "what is to ship": (
        "orders_open (organisation=?)",
        lambda work: work.orders.find(OrderQuery(organisation=HERE, with_open=True)),
    ),
    "what waits for goods": (
        "orders_waiting (organisation=?)",
        lambda work: work.orders.find(OrderQuery(organisation=HERE, with_waiting=True)),
    ),
    "what waits for a carrier": (
        "shipments_waiting (organisation=?)",
        lambda work: work.goods.without_carrier(HERE, limit=9),
    ),
    "reservations whose end has come": (
        "reservations_ending (organisation=? AND until<?)",
        lambda work: work.stock.run_out(HERE, AT, limit=9),
    ),
    "receipts of late": (
        "receipts_by_day (organisation=? AND received_on>?)",
        lambda work: work.books.receipts(HERE, since=date(2024, 2, 1), with_applications=True),
    ),
}


def plan(database: SqliteDatabase, ask: Callable[[UnitOfWork], object]) -> list[str]:
    """What SQLite would do for each statement of an act."""
    said: list[str] = []
    connection = database.connection()
    connection.set_trace_callback(said.append)
    with database.read() as work:
        ask(work)
    connection.set_trace_callback(None)
    return [
        step
        for statement in said
        if statement.startswith("SELECT")
        for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]


@pytest.mark.parametrize("name", ASKED)
def test_a_question_is_answered_by_its_index_and_in_its_order(tmp_path: Path, name: str) -> None:
    index, ask = ASKED[name]
    told = plan(SqliteDatabase(tmp_path / "orders.db"), ask)
    assert any(index in step for step in told), told
    assert not [step for step in told if "TEMP B-TREE" in step or step.startswith("SCAN")]
