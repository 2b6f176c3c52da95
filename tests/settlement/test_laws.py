from collections import Counter
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.errors import ForbiddenMoveError
from orderkit.settlement import (
    ByPayerAmount,
    ByReference,
    InvalidOpenItemError,
    InvalidReceiptError,
    InvalidToleranceError,
    OpenItem,
    Receipt,
    Reconciliation,
    ShortPayment,
    reconcile,
)
from orderkit.settlement.subsets import only_subset
from orderkit.testing.settlement import SettlementCase, settlement_cases
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    OrganisationId,
    PartyId,
    ReceiptId,
)

MATCHERS = (ByReference(ShortPayment(flat=50, per_mille=30, over=1000)), ByPayerAmount())

cheap = settings(max_examples=100, deadline=None)


def settle(case: SettlementCase) -> Reconciliation:
    return reconcile(case.receipts, case.items, case.payers, matchers=MATCHERS)


def after(case: SettlementCase, outcome: Reconciliation) -> list[OpenItem]:
    """The items with what was applied to them; an item over-applied cannot be made."""
    applied = Counter[DocumentNumber]()
    for match in outcome.matches:
        for each in match.applications:
            applied[each.document] += each.amount
    return [
        attrs.evolve(item, applied=item.applied + applied[item.key.number]) for item in case.items
    ]


@cheap
@given(case=settlement_cases())
def test_every_receipt_is_answered_once_by_day_and_id(case: SettlementCase) -> None:
    outcome = settle(case)
    days = {each.id: each.received_on for each in case.receipts}
    matched = [each.receipt for each in outcome.matches]
    left = [each.receipt for each in outcome.unmatched]
    assert sorted(matched + left) == sorted(days)
    assert matched == sorted(matched, key=lambda name: (days[name], name))
    assert left == sorted(left, key=lambda name: (days[name], name))


@cheap
@given(case=settlement_cases())
def test_i_67_a_receipt_is_what_was_applied_and_what_was_not(case: SettlementCase) -> None:
    amounts = {each.id: each.amount for each in case.receipts}
    for match in settle(case).matches:
        assert match.applied == sum(each.amount for each in match.applications)
        assert 0 <= abs(match.applied) <= abs(amounts[match.receipt])
        assert match.applied * amounts[match.receipt] > 0


@cheap
@given(case=settlement_cases())
def test_i_68_no_item_is_settled_beyond_what_is_open(case: SettlementCase) -> None:
    for item in after(case, settle(case)):
        assert 0 <= item.open * (1 if item.total >= 0 else -1) <= abs(item.total)


@cheap
@given(case=settlement_cases())
def test_i_66_a_balance_is_what_was_invoiced_less_all_that_took_from_it(
    case: SettlementCase,
) -> None:
    outcome = settle(case)
    received = sum(match.applied for match in outcome.matches)
    before = sum(item.open for item in case.items)
    items = after(case, outcome)
    assert sum(item.open for item in items) == before - received
    assert sum(item.open for item in items) == sum(
        item.total - item.credited - item.applied - item.written_off for item in items
    )


@cheap
@given(case=settlement_cases(), data=st.data())
def test_the_order_of_receipts_items_and_payers_makes_no_difference(
    case: SettlementCase, data: st.DataObject
) -> None:
    other = SettlementCase(
        receipts=tuple(data.draw(st.permutations(case.receipts))),
        items=tuple(data.draw(st.permutations(case.items))),
        payers=tuple(data.draw(st.permutations(case.payers))),
    )
    assert settle(other) == settle(case)


@cheap
@given(case=settlement_cases())
def test_what_was_applied_before_is_not_applied_again(case: SettlementCase) -> None:
    outcome = settle(case)
    done = {match.receipt for match in outcome.matches}
    applied = [each for each in case.receipts if each.id in done]
    again = reconcile(applied, case.items, case.payers, matchers=MATCHERS, applied=applied)
    assert again.matches == ()
    assert {each.reason for each in again.unmatched} <= {"unmatched.duplicate"}


@given(
    total=st.integers(-100, 100),
    parts=st.tuples(st.integers(-40, 60), st.integers(-40, 60), st.integers(-40, 60)),
)
def test_i_68_an_item_settled_beyond_its_total_cannot_be_made(
    total: int, parts: tuple[int, int, int]
) -> None:
    base = settlement_item()
    applied, credited, off = parts

    def made() -> OpenItem:
        return attrs.evolve(base, total=total, applied=applied, credited=credited, written_off=off)

    if min(0, total) <= total - sum(parts) <= max(0, total):
        assert made().open == total - sum(parts)
    else:
        with pytest.raises(InvalidOpenItemError):
            made()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 5.5),
        ("amount", True),
        ("amount", 2**63),
        ("amount", -(2**63)),
        ("received_on", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_receipt_has_whole_minor_units_and_a_day(field: str, value: object) -> None:
    told: dict[str, object] = {"amount": 5, "received_on": date(2026, 1, 1), field: value}
    with pytest.raises(InvalidReceiptError) as caught:
        # What a host without a type checker may hand over.
        Receipt(
            id=ReceiptId("R1"),
            organisation=OrganisationId("org"),
            currency=Currency.of("EUR"),
            **told,  # type: ignore[arg-type]  # the very thing that is tried
        )
    assert (caught.value.receipt, caught.value.field) == ("R1", field)


def test_an_item_has_whole_minor_units() -> None:
    for total in (10.0, 2**63):
        with pytest.raises(InvalidOpenItemError):
            attrs.evolve(settlement_item(), total=total)  # type: ignore[arg-type]  # the very thing that is tried


@pytest.mark.parametrize("field", ["flat", "per_mille", "over"])
@pytest.mark.parametrize("value", [-1, 0.5, True, "1"])
def test_a_tolerance_is_a_whole_number(field: str, value: object) -> None:
    with pytest.raises(InvalidToleranceError) as caught:
        ShortPayment(**{field: value})  # type: ignore[arg-type]  # the very thing that is tried
    assert caught.value.field == field


def settlement_item() -> OpenItem:
    return OpenItem(
        key=DocumentKey(OrganisationId("org"), DocumentNumber("INV-2026-000001")),
        customer=PartyId("C-1"),
        currency=Currency.of("EUR"),
        total=100,
        issued=date(2026, 3, 1),
        due=date(2026, 3, 31),
    )


@given(amounts=st.lists(st.integers(-9, 9), max_size=8), target=st.integers(-20, 20))
def test_the_only_subset_is_what_trying_all_of_them_finds(amounts: list[int], target: int) -> None:
    found = [
        tuple(at for at in range(len(amounts)) if mask >> at & 1)
        for mask in range(1, 1 << len(amounts))
    ]
    fits = [
        places
        for places in found
        if len(places) <= 3 and sum(amounts[at] for at in places) == target
    ]
    answer = only_subset(amounts, target, most=3)
    assert (None if answer is None else tuple(sorted(answer))) == (
        fits[0] if len(fits) == 1 else None
    )


@given(case=settlement_cases().filter(lambda case: bool(case.receipts)))
def test_a_receipt_or_an_item_named_twice_is_refused(case: SettlementCase) -> None:
    with pytest.raises(ForbiddenMoveError):
        reconcile(case.receipts * 2, case.items, case.payers, matchers=MATCHERS)
