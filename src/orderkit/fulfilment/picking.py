"""Picking: where to fetch what, for one order or for many at once (拣货)."""

from collections.abc import Sequence
from typing import final

import attrs

from orderkit.fulfilment.model import InvalidShipmentError
from orderkit.inventory import Reservation
from orderkit.values import LineId, OrderKey, ReservationId, StockKey

__all__ = ["PickShare", "PickStop", "pick_list"]


@final
@attrs.frozen(kw_only=True)
class PickShare:
    """So many of the pieces of a stop that are for one line of one order."""

    order: OrderKey
    line: LineId
    quantity: int


@final
@attrs.frozen(kw_only=True)
class PickStop:
    """One position to go to, and what to fetch there.

    Attributes:
        quantity: Whole steps, for all shares together.
        shares: By order and line.
    """

    key: StockKey
    quantity: int
    shares: tuple[PickShare, ...]


def pick_list(reservations: Sequence[Reservation]) -> tuple[PickStop, ...]:
    """The stops for what is reserved, each position once, sorted by place, sku, lot and owner.

    Raises:
        InvalidShipmentError: A reservation stands here twice, so that it would be fetched twice.

    Cost: O(reservations log reservations).
    """
    seen = set[tuple[OrderKey, ReservationId]]()
    stops = dict[StockKey, dict[tuple[OrderKey, LineId], int]]()
    for each in reservations:
        name = each.order, each.id
        if name in seen:
            raise InvalidShipmentError(document=str(each.order), why=f"{each.id} is named twice")
        seen.add(name)
        if each.quantity:
            shares = stops.setdefault(each.key, {})
            share = each.order, each.line
            shares[share] = shares.get(share, 0) + each.quantity
    return tuple(_stop(key, stops[key]) for key in sorted(stops))


def _stop(key: StockKey, shares: dict[tuple[OrderKey, LineId], int]) -> PickStop:
    return PickStop(
        key=key,
        quantity=sum(shares.values()),
        shares=tuple(
            PickShare(order=order, line=line, quantity=shares[order, line])
            for order, line in sorted(shares)
        ),
    )
