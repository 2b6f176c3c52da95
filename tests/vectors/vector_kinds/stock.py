"""Kinds of vectors about stock: which lots serve which lines, and what is held of a position."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from orderkit.allocation import (
    Allocation,
    AllocationStrategy,
    Demand,
    FairShare,
    FirstExpired,
    FirstIn,
    HighestStock,
    InvalidDemandError,
    LastIn,
    Nearest,
    StockLot,
    WholeLines,
    ahead_of,
    allocate,
    in_turn,
)
from orderkit.inventory import InvalidStockError, StockPosition
from orderkit.values import (
    Exact,
    LineId,
    LocationId,
    OrderId,
    OrderKey,
    OrganisationId,
    Quantity,
    Sku,
    StockKey,
    Unit,
)
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

_ACME: Final = OrganisationId("acme")
_DAY: Final = "2026-03-10"
# Steps that are fine enough for every figure; what is asked of lines is asked of whole steps.
_FINE: Final = Unit("STEP", 2)


def _steps(figure: str | int) -> int:
    return Quantity.of(figure, _FINE).steps


def _key(lot: str = "", location: str = "main") -> StockKey:
    return StockKey.of(_ACME, location, "item", lot=lot)


def _lot(told: Mapping[str, Any]) -> StockLot:
    on_hand = _steps(told["on_hand"])
    position = StockPosition(
        key=_key(told["lot"]),
        on_hand=on_hand,
        reserved=_steps(told.get("reserved", 0)),
        frozen=on_hand if told.get("frozen") else 0,
        received_on=date.fromisoformat(told["received"]),
        expires=date.fromisoformat(told["expiry"]) if "expiry" in told else None,
    )
    return StockLot(
        key=position.key,
        available=position.available,
        received_on=position.received_on,
        expires=position.expires,
        frozen=position.frozen,
        reserved=position.reserved,
    )


def _place(told: Mapping[str, Any]) -> StockLot:
    return StockLot(key=_key(location=told["location"]), available=_steps(told["available"]))


def _demand(told: Mapping[str, Any], on: date) -> Demand:
    life = told.get("min_life_days")
    return Demand(
        order=OrderKey(_ACME, OrderId(told["line"])),
        line=LineId(told["line"]),
        sku=Sku("item"),
        quantity=_steps(told["qty"]),
        keeps_until=None if life is None else on + timedelta(days=life),
        rank=told.get("rank", 0),
        due=date.fromisoformat(told["due"]) if "due" in told else None,
        placed=_moment(told["placed"]) if "placed" in told else None,
    )


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _against(ours: object, theirs: object) -> Outcome:
    return Outcome("same") if ours == theirs else Outcome("differs", f"ours {ours}, not {theirs}")


def _told(
    outcome: Allocation, *, by_lot: bool
) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    takes = [
        (str(take.line), str(take.key.lot if by_lot else take.key.location), take.quantity)
        for take in outcome.takes
    ]
    return takes, {str(each.line): each.quantity for each in outcome.shortages}


def _wanted(expected: Mapping[str, Any]) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    takes = [(line, lot, _steps(quantity)) for line, lot, quantity in expected["allocations"]]
    return takes, {line: _steps(quantity) for line, quantity in expected["short"].items()}


def _of_lots(vector: Vector, strategy: AllocationStrategy) -> Outcome:
    told, on = vector["input"], date.fromisoformat(vector["input"].get("as_of", _DAY))
    if told.get("expired_ok"):
        return Outcome("documented", "I-54: what has expired serves nobody, whoever asks")
    try:
        lots = [_lot(each) for each in told["lots"]]
    except InvalidStockError:
        return Outcome("documented", "I-45: no position promises more than it has")
    outcome = allocate([_demand(each, on) for each in told["demands"]], lots, strategy, on=on)
    return _against(_told(outcome, by_lot=True), _wanted(vector["expected"]))


def _of_places(vector: Vector, strategy: AllocationStrategy) -> Outcome:
    told, on = vector["input"], date.fromisoformat(_DAY)
    try:
        lots = [_place(each) for each in told["stocks"]]
    except InvalidDemandError:
        return Outcome("documented", "I-45: no place has less than nothing")
    by = WholeLines(strategy) if told.get("complete_only") else strategy
    outcome = allocate([_demand(each, on) for each in told["demands"]], lots, by, on=on)
    return _against(_told(outcome, by_lot=False), _wanted(vector["expected"]))


def _nearest(field: str) -> Callable[[Vector], Outcome]:
    def decided(vector: Vector) -> Outcome:
        stocks: Sequence[Mapping[str, Any]] = vector["input"]["stocks"]
        ways = {LocationId(each["location"]): each[field] for each in stocks}
        return _of_places(vector, Nearest(ways))

    return decided


def _highest(vector: Vector) -> Outcome:
    return _of_places(vector, HighestStock(vector["input"].get("pinned")))


def _fair(vector: Vector) -> Outcome:
    told, on = vector["input"], date.fromisoformat(_DAY)
    # A step is what is shared: pieces as they are, and decimals as fine as the vector says.
    unit = Unit("STEP", Exact.of(told.get("step", "1")).scale)
    demands = [
        Demand(
            order=OrderKey(_ACME, OrderId(each["line"])),
            line=LineId(each["line"]),
            sku=Sku("item"),
            quantity=Quantity.of(each["qty"], unit).steps,
        )
        for each in told["demands"]
    ]
    weights = {
        demand.order: each["weight"]
        for demand, each in zip(demands, told["demands"], strict=True)
        if "weight" in each
    }
    lot = StockLot(key=_key(), available=Quantity.of(told["available"], unit).steps)
    outcome = allocate(demands, [lot], FairShare(weights), on=on)
    ours = {str(take.line): take.quantity for take in outcome.takes}
    theirs = {
        line: Quantity.of(share, unit).steps
        for line, share in vector["expected"]["shares"].items()
        if Exact.of(share).digits
    }
    return _against(ours, theirs)


def _priority(vector: Vector) -> Outcome:
    told, expected, on = vector["input"], vector["expected"], date.fromisoformat(_DAY)
    turn = in_turn([_demand(each, on) for each in told["demands"]])
    lot = StockLot(key=_key(), available=_steps(told["available"]))
    takes = allocate(turn, [lot], FirstIn(), on=on).takes
    ours = {str(take.line): take.quantity for take in takes}
    ahead = {str(each.line): n for each, n in zip(turn, ahead_of(turn), strict=True)}
    theirs = {line: _steps(n) for line, n in expected["allocated"].items() if n}
    return _against(
        (ours, ahead), (theirs, {line: _steps(n) for line, n in expected["ahead"].items()})
    )


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {
        "allocate_fair_share": _fair,
        "allocate_fefo": lambda vector: _of_lots(vector, FirstExpired()),
        "allocate_fifo": lambda vector: _of_lots(vector, FirstIn()),
        "allocate_high_stock": _highest,
        "allocate_lifo": lambda vector: _of_lots(vector, LastIn()),
        "allocate_nearest": _nearest("distance"),
        "allocate_priority": _priority,
        "allocate_sequence": _nearest("rank"),
    }
)
