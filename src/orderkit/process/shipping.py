"""Shipping: everything that is reserved for an order leaves, in one unit of work."""

from orderkit.fulfilment import Shipment, ship
from orderkit.inventory import issue
from orderkit.order import Bucket, Portion, Ship
from orderkit.process.desk import OrderDesk
from orderkit.values import Context, LineId, OrderKey, ShipmentId, StockKey

__all__ = ["ship_order"]


def ship_order(desk: OrderDesk, key: OrderKey, context: Context) -> Shipment | None:
    """Ship all reserved pieces of an order; None where nothing is, or the desk refuses.

    The order's ledger, the stock and the shipment move together; a part of an order ships alone
    while the rest waits. Repeating it finds nothing left to do.
    """
    with desk.database.write() as work:
        # Asked first: of the orders that a day looks at, most have nothing to leave.
        reservations = work.stock.reservations(key)
        order = work.orders.get(key) if reservations else None
        if order is None:
            return None
        quantities = dict[LineId, int]()
        for reservation in reservations:
            line = reservation.line
            quantities[line] = quantities.get(line, 0) + reservation.quantity
        name = ShipmentId(f"{key.order}/s{order.version + 1}")
        portions = tuple(
            Portion(line, quantity, Bucket.RESERVED) for line, quantity in quantities.items()
        )
        if not desk.handle_part(work, key, Ship(portions, name), context).accepted:
            return None
        shipment, touched = ship(
            reservations, quantities, id=name, order=key, at=context.at, by=context.actor.id
        )
        drawn = dict[StockKey, int]()
        for sent in shipment.lines:
            if sent.key is not None:
                drawn[sent.key] = drawn.get(sent.key, 0) + sent.quantity
        for place, quantity in sorted(drawn.items()):
            position = work.stock.get(place)
            if position is not None:
                after, moved = issue(
                    position, quantity, at=context.at, by=context.actor.id, reference=name
                )
                work.stock.save(after, [moved])
        for reservation in touched:
            work.stock.keep(reservation)
        work.goods.add_shipment(shipment)
        return shipment
