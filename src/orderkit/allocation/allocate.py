"""Allocate: run a strategy and keep its laws, so that no strategy can oversell."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, final

import attrs

from orderkit.allocation.model import Allocation, Demand, Shortage, StockLot, Take
from orderkit.allocation.protocol import AllocationStrategy
from orderkit.errors import ForbiddenMoveError, PolicyContractError
from orderkit.values import LineId, OrderKey, StockKey

__all__ = ["DoubleNamedError", "allocate"]


@attrs.frozen(kw_only=True)
class DoubleNamedError(ForbiddenMoveError):
    """A line or a lot was handed to one wave twice, so that it would count twice or not at all."""

    code: ClassVar[str] = "allocation.double"
    template: ClassVar[str] = "{subject} is named twice: {move}"


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
        lots: What there is, each lot once; expired ones are not shown to the strategy.
        on: The day of the wave, for expiry.

    Raises:
        DoubleNamedError: A line or a lot stands here twice.
        PolicyContractError: The strategy broke a law, raised, or gave something else than takes;
            nothing is allocated.

    Cost: O(demands + lots + takes) beside the strategy's own.
    """
    asked = {(demand.order, demand.line): demand for demand in demands}
    if len(asked) < len(demands):
        raise _double((demand.order, demand.line) for demand in demands)
    by_key = {lot.key: lot for lot in lots}
    if len(by_key) < len(lots):
        raise _double((lot.key,) for lot in lots)
    # Tuples, so that a strategy cannot change what it is judged by.
    claims = tuple(asked.values())
    shown = tuple(
        lot
        for lot in by_key.values()
        if lot.available and (lot.expires is None or lot.expires >= on)
    )
    tally = _Tally(
        policy=type(strategy).__name__, asked=asked, available={k.key: k.available for k in shown}
    )
    takes = tuple(tally.checked(take) for take in _chosen(strategy, claims, shown))
    return Allocation(takes=takes, shortages=tuple(_short(claims, tally.given)))


@final
class _Tally:
    """What was given so far; the working state of one wave, not a value."""

    def __init__(
        self,
        *,
        policy: str,
        asked: Mapping[tuple[OrderKey, LineId], Demand],
        available: Mapping[StockKey, int],
    ) -> None:
        self.policy, self.asked, self.available = policy, asked, available
        self.given = Counter[tuple[OrderKey, LineId]]()
        self.drawn = Counter[StockKey]()
        self.pairs = set[Hashable]()

    def checked(self, take: object) -> Take:
        """Count a take; the first that breaks a law ends the wave."""
        # A strategy without a type checker may give anything.
        if not isinstance(take, Take):
            raise _breach(self.policy, "takes", f"a {type(take).__name__}")
        line, key, quantity = (take.order, take.line), take.key, take.quantity
        pair = line, key
        try:
            repeated, demand = pair in self.pairs, self.asked.get(line)
        except TypeError as error:
            raise _breach(self.policy, "takes", "a take that names no line or no lot") from error
        if demand is None or key not in self.available:
            raise _breach(self.policy, "known", f"{key} for {take.order}/{take.line}")
        if key.sku != demand.sku or key.organisation != demand.order.organisation:
            raise _breach(self.policy, "same sku", f"{key} for {demand.sku} of {take.order}")
        if type(quantity) is not int or quantity < 1:
            raise _breach(self.policy, "above zero", f"{quantity!r} of {key}")
        if repeated:
            raise _breach(self.policy, "sized", f"{key} twice for {take.order}/{take.line}")
        self.pairs.add(pair)
        self.given[line] += quantity
        self.drawn[key] += quantity
        if self.drawn[key] > self.available[key]:
            raise _breach(
                self.policy, "ceiling", f"{self.drawn[key]} of {self.available[key]} at {key}"
            )
        if self.given[line] > demand.quantity:
            proof = f"{self.given[line]} of {demand.quantity} for {take.order}/{take.line}"
            raise _breach(self.policy, "demand", proof)
        return take


def _chosen(
    strategy: AllocationStrategy, demands: Sequence[Demand], lots: Sequence[StockLot]
) -> Iterator[object]:
    try:
        yield from strategy.choose(demands, lots)
    except Exception as error:
        raise _breach(type(strategy).__name__, "total", type(error).__name__) from error


def _short(
    demands: Sequence[Demand], given: Counter[tuple[OrderKey, LineId]]
) -> Iterator[Shortage]:
    for demand in demands:
        missing = demand.quantity - given[demand.order, demand.line]
        if missing:
            yield Shortage(order=demand.order, line=demand.line, sku=demand.sku, quantity=missing)


def _double(names: Iterable[tuple[object, ...]]) -> DoubleNamedError:
    name, times = Counter(names).most_common(1)[0]
    return DoubleNamedError(subject="/".join(map(str, name)), move=f"{times} times in one wave")


def _breach(policy: str, law: str, proof: str) -> PolicyContractError:
    return PolicyContractError(policy=policy, law=law, proof=proof)
