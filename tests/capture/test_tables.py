"""Price lists and tax rates are read row by row, and each row has one report."""

import gzip
from datetime import date, timedelta
from typing import Final, TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import (
    NUMBER_FORMATS,
    PRICE_FIELDS,
    RATE_FIELDS,
    HeaderError,
    Intake,
    InvalidTableError,
    NotThisFormatError,
    PriceForm,
    RowOutcome,
    SheetBounds,
    TableForm,
    TableReading,
    TableRow,
    read_prices,
    read_rates,
    table_rows,
)
from orderkit.locales import LOCALES, say
from orderkit.pricing import PriceBook, PriceEntry, TaxRates
from orderkit.testing import price_books
from orderkit.values import PIECE, Currency, Exact, Finding, Quantity, Severity, Unit

T = TypeVar("T")
EUR: Final = Currency.of("EUR")
KILO: Final = Unit("KGM", 3)
EN: Final = PriceForm(
    table=TableForm(numbers=NUMBER_FORMATS["en"]), currency=EUR, units=(PIECE, KILO)
)
ACCEPTED, REFUSED, HELD = RowOutcome.ACCEPTED, RowOutcome.REFUSED, RowOutcome.HELD_BACK


def rows(*cells: dict[str, str]) -> list[TableRow]:
    return [TableRow(number, each) for number, each in enumerate(cells, 1)]


def told(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{found.code} {found.path}" for found in findings]


LIST: Final = """\
Artikel;Preis;Einheit;ab;bis unter;gilt ab;Mindestpreis
MUG;9,95;;;10;01.01.2026;7,50
MUG;8,95;;10;;01.01.2026;7,50
TEA;1.234,5678;KGM;0,5;;;
TEA;12.34.5;KGM;;;31.02.2026;
;9,95;SET;5;5;;
MUG;9,00;;10;;01.01.2026;
LID;-1,00;;;;;
LID;1,00;;0,5;;;
short;1
"""
GERMAN: Final = PriceForm(
    table=TableForm(
        columns=(
            ("sku", "Artikel"),
            ("price", "Preis"),
            ("unit", "Einheit"),
            ("at_least", "ab"),
            ("below", "bis unter"),
            ("valid_from", "gilt ab"),
            ("floor_price", "Mindestpreis"),
        ),
        numbers=NUMBER_FORMATS["de"],
        day="%d.%m.%Y",
        delimiter=";",
        encoding="cp1252",
    ),
    currency=EUR,
    units=(PIECE, KILO),
)
# Row, what became of it, and what was found.
REPORT: Final = [
    (1, ACCEPTED, []),
    (2, ACCEPTED, []),
    (3, ACCEPTED, []),
    (4, REFUSED, ["number.format l.csv/rows/4/price", "date.invalid l.csv/rows/4/valid_from"]),
    (
        5,
        REFUSED,
        [
            "field.missing l.csv/rows/5/sku",
            "unit.unknown l.csv/rows/5/unit",
            "price.tier_empty l.csv/rows/5/below",
        ],
    ),
    (6, REFUSED, ["price.duplicate l.csv/rows/6"]),
    (7, REFUSED, ["price.negative l.csv/rows/7/price"]),
    (8, REFUSED, ["quantity.finer l.csv/rows/8/at_least"]),
    (9, REFUSED, ["row.cells l.csv/rows/9"]),
]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_each_row_of_a_price_list_has_a_report(pack: object) -> None:
    assert callable(pack)
    data = pack(LIST.encode("cp1252"))
    every = table_rows(data, name="l.csv", form=GERMAN.table, needed=("sku", "price"))
    reading = read_prices(every, file="l.csv", form=GERMAN)
    assert [(row.number, row.outcome, told(row.findings)) for row in reading.rows] == REPORT
    assert [row.number for row in reading.refused] == [4, 5, 6, 7, 8, 9]
    assert [
        (each.sku, each.price, each.at_least, each.below, each.row) for each in reading.taken
    ] == [
        ("MUG", Exact(995, 2), 0, 10, 1),
        ("MUG", Exact(895, 2), 10, None, 2),
        ("TEA", Exact(12345678, 4), 500, None, 3),
    ]
    for row in reading.rows:
        for finding in row.findings:
            for locale in LOCALES:
                assert say(finding, locale) != finding.code


def test_a_table_that_goes_whole_goes_whole_or_not_at_all() -> None:
    every = table_rows(LIST.encode(), name="l.csv", form=GERMAN.table)
    whole = read_prices(every, file="l.csv", form=GERMAN, intake=Intake.ALL_OR_NOTHING)
    assert whole.taken == ()
    assert [row.outcome for row in whole.rows] == [HELD] * 3 + [REFUSED] * 6
    best = read_prices(every, file="l.csv", form=GERMAN)
    assert [row.findings for row in whole.rows] == [row.findings for row in best.rows]
    sound = read_prices(every[:3], file="l.csv", form=GERMAN, intake=Intake.ALL_OR_NOTHING)
    assert (len(sound.taken), sound.refused) == (3, ())


@pytest.mark.parametrize(
    ("text", "form", "price", "code"),
    [
        ("1,234", None, None, "number.ambiguous"),
        ("1.234", None, None, "number.ambiguous"),
        ("1234", None, "1234", None),
        ("1,234", "en", "1234", None),
        ("1,234", "de", "1.234", None),
        ("1,234", "plain", None, "number.format"),
        ("1.234,5", "de", "1234.5", None),
        ("1\u202f234,5", "fr", "1234.5", None),
        ("1\u2019234.5", "ch", "1234.5", None),
        ("１２．５", "zh", "12.5", None),
        ("1e999999", "en", None, "number.out_of_range"),
        ("NaN", "en", None, "number.not_finite"),
    ],
)
def test_a_07_a_number_is_read_as_declared_and_ambiguous_where_nothing_is(
    text: str, form: str | None, price: str | None, code: str | None
) -> None:
    table = TableForm() if form is None else TableForm(numbers=NUMBER_FORMATS[form])
    reading = read_prices(
        rows({"sku": "MUG", "price": text}), file="l", form=attrs.evolve(EN, table=table)
    )
    assert [str(each.price) for each in reading.taken] == ([] if price is None else [price])
    expected = [] if code is None else [f"{code} l/rows/1/price"]
    assert told(reading.rows[0].findings) == expected


def test_a_09_decimals_beyond_those_declared_are_refused_and_never_rounded() -> None:
    cells = {"sku": "MUG", "price": "9.995", "floor_price": "7.001"}
    fine = read_prices(rows(cells), file="l", form=EN)
    assert (fine.taken[0].price, fine.taken[0].floor_price) == (Exact(9995, 3), Exact(7001, 3))
    coarse = read_prices(rows(cells), file="l", form=attrs.evolve(EN, decimals=2))
    assert coarse.taken == ()
    assert told(coarse.rows[0].findings) == [
        "money.precision l/rows/1/price",
        "money.precision l/rows/1/floor_price",
    ]
    assert say(coarse.rows[0].findings[0], "en") == (
        "9.995 EUR has more than 2 decimals. Correct the price, or allow more decimals; "
        "it is not rounded."
    )


@pytest.mark.parametrize(
    ("cells", "findings"),
    [
        ({"sku": "MUG", "price": "1", "currency": "JPY"}, []),
        ({"sku": "MUG", "price": "1", "currency": "XYZ"}, ["currency.unknown l/rows/1/currency"]),
        ({"price": "1"}, ["field.missing l/rows/1/sku"]),
        (
            {"sku": "MUG", "price": "1", "at_least": "1", "below": "1"},
            ["price.tier_empty l/rows/1/below"],
        ),
        (
            {"sku": "MUG", "price": "1", "at_least": "99999999999999999999"},
            ["number.out_of_range l/rows/1/at_least"],
        ),
        ({"sku": "MUG"}, ["field.missing l/rows/1/price"]),
        ({"sku": "M\u200bUG", "price": "1"}, ["text.invisible l/rows/1/sku"]),
        ({"sku": "P\u0410Y", "price": "1"}, ["text.confusable l/rows/1/sku"]),
        ({"sku": "=1+1", "price": "1"}, ["text.formula l/rows/1/sku"]),
        (
            {"sku": "MUG", "price": "1", "valid_from": "2026-05-01", "valid_until": "2026-04-30"},
            ["price.days_empty l/rows/1/valid_until"],
        ),
        (
            {"sku": "MUG", "price": "1", "at_least": "-1"},
            ["number.out_of_range l/rows/1/at_least"],
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_told(cells: dict[str, str], findings: list[str]) -> None:
    (row,) = read_prices(rows(cells), file="l", form=EN).rows
    assert told(row.findings) == findings


def test_without_a_currency_each_row_needs_one() -> None:
    form = attrs.evolve(EN, currency=None)
    (row,) = read_prices(rows({"sku": "MUG", "price": "1"}), file="l", form=form).rows
    assert told(row.findings) == ["field.missing l/rows/1/currency"]


def test_a_column_that_nobody_reads_is_told_once() -> None:
    cells = {"sku": "MUG", "price": "1", "flor_price": "9"}
    reading = read_prices(rows(cells, {**cells, "sku": "LID"}), file="l", form=EN)
    assert [(each.code, each.param("column")) for each in reading.findings] == [
        ("table.column_unknown", "flor_price")
    ]
    assert len(reading.taken) == 2


def test_doubtful_tiers_are_told_at_the_row_that_is_taken_all_the_same() -> None:
    cells = {"sku": "MUG", "price": "1"}
    reading = read_prices(
        rows({**cells, "below": "5"}, {**cells, "at_least": "6"}), file="l", form=EN
    )
    assert [row.outcome for row in reading.rows] == [ACCEPTED, ACCEPTED]
    (found,) = reading.rows[1].findings
    assert (found.code, found.severity) == ("price.tier_gap", Severity.REVIEW)
    assert found.param("first") == Quantity(5, PIECE)


def written(entry: PriceEntry, form: str) -> dict[str, str]:
    """The cells of an entry, as a clerk who writes numbers so would fill them in."""
    signs = NUMBER_FORMATS[form]

    def number(value: Exact | None) -> str:
        return "" if value is None else str(value).replace(".", signs.decimal)

    step = Exact(1, entry.unit.decimals)
    return {
        "sku": entry.sku,
        "price": number(entry.price),
        "currency": entry.currency.code,
        "unit": entry.unit.code,
        "at_least": number(Exact(entry.at_least) * step),
        "below": "" if entry.below is None else number(Exact(entry.below) * step),
        "valid_from": "" if entry.valid_from is None else entry.valid_from.isoformat(),
        "valid_until": "" if entry.valid_until is None else entry.valid_until.isoformat(),
        "list_price": number(entry.list_price),
        "floor_price": number(entry.floor_price),
        "id": entry.id,
    }


@given(price_books(), st.sampled_from(sorted(NUMBER_FORMATS)))
def test_what_a_clerk_writes_is_read_as_it_was_meant(book: PriceBook, form: str) -> None:
    entries = [entry for source in book.sources for entry in source.entries]
    every = rows(*(written(entry, form) for entry in entries))
    table = TableForm(numbers=NUMBER_FORMATS[form])
    meant = attrs.evolve(EN, table=table, negative_allowed=True)
    reading = read_prices(every, file="l", form=meant)
    duplicates = {row.number for row in reading.refused}
    for row in reading.refused:
        assert told(row.findings)[0].startswith("price.duplicate")
    assert list(reading.taken) == [
        attrs.evolve(entry, row=number)
        for number, entry in enumerate(entries, 1)
        if number not in duplicates
    ]


_TEXTS = st.sampled_from(
    ["", "1", "1,5", "2026-01-01", "2026-02-30", "MUG", "KGM", "EUR", "-1", "9" * 70, "=1", "\x00"]
) | st.text(max_size=6)


def hold(reading: TableReading[T], every: list[TableRow], intake: Intake) -> None:
    outcomes = [row.outcome for row in reading.rows]
    assert [row.number for row in reading.rows] == [row.number for row in every]
    assert len(reading.taken) == outcomes.count(ACCEPTED)
    for row in reading.rows:
        blocked = any(found.severity is Severity.BLOCK for found in row.findings)
        assert (row.outcome is REFUSED) == blocked
        assert all(found.path.startswith(f"l/rows/{row.number}") for found in row.findings)
    whole = intake is Intake.ALL_OR_NOTHING and REFUSED in outcomes
    assert (HELD in outcomes) <= whole
    assert not (whole and ACCEPTED in outcomes)


@given(
    st.lists(st.dictionaries(st.sampled_from(PRICE_FIELDS), _TEXTS), max_size=6),
    st.sampled_from(Intake),
)
def test_whatever_stands_in_rows_each_has_one_report(
    cells: list[dict[str, str]], intake: Intake
) -> None:
    every = rows(*cells)
    hold(read_prices(every, file="l", form=EN, intake=intake), every, intake)
    other = rows(*({**each, "code": each.get("sku", "")} for each in cells))
    hold(read_rates(other, file="l", form=EN.table, intake=intake), other, intake)


RATES: Final = rows(
    {"code": "DE", "rate": "19", "until": "2020-06-30"},
    {"code": "DE", "rate": "16", "since": "2020-07-01", "until": "2020-12-31"},
    {"code": "DE", "rate": "19", "since": "2021-01-01"},
    {"code": "CN", "rate": "17", "since": "2016-05-01", "until": "2018-04-30"},
    {"code": "CN", "rate": "13", "since": "2019-04-01"},
    {"code": "DE", "rate": "15", "since": "2020-12-31"},
    {"code": "DE", "rate": "-101"},
    {"code": "DE", "rate": "1", "since": "2020-02-01", "until": "2020-01-01"},
    {"rate": "x"},
)


def test_each_row_of_a_table_of_rates_has_a_report() -> None:
    reading = read_rates(RATES, file="r.csv", form=EN.table)
    assert [(row.outcome, told(row.findings)) for row in reading.rows] == [
        (ACCEPTED, []),
        (ACCEPTED, []),
        (ACCEPTED, []),
        (ACCEPTED, []),
        (ACCEPTED, ["tax.gap r.csv/rows/5/since"]),
        (REFUSED, ["tax.overlap r.csv/rows/6/since"]),
        (REFUSED, ["tax.too_low r.csv/rows/7/rate"]),
        (REFUSED, ["tax.days_empty r.csv/rows/8/until"]),
        (REFUSED, ["field.missing r.csv/rows/9/code", "number.format r.csv/rows/9/rate"]),
    ]
    rates = TaxRates(reading.taken)
    assert rates.at("DE", date(2020, 12, 31)) == Exact(16)
    assert rates.at("CN", date(2018, 12, 31)) is None
    whole = read_rates(RATES, file="r.csv", form=EN.table, intake=Intake.ALL_OR_NOTHING)
    assert whole.taken == ()


_DAYS = st.none() | st.integers(0, 9).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


@given(st.lists(st.tuples(st.sampled_from("ab"), _DAYS, _DAYS, st.integers(0, 20)), max_size=8))
def test_rates_that_were_taken_hold_one_at_a_time(
    drawn: list[tuple[str, date | None, date | None, int]],
) -> None:
    every = rows(
        *(
            {"code": code, "rate": str(rate), "since": str(since or ""), "until": str(until or "")}
            for code, since, until, rate in drawn
        )
    )
    reading = read_rates(every, file="l", form=EN.table)
    table = TaxRates(reading.taken)
    for rate in reading.taken:
        assert table.at(rate.code, rate.since or rate.until or date(2026, 1, 1)) is not None
    sound = [since for _, since, until, _ in drawn if not since or not until or since <= until]
    assert bool(reading.taken) == bool(sound)


def test_a_file_that_cannot_be_read_is_refused_with_its_name() -> None:
    with pytest.raises(HeaderError, match=r"l\.csv: column price is missing"):
        table_rows(b"sku,other\nMUG,1\n", name="l.csv", form=TableForm(), needed=("sku", "price"))
    with pytest.raises(HeaderError, match="column sku stands twice"):
        table_rows(b"sku,sku\nMUG,1\n", name="l.csv", form=TableForm())
    with pytest.raises(NotThisFormatError):
        table_rows(b"", name="l.csv", form=TableForm())
    bounds = SheetBounds(row=40)
    every = table_rows(
        b"sku,price\nMUG," + b"9" * 60 + b"\nLID,1\n", name="l", form=TableForm(), bounds=bounds
    )
    reading = read_prices(every, file="l", form=EN)
    assert told(reading.rows[0].findings) == ["row.too_long l/rows/1"]
    assert [entry.sku for entry in reading.taken] == ["LID"]


def test_what_no_table_or_form_can_be_is_refused() -> None:
    with pytest.raises(InvalidTableError, match="stands twice"):
        TableForm(columns=(("sku", "A"), ("price", "A")))
    with pytest.raises(InvalidTableError, match="form/columns"):
        TableForm(columns=(("sku",),))  # type: ignore[arg-type]  # the very thing that is refused
    with pytest.raises(InvalidTableError, match="units"):
        PriceForm(units=())
    with pytest.raises(InvalidTableError, match="units"):
        PriceForm(units=(KILO, Unit("KGM", 2)))
    with pytest.raises(InvalidTableError, match="form/decimals"):
        PriceForm(decimals="2")  # type: ignore[arg-type]  # the very thing that is refused
    with pytest.raises(InvalidTableError, match="rows/3"):
        TableRow(3, {"sku": 1})  # type: ignore[dict-item]  # the very thing that is refused
    with pytest.raises(InvalidTableError, match="number"):
        TableRow(0, ())
    same = [TableRow(1, ()), TableRow(1, ())]
    for read in (
        lambda: read_prices(same, file="l", form=EN),
        lambda: read_rates(same, file="l", form=EN.table),
    ):
        with pytest.raises(InvalidTableError, match="twice"):
            read()
    assert RATE_FIELDS == ("code", "rate", "since", "until")
