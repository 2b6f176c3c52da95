"""How often each trouble is played on made receipts, against what was agreed."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import pytest

from orderkit.values import Currency, DocumentNumber, OrganisationId, PartyId
from receipts_maker import Bill, MadeReceipts, make_receipts

# Of so many a share may be off by so many standard deviations, by chance.
MOST_OFF = 4
KINDS = ("whole", "partial", "fee", "discount", "over")


def made(customers: int, each: int) -> tuple[int, MadeReceipts]:
    bills = [
        Bill(
            number=DocumentNumber(f"INV-2010-{number:06d}"),
            customer=PartyId(f"C-{number % customers:05d}"),
            amount=10_000 + number * 7_919 % 190_001,
            issued=date(2010, 1, 1) + timedelta(days=number % 300),
            due=date(2010, 1, 31) + timedelta(days=number % 300),
        )
        for number in range(customers * each)
    ]
    found = make_receipts(
        bills, organisation=OrganisationId("org"), currency=Currency.of("GBP"), seed=5
    )
    return len(bills), found


@cache
def counted() -> Mapping[str, tuple[int, int]]:
    """Of each trouble: how often it happened, and how often it could have."""
    bills, found = made(customers=60, each=300)
    truths = [set(true.troubles) for true in found.truth.values()]

    def number(*names: str) -> int:
        return sum(set(names) <= each for each in truths)

    first = {kind: number(kind) for kind in KINDS}
    single = {kind: number(kind, "single") for kind in KINDS}
    turns, alone = sum(first.values()), sum(single.values())
    paid = {each for true in found.truth.values() for each in true.applications}
    quoting = len(truths) - number("prepay")
    several = sum(
        "lump" in each and not each & {"ref_missing", "ref_wrong", "prepay"} for each in truths
    )
    return {
        "unpaid": (bills - len(paid), bills - len(paid) + turns),
        "lump": (turns - alone, turns),
        "partial": (first["partial"], alone),
        "partial_rest": (number("partial_rest"), first["partial"]),
        "fee": (first["fee"], turns - first["partial"]),
        "discount": (first["discount"], alone - single["partial"] - single["fee"]),
        "over": (first["over"], first["over"] + first["whole"]),
        "dup": (number("dup"), first["whole"]),
        "ref_missing": (number("ref_missing") - number("prepay"), quoting),
        "ref_wrong": (number("ref_wrong"), quoting),
        "ref_range": (number("ref_range"), several),
        "ref_some": (number("ref_some"), several - number("ref_range")),
        **{
            f"ref_{how}": (number(f"ref_{how}"), quoting - number("ref_range"))
            for how in ("format", "typo", "swap", "trunc")
        },
        "account_unknown": (number("account_unknown"), len(truths)),
        "name_blank": (number("name_blank"), len(truths)),
        "name_other": (number("name_other"), len(truths) - number("name_blank")),
    }


@cache
def counted_by_customer() -> Mapping[str, tuple[int, int]]:
    """What is drawn once for a customer, where each has one bill."""
    customers, found = made(customers=12_000, each=1)
    truths = [set(true.troubles) for true in found.truth.values()]
    return {
        "prepay": (sum("prepay" in each for each in truths), customers),
        "third_party": (sum("third_party" in each for each in truths), len(truths)),
        "ref_rf": (
            sum("ref_rf" in each for each in truths),
            sum(bool(each & {"ref_rf", "ref_exact"}) for each in truths),
        ),
    }


@pytest.mark.parametrize(
    ("trouble", "share"),
    [
        ("unpaid", 0.052),
        ("lump", 0.10),
        ("partial", 0.022),
        ("partial_rest", 0.6),
        ("fee", 0.022),
        ("discount", 0.016),
        ("over", 0.009),
        ("dup", 0.0064),
        ("ref_missing", 0.088),
        ("ref_format", 0.076),
        ("ref_typo", 0.02),
        ("ref_swap", 0.014),
        ("ref_trunc", 0.024),
        ("ref_wrong", 0.0076),
        ("ref_range", 0.06),
        ("ref_some", 0.18),
        ("account_unknown", 0.102),
        ("name_blank", 0.046),
        ("name_other", 0.20),
        ("prepay", 0.01),
        # for so many customers another pays, and then six times in ten
        ("third_party", 0.014 * 0.6),
        ("ref_rf", 0.20),
    ],
)
def test_a_trouble_is_played_as_often_as_was_agreed(trouble: str, share: float) -> None:
    happened, could = {**counted(), **counted_by_customer()}[trouble]
    deviation = (could * share * (1 - share)) ** 0.5
    assert abs(happened - could * share) <= MOST_OFF * deviation
    # and the bound would see a share that is half or twice as large
    assert MOST_OFF * deviation < could * share / 2
