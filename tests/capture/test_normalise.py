"""Cells to fields: what is read, and what is found wrong in which field."""

from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.capture import ColumnMapping, RawRow, Reading, Record, RowReader, read_sheet
from orderkit.testing.capture import Cells, file_of, mapping_of, row_of
from orderkit.values import Exact, NumberFormat, Severity

PLAIN = mapping_of()
# What is tried in a cell: row, field, and the code that it must give.
BAD = {
    "not finite": (row_of(price="NaN"), "price", "number.not_finite"),
    "a signalling one": (row_of(price="-sNaN"), "price", "number.not_finite"),
    "infinite": (row_of(quantity="Infinity"), "quantity", "number.not_finite"),
    "infinite, short": (row_of(price="-inf"), "price", "number.not_finite"),
    "one too large": (row_of(price="1e400"), "price", "number.out_of_range"),
    "ten bytes of minutes": (row_of(quantity="1E+2000000"), "quantity", "number.out_of_range"),
    "too small": (row_of(price="1e-400"), "price", "number.out_of_range"),
    "too many pieces": (row_of(quantity=str(2**63)), "quantity", "number.out_of_range"),
    "too many digits": (row_of(price="9" * 10_000), "price", "number.too_long"),
    "full width": (row_of(quantity="１２"), "quantity", "number.format"),
    "other digits": (row_of(quantity="٣"), "quantity", "number.format"),
    "underscore": (row_of(quantity="1_000"), "quantity", "number.format"),
    "hexadecimal": (row_of(quantity="0x10"), "quantity", "number.format"),
    "another minus": (row_of(quantity="−5"), "quantity", "number.format"),
    "brackets": (row_of(price="(5.00)"), "price", "number.format"),
    "a minus behind": (row_of(price="5-"), "price", "number.format"),
    "an apostrophe": (row_of(price="1'000"), "price", "number.format"),
    "a blank within": (row_of(price="1\u00a0000"), "price", "number.format"),
    "a comma": (row_of(price="1,5"), "price", "number.format"),
    "no price": (row_of(price=""), "price", "field.missing"),
    "no quantity": (row_of(quantity="\u00a0"), "quantity", "field.missing"),
    "a sign alone": (row_of(quantity="-"), "quantity", "number.format"),
    "a part of a piece": (row_of(quantity="1.5"), "quantity", "number.not_whole"),
    "a zero byte": (row_of(sku="1\x0011"), "sku", "text.control"),
    "a bell in a text": (row_of(text="ring \x07"), "description", "text.control"),
    "a control sign at the edge": (row_of(sku="111\x1f"), "sku", "text.control"),
    "a control sign in a number": (row_of(quantity="2\x00"), "quantity", "number.format"),
    "half of a pair": (row_of(country="\ud800"), "country", "text.control"),
    "an override": (row_of(sku="11\u202e1"), "sku", "text.invisible"),
    "no width": (row_of(customer="17\u200b850"), "customer", "text.invisible"),
    "a long text": (row_of(text="x" * (10 << 20)), "description", "text.too_long"),
    "a long code": (row_of(number="1" * 65), "number", "text.too_long"),
    "no number": (row_of(number=" "), "number", "field.missing"),
    "no article": (row_of(sku="\u3000"), "sku", "field.missing"),
    "no time": (row_of(at=""), "at", "field.missing"),
    "no such day": (row_of(at="2024-02-30T10:00"), "at", "time.format"),
    "no number of a day": (row_of(at="yesterday"), "at", "time.format"),
    "the year 1": (row_of(at="0001-01-01T00:00"), "at", "date.out_of_range"),
    "the year 9999": (row_of(at="9999-12-31T23:59"), "at", "date.out_of_range"),
    "a skipped hour": (row_of(at="2024-03-31T02:30"), "at", "time.nonexistent"),
    "an hour that came twice": (row_of(at="2024-10-27T02:30"), "at", "time.ambiguous"),
    "beyond all amounts": (
        row_of(quantity="9" * 18, price="9" * 18),
        "price",
        "money.overflow",
    ),
}


def reading(cells: Cells, mapping: ColumnMapping = PLAIN) -> Reading:
    sheet = read_sheet(file_of([]), name="may.csv", mapping=mapping)
    return RowReader(sheet, mapping).read(RawRow(7, cells))


def record(cells: Cells, mapping: ColumnMapping = PLAIN) -> Record:
    read = reading(cells, mapping)
    assert read.record is not None, read.findings
    return read.record


def test_a_row_is_read_as_it_stands() -> None:
    assert reading(row_of()) == Reading(
        record=Record(
            number="1001",
            sku="111",
            description="bolt M8",
            quantity=2,
            at=datetime(2024, 3, 1, 9, tzinfo=UTC),
            price=Exact(15, 1),
            customer="17850",
            country="Germany",
        ),
        amount=300,
        key=reading(row_of()).key,
    )


@pytest.mark.parametrize(("cells", "field", "code"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_one_finding_of_its_field(
    cells: Cells, field: str, code: str
) -> None:
    read = reading(cells)
    assert read.record is None
    assert read.key == ""
    (found,) = read.findings
    assert (found.code, found.path, found.severity) == (code, field, Severity.BLOCK)
    for value in dict(found.params).values():
        assert len(str(value)) <= 64
        assert str(value).isprintable()


@pytest.mark.parametrize("field", ["quantity", "price"])
def test_an_amount_is_read_where_only_something_else_cannot_be(field: str) -> None:
    assert reading(row_of(at="yesterday")).amount == 300
    assert reading(row_of(text="\x00")).amount == 300
    assert reading(row_of(**{field: "x"})).amount is None


def test_all_that_is_wrong_in_a_row_is_found_in_the_order_of_the_fields() -> None:
    read = reading(("", "\x00", "\x07", "x", "x", "NaN", "\u202e", "y" * 101))
    assert [found.path for found in read.findings] == [
        *("sku", "description", "customer", "country", "number"),
        *("quantity", "price", "at"),
    ]


@pytest.mark.parametrize("cells", [row_of()[:7], (*row_of(), ""), ()])
def test_a_row_of_another_number_of_cells_says_how_many(cells: Cells) -> None:
    (found,) = reading(cells).findings
    assert (found.code, found.path) == ("row.cells", "")
    assert (found.param("expected"), found.param("found")) == (8, len(cells))
    assert reading(cells).amount is None


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", "\u3000", "\r\n", " \u202f "])
def test_text_is_trimmed(blank: str) -> None:
    padded = tuple(f"{blank}{cell}{blank}" for cell in row_of())
    assert reading(padded) == reading(row_of())


@pytest.mark.parametrize(
    ("customer", "read"),
    [("17850.0", "17850"), ("17850", "17850"), ("17850.00", "17850.00"), (".0", ""), ("0", "0")],
)
def test_an_ending_is_stripped_once_as_declared(customer: str, read: str) -> None:
    assert record(row_of(customer=customer)).customer == read
    assert record(row_of(sku="222A.0"), attrs.evolve(PLAIN, goods=())).sku == "222A.0"


@pytest.mark.parametrize("text", ["85123a", "85123A"])
def test_codes_are_folded_as_declared_and_texts_are_not(text: str) -> None:
    folded = record(row_of(number=text, sku=text, text=text, customer=text, country=text))
    assert (folded.number, folded.sku) == ("85123A", "85123A")
    assert (folded.description, folded.customer, folded.country) == (text, text, text)
    plain = record(row_of(number=text, sku=text), attrs.evolve(PLAIN, upper=()))
    assert (plain.number, plain.sku) == (text, text)


def test_a_16_twins_of_composition_are_one_code_and_other_letters_are_not() -> None:
    one, two = row_of(sku="caf\u00e9"), row_of(sku="cafe\u0301")
    assert reading(one) == reading(two)
    plain = attrs.evolve(PLAIN, upper=())
    codes = ["stra\u00dfe", "strasse", "\u0130", "i\u0307", "I", "i", "\uff29", "\u2160"]
    assert len({record(row_of(sku=code), plain).sku for code in codes}) == len(codes)


def test_a_16_a_text_that_is_no_code_is_kept_as_it_was_written() -> None:
    assert record(row_of(text="cafe\u0301")).description == "cafe\u0301"


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-20% off", "@SUM(A1)", "\t=1+1"])
@pytest.mark.parametrize("field", ["number", "sku", "text", "customer", "country"])
def test_a_18_a_formula_in_any_text_is_kept_as_data_with_a_note(field: str, text: str) -> None:
    read = reading(row_of(**{field: text}))
    assert read.record is not None
    path = {"text": "description"}.get(field, field)
    kept = getattr(read.record, path)
    assert kept == (text.strip().upper() if field in {"number", "sku"} else text.strip())
    (found,) = read.findings
    assert (found.code, found.path, found.severity) == ("text.formula", path, Severity.NOTE)
    assert found.param("text") == kept


def test_a_18_a_negative_number_is_no_formula() -> None:
    assert reading(row_of(quantity="-2", price="-1.50")).findings == ()


@pytest.mark.parametrize("zero", ["-0", "-0.00", "+0", "0e5", "-0e-9"])
def test_a_04_minus_zero_is_zero(zero: str) -> None:
    read = reading(row_of(price=zero))
    assert read.record is not None
    assert (str(read.record.price), read.amount) == ("0", 0)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("−5", NumberFormat(minus="−")),
        ("5-", NumberFormat(trailing_minus=True)),
        ("(5)", NumberFormat(brackets=True)),
        ("-０５", NumberFormat(full_width=True)),
        ("-5,0", NumberFormat(decimal=",")),
        ("-0\u00a0005", NumberFormat(group="\u00a0")),
    ],
)
def test_a_05_a_06_numbers_are_read_as_declared_and_only_so(text: str, form: NumberFormat) -> None:
    assert reading(row_of(price=text)).record is None
    assert record(row_of(price=text), attrs.evolve(PLAIN, numbers=form)).price == Exact(-5)


def test_a_07_a_number_is_ambiguous_where_no_decimal_sign_is_declared() -> None:
    nobody = attrs.evolve(PLAIN, numbers=NumberFormat(decimal=""))
    (found,) = reading(row_of(price="1,234"), nobody).findings
    assert (found.code, found.path) == ("number.ambiguous", "price")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-03-31T01:59:59", "2024-03-31T00:59:59"),
        ("2024-03-31T03:00:00", "2024-03-31T01:00:00"),
        ("2024-10-27T02:30:00+02:00", "2024-10-27T00:30:00"),
        ("2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00"),
        ("2024-03-31T02:30:00Z", "2024-03-31T02:30:00"),
        ("2024-07-01 12:00", "2024-07-01T10:00:00"),
        ("2024-01-01", "2023-12-31T23:00:00"),
    ],
)
def test_a_23_a_24_a_25_local_times_are_of_the_declared_zone_and_offsets_go_before(
    text: str, utc: str
) -> None:
    assert record(row_of(at=text)).at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_times_are_read_by_the_declared_pattern_alone() -> None:
    german = attrs.evolve(PLAIN, time="%d.%m.%Y %H:%M")
    moment = datetime(2024, 2, 1, 9, tzinfo=UTC)
    assert record(row_of(at="01.02.2024 10:00"), german).at == moment
    assert [found.code for found in reading(row_of(), german).findings] == ["time.format"]


def test_columns_that_a_channel_does_not_have_are_empty() -> None:
    needed = {"number", "sku", "quantity", "at", "price"}
    few = attrs.evolve(PLAIN, columns=tuple(pair for pair in PLAIN.columns if pair[0] in needed))
    read = record(row_of(), few)
    assert (read.description, read.customer, read.country) == ("", "", "")


@given(
    quantity=st.integers(-1000, 1000),
    digits=st.integers(-(10**6), 10**6),
    scale=st.integers(0, 6),
)
def test_law_the_amount_is_rounded_once_half_away_from_zero(
    quantity: int, digits: int, scale: int
) -> None:
    price = Exact(digits, scale)
    read = reading(row_of(quantity=str(quantity), price=str(price)))
    twice = 2 * abs(quantity * digits * 100)
    whole = (twice + 10**scale) // (2 * 10**scale)
    assert read.amount == (whole if quantity * digits > 0 else -whole)


@given(
    cells=st.lists(st.text(max_size=12), min_size=8, max_size=8),
    place=st.integers(0, 7),
)
def test_law_no_cells_raise(cells: list[str], place: int) -> None:
    mixed = [*row_of()]
    mixed[place] = cells[place]
    for row in (mixed, cells):
        read = reading(tuple(row))
        assert (read.record is None) == any(
            found.severity is Severity.BLOCK for found in read.findings
        )
        assert all(str(value).isprintable() for each in read.findings for _, value in each.params)


@given(st.integers(0, 7), st.sampled_from([" ", "x", "0"]))
def test_law_the_key_tells_any_two_rows_apart_that_differ_in_a_field(place: int, more: str) -> None:
    cells = [*row_of()]
    cells[place] += more
    other, plain = reading(tuple(cells)), reading(row_of())
    if other.record is not None:
        assert (other.key == plain.key) == (other.record == plain.record)


def test_the_key_knows_where_a_field_ends() -> None:
    one, two = row_of(text="ab", customer="c"), row_of(text="a", customer="bc")
    assert reading(one).key != reading(two).key
    assert reading(row_of(price="1.5")).key == reading(row_of(price="1.50")).key
    assert reading(row_of(at="2024-03-01T09:00Z")).key == reading(row_of()).key
