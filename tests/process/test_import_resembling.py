"""Orders that came before under another number or channel, found where files are imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, final

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import DuplicatePolicy, Verdict
from orderkit.order import Void
from orderkit.ports import Database, OrderQuery, UnitOfWork
from orderkit.process import (
    DuplicateCheck,
    Importer,
    ImportReport,
    OnDuplicate,
    OrderDesk,
    OrderPath,
    order_key,
)
from orderkit.testing.capture import Cells, file_of, mapping_of, row_of
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, ChannelCode, Context, OrganisationId

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
WEB: Final = attrs.evolve(SHOP, channel=ChannelCode("web"))
WARN: Final = DuplicateCheck()
REFUSE: Final = DuplicateCheck(act=OnDuplicate.REFUSE)


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def order_of(
    number: str, *, at: str = "2024-03-01T10:00:00", customer: str = "17850"
) -> list[Cells]:
    return [
        row_of(number, "111", quantity="4", at=at, customer=customer),
        row_of(number, "222", quantity="6", at=at, customer=customer),
    ]


FIRST: Final = file_of(order_of("1001"))


def imported(
    database: Database, data: bytes, check: DuplicateCheck | None, *, web: bool = False
) -> ImportReport:
    desk = OrderDesk(database, OrderPath())
    mapping = WEB if web else SHOP
    return Importer(desk, mapping, duplicates=check).import_file(data, name="a.csv", context=ANN)


def verdicts(database: Database, report: ImportReport) -> list[Verdict]:
    with database.read() as work:
        return [each.verdict for each in work.imports.rows(HERE, report.digest)]


def told(found: list[Verdict]) -> list[tuple[str, list[str]]]:
    return [(each.fate.value, [one.code for one in each.findings]) for each in found]


def numbers(database: Database) -> list[str]:
    with database.read() as work:
        return [each.number for each in work.orders.find(OrderQuery(organisation=HERE)).headers]


def test_an_order_of_another_channel_is_placed_with_a_note_at_its_first_row(
    database: Database,
) -> None:
    imported(database, FIRST, WARN)
    report = imported(database, file_of(order_of("W-7", at="2024-03-02T10:00:00")), WARN, web=True)
    found = verdicts(database, report)
    assert told(found) == [("accepted", ["order.likely_duplicate"]), ("accepted", [])]
    likely = dict(found[0].findings[0].evidence)
    assert (likely["first"], likely["same"], likely["pieces"], likely["score"]) == (
        "shop 1001",
        10,
        10,
        "11/12",
    )
    assert [(pair.earlier.number, pair.later.number) for pair in report.likely] == [("1001", "W-7")]
    assert numbers(database) == ["1001", "W-7"]


def test_a_host_may_refuse_what_resembles_an_order(database: Database) -> None:
    imported(database, FIRST, REFUSE)
    rows = [*order_of("1002"), *order_of("1003", customer="9"), *order_of("1001")[:1]]
    report = imported(database, file_of(rows), REFUSE)
    assert [each.code or each.fate.value for each in verdicts(database, report)] == [
        *["order.likely_duplicate"] * 2,
        *["accepted"] * 2,
        "merged",
    ]
    assert [(each.number, each.rows) for each in report.refused] == [("1002", (1, 2))]
    assert numbers(database) == ["1001", "1003"]


def test_two_orders_of_one_file_are_compared_and_the_first_of_them_stands(
    database: Database,
) -> None:
    rows = [*order_of("1001"), *order_of("1002"), *order_of("1003", at="2024-03-03T10:00:00")]
    report = imported(database, file_of(rows), REFUSE)
    # 1003 is told of 1001 alone, for 1002 was never made.
    assert [(pair.earlier.number, pair.later.number) for pair in report.likely] == [
        ("1001", "1002"),
        ("1001", "1003"),
    ]
    assert numbers(database) == ["1001"]


def test_nobody_is_told_of_guests_of_void_orders_or_without_asking(database: Database) -> None:
    imported(database, file_of([*order_of("1001", customer=""), *order_of("1002")]), None)
    desk = OrderDesk(database, OrderPath())
    key = order_key(ANN, SHOP, "1002")
    assert desk.handle(key, Void(reason="a test"), ANN).accepted
    rows = [*order_of("1003", customer=""), *order_of("1004")]
    report = imported(database, file_of(rows), REFUSE)
    assert (report.likely, report.refused, report.orders) == ((), (), 2)
    assert imported(database, file_of(order_of("1005")), None).likely == ()


def test_a_line_that_says_what_an_earlier_one_says_is_noted_at_its_row(
    database: Database,
) -> None:
    rows = [
        row_of("1001", "111", text="red"),
        row_of("1001", "111", text="blue"),
        row_of("1001", "111", text="blue", quantity="3"),
        row_of("1002", "111"),
    ]
    found = verdicts(database, imported(database, file_of(rows), REFUSE))
    assert told(found) == [
        ("accepted", []),
        ("accepted", ["line.repeated"]),
        ("accepted", []),
        ("accepted", []),
    ]
    assert dict(found[1].findings[0].params) == {"line": "2", "first": "1"}
    other = MemoryDatabase()
    assert told(verdicts(other, imported(other, file_of(rows), None)))[1] == ("accepted", [])


def test_the_threshold_is_the_host_s(database: Database) -> None:
    imported(database, FIRST, None)
    other = file_of(order_of("1002", at="2024-03-04T09:00:00"))
    narrow = DuplicateCheck(policy=DuplicatePolicy(days=1))
    assert imported(database, other, narrow).likely == ()


class DiedError(BaseException):
    """The program is gone."""


@final
@attrs.define
class Breaking:
    """A database whose program dies before the unit of work of this number."""

    inner: Database
    left: int

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        self.left -= 1
        if not self.left:
            raise DiedError
        with self.inner.write() as work:
            yield work

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.inner.read() as work:
            yield work


@pytest.mark.parametrize("check", [WARN, REFUSE], ids=["warn", "refuse"])
@pytest.mark.parametrize("number", range(1, 5))
def test_a_58_a_broken_off_import_finds_the_duplicates_of_an_undisturbed_one(
    database: Database, number: int, check: DuplicateCheck
) -> None:
    rows = [*order_of("1001"), *order_of("1002"), *order_of("1003", at="2024-03-02T10:00:00")]
    undisturbed = MemoryDatabase()
    whole = imported(undisturbed, file_of(rows), check)
    with pytest.raises(DiedError):
        imported(Breaking(database, number), file_of(rows), check)
    resumed = imported(database, file_of(rows), check)
    assert verdicts(database, resumed) == verdicts(undisturbed, whole)
    assert numbers(database) == numbers(undisturbed)
