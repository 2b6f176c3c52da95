from datetime import UTC, date, datetime

import attrs
import pytest

from orderkit.invoicing import (
    Billable,
    Creditable,
    CreditExceedsError,
    CreditNote,
    DocumentLine,
    DocumentTotalError,
    InvalidSeriesError,
    InvalidTermsError,
    Invoice,
    NumberSeries,
    PaymentTerms,
    PiecesExceedError,
    credit,
    credit_alone,
    invoice_shipment,
)
from orderkit.values import (
    Currency,
    DateOutOfRangeError,
    DocumentKey,
    DocumentNumber,
    LineId,
    NaiveTimeError,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

ORGANISATION, AT = OrganisationId("org"), datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
ORDER, EUR = OrderKey(ORGANISATION, OrderId("O-1")), Currency.of("EUR")
KEY = DocumentKey(ORGANISATION, DocumentNumber("INV-2026-000001"))
NOTE = DocumentKey(ORGANISATION, DocumentNumber("CRN-2026-000001"))


def charge(amount: int, name: str = "freight") -> DocumentLine:
    return DocumentLine(order=ORDER.order, line=LineId(name), sku="", quantity=1, amount=amount)


def take(quantity: int, billed: int = 0, ordered: int = 3, amount: int = 1000) -> Billable:
    return Billable(
        line=LineId("1"),
        sku="bolt",
        ordered=ordered,
        amount=amount,
        billed=billed,
        quantity=quantity,
    )


def make(
    *billables: Billable, charges: tuple[DocumentLine, ...] = (), zone: str = "UTC"
) -> Invoice:
    return invoice_shipment(
        billables,
        charges,
        key=KEY,
        order=ORDER,
        customer=PartyId("C-1"),
        currency=EUR,
        at=AT,
        terms=PaymentTerms(30),
        zone=zone,
    )


@pytest.mark.parametrize(
    ("billed", "quantity", "amount"), [(0, 1, 333), (1, 1, 333), (2, 1, 334), (0, 3, 1000)]
)
def test_pieces_cost_their_place_in_the_line(billed: int, quantity: int, amount: int) -> None:
    assert make(take(quantity, billed)).total == amount


def test_a_line_of_which_nothing_is_taken_is_left_out() -> None:
    assert make(take(0), charges=(charge(500),)).lines == (charge(500),)


@pytest.mark.parametrize(("billed", "quantity"), [(0, 4), (2, 2), (-1, 1), (1, -1)])
def test_a_piece_is_not_billed_twice_nor_beyond_the_line(billed: int, quantity: int) -> None:
    with pytest.raises(PiecesExceedError, match=r"document\.pieces"):
        take(quantity, billed)


def test_an_invoice_below_zero_is_refused() -> None:
    with pytest.raises(DocumentTotalError) as caught:
        make(take(1), charges=(charge(-334, "coupon"),))
    assert caught.value.total == -1


@pytest.mark.parametrize(
    ("zone", "due"), [("UTC", date(2026, 3, 31)), ("Asia/Shanghai", date(2026, 4, 1))]
)
def test_days_of_payment_count_from_the_day_of_the_zone(zone: str, due: date) -> None:
    assert make(take(1), zone=zone).due == due


def test_a_27_terms_past_the_end_of_the_calendar_name_the_day() -> None:
    with pytest.raises(DateOutOfRangeError):
        PaymentTerms(36_525).due(datetime(2199, 1, 1, tzinfo=UTC), "UTC")
    with pytest.raises(DateOutOfRangeError):
        PaymentTerms(0).due(datetime(9999, 12, 31, tzinfo=UTC), "UTC")


@pytest.mark.parametrize("days", [-1, 36_526, True])
def test_terms_are_some_days_within_a_century(days: int) -> None:
    with pytest.raises(InvalidTermsError) as caught:
        PaymentTerms(days)
    assert caught.value.params["days"] == repr(days)


def test_a_moment_without_a_zone_is_no_moment_of_a_document() -> None:
    with pytest.raises(NaiveTimeError):
        attrs.evolve(make(take(1)), issued_at=AT.replace(tzinfo=None))


def test_credits_give_back_what_each_piece_was_billed_at() -> None:
    invoice = make(take(3), charges=(charge(500),))
    first = credit_pieces(invoice, 0, 2)
    last = credit_pieces(invoice, 2, 1, first)
    assert (first.total, last.total) == (666, 334)


def credit_pieces(invoice: Invoice, before: int, quantity: int, *notes: CreditNote) -> CreditNote:
    pieces = Creditable(invoiced=invoice.lines[0], credited=before, quantity=quantity)
    note = credit([pieces], key=NOTE, invoice=invoice, before=notes, at=AT, reason="returned")
    assert note.invoice == KEY.number
    return note


@pytest.mark.parametrize(("before", "quantity"), [(0, 4), (3, 1), (-1, 1), (0, -1)])
def test_more_pieces_than_are_left_are_refused(before: int, quantity: int) -> None:
    with pytest.raises(CreditExceedsError, match=r"credit\.exceeds"):
        credit_pieces(make(take(3)), before, quantity)


def test_a_line_of_another_invoice_or_named_twice_is_refused() -> None:
    invoice = make(take(3))
    one = Creditable(invoiced=invoice.lines[0], quantity=1)
    foreign = Creditable(invoiced=charge(1000), quantity=1)
    for pieces in ([foreign], [one, one]):
        with pytest.raises(CreditExceedsError):
            credit(pieces, key=NOTE, invoice=invoice, at=AT, reason="returned")


def test_adjustments_have_either_sign_but_never_pass_the_invoice() -> None:
    invoice = make(take(3))
    piece = Creditable(invoiced=invoice.lines[0], quantity=1)
    fee = credit([piece], [charge(-33)], key=NOTE, invoice=invoice, at=AT, reason="returned")
    assert fee.total == 300
    with pytest.raises(CreditExceedsError) as caught:
        credit([], [charge(701)], key=NOTE, invoice=invoice, before=[fee], at=AT, reason="goodwill")
    assert (caught.value.wanted, caught.value.left) == (701, 700)
    with pytest.raises(DocumentTotalError):
        credit([], [charge(-1)], key=NOTE, invoice=invoice, at=AT, reason="goodwill")


def test_a_credit_that_stands_alone_names_no_invoice() -> None:
    note = credit_alone(
        [charge(250)], key=NOTE, customer=PartyId("C-1"), currency=EUR, at=AT, reason="goodwill"
    )
    assert (note.total, note.invoice, note.order) == (250, None, None)


@pytest.mark.parametrize(
    ("series", "start"), [("", 1), ("---", 1), ("INV 1", 1), ("ÄB", 1), ("A" * 65, 1), ("INV", 0)]
)
def test_a_series_that_nobody_could_quote_is_refused(series: str, start: int) -> None:
    with pytest.raises(InvalidSeriesError):
        NumberSeries(organisation=ORGANISATION, series=series, next=start)


def test_numbers_grow_past_their_padding() -> None:
    series = NumberSeries(organisation=ORGANISATION, series="INV-2010", next=999_999)
    first, series = series.take()
    assert (first, series.take()[0]) == ("INV-2010-999999", "INV-2010-1000000")


def test_orders_and_documents_may_differ_in_their_lines() -> None:
    other = DocumentLine(order=OrderId("O-2"), line=LineId("1"), sku="bolt", quantity=1, amount=5)
    assert make(charges=(other,)).total == 5
