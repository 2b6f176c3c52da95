"""Rows that a clerk can check by hand."""

import math
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import iso4217
import pytest

from orderkit.values import (
    AmbiguousTimeError,
    Currency,
    CurrencyRegistry,
    DateOutOfRangeError,
    Exact,
    InexactError,
    InvalidCurrencyError,
    InvalidExactError,
    InvalidQuantityError,
    InvalidTextError,
    Money,
    MoneyOverflowError,
    MoneyPrecisionError,
    NaiveTimeError,
    NonexistentTimeError,
    NotCanonicalError,
    NumberFormat,
    Quantity,
    RoundingMode,
    Unit,
    UnitMismatchError,
    UnknownCurrencyError,
    UnknownZoneError,
    add_days,
    add_months,
    checked_id,
    confusable,
    day_in,
    digest_of,
    local_instant,
    read_code,
    read_date,
    read_decimal,
    read_instant,
    read_integer,
    read_text,
    round_fraction,
    shown,
    utc,
    zone_of,
)
from orderkit.values.currencies import EXPONENTS

EUR, JPY = Currency.of("EUR"), Currency.of("JPY")
LONDON = ZoneInfo("Europe/London")


def test_the_active_iso_codes_are_there_with_their_exponents_and_no_others() -> None:
    standard = {entry.code: entry.exponent or 0 for entry in iso4217.Currency}
    ours = {code: places for places, codes in EXPONENTS.items() for code in codes.split()}
    assert ours == standard
    assert {code: Currency.of(code).exponent for code in ours} == standard


def test_an_unknown_code_is_refused_and_a_hosts_own_is_registered() -> None:
    with pytest.raises(UnknownCurrencyError):
        Currency.of("XYZ")
    with pytest.raises(InvalidCurrencyError):
        Currency("P T", 0)
    points = Currency("PTS", 0)
    assert CurrencyRegistry((points,)).of("PTS") is points
    assert CurrencyRegistry((points,)).of("EUR") is EUR


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "number.not_finite"),
        ("sNaN", "number.not_finite"),
        ("Infinity", "number.not_finite"),
        ("-inf", "number.not_finite"),
    ],
)
def test_a_01_what_is_not_finite_is_no_number(text: str, code: str) -> None:
    assert read_decimal(text).code == code


@pytest.mark.parametrize("text", ["1e400", "1E+2000000", "1e-400", "-1E+2000000", "9" * 39])
def test_a_02_a_number_out_of_range_is_refused_before_any_arithmetic(text: str) -> None:
    # Reading one of these by int(Decimal(text)) takes minutes; this test ends at once.
    assert read_decimal(text).code == "number.out_of_range"
    with pytest.raises(InvalidExactError):
        Exact.of(Decimal(text))


def test_a_02_no_power_is_worked_out_for_a_number_out_of_range() -> None:
    # Ten million digits take four megabytes, and a moment that shows in no answer.
    number = Decimal("1E+10000000")
    tracemalloc.start()
    try:
        with pytest.raises(InvalidExactError):
            Exact.of(number)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_03_ten_thousand_digits_are_too_long() -> None:
    assert read_decimal("1" * 10_000).code == "number.too_long"
    assert read_integer("1" * 10_000).code == "number.too_long"


@pytest.mark.parametrize("text", ["-0", "-0.00", "0", "+0"])
def test_a_04_minus_zero_is_zero(text: str) -> None:
    read = read_decimal(text).value
    assert read == Exact(0)
    assert str(read) == "0"
    assert str(Money.exactly("-0.00", EUR)) == "EUR 0.00"


@pytest.mark.parametrize("text", ["１２", "٣", "1_000", "0x10", "", " ", "1.", ".5", "--1", "1e"])
def test_a_05_only_plain_digits_are_read(text: str) -> None:
    assert read_decimal(text).code == "number.format"
    with pytest.raises(InvalidExactError):
        Exact.of(text)


def test_a_05_full_width_digits_are_read_where_it_is_declared() -> None:
    assert read_decimal("１２．５", NumberFormat(full_width=True)).value == Exact.of("12.5")
    assert read_decimal("٣", NumberFormat(full_width=True)).code == "number.format"


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("\u22125", NumberFormat(minus="\u2212"), "-5"),
        ("(5.00)", NumberFormat(brackets=True), "-5"),
        ("5-", NumberFormat(trailing_minus=True), "-5"),
        ("1'000.5", NumberFormat(group="'"), "1000.5"),
        ("1\u00a0000,5", NumberFormat(decimal=",", group="\u00a0"), "1000.5"),
        ("1.234,50", NumberFormat(decimal=",", group="."), "1234.5"),
    ],
)
def test_a_06_other_ways_to_write_a_number_are_read_only_as_declared(
    text: str, form: NumberFormat, value: str
) -> None:
    assert read_decimal(text, form).value == Exact.of(value)
    assert read_decimal(text).code == "number.format"


def test_a_06_groups_of_the_wrong_size_are_no_number() -> None:
    assert read_decimal("1,23,4", NumberFormat(group=",")).code == "number.format"


def test_a_07_a_sign_that_could_be_either_is_ambiguous() -> None:
    assert read_decimal("1,234", NumberFormat(decimal="")).code == "number.ambiguous"


def test_a_09_a_third_decimal_is_never_rounded_silently() -> None:
    with pytest.raises(MoneyPrecisionError):
        Money.exactly("1.005", EUR)
    with pytest.raises(MoneyPrecisionError):
        Money.exactly("1.5", JPY)


def test_a_11_beyond_63_bits_is_an_overflow_of_our_own() -> None:
    most = Money(2**63 - 1, EUR)
    beyond: list[Callable[[], Money]] = [
        lambda: most + Money(1, EUR),
        lambda: most * 10**5000,
        lambda: -most * 2,
    ]
    for call in beyond:
        with pytest.raises(MoneyOverflowError) as caught:
            call()
        assert str(caught.value).startswith("[money.overflow]")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "text.control"),
        ("\ud800", "text.control"),
        ("\x07", "text.control"),
        ("a\nb", "text.control"),
        ("x" * 161, "text.too_long"),
        ("a\u202eb", "text.invisible"),
        ("a\u200bb", "text.invisible"),
    ],
)
def test_a_13_a_14_codes_hold_nothing_hidden(text: str, code: str) -> None:
    assert read_code(text, longest=160).code == code
    with pytest.raises(InvalidTextError):
        checked_id(text)
    assert shown(text).isprintable()
    assert len(shown(text)) <= 64


def test_a_14_a_note_keeps_what_a_code_must_not_hold() -> None:
    assert read_text("a\u202eb\n", longest=9).value == "a\u202eb\n"


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("\u0420\u0410Y-1", ("CYRILLIC", "LATIN")),
        ("\u0391BC", ("GREEK", "LATIN")),
        ("\u0410\u0391", ("CYRILLIC", "GREEK")),
        ("\u6771\u0410", ("CJK", "CYRILLIC")),
        ("\u3042\uac00", ("HANGUL", "HIRAGANA")),
        ("PAY-1", ()),
        ("\u0420\u0410-1 \u2116 2", ()),
        ("\u4e1c\u829dMUG\u30de\u30b0\u3068\uff21\uff71", ()),
        ("\ub300MUG\u5927", ()),
        ("4\u00b5F caf\u00e9 \U0001d400", ()),
        ("", ()),
    ],
    ids=ascii,
)
def test_a_15_scripts_that_do_not_belong_together_are_told(
    text: str, scripts: tuple[str, ...]
) -> None:
    assert confusable(text) == scripts


def test_a_16_twins_of_composition_are_one_identity() -> None:
    assert checked_id("e\u0301") == checked_id("\u00e9")
    assert digest_of("e\u0301") == digest_of("\u00e9")
    assert digest_of("ß") != digest_of("SS")


def test_a_17_ten_megabytes_are_too_long_before_anything_is_looked_at() -> None:
    assert read_text("x" * 10**7, longest=1000).code == "text.too_long"


@pytest.mark.parametrize(
    ("text", "pattern", "told"),
    [
        ("2016-12-31T23:59:60+00:00", "", "2016-12-31T23:59:59+00:00"),
        ("2017-01-01T07:59:60+08:00", "", "2016-12-31T23:59:59+00:00"),
        ("2016-12-31T23:59:60.5Z", "", "2016-12-31T23:59:59.500000+00:00"),
        ("20161231T235960Z", "", "2016-12-31T23:59:59+00:00"),
        ("31.12.2016 23:59:60", "%d.%m.%Y %H:%M:%S", "2016-12-31T23:59:59+00:00"),
        ("2017-01-01T05:29:60+05:30", "", "2016-12-31T23:59:59+00:00"),
    ],
)
def test_a_28_a_leap_second_is_the_second_before_it(text: str, pattern: str, told: str) -> None:
    read = read_instant(text, zone_of("UTC"), pattern)
    assert (str(read.value and read.value.isoformat()), read.code) == (told, "")
    assert read.leap_second


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("2016-12-31T23:59:59Z", True),
        # Within the decimals of a second it means nothing.
        ("2016-12-31T23:00:00.125960Z", True),
        ("2016-12-31T23:58:60Z", False),
        ("2016-12-31T23:59:61Z", False),
        ("2016-12-31T33:59:60Z", False),
        ("2016-12-31T24:59:60Z", False),
    ],
)
def test_a_28_nothing_else_is_taken_for_a_leap_second(text: str, *, sound: bool) -> None:
    read = read_instant(text, None)
    assert (read.value is not None) is sound
    assert not read.leap_second


def test_a_23_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTimeError):
        utc(datetime(2024, 1, 1))  # noqa: DTZ001 - the very thing to refuse
    assert read_instant("2024-01-01T10:00:00", None).code == "time.naive"
    # Python would cut the seventh decimal, and say nothing.
    assert read_instant("2024-01-01T10:00:00.1234567+00:00", None).code == "time.format"
    assert read_instant("2024-01-01T10:00:00.123456+00:00", None).value is not None


def test_a_24_the_hour_that_came_twice_needs_an_offset() -> None:
    text = "2024-10-27T01:30:00"
    assert read_instant(text, LONDON).code == "time.ambiguous"
    assert read_instant(text + "+01:00", LONDON).value == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    with pytest.raises(AmbiguousTimeError):
        local_instant(datetime(2024, 10, 27, 1, 30), "Europe/London")  # noqa: DTZ001 - local


def test_a_25_the_hour_that_never_was_is_refused() -> None:
    assert read_instant("2024-03-31T01:30:00", LONDON).code == "time.nonexistent"
    with pytest.raises(NonexistentTimeError):
        local_instant(datetime(2024, 3, 31, 1, 30), "Europe/London")  # noqa: DTZ001 - local


def test_a_26_the_thirtieth_of_february_is_no_day() -> None:
    assert read_date("2024-02-30").code == "date.invalid"
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_a_27_years_out_of_range_are_refused_without_an_overflow() -> None:
    beyond: list[Callable[[], date]] = [
        lambda: add_days(date(9999, 12, 31), 1),
        lambda: add_days(date(2200, 12, 31), 1),
        lambda: add_days(date(2024, 1, 1), 10**12),
        lambda: add_months(date(2024, 1, 1), 10**6),
    ]
    for call in beyond:
        with pytest.raises(DateOutOfRangeError):
            call()
    for text in ("0001-01-01", "9999-12-31"):
        assert read_date(text).code == "date.out_of_range"
    assert read_instant("9999-12-31T23:59:59+00:00", None).code == "date.out_of_range"


def test_a_day_is_a_day_of_a_zone() -> None:
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    assert day_in(late, "Europe/London") == date(2024, 7, 1)
    with pytest.raises(UnknownZoneError):
        day_in(late, "Mars/Olympus")


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("half_up", [3, 2, -3, -2]),
        ("half_down", [2, 2, -2, -2]),
        ("half_even", [2, 2, -2, -2]),
        ("half_up_positive", [3, 2, -2, -2]),
        ("up", [3, 3, -3, -3]),
        ("down", [2, 2, -2, -2]),
        ("ceiling", [3, 3, -2, -2]),
        ("floor", [2, 2, -3, -3]),
    ],
)
def test_each_mode_rounds_its_own_way(mode: str, rounded: list[int]) -> None:
    numbers = [Exact.of(text).fraction for text in ("2.5", "2.4", "-2.5", "-2.4")]
    assert [round_fraction(number, RoundingMode(mode)) for number in numbers] == rounded


def test_a_policy_that_forbids_rounding_forbids_it() -> None:
    with pytest.raises(InexactError):
        round_fraction(Exact.of("2.5").fraction, RoundingMode.NONE)


def test_quantities_are_whole_steps_of_one_unit() -> None:
    kilo = Unit("KGM", 3)
    assert Quantity.of("1.5", kilo) + Quantity(500, kilo) == Quantity(2000, kilo)
    assert str(-Quantity.of("0.005", kilo)) == "-0.005 KGM"
    assert Quantity(1, kilo) < Quantity(2, kilo) <= Quantity(2, kilo)
    for wrong in (True, 1.5, 2**63):
        with pytest.raises(InvalidQuantityError):
            # The wrong types are what is tested.
            Quantity(wrong, kilo)  # type: ignore[arg-type]
    with pytest.raises(InvalidQuantityError):
        Quantity.of("0.0005", kilo)
    with pytest.raises(UnitMismatchError):
        Quantity(1, kilo) + Quantity(1)


def test_a_float_has_no_canonical_bytes() -> None:
    for value in (0.1, math.nan, object()):
        with pytest.raises(NotCanonicalError):
            digest_of(value)
