"""Terms of payment: days, ends of months, and instalments that come to the total to the cent."""

from datetime import UTC, date, datetime, timedelta
from decimal import Context, localcontext
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.invoicing import (
    DocumentLine,
    DueFrom,
    Instalment,
    InstalmentTerms,
    InvalidInstalmentError,
    InvalidScheduleError,
    Invoice,
    PaymentTerms,
    invoice_shipment,
)
from orderkit.testing import payment_terms
from orderkit.values import (
    Currency,
    DateOutOfRangeError,
    DocumentKey,
    DocumentNumber,
    Exact,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

ACME: Final = OrganisationId("acme")
ORDER: Final = OrderKey(ACME, OrderId("O-1"))
END: Final = DueFrom.MONTH_END


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def invoice(total: int, terms: PaymentTerms, moment: datetime) -> Invoice:
    line = DocumentLine(order=ORDER.order, line=LineId("f"), sku="", quantity=1, amount=total)
    return invoice_shipment(
        [],
        [line],
        key=DocumentKey(ACME, DocumentNumber("I-1")),
        order=ORDER,
        customer=PartyId("C-7"),
        currency=Currency.of("EUR"),
        at=moment,
        terms=terms,
        zone="UTC",
    )


@pytest.mark.parametrize(
    ("terms", "issued", "due"),
    [
        pytest.param(PaymentTerms(0), at(2026, 1, 31), date(2026, 1, 31), id="the same day"),
        pytest.param(PaymentTerms(30), at(2026, 1, 31), date(2026, 3, 2), id="thirty days"),
        pytest.param(PaymentTerms(0, months=1), at(2026, 1, 31), date(2026, 2, 28), id="a month"),
        pytest.param(PaymentTerms(0, months=1), at(2024, 1, 31), date(2024, 2, 29), id="leap year"),
        pytest.param(PaymentTerms(0, months=12), at(2024, 2, 29), date(2025, 2, 28), id="a year"),
        pytest.param(PaymentTerms(0, start=END), at(2026, 2, 3), date(2026, 2, 28), id="month end"),
        pytest.param(PaymentTerms(15, start=END), at(2026, 2, 3), date(2026, 3, 15), id="and days"),
        pytest.param(
            PaymentTerms(10, months=1, start=END), at(2026, 1, 31), date(2026, 3, 10), id="next end"
        ),
        pytest.param(
            PaymentTerms(0, months=1, start=END), at(2025, 12, 31), date(2026, 1, 31), id="new year"
        ),
    ],
)
def test_a_26_a_due_day_is_counted_by_months_then_ends_then_days(
    terms: PaymentTerms, issued: datetime, due: date
) -> None:
    assert terms.due(issued, "UTC") == due
    assert invoice(100, terms, issued).schedule == (Instalment(due, 100),)


@pytest.mark.parametrize(
    "terms",
    [
        PaymentTerms(0, months=12),
        PaymentTerms(1),
        PaymentTerms(1, start=END),
        PaymentTerms(0, instalments=(InstalmentTerms(percent=Exact(1), net_days=1),)),
    ],
)
def test_a_27_no_part_of_terms_leads_past_the_calendar(terms: PaymentTerms) -> None:
    with pytest.raises(DateOutOfRangeError):
        terms.schedule(100, at(2200, 12, 31), "UTC")
    with pytest.raises(DateOutOfRangeError):
        terms.last(at(2200, 12, 31), "UTC")


def test_instalments_are_served_in_turn_and_the_terms_take_the_rest() -> None:
    terms = PaymentTerms(
        60,
        instalments=(
            InstalmentTerms(percent=Exact(30)),
            InstalmentTerms(amount=5_000, net_days=14),
            InstalmentTerms(percent=Exact(333, 1), months=1, start=END),
        ),
    )
    found = invoice(10_001, terms, at(2026, 1, 31))
    assert [(part.due.isoformat(), part.amount) for part in found.instalments] == [
        ("2026-01-31", 3_000),
        ("2026-02-14", 5_000),
        ("2026-02-28", 2_001),
    ]
    assert found.due == date(2026, 2, 28)
    days = [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 27), date(2026, 2, 28)]
    assert [found.due_by(day) for day in days] == [0, 3_000, 8_000, 10_001]


def test_a_rest_that_is_due_earlier_stands_first() -> None:
    terms = PaymentTerms(0, instalments=(InstalmentTerms(percent=Exact(50), net_days=30),))
    found = invoice(101, terms, at(2026, 3, 1))
    assert [part.amount for part in found.schedule] == [50, 51]
    assert found.due == date(2026, 3, 31)


def test_an_invoice_of_nothing_has_one_instalment_of_nothing() -> None:
    terms = PaymentTerms(7, instalments=(InstalmentTerms(percent=Exact(50)),))
    assert invoice(0, terms, at(2026, 3, 1)).instalments == (Instalment(date(2026, 3, 8), 0),)


@given(payment_terms(), st.integers(0, 10**12), st.dates(date(1950, 1, 1), date(2080, 12, 31)))
def test_i_63_the_instalments_of_an_invoice_make_its_total(
    terms: PaymentTerms, total: int, day: date
) -> None:
    moment = at(day.year, day.month, day.day)
    found = invoice(total, terms, moment)
    parts = found.schedule
    assert sum(part.amount for part in parts) == total == found.total
    assert [part.due for part in parts] == sorted(part.due for part in parts)
    assert found.due == parts[-1].due <= terms.last(moment, "UTC")
    assert all(part.due >= day for part in parts)
    assert all(part.amount for part in parts) or not total
    with localcontext(Context(prec=3, traps=[])):
        assert invoice(total, terms, moment) == found


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=6), st.integers(0, 10**6))
def test_i_63_percentages_are_within_a_cent_of_their_part(parts: list[int], total: int) -> None:
    whole = sum(parts)
    percents = [Exact(part * 10_000 // whole, 2) for part in parts]
    wanted = [InstalmentTerms(percent=each) for each in percents if each.digits]
    terms = PaymentTerms(400, instalments=tuple(wanted))
    amounts = [part.amount for part in terms.schedule(total, at(2026, 3, 1), "UTC")]
    if len(amounts) == len(wanted) + 1:
        for each, amount in zip(wanted, amounts, strict=False):
            assert each.percent is not None
            assert abs(amount - each.percent.fraction * total / 100) < 1


def test_i_63_an_invoice_with_instalments_of_another_sum_cannot_be_made() -> None:
    whole = invoice(100, PaymentTerms(0), at(2026, 3, 1))
    with pytest.raises(InvalidScheduleError) as caught:
        attrs.evolve(whole, instalments=(Instalment(whole.due, 99),))
    assert (caught.value.total, caught.value.scheduled) == (100, 99)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"percent": Exact(10), "amount": 5},
        {"percent": Exact(0)},
        {"percent": Exact(1001, 1)},
        {"percent": 10},
        {"amount": 0},
        {"amount": 2**63},
        {"amount": True},
        {"percent": Exact(10), "months": -1},
        {"percent": Exact(10), "months": 1201},
        {"percent": Exact(10), "start": "issue"},
    ],
)
def test_an_instalment_that_nobody_can_agree_on_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(InvalidInstalmentError):
        InstalmentTerms(**asked)  # type: ignore[arg-type]  # the very thing that is tried


def test_more_than_all_of_an_invoice_is_refused() -> None:
    parts = (InstalmentTerms(percent=Exact(60)), InstalmentTerms(percent=Exact(401, 1)))
    with pytest.raises(InvalidInstalmentError, match="more than all"):
        PaymentTerms(0, instalments=parts)


@pytest.mark.parametrize(("due", "amount"), [(date(2026, 3, 1), -1), (at(2026, 3, 1), 1)])
def test_a_part_of_a_document_has_a_day_and_an_amount(due: date, amount: int) -> None:
    with pytest.raises(InvalidInstalmentError):
        Instalment(due, amount)


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    terms = PaymentTerms(0, start=END)
    assert terms.due(late, "Asia/Shanghai") - terms.due(late, "UTC") == timedelta(28)
