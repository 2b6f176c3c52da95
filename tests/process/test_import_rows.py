"""Hostile rows through the importer, on both adapters: told by row and field, and nobody else hurt.

Each file holds a good row, the one in question, and another good row.
"""

from pathlib import Path
from typing import Final

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import Fate, Record, StoredRow
from orderkit.order import Order
from orderkit.ports import Database, OrderQuery
from orderkit.process import Importer, OrderDesk, OrderPath, order_key
from orderkit.testing.capture import Cells, file_of, mapping_of, row_of
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, Context, Finding, OrganisationId, Severity

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
_SHOWN: Final = 64


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def stored(database: Database, cells: Cells) -> StoredRow:
    """The row in question as it is kept, after the two beside it were taken in."""
    data = file_of([row_of("1001"), cells, row_of("1009")])
    desk = OrderDesk(database, OrderPath())
    report = Importer(desk, SHOP).import_file(data, name="may.csv", context=ANN)
    with database.read() as work:
        rows = list(work.imports.rows(HERE, report.digest))
        assert work.imports.finished(HERE, report.digest)
    assert [row.verdict.row for row in rows] == [1, 2, 3]
    assert [rows[place].verdict.fate for place in (0, 2)] == [Fate.ACCEPTED] * 2
    for number in ("1001", "1009"):
        assert order(database, number).terms.total >= 300
    if isinstance(database, SqliteDatabase):
        assert [found for found in check_database(database) if not found.ok] == []
    again = Importer(desk, SHOP).import_file(data, name="may.csv", context=ANN)
    assert (again.seen_again, again.stored) == (3, 0)
    return rows[1]


def order(database: Database, number: str) -> Order:
    with database.read() as work:
        found = work.orders.get(order_key(ANN, SHOP, number))
    assert found is not None
    return found


def rejected(database: Database, cells: Cells, field: str, code: str) -> None:
    """One finding of this field and code, shown short and escaped; no order of the row."""
    row = stored(database, cells)
    verdict = row.verdict
    assert (verdict.fate, verdict.code, verdict.row) == (Fate.REJECTED, code, 2)
    barred = [found for found in verdict.findings if found.severity is Severity.BLOCK]
    assert [(found.path, found.code) for found in barred] == [(field, code)]
    assert all(short(found) for found in verdict.findings)
    with database.read() as work:
        assert len(work.orders.find(OrderQuery(organisation=HERE)).headers) == 2


def short(found: Finding) -> bool:
    return all(len(str(value)) <= _SHOWN and str(value).isprintable() for _, value in found.params)


def accepted(database: Database, cells: Cells) -> Record:
    verdict = stored(database, cells).verdict
    assert verdict.fate is Fate.ACCEPTED
    assert verdict.record is not None
    return verdict.record


@pytest.mark.parametrize("number", ["NaN", "nan", "sNaN", "-sNaN", "Infinity", "-inf", "INFINITY"])
@pytest.mark.parametrize("field", ["quantity", "price"])
def test_a_01_what_is_not_finite_is_rejected(database: Database, number: str, field: str) -> None:
    rejected(database, row_of("1002", **{field: number}), field, "number.not_finite")


@pytest.mark.parametrize("number", ["1e400", "1E+2000000", "-1e400", "1e99999999999999999999"])
@pytest.mark.parametrize("field", ["quantity", "price"])
def test_a_02_a_gigantic_exponent_is_rejected(database: Database, number: str, field: str) -> None:
    rejected(database, row_of("1002", **{field: number}), field, "number.out_of_range")


@pytest.mark.parametrize("field", ["quantity", "price"])
def test_a_03_ten_thousand_digits_are_rejected(database: Database, field: str) -> None:
    rejected(database, row_of("1002", **{field: "1" * 10_000}), field, "number.too_long")


@pytest.mark.parametrize("number", ["-0", "-0.00", "-0e3"])
def test_a_04_minus_zero_is_stored_as_zero(database: Database, number: str) -> None:
    verdict = stored(database, row_of("1002", price=number)).verdict
    assert verdict.record is not None
    assert (str(verdict.record.price), str(verdict.amount)) == ("0", "0")
    assert verdict.code == "price.zero"


@pytest.mark.parametrize("number", ["１２", "٣", "1_000", "0x10", "²", "1 000"])
@pytest.mark.parametrize("field", ["quantity", "price"])
def test_a_05_other_digits_are_rejected(database: Database, number: str, field: str) -> None:
    rejected(database, row_of("1002", **{field: number}), field, "number.format")


@pytest.mark.parametrize("number", ["−5", "(5.00)", "5-", "1'000", "1\u00a0000", "1,5"])
@pytest.mark.parametrize("field", ["quantity", "price"])
def test_a_06_an_undeclared_format_is_rejected(database: Database, number: str, field: str) -> None:
    rejected(database, row_of("1002", **{field: number}), field, "number.format")


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("0", "quantity.not_positive"),
        ("-1", "quantity.not_positive"),
        ("1001", "quantity.absurd"),
        ("1000000000000000", "quantity.absurd"),
        ("1e15", "quantity.absurd"),
        ("9223372036854775808", "number.out_of_range"),
        ("1.5", "number.not_whole"),
    ],
)
def test_a_10_a_quantity_that_nobody_orders_is_rejected(
    database: Database, quantity: str, code: str
) -> None:
    rejected(database, row_of("1002", price="0.01", quantity=quantity), "quantity", code)


def test_a_11_an_amount_beyond_63_bits_is_rejected(database: Database) -> None:
    cells = row_of("1002", quantity="999", price="99999999999999999999")
    rejected(database, cells, "price", "money.overflow")


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f"])
@pytest.mark.parametrize("field", ["number", "sku", "description", "customer", "country"])
def test_a_13_a_control_sign_is_rejected(database: Database, sign: str, field: str) -> None:
    cell = {"description": "text"}.get(field, field)
    row = row_of(**{"number": "1002", cell: f"1{sign}1"})
    rejected(database, row, field, "text.control")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad"])
@pytest.mark.parametrize("field", ["number", "sku", "customer"])
def test_a_14_an_invisible_sign_in_a_code_is_rejected(
    database: Database, sign: str, field: str
) -> None:
    rejected(database, row_of(**{"number": "1002", field: f"1{sign}1"}), field, "text.invisible")


@pytest.mark.parametrize("field", ["number", "sku", "customer"])
def test_a_15_a_code_of_mixed_scripts_is_rejected(database: Database, field: str) -> None:
    row = row_of(**{"number": "1002", field: "PA\u0423"})
    rejected(database, row, field, "text.confusable")


def test_a_15_a_text_of_mixed_scripts_is_kept(database: Database) -> None:
    text = "\u0411\u043e\u043b\u0442 M8"
    assert accepted(database, row_of("1002", text=text)).description == text


def test_a_28_a_row_at_a_leap_second_is_taken_with_a_note(database: Database) -> None:
    # Midnight of Greenwich, where the clock of the shop hangs an hour ahead.
    accepted(database, row_of("1002", at="2017-01-01T00:59:60"))
    placed = order(database, "1002")
    assert placed.terms.ordered_at.isoformat() == "2016-12-31T23:59:59+00:00"
    with database.read() as work:
        found = [each.code for row in work.imports.rows(HERE) for each in row.verdict.findings]
    assert found.count("time.leap_second") == 1


@pytest.mark.parametrize("sign", ["\u202e", "\u200b"])
def test_a_14_an_invisible_sign_in_a_text_is_kept(database: Database, sign: str) -> None:
    text = f"bolt{sign}M8"
    assert accepted(database, row_of("1002", text=text)).description == text
    assert order(database, "1002").terms.lines[0].description == text


def test_a_16_twins_of_composition_are_one_order(database: Database) -> None:
    accepted(database, row_of("1001\u00e9", text="first"))
    desk = OrderDesk(database, OrderPath())
    more = file_of([row_of("1001e\u0301", text="second")])
    Importer(desk, SHOP).import_file(more, name="june.csv", context=ANN)
    lines = order(database, "1001\u00c9").terms.lines
    assert [line.description for line in lines] == ["first", "second"]


@pytest.mark.parametrize(
    ("field", "size"), [("description", 100_000), ("number", 65), ("sku", 65), ("country", 101)]
)
def test_a_17_a_long_text_is_rejected(database: Database, field: str, size: int) -> None:
    cell = {"description": "text"}.get(field, field)
    rejected(database, row_of(**{"number": "1002", cell: "x" * size}), field, "text.too_long")


def test_a_17_a_row_beyond_the_bounds_is_rejected_and_no_other(database: Database) -> None:
    verdict = stored(database, row_of("1002", text="x" * 200_000)).verdict
    told = [(found.code, found.path) for found in verdict.findings]
    assert told == [("text.too_long", "description"), ("row.too_long", "")]
    assert (verdict.fate, verdict.row, verdict.amount) == (Fate.REJECTED, 2, 300)
    assert verdict.unreadable is False


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", '=cmd|"/c calc"!A1'])
def test_a_18_a_formula_is_kept_as_data_with_a_note(database: Database, text: str) -> None:
    verdict = stored(database, row_of("1002", text=text)).verdict
    assert verdict.fate is Fate.ACCEPTED
    (found,) = verdict.findings
    assert (found.code, found.path, found.severity) == (
        *("text.formula", "description"),
        Severity.NOTE,
    )
    assert order(database, "1002").terms.lines[0].description == text


@pytest.mark.parametrize(
    ("at", "code"),
    [("2024-10-27T02:30:00", "time.ambiguous"), ("2024-10-27 02:00", "time.ambiguous")],
)
def test_a_24_an_hour_that_came_twice_is_rejected(database: Database, at: str, code: str) -> None:
    rejected(database, row_of("1002", at=at), "at", code)


def test_a_24_with_its_offset_an_hour_that_came_twice_is_a_moment(database: Database) -> None:
    assert accepted(database, row_of("1002", at="2024-10-27T02:30:00+01:00")).at.hour == 1


@pytest.mark.parametrize("at", ["2024-03-31T02:30:00", "2024-03-31 02:00"])
def test_a_25_an_hour_that_never_was_is_rejected(database: Database, at: str) -> None:
    rejected(database, row_of("1002", at=at), "at", "time.nonexistent")


@pytest.mark.parametrize("at", ["2024-02-30", "2023-02-29T00:00", "2024-13-01", "2024-01-01T24:30"])
def test_a_26_a_day_that_is_none_is_rejected(database: Database, at: str) -> None:
    rejected(database, row_of("1002", at=at), "at", "time.format")


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1899-12-31", "9999-12-31T23:59:59"])
def test_a_27_a_year_out_of_range_is_rejected(database: Database, at: str) -> None:
    rejected(database, row_of("1002", at=at), "at", "date.out_of_range")


@pytest.mark.parametrize("cells", [row_of("1002")[:7], (*row_of("1002"), "x"), ("1002",)])
def test_a_row_of_another_number_of_cells_is_rejected(database: Database, cells: Cells) -> None:
    verdict = stored(database, cells).verdict
    assert (verdict.fate, verdict.code, verdict.unreadable) == (Fate.REJECTED, "row.cells", True)


@pytest.mark.parametrize("blank", ["", " \u3000"])
@pytest.mark.parametrize("field", ["number", "sku", "quantity", "price", "at"])
def test_a_row_without_a_needed_field_is_rejected(
    database: Database, field: str, blank: str
) -> None:
    rejected(database, row_of(**{"number": "1002", field: blank}), field, "field.missing")


EVIL = "X'); DROP TABLE ORDERS;--"


def test_a_86_sql_in_every_cell_is_data(database: Database) -> None:
    read = accepted(database, row_of(EVIL, text=EVIL, customer=EVIL, country=EVIL))
    assert (read.number, read.description, read.customer) == (EVIL, EVIL, EVIL)
    assert order(database, EVIL).terms.customer == EVIL
    with database.read() as work:
        query = OrderQuery(organisation=HERE, number=EVIL)
        (header,) = work.orders.find(query).headers
    assert header.number == EVIL
