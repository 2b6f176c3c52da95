"""Allocating: stock comes in, and orders get it in their turn; what is short waits."""

from collections.abc import Sequence
from typing import final

import attrs

from orderkit.allocation import AllocationStrategy, Demand, Shortage, StockLot, Take, allocate
from orderkit.errors import ConflictError
from orderkit.inventory import InvalidStockError, Reservation, StockPosition, receive, reserve
from orderkit.order import Backorder, Bucket, Order, Portion, Reserve
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.values import (
    Context,
    FactKey,
    Finding,
    LineId,
    OrderKey,
    ReservationId,
    StockKey,
    block,
    day_in,
    digest_of,
    note,
    shown,
)

__all__ = ["Allocated", "Delivery", "allocate_order", "receive_goods"]


@final
@attrs.frozen(kw_only=True)
class Delivery:
    """Goods that came in for one position.

    Attributes:
        quantity: Whole steps, above zero.
    """

    key: StockKey
    quantity: int

    def __attrs_post_init__(self) -> None:
        """Refuse a delivery of nothing, or of less."""
        if type(self.quantity) is not int or self.quantity < 1:
            raise InvalidStockError(subject=str(self.key), figures=shown(repr(self.quantity)))


@final
@attrs.frozen(kw_only=True)
class Allocated:
    """What an order got.

    Attributes:
        reserved: Pieces bound to stock by this run.
        shortages: What is still short; empty when every piece is served.
        findings: Why nothing was done: what the desk answered, or the NOTE `allocation.nothing`.
    """

    reserved: int = 0
    shortages: tuple[Shortage, ...] = ()
    findings: tuple[Finding, ...] = ()


def receive_goods(
    desk: OrderDesk, name: str, deliveries: Sequence[Delivery], context: Context, *, zone: str
) -> bool:
    """Take a delivery in, once for its name; a second time changes nothing and gives False.

    Raises:
        RefusedError: A position is another organisation's; nothing is written.
        ConflictError: The name was used for other goods; nothing is written.
    """
    organisation, mark = context.actor.organisation, FactKey("goods.received", name)
    for delivery in deliveries:
        if delivery.key.organisation != organisation:
            raise RefusedError(subject=str(delivery.key), why="stock.foreign")
    content = digest_of(*((delivery.key, delivery.quantity) for delivery in deliveries))
    with desk.database.write() as work:
        known = work.subjects.read(organisation, (mark,))
        if known:
            if known[0].value != content:
                raise ConflictError(subject=name, why="key_reused")
            return False
        for delivery in deliveries:
            position, moved = receive(
                work.stock.get(delivery.key),
                delivery.key,
                delivery.quantity,
                at=context.at,
                on=day_in(context.at, zone),
                by=context.actor.id,
                reference=name,
            )
            work.stock.save(position, [moved])
        work.subjects.put(organisation, mark, content)
    return True


def allocate_order(
    desk: OrderDesk, key: OrderKey, strategy: AllocationStrategy, context: Context, *, zone: str
) -> Allocated:
    """Reserve stock for every open or waiting piece of an order; what is short waits.

    Orders are served in the order in which they are asked for: the caller decides whose turn it
    is. Repeating it finds nothing left to do.
    """
    with desk.database.write() as work:
        order = desk.order_in(work, key, context)
        if order is None:
            return Allocated(findings=(block("order.unknown", ""),))
        demands = _demands(order)
        if not demands:
            return Allocated(findings=(note("allocation.nothing", "lines"),))
        positions = {
            position.key: position
            for position in work.stock.positions(
                key.organisation, {demand.sku for demand in demands}
            )
        }
        outcome = allocate(demands, _lots(positions), strategy, on=day_in(context.at, zone))
        if outcome.takes:
            portions = tuple(Portion(take.line, take.quantity) for take in outcome.takes)
            decision = desk.handle_part(work, key, Reserve(portions), context)
            if not decision.accepted:
                return Allocated(findings=decision.findings)
            _bind(work, order, positions, outcome.takes)
        findings = _wait(desk, work, order, outcome.shortages, context)
        return Allocated(
            reserved=sum(take.quantity for take in outcome.takes),
            shortages=outcome.shortages,
            findings=findings,
        )


def _demands(order: Order) -> list[Demand]:
    return [
        Demand(order=order.key, line=line.id, sku=line.sku, quantity=quantity)
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
        if (quantity := ledger.of(Bucket.OPEN) + ledger.of(Bucket.BACKORDERED))
    ]


def _lots(positions: dict[StockKey, StockPosition]) -> list[StockLot]:
    return [
        StockLot(
            key=position.key,
            available=position.available,
            received_on=position.received_on,
            expires=position.expires,
        )
        for position in positions.values()
    ]


def _bind(
    work: UnitOfWork,
    order: Order,
    positions: dict[StockKey, StockPosition],
    takes: Sequence[Take],
) -> None:
    drawn = dict[StockKey, int]()
    for take in takes:
        drawn[take.key] = drawn.get(take.key, 0) + take.quantity
    for key, quantity in sorted(drawn.items()):
        work.stock.save(reserve(positions[key], quantity))
    for place, take in enumerate(takes):
        work.stock.keep(
            Reservation(
                id=ReservationId(f"{order.version + 1}/{place:04d}"),
                order=order.key,
                line=take.line,
                key=take.key,
                quantity=take.quantity,
            )
        )


def _wait(
    desk: OrderDesk,
    work: UnitOfWork,
    order: Order,
    shortages: Sequence[Shortage],
    context: Context,
) -> tuple[Finding, ...]:
    """Let open pieces wait that nothing serves; those that wait already go on waiting."""
    waiting = {
        line.id: ledger.of(Bucket.BACKORDERED)
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
    }
    short = dict[LineId, int]()
    for shortage in shortages:
        # Open pieces are served first, so what is short is waiting first.
        more = shortage.quantity - waiting[shortage.line]
        if more > 0:
            short[shortage.line] = more
    if not short:
        return ()
    portions = tuple(Portion(line, quantity) for line, quantity in short.items())
    return desk.handle_part(work, order.key, Backorder(portions), context).findings
