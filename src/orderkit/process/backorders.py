"""Back-orders: what waits for stock gets it when it comes, in its turn (欠货释放)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.allocation import (
    Allocation,
    AllocationStrategy,
    Demand,
    Shortage,
    Take,
    allocate,
    in_turn,
)
from orderkit.inventory import StockPosition
from orderkit.order import Bucket, Order, Portion, Reserve
from orderkit.ports import OrderQuery, UnitOfWork
from orderkit.process.binding import ANY_LIFE, bind, keeps_until, known_position, lots_of
from orderkit.process.desk import OrderDesk
from orderkit.process.expiring import expire_in
from orderkit.values import Context, Finding, OrderKey, Sku, StockKey, day_in

__all__ = ["BackordersReleased", "release_backorders"]

_EQUAL: Final[Mapping[OrderKey, int]] = MappingProxyType({})
_PAGE: Final = 1000


@final
@attrs.frozen(kw_only=True)
class BackordersReleased:
    """What was released, and what goes on waiting.

    Attributes:
        takes: Which stock was bound to which waiting line, in the order of their turn.
        shortages: What still waits of the skus that were looked at, in the same order, and why.
        refused: Orders that take nothing now, such as frozen ones, and what stands against it;
            what they wait for went to others.
    """

    takes: tuple[Take, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    refused: tuple[tuple[OrderKey, tuple[Finding, ...]], ...] = ()

    @property
    def released(self) -> Mapping[OrderKey, int]:
        """Pieces by order, in the order in which they were served first."""
        pieces = Counter[OrderKey]()
        for take in self.takes:
            pieces[take.order] += take.quantity
        return MappingProxyType(pieces)


def release_backorders(
    desk: OrderDesk,
    strategy: AllocationStrategy,
    context: Context,
    *,
    zone: str,
    skus: Collection[Sku] | None = None,
    ranks: Mapping[OrderKey, int] = _EQUAL,
    life: Mapping[Sku, int] = ANY_LIFE,
) -> BackordersReleased:
    """Reserve stock that has come in for pieces that wait for it, all in one unit of work.

    Served is by declared rank, then by the day that was promised, then as the orders were placed:
    one wave over all of them, so a later order gets only what earlier ones leave. A second time
    finds nothing left to release.

    Args:
        strategy: How stock is chosen for each in its turn.
        zone: Of the house, such as `Europe/London`; what has expired is told by its day.
        skus: Those that are looked at, such as of a delivery; None looks at all.
        ranks: By order, the lower the more urgent (优先级); 0 for all others.
        life: By sku, how many days a lot must still keep; none is asked of others.

    Raises:
        PolicyContractError: The strategy broke a law; nothing is written.

    Cost: O(waiting orders + their lines + positions of the skus), beside the strategy's own.
    """
    with desk.database.write() as work:
        expire_in(desk, work, context)
        turn = _Turn(desk, work, context)
        for order in _waiting(work, context):
            turn.ask(order, skus, ranks.get(order.key, 0))
        outcome = turn.serve(strategy, life, day_in(context.at, zone))
    return BackordersReleased(
        takes=outcome.takes, shortages=outcome.shortages, refused=tuple(turn.refused)
    )


@final
class _Turn:
    """Who waits for what; the working state of one release."""

    def __init__(self, desk: OrderDesk, work: UnitOfWork, context: Context) -> None:
        self._desk, self._work, self._context = desk, work, context
        self._orders = dict[OrderKey, Order]()
        self.demands = list[Demand]()
        self.refused = list[tuple[OrderKey, tuple[Finding, ...]]]()

    def ask(self, order: Order, skus: Collection[Sku] | None, rank: int) -> None:
        """Take an order's waiting pieces in, if it would take stock for them now."""
        portions = _portions(order, skus)
        if not portions:
            return
        answer = self._desk.ask(self._work, order.key, Reserve(portions), self._context)
        if not answer.accepted:
            self.refused.append((order.key, answer.findings))
            return
        self._orders[order.key] = order
        self.demands += _demands(order, portions, rank)

    def serve(self, strategy: AllocationStrategy, life: Mapping[Sku, int], on: date) -> Allocation:
        """Serve all of them in their turn from what there is, and reserve it."""
        until = {each.sku: keeps_until(each.sku, life, on) for each in self.demands}
        claims = [attrs.evolve(each, keeps_until=until[each.sku]) for each in self.demands]
        here = self._context.actor.organisation
        positions = {each.key: each for each in self._work.stock.positions(here, until)}
        outcome = allocate(in_turn(claims), lots_of(positions), strategy, on=on)
        self._reserve(positions, outcome.takes)
        return outcome

    def _reserve(self, positions: dict[StockKey, StockPosition], takes: Sequence[Take]) -> None:
        """Bind what each order got; what it was asked before, it takes."""
        of_order = dict[OrderKey, list[Take]]()
        for take in takes:
            of_order.setdefault(take.order, []).append(take)
        for key, own in of_order.items():
            portions = tuple(Portion(each.line, each.quantity, Bucket.BACKORDERED) for each in own)
            self._desk.carry_out(self._work, key, Reserve(portions), self._context)
            bind(self._work, self._orders[key], positions, own)
            for each in own:
                # The next order draws on what this one left.
                positions[each.key] = known_position(self._work, each.key)


def _waiting(work: UnitOfWork, context: Context) -> Iterator[Order]:
    """Every order with pieces that wait for stock, the oldest first."""
    query = OrderQuery(organisation=context.actor.organisation, with_waiting=True, limit=_PAGE)
    while True:
        page = work.orders.find(query)
        for header in page.headers:
            order = work.orders.get(header.order)
            if order is not None:
                yield order
        if not page.after:
            return
        query = attrs.evolve(query, after=page.after)


def _portions(order: Order, skus: Collection[Sku] | None) -> tuple[Portion, ...]:
    return tuple(
        Portion(line.id, waiting, Bucket.BACKORDERED)
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
        if (waiting := ledger.of(Bucket.BACKORDERED)) and (skus is None or line.sku in skus)
    )


def _demands(order: Order, asked: Sequence[Portion], rank: int) -> Iterator[Demand]:
    lines = {line.id: line for line in order.terms.lines}
    for portion in asked:
        line = lines[portion.line]
        yield Demand(
            order=order.key,
            line=line.id,
            sku=line.sku,
            quantity=portion.quantity,
            rank=rank,
            due=line.requested,
            placed=order.terms.ordered_at,
        )
