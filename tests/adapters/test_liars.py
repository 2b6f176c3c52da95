"""A suite that no liar fails proves nothing: each of these breaks one law and is caught."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta

import attrs
import pytest

from orderkit.adapters.memory.database import MemoryDatabase, MemoryWork
from orderkit.adapters.memory.imports import MemoryImports
from orderkit.adapters.memory.keys import MemoryKeys, MemoryNumbers, MemoryOutbox, MemorySubjects
from orderkit.adapters.memory.orders import MemoryOrders
from orderkit.adapters.memory.stock import MemoryGoods, MemoryStock
from orderkit.adapters.memory.tables import UndoLog
from orderkit.errors import ConflictError
from orderkit.fulfilment import Shipment, Tracked
from orderkit.inventory import Movement, Reservation, StockPosition
from orderkit.order import Effect, Event, Order
from orderkit.ports import Answer, GivenUpFile, OrderQuery, Page
from orderkit.testing.laws import LawBroken
from orderkit.testing.repository import DatabaseContract
from orderkit.values import (
    ActorId,
    FactKey,
    IdempotencyKey,
    OrderKey,
    OrganisationId,
    Param,
)


class OfMemory(DatabaseContract):
    __test__ = False

    def database(self) -> MemoryDatabase:
        return MemoryDatabase()


SAVE, GET, FIND, TAKE = MemoryOrders.save, MemoryOrders.get, MemoryOrders.find, MemoryNumbers.take
KEEP, ADD, READ = MemoryStock.save, MemoryKeys.add, MemoryDatabase.read
GIVE_UP = MemoryImports.give_up
SAVE_TRACKED, RUN_OUT = MemoryGoods.save_tracked, MemoryStock.run_out


def loses_quietly(self: MemoryOrders, order: Order, events: Sequence[Event], expected: int) -> None:
    with suppress(ConflictError):
        SAVE(self, order, events, expected=expected)


def finds_any(self: MemoryOrders, key: OrderKey) -> Order | None:
    return GET(self, attrs.evolve(key, organisation=OrganisationId("acme")))


def forgets_the_cursor(self: MemoryOrders, query: OrderQuery) -> Page:
    return FIND(self, attrs.evolve(query, after=""))


def leaves_one_out(self: MemoryOrders, query: OrderQuery) -> Page:
    page = FIND(self, query)
    return attrs.evolve(page, headers=page.headers[:2])


def counts_again(self: MemoryNumbers, organisation: OrganisationId, series: str) -> int:
    return TAKE(self, organisation, series) + 1


def dates_by_the_clock(_: MemoryNumbers, __: OrganisationId, ___: str, at: datetime, /) -> datetime:
    return at


def overwrites(
    self: MemoryKeys,
    organisation: OrganisationId,
    actor: ActorId,
    key: IdempotencyKey,
    answer: Answer,
) -> None:
    with suppress(ConflictError):
        ADD(self, organisation, actor, key, answer)


def never_sent(self: MemoryOutbox, *, limit: int) -> tuple[Effect, ...]:
    return tuple(self._effects.values())[:limit]


def keeps_all(self: UndoLog) -> None:
    self.commit()


def oversells(
    self: MemoryStock, position: StockPosition, movements: Sequence[Movement] = ()
) -> None:
    with suppress(ConflictError):
        KEEP(self, position, movements)


def one_version(
    self: MemorySubjects, organisation: OrganisationId, key: FactKey, value: Param
) -> None:
    del self, organisation, key, value


def gives_up_what_is_not_there(
    self: MemoryImports, organisation: OrganisationId, file: GivenUpFile, *, on: date
) -> None:
    with suppress(ConflictError):
        GIVE_UP(self, organisation, file, on=on)


def forgets_old_news(self: MemoryGoods, tracked: Tracked) -> None:
    place = tracked.shipment.order.organisation, tracked.shipment.id
    SAVE_TRACKED(self, tracked)
    self._tracked.put(place, tracked)


def everything_waits(
    self: MemoryGoods, organisation: OrganisationId, *, limit: int
) -> tuple[Shipment, ...]:
    del organisation
    return tuple(self._shipments.values())[:limit]


def ends_a_second_late(
    self: MemoryStock, organisation: OrganisationId, at: datetime, *, limit: int
) -> tuple[Reservation, ...]:
    return RUN_OUT(self, organisation, at - timedelta(seconds=1), limit=limit)


@contextmanager
def writes_anyway(self: MemoryDatabase) -> Iterator[MemoryWork]:
    with self.write() as work:
        yield work


LIES: list[tuple[type, str, Callable[..., object], str]] = [
    (MemoryOrders, "save", loses_quietly, "test_optimistic_only_the_expected_version_is_written"),
    (
        MemoryOrders,
        "get",
        finds_any,
        "test_a_83_foreign_a_key_of_another_organisation_is_not_found",
    ),
    (MemoryOrders, "find", forgets_the_cursor, "test_pages_cover_every_order_once_and_in_order"),
    (MemoryOrders, "find", leaves_one_out, "test_page_size_is_what_was_asked_and_never_nothing"),
    (MemoryNumbers, "take", counts_again, "test_numbers_have_no_gap_even_after_a_roll_back"),
    (MemoryNumbers, "dated", dates_by_the_clock, "test_moments_never_fall_along_a_series"),
    (MemoryKeys, "add", overwrites, "test_key_once_the_first_answer_stays"),
    (MemoryOutbox, "pending", never_sent, "test_outbox_what_is_not_sent_is_pending_oldest_first"),
    (UndoLog, "roll_back", keeps_all, "test_all_or_none_an_exception_takes_everything_back"),
    (MemoryStock, "save", oversells, "test_stock_is_saved_on_the_version_before_alone"),
    (MemorySubjects, "put", one_version, "test_versioned_each_put_adds_one_and_verify_tells"),
    (
        MemoryGoods,
        "save_tracked",
        forgets_old_news,
        "test_tracked_news_is_added_and_never_lost",
    ),
    (
        MemoryGoods,
        "without_carrier",
        everything_waits,
        "test_i_57_a_shipment_waits_for_a_carrier_until_it_has_one",
    ),
    (
        MemoryStock,
        "run_out",
        ends_a_second_late,
        "test_i_48_reservations_run_out_in_the_order_of_their_ends",
    ),
    (
        MemoryImports,
        "give_up",
        gives_up_what_is_not_there,
        "test_what_is_given_up_is_at_its_end_and_keeps_its_rows",
    ),
    (MemoryDatabase, "read", writes_anyway, "test_read_only_nothing_is_written_through_a_view"),
]


@pytest.mark.parametrize(("owner", "name", "lie", "law"), LIES)
def test_a_liar_is_caught_by_the_law_it_breaks(
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    name: str,
    lie: Callable[..., object],
    law: str,
) -> None:
    honest: Callable[[], None] = getattr(OfMemory(), law)
    honest()
    monkeypatch.setattr(owner, name, lie)
    with pytest.raises(LawBroken):
        honest()
