"""Advances: billed before there are goods, and taken off the invoice of the goods to the cent."""

from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.invoicing import (
    ADVANCE,
    Billable,
    DocumentTotalError,
    Invoice,
    PaymentTerms,
    advance_deductions,
    invoice_advance,
    invoice_shipment,
)
from orderkit.pricing import Basket, Item, Tax, Totals, down_payment, totals_of
from orderkit.values import (
    Currency,
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
EUR: Final = Currency.of("EUR")
AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORDER: Final = OrderKey(ACME, OrderId("O-1"))
VAT19, VAT7 = (Tax(code="VAT19", rate=Exact(19)),), (Tax(code="VAT7", rate=Exact(7)),)


def priced(mugs: int, books: int, cents: int) -> Totals:
    items = (
        Item(id="1", quantity=mugs, price=Exact(cents, 2), taxes=VAT19),
        Item(id="2", quantity=books, price=Exact(999, 2), taxes=VAT7),
    )
    return totals_of(Basket(currency=EUR, items=items))


def advance(totals: Totals, percent: int) -> Invoice:
    return invoice_advance(
        down_payment(totals, percent=Exact(percent)),
        totals,
        key=DocumentKey(ACME, DocumentNumber("A-1")),
        order=ORDER,
        customer=PartyId("C-7"),
        currency=EUR,
        at=AT,
        terms=PaymentTerms(7),
        zone="UTC",
    )


def final(totals: Totals, *advances: Invoice) -> Invoice:
    return invoice_shipment(
        [
            Billable(
                line=LineId(line.id), sku=f"SKU-{line.id}", ordered=1, amount=int(line.gross),
                quantity=1,
            )
            for line in totals.lines
        ],
        advance_deductions(advances),
        key=DocumentKey(ACME, DocumentNumber("I-1")),
        order=ORDER,
        customer=PartyId("C-7"),
        currency=EUR,
        at=AT,
        terms=PaymentTerms(30),
        zone="UTC",
    )  # fmt: skip


def test_an_advance_has_a_line_for_each_set_of_taxes() -> None:
    invoice = advance(priced(7, 3, 995), 10)
    assert [(line.line, line.amount, line.description) for line in invoice.lines] == [
        (f"{ADVANCE}/1", 829, "VAT19"),
        (f"{ADVANCE}/2", 321, "VAT7"),
    ]
    assert (invoice.total, invoice.due.isoformat()) == (1_150, "2026-03-09")


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 5_000), st.integers(1, 100))
def test_advance_and_final_invoice_come_to_the_order(
    mugs: int, books: int, cents: int, percent: int
) -> None:
    totals = priced(mugs, books, cents)
    first = advance(totals, percent)
    assert first.total == down_payment(totals, percent=Exact(percent)).gross
    assert first.total + final(totals, first).total == totals.gross == final(totals).total


def test_more_advances_than_there_are_goods_make_no_invoice() -> None:
    totals = priced(1, 1, 100)
    whole = advance(totals, 100)
    with pytest.raises(DocumentTotalError):
        final(totals, whole, advance(totals, 10))
