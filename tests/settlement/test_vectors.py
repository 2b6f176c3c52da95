"""One receipt, a few items, and what is to come of them."""

from datetime import date, timedelta

import attrs
import pytest

from orderkit.settlement import (
    ByPayerAmount,
    ByReference,
    OpenItem,
    Payer,
    Receipt,
    Reconciliation,
    ShortPayment,
    reconcile,
)
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    OrganisationId,
    PartyId,
    ReceiptId,
)

ORGANISATION, EUR, DAY = OrganisationId("org"), Currency.of("EUR"), date(2010, 3, 1)
PAYERS = (
    Payer(customer=PartyId("ann"), accounts=("DE 11",), names=("Ann Garden GmbH",)),
    Payer(customer=PartyId("bob"), accounts=("DE 22",), names=("Bob Metal Ltd",)),
)
MATCHERS = (ByReference(ShortPayment(flat=500, per_mille=30, over=100)), ByPayerAmount())


def item(number: int, customer: str, total: int, days: int = 0) -> OpenItem:
    kind = "INV" if total > 0 else "CRN"
    name = f"{kind}-2010-{number:06d}"
    return OpenItem(
        key=DocumentKey(ORGANISATION, DocumentNumber(name)),
        customer=PartyId(customer),
        currency=EUR,
        total=total,
        issued=DAY,
        due=DAY + timedelta(days=days),
        references=(name,),
    )


ITEMS = (
    item(101, "ann", 10_000),
    item(102, "ann", 20_000, 1),
    item(103, "ann", 7_300, 2),
    item(104, "ann", -1_500, 3),
    item(201, "bob", 10_000),
    item(202, "bob", 10_000, 1),
    item(203, "bob", 4_711, 2),
    item(301, "guest", 9_900),
    item(302, "guest", 5_500, 1),
)


def receipt(amount: int, text: str = "", account: str = "", name: str = "") -> Receipt:
    return Receipt(
        id=ReceiptId("R-1"),
        organisation=ORGANISATION,
        amount=amount,
        currency=EUR,
        received_on=DAY,
        payer_account=account,
        payer_name=name,
        text=text,
    )


def settle(paid: Receipt, *applied: Receipt) -> Reconciliation:
    return reconcile([paid], ITEMS, PAYERS, matchers=MATCHERS, applied=applied)


@pytest.mark.parametrize(
    ("paid", "reason", "parts"),
    [
        (receipt(10_000, "INV-2010-000101"), "reference", {101: 10_000}),
        (receipt(30_000, "INV 2010 101, INV 2010 102"), "reference", {101: 10_000, 102: 20_000}),
        (receipt(9_900, "301"), "reference", {301: 9_900}),
        (receipt(15_400, "INV-2010-000301 und 302/2010"), "reference", {301: 9_900, 302: 5_500}),
        (receipt(-1_500, "CRN-2010-000104"), "reference", {104: -1_500}),
        # a group's treasury pays: the reference names the document, the payer is another
        (receipt(4_711, "INV-2010-000203", "DE11"), "reference", {203: 4_711}),
        (receipt(9_900, "INV-2010-000311"), "reference_near", {301: 9_900}),
        (receipt(37_300, "INV 000101-000103"), "reference_near", {101: 1, 102: 1, 103: 1}),
        (receipt(17_300, "INV 000101-000103"), "reference_near", {101: 1, 103: 1}),
        (receipt(27_300, "INV-2010-000102"), "reference_part", {102: 1, 103: 1}),
        (receipt(18_500, "INV-2010-000102"), "reference_part", {102: 1, 104: 1}),
        (
            receipt(35_800, "INV-2010-000102", "DE 11"),
            "reference_part",
            dict.fromkeys(range(101, 105), 1),
        ),
        (receipt(9_500, "INV-2010-000101", "DE 11"), "short", {101: 9_500}),
        (receipt(19_400, "INV-2010-000102", "DE 11"), "short", {102: 19_400}),
        (receipt(29_500, "2010-101 2010-102", "DE 11"), "short", {101: 10_000, 102: 19_500}),
        (receipt(20_100, "INV-2010-000102", "DE 11"), "over", {102: 20_000}),
        (receipt(4_711, "", "DE22"), "payer_amount", {203: 4_711}),
        (receipt(4_711, "KD 10555", "", "METAL Bob Ltd"), "payer_amount", {203: 4_711}),
        (
            receipt(20_000, "rent", "XX", "ANN GARDEN GMBH UND SOEHNE"),
            "payer_amount",
            {102: 20_000},
        ),
        (receipt(20_000, "", "DE 22"), "payer_sum", {201: 1, 202: 1}),
    ],
)
def test_a_receipt_is_explained(paid: Receipt, reason: str, parts: dict[int, int]) -> None:
    (match,) = settle(paid).matches
    assert match.reason == f"match.{reason}"
    assert {int(each.document[-6:]) for each in match.applications} == set(parts)
    if 1 not in parts.values():
        assert {int(each.document[-6:]): each.amount for each in match.applications} == parts
    else:
        assert match.applied == paid.amount


@pytest.mark.parametrize(
    ("paid", "reason", "candidates"),
    [
        # the reference is right and does not explain the amount
        (receipt(9_999, "INV-2010-000301"), "reference", [301]),
        # short, but nobody knows the payer; or the payer is somebody else
        (receipt(9_500, "INV-2010-000101"), "reference", [101]),
        (receipt(9_500, "INV-2010-000101", "DE 22"), "reference", [101]),
        # short by more than was declared; over by more; short by most of a small document
        (receipt(9_300, "INV-2010-000101", "DE 11"), "reference", [101]),
        (receipt(20_101, "INV-2010-000102", "DE 11"), "reference", [102]),
        # two items of the amount, nothing to tell them apart
        (receipt(10_000, "", "DE 22"), "ambiguous", [201, 202]),
        # a number that fits nothing is not explained by other items of the payer
        (receipt(4_711, "INV-2009-000777", "DE 22"), "reference", [203]),
        (receipt(1, "", "DE 22"), "amount", []),
        (receipt(9_900, "thank you"), "payer", []),
        (receipt(9_900, "thank you", "", "Guest"), "payer", []),
        # an end of a number is not enough against a payer who is somebody else
        (receipt(9_900, "301", "DE 22"), "amount", [301]),
        (receipt(9_900, "INV-2010-000311", "DE 22"), "reference", []),
        (receipt(0, "INV-2010-000101"), "reference", [101]),
        # a guest's rest is not guessed from a crowd
        (receipt(15_400, "INV-2010-000301"), "reference", [301]),
    ],
)
def test_a_receipt_is_left_rather_than_guessed(
    paid: Receipt, reason: str, candidates: list[int]
) -> None:
    (left,) = settle(paid).unmatched
    assert left.reason == f"unmatched.{reason}"
    assert [int(number[-6:]) for number in left.candidates] == candidates


@pytest.mark.parametrize(
    ("before", "explained"),
    [
        (attrs.evolve(receipt(4_711, "other", "DE22"), id=ReceiptId("R-0")), False),
        (attrs.evolve(receipt(4_711, "", "", "Bob Metal Ltd"), id=ReceiptId("R-0")), False),
        (receipt(4_711), False),
        (attrs.evolve(receipt(4_711, "", "DE11"), id=ReceiptId("R-0")), True),
        (attrs.evolve(receipt(4_712, "", "DE22"), id=ReceiptId("R-0")), True),
        (
            attrs.evolve(
                receipt(4_711, "", "DE22"),
                id=ReceiptId("R-0"),
                received_on=DAY - timedelta(days=11),
            ),
            True,
        ),
        (
            attrs.evolve(
                receipt(4_711, "", "DE22"), id=ReceiptId("R-0"), organisation=OrganisationId("else")
            ),
            True,
        ),
    ],
)
def test_a_payment_sent_twice_is_not_applied_to_another_item(
    before: Receipt,
    explained: bool,  # noqa: FBT001 - a column of the table
) -> None:
    outcome = settle(receipt(4_711, "", "DE 22"), before)
    assert bool(outcome.matches) is explained
    if not explained:
        assert outcome.unmatched[0].reason == "unmatched.duplicate"


def test_of_two_equal_payments_in_one_call_one_is_applied() -> None:
    first = receipt(4_711, "INV-2010-000203", "DE 22")
    second = attrs.evolve(first, id=ReceiptId("R-2"), received_on=DAY + timedelta(days=2))
    outcome = reconcile([second, first], ITEMS, PAYERS, matchers=MATCHERS)
    assert [each.receipt for each in outcome.matches] == ["R-1"]
    assert [each.reason for each in outcome.unmatched] == ["unmatched.duplicate"]


def test_i_68_what_two_receipts_name_is_settled_by_one_of_them() -> None:
    first = receipt(9_900, "INV-2010-000301")
    second = attrs.evolve(first, id=ReceiptId("R-2"), received_on=DAY + timedelta(days=90))
    outcome = reconcile([first, second], ITEMS, PAYERS, matchers=MATCHERS)
    assert [each.receipt for each in outcome.matches] == ["R-1"]
    assert [each.reason for each in outcome.unmatched] == ["unmatched.reference"]


def test_a_reference_comes_before_an_unnamed_payment_of_the_same_day() -> None:
    unnamed = attrs.evolve(receipt(20_000, "", "DE 11"), id=ReceiptId("R-0"))
    named = receipt(20_000, "INV-2010-000102")
    outcome = reconcile([unnamed, named], ITEMS, PAYERS, matchers=MATCHERS)
    assert [each.receipt for each in outcome.matches] == ["R-1"]


@pytest.mark.parametrize(
    "paid",
    [
        attrs.evolve(receipt(10_000, "INV-2010-000101"), currency=Currency.of("USD")),
        attrs.evolve(receipt(10_000, "INV-2010-000101"), organisation=OrganisationId("else")),
    ],
)
def test_receipts_do_not_meet_items_of_another_currency_or_organisation(paid: Receipt) -> None:
    assert settle(paid).matches == ()


def test_short_payments_are_not_taken_unless_declared() -> None:
    paid = receipt(9_999, "INV-2010-000101", "DE 11")
    assert reconcile([paid], ITEMS, PAYERS, matchers=[ByReference()]).matches == ()


def test_a_customer_with_many_open_items_is_explained_by_those_due_together() -> None:
    crowd = tuple(item(500 + at, "ann", 1_000 + 7 * at, at) for at in range(12))
    run = receipt(sum(each.open for each in crowd[3:6]), "", "DE 11")
    (match,) = reconcile([run], crowd, PAYERS, matchers=MATCHERS).matches
    assert match.reason == "match.payer_sum"
    assert [each.document for each in match.applications] == [
        each.key.number for each in crowd[3:6]
    ]


def test_an_account_or_a_name_of_two_customers_names_neither() -> None:
    both = Payer(customer=PartyId("eve"), accounts=("de22",), names=("Ltd Bob Metal",))
    for paid in (receipt(4_711, "", "DE 22"), receipt(4_711, "", "", "Bob Metal Ltd")):
        outcome = reconcile([paid], ITEMS, (*PAYERS, both), matchers=MATCHERS)
        assert outcome.unmatched[0].reason == "unmatched.payer"


def test_a_short_payment_that_leaves_nothing_for_a_document_is_not_taken() -> None:
    items = (item(101, "ann", 20_000), item(102, "ann", 400, 1))
    paid = receipt(19_950, "2010-101, 2010-102", "DE 11")
    (left,) = reconcile([paid], items, PAYERS, matchers=MATCHERS).unmatched
    assert left.reason == "unmatched.reference"


def test_a_range_that_nothing_fills_is_left() -> None:
    assert settle(receipt(31_234, "INV 000101-000103")).matches == ()


def test_a_fee_that_eats_most_of_a_small_document_is_something_else() -> None:
    paid = receipt(600, "INV-2010-000101", "DE 11")
    for total, explained in ((900, True), (1_000, False)):
        items = (item(101, "ann", total),)
        assert bool(reconcile([paid], items, PAYERS, matchers=MATCHERS).matches) is explained
