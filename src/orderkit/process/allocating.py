"""Allocating: stock comes in, and orders get it in their turn; what is short waits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import final

import attrs

from orderkit.allocation import AllocationStrategy, Demand, Shortage, Take, allocate
from orderkit.errors import ConflictError
from orderkit.inventory import InvalidStockError, receive
from orderkit.order import Backorder, Bucket, Order, Portion, Reserve
from orderkit.ports import UnitOfWork
from orderkit.process.binding import ANY_LIFE, bind, keeps_until, lots_of
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.process.expiring import expire_in
from orderkit.process.once import UNKNOWN, Done, once
from orderkit.values import (
    Context,
    FactKey,
    Finding,
    LineId,
    OrderKey,
    Sku,
    StockKey,
    day_in,
    digest_of,
    note,
    shown,
    utc,
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
        takes: Which stock this run bound to which line.
        shortages: What is still short; empty when every piece is served.
        findings: Why nothing was done: what the desk answered, or the NOTE `allocation.nothing`.
    """

    takes: tuple[Take, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def reserved(self) -> int:
        """Pieces bound to stock by this run."""
        return sum(take.quantity for take in self.takes)


def receive_goods(
    desk: OrderDesk, name: str, deliveries: Sequence[Delivery], context: Context, *, zone: str
) -> bool:
    """Take a delivery in, once for its name; a second time changes nothing and gives False.

    Repeating it under one key of the context gives the first answer again.

    Raises:
        RefusedError: A position is another organisation's; nothing is written.
        ConflictError: The name, or the key of the context, was used for other goods; nothing is
            written.
    """
    organisation, mark = context.actor.organisation, FactKey("goods.received", name)
    for delivery in deliveries:
        if delivery.key.organisation != organisation:
            raise RefusedError(subject=str(delivery.key), why="stock.foreign")
    content = digest_of(*((delivery.key, delivery.quantity) for delivery in deliveries))

    def act(work: UnitOfWork) -> Done:
        known = work.subjects.read(organisation, (mark,))
        if known:
            if known[0].value != content:
                raise ConflictError(subject=name, why="key_reused")
            return Done(findings=(note("goods.known", "name", name=name),))
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
        return Done()

    return not once(desk, None, context, act, "receive_goods", name, content, zone).findings


def allocate_order(
    desk: OrderDesk,
    key: OrderKey,
    strategy: AllocationStrategy,
    context: Context,
    *,
    zone: str,
    life: Mapping[Sku, int] = ANY_LIFE,
    until: datetime | None = None,
) -> Allocated:
    """Reserve stock for every open or waiting piece of an order; what is short waits.

    Orders are served in the order in which they are asked for: the caller decides whose turn it
    is. Repeating it finds nothing left to do; repeating it under one key gives the first outcome
    again, whatever came in since.

    Args:
        strategy: How stock is chosen. It is no part of what a key of the context stands for.
        zone: Of the house, such as `Europe/London`; what has expired is told by its day.
        life: By sku, how many days a lot must still keep from that day on; none is asked of others.
        until: When what is reserved now is let go again (预留到期); None keeps it.

    Raises:
        ConflictError: The key of the context was used for other content; nothing is written.
        InvalidStockError: It would have ended already.
    """
    if until is not None and utc(until) <= context.at:
        raise InvalidStockError(subject=str(key), figures=f"reservations until {until}")

    def act(work: UnitOfWork) -> Done:
        return _allocate(desk, work, key, strategy, context, (zone, life, until))

    content: tuple[object, ...] = (zone, life, until) if life or until else (zone,)
    done = once(desk, key, context, act, "allocate_order", *content)
    return Allocated(takes=done.all(Take), shortages=done.all(Shortage), findings=done.findings)


def _allocate(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    strategy: AllocationStrategy,
    context: Context,
    terms: tuple[str, Mapping[Sku, int], datetime | None],
) -> Done:
    zone, life, until = terms
    order = desk.order_in(work, key, context)
    if order is None:
        return UNKNOWN
    # What holds nothing any more is there for whoever asks now; so may be this order's own.
    if expire_in(desk, work, context).ended:
        order = desk.order_in(work, key, context) or order
    on = day_in(context.at, zone)
    demands = _demands(order, life, on)
    if not demands:
        return Done(findings=(note("allocation.nothing", "lines"),))
    skus = {demand.sku for demand in demands}
    positions = {each.key: each for each in work.stock.positions(key.organisation, skus)}
    outcome = allocate(demands, lots_of(positions), strategy, on=on)
    if outcome.takes:
        portions = tuple(Portion(take.line, take.quantity) for take in outcome.takes)
        decision = desk.handle_part(work, key, Reserve(portions), context)
        if not decision.accepted:
            return Done(findings=decision.findings)
        bind(work, order, positions, outcome.takes, until=until)
    findings = _wait(desk, work, order, outcome.shortages, context)
    return Done(made=(*outcome.takes, *outcome.shortages), findings=findings)


def _demands(order: Order, life: Mapping[Sku, int], on: date) -> list[Demand]:
    return [
        Demand(
            order=order.key,
            line=line.id,
            sku=line.sku,
            quantity=quantity,
            keeps_until=keeps_until(line.sku, life, on),
        )
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
        if (quantity := ledger.of(Bucket.OPEN) + ledger.of(Bucket.BACKORDERED))
    ]


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
