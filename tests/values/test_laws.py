"""What is always true of money, sharing, rounding and digests."""

import decimal
import math
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.testing.values import contexts, exacts, findings, monies, units
from orderkit.values import (
    Context,
    Conversion,
    Currency,
    CurrencyMismatchError,
    Exact,
    Finding,
    InvalidFindingError,
    InvalidMoneyError,
    InvalidWeightsError,
    Money,
    MoneyOverflowError,
    Quantity,
    Residual,
    RoundingMode,
    RoundingPolicy,
    Unit,
    add_days,
    add_months,
    block,
    digest_of,
    distribute,
    extend,
    maker,
    note,
    prorate,
    replacer,
    review,
    round_fraction,
    unit_share,
)

EUR = Currency.of("EUR")
ANSWER = True
T = TypeVar("T")

weights = st.lists(st.integers(0, 50), min_size=1, max_size=8)


@given(monies(EUR, least=-(10**12), most=10**12), monies(least=-(10**12), most=10**12))
def test_i_01_money_is_whole_minor_units_of_one_currency(left: Money, right: Money) -> None:
    for result in (-left, abs(left), left * 3, left - left):
        assert type(result.minor) is int
        assert result.currency == left.currency
        assert not str(result).endswith("-0.00")
    if left.currency == right.currency:
        assert left + right - right == left
    else:
        with pytest.raises(CurrencyMismatchError):
            left + right


@pytest.mark.parametrize("value", [1.0, math.nan, True, "1", None, Decimal(1)])
def test_a_08_only_a_whole_number_is_money_and_the_right_call_is_shown(value: int) -> None:
    with pytest.raises(InvalidMoneyError, match=r"Money\.exactly"):
        Money(value, EUR)


@given(
    st.integers(-(10**6), 10**6),
    weights,
    st.data(),
)
def test_i_02_shares_and_rest_add_up_to_the_amount(
    minor: int, parts: list[int], data: st.DataObject
) -> None:
    caps = data.draw(st.none() | one_for_each(parts, st.none() | st.integers(0, 10**5)))
    floors = data.draw(st.none() | one_for_each(parts, st.integers(0, 10**5)))
    shared = distribute(Money(minor, EUR), parts, caps=caps, floors=floors)
    assert sum(share.minor for share in shared.shares) + shared.rest.minor == minor


def one_for_each(parts: list[int], each: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    return st.lists(each, min_size=len(parts), max_size=len(parts))


@given(st.integers(-(10**6), 10**6), weights, st.data())
def test_i_03_no_share_passes_its_bounds_or_has_the_other_sign(
    minor: int, parts: list[int], data: st.DataObject
) -> None:
    caps = data.draw(one_for_each(parts, st.integers(0, 10**5)))
    floors = data.draw(one_for_each(parts, st.integers(0, 10**4)))
    shared = distribute(Money(minor, EUR), parts, caps=caps, floors=floors)
    sign = -1 if minor < 0 else 1
    for share, weight, cap in zip(shared.shares, parts, caps, strict=True):
        assert 0 <= sign * share.minor <= cap
        assert weight or not share
    wanted = [min(f, c) if w else 0 for f, c, w in zip(floors, caps, parts, strict=True)]
    if sum(wanted) <= abs(minor):
        assert all(sign * s.minor >= f for s, f in zip(shared.shares, wanted, strict=True))
    # What is left over, nobody could have taken.
    if shared.rest:
        assert all(
            not weight or sign * share.minor == cap
            for share, weight, cap in zip(shared.shares, parts, caps, strict=True)
        )


@given(st.integers(-(10**6), 10**6), weights)
def test_i_04_permuting_lines_permutes_shares_and_each_is_close_to_proportion(
    minor: int, parts: list[int]
) -> None:
    keys = [f"line-{place}" for place in range(len(parts))]
    shares = dict(zip(keys, distribute(Money(minor, EUR), parts, keys=keys).shares, strict=True))
    order = sorted(range(len(parts)), key=lambda place: digest_of(place, minor))
    again = distribute(
        Money(minor, EUR), [parts[place] for place in order], keys=[keys[p] for p in order]
    )
    assert {keys[place]: share for place, share in zip(order, again.shares, strict=True)} == shares
    if sum(parts):
        for key, weight in zip(keys, parts, strict=True):
            assert abs(shares[key].minor - Fraction(minor * weight, sum(parts))) < 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: distribute(Money(1, EUR), [1, -1]),
        lambda: distribute(Money(1, EUR), [1], caps=[1, 2]),
        lambda: distribute(Money(1, EUR), [1, 1], keys=["a", "a"]),
        lambda: unit_share(100, 3, 2, 4),
        lambda: unit_share(100, 0, 0, 0),
    ],
    ids=["negative weight", "lengths", "twin keys", "beyond the line", "no pieces"],
)
def test_weights_that_cannot_be_served_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(InvalidWeightsError):
        call()


@given(st.integers(-(10**9), 10**9), st.integers(1, 400), st.data())
def test_unit_shares_of_any_partition_add_up_and_a_credit_mirrors(
    total: int, quantity: int, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, quantity), max_size=6)) | {0, quantity})
    parts = [unit_share(total, quantity, a, b) for a, b in pairwise(cuts)]
    assert sum(parts) == total
    mirrored = [unit_share(-total, quantity, a, b) for a, b in pairwise(cuts)]
    assert mirrored == [-part for part in parts]


@given(exacts(), st.integers(-(10**6), 10**6))
def test_i_05_a_12_results_do_not_depend_on_the_ambient_decimal_context(
    price: Exact, quantity: int
) -> None:
    def figures() -> tuple[object, ...]:
        amount = extend(price, quantity % 1000, Unit("C62"), EUR, RoundingPolicy())
        shared = distribute(amount, [1, 2, 3])
        read = Money.exactly("12345678901234567.89", EUR)
        return amount, str(amount), amount.decimal, shared, price.decimal, str(price), str(read)

    with decimal.localcontext() as context:
        context.prec, context.rounding = 3, decimal.ROUND_UP
        for signal in context.traps:
            context.traps[signal] = False
        hostile = figures()
    assert hostile == figures()


def _extended(price: Exact, steps: int, unit: Unit, policy: RoundingPolicy) -> Money | str:
    try:
        return extend(price, steps, unit, EUR, policy)
    except MoneyOverflowError as beyond:
        return str(beyond)


@given(exacts(), st.integers(-(10**5), 10**5), units())
def test_the_quick_extension_equals_the_plain_one(price: Exact, steps: int, unit: Unit) -> None:
    quick = _extended(price, steps, unit, RoundingPolicy())
    assert quick == _extended(price, steps, unit, RoundingPolicy(exponent=2))
    if isinstance(quick, str):
        return
    number = Decimal(price.digits).scaleb(-price.scale, decimal.Context(prec=60))
    with decimal.localcontext() as context:
        context.prec = 60
        expected = (number * steps / 10**unit.decimals).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert quick.decimal == expected


@given(st.fractions(), st.sampled_from([mode for mode in RoundingMode if mode != "none"]))
def test_rounding_gives_a_neighbour_and_leaves_whole_numbers(
    value: Fraction, mode: RoundingMode
) -> None:
    assert abs(round_fraction(value, mode) - value) < 1
    assert round_fraction(Fraction(7), mode) == 7


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_a_conversion_and_its_way_back_keep_whole_boxes(boxes: int, size: int) -> None:
    box, piece = Unit("BX"), Unit("C62")
    there = Conversion(box, piece, Fraction(size)).convert(Quantity(boxes, box), RoundingMode.NONE)
    back = Conversion(piece, box, Fraction(1, size)).convert(there, RoundingMode.NONE)
    assert back == Quantity(boxes, box)


@given(contexts(), st.text(max_size=5))
def test_the_quick_replace_equals_attrs_evolve(context: Context, note: str) -> None:
    assert replacer(Context)(context, note=note) == attrs.evolve(context, note=note)


@given(st.integers(-9, 9), st.integers(0, 4))
def test_the_quick_maker_equals_the_constructor(steps: int, decimals: int) -> None:
    unit = Unit("kg", decimals)
    made = maker(Quantity)(steps, unit)
    assert made == Quantity(steps, unit)
    assert type(made) is Quantity
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.steps = 1  # type: ignore[misc] # what a frozen value must not let happen


def test_the_quick_replace_knows_its_fields() -> None:
    with pytest.raises(AttributeError):
        replacer(Quantity)(Quantity(1), colour="red")


EQUAL_TWINS = [
    ("ß", "ß"),
    ("é", "é"),
    (Exact.of("2.50"), Exact.of("2.5")),
    (Decimal("2.50"), Exact.of("2.5")),
    ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
    (frozenset({"x", "y"}), frozenset({"y", "x"})),
    (
        datetime(2024, 1, 1, 12, tzinfo=UTC),
        datetime(2024, 1, 1, 13, tzinfo=timezone(timedelta(hours=1))),
    ),
]


@pytest.mark.parametrize(("one", "twin"), EQUAL_TWINS)
def test_i_89_equal_values_have_one_digest(one: object, twin: object) -> None:
    assert digest_of(one) == digest_of(twin)


def test_i_89_the_digest_is_the_same_in_every_process() -> None:
    script = "from orderkit.values import *; print(digest_of({'b': 1, 'a': (2, 'é')}, None, True))"
    told = {
        subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed, zone in (("0", "UTC"), ("5", "Asia/Kathmandu"))
    }
    assert told == {digest_of({"a": (2, "é"), "b": 1}, None, ANSWER)}


different = st.one_of(
    st.integers(), st.text(max_size=4), st.booleans(), st.none(), st.dates(), exacts()
)


@given(st.lists(different, max_size=4), st.lists(different, max_size=4))
def test_different_values_have_different_digests(one: list[object], two: list[object]) -> None:
    same = [type(x) for x in one] == [type(x) for x in two] and one == two
    assert (digest_of(tuple(one)) == digest_of(tuple(two))) == same


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-500, 500))
def test_a_26_months_end_on_the_last_day_where_the_day_is_missing(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (add_days(later, 1).day == 1 and later.day < day.day)


@given(
    st.integers(-(10**6), 10**6),
    weights,
    st.sampled_from(Residual),
    st.sampled_from([mode for mode in RoundingMode if mode != "none"]),
)
def test_i_02_i_03_a_residual_by_place_loses_nothing_and_crosses_no_zero(
    minor: int, parts: list[int], residual: Residual, mode: RoundingMode
) -> None:
    shared = prorate(Money(minor, EUR), parts, residual, mode)
    assert sum(share.minor for share in shared.shares) + shared.rest.minor == minor
    for share, weight in zip(shared.shares, parts, strict=True):
        assert share.minor * minor >= 0
        assert weight or not share
    placed = residual not in (Residual.ADJUSTMENT, Residual.NONE)
    assert not (placed and any(parts) and shared.rest)
    mirrored = prorate(Money(-minor, EUR), parts, residual, mode)
    assert [-share.minor for share in mirrored.shares] == [share.minor for share in shared.shares]


@given(findings(), st.sampled_from([block, review, note]))
def test_a_finding_made_the_short_way_is_the_one_that_the_constructor_makes(
    found: Finding, make: Callable[..., Finding]
) -> None:
    params = dict(found.params)
    severity = make("some.code", "").severity
    made = make(found.code, found.path, **params)
    assert made == Finding(found.code, severity, found.path, params, params)
    assert digest_of(made) == digest_of(attrs.evolve(made))


@pytest.mark.parametrize("code", ["", "Loud", "two words", None])
def test_a_finding_made_the_short_way_needs_a_code_too(code: str) -> None:
    for make in (block, review, note):
        with pytest.raises(InvalidFindingError):
            make(code, "")
