"""Allocate: run a strategy and keep its laws, so that no strategy can oversell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar

import attrs

from orderkit.allocation.model import Allocation, Demand, StockLot
from orderkit.allocation.protocol import AllocationStrategy
from orderkit.allocation.reasons import shortages
from orderkit.allocation.tally import Lines, Tally, breach
from orderkit.errors import ForbiddenMoveError

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
        demands: In the order of their claim; each line once. `in_turn` puts the most urgent first.
        lots: What there is, each lot once; expired ones are not shown to the strategy.
        on: The day of the wave, for expiry.

    Raises:
        DoubleNamedError: A line or a lot stands here twice.
        PolicyContractError: The strategy broke a law, raised, or gave something else than takes;
            nothing is allocated.

    Cost: O(demands + lots + takes) beside the strategy's own.
    """
    # Tuples, so that a strategy cannot change what it is judged by.
    claims, offered = tuple(demands), tuple(lots)
    by_line: Lines = {
        (demand.order.organisation, demand.order.order, demand.line): place
        for place, demand in enumerate(claims)
    }
    if len(by_line) < len(claims):
        raise _double((demand.order, demand.line) for demand in claims)
    if len({lot.key for lot in offered}) < len(offered):
        raise _double((lot.key,) for lot in offered)
    shown = tuple(
        lot for lot in offered if lot.available and (lot.expires is None or lot.expires >= on)
    )
    tally = Tally(policy=type(strategy).__name__, asked=claims, lots=shown, by_line=by_line)
    takes = tuple(map(tally.checked, _chosen(strategy, claims, shown)))
    return Allocation(takes=takes, shortages=tuple(shortages(claims, offered, tally, on)))


def _chosen(
    strategy: AllocationStrategy, demands: Sequence[Demand], lots: Sequence[StockLot]
) -> Iterator[object]:
    try:
        yield from strategy.choose(demands, lots)
    except Exception as error:
        raise breach(type(strategy).__name__, "total", type(error).__name__) from error


def _double(names: Iterable[tuple[object, ...]]) -> DoubleNamedError:
    name, times = Counter(names).most_common(1)[0]
    return DoubleNamedError(subject="/".join(map(str, name)), move=f"{times} times in one wave")
