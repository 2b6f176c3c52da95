"""What cannot leave the house, and what cannot come back."""

from datetime import UTC, datetime
from typing import Final

import pytest

from orderkit.fulfilment import (
    InvalidShipmentError,
    ReturnLine,
    ReturnReceipt,
    Shipment,
    ShipmentLine,
    receive_return,
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

ACME: Final = OrganisationId("acme")
ORDER: Final = OrderKey(ACME, OrderId("o"))
OTHER: Final = OrderKey(ACME, OrderId("other"))
AT: Final = datetime(2024, 1, 1, tzinfo=UTC)
ANN: Final = ActorId("ann")
ONE: Final = LineId("1")


def key(lot: str = "a", sku: str = "bolt", organisation: OrganisationId = ACME) -> StockKey:
    return StockKey(organisation, LocationId("main"), Sku(sku), LotId(lot), OwnerId("acme"))


def held(name: str = "r1", quantity: int = 3, line: LineId = ONE) -> Reservation:
    return Reservation(
        id=ReservationId(name), order=ORDER, line=line, key=key(name), quantity=quantity
    )


def shipped(
    reservations: list[Reservation], quantities: dict[LineId, int]
) -> tuple[Shipment, tuple[Reservation, ...]]:
    return ship(reservations, quantities, id=ShipmentId("s"), order=ORDER, at=AT, by=ANN)


def sent(line: ShipmentLine) -> Shipment:
    return Shipment(id=ShipmentId("s"), order=ORDER, at=AT, by=ANN, lines=(line,))


def back(
    quantity: int = 1, sku: str = "bolt", restocked: int = 0, at: StockKey | None = None
) -> ReturnLine:
    return ReturnLine(line=ONE, sku=Sku(sku), quantity=quantity, restocked=restocked, key=at)


def returned(*lines: ReturnLine, order: OrderKey = ORDER) -> ReturnReceipt:
    shipments = [shipped([held()], {ONE: 3})[0]]
    return receive_return(lines, shipments, id=ReturnId("b"), order=order, at=AT, by=ANN)


def test_what_leaves_no_shelf_stands_beside_what_was_reserved() -> None:
    service = ShipmentLine(line=LineId("2"), sku=Sku("fitting"), quantity=1)
    name = ShipmentId("s")
    both, _ = ship([held()], {ONE: 3}, id=name, order=ORDER, at=AT, by=ANN, direct=[service])
    assert both.lines == (*shipped([held()], {ONE: 3})[0].lines, service)
    alone, touched = ship([], {}, id=name, order=ORDER, at=AT, by=ANN, direct=[service])
    assert (alone.lines, touched) == ((service,), ())
    shelf = ShipmentLine(line=ONE, sku=Sku("bolt"), quantity=1, key=key())
    with pytest.raises(InvalidShipmentError):
        ship([], {}, id=name, order=ORDER, at=AT, by=ANN, direct=[shelf])


def test_i_55_reservations_leave_in_the_order_of_their_ids() -> None:
    shipment, touched = shipped([held("r3"), held("r1"), held("r2")], {ONE: 4})
    assert [(line.key, line.quantity) for line in shipment.lines] == [
        (key("r1"), 3),
        (key("r2"), 1),
    ]
    assert [(each.id, each.quantity) for each in touched] == [("r1", 0), ("r2", 2)]


def test_i_55_a_reservation_that_is_named_twice_does_not_ship_twice() -> None:
    with pytest.raises(InvalidShipmentError):
        shipped([held(), held()], {ONE: 6})


@pytest.mark.parametrize("quantity", [0, -1, True, 1.5, "1"])
def test_a_10_a_shipment_is_of_whole_pieces(quantity: int) -> None:
    with pytest.raises(InvalidShipmentError):
        shipped([held(), held("r2", line=LineId("2"))], {LineId("2"): 1, ONE: quantity})
    with pytest.raises(InvalidShipmentError):
        sent(ShipmentLine(line=ONE, sku=Sku("bolt"), quantity=quantity))
    with pytest.raises(InvalidShipmentError):
        returned(back(quantity))
    if quantity:
        with pytest.raises(InvalidShipmentError):
            returned(back(3, restocked=quantity))


@pytest.mark.parametrize(
    "place",
    [key(sku="gold"), key(organisation=OrganisationId("other"))],
    ids=["another sku", "another organisation"],
)
def test_i_54_pieces_leave_and_come_back_in_kind_and_at_home(place: StockKey) -> None:
    with pytest.raises(InvalidShipmentError):
        sent(ShipmentLine(line=ONE, sku=Sku("bolt"), quantity=1, key=place))
    with pytest.raises(InvalidShipmentError):
        returned(back(1, restocked=1, at=place))


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        ((back(4),), ORDER),
        ((back(2), back(2)), ORDER),
        ((back(1, sku="gold"),), ORDER),
        ((back(1),), OTHER),
    ],
    ids=["too many", "too many in two lines", "another sku", "another order"],
)
def test_i_56_what_never_left_does_not_come_back(
    lines: tuple[ReturnLine, ...], order: OrderKey
) -> None:
    with pytest.raises(InvalidShipmentError):
        returned(*lines, order=order)


def test_i_56_returns_of_another_order_are_not_counted_here() -> None:
    shipments = [shipped([held()], {ONE: 3})[0]]
    strange = ReturnReceipt(id=ReturnId("b"), order=OTHER, at=AT, by=ANN, lines=(back(1),))
    with pytest.raises(InvalidShipmentError):
        receive_return(
            [back(1)], shipments, [strange], id=ReturnId("c"), order=ORDER, at=AT, by=ANN
        )


def test_i_56_a_part_goes_back_on_the_shelf_and_the_rest_does_not() -> None:
    receipt = returned(back(2, restocked=1, at=key("r1")), back(1))
    assert [(line.quantity, line.restocked) for line in receipt.lines] == [(2, 1), (1, 0)]


def test_a_service_ships_from_nowhere() -> None:
    assert sent(ShipmentLine(line=ONE, sku=Sku("fitting"), quantity=1)).lines[0].key is None


def test_many_lines_ship_in_linear_work() -> None:
    seen = list[int]()

    class Counted(str):
        """An id that counts how often it is compared."""

        __slots__ = ()

        def __lt__(self, other: str) -> bool:
            seen.append(1)
            return str.__lt__(self, other)

    lines = [LineId(f"{n:04d}") for n in range(500)]
    reservations = [held(Counted(line), 1, line) for line in lines]
    shipment, _ = shipped(reservations, dict.fromkeys(lines, 1))
    assert len(shipment.lines) == 500
    assert len(seen) < 500 * 10
