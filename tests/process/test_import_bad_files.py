"""Files that cannot be read, on both adapters: a typed error that names the file, and no trace."""

import gzip
from pathlib import Path
from typing import Final, TypeAlias

import attrs
import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.capture import (
    ArchiveLimitError,
    ColumnMapping,
    EncodingError,
    FieldSizeError,
    HeaderError,
    MappingError,
    NotThisFormatError,
    RowLimitError,
    SheetBounds,
    TornArchiveError,
    read_mapping,
)
from orderkit.errors import InvalidValueError, UnreadableDataError
from orderkit.locales import LOCALES, say_error
from orderkit.ports import Database, OrderQuery
from orderkit.process import Importer, OrderDesk, OrderPath
from orderkit.testing.capture import HEADER, MAPPING, file_of, mapping_of, row_of
from orderkit.testing.stored import AT
from orderkit.values import Actor, ActorId, Context, InvalidTextError, OrganisationId

Refused: TypeAlias = type[UnreadableDataError]

HERE: Final = OrganisationId("acme")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
SHOP: Final = mapping_of()
GOOD: Final = file_of([row_of(), row_of("1002", text="六角")])
# What is tried, the error it must give, and what its sentence must point at.
BAD: Final[dict[str, tuple[bytes, Refused, str]]] = {
    "a_31 undeclared encoding": (GOOD.decode().encode("gb18030"), EncodingError, "gb18030"),
    "a_31 utf-16 without a mark": (GOOD.decode().encode("utf-16-le"), EncodingError, "utf-16-le"),
    "a_32 torn archive": (gzip.compress(GOOD)[:-9], TornArchiveError, "too early"),
    "a_32 torn tail": (GOOD[: GOOD.index("角".encode()) + 1], EncodingError, "cut off"),
    "a_33 bomb": (gzip.compress(bytes(4 << 20)), ArchiveLimitError, "1048576 bytes"),
    "a_33 nested": (gzip.compress(gzip.compress(GOOD)), NotThisFormatError, "another format"),
    "a_37 twin columns": (file_of([], header=[*HEADER, "Item"]), HeaderError, "Item stands twice"),
    "a missing column": (file_of([], header=HEADER[1:]), HeaderError, "Order is missing"),
    "a_38 unclosed quote": (GOOD + b'1,"', FieldSizeError, "row 3 at line 4 "),
    "a_40 pdf": (b"%PDF-1.7", NotThisFormatError, "another format"),
    "a_40 empty": (b"", NotThisFormatError, "empty"),
    "a_40 text": (b"Dear Sir,\nplease send", HeaderError, "Order is missing"),
    "a_40 a wrong quote": (GOOD + b'1,"x"y,', NotThisFormatError, "row 3 at line 4, column Item:"),
    "too many rows": (file_of([row_of()] * 9), RowLimitError, "8 rows"),
}
_BOUNDS: Final = SheetBounds(size=1 << 20, rows=8)


@pytest.fixture(params=["memory", "sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "memory":
        return MemoryDatabase()
    return SqliteDatabase(tmp_path / "orders.db", synchronous="OFF")


def stored(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        return (
            work.orders.since(0, limit=9999),
            work.orders.find(OrderQuery(organisation=HERE)),
            work.orders.refusals(HERE),
            work.outbox.pending(limit=9999),
            tuple(work.imports.rows(HERE)),
        )


def refused_whole(
    database: Database,
    data: bytes,
    error: Refused,
    told: str,
    *,
    mapping: ColumnMapping = SHOP,
) -> None:
    importer = Importer(OrderDesk(database, OrderPath()), mapping, bounds=_BOUNDS)
    importer.import_file(file_of([row_of("0999")]), name="april.csv", context=ANN)
    before = stored(database)
    with pytest.raises(error) as caught:
        importer.import_file(data, name="may.csv", context=ANN)
    assert type(caught.value) is error
    assert caught.value.source == "may.csv"
    assert told in caught.value.why
    for locale in LOCALES:
        sentence = say_error(caught.value, locale)
        assert sentence.startswith(("may.csv", "The header of may.csv"))
        assert told in sentence
        assert sentence.isprintable()
    assert stored(database) == before
    # The importer lives on: what comes right the next time is taken in.
    report = importer.import_file(GOOD, name="may.csv", context=ANN)
    assert (report.stored, report.orders, report.seen_again) == (2, 2, 0)


def of(number: str) -> list[tuple[bytes, Refused, str]]:
    return [case for name, case in BAD.items() if name.startswith(number)]


@pytest.mark.parametrize(("data", "error", "told"), of("a_31"))
def test_a_31_an_undeclared_encoding_leaves_no_trace(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


def test_a_31_a_mark_is_honoured_whatever_is_declared(database: Database) -> None:
    desk = OrderDesk(database, OrderPath())
    for encoding in ("utf-8-sig", "utf-16"):
        mapping = attrs.evolve(SHOP, encoding="gb18030")
        data = file_of([row_of(f"{len(encoding)}", text="六角")]).decode().encode(encoding)
        report = Importer(desk, mapping).import_file(data, name="may.csv", context=ANN)
        with database.read() as work:
            (row,) = work.imports.rows(HERE, report.digest)
        assert row.verdict.record is not None
        assert row.verdict.record.description == "六角"


@pytest.mark.parametrize(("data", "error", "told"), of("a_32"))
def test_a_32_a_torn_file_leaves_no_trace_of_the_rows_before_the_tear(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


@pytest.mark.parametrize(("data", "error", "told"), of("a_33"))
def test_a_33_an_archive_that_harms_leaves_no_trace(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


@pytest.mark.parametrize(("data", "error", "told"), of("a_37"))
def test_a_37_a_column_that_stands_twice_leaves_no_trace(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


@pytest.mark.parametrize(("data", "error", "told"), of("a_38"))
def test_a_38_an_unclosed_quote_leaves_no_trace(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


@pytest.mark.parametrize(("data", "error", "told"), of("a_40"))
def test_a_40_what_is_no_such_file_leaves_no_trace(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


@pytest.mark.parametrize(("data", "error", "told"), [BAD["a missing column"], BAD["too many rows"]])
def test_what_does_not_fit_leaves_no_trace(
    database: Database, data: bytes, error: Refused, told: str
) -> None:
    refused_whole(database, data, error, told)


def test_an_encoding_that_is_none_leaves_no_trace(database: Database) -> None:
    importer = Importer(OrderDesk(database, OrderPath()), attrs.evolve(SHOP, encoding="klingon"))
    with pytest.raises(EncodingError, match="klingon is no encoding"):
        importer.import_file(GOOD, name="may.csv", context=ANN)
    assert stored(database)[0] == ()


def test_a_40_a_header_alone_is_finished_with_a_note(database: Database) -> None:
    importer = Importer(OrderDesk(database, OrderPath()), SHOP)
    report = importer.import_file(file_of([]), name="may.csv", context=ANN)
    assert [(found.code, found.param("file")) for found in report.findings] == [
        ("file.empty", "may.csv")
    ]
    assert (report.rows, report.stored, report.orders) == (0, 0, 0)
    with database.read() as work:
        assert work.imports.finished(HERE, report.digest)


@pytest.mark.parametrize(
    ("line", "told"), [("currency = 'XYZ'", "currency: "), ("zone = 'Nowhere'", "zone: ")]
)
def test_an_unknown_currency_or_zone_is_told_before_any_file(line: str, told: str) -> None:
    key = line.partition(" ")[0]
    kept = [known for known in MAPPING.splitlines() if not known.startswith(f"{key} = ")]
    with pytest.raises(MappingError) as caught:
        read_mapping("\n".join([line, *kept]), source="shop.toml")
    assert (caught.value.source, caught.value.why.startswith(told)) == ("shop.toml", True)
    for locale in LOCALES:
        assert "shop.toml" in say_error(caught.value, locale)


def test_a_23_a_naive_moment_is_no_moment_of_an_import() -> None:
    with pytest.raises(InvalidValueError) as caught:
        attrs.evolve(ANN, at=AT.replace(tzinfo=None))
    assert caught.value.code == "time.naive"


@pytest.mark.parametrize(("data", "kind"), [("a,b\n", "str"), (None, "NoneType"), ([1], "list")])
def test_what_is_no_bytes_leaves_no_trace(database: Database, data: object, kind: str) -> None:
    importer = Importer(OrderDesk(database, OrderPath()), SHOP)
    before = stored(database)
    with pytest.raises(NotThisFormatError) as caught:
        importer.import_file(data, name="may.csv", context=ANN)  # type: ignore[arg-type] # refused
    assert caught.value.why.startswith(f"bytes are needed, not {kind}; ")
    with pytest.raises(InvalidTextError):
        importer.import_file(GOOD, name=Path("may.csv"), context=ANN)  # type: ignore[arg-type] # refused
    assert stored(database) == before


@pytest.mark.parametrize("name", ["\udcff.csv", "a\x00b.csv", "\u202evsc.yam"])
def test_a_13_a_hostile_name_of_a_file_is_kept_escaped(database: Database, name: str) -> None:
    importer = Importer(OrderDesk(database, OrderPath()), SHOP)
    report = importer.import_file(GOOD, name=name, context=ANN)
    assert report.name.isprintable()
    assert report.stored == 2
    assert importer.import_file(GOOD, name=name, context=ANN).seen_again == 2
