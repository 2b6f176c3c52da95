"""Shipping: everything that is reserved for an order leaves, in one unit of work."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.fulfilment import Shipment, ShipmentLine, ship
from orderkit.inventory import issue
from orderkit.order import Bucket, Order, Portion, Ship
from orderkit.ports import UnitOfWork
from orderkit.process.binding import by_line, known_position
from orderkit.process.desk import OrderDesk
from orderkit.process.expiring import expire_in
from orderkit.process.once import UNKNOWN, Done, once
from orderkit.values import (
    Context,
    Finding,
    LineId,
    OrderKey,
    ShipmentId,
    StockKey,
    note,
)

__all__ = ["ShipOutcome", "ship_order"]

_NOTHING: Final[Mapping[LineId, int]] = MappingProxyType({})


@final
@attrs.frozen(kw_only=True)
class ShipOutcome:
    """What left, or why nothing did.

    Attributes:
        shipment: None if nothing left.
        findings: What the desk answered. Where nothing was there to leave, the NOTE
            `shipment.nothing`.
    """

    shipment: Shipment | None = None
    findings: tuple[Finding, ...] = ()


def ship_order(
    desk: OrderDesk,
    key: OrderKey,
    context: Context,
    *,
    pieces: Mapping[LineId, int] | None = None,
    direct: Mapping[LineId, int] = _NOTHING,
    draft: str = "",
) -> ShipOutcome:
    """Ship all reserved pieces of an order, picked or not, or a part of them.

    The order's ledger, the stock and the shipment move together; a part of an order ships alone
    while the rest waits. Repeating it finds nothing left to do; repeating it under one key gives
    the first outcome again.

    What is reserved beyond its end is let go first, and does not leave.

    Args:
        pieces: By line, so many of the reserved pieces and no more, such as what was packed
            (`PackCheck.packed`); picked ones first. None ships all of them.
        direct: By line, open pieces that leave without ever being on a shelf of the house: a
            service that was done, goods that a supplier sent.
        draft: The draft whose claims on the pieces the shipment executes; empty if there is none.

    Raises:
        ConflictError: The key of the context was used for other content; nothing is written.
    """

    def act(work: UnitOfWork) -> Done:
        return _ship(desk, work, key, (pieces, direct, draft), context)

    content: tuple[object, ...] = (direct, draft) if draft else (direct,)
    if pieces is not None:
        content = (*content, "pieces", pieces)
    done = once(desk, key, context, act, "ship_order", *content)
    return ShipOutcome(shipment=done.one(Shipment), findings=done.findings)


def _ship(
    desk: OrderDesk,
    work: UnitOfWork,
    key: OrderKey,
    asked: tuple[Mapping[LineId, int] | None, Mapping[LineId, int], str],
    context: Context,
) -> Done:
    pieces, direct, draft = asked
    # Asked first: of the orders that a day looks at, most have nothing to leave.
    reservations = work.stock.reservations(key)
    if any(not each.live(context.at) for each in reservations):
        expire_in(desk, work, context)
        # What an order does not let go holds nothing all the same.
        kept = work.stock.reservations(key)
        reservations = tuple(each for each in kept if each.live(context.at))
    order = desk.order_in(work, key, context)
    if order is None:
        return UNKNOWN
    quantities = by_line(reservations) if pieces is None else pieces
    portions = (*_portions(order, quantities), *_direct(direct))
    if not portions:
        return Done(findings=(note("shipment.nothing", "lines"),))
    name = ShipmentId(f"{key.order}/s{order.version + 1}")
    decision = desk.handle_part(work, key, Ship(portions, name, draft), context)
    if not decision.accepted:
        return Done(findings=decision.findings)
    shipment, touched = ship(
        reservations,
        quantities,
        direct=_direct_lines(order, direct),
        id=name,
        order=key,
        at=context.at,
        by=context.actor.id,
    )
    _issue(work, shipment, context)
    for reservation in touched:
        work.stock.keep(reservation)
    work.goods.add_shipment(shipment)
    return Done(made=(shipment,), findings=decision.findings)


def _portions(order: Order, quantities: Mapping[LineId, int]) -> Iterator[Portion]:
    """The reserved pieces of each line, those first that are picked already."""
    for line, quantity in quantities.items():
        # A line that is not there is told by the command.
        known = line in order.terms.places
        picked = min(quantity, order.ledger(line).of(Bucket.PICKED)) if known else 0
        if picked:
            yield Portion(line, picked, Bucket.PICKED)
        if quantity > picked:
            yield Portion(line, quantity - picked, Bucket.RESERVED)


def _direct(direct: Mapping[LineId, int]) -> Iterator[Portion]:
    for line, quantity in direct.items():
        yield Portion(line, quantity, Bucket.OPEN)


def _direct_lines(order: Order, direct: Mapping[LineId, int]) -> Sequence[ShipmentLine]:
    skus = {line.id: line.sku for line in order.terms.lines if line.id in direct}
    return [ShipmentLine(line=line, sku=skus[line], quantity=direct[line]) for line in direct]


def _issue(work: UnitOfWork, shipment: Shipment, context: Context) -> None:
    """Take what left off its shelves."""
    drawn = dict[StockKey, list[int]]()
    for sent in shipment.lines:
        if sent.key is not None:
            drawn.setdefault(sent.key, []).append(sent.quantity)
    for place, quantities in sorted(drawn.items()):
        position, pieces = known_position(work, place), sum(quantities)
        after, moved = issue(
            position, pieces, at=context.at, by=context.actor.id, reference=shipment.id
        )
        # One save, and one movement for each line of the shipment.
        work.stock.save(after, [attrs.evolve(moved, quantity=-each) for each in quantities])
