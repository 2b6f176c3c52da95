"""Faults around the desk, on both adapters: wrong answers, lost replies, interrupts at any line."""

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, final

import attrs
import pytest

import orderkit
from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.errors import OrderkitError, PolicyContractError, PortError
from orderkit.order import Cancel, Command, Event, Hold, Order, PlaceOrder, Portion
from orderkit.ports import Database, OrderQuery, UnitOfWork
from orderkit.process import Importer, OrderDesk, OrderPath
from orderkit.testing.capture import file_of, mapping_of, row_of
from orderkit.testing.stored import AT, terms_of
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    FactKey,
    Finding,
    IdempotencyKey,
    LineId,
    OrganisationId,
)

if TYPE_CHECKING:
    from _typeshed import TraceFunction as Trace

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
KEYED: Final = attrs.evolve(ANN, key=IdempotencyKey("click"))
AGREED: Final = terms_of("O1")
TWO: Final = Cancel((Portion(LineId("1"), 2),))


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def stored(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        return (
            work.orders.since(0, limit=999),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.orders.refusals(HERE),
            work.outbox.pending(limit=999),
            work.keys.find(HERE, ANN.actor.id, IdempotencyKey("click")),
            tuple(work.imports.rows(HERE)),
            work.imports.under_way(HERE),
        )


@final
@attrs.frozen(kw_only=True)
class Wrong:
    """A gate whose answers no type checker has seen."""

    declared: Callable[[], object] = tuple
    found: Callable[[], object] = tuple
    further: Callable[[], object] = tuple

    def declares(self, _: Order | None, __: Command, /) -> Sequence[FactKey]:
        return self.declared()  # type: ignore[return-value] # this is what is tried

    def check(self, _: Order | None, __: Command, ___: Context, /) -> Sequence[Finding]:
        return self.found()  # type: ignore[return-value] # this is what is tried

    def follow(
        self, _: Order | None, __: Command, ___: Sequence[Event], ____: Context, /
    ) -> Sequence[Event]:
        return self.further()  # type: ignore[return-value] # this is what is tried


def dies() -> object:
    raise AttributeError


def none() -> object:
    return None


def generator() -> object:
    return (code for code in ("customer.barred",))


def text() -> object:
    return "customer.barred"


def wrong_items() -> object:
    return ("customer.barred",)


@pytest.mark.parametrize(
    ("gate", "law"),
    [
        (Wrong(declared=none), "total"),
        (Wrong(declared=dies), "total"),
        (Wrong(declared=wrong_items), "declared"),
        (Wrong(found=none), "findings"),
        (Wrong(found=generator), "findings"),
        (Wrong(found=text), "findings"),
        (Wrong(found=wrong_items), "findings"),
        (Wrong(found=dies), "total"),
        (Wrong(further=none), "possible"),
        (Wrong(further=generator), "possible"),
        (Wrong(further=wrong_items), "possible"),
        (Wrong(further=dies), "total"),
    ],
)
def test_a_55_a_gate_with_an_answer_of_a_wrong_kind_is_a_failed_port(
    database: Database, gate: Wrong, law: str
) -> None:
    desk, before = OrderDesk(database, OrderPath(gates=(gate,))), stored(database)
    with pytest.raises(PolicyContractError) as caught:
        desk.handle(AGREED.key, PlaceOrder(AGREED), KEYED)
    assert (caught.value.policy, caught.value.law) == ("Wrong", law)
    assert stored(database) == before
    # A policy that raised is told with its cause, and nothing of the act is done.
    assert isinstance(caught.value.__cause__, AttributeError | TypeError) == (law == "total")


@pytest.mark.parametrize(
    "value", [1.5, [1], b"1", object()], ids=lambda value: type(value).__name__
)
def test_a_55_a_source_of_facts_with_a_wrong_answer_is_a_failed_port(
    database: Database, value: object
) -> None:
    def source(_: UnitOfWork, __: OrganisationId, ___: str, /) -> int | None:
        return value  # type: ignore[return-value] # this is what is tried

    gate = Wrong(declared=lambda: (FactKey("credit", "C1"),))
    desk = OrderDesk(database, OrderPath(gates=(gate,), sources={"credit": source}))
    before = stored(database)
    with pytest.raises(PortError) as caught:
        desk.handle(AGREED.key, PlaceOrder(AGREED), KEYED)
    assert (caught.value.port, caught.value.operation) == ("FactSource", "credit")
    assert stored(database) == before


def test_an_error_of_the_library_in_a_gate_stands_for_itself(database: Database) -> None:
    def fails() -> object:
        raise PortError(port="Ledger", operation="balance")

    for gate in (Wrong(declared=fails), Wrong(found=fails), Wrong(further=fails)):
        desk = OrderDesk(database, OrderPath(gates=(gate,)))
        with pytest.raises(PortError):
            desk.handle(AGREED.key, PlaceOrder(AGREED), ANN)


class LostError(Exception):
    """The reply never came."""


@final
@attrs.frozen
class Deaf:
    """A database whose commits arrive, and whose replies do not."""

    inner: Database

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        with self.inner.write() as work:
            yield work
        raise LostError

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.inner.read() as work:
            yield work


@pytest.mark.parametrize(
    "command",
    [PlaceOrder(AGREED), TWO, Hold(reason="check")],
    ids=lambda command: type(command).__name__,
)
def test_a_59_a_retry_after_a_lost_reply_gets_the_first_answer(
    database: Database, command: Command
) -> None:
    undisturbed = MemoryDatabase()
    for each in (undisturbed, database):
        if not isinstance(command, PlaceOrder):
            OrderDesk(each, OrderPath()).handle(AGREED.key, PlaceOrder(AGREED), ANN)
    first = OrderDesk(undisturbed, OrderPath()).handle(AGREED.key, command, KEYED)
    with pytest.raises(LostError):
        OrderDesk(Deaf(database), OrderPath()).handle(AGREED.key, command, KEYED)
    written = stored(database)
    again = OrderDesk(database, OrderPath()).handle(AGREED.key, command, KEYED)
    assert again == first
    assert stored(database) == written == stored(undisturbed)


def test_a_59_a_refusal_whose_reply_was_lost_is_answered_again(database: Database) -> None:
    too_many = Cancel((Portion(LineId("1"), 99),))
    OrderDesk(database, OrderPath()).handle(AGREED.key, PlaceOrder(AGREED), ANN)
    with pytest.raises(LostError):
        OrderDesk(Deaf(database), OrderPath()).handle(AGREED.key, too_many, KEYED)
    written = stored(database)
    again = OrderDesk(database, OrderPath()).handle(AGREED.key, too_many, KEYED)
    assert not again.accepted
    assert again.findings
    assert stored(database) == written


def test_a_59_an_import_whose_last_reply_was_lost_adds_nothing(database: Database) -> None:
    data = file_of([row_of("1001"), row_of("1002")])
    undisturbed = MemoryDatabase()
    for each in (undisturbed, database):
        port = each if each is undisturbed else Deaf(each)
        importer, lost = Importer(OrderDesk(port, OrderPath()), mapping_of()), 0
        with suppress(LostError):
            importer.import_file(data, name="may.csv", context=ANN)
        while not finished(each, data):
            lost += 1
            with suppress(LostError):
                importer.import_file(data, name="may.csv", context=ANN)
        # Each unit of work is done once: two orders, and then the end of the file.
        assert lost == (0 if each is undisturbed else 2)
    assert stored(database) == stored(undisturbed)


def finished(database: Database, data: bytes) -> bool:
    with database.read() as work:
        return work.imports.finished(HERE, hashlib.sha256(data).hexdigest())


SOURCE: Final = str(Path(orderkit.__file__).parent)


def interrupted(act: Callable[[], object], line: int, error: BaseException) -> BaseException | None:
    """What an act ends with that is interrupted at its so many-th line of the library."""

    def trace(frame: FrameType, event: str, _: object) -> "Trace | None":
        nonlocal line
        if not frame.f_code.co_filename.startswith(SOURCE):
            return None
        if event == "line":
            line -= 1
            if not line:
                raise error
        return trace

    sys.settrace(trace)
    try:
        act()
    except BaseException as caught:  # noqa: BLE001 - whatever it is, it is told
        return caught
    finally:
        sys.settrace(None)
    return None


def in_a_thread(act: Callable[[], None]) -> None:
    """Do it all in one thread, and so on one connection; whoever traces this one goes on."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as caught:  # noqa: BLE001 - it is raised where the test runs
            raised.append(caught)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, MemoryError])
def test_a_72_an_interrupt_at_any_line_leaves_all_or_nothing(
    tmp_path: Path, kind: type[BaseException]
) -> None:
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    desk = OrderDesk(database, OrderPath())

    def campaign() -> None:
        desk.handle(AGREED.key, PlaceOrder(AGREED), ANN)
        before, line = stored(database), 0
        ended: BaseException | None = BaseException()
        while ended is not None and stored(database) == before:
            line += 1
            error = kind(line)
            ended = interrupted(lambda: desk.handle(AGREED.key, TWO, KEYED), line, error)
            # It goes on up as it is, and never as an answer.
            assert ended in (error, None)
        # The last came after the commit: whoever asks again gets the answer.
        assert line > 50
        after = stored(database)
        assert desk.handle(AGREED.key, TWO, KEYED).accepted
        assert stored(database) == after
        order = desk.order(AGREED.key, ANN)
        assert order is not None
        assert order.version == 2

    in_a_thread(campaign)


def test_an_error_of_any_kind_is_typed(database: Database) -> None:
    """The sum of this page: what goes out of the desk is the library's own."""
    desk = OrderDesk(database, OrderPath(gates=(Wrong(found=dies),)))
    with pytest.raises(OrderkitError):
        desk.preview(AGREED.key, PlaceOrder(AGREED), ANN)
