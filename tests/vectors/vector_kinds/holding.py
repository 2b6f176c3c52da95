"""Kinds of vectors about what is held, what leaves in parts, and what may come back."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

import attrs

from orderkit.errors import OrderkitError
from orderkit.fulfilment import Shipment, returnable, ship
from orderkit.inventory import (
    Availability,
    Reservation,
    StockPosition,
    count,
    freeze,
    issue,
    lapse,
    receive,
    reserve,
    resize,
    unfreeze,
)
from orderkit.order import Billing, BillingBase, Bucket, Ledger, billable, moved, return_limits
from orderkit.values import (
    ActorId,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    ReservationId,
    ShipmentId,
    StockKey,
)
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

_ACME: Final = OrganisationId("acme")
_ORDER: Final = OrderKey(_ACME, OrderId("o"))
_KEY: Final = StockKey.of(_ACME, "main", "item")
_AT: Final = datetime(2026, 3, 10, tzinfo=UTC)
_ANN: Final = ActorId("ann")
_DAY: Final = date(2026, 3, 10)


def _held(name: str, quantity: int = 0) -> Reservation:
    return Reservation(
        id=ReservationId(name), order=_ORDER, line=LineId(name), key=_KEY, quantity=quantity
    )


@attrs.define
class _Shelf:
    """One position, what is held of it and what is locked, by name."""

    position: StockPosition
    held: dict[str, Reservation] = attrs.field(factory=dict)
    locked: dict[str, int] = attrs.field(factory=dict)

    def does(self, step: Mapping[str, Any]) -> None:
        """Do a step whole, or raise and leave all as it was."""
        name, pieces = step.get("id", ""), step.get("qty", 0)
        match step["op"]:
            case "reserve":
                self._lapse(step)
                self._grows(name, pieces, step.get("expires"))
            case "reserve_many":
                # A batch is one hold for all, so that it is whole or not at all.
                bound = self.position
                for each, quantity in step["items"]:
                    bound = reserve(bound, quantity)
                    self.held |= {each: _held(each, quantity)}
                self.position = bound
            case "resize":
                self._resized(name, pieces)
            case "release":
                self._releases(name, step)
            case "ship":
                self._ships(name, pieces)
            case "issue":
                # What nobody holds leaves too, but it is bound first.
                bound = reserve(self.position, pieces)
                self.position, _ = issue(bound, pieces, at=_AT, by=_ANN)
            case "receive":
                self.position, _ = receive(self.position, _KEY, pieces, at=_AT, on=_DAY, by=_ANN)
            case "count":
                self.position, _ = count(self.position, pieces, at=_AT, by=_ANN)
            case "lock":
                self.position = freeze(self.position, pieces)
                self.locked[name] = pieces
            case "unlock":
                self.position = unfreeze(self.position, self.locked.pop(name))
            case unknown:
                raise KeyError(unknown)

    def _lapse(self, step: Mapping[str, Any]) -> None:
        if "at" in step:
            for name, each in self.held.items():
                self.position, self.held[name] = lapse(
                    self.position, each, datetime.fromisoformat(step["at"])
                )

    def _grows(self, name: str, pieces: int, until: str | None) -> None:
        held = self.held.get(name, _held(name))
        self.position, held = reserve(self.position, pieces), _more(held, pieces)
        self.held[name] = attrs.evolve(
            held, until=None if until is None else datetime.fromisoformat(until)
        )

    def _releases(self, name: str, step: Mapping[str, Any]) -> None:
        held = self.held.get(name, _held(name))
        pieces = step.get("qty", held.quantity)
        self._resized(name, _more(held, -pieces).quantity)

    def _ships(self, name: str, pieces: int) -> None:
        if pieces > self.held[name].quantity:
            # More than was held leaves: it is bound first.
            self._resized(name, pieces)
        self.position, _ = issue(self.position, pieces, at=_AT, by=_ANN)
        self.held[name] = _more(self.held[name], -pieces)

    def _resized(self, name: str, pieces: int) -> None:
        self.position, self.held[name] = resize(
            self.position, self.held.get(name, _held(name)), pieces
        )


def _more(held: Reservation, pieces: int) -> Reservation:
    return attrs.evolve(held, quantity=held.quantity + pieces)


def _against(ours: object, theirs: object) -> Outcome:
    return Outcome("same") if ours == theirs else Outcome("differs", f"ours {ours}, not {theirs}")


def _reserve(vector: Vector) -> Outcome:
    told, wanted = vector["input"], vector["expected"]
    if any(step.get("backorder") for step in told["steps"]):
        return Outcome("documented", "I-45: nobody is promised what is not there; it waits")
    shelf = _Shelf(StockPosition(key=_KEY, on_hand=told["on_hand"]))
    seen, refused = list[list[int]](), list[int]()
    for place, step in enumerate(told["steps"]):
        was = attrs.evolve(shelf, held=dict(shelf.held), locked=dict(shelf.locked))
        try:
            shelf.does(step)
        except OrderkitError:
            shelf = was
            refused.append(place)
        now = shelf.position
        seen.append([now.on_hand, now.reserved, now.frozen, now.available])
    return _against((seen, refused), (wanted["positions"], wanted["refused"]))


def _parts(vector: Vector) -> Outcome:
    told, wanted = vector["input"], vector["expected"]
    held = {ReservationId(line): _held(line, n) for line, n in told["ordered"].items()}
    sent, after, refused = list[Shipment](), list[dict[str, list[int]]](), list[int]()
    for place, quantities in enumerate(told["steps"]):
        try:
            shipment, touched = ship(
                list(held.values()),
                quantities,
                id=ShipmentId(f"s{place}"),
                order=_ORDER,
                at=_AT,
                by=_ANN,
            )
        except OrderkitError:
            refused.append(place)
        else:
            sent.append(shipment)
            held |= {each.id: each for each in touched}
        gone = returnable(sent, ())
        after.append({name: [gone[LineId(name)], held[name].quantity] for name in held})
    return _against((after, refused), (wanted["after"], wanted["refused"]))


def _formula(vector: Vector) -> Outcome:
    told = vector["input"]
    formula = Availability(plus=told["plus"], minus=told["minus"], floor=told.get("floor"))
    return _against(formula.of(told["buckets"]), vector["expected"]["value"])


def _returns(vector: Vector) -> Outcome:
    told, wanted = vector["input"], vector["expected"]
    ledger = moved(Ledger.opened(told["shipped"]), Bucket.OPEN, Bucket.SHIPPED, told["shipped"])
    for kind in ("returned_uninvoiced", "returned_invoiced"):
        if told[kind]:
            ledger = moved(ledger, Bucket.SHIPPED, Bucket.RETURNED, told[kind])
    bill = Billing(told["invoiced"], told["returned_invoiced"])
    limits, request = return_limits(ledger, bill), told.get("request")
    accepted = None
    if request is not None:
        most = limits.invoiced if request["kind"] == "invoiced" else limits.uninvoiced
        accepted = request["qty"] <= most
    ours = {
        "max_uninvoiced": limits.uninvoiced,
        "max_invoiced": limits.invoiced,
        "billable": billable(BillingBase.SHIPPED, ledger, bill),
        "accepted": accepted,
    }
    return _against(ours, wanted)


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {
        "available_formula": _formula,
        "partial_shipment": _parts,
        "reserve": _reserve,
        "returns": _returns,
    }
)
