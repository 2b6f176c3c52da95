"""Figures that other systems publish: allocation, reservation and shipments in parts."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, TypedDict

import attrs
import pytest

from orderkit.allocation import Demand, FirstIn, StockLot, allocate
from orderkit.errors import OrderkitError
from orderkit.fulfilment import ship
from orderkit.inventory import (
    OversoldError,
    Reservation,
    StockPosition,
    issue,
    receive,
    release,
    reserve,
)
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
    ShipmentId,
    Sku,
    StockKey,
)

ACME: Final = OrganisationId("acme")
ORDER: Final = OrderKey(ACME, OrderId("o"))
AT: Final = datetime(2026, 3, 10, tzinfo=UTC)
ANN: Final = ActorId("ann")


class Lot(TypedDict, total=False):
    lot: str
    received: str
    on_hand: int | str
    reserved: int


class Asked(TypedDict):
    line: str
    qty: int | str


class Step(TypedDict, total=False):
    op: str
    id: str
    qty: int
    items: list[tuple[str, int]]


class Given(TypedDict, total=False):
    as_of: str
    lots: list[Lot]
    demands: list[Asked]
    on_hand: int
    ordered: dict[str, int]
    steps: list[Step]


class Expected(TypedDict, total=False):
    allocations: list[tuple[str, str, int | str]]
    short: dict[str, int | str]
    positions: list[list[int]]
    after: list[dict[str, list[int]]]
    refused: list[int]


class Vector(TypedDict):
    id: str
    kind: str
    input: Given
    expected: Expected
    source: str


VECTORS: Final[list[Vector]] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)


def of_kind(kind: str) -> list[object]:
    return [pytest.param(each, id=each["id"]) for each in VECTORS if each["kind"] == kind]


def steps(figure: int | str) -> int:
    """Hundredths: the finest that any vector counts in."""
    return int(Decimal(figure) * 100)


def key(lot: str = "") -> StockKey:
    return StockKey(ACME, LocationId("main"), Sku("bolt"), LotId(lot), OwnerId("acme"))


@pytest.mark.parametrize("vector", of_kind("allocate_fifo"))
def test_first_in_first_out_as_others_do_it(vector: Vector) -> None:
    told, wanted = vector["input"], vector["expected"]
    lots = [
        StockLot(
            key=key(each["lot"]),
            available=steps(each["on_hand"]) - steps(each.get("reserved", 0)),
            received_on=date.fromisoformat(each["received"]),
        )
        for each in told["lots"]
    ]
    demands = [
        Demand(order=ORDER, line=LineId(each["line"]), sku=Sku("bolt"), quantity=steps(each["qty"]))
        for each in told["demands"]
    ]
    outcome = allocate(demands, lots, FirstIn(), on=date.fromisoformat(told["as_of"]))
    taken = [(take.line, take.key.lot, take.quantity) for take in outcome.takes]
    assert taken == [(line, lot, steps(figure)) for line, lot, figure in wanted["allocations"]]
    short = {short.line: short.quantity for short in outcome.shortages}
    assert short == {line: steps(figure) for line, figure in wanted["short"].items()}


@attrs.define
class Shelf:
    """One position and what is held of it, by name."""

    position: StockPosition
    held: Counter[str] = attrs.field(factory=Counter)

    def does(self, step: Step) -> None:
        match step["op"]:
            case "reserve":
                self.resizes(step["id"], self.held[step["id"]] + step["qty"])
            case "reserve_many":
                self.position = reserve(self.position, sum(n for _, n in step["items"]))
                self.held.update(dict(step["items"]))
            case "resize":
                self.resizes(step["id"], step["qty"])
            case "release":
                held = self.held[step["id"]]
                self.position = release(self.position, step.get("qty", held))
                self.held[step["id"]] -= step.get("qty", held)
            case "ship":
                self.position, _ = issue(self.position, step["qty"], at=AT, by=ANN)
                self.held[step["id"]] -= step["qty"]
            case "issue":
                # What nobody holds leaves too, but it is bound first.
                bound = reserve(self.position, step["qty"])
                self.position, _ = issue(bound, step["qty"], at=AT, by=ANN)
            case "receive":
                self.position, _ = receive(
                    self.position, key(), step["qty"], at=AT, on=AT.date(), by=ANN
                )
            case unknown:
                pytest.fail(unknown)

    def resizes(self, name: str, quantity: int) -> None:
        more = quantity - self.held[name]
        self.position = reserve(self.position, more) if more > 0 else release(self.position, -more)
        self.held[name] = quantity


@pytest.mark.parametrize("vector", of_kind("reserve"))
def test_i_45_i_46_reservations_as_others_do_them(vector: Vector) -> None:
    told, wanted = vector["input"], vector["expected"]
    shelf = Shelf(StockPosition(key=key(), on_hand=told["on_hand"]))
    seen, refused = list[list[int]](), list[int]()
    for place, step in enumerate(told["steps"]):
        try:
            shelf.does(step)
        except OversoldError:
            refused.append(place)
        now = shelf.position
        seen.append([now.on_hand, now.reserved, now.frozen, now.available])
        assert now.reserved == shelf.held.total()
    assert (seen, refused) == (wanted["positions"], wanted["refused"])


@pytest.mark.parametrize("vector", of_kind("partial_shipment"))
def test_i_55_shipments_in_parts_as_others_do_them(vector: Vector) -> None:
    told, wanted = vector["input"], vector["expected"]
    ordered = told["ordered"]
    held = {
        ReservationId(line): Reservation(
            id=ReservationId(line), order=ORDER, line=LineId(line), key=key(), quantity=quantity
        )
        for line, quantity in ordered.items()
    }
    refused = list[int]()
    # A step of a shipment is a plain table of lines and quantities.
    asked: Sequence[Mapping[LineId, int]] = told["steps"]  # type: ignore[assignment]
    for place, quantities in enumerate(asked):
        name = ShipmentId(f"s{place}")
        try:
            _, touched = ship(list(held.values()), quantities, id=name, order=ORDER, at=AT, by=ANN)
        except OrderkitError:
            refused.append(place)
        else:
            held |= {each.id: each for each in touched}
        left = {str(each.line): each.quantity for each in held.values()}
        after = {line: [ordered[line] - left[line], left[line]] for line in ordered}
        assert after == wanted["after"][place]
    assert refused == wanted["refused"]
