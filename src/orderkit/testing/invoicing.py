"""Strategies for what is billed: terms of payment, priced orders, and their invoices.

Small amounts and odd quantities on purpose: cents that do not divide are what we are after.
"""

from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from orderkit.invoicing import (
    Billable,
    DueFrom,
    InstalmentTerms,
    Invoice,
    PaymentTerms,
    functional_shares,
    invoice_shipment,
)
from orderkit.order import Line, Terms, with_totals
from orderkit.pricing import Basket, totals_of
from orderkit.testing.pricing import baskets, pricing_policies
from orderkit.values import (
    ChannelCode,
    DocumentKey,
    DocumentNumber,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoundingLevel,
    Sku,
)

__all__ = ["invoices", "payment_terms", "priced_terms"]

_AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
_ACME: Final = OrganisationId("acme")
_days = st.sampled_from([0, 7, 14, 30, 90])
_months = st.integers(0, 3)
_starts = st.sampled_from(DueFrom)


def payment_terms() -> st.SearchStrategy[PaymentTerms]:
    """Draw terms of payment: mostly with instalments, by percent, by amount, or both."""
    by_percent = st.builds(
        InstalmentTerms,
        percent=st.builds(Exact, st.integers(1, 333), st.just(1)),
        net_days=_days,
        months=_months,
        start=_starts,
    )
    by_amount = st.builds(
        InstalmentTerms,
        amount=st.integers(1, 5_000),
        net_days=_days,
        months=_months,
        start=_starts,
    )
    # Three of a third at most, so that they are never more than all.
    return st.builds(
        PaymentTerms,
        _days,
        months=_months,
        start=_starts,
        instalments=st.lists(by_percent | by_amount, max_size=3).map(tuple),
    )


def priced_terms() -> st.SearchStrategy[Terms]:
    """Draw terms of orders that were priced: with taxes, discounts, freight, and now and then with
    sums in a functional currency. None comes to less than nothing.
    """  # noqa: D205 - one sentence
    rounding = pricing_policies().filter(
        lambda policy: policy.rounding.level is not RoundingLevel.NONE
    )
    return baskets(rounding).map(_terms_of).filter(lambda terms: terms.total >= 0)


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """Draw an invoice of all lines of a priced order, with the instalments of its terms."""
    agreed = draw(priced_terms())
    functional = functional_shares(agreed)
    return invoice_shipment(
        [
            Billable.of(line, line.quantity, functional=functional.get(line.id))
            for line in agreed.lines
            if line.total >= 0
        ],
        key=DocumentKey(_ACME, DocumentNumber("INV-2026-000001")),
        order=agreed.key,
        customer=agreed.customer,
        currency=agreed.currency,
        at=_AT,
        terms=draw(payment_terms()),
        zone="UTC",
        rate=agreed.rate,
    )


def _terms_of(basket: Basket) -> Terms:
    plain = Terms(
        organisation=_ACME,
        order=OrderId("O-1"),
        channel=ChannelCode("shop"),
        number="4711",
        customer=PartyId("C-7"),
        ordered_at=_AT,
        currency=basket.currency,
        lines=tuple(
            [
                Line(
                    id=LineId(item.id),
                    sku=Sku(f"SKU-{item.id}"),
                    quantity=item.quantity,
                    price=item.price,
                    unit=item.unit,
                    amount=0,
                )
                for item in basket.items
            ]
        ),
    )
    return with_totals(plain, totals_of(basket))
