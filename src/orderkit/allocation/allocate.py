"""Allocate: run a strategy and keep its laws, so that no strategy can oversell."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from orderkit.allocation.model import Allocation, Demand, Shortage, StockLot, Take
from orderkit.allocation.protocol import AllocationStrategy
from orderkit.errors import PolicyContractError
from orderkit.values import LineId, OrderKey, StockKey

__all__ = ["allocate"]


def allocate(
    demands: Sequence[Demand],
    lots: Sequence[StockLot],
    strategy: AllocationStrategy,
    *,
    on: date,
) -> Allocation:
    """Serve demands from lots: what is allocated and what is short add up to what was asked.

    Args:
        demands: In the order of their claim; each line once.
        lots: What there is; expired ones are not shown to the strategy.
        on: The day of the wave, for expiry.

    Raises:
        PolicyContractError: The strategy broke a law, raised, or gave something else than takes;
            nothing is allocated.

    Cost: O(demands + lots + takes) beside the strategy's own.
    """
    shown = [lot for lot in lots if lot.available and (lot.expires is None or lot.expires >= on)]
    name = type(strategy).__name__
    takes = _chosen(strategy, demands, shown, name)
    given, drawn = _counted(takes, demands, shown, name)
    for lot in shown:
        if drawn[lot.key] > lot.available:
            raise _breach(name, "ceiling", f"{drawn[lot.key]} of {lot.available} at {lot.key}")
    shortages = list[Shortage]()
    for demand in demands:
        got = given[demand.order, demand.line]
        if got > demand.quantity:
            proof = f"{got} of {demand.quantity} for {demand.order}/{demand.line}"
            raise _breach(name, "demand", proof)
        if got < demand.quantity:
            shortages.append(
                Shortage(
                    order=demand.order,
                    line=demand.line,
                    sku=demand.sku,
                    quantity=demand.quantity - got,
                )
            )
    return Allocation(takes=takes, shortages=tuple(shortages))


def _chosen(
    strategy: AllocationStrategy, demands: Sequence[Demand], lots: Sequence[StockLot], name: str
) -> tuple[Take, ...]:
    most, takes = len(demands) * len(lots), list[Take]()
    try:
        for take in strategy.choose(demands, lots):
            takes.append(take)
            if len(takes) > most:
                break
    except Exception as error:
        raise _breach(name, "total", f"{error!r:.200}") from error
    if len(takes) > most:
        raise _breach(name, "sized", f"more than {most} takes")
    for take in takes:
        # A strategy without a type checker may give anything.
        if not isinstance(take, Take):
            raise _breach(name, "takes", f"{take!r:.64}")
    return tuple(takes)


def _counted(
    takes: Sequence[Take], demands: Sequence[Demand], lots: Sequence[StockLot], name: str
) -> tuple[Counter[tuple[OrderKey, LineId]], Counter[StockKey]]:
    asked = {(demand.order, demand.line): demand for demand in demands}
    known = {lot.key for lot in lots}
    given, drawn = Counter[tuple[OrderKey, LineId]](), Counter[StockKey]()
    for take in takes:
        line = take.order, take.line
        demand = asked.get(line)
        if demand is None or take.key not in known:
            raise _breach(name, "known", f"{take.key} for {take.order}/{take.line}")
        same = take.key.sku == demand.sku
        if not same or take.key.organisation != demand.order.organisation:
            raise _breach(name, "same sku", f"{take.key} for {demand.sku} of {take.order}")
        if type(take.quantity) is not int or take.quantity < 1:
            raise _breach(name, "above zero", f"{take.quantity!r} of {take.key}")
        given[line] += take.quantity
        drawn[take.key] += take.quantity
    return given, drawn


def _breach(policy: str, law: str, proof: str) -> PolicyContractError:
    return PolicyContractError(policy=policy, law=law, proof=proof)
