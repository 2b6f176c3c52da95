"""What is always true of what leaves the house and of what comes back."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.fulfilment import (
    InvalidShipmentError,
    ReturnLine,
    ReturnReceipt,
    Shipment,
    ShipmentLine,
    receive_return,
    returnable,
    ship,
)
from orderkit.inventory import Reservation
from orderkit.values import (
    ActorId,
    LineId,
    LocationId,
    LotId,
    OrderId,
    OrderKey,
    OrganisationId,
    OwnerId,
    ReservationId,
    ReturnId,
    ShipmentId,
    Sku,
    StockKey,
)

ACME = OrganisationId("acme")
ORDER = OrderKey(ACME, OrderId("o"))
AT = datetime(2024, 1, 1, tzinfo=UTC)
ANN = ActorId("ann")


def key(lot: str) -> StockKey:
    return StockKey(ACME, LocationId("main"), Sku("bolt"), LotId(lot), OwnerId("acme"))


@st.composite
def reserved(draw: st.DrawFn) -> list[Reservation]:
    return [
        Reservation(
            id=ReservationId(f"r{n}"),
            order=ORDER,
            line=LineId(str(draw(st.integers(1, 3)))),
            key=key(draw(st.sampled_from("ab"))),
            quantity=draw(st.integers(0, 5)),
        )
        for n in range(draw(st.integers(0, 5)))
    ]


@given(reserved(), st.dictionaries(st.sampled_from("123").map(LineId), st.integers(1, 9)))
def test_i_55_shipped_is_the_sum_of_shipment_lines_and_of_what_reservations_gave(
    reservations: list[Reservation], quantities: dict[LineId, int]
) -> None:
    there = Counter[LineId]()
    for each in reservations:
        there[each.line] += each.quantity
    fits = bool(quantities) and all(there[line] >= n for line, n in quantities.items())
    call = {"id": ShipmentId("s"), "order": ORDER, "at": AT, "by": ANN}
    if not fits:
        with pytest.raises(InvalidShipmentError):
            # Each part is of the type that its parameter has.
            ship(reservations, quantities, **call)  # type: ignore[arg-type]
        return
    shipment, touched = ship(
        reservations, quantities, id=ShipmentId("s"), order=ORDER, at=AT, by=ANN
    )
    left = Counter[LineId]()
    for line in shipment.lines:
        left[line.line] += line.quantity
    assert left == Counter(quantities)
    before = {each.id: each.quantity for each in reservations}
    assert sum(before[each.id] - each.quantity for each in touched) == sum(left.values())


def test_another_orders_reservation_ships_nothing() -> None:
    other = OrderKey(ACME, OrderId("other"))
    reservation = Reservation(
        id=ReservationId("r"), order=other, line=LineId("1"), key=key("a"), quantity=1
    )
    with pytest.raises(InvalidShipmentError):
        ship([reservation], {LineId("1"): 1}, id=ShipmentId("s"), order=ORDER, at=AT, by=ANN)


@given(st.integers(1, 9), st.lists(st.integers(1, 5), max_size=4))
def test_i_56_never_more_comes_back_than_ever_left(shipped: int, back: list[int]) -> None:
    line = ShipmentLine(line=LineId("1"), sku=Sku("bolt"), quantity=shipped, key=key("a"))
    shipments = [Shipment(id=ShipmentId("s"), order=ORDER, at=AT, by=ANN, lines=(line,))]
    returns = list[ReturnReceipt]()
    for number, quantity in enumerate(back):
        lines = [ReturnLine(line=LineId("1"), sku=Sku("bolt"), quantity=quantity)]
        name = ReturnId(f"b{number}")
        if quantity > returnable(shipments, returns)[LineId("1")]:
            with pytest.raises(InvalidShipmentError):
                receive_return(lines, shipments, returns, id=name, order=ORDER, at=AT, by=ANN)
        else:
            returns.append(
                receive_return(lines, shipments, returns, id=name, order=ORDER, at=AT, by=ANN)
            )
    assert sum(each.lines[0].quantity for each in returns) <= shipped


@pytest.mark.parametrize(
    "line",
    [
        ReturnLine(line=LineId("1"), sku=Sku("bolt"), quantity=1, restocked=2, key=key("a")),
        ReturnLine(line=LineId("1"), sku=Sku("bolt"), quantity=1, restocked=1),
        ReturnLine(line=LineId("1"), sku=Sku("bolt"), quantity=0),
    ],
    ids=["more restocked than returned", "restocked nowhere", "nothing"],
)
def test_i_56_a_return_that_cannot_be_is_refused(line: ReturnLine) -> None:
    with pytest.raises(InvalidShipmentError):
        ReturnReceipt(id=ReturnId("b"), order=ORDER, at=AT, by=ANN, lines=(line,))
    with pytest.raises(InvalidShipmentError):
        ReturnReceipt(id=ReturnId("b"), order=ORDER, at=AT, by=ANN, lines=())
