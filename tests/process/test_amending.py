"""Amendments on the desk: stock follows, two at a time are told apart, and all of it is stored."""

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.invoicing import PaymentTerms
from orderkit.order import (
    AddAdjustment,
    Adjustment,
    AdjustmentKind,
    Advance,
    Amend,
    Amended,
    AmendmentChange,
    ApplyAmendment,
    Billed,
    Cancel,
    ChangeDate,
    ChangeQuantity,
    Command,
    Decision,
    Order,
    PlaceOrder,
    Portion,
    ProposeAmendment,
    RecordInvoice,
    RemoveAdjustment,
    RemoveLine,
    Ship,
    fold,
    undoing,
)
from orderkit.ports import Database
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    allocate_order,
    invoice_order,
    receive_goods,
    ship_order,
    standard_path,
)
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import (
    Context,
    DocumentNumber,
    IdempotencyKey,
    LineId,
    MoveName,
    OrganisationId,
    Sku,
)

HERE, ZONE = OrganisationId("acme"), "Europe/London"
ANN, BOB = Context.by("ann", HERE, AT), Context.by("bob", HERE, AT)
ONE, TWO = LineId("1"), LineId("2")
PLAIN = terms_of("O1", pieces=8)
TERMS = attrs.evolve(
    PLAIN, lines=(*PLAIN.lines, attrs.evolve(PLAIN.lines[0], id=TWO, sku=Sku("nut")))
)
KEY = TERMS.key


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    made: dict[str, Callable[[], Database]] = {
        "memory": MemoryDatabase,
        "sqlite": lambda: SqliteDatabase(tmp_path / "orders.db"),
    }
    return made[request.param]()


def begun(database: Database) -> tuple[OrderDesk, Order]:
    desk = OrderDesk(database, OrderPath())
    assert desk.handle(KEY, PlaceOrder(TERMS), ANN).accepted
    for sku in ("bolt", "nut"):
        shelf = [Delivery(key=stock_key(sku), quantity=20)]
        receive_goods(desk, f"delivery of {sku}", shelf, ANN, zone=ZONE)
    return desk, known(desk)


def known(desk: OrderDesk) -> Order:
    order = desk.order(KEY, ANN)
    assert order is not None
    return order


def reserved(database: Database, sku: str) -> int:
    with database.read() as work:
        position = work.stock.get(stock_key(sku))
    assert position is not None
    return position.reserved


def sound(database: Database) -> None:
    if isinstance(database, SqliteDatabase):
        assert [each for each in check_database(database) if not each.ok] == []


def test_stock_that_was_reserved_beyond_what_is_ordered_is_free_again(database: Database) -> None:
    desk, _ = begun(database)
    allocate_order(desk, KEY, FirstIn(), ANN, zone=ZONE)
    order = known(desk)
    assert (reserved(database, "bolt"), reserved(database, "nut")) == (8, 8)
    fewer = desk.handle(KEY, Amend.on(order, ChangeQuantity(ONE, 3), RemoveLine(TWO)), ANN)
    assert [type(event).__name__ for event in fewer.events] == ["Released", "Amended"]
    assert (reserved(database, "bolt"), reserved(database, "nut")) == (3, 0)
    with database.read() as work:
        history = tuple(each.event for each in work.orders.history(KEY))
    assert fold(history) == known(desk)
    event = fewer.events[-1]
    assert isinstance(event, Amended)
    assert desk.handle(KEY, undoing(event), ANN).accepted
    allocate_order(desk, KEY, FirstIn(), ANN, zone=ZONE)
    assert (reserved(database, "bolt"), reserved(database, "nut")) == (8, 8)
    sound(database)


def test_what_was_shipped_and_billed_is_billed_to_the_cent_after_more_is_ordered(
    database: Database,
) -> None:
    desk, _ = begun(database)
    terms = PaymentTerms(30)
    allocate_order(desk, KEY, FirstIn(), ANN, zone=ZONE)
    ship_order(desk, KEY, ANN)
    first = invoice_order(desk, KEY, ANN, terms=terms, zone=ZONE).invoice
    order = known(desk)
    refused = desk.handle(KEY, Amend.on(order, ChangeQuantity(ONE, 7), RemoveLine(TWO)), ANN)
    assert [each.code for each in refused.findings] == [
        *("amendment.below_left", "amendment.below_billed"),
        *("amendment.below_left", "amendment.below_billed"),
    ]
    assert desk.handle(KEY, Amend.on(order, ChangeQuantity(ONE, 11)), ANN).accepted
    allocate_order(desk, KEY, FirstIn(), ANN, zone=ZONE)
    ship_order(desk, KEY, ANN)
    second = invoice_order(desk, KEY, ANN, terms=terms, zone=ZONE).invoice
    assert first is not None
    assert second is not None
    assert first.total + second.total == known(desk).terms.total == 199 * 19
    sound(database)


def test_open_amendments_and_removed_lines_outlive_the_desk(database: Database) -> None:
    desk, order = begun(database)
    proposal = ProposeAmendment.on(order, ChangeQuantity(ONE, 9), ChangeDate(TWO, AT.date()))
    assert desk.handle(KEY, proposal, BOB).accepted
    assert desk.handle(KEY, Amend.on(order, RemoveLine(TWO)), ANN).accepted
    if isinstance(database, SqliteDatabase):
        database.forget()
    again = known(OrderDesk(database, OrderPath()))
    (amendment,) = again.amendments
    assert (amendment.by, amendment.base, len(amendment.seen)) == ("bob", 1, 2)
    assert [(line.id, line.revision) for line in again.removed] == [(TWO, 2)]
    stale = desk.handle(KEY, ApplyAmendment(amendment.id), BOB)
    assert [each.code for each in stale.findings] == ["line.unknown"]
    sound(database)


def test_a_repeated_amendment_gives_the_first_answer(database: Database) -> None:
    desk, order = begun(database)
    click = Context(actor=ANN.actor, at=AT, key=IdempotencyKey("form 3"))
    wanted = Amend.on(order, ChangeQuantity(ONE, 9))
    first = desk.handle(KEY, wanted, click)
    assert desk.handle(KEY, wanted, click) == first
    assert known(desk).revision == 2


def raced(path: Path, quantity: int, start: Callable[[], object]) -> Decision:
    """Look at the order, wait for the other, and amend it."""
    desk = OrderDesk(SqliteDatabase(path, timeout=30.0), OrderPath())
    wanted = Amend.on(known(desk), ChangeQuantity(ONE, quantity))
    start()
    return desk.handle(KEY, wanted, ANN)


def judged(path: Path, decisions: list[Decision]) -> None:
    won, lost = sorted(decisions, key=lambda decision: not decision.accepted)
    assert won.accepted
    (found,) = lost.findings
    assert (found.code, found.path) == ("amendment.stale", "lines/1/quantity")
    database = SqliteDatabase(path)
    order = known(OrderDesk(database, OrderPath()))
    quantity = order.terms.lines[0].quantity
    assert (order.revision, found.param("seen"), found.param("now")) == (2, 8, quantity)
    assert {quantity, found.param("wanted")} == {5, 12}
    sound(database)


def test_a_75_of_two_threads_that_amend_one_revision_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    begun(SqliteDatabase(path))
    start, decisions = threading.Barrier(2), list[Decision]()

    def race(quantity: int) -> None:
        decisions.append(raced(path, quantity, lambda: start.wait(timeout=30)))

    threads = [threading.Thread(target=race, args=(quantity,)) for quantity in (5, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    judged(path, decisions)


def _race(path: str, quantity: int, start: Barrier, answers: "Queue[Decision]") -> None:
    answers.put(raced(Path(path), quantity, start.wait))


def test_a_75_of_two_processes_that_amend_one_revision_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    begun(SqliteDatabase(path))
    spawned = multiprocessing.get_context("spawn")
    start, answers = spawned.Barrier(2), spawned.Queue()
    others = [
        spawned.Process(target=_race, args=(str(path), quantity, start, answers))
        for quantity in (5, 12)
    ]
    for other in others:
        other.start()
    decisions = [answers.get(timeout=120) for _ in others]
    for other in others:
        other.join()
    judged(path, decisions)


def test_an_amended_order_goes_where_its_pieces_are() -> None:
    desk, stages = OrderDesk(MemoryDatabase(), standard_path(documented={})), list[str]()

    def ask(command: Command) -> None:
        decision = desk.handle(KEY, command, ANN)
        assert decision.accepted, decision.findings
        stages.append(known(desk).stage)

    def amend(*changes: AmendmentChange) -> None:
        ask(Amend.on(known(desk), *changes))

    ask(PlaceOrder(TERMS))
    ask(Advance(MoveName("validate")))
    # What was validated is validated anew.
    amend(ChangeQuantity(ONE, 9))
    for move in ("validate", "submit"):
        ask(Advance(MoveName(move)))
    ask(Ship((Portion(ONE, 9), Portion(TWO, 6))))
    # Nothing more is wanted of what is open: the rest of it has left.
    amend(ChangeQuantity(TWO, 6))
    amend(ChangeQuantity(TWO, 7))
    ask(Ship((Portion(TWO, 1),)))
    bill = (Billed(ONE, 9), Billed(TWO, 7))
    ask(RecordInvoice(document=DocumentNumber("I-1"), billed=bill, amount=199 * 16))
    freight = Adjustment(id=LineId("c1"), code="POST", kind=AdjustmentKind.FREIGHT, amount=250)
    amend(AddAdjustment(freight))
    amend(RemoveAdjustment(freight.id))
    amend(ChangeQuantity(ONE, 10))
    ask(Cancel((Portion(ONE, 1),)))
    assert stages == [
        *("captured", "validated", "captured", "validated", "approved"),
        *("fulfilling", "shipped", "fulfilling", "shipped", "invoiced"),
        *("shipped", "invoiced", "fulfilling", "invoiced"),
    ]


def test_an_amendment_that_leaves_nothing_to_do_cancels_and_one_that_adds_begins_anew() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path(documented={}))
    assert desk.handle(KEY, PlaceOrder(TERMS), ANN).accepted
    commands: list[Command] = [Advance(MoveName(move)) for move in ("validate", "submit")]
    for command in (*commands, Cancel((Portion(ONE, 8),))):
        assert desk.handle(KEY, command, ANN).accepted
    assert known(desk).stage == "approved"
    assert desk.handle(KEY, Amend.on(known(desk), RemoveLine(TWO)), ANN).accepted
    assert known(desk).stage == "cancelled"
    assert desk.handle(KEY, Amend.on(known(desk), ChangeQuantity(ONE, 9)), ANN).accepted
    assert known(desk).stage == "captured"
