"""Orders in memory: snapshots, their events, and refusals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, final

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.errors import ConflictError
from orderkit.order import Bucket, Event, Order
from orderkit.ports import HistoryGapError, OrderHeader, OrderQuery, Page, Recorded, Refusal
from orderkit.values import OrderId, OrderKey, OrganisationId

__all__ = ["MemoryOrders"]

_MOST: Final = 1000
_LEAVING: Final = tuple(Bucket)[: Bucket.SHIPPED]


@final
class MemoryOrders:
    """The `OrderStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._orders = Table[OrderKey, Order](log)
        self._events = Table[int, Recorded](log)
        self._positions = Table[tuple[OrderKey, int], int](log)
        self._refusals = Table[int, Refusal](log)

    def get(self, key: OrderKey, /) -> Order | None:
        """Give the order as saved last; None if there is none."""
        return self._orders.get(key)

    def save(self, order: Order, events: Sequence[Event], /, *, expected: int) -> None:
        """Save a snapshot with the events that led to it from `expected`."""
        key = order.key
        if order.version != expected + len(events):
            raise HistoryGapError(
                order=str(key), events=len(events), expected=expected, version=order.version
            )
        known = self._orders.get(key)
        if (0 if known is None else known.version) != expected:
            raise ConflictError(subject=str(key), why="stale")
        for version, event in enumerate(events, expected + 1):
            position = len(self._events) + 1
            recorded = Recorded(position=position, order=key, version=version, event=event)
            self._events.put(position, recorded)
            self._positions.put((key, version), position)
        self._orders.put(key, order)

    def history(self, key: OrderKey, /) -> tuple[Recorded, ...]:
        """Give all events of one order."""
        order = self._orders.get(key)
        if order is None:
            return ()
        positions = (self._positions.get((key, at + 1)) or 0 for at in range(order.version))
        return tuple(found for at in positions if (found := self._events.get(at)) is not None)

    def since(self, position: int, /, *, limit: int) -> tuple[Recorded, ...]:
        """Give events of all orders after a global position, in its order."""
        first = max(0, position) + 1
        last = min(len(self._events), first + limit - 1)
        found = (self._events.get(at) for at in range(first, last + 1))
        return tuple(recorded for recorded in found if recorded is not None)

    def find(self, query: OrderQuery, /) -> Page:
        """List headers, by order time and id."""
        limit = max(1, min(query.limit, _MOST))
        matching = (
            header
            for order in self._orders.values()
            if order.key.organisation == query.organisation
            and _wanted(header := _header(order), query)
        )
        headers = sorted(matching, key=_place)
        if query.after:
            at, _, name = query.after.partition(" ")
            cursor = at, OrderId(name)
            headers = [
                header for header in headers if (_place(header)[0], _place(header)[1]) > cursor
            ]
        page = tuple(headers[:limit])
        if len(headers) <= limit:
            return Page(headers=page)
        return Page(headers=page, after=" ".join(_place(page[-1])))

    def refuse(self, refusal: Refusal, /) -> None:
        """Keep a refusal for insight."""
        self._refusals.put(len(self._refusals), refusal)

    def refusals(self, organisation: OrganisationId, /) -> tuple[Refusal, ...]:
        """Give all refusals, oldest first."""
        return tuple(
            refusal
            for refusal in self._refusals.values()
            if refusal.order.organisation == organisation
        )


def _place(header: OrderHeader) -> tuple[str, str]:
    """Where a header stands in a list; moments are in UTC, so their text sorts as they do."""
    return header.ordered_at.isoformat(), header.order.order


def _wanted(header: OrderHeader, query: OrderQuery) -> bool:
    return (
        query.customer in {None, header.customer}
        and query.channel in {None, header.channel}
        and query.number in {None, header.number}
        and query.stage in {None, header.stage}
        and _within(header.ordered_at, query.since, query.before)
        and (header.open_quantity > 0 or not query.with_open)
        and (header.waiting > 0 or not query.with_waiting)
    )


def _within(at: datetime, since: datetime | None, before: datetime | None) -> bool:
    return (since is None or at >= since) and (before is None or at < before)


def _header(order: Order) -> OrderHeader:
    terms = order.terms
    return OrderHeader(
        order=order.key,
        version=order.version,
        revision=terms.revision,
        channel=terms.channel,
        number=terms.number,
        customer=terms.customer,
        stage=order.stage,
        ordered_at=terms.ordered_at,
        open_quantity=sum(ledger.of(each) for ledger in order.ledgers for each in _LEAVING),
        waiting=sum(ledger.of(Bucket.BACKORDERED) for ledger in order.ledgers),
        currency=terms.currency,
        total=terms.total,
    )
