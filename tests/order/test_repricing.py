"""Figures of lines whose quantity is another, where it is beyond what memory holds."""

from datetime import UTC, datetime
from typing import Final

import attrs
import pytest

from orderkit.order import (
    Adjustment,
    AdjustmentKind,
    Amend,
    ChangePrice,
    ChangeQuantity,
    Line,
    Order,
    PlaceOrder,
    TaxShare,
    Terms,
    decide,
    fold,
)
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
)

EUR: Final = Currency.of("EUR")
ACME: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
ONE: Final = LineId("1")
MUGS: Final = Line.priced("1", "MUG", 5, "0", EUR)
OFF: Final = Adjustment(
    id=LineId("c"), code="A", kind=AdjustmentKind.DISCOUNT, amount=-10, shares=(-2,) * 5
)
VAT: Final = TaxShare(code="VAT", rate=Exact(19), net=50, tax=10, shares=(2,) * 5)
MANY: Final = 10**15


def amended(order: Order, *changes: ChangeQuantity | ChangePrice) -> Terms:
    decision = decide(order, Amend.on(order, *changes), ANN)
    assert decision.accepted, decision.findings
    after = fold(decision.events, onto=order)
    assert after is not None
    return after.terms


@pytest.mark.parametrize(
    ("line", "charges"),
    [
        (MUGS, (attrs.evolve(OFF, lines=(ONE,)),)),
        (attrs.evolve(MUGS, adjustments=(OFF,)), ()),
        (attrs.evolve(MUGS, taxes=(VAT,)), ()),
    ],
    ids=["beside the lines", "on the line", "a tax"],
)
def test_shares_of_units_without_number_become_one_figure(
    line: Line, charges: tuple[Adjustment, ...]
) -> None:
    terms = Terms(
        organisation=ACME,
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1",
        customer=PartyId("C-7"),
        ordered_at=ANN.at,
        currency=EUR,
        lines=(line,),
        adjustments=charges,
    )
    order = fold(decide(None, PlaceOrder(terms), ANN).events)
    assert order is not None
    more = amended(order, ChangeQuantity(ONE, MANY))
    # Two minor units for each piece, as before.
    assert abs(more.total) == 2 * MANY
    amended(order, ChangeQuantity(ONE, MANY), ChangePrice(ONE, Exact.of("0.01")))
    fewer = amended(order, ChangeQuantity(ONE, 3))
    assert abs(fewer.total) == 6
