"""What the order path says no to at an import: its rows are rejected, and the file goes on."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import Fate, Verdict
from orderkit.errors import PortError
from orderkit.order import (
    AddLines,
    Amend,
    Command,
    Event,
    Freeze,
    Order,
    PlaceOrder,
    RemoveLine,
    Unfreeze,
)
from orderkit.ports import Database, OrderQuery, UnitOfWork
from orderkit.process import Importer, ImportReport, OrderDesk, OrderPath, order_key
from orderkit.testing.capture import file_of, mapping_of, row_of
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT
from orderkit.values import (
    Actor,
    ActorId,
    Context,
    FactKey,
    Finding,
    OrganisationId,
    block,
    note,
    review,
)

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
HUGE: Final = "40000000000000"
LATER: Final = "2024-03-01T12:00:00"


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


@final
@attrs.frozen
class Blacklist:
    """A host's gate that lets no order of some customers in, and no more lines to them."""

    customers: tuple[str, ...]

    def declares(self, _: Order | None, __: Command, /) -> Sequence[FactKey]:
        return ()

    def check(self, order: Order | None, command: Command, _: Context, /) -> Sequence[Finding]:
        if not isinstance(command, PlaceOrder | AddLines):
            return ()
        terms = command.terms if isinstance(command, PlaceOrder) else order and order.terms
        if terms is None or terms.customer not in self.customers:
            return ()
        return (
            note("customer.new", "customer"),
            review("credit.exceeded", "customer"),
            block("customer.barred", "customer"),
        )

    def follow(
        self, _: Order | None, __: Command, ___: Sequence[Event], ____: Context, /
    ) -> Sequence[Event]:
        return ()


def imported(database: Database, data: bytes, *gates: Blacklist) -> ImportReport:
    """As a fresh program does it: nothing is known but what the store keeps."""
    importer = Importer(OrderDesk(database, OrderPath(gates=gates)), SHOP)
    return importer.import_file(data, name="may.csv", context=ANN)


def verdicts(database: Database, report: ImportReport) -> list[Verdict]:
    with database.read() as work:
        assert work.imports.finished(HERE, report.digest)
        found = [each.verdict for each in work.imports.rows(HERE, report.digest)]
    assert [each.row for each in found] == list(range(1, report.rows + 1))
    if isinstance(database, SqliteDatabase):
        assert [each for each in check_database(database) if not each.ok] == []
    return found


def fates(found: Sequence[Verdict]) -> list[str]:
    return [each.code or each.fate.value for each in found]


def numbers(database: Database) -> list[str]:
    with database.read() as work:
        return [each.number for each in work.orders.find(OrderQuery(organisation=HERE)).headers]


def stored(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        return (
            work.orders.since(0, limit=9999),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.orders.refusals(HERE),
            work.outbox.pending(limit=9999),
            tuple(work.imports.rows(HERE)),
            work.books.open_items(HERE),
        )


def test_a_11_an_order_beyond_63_bits_is_rejected_and_the_rest_goes_on(database: Database) -> None:
    huge = [row_of("1002", sku, price=HUGE, quantity="1000") for sku in ("111", "222", "333")]
    report = imported(database, file_of([row_of("1001"), *huge, row_of("1003")]))
    found = verdicts(database, report)
    assert fates(found) == ["accepted", *["money.overflow"] * 3, "accepted"]
    assert [each.amount for each in found[1:4]] == [4 * 10**18] * 3
    assert numbers(database) == ["1001", "1003"]
    assert (report.orders, report.stored) == (2, 5)
    assert [(each.number, each.rows) for each in report.refused] == [("1002", (2, 3, 4))]


def test_a_11_what_a_later_file_adds_beyond_63_bits_is_rejected(database: Database) -> None:
    huge = [row_of("1001", sku, price=HUGE, quantity="1000") for sku in ("111", "222", "333")]
    imported(database, file_of(huge[:2]))
    found = verdicts(database, imported(database, file_of([huge[2], row_of("1002")])))
    assert fates(found) == ["money.overflow", "accepted"]
    # Those that went in before are there to be taken back.
    back = [row_of("C1", "222", price=HUGE, quantity="-1000", at=LATER)]
    assert fates(verdicts(database, imported(database, file_of(back)))) == ["accepted"]


@pytest.mark.parametrize("price", ["0.0000001", "0.01"])
def test_a_11_joined_pieces_beyond_63_bits_are_rejected(database: Database, price: str) -> None:
    """Each row is in bounds; their sum is a quantity, or an amount, that cannot be kept."""
    many = attrs.evolve(mapping_of(), add_duplicates=True, largest_quantity=2**63 - 1)
    rows = [row_of("1001", price=price, quantity=str(2**62))] * 2
    importer = Importer(OrderDesk(database, OrderPath()), many)
    report = importer.import_file(file_of([*rows, row_of("1002")]), name="may.csv", context=ANN)
    codes = {"0.01": "money.overflow", "0.0000001": "quantity.overflow"}
    assert fates(verdicts(database, report)) == [codes[price]] * 2 + ["accepted"]


def test_a_11_lines_that_together_have_too_many_pieces_are_rejected(database: Database) -> None:
    many = attrs.evolve(mapping_of(), largest_quantity=2**63 - 1)
    rows = [row_of("1001", sku, price="0.0001", quantity=str(2**62)) for sku in ("111", "222")]
    importer = Importer(OrderDesk(database, OrderPath()), many)
    report = importer.import_file(file_of(rows), name="may.csv", context=ANN)
    assert fates(verdicts(database, report)) == ["quantity.overflow"] * 2


def test_a_11_charges_that_stand_alone_beyond_63_bits_are_rejected(database: Database) -> None:
    huge = [row_of("C1", "POST", price=HUGE, quantity=f"-{1000 + n}") for n in range(3)]
    small = row_of("C2", "POST", price="3", quantity="-1")
    found = verdicts(database, imported(database, file_of([*huge, small])))
    assert fates(found) == [*["money.overflow"] * 3, "charge"]
    with database.read() as work:
        assert [item.total for item in work.books.open_items(HERE)] == [-300]


def test_a_11_a_store_whose_sums_are_beyond_63_bits_is_told_by_the_checks(tmp_path: Path) -> None:
    """Each amount is in bounds; that all together are not is no breach, and no crash."""
    database = SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")
    huge = [row_of(f"C{n}", "POST", price=HUGE, quantity="-1000") for n in range(4)]
    imported(database, file_of(huge))
    with pytest.raises(PortError) as caught:
        check_database(database)
    assert isinstance(caught.value.__cause__, sqlite3.Error)


def test_an_order_that_a_gate_refuses_does_not_stop_its_file(database: Database) -> None:
    bad = [row_of("1002", customer="9"), row_of("1002", "POST", customer="9", text="post")]
    rows = [row_of("1001"), *bad, bad[0], row_of("1003")]
    report = imported(database, file_of(rows), Blacklist(("9",)))
    found = verdicts(database, report)
    assert fates(found) == ["accepted", "customer.barred", "customer.barred", "merged", "accepted"]
    for verdict in found[1:3]:
        assert verdict.fate is Fate.REJECTED
        assert (verdict.line, verdict.charge) == (None, None)
        # What bars most stands first, and nothing that was said is lost.
        codes = [each.code for each in verdict.findings]
        assert codes == ["customer.barred", "credit.exceeded", "customer.new"]
    assert numbers(database) == ["1001", "1003"]
    with database.read() as work:
        (refusal,) = work.orders.refusals(HERE)
    assert refusal.order == order_key(ANN, SHOP, "1002")
    assert [(each.number, each.rows) for each in report.refused] == [("1002", (2, 3))]
    assert report.refused[0].findings[0].code == "customer.barred"


def test_what_a_refused_order_never_had_is_not_taken_back(database: Database) -> None:
    rows = [
        row_of("1001", quantity="5"),
        row_of("1002", quantity="3", customer="9"),
        row_of("C1", quantity="-3", customer="9", at=LATER),
        row_of("C2", quantity="-1", at=LATER),
    ]
    found = verdicts(database, imported(database, file_of(rows), Blacklist(("9",))))
    assert fates(found) == ["accepted", "customer.barred", "cancellation.no_original", "accepted"]


def test_a_refused_number_can_come_again_with_other_rows(database: Database) -> None:
    imported(database, file_of([row_of("1001", customer="9")]), Blacklist(("9",)))
    found = verdicts(database, imported(database, file_of([row_of("1001", "222", customer="9")])))
    assert fates(found) == ["accepted"]
    with database.read() as work:
        order = work.orders.get(order_key(ANN, SHOP, "1001"))
    assert order is not None
    assert [(line.id, line.sku) for line in order.terms.lines] == [("1", "222")]


def test_a_refused_addition_leaves_the_order_as_it_was(database: Database) -> None:
    imported(database, file_of([row_of("1001", customer="9")]))
    more = [row_of("1001", "222", customer="9"), row_of("1002")]
    found = verdicts(database, imported(database, file_of(more), Blacklist(("9",))))
    assert fates(found) == ["customer.barred", "accepted"]
    again = [row_of("1001", "333", customer="9")]
    (taken,) = verdicts(database, imported(database, file_of(again)))
    assert taken.line is not None
    assert taken.line.line == "2"


FROZEN: Final = file_of(
    [
        row_of("C1", quantity="-4", at=LATER),
        row_of("C2", "222", quantity="-1", at=LATER),
        row_of("C3", quantity="-1", at=LATER),
        row_of("C4", quantity="-5", at=LATER),
    ]
)


def freeze(database: Database, command: Freeze | Unfreeze) -> None:
    desk = OrderDesk(database, OrderPath())
    assert desk.handle(order_key(ANN, SHOP, "1001"), command, ANN).accepted


def test_a_reversal_that_is_refused_takes_nothing_and_stops_nothing(database: Database) -> None:
    imported(database, file_of([row_of("1001", quantity="5"), row_of("1002", "222")]))
    freeze(database, Freeze(reason="looked into"))
    report = imported(database, FROZEN)
    found = verdicts(database, report)
    assert fates(found) == ["order.frozen", "accepted", "order.frozen", "order.frozen"]
    assert [each.takes for each in found if each.fate is Fate.REJECTED] == [()] * 3
    assert [(each.number, each.rows) for each in report.refused] == [
        ("C1", (1,)),
        ("C3", (3,)),
        ("C4", (4,)),
    ]
    freeze(database, Unfreeze())
    # All five pieces are there still.
    back = [row_of("C9", quantity="-5", at=LATER)]
    assert fates(verdicts(database, imported(database, file_of(back)))) == ["accepted"]


@final
@attrs.define
class Breaking:
    """A database whose program dies before the unit of work of this number, or within it."""

    inner: Database
    left: int
    within: bool = False

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        self.left -= 1
        if not self.left and not self.within:
            raise DiedError
        with self.inner.write() as work:
            try:
                yield work
            finally:
                # Also where the unit of work was on its way to be rolled back.
                if not self.left:
                    raise DiedError

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.inner.read() as work:
            yield work


class DiedError(BaseException):
    """The program is gone."""


REFUSED: Final = file_of(
    [
        row_of("1002", quantity="3", customer="9"),
        row_of("1003", quantity="2"),
        row_of("1003", "POST", quantity="1", price=HUGE),
        *(row_of("1004", "111", quantity=str(900 + n), price=HUGE) for n in range(3)),
        row_of("C1", quantity="-4", at=LATER),
        row_of("C2", quantity="-7", at=LATER),
        row_of("C3", quantity="-1", customer="9", at=LATER),
        row_of("C4", quantity="-8", at=LATER),
        row_of("C5", quantity="-2", at=LATER),
    ]
)


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("number", range(1, 12))
def test_a_58_a_broken_off_import_with_refusals_goes_on_as_undisturbed(
    database: Database, number: int, *, within: bool
) -> None:
    barred, undisturbed = Blacklist(("9",)), MemoryDatabase()
    for each in (undisturbed, database):
        imported(each, file_of([row_of("1001", quantity="5")]))
        freeze(each, Freeze(reason="looked into"))
    report = imported(undisturbed, REFUSED, barred)
    with pytest.raises(DiedError):
        imported(Breaking(database, number, within), REFUSED, barred)
    resumed = imported(database, REFUSED, barred)
    assert (resumed.rows, resumed.seen_again) == (report.rows, 0)
    verdicts(database, resumed)
    assert stored(database) == stored(undisturbed)


def test_what_an_amendment_took_out_is_not_there_to_be_taken_back(database: Database) -> None:
    imported(database, file_of([row_of("1001", "111"), row_of("1001", "222")]))
    desk, key = OrderDesk(database, OrderPath()), order_key(ANN, SHOP, "1001")
    order = desk.order(key, ANN)
    assert order is not None
    gone = order.terms.lines[1].id
    assert desk.handle(key, Amend.on(order, RemoveLine(gone)), ANN).accepted
    back = [
        row_of("C1", "222", quantity="-1", at=LATER),
        row_of("C1", "111", quantity="-1", at=LATER),
    ]
    found = verdicts(database, imported(database, file_of(back)))
    assert "line.unknown" in fates(found)
