"""The pack check: what was scanned against what is to leave."""

from collections import Counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.fulfilment import (
    InvalidCodeError,
    InvalidScanError,
    InvalidShipmentError,
    PackCheck,
    PackCode,
    PackCodes,
    PackLine,
    Scan,
    check_pack,
    is_gtin,
    misread,
    pick_list,
)
from orderkit.inventory import Reservation
from orderkit.testing import PackCase, pack_cases
from orderkit.values import (
    InvalidTextError,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    ReservationId,
    Severity,
    Sku,
    StockKey,
)

ACME: Final = OrganisationId("acme")
MUG: Final = "4006381333931"
CODES: Final = PackCodes.of(
    (MUG, "MUG", 1), ("14006381333938", "MUG", 6), ("tea", "TEA", 1), ("TEA-BOX", "TEA", 20)
)


def line(name: str, sku: str, quantity: int) -> PackLine:
    return PackLine(line=LineId(name), sku=Sku(sku), quantity=quantity)


def scans(*codes: str) -> list[Scan]:
    return [Scan(id=str(place), code=code) for place, code in enumerate(codes)]


def told(check: PackCheck) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in check.findings]


@given(pack_cases())
def test_packed_and_remaining_add_up_to_what_was_expected(
    case: PackCase,
) -> None:
    expected, read, codes = case
    check, whole = check_pack(expected, read, codes), Counter[str]()
    for each in (*check.packed, *check.remaining):
        assert each.quantity > 0
        whole[each.line] += each.quantity
    assert whole == Counter({each.line: each.quantity for each in expected})
    assert check.complete <= check.sound
    assert check.complete <= (not check.remaining)


@given(pack_cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_scans_changes_nothing(case: PackCase, chance: st.DataObject) -> None:
    expected, read, codes = case
    mixed = list(read)
    # The stubs of the strategy say less than it gives.
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert check_pack(expected, mixed, codes) == check_pack(expected, read, codes)


@given(pack_cases())
def test_scanning_everything_again_adds_nothing(
    case: PackCase,
) -> None:
    expected, read, codes = case
    once, twice = check_pack(expected, read, codes), check_pack(expected, [*read, *read], codes)
    assert (once.packed, once.remaining) == (twice.packed, twice.remaining)
    assert once.sound == twice.sound


def test_a_carton_counts_its_pieces_and_lines_are_filled_in_their_order() -> None:
    expected = [line("1", "MUG", 4), line("2", "TEA", 20), line("3", "MUG", 5)]
    check = check_pack(expected, scans("14006381333938", MUG, MUG, "TEA-BOX"), CODES)
    assert check.packed == (line("1", "MUG", 4), line("2", "TEA", 20), line("3", "MUG", 4))
    assert check.remaining == (line("3", "MUG", 1),)
    assert told(check) == [("pack.short", "skus/MUG")]
    assert (check.sound, check.complete) == (True, False)
    whole = check_pack(expected, scans("14006381333938", MUG, MUG, MUG, "TEA-BOX"), CODES)
    assert (whole.findings, whole.complete) == ((), True)


def test_everything_that_is_wrong_is_told_and_fills_no_line() -> None:
    expected = [line("1", "MUG", 2)]
    read = [
        *scans(MUG, MUG, MUG, "TEA-BOX", "4006381333932", "no such thing"),
        Scan(id="0", code=MUG),
        Scan(id="box", code=MUG),
        Scan(id="box", code="tea"),
    ]
    check = check_pack(expected, read, CODES)
    assert told(check) == [
        ("pack.twice", "scans/0"),
        ("pack.wrong", "scans/3"),
        ("pack.misread", "scans/4"),
        ("pack.unknown", "scans/5"),
        ("pack.contradiction", "scans/box"),
        ("pack.over", "skus/MUG"),
    ]
    assert check.packed == (line("1", "MUG", 2),)
    assert (check.remaining, check.sound) == ((), False)
    over = next(found for found in check.findings if found.code == "pack.over")
    assert dict(over.params) == {"sku": "MUG", "expected": 2, "scanned": 3, "over": 1}
    wrong = next(found for found in check.findings if found.code == "pack.wrong")
    assert (wrong.severity, wrong.param("pieces")) == (Severity.BLOCK, 20)


def test_an_sku_is_its_own_code_unless_the_table_says_otherwise() -> None:
    assert check_pack([line("1", "PEN", 1)], scans("PEN")).complete
    table = PackCodes.of(("PEN", "PEN", 12))
    assert check_pack([line("1", "PEN", 12)], scans("PEN"), table).complete


def test_a_13_a_hostile_code_is_told_escaped_and_matches_nothing() -> None:
    check = check_pack([line("1", "PEN", 1)], [Scan(id="\x00", code="PEN\u202e")])
    assert told(check) == [("pack.unknown", "scans/\\x00"), ("pack.short", "skus/PEN")]


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("4006381333931", True),
        ("04006381333931", True),
        ("14006381333938", True),
        ("96385074", True),
        ("036000291452", True),
        ("036000291453", False),
        ("96385075", False),
    ],
)
def test_a_gtin_has_its_check_digit(code: str, sound: bool) -> None:  # noqa: FBT001 - a row
    assert is_gtin(code) is sound
    assert misread(code) is not sound


@pytest.mark.parametrize("code", ["", "MUG", "123", "４００６３８１３３３９３１", "400638133393I"])
def test_what_has_not_the_form_of_a_gtin_is_neither(code: str) -> None:
    assert not is_gtin(code)
    assert not misread(code)


def test_a_code_stands_for_one_thing() -> None:
    with pytest.raises(InvalidCodeError, match="2 of TEA"):
        PackCodes.of((MUG, "MUG", 1), ("0" + MUG, "TEA", 2))
    with pytest.raises(InvalidCodeError):
        PackCodes.of((MUG, "MUG", 0))
    with pytest.raises(InvalidTextError):
        PackCode(code="", sku=Sku("MUG"))


def test_a_10_scans_and_lines_count_whole_pieces() -> None:
    for times in (0, -1, True, 1.5):
        with pytest.raises(InvalidScanError):
            Scan(id="1", code="x", times=times)  # type: ignore[arg-type]  # who keeps no types
    with pytest.raises(InvalidScanError):
        Scan(id="1", code=None)  # type: ignore[arg-type]  # who keeps no types
    with pytest.raises(InvalidScanError):
        line("1", "MUG", -1)


def held(order: str, name: str, place: str, quantity: int) -> Reservation:
    return Reservation(
        id=ReservationId(name),
        order=OrderKey(ACME, OrderId(order)),
        line=LineId("1"),
        key=StockKey.of(ACME, place, "MUG"),
        quantity=quantity,
    )


def test_a_pick_list_goes_once_to_each_place_for_many_orders() -> None:
    stops = pick_list(
        [held("b", "1", "shelf-2", 2), held("a", "1", "shelf-1", 3), held("a", "2", "shelf-2", 1),
         held("a", "3", "shelf-2", 4), held("c", "1", "shelf-3", 0)]
    )  # fmt: skip
    assert [(stop.key.location, stop.quantity) for stop in stops] == [
        ("shelf-1", 3),
        ("shelf-2", 7),
    ]
    assert [(each.order.order, each.quantity) for each in stops[1].shares] == [("a", 5), ("b", 2)]
    with pytest.raises(InvalidShipmentError):
        pick_list([held("a", "1", "shelf-1", 3), held("a", "1", "shelf-1", 3)])
