from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Context, localcontext
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderkit.invoicing import (
    Billable,
    Creditable,
    CreditExceedsError,
    CreditNote,
    DocumentLine,
    InvalidDocumentLineError,
    Invoice,
    NumberSeries,
    PaymentTerms,
    credit,
    invoice_shipment,
)
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
)

ORGANISATION, AT = OrganisationId("org"), datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDER, EUR = OrderKey(ORGANISATION, OrderId("O-1")), Currency.of("EUR")

cheap = settings(max_examples=60, deadline=None)


def key(number: int) -> DocumentKey:
    return DocumentKey(ORGANISATION, DocumentNumber(f"INV-{number}"))


def invoice_of(billables: Sequence[Billable], number: int = 1) -> Invoice:
    return invoice_shipment(
        billables,
        key=key(number),
        order=ORDER,
        customer=PartyId("C-1"),
        currency=EUR,
        at=AT,
        terms=PaymentTerms(30),
        zone="UTC",
    )


def credit_of(
    invoice: Invoice, pieces: Sequence[Creditable], before: Sequence[CreditNote]
) -> CreditNote:
    return credit(pieces, key=key(9), invoice=invoice, before=before, at=AT, reason="returned")


@st.composite
def splits(draw: st.DrawFn) -> tuple[int, int, list[int]]:
    """Draw the pieces of a line, its amount, and cuts from none to all of them."""
    ordered = draw(st.integers(1, 60))
    cuts = draw(st.lists(st.integers(0, ordered), max_size=6))
    return ordered, draw(st.integers(0, 10**9)), sorted([0, ordered, *cuts])


def billable(ordered: int, amount: int, start: int, stop: int) -> Billable:
    return Billable(
        line=LineId("1"),
        sku="bolt",
        ordered=ordered,
        amount=amount,
        billed=start,
        quantity=stop - start,
    )


@cheap
@given(case=splits())
def test_all_invoices_of_a_line_add_up_to_it_exactly(case: tuple[int, int, list[int]]) -> None:
    ordered, amount, cuts = case
    parts = [invoice_of([billable(ordered, amount, a, b)]) for a, b in pairwise(cuts)]
    assert sum(part.total for part in parts) == amount
    assert sum(line.quantity for part in parts for line in part.lines) == ordered


@cheap
@given(case=splits())
def test_i_05_an_invoice_does_not_see_the_decimal_context(
    case: tuple[int, int, list[int]],
) -> None:
    ordered, amount, cuts = case
    plain = [invoice_of([billable(ordered, amount, a, b)]) for a, b in pairwise(cuts)]
    with localcontext(Context(prec=3, traps=[])):
        assert [invoice_of([billable(ordered, amount, a, b)]) for a, b in pairwise(cuts)] == plain


@cheap
@given(case=splits(), data=st.data())
def test_i_65_credits_of_an_invoice_never_pass_it(
    case: tuple[int, int, list[int]], data: st.DataObject
) -> None:
    ordered, amount, _ = case
    invoice = invoice_of([billable(ordered, amount, 0, ordered)])
    pieces = credited = 0
    notes = list[CreditNote]()
    for _ in range(data.draw(st.integers(1, 5))):
        quantity = data.draw(st.integers(0, ordered))
        wanted = Creditable(invoiced=invoice.lines[0], credited=pieces, quantity=quantity)
        if pieces + quantity > ordered:
            with pytest.raises(CreditExceedsError):
                credit_of(invoice, [wanted], notes)
            continue
        notes.append(credit_of(invoice, [wanted], notes))
        credited += notes[-1].total
        pieces += quantity
        assert 0 <= credited <= invoice.total
        assert (credited == invoice.total) or pieces < ordered


@cheap
@given(case=splits())
def test_credits_mirror_the_line_whatever_its_partition(
    case: tuple[int, int, list[int]],
) -> None:
    ordered, amount, cuts = case
    invoice = invoice_of([billable(ordered, amount, 0, ordered)])
    notes = list[CreditNote]()
    for start, stop in pairwise(cuts):
        wanted = Creditable(invoiced=invoice.lines[0], credited=start, quantity=stop - start)
        notes.append(credit_of(invoice, [wanted], notes))
    assert sum(note.total for note in notes) == amount


@cheap
@given(first=st.integers(1, 999_998), count=st.integers(1, 30))
def test_a_series_gives_every_number_once_and_none_is_left_out(first: int, count: int) -> None:
    series, numbers = NumberSeries(organisation=ORGANISATION, series="INV-2010", next=first), []
    for _ in range(count):
        number, series = series.take()
        numbers.append(number)
    assert numbers == [f"INV-2010-{at:06d}" for at in range(first, first + count)]
    assert series.next == first + count


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", -1),
        ("quantity", 1.0),
        ("quantity", 2**63),
        ("amount", 0.5),
        ("amount", -(2**63)),
    ],
)
def test_a_line_of_a_document_has_whole_numbers(field: str, value: object) -> None:
    told: dict[str, object] = {"quantity": 1, "amount": 5, field: value}
    with pytest.raises(InvalidDocumentLineError) as caught:
        DocumentLine(
            order=OrderId("O-1"),
            line=LineId("1"),
            sku="",
            **told,  # type: ignore[arg-type]  # the very thing that is tried
        )
    assert (caught.value.line, caught.value.field) == ("1", field)
