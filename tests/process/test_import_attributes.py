"""Custom attributes in imported files: read as declared, one value an order, a key of their own."""

import json
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import (
    ColumnMapping,
    HeaderError,
    MappingError,
    Verdict,
    check_mapping,
    read_mapping,
)
from orderkit.order import Attribute, Order
from orderkit.order.attributes import AttributeSchema, read_attribute_schema
from orderkit.ports import Database
from orderkit.process import Importer, ImportReport, OrderDesk, order_key, standard_path
from orderkit.testing.capture import HEADER, MAPPING, Cells, file_of, row_of
from orderkit.testing.consistency import check_database
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, Context, Exact, OrganisationId

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SCHEMA: Final = read_attribute_schema(
    """
    [header.project]
    type = "text"
    required = true
    longest = 12

    [header.ship_by]
    type = "date"

    [header.priority]
    type = "integer"
    default = 5

    [line.height]
    type = "decimal"
    most = 40

    [line.gift]
    type = "boolean"
    default = false
    """,
    source="attributes.toml",
)
COLUMNS: Final = """
[attributes.header]
project = "Project"
ship_by = "Ship by"

[attributes.line]
height = "Height"
"""
SHOP: Final = read_mapping(f"{MAPPING}{COLUMNS}", source="shop.toml")
LINES: Final = read_mapping(f'format = "json_lines"\n{MAPPING}{COLUMNS}', source="shop.toml")
WIDE: Final = (*HEADER, "Project", "Ship by", "Height")


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def row(
    number: str = "1001", sku: str = "111", project: str = "", day: str = "", height: str = ""
) -> Cells:
    return (*row_of(number, sku), project, day, height)


def imported(
    database: Database,
    rows: list[Cells],
    *,
    mapping: ColumnMapping = SHOP,
    schema: AttributeSchema | None = SCHEMA,
) -> ImportReport:
    desk = OrderDesk(database, standard_path(attributes=schema))
    importer = Importer(desk, mapping, attributes=schema)
    return importer.import_file(file_of(rows, header=WIDE), name="may.csv", context=ANN)


def verdicts(database: Database, report: ImportReport) -> list[Verdict]:
    with database.read() as work:
        found = [each.verdict for each in work.imports.rows(HERE, report.digest)]
    if isinstance(database, SqliteDatabase):
        assert [each for each in check_database(database) if not each.ok] == []
    return found


def codes(found: list[Verdict]) -> list[str]:
    return [each.code or each.fate.value for each in found]


def order(database: Database, number: str) -> Order:
    with database.read() as work:
        found = work.orders.get(order_key(ANN, SHOP, number))
    assert found is not None
    return found


def held(attributes: tuple[Attribute, ...]) -> dict[str, object]:
    return {each.name: each.value for each in attributes}


def test_attributes_of_a_file_are_those_of_its_orders(database: Database) -> None:
    rows = [
        row("1001", "111", "bridge", "2024-04-01", "12.50"),
        # A blank cell says nothing of the order.
        row("1001", "222", "", "", ""),
        row("1002", "111", "tower", "", "7"),
    ]
    report = imported(database, rows)
    assert codes(verdicts(database, report)) == ["accepted"] * 3
    first = order(database, "1001").terms
    assert held(first.attributes) == {
        "project": "bridge",
        "ship_by": date(2024, 4, 1),
        "priority": 5,
    }
    assert [held(line.attributes) for line in first.lines] == [
        {"height": Exact.of("12.5"), "gift": False},
        {"gift": False},
    ]
    # A second run knows the rows from the store.
    assert imported(database, rows).seen_again == 3
    more = [row("1001", "333", "bridge", "", "3")]
    assert codes(verdicts(database, imported(database, more))) == ["accepted"]
    assert held(order(database, "1001").terms.lines[2].attributes) == {
        "height": Exact.of("3"),
        "gift": False,
    }


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("1001", "111", "bridge", "soon")], ["date.invalid"]),
        ([row("1001", "111", "bridge", "", "tall")], ["number.format"]),
        ([row("1001", "111", "bridge", "", "41")], ["attribute.above"]),
        ([row("1001", "111")], ["attribute.missing"]),
        (
            [row("1001", "111", "bridge"), row("1001", "222", "tower"), row("1002", "1", "x")],
            ["attribute.differs", "attribute.differs", "sku.unknown"],
        ),
    ],
    ids=["no day", "no number", "beyond its bounds", "missing", "two values"],
)
def test_what_no_order_may_hold_is_rejected(
    database: Database, rows: list[Cells], found: list[str]
) -> None:
    report = imported(database, rows)
    assert codes(verdicts(database, report)) == found
    assert report.orders == 0


def test_a_later_file_cannot_change_an_order_on_the_quiet(database: Database) -> None:
    imported(database, [row("1001", "111", "bridge")])
    report = imported(database, [row("1001", "222", "tower"), row("1001", "333", "tower")])
    assert codes(verdicts(database, report)) == ["attribute.differs"] * 2
    assert len(order(database, "1001").terms.lines) == 1


def test_rows_that_differ_in_an_attribute_alone_are_two_rows(database: Database) -> None:
    rows = [row(height="3", project="x"), row(height="4"), row(height="4"), row(height="3.0")]
    found = verdicts(database, imported(database, rows))
    assert codes(found) == ["accepted", "accepted", "merged", "accepted"]
    again = [*rows, row(height="3", project="x")]
    found = verdicts(database, imported(database, again))
    assert codes(found) == ["merged"] * 5


def test_json_numbers_are_attributes_as_json_writes_them(database: Database) -> None:
    german = read_mapping(
        f'format = "json_lines"\n{MAPPING}{COLUMNS}[numbers]\ndecimal = ","\ngroup = "."\n',
        source="shop.toml",
    )
    cells = dict(zip(HEADER, row_of(price="1,50"), strict=True))
    data = json.dumps({**cells, "Height": 1.125, "Project": "bridge"}).encode()
    desk = OrderDesk(database, standard_path(attributes=SCHEMA))
    importer = Importer(desk, german, attributes=SCHEMA)
    report = importer.import_file(data, name="may.jsonl", context=ANN)
    assert codes(verdicts(database, report)) == ["accepted"]
    assert held(order(database, "1001").terms.lines[0].attributes)["height"] == Exact.of("1.125")


def test_a_column_of_what_nobody_declared_is_refused_before_any_file() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path())
    with pytest.raises(MappingError) as caught:
        Importer(desk, SHOP)
    assert caught.value.why.split("; ")[0] == "attributes.header.project: not declared"
    with pytest.raises(MappingError) as twice:
        read_mapping(f"{MAPPING}{COLUMNS}gift = 'Height'\nx = 1\n", source="shop.toml")
    assert twice.value.why.split("; ") == [
        "attributes.line.x: the name of a column is needed",
        "columns: Height stands for two fields",
    ]


def test_an_attribute_without_its_column_is_told_by_name() -> None:
    desk = OrderDesk(MemoryDatabase(), standard_path(attributes=SCHEMA))
    importer = Importer(desk, SHOP, attributes=SCHEMA)
    with pytest.raises(HeaderError) as caught:
        importer.import_file(file_of([row_of()]), name="may.csv", context=ANN)
    assert "column Project is missing" in caught.value.why
    told = [found.param("column") for found in check_mapping(SHOP, HEADER)]
    assert told == ["Project", "Ship by", "Height"]
