"""What a report needs from the store, read once: orders pass one by one, and none is kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import final

import attrs

from company import HOUSE, ZONE
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.insight import Cause, Entry, Figures, causes, survey, timeline
from orderkit.order import (
    Backordered,
    Event,
    OrderPlaced,
    PaymentApplied,
    Shipped,
    StageMoved,
    Voted,
)
from orderkit.ports import OrderQuery, Refusal, UnitOfWork
from orderkit.values import ChannelCode, PartyId, StageName, day_in
from orderkit.workflow import FlowDefinition

__all__ = ["StoreFigures", "Tale", "read_figures"]

PAGE = 500
# An order that is nice to tell of went out in so many shipments.
SHIPMENTS = 2

LATEST = (
    "SELECT coalesce((SELECT max(json_extract(record, '$.at')) FROM events),"
    " (SELECT max(finished_on) || 'T00:00:00+00:00' FROM imports))"
)
ORDERED = "SELECT min(ordered_at), max(ordered_at) FROM orders"
WAITING = "SELECT count(*) FROM orders WHERE waiting > 0"
REJECTED = "SELECT code, amount FROM rows WHERE fate = 'rejected'"
NOTED = (
    "SELECT json_extract(f.value, '$.code'), r.amount FROM rows r,"
    " json_each(r.record, '$.findings') f WHERE json_extract(f.value, '$.severity') = 'note'"
)
# An order that was checked on two days is counted once.
MINDED = (
    "SELECT DISTINCT json_extract(f.value, '$.code'), o.total, o.id FROM keys k"
    " JOIN orders o ON o.organisation = k.organisation AND o.order_id = k.order_id,"
    " json_each(CAST(k.findings AS TEXT)) f"
    " WHERE k.findings != x'' AND json_extract(f.value, '$.severity') = 'note'"
)
FILES = "SELECT count(*), count(DISTINCT channel) FROM imports"
STOCK = "SELECT count(*), count(DISTINCT location) FROM positions"
RECEIPTS = "SELECT count(*) FROM receipts"


@final
@attrs.frozen(kw_only=True)
class Tale:
    """The order whose timeline is shown."""

    number: str
    channel: ChannelCode
    customer: PartyId
    shipments: int
    payments: int
    entries: tuple[Entry, ...]


@final
@attrs.frozen(kw_only=True)
class StoreFigures:
    """Figures beside those of `summary.json`.

    Attributes:
        at: The latest moment of any step.
        days: From the first order to the last, both counted.
        waiting: Orders with pieces that wait for stock now.
        refused: Commands, by the codes they were refused for.
        rejected: Rows, by code.
        noted: Notes on rows, by code.
        minded: Notes of rules on orders, by code, with what the orders come to.
        tale: None where no order was made.
    """

    at: datetime
    days: int
    figures: Figures
    waiting: int
    refused: tuple[Cause, ...]
    rejected: tuple[Cause, ...]
    noted: tuple[Cause, ...]
    minded: tuple[Cause, ...]
    files: int
    channels: int
    positions: int
    locations: int
    receipts: int
    tale: Tale | None


def read_figures(database: SqliteDatabase, flow: FlowDefinition) -> StoreFigures:
    """Read all of it in one view of the store."""
    execute = database.connection().execute
    with database.read() as work:
        (latest,) = execute(LATEST).fetchone()
        first, last = execute(ORDERED).fetchone()
        files, channels = execute(FILES).fetchone()
        positions, locations = execute(STOCK).fetchone()
        at, refusals = datetime.fromisoformat(latest), work.orders.refusals(HOUSE)
        rests = frozenset(stage.name for stage in flow.stages if stage.final)
        chosen = _Chosen(rests, frozenset(refusal.order.order for refusal in refusals))
        return StoreFigures(
            at=at,
            days=_days(first, last) if first else 0,
            figures=survey(chosen.passing(_histories(work)), flow, at=at),
            waiting=execute(WAITING).fetchone()[0],
            refused=causes((code, 0) for refusal in refusals for code in refusal.codes),
            rejected=causes(execute(REJECTED)),
            noted=causes(execute(NOTED)),
            minded=causes((code, total) for code, total, _ in execute(MINDED)),
            files=files,
            channels=channels,
            positions=positions,
            locations=locations,
            receipts=execute(RECEIPTS).fetchone()[0],
            tale=chosen.tale(refusals),
        )


def _days(first: str, last: str) -> int:
    days = [day_in(datetime.fromisoformat(text), ZONE) for text in (first, last)]
    return (days[1] - days[0]).days + 1


def _histories(work: UnitOfWork) -> Iterator[tuple[Event, ...]]:
    after = ""
    while True:
        page = work.orders.find(OrderQuery(organisation=HOUSE, after=after, limit=PAGE))
        for header in page.headers:
            yield tuple(recorded.event for recorded in work.orders.history(header.order))
        after = page.after
        if not after:
            return


@attrs.define
class _Chosen:
    """Looks at histories as they pass, and keeps the one that tells most in the fewest steps."""

    rests: frozenset[StageName]
    refused: frozenset[str]
    best: tuple[Event, ...] = ()
    worth: tuple[int, ...] = ()

    def passing(self, histories: Iterable[tuple[Event, ...]]) -> Iterator[tuple[Event, ...]]:
        for history in histories:
            worth = self._worth(history)
            if worth > self.worth:
                self.best, self.worth = history, worth
            yield history

    def _worth(self, history: Sequence[Event]) -> tuple[int, ...]:
        kinds = [type(event) for event in history]
        told = [
            self._settled(history),
            kinds.count(Shipped) == SHIPMENTS,
            Backordered in kinds,
            Voted in kinds,
            any(_name(history) == name for name in self.refused),
        ]
        return sum(told), -len(history)

    def _settled(self, history: Sequence[Event]) -> bool:
        last = next((event for event in reversed(history) if isinstance(event, StageMoved)), None)
        paid = any(isinstance(event, PaymentApplied) for event in history)
        return paid and last is not None and last.target in self.rests

    def tale(self, refusals: Iterable[Refusal]) -> Tale | None:
        match self.best:
            case (OrderPlaced(terms=terms), *_):
                own = [refusal for refusal in refusals if refusal.order == terms.key]
                return Tale(
                    number=terms.number,
                    channel=terms.channel,
                    customer=terms.customer,
                    shipments=sum(isinstance(event, Shipped) for event in self.best),
                    payments=sum(isinstance(event, PaymentApplied) for event in self.best),
                    entries=timeline(self.best, own),
                )
            case _:
                return None


def _name(history: Sequence[Event]) -> str:
    first = history[0]
    return first.terms.order if isinstance(first, OrderPlaced) else ""
