"""Receipts with the troubles of real ones, day by day, against the truth about them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from random import Random

import attrs
import pytest

from orderkit.settlement import (
    Application,
    ByPayerAmount,
    ByReference,
    Match,
    OpenItem,
    Receipt,
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
from receipts_maker import Bill, MadeReceipts, Truth, make_receipts, references_of
from receipts_score import Score, score

ORGANISATION, GBP, GUESTS = OrganisationId("org"), Currency.of("GBP"), PartyId("guests")
MATCHERS = (ByReference(ShortPayment(flat=1500, per_mille=35, over=1000)), ByPayerAmount())
A, B = DocumentNumber("A"), DocumentNumber("B")
FORTNIGHT = timedelta(days=14)


def bills(count: int, seed: int) -> tuple[Bill, ...]:
    """Bills over most of a year: few large customers, many small, and a fifth from guests."""
    random = Random(seed)  # noqa: S311 - a mix to repeat, not a secret
    prices = [random.randrange(500, 40_000) * 5 for _ in range(40)]
    made = []
    for number in range(1, count + 1):
        issued = date(2010, 1, 1) + timedelta(days=number * 300 // count)
        firm = PartyId(f"C-{min(random.randrange(count // 10), random.randrange(count // 10)):05d}")
        listed = random.random() < 0.3
        made.append(
            Bill(
                number=DocumentNumber(f"INV-2010-{number:06d}"),
                customer=GUESTS if random.random() < 0.2 else firm,
                amount=random.choice(prices) if listed else random.randrange(500, 200_000),
                issued=issued,
                due=issued + timedelta(days=random.choice([14, 30, 30, 60])),
            )
        )
    return tuple(made)


def make(count: int, seed: int) -> tuple[tuple[Bill, ...], MadeReceipts]:
    owed = bills(count, seed)
    return owed, make_receipts(
        owed, organisation=ORGANISATION, currency=GBP, seed=seed, guests={GUESTS}
    )


def settle_by_day(owed: Sequence[Bill], made: MadeReceipts) -> list[Match]:
    """Reconcile each day's receipts with what is open on that day."""
    items = {bill.number: _item(bill) for bill in owed}
    receipts, applied, found = {r.id: r for r in made.receipts}, list[Receipt](), list[Match]()
    for day, batch in groupby(made.receipts, key=lambda each: each.received_on):
        outcome = reconcile(
            list(batch),
            [item for item in items.values() if item.open and item.issued <= day],
            made.payers,
            matchers=MATCHERS,
            applied=[each for each in applied if day - each.received_on <= FORTNIGHT],
        )
        for match in outcome.matches:
            _book(items, match)
            applied.append(receipts[match.receipt])
        found += outcome.matches
    return found


def _item(bill: Bill) -> OpenItem:
    return OpenItem(
        key=DocumentKey(ORGANISATION, bill.number),
        customer=bill.customer,
        currency=GBP,
        total=bill.amount,
        issued=bill.issued,
        due=bill.due,
        references=references_of(bill.number),
    )


def _book(items: dict[DocumentNumber, OpenItem], match: Match) -> None:
    for each in match.applications:
        item = items[each.document]
        item = attrs.evolve(item, applied=item.applied + each.amount)
        if match.reason == "match.short":
            item = attrs.evolve(item, written_off=item.open)
        items[each.document] = item


def judged(count: int, seed: int) -> Score:
    owed, made = make(count, seed)
    return score(made.truth, settle_by_day(owed, made))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_found_is_right_and_most_is_found(seed: int) -> None:
    figures = judged(400, seed).all
    assert figures.matched - figures.right <= 1
    assert figures.precision >= Fraction(996, 1000)
    assert figures.recall >= Fraction(75, 100)


def test_receipts_are_made_alike_by_equal_seeds_and_not_by_others() -> None:
    owed, made = make(120, 7)
    assert make(120, 7) == (owed, made)
    shuffled = make_receipts(
        owed[::-1], organisation=ORGANISATION, currency=GBP, seed=7, guests={GUESTS}
    )
    assert shuffled == made
    assert make(120, 8)[1] != made


def test_made_receipts_are_used_up_exactly_and_pay_no_bill_twice() -> None:
    owed, made = make(1500, 4)
    paid: dict[DocumentNumber, int] = {bill.number: 0 for bill in owed}
    amounts = {each.id: each.amount for each in made.receipts}
    for receipt, true in made.truth.items():
        assert sum(true.applications.values()) <= amounts[receipt]
        for number, part in true.applications.items():
            paid[number] += part
    assert all(paid[bill.number] <= bill.amount for bill in owed)
    assert _troubles(made) | _troubles(make(800, 5)[1]) | _troubles(make(800, 6)[1]) >= {
        *("whole", "partial", "partial_rest", "fee", "discount", "over", "dup", "prepay", "lump"),
        *("ref_exact", "ref_missing", "ref_format", "ref_typo", "ref_swap", "ref_trunc"),
        *("ref_wrong", "ref_some", "ref_range", "ref_rf"),
        *("guest", "account_unknown", "name_blank", "name_other", "third_party"),
    }


def _troubles(made: MadeReceipts) -> set[str]:
    return {trouble for true in made.truth.values() for trouble in true.troubles}


def test_a_score_counts_whole_receipts_and_takes_either_of_two_twins() -> None:
    _, made = make(1500, 4)
    full = [
        Match(receipt=receipt, applications=_parts(receipt, true.applications), reason="match.true")
        for receipt, true in made.truth.items()
        if true.applications
    ]
    assert score(made.truth, full).all.recall == 1
    twin = next(each for each, true in made.truth.items() if true.twin is not None)
    first = made.truth[twin].twin
    swapped = [attrs.evolve(each, receipt=twin) if each.receipt == first else each for each in full]
    assert score(made.truth, swapped).wrong == ()
    short = [attrs.evolve(each, amount=each.amount - 1) for each in full[0].applications]
    less = [attrs.evolve(full[0], applications=short), *full[1:]]
    assert score(made.truth, less).wrong == (full[0].receipt,)
    assert "  1 wrong, precision  99.9" in str(score(made.truth, less).all)


def test_a_score_counts_what_is_applied_however_it_comes() -> None:
    names = [ReceiptId(f"R{at}") for at in range(4)]
    truth = {
        names[0]: Truth(applications={A: 700, B: 300}, troubles=("whole", "lump")),
        names[1]: Truth(applications={}, troubles=("dup", "lump"), twin=names[0]),
        names[2]: Truth(applications={}, troubles=("prepay",)),
        names[3]: Truth(applications={A: 50}, troubles=("partial",)),
    }

    def figures(*matches: Match, trouble: str = "") -> tuple[int, int, int, int]:
        judged = score(truth, matches)
        found = judged.by_trouble[trouble] if trouble else judged.all
        return found.receipts, found.payable, found.matched, found.right

    def match(at: int, **parts: int) -> Match:
        applications = _parts(names[at], {DocumentNumber(name): parts[name] for name in parts})
        return Match(receipt=names[at], applications=applications, reason="match.made")

    assert figures() == (4, 2, 0, 0)
    # in two steps; nothing at all; by its twin, which then has not been matched; by both
    assert figures(match(0, A=700), match(0, B=200), match(0, B=100)) == (4, 2, 1, 1)
    assert figures(match(2), match(3)) == (4, 2, 0, 0)
    assert figures(match(1, A=700, B=300)) == (4, 2, 1, 1)
    assert figures(match(1, A=700, B=300), trouble="dup") == (1, 0, 0, 0)
    assert figures(match(0, A=700, B=300), match(1, A=700)) == (4, 2, 2, 1)
    # a part of the truth, more than it, and what paid nothing
    assert figures(match(0, A=700)) == (4, 2, 1, 0)
    assert figures(match(3, A=50, B=1)) == (4, 2, 1, 0)
    assert figures(match(2, A=1)) == (4, 2, 1, 0)
    assert figures(match(0, A=700, B=300), match(2, A=1), trouble="lump") == (2, 1, 1, 1)
    assert score(truth, [match(2, A=1)]).all.precision == 0
    assert score(truth, [match(3, A=50)]).all.recall == Fraction(1, 2)


def _parts(receipt: ReceiptId, parts: Mapping[DocumentNumber, int]) -> tuple[Application, ...]:
    return tuple(
        Application(receipt=receipt, document=number, amount=amount)
        for number, amount in parts.items()
    )
