"""Where two explanations are as good as each other, neither is taken."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings

from orderkit.settlement import (
    ByPayerAmount,
    ByReference,
    OpenItem,
    Payer,
    PayerIndex,
    Receipt,
    ShortPayment,
    reconcile,
)
from orderkit.settlement.desk import Desk
from orderkit.testing.settlement import SettlementCase, settlement_cases
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    OrganisationId,
    PartyId,
    ReceiptId,
)

ORGANISATION, EUR, DAY = OrganisationId("org"), Currency.of("EUR"), date(2010, 3, 1)
PAYERS = tuple(
    Payer(customer=PartyId(name), accounts=(f"DE {name}",), names=(f"{name} Garden GmbH",))
    for name in ("ann", "bob")
)
MATCHERS = (ByReference(ShortPayment(flat=500, per_mille=30, over=100)), ByPayerAmount())


def item(number: int, total: int, customer: str = "ann", issued: int = -9) -> OpenItem:
    """An item; those with small numbers are due first."""
    name = DocumentNumber(f"{'INV' if total > 0 else 'CRN'}-2010-{number:06d}")
    return OpenItem(
        key=DocumentKey(ORGANISATION, name),
        customer=PartyId(customer),
        currency=EUR,
        total=total,
        issued=DAY + timedelta(days=issued),
        due=DAY + timedelta(days=number),
        references=(name, f"O-{number}"),
    )


def receipt(amount: int, text: str = "", account: str = "DE ann") -> Receipt:
    return Receipt(
        id=ReceiptId("R-1"),
        organisation=ORGANISATION,
        amount=amount,
        currency=EUR,
        received_on=DAY,
        payer_account=account,
        text=text,
    )


def found(paid: Receipt, *items: OpenItem) -> list[int]:
    """The counters of the documents that a receipt was applied to."""
    matches = reconcile([paid], items, PAYERS, matchers=MATCHERS).matches
    return [int(each.document[-6:]) for match in matches for each in match.applications]


STOOD, TWIN, OTHER = item(101, 41_700), item(145, 41_700), item(107, 20_011)


@pytest.mark.parametrize(
    ("paid", "items", "rival", "documents"),
    [
        pytest.param(receipt(41_700), [STOOD, OTHER], TWIN, [101], id="one item"),
        pytest.param(
            receipt(61_711), [STOOD, OTHER, item(109, 777)], TWIN, [101, 107], id="a set of items"
        ),
        pytest.param(
            receipt(61_711, "INV-2010-000107"), [STOOD, OTHER], TWIN, [101, 107], id="the rest"
        ),
        pytest.param(
            receipt(41_700, "INV-2010-000102"), [STOOD, OTHER], TWIN, [101], id="one slip away"
        ),
        pytest.param(
            receipt(41_700, "INV-2010-000102", "DE zoe"),
            [STOOD, OTHER],
            attrs.evolve(TWIN, customer=PartyId("bob")),
            [101],
            id="one slip away, from nobody knows whom",
        ),
        pytest.param(
            receipt(41_700, "INV-2010-000102", "DE zoe"),
            [STOOD, OTHER],
            item(102, 83_400),
            [101],
            id="one slip from what is there, from nobody knows whom",
        ),
        pytest.param(
            receipt(20_011 + 41_700 + 9_900, "INV 000099-000107"),
            [item(99, 9_900), STOOD, OTHER],
            TWIN,
            [99, 101, 107],
            id="within a range",
        ),
        pytest.param(
            receipt(20_011 + 41_700 + 9_900, "INV 000099-000107"),
            [item(99, 9_900), STOOD, item(104, 888), OTHER],
            TWIN,
            [99, 101, 107],
            id="some of a range",
        ),
        pytest.param(
            receipt(41_700, "INV-2010-000101", "DE bob"),
            [STOOD, OTHER],
            attrs.evolve(TWIN, customer=PartyId("bob")),
            [101],
            id="paid by another, who owes as much",
        ),
        pytest.param(
            receipt(41_700, "thanks 2301"),
            [STOOD, OTHER],
            item(2301, 41_700, "bob"),
            [101],
            id="the end of another's number",
        ),
    ],
)
def test_an_answer_is_taken_only_while_nothing_else_is_as_good(
    paid: Receipt, items: list[OpenItem], rival: OpenItem, documents: list[int]
) -> None:
    assert found(paid, *items) == documents
    assert found(paid, *items, rival) == []


@pytest.mark.parametrize(
    ("paid", "items"),
    [
        pytest.param(receipt(41_700), [item(101, 41_700, issued=1)], id="by amount"),
        pytest.param(
            receipt(61_711), [OTHER, item(101, 41_700, issued=1)], id="in a sum of amounts"
        ),
        pytest.param(
            receipt(61_711, "INV-2010-000107"), [OTHER, item(101, 41_700, issued=1)], id="as a rest"
        ),
        pytest.param(
            receipt(41_700, "INV-2010-000102"), [item(101, 41_700, issued=1)], id="by a slip"
        ),
        pytest.param(
            receipt(41_500, "INV-2010-000101"), [item(101, 41_700, issued=1)], id="paid short"
        ),
        pytest.param(
            receipt(41_700 + 20_011 + 9_900, "INV 000099-000107"),
            [item(99, 9_900), item(101, 41_700, issued=1), OTHER],
            id="in a range",
        ),
    ],
)
def test_money_is_not_for_what_was_issued_later_and_is_not_named(
    paid: Receipt, items: list[OpenItem]
) -> None:
    assert found(paid, *items) == []
    stood = [attrs.evolve(each, issued=DAY) for each in items]
    assert len(found(paid, *stood)) == len(items)


def test_a_prepaid_order_is_known_by_its_reference_if_nothing_before_it_is_as_good() -> None:
    later = item(101, 41_700, issued=3)
    for account in ("DE ann", "DE nobody"):
        paid = receipt(41_700, "order O-101", account)
        assert found(paid, later, OTHER) == [101]
        assert found(paid, later, OTHER, TWIN) == []
    assert found(receipt(41_700, "order O-101", "DE bob"), later) == []
    assert found(receipt(41_700, "order O-101", "DE bob"), attrs.evolve(later, issued=DAY)) == [101]


def test_a_rest_is_the_only_one_among_all_items_and_not_among_the_first_few() -> None:
    crowd = [item(200 + at, 900_007 + 4_111 * at * at) for at in range(16)]
    rest = (item(300, 123_400), item(301, 700_001))
    paid = receipt(41_700 + 823_401, "INV-2010-000101")
    assert found(paid, STOOD, *crowd, *rest) == [101, 300, 301]
    # just as much, in two items beyond the fourteenth
    other = (item(400, 123_401), item(401, 700_000))
    assert found(paid, STOOD, *crowd, *rest, *other) == []


def test_a_sum_that_a_wide_search_would_find_for_any_amount_is_chance() -> None:
    amounts = [pow(7, 5 + at, 10_007) for at in range(12)]

    def settled(places: tuple[int, ...], times: int, add: int) -> bool:
        crowd = [item(200 + at, amount * times + add) for at, amount in enumerate(amounts)]
        paid = receipt(sum(crowd[at].open for at in places))
        return found(paid, *crowd) == [200 + at for at in places]

    scattered, together = (0, 4, 7, 11), (4, 5, 6, 7)
    # eight hundred sets, among amounts of some hundred euro
    assert not settled(scattered, 1, 0)
    assert settled(together, 1, 0)
    # as many among those of some hundred thousand; but not if all are round
    assert settled(scattered, 1_000, 1)
    assert not settled(scattered, 1_000, 0)


@settings(max_examples=200, deadline=None)
@given(case=settlement_cases())
def test_a_twin_of_what_was_chosen_by_amount_silences(case: SettlementCase) -> None:
    desk = Desk.of(case.items, PayerIndex.of(case.payers), ())
    for paid in case.receipts:
        answer = ByPayerAmount().match(paid, desk.book)
        for each in () if answer is None else answer.applications:
            chosen = desk.items[each.document]
            twin = attrs.evolve(
                chosen,
                key=attrs.evolve(chosen.key, number=DocumentNumber("TWIN")),
                references=(),
            )
            twins = Desk.of((*case.items, twin), PayerIndex.of(case.payers), ())
            assert ByPayerAmount().match(paid, twins.book) is None
