"""Expiring: reservations whose end has come are let go, and their pieces are open again."""

from typing import Final, final

import attrs

from orderkit.inventory import Reservation, release
from orderkit.order import Bucket, Portion, Release
from orderkit.ports import UnitOfWork
from orderkit.process.binding import known_position
from orderkit.process.desk import OrderDesk
from orderkit.values import Context, Finding, OrderKey, replacer

__all__ = ["Expiry", "expire_in", "expire_reservations"]

_EXPIRED: Final = "expired"
_changed: Final = replacer(Reservation)


@final
@attrs.frozen(kw_only=True)
class Expiry:
    """What ended.

    Attributes:
        ended: Each with the pieces that were let go. Pieces that are picked already are not: they
            are in somebody's hands, and are held without an end from now on.
        refused: Orders that do not let go, such as frozen ones, and what stands against it.
    """

    ended: tuple[Reservation, ...] = ()
    refused: tuple[tuple[OrderKey, tuple[Finding, ...]], ...] = ()


def expire_reservations(desk: OrderDesk, context: Context, *, limit: int = 1000) -> Expiry:
    """Let go what is reserved beyond its end, all in one unit of work.

    At the very moment of its end a reservation holds nothing any more. A second time changes
    nothing.

    Args:
        limit: How many reservations at most, those that ended first.

    Cost: O(reservations that ended).
    """
    with desk.database.write() as work:
        return expire_in(desk, work, context, limit=limit)


def expire_in(desk: OrderDesk, work: UnitOfWork, context: Context, *, limit: int = 1000) -> Expiry:
    """Do `expire_reservations` within a larger unit of work."""
    ended, refused = list[Reservation](), list[tuple[OrderKey, tuple[Finding, ...]]]()
    for over in work.stock.run_out(context.actor.organisation, context.at, limit=limit):
        order = work.orders.get(over.order)
        # Pieces of a line that an amendment took out are nobody's any more.
        place = None if order is None else order.terms.places.get(over.line)
        bound = 0
        if order is not None and place is not None:
            bound = min(over.quantity, order.ledgers[place].of(Bucket.RESERVED))
        if bound:
            command = Release((Portion(over.line, bound, Bucket.RESERVED),), _EXPIRED)
            asked = desk.ask(work, over.order, command, context)
            if not asked.accepted:
                refused.append((over.order, asked.findings))
                continue
            _let_go(work, over, bound)
            desk.carry_out(work, over.order, command, context)
            ended.append(_changed(over, quantity=bound))
        elif place is not None:
            work.stock.keep(_changed(over, until=None))
        else:
            _let_go(work, over, over.quantity)
            ended.append(over)
    return Expiry(ended=tuple(ended), refused=tuple(refused))


def _let_go(work: UnitOfWork, over: Reservation, pieces: int) -> None:
    """Free the pieces of this very reservation; what is left of it was picked, and stays."""
    work.stock.save(release(known_position(work, over.key), pieces))
    work.stock.keep(_changed(over, quantity=over.quantity - pieces, until=None))
