"""Mappings: every key that there is, and every mistake with the key it stands at."""

import inspect
import textwrap
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import orderkit.capture.reader
from orderkit.capture import FIELDS, ChargeClass, ColumnMapping, MappingError, read_mapping
from orderkit.testing.capture import MAPPING, mapping_of
from orderkit.values import Currency, NumberFormat, PartyId

NEEDED = """
channel = "shop"
currency = "EUR"
zone = "Europe/Berlin"
[columns]
number = "a"
sku = "b"
quantity = "c"
at = "d"
price = "e"
"""


def documented() -> str:
    """The example in the docstring of the reader."""
    return textwrap.dedent((inspect.getdoc(orderkit.capture.reader) or "").partition("::\n")[2])


def mistakes(text: str) -> list[str]:
    with pytest.raises(MappingError) as caught:
        read_mapping(text, source="shop.toml")
    assert caught.value.source == "shop.toml"
    return caught.value.why.split("; ")


def with_line(line: str) -> str:
    """The needed keys with one more, or with one of them changed."""
    key = line.partition(" = ")[0]
    kept = [known for known in NEEDED.splitlines() if not known.startswith(f"{key} = ")]
    return "\n".join([line, *kept])


def test_every_field_is_documented_with_its_key() -> None:
    read = read_mapping(documented(), source="the docstring")
    plain = read_mapping(NEEDED, source="plain")
    for field in attrs.fields(ColumnMapping):
        documents = field.default is attrs.NOTHING or getattr(read, field.name) != field.default
        assert documents, field.name
    for field in attrs.fields(NumberFormat):
        assert getattr(read.numbers, field.name) != field.default, field.name
    assert [name for name, _ in read.columns] == list(FIELDS)
    assert {kind for _, kind in read.charges} == set(ChargeClass)
    assert plain.numbers == NumberFormat()


def test_every_attribute_is_told_in_the_value_or_speaks_for_itself() -> None:
    told = inspect.getdoc(ColumnMapping) or ""
    plain = {"channel", "currency", "delimiter", "encoding", "numbers", "largest_quantity"}
    for field in attrs.fields(ColumnMapping):
        assert f"\n    {field.name}: " in told or field.name in plain, field.name


def test_what_is_needed_is_enough() -> None:
    mapping = read_mapping(NEEDED, source="shop.toml")
    assert mapping == ColumnMapping(
        channel=mapping.channel,
        currency=Currency.of("EUR"),
        zone="Europe/Berlin",
        columns=tuple(zip(["number", "sku", "quantity", "at", "price"], "abcde", strict=True)),
    )
    assert (mapping.channel, mapping.guest) == ("shop", PartyId("guest"))


@pytest.mark.parametrize("key", ["channel", "currency", "zone"])
@pytest.mark.parametrize("value", [None, '""', '" "'])
def test_a_needed_key_that_is_missing_is_named(key: str, value: str | None) -> None:
    line = f"{key} = {value}" if value else ""
    lines = [line, *(known for known in NEEDED.splitlines() if not known.startswith(key))]
    assert f"{key}: missing" in mistakes("\n".join(lines))


@pytest.mark.parametrize("field", ["number", "sku", "quantity", "at", "price"])
@pytest.mark.parametrize("value", [None, '""'])
def test_a_needed_column_that_is_missing_is_named(field: str, value: str | None) -> None:
    lines = [known for known in NEEDED.splitlines() if not known.startswith(f"{field} = ")]
    text = "\n".join([*lines, f"{field} = {value}" if value else ""])
    assert mistakes(text) == [f"columns.{field}: missing"]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("chanel = 'x'", "chanel"),
        ("number.decimal = ','", "number"),
        ("numbers.decimals = ','", "numbers.decimals"),
        ("columns.skus = 'x'", "columns.skus"),
        ("charges.gift = ['x']", "charges.gift"),
        ("strip.skus = 'x'", "strip.skus"),
        ("'columns.country' = 'x'", "columns.country"),
        ("'evil\\u202e' = 1", r"evil\u202e"),
    ],
)
def test_an_unknown_key_is_refused_by_name(line: str, path: str) -> None:
    text = f"{line}\n{NEEDED}".replace("[columns]\n", "")
    for name in ("number", "sku", "quantity", "at", "price"):
        text = text.replace(f"\n{name} = ", f"\ncolumns.{name} = ")
    line = line.replace("\\u202e", "\u202e")
    assert mistakes(text.replace("\\u202e", "\u202e")) == [f"{path}: unknown key"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("currency = 'XYZ'", "currency: [money.currency_unknown]"),
        ("currency = 3", "currency: a text is needed"),
        ("zone = 'Europe/Nowhere'", "zone: [time.zone_unknown]"),
        ("zone = '../../etc/passwd'", "zone: [time.zone_unknown]"),
        ("channel = 'a-b'", "channel: letters, digits and _"),
        ("channel = 'a/b'", "channel: letters, digits and _"),
        (f"channel = '{'x' * 65}'", "channel: a name of 1 to 64"),
        ("guest = ''", "guest: a name of 1 to 64"),
        ("guest = 'a\u202eb'", "guest: a name of 1 to 64"),
        ("delimiter = ''", "delimiter:  is no single sign"),
        ("delimiter = 'ab'", "delimiter: ab is no single sign"),
        ("delimiter = '\"'", 'delimiter: " is no single sign'),
        ('delimiter = "\\n"', r"delimiter: \n is no single sign"),
        ("encoding = 'klingon'", "encoding: klingon is no encoding"),
        ("encoding = 'hex'", "encoding: hex is no encoding"),
        ("encoding = 'Unicode-Escape'", "encoding: Unicode-Escape is no sound encoding"),
        ("encoding = 'undefined'", "encoding: undefined is no sound encoding"),
        ("encoding = 'utf-7'", "encoding: utf-7 is no sound encoding of files"),
        ('encoding = "\\u0000"', r"encoding: \x00 is no encoding"),
        ("time = '%Q'", "time: %Q is no pattern of a day"),
        ("time = '%Y-%m-%d %Y'", "time: %Y-%m-%d %Y is no pattern of a day"),
        ("zone = 'localtime'", "zone: [time.zone_unknown]"),
        ('charges.billable = ["a\\nb"]', r"charges.billable: a\nb holds a sign that no code has"),
        ("strip.customer = '.0'", "strip.customer: there is no columns.customer"),
        ("time = '%H:%M'", "time: %H:%M is no pattern of a day"),
        ("time = '%d.%m. %H:%M'", "time: %d.%m. %H:%M is no pattern of a day"),
        ("time = '%d.%m.%%Y %H:%M'", "time: %d.%m.%%Y %H:%M is no pattern of a day"),
        ("time = '%Y-%m-%d %Z'", "time: none of %c %x %X %Z"),
        ("time = '%x %H:%M'", "time: none of %c %x %X %Z"),
        ("upper = ['number', 'nummer']", "upper: nummer is no field"),
        ("upper = 'number'", "upper: a list is needed"),
        ("goods = ['#', 3]", "goods: a list of texts is needed"),
        ("goods = ['#', ' ']", "goods: a list of texts is needed"),
        ("largest_quantity = 0", "largest_quantity: a number above zero"),
        ("largest_quantity = 9223372036854775808", "largest_quantity: a number above zero"),
        ("largest_quantity = true", "largest_quantity: a whole number is needed"),
        ("largest_quantity = 1e3", "largest_quantity: a whole number is needed"),
        ("duplicates = 'sum'", "duplicates: merge or add is needed, not sum"),
        ("no_customer = 'no'", "no_customer: guest or reject is needed, not no"),
        ("numbers.decimal = '..'", "numbers.decimal: .. is no single sign"),
        ("numbers.decimal = '5'", "numbers.decimal: 5 is no single sign"),
        ("numbers.group = '.'", "numbers: one sign has two meanings"),
        ("numbers.brackets = 'yes'", "numbers.brackets: a true or false is needed"),
        ("charges.discount = ['d', 'D']", "charges.discount: D stands twice"),
        ("delimiter = 'x'", "delimiter: x is no single sign"),
        ("numbers.decimal = 'd'", "numbers.decimal: d is no single sign"),
        ("goods = []", "goods: a shape is needed, or no such key"),
        ("goods = [' #']", "goods: ' #' has a blank that is cut off"),
        ("goods = ['a#']", "goods: a# is a charge, or has a letter"),
        ("goods = ['ı#']", "goods: ı# is a charge, or has a letter"),
        ("charges.own_cost = ['FEE ']", "charges.own_cost: 'FEE ' has a blank that is cut off"),
        ("reversals = [' C']", "reversals: ' C' has a blank that is cut off"),
        ("bad_debts = ['\tA']", r"bad_debts: '\tA' has a blank that is cut off"),
        ("strip.sku = ''", "strip.sku: an ending is needed that is not empty"),
        ("strip.sku = ' '", "strip.sku: an ending is needed that is not empty"),
        ("strip.sku = '.0 '", "strip.sku: an ending is needed that is not empty"),
        ("strip.sku = 0", "strip.sku: a text is needed"),
        ("no_customer = 'reject'", "no_customer: reject needs columns.customer"),
        ("numbers = 3", "numbers: a table is needed"),
        ("strip = ['.0']", "strip: a table is needed"),
    ],
)
def test_a_value_that_cannot_be_is_told_at_its_key(line: str, told: str) -> None:
    (mistake,) = mistakes(with_line(line))
    assert mistake.startswith(told)
    assert mistake.isprintable()


@pytest.mark.parametrize("columns", ["[]", "['a', 'b']", "'a'", "1", "[{number = 'a'}]"])
def test_columns_that_are_no_table_are_told_once(columns: str) -> None:
    head = NEEDED.partition("[columns]")[0]
    assert mistakes(f"{head}columns = {columns}") == ["columns: a table is needed"]


def test_an_unknown_column_is_told_beside_two_fields_of_one_header() -> None:
    text = f"{NEEDED}country = 'a'\nskus = 'x'"
    assert mistakes(text) == ["columns: a stands for two fields", "columns.skus: unknown key"]


@pytest.mark.parametrize(
    ("given", "kind"), [(NEEDED.encode(), "bytes"), (None, "NoneType"), ({}, "dict")]
)
def test_what_is_no_text_is_told_as_such(given: object, kind: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_mapping(given, source="shop.toml")  # type: ignore[arg-type] # what is refused
    told = f"a text is needed, not {kind}: decode the file as utf-8 first"
    assert (caught.value.source, caught.value.why) == ("shop.toml", told)


def test_a_byte_order_mark_before_a_mapping_is_passed_over() -> None:
    marked = NEEDED.encode("utf-8-sig").decode("utf-8")
    plain = read_mapping(NEEDED, source="shop.toml")
    assert read_mapping(marked, source="shop.toml") == plain


def test_one_column_for_two_fields_is_refused() -> None:
    text = NEEDED.replace('"b"', '" a "')
    assert mistakes(text) == ["columns: a stands for two fields"]


def test_one_code_in_two_classes_of_charges_is_refused_as_it_will_be_folded() -> None:
    text = "charges.billable = ['post']\ncharges.own_cost = ['POST']\n"
    assert mistakes(text + NEEDED) == ["charges.own_cost: POST stands twice"]
    plain = read_mapping(f"upper = []\n{text}{NEEDED}", source="shop.toml")
    assert plain.charges == (("post", ChargeClass.BILLABLE), ("POST", ChargeClass.OWN_COST))


def test_prefixes_are_folded_as_their_field_is() -> None:
    text = "reversals = ['st']\nbad_debts = ['af']\n"
    folded = read_mapping(text + NEEDED, source="shop.toml")
    assert (folded.reversals, folded.bad_debts) == (("ST",), ("AF",))
    plain = read_mapping(f"upper = ['sku']\n{text}{NEEDED}", source="shop.toml")
    assert (plain.reversals, plain.bad_debts) == (("st",), ("af",))


def test_all_mistakes_are_told_at_once() -> None:
    told = mistakes("what = 1\ncurrency = 'XYZ'\ndelimiter = 'ab'\nduplicates = 'x'\n[columns]")
    assert len(told) == 11
    keys = {mistake.partition(":")[0] for mistake in told}
    assert {"what", "currency", "delimiter", "duplicates", "channel", "columns.sku"} <= keys


def test_of_very_many_mistakes_the_first_are_told_and_the_rest_counted() -> None:
    text = "\n".join(f"x{n} = 1" for n in range(100))
    told = mistakes(text + NEEDED)
    assert told[:2] == ["x0: unknown key", "x1: unknown key"]
    assert (len(told), told[-1]) == (21, "and 80 more")


@pytest.mark.parametrize(
    "text",
    ["channel = ", "\x00", "a = 1\na = 2", "[" * 10_000, f"largest_quantity = {'9' * 5000}"],
    ids=["cut off", "zero byte", "twice", "deep", "long"],
)
def test_what_is_no_toml_is_refused(text: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.isprintable()
    assert len(mistake) <= 64


@pytest.mark.parametrize(
    ("code", "shapes", "fits"),
    [
        ("12345", ["#####"], True),
        ("1234", ["#####"], False),
        ("1234x", ["#####", "####A"], True),
        ("1234\u00e9", ["####A"], False),
        ("\u0661\u0662\u0663", ["###"], False),
        ("AB-1", ["AA-#"], True),
        ("AB.1", ["AA-#"], False),
        ("anything", [], True),
    ],
)
def test_goods_are_known_by_plain_shapes(code: str, shapes: Sequence[str], *, fits: bool) -> None:
    assert attrs.evolve(mapping_of(), goods=tuple(shapes)).is_goods(code) is fits


@pytest.mark.parametrize("zone", ["Europe/London", "UTC", "Asia/Shanghai"])
@pytest.mark.parametrize("time", ["", "%d.%m.%Y %H:%M", "%m/%d/%y %I:%M %p", "%Y%m%d%H%M%z"])
def test_zones_and_patterns_that_are_right_are_taken(zone: str, time: str) -> None:
    text = with_line(f"time = '{time}'").replace("Europe/Berlin", zone)
    mapping = read_mapping(text, source="shop.toml")
    assert (mapping.zone, mapping.time) == (zone, time)


@given(
    cut=st.integers(0, len(MAPPING)),
    put=st.text(alphabet="[]{}='\"#\n\\.,1a\u202e\x00\ud800", max_size=5),
)
def test_law_a_mapping_is_read_or_refused_and_nothing_else(cut: int, put: str) -> None:
    text = MAPPING[:cut] + put + MAPPING[cut + len(put) :]
    try:
        assert read_mapping(text, source="shop.toml").columns
    except MappingError as error:
        told = error.why
    else:
        told = ""
    assert told.isprintable()
