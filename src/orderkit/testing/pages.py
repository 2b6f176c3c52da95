"""The laws of listing orders: every page by cursor, each order once, each column the order's."""

from collections.abc import Iterator, Sequence
from datetime import timedelta, timezone
from typing import Final

import attrs

from orderkit.order import Backorder, Bucket, Cancel, Order, Portion
from orderkit.ports import Database, OrderHeader, OrderQuery
from orderkit.testing.laws import keeps
from orderkit.testing.stored import AT, order_of, terms_of, then
from orderkit.values import ChannelCode, LineId, OrganisationId, PartyId, StageName

__all__ = ["PagesContract"]

_HERE: Final = OrganisationId("acme")
_ALL: Final = OrderQuery(organisation=_HERE)
_NOON: Final = AT + timedelta(hours=2)
_EAST: Final = timezone(timedelta(hours=2))
_QUERIES: Final = (
    _ALL,
    OrderQuery(organisation=_HERE, customer=PartyId("C1")),
    OrderQuery(organisation=_HERE, channel=ChannelCode("shop-C0")),
    OrderQuery(organisation=_HERE, number="nO07"),
    OrderQuery(organisation=_HERE, stage=StageName("new")),
    OrderQuery(organisation=_HERE, since=_NOON),
    OrderQuery(organisation=_HERE, before=_NOON),
    # The same moment in another zone asks for the same orders.
    OrderQuery(organisation=_HERE, since=_NOON.astimezone(_EAST)),
    OrderQuery(organisation=_HERE, before=_NOON.astimezone(_EAST), with_open=True),
    OrderQuery(organisation=_HERE, with_open=True),
    OrderQuery(organisation=_HERE, with_waiting=True),
    OrderQuery(organisation=_HERE, customer=PartyId("C1"), stage=StageName("new"), with_open=True),
    OrderQuery(organisation=_HERE, customer=PartyId("nobody")),
    OrderQuery(organisation=OrganisationId("nobody")),
)


class PagesContract:
    """The laws of `OrderStore.find`; a part of `DatabaseContract`."""

    def database(self) -> Database:
        """Give a fresh and empty database."""
        raise NotImplementedError

    def test_pages_cover_every_order_once_and_in_order(self) -> None:
        """Law: pages."""
        database = self.database()
        orders = list(_saved(database))
        for query in _QUERIES:
            wanted = [_header(order) for order in orders if _matches(order, query)]
            wanted.sort(key=lambda header: (header.ordered_at, header.order.order))
            for limit in (1, 2, 5, 1000):
                found = _pages(database, attrs.evolve(query, limit=limit), most=len(orders))
                keeps("pages", kept=found == wanted)

    def test_page_size_is_what_was_asked_and_never_nothing(self) -> None:
        """Law: page size."""
        database = self.database()
        orders = list(_saved(database))
        with database.read() as work:
            for limit, size in ((5, 5), (0, 1), (-3, 1), (len(orders), len(orders))):
                page = work.orders.find(attrs.evolve(_ALL, limit=limit))
                most = min(size, sum(_matches(order, _ALL) for order in orders))
                keeps("page size", kept=len(page.headers) == most)

    def test_columns_follow_the_order_when_it_changes(self) -> None:
        """Law: columns."""
        database, step = self.database(), order_of(terms_of("O1"))
        later = then(step.after, Backorder((Portion(LineId("1"), 2),)))
        with database.write() as work:
            work.orders.save(step.after, step.events, expected=0)
        with database.write() as work:
            work.orders.save(later.after, later.events, expected=step.after.version)
            within = work.orders.find(_ALL)
        with database.read() as work:
            page = work.orders.find(_ALL)
        keeps("columns", kept=within == page)
        keeps("columns", kept=page.headers == (_header(later.after),))


def _saved(database: Database) -> Iterator[Order]:
    """Save orders of all kinds; several at one moment, some of another organisation."""
    for number in range(14):
        at = AT + timedelta(hours=number // 3, microseconds=number % 2)
        customer, owner = f"C{number % 3}", "acme" if number % 7 else "other"
        # Ids run against the moments, so that sorting by id alone shows.
        agreed = terms_of(f"O{20 - number:02}", organisation=owner, customer=customer, at=at)
        step = order_of(agreed, stage="new" if number % 2 else "done")
        events, order = list(step.events), step.after
        for share, command in ((4, Backorder), (5, Cancel)):
            if number % share == 0:
                open_now = order.ledgers[0].of(Bucket.OPEN)
                later = then(order, command((Portion(LineId("1"), open_now),)))
                events, order = [*events, *later.events], later.after
        with database.write() as work:
            work.orders.save(order, events, expected=0)
        yield order


def _pages(database: Database, query: OrderQuery, *, most: int) -> list[OrderHeader]:
    found = list[OrderHeader]()
    for _ in range(most + 1):
        with database.read() as work:
            page = work.orders.find(query)
        found += page.headers
        if not page.after:
            break
        keeps("pages", kept=bool(page.headers))
        query = attrs.evolve(query, after=page.after)
    return found


def _matches(order: Order, query: OrderQuery) -> bool:
    terms = order.terms
    asked: Sequence[tuple[str | None, str]] = (
        (query.customer, terms.customer),
        (query.channel, terms.channel),
        (query.number, terms.number),
        (query.stage, order.stage),
        (query.organisation, terms.organisation),
    )
    return (
        all(wanted is None or wanted == there for wanted, there in asked)
        and (query.since is None or terms.ordered_at >= query.since)
        and (query.before is None or terms.ordered_at < query.before)
        and (not query.with_open or order.to_ship > 0)
        and (not query.with_waiting or order.ledgers[0].of(Bucket.BACKORDERED) > 0)
    )


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
        open_quantity=order.to_ship,
        waiting=sum(ledger.of(Bucket.BACKORDERED) for ledger in order.ledgers),
        currency=terms.currency,
        total=terms.total,
    )
