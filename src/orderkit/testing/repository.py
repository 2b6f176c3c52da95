"""The contract of a database: what the desk relies on, whatever keeps the data.

    class TestOurDatabase(DatabaseContract):
        def database(self) -> Database:
            return OurDatabase(...)

`database` gives a fresh and empty one each time. Each test is one law of the ports, under the
law's name.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderkit.errors import ConflictError, PortError
from orderkit.order import Backorder, Cancel, Hold, Order, Portion
from orderkit.ports import Database, HistoryGapError
from orderkit.testing.goods import GoodsContract
from orderkit.testing.imports import ImportsContract
from orderkit.testing.laws import keeps
from orderkit.testing.pages import PagesContract
from orderkit.testing.records import RecordsContract
from orderkit.testing.stored import Step, fill, order_of, picture, terms_of, then, walks
from orderkit.testing.texts import TextsContract
from orderkit.values import LineId, OrderId, OrderKey, OrganisationId

__all__ = ["DatabaseContract"]

_TWO: Final = (Portion(LineId("1"), 2),)
# One suite runs for many databases, so its tests meet many `self`s by design.
_law = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.function_scoped_fixture],
)


class _Abandoned(Exception):  # noqa: N818 - reads as what happened
    """The host changed its mind in the middle of a unit of work."""


class DatabaseContract(
    GoodsContract, ImportsContract, PagesContract, RecordsContract, TextsContract
):
    """The laws of `Database` and its stores; subclass it as `Test...` and give `database`."""

    @_law
    @given(walk=walks())
    def test_whole_what_is_read_equals_what_was_saved(self, walk: tuple[Step, ...]) -> None:
        """Law: whole."""
        database, version = self.database(), 0
        key = walk[0].after.key
        for step in walk:
            with database.write() as work:
                keeps("whole", kept=(work.orders.get(key) is None) == (version == 0))
                work.orders.save(step.after, step.events, expected=version)
                keeps("whole", kept=work.orders.get(key) == step.after)
            version = step.after.version
            with database.read() as work:
                keeps("whole", kept=work.orders.get(key) == step.after)

    @_law
    @given(walk=walks(), limit=st.integers(1, 3))
    def test_complete_every_event_stands_in_the_history(
        self, walk: tuple[Step, ...], limit: int
    ) -> None:
        """Law: complete."""
        database, other = self.database(), order_of(terms_of("other"))
        _save(database, walk[0])
        _save(database, other)
        for before, step in pairwise(walk):
            _save(database, step, before.after)
        with database.read() as work:
            history = work.orders.history(walk[0].after.key)
            everything, at = list(work.orders.since(0, limit=limit)), 0
            while everything[at:]:
                at = len(everything)
                everything += work.orders.since(everything[-1].position, limit=limit)
        events = [event for step in walk for event in step.events]
        keeps("complete", kept=[each.event for each in history] == events)
        versions = [each.version for each in history]
        keeps("complete", kept=versions == list(range(1, len(events) + 1)))
        positions = [each.position for each in everything]
        keeps("rising", kept=positions == sorted(set(positions)))
        keeps("rising", kept=len(positions) == len(events) + len(other.events))
        of_walk = tuple(each for each in everything if each.order == walk[0].after.key)
        keeps("rising", kept=of_walk == history)

    def test_optimistic_only_the_expected_version_is_written(self) -> None:
        """Law: optimistic."""
        database, first = self.database(), order_of(terms_of("O1"))
        one, two = then(first.after, Backorder(_TWO)), then(first.after, Cancel(_TWO))
        _stale(lambda: _save(database, one, first.after))
        _save(database, first)
        _stale(lambda: _save(database, first))
        _save(database, one, first.after)
        _stale(lambda: _save(database, two, first.after))
        _stale(lambda: _save(database, first))
        with database.read() as work:
            keeps("optimistic", kept=work.orders.get(one.after.key) == one.after)
            history = [each.event for each in work.orders.history(one.after.key)]
        keeps("optimistic", kept=history == [*first.events, *one.events])

    def test_no_gap_events_lead_from_the_expected_version_to_the_saved_one(self) -> None:
        """Law: no gap."""
        database, first = self.database(), order_of(terms_of("O1"))
        refused = False
        try:
            with database.write() as work:
                work.orders.save(first.after, first.events[:1], expected=0)
        except HistoryGapError:
            refused = True
        keeps("no gap", kept=refused)

    def test_a_83_foreign_a_key_of_another_organisation_is_not_found(self) -> None:
        """Law: foreign."""
        database, key = self.database(), OrderKey(OrganisationId("rival"), OrderId("1"))
        with database.read() as work:
            nothing = picture(work, organisation="rival")
        with database.write() as work:
            fill(work)
        with database.read() as work:
            seen = picture(work, organisation="rival")
            kinds = zip(nothing, seen, strict=True)
            # What runs over all organisations is for relays, which belong to the host itself.
            shared = (work.orders.since(0, limit=99), work.outbox.pending(limit=99))
            keeps("foreign", kept=all(now in (was, *shared) for was, now in kinds))
            keeps("foreign", kept=work.orders.get(key) is None and not work.orders.history(key))

    def test_all_or_none_an_exception_takes_everything_back(self) -> None:
        """Law: all or none."""
        database, reason = self.database(), _Abandoned()
        with database.write() as work:
            fill(work, "0")
        pictures = _pictures(database)
        caught: list[BaseException] = []
        try:
            with database.write() as work:
                fill(work)
                fill(work, "2")
                keeps("all or none", kept=picture(work, "2") != pictures[2])
                raise reason
        except _Abandoned as error:
            caught.append(error)
        keeps("all or none", kept=caught == [reason])
        keeps("all or none", kept=_pictures(database) == pictures)
        with database.write() as work:
            # As if nothing had been: the same may be written again, with the same numbers.
            fill(work)
            seen = picture(work)
        with database.read() as work:
            keeps("all or none", kept=picture(work) == seen)
            keeps("all or none", kept=picture(work, "0")[0] == pictures[0][0])

    def test_all_or_none_a_changed_value_is_as_it_was(self) -> None:
        """Law: all or none, for what was there before."""
        database, first = self.database(), order_of(terms_of("O1"))
        _save(database, first)
        with suppress(_Abandoned), database.write() as work:
            one = then(first.after, Hold(reason="check"))
            work.orders.save(one.after, one.events, expected=first.after.version)
            raise _Abandoned
        two = then(first.after, Cancel(_TWO))
        _save(database, two, first.after)
        with database.read() as work:
            keeps("all or none", kept=work.orders.get(two.after.key) == two.after)

    def test_read_only_nothing_is_written_through_a_view(self) -> None:
        """Law: a view is not written through."""
        database, refused = self.database(), False
        before = _pictures(database)
        try:
            with database.read() as work:
                fill(work)
        except PortError:
            refused = True
        keeps("read only", kept=refused and _pictures(database) == before)

    def test_apart_no_unit_of_work_begins_within_another(self) -> None:
        """Law: apart; the outer one lives on."""
        database, refused = self.database(), 0
        with database.write() as work:
            fill(work)
            for begin in (database.read, database.write):
                try:
                    with begin():
                        pass
                except PortError:
                    refused += 1
            seen = picture(work)
        keeps("apart", kept=refused == len((database.read, database.write)))
        keeps("apart", kept=_pictures(database)[1] == seen)

    def test_i_75_one_winner_of_two_that_save_one_version(self) -> None:
        """Law: one winner."""
        database, first = self.database(), order_of(terms_of("O1"))
        _save(database, first)
        rivals = [then(first.after, Backorder(_TWO)), then(first.after, Cancel(_TWO))]
        start, won = threading.Barrier(len(rivals)), list[Order]()

        def race(step: Step) -> None:
            start.wait()
            with suppress(ConflictError):
                _save(database, step, first.after)
                won.append(step.after)

        threads = [threading.Thread(target=race, args=(step,)) for step in rivals]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        keeps("one winner", kept=len(won) == 1)
        with database.read() as work:
            keeps("one winner", kept=work.orders.get(first.after.key) == won[0])


def _save(database: Database, step: Step, before: Order | None = None) -> None:
    with database.write() as work:
        expected = 0 if before is None else before.version
        work.orders.save(step.after, step.events, expected=expected)


def _stale(act: Callable[[], None]) -> None:
    why = ""
    try:
        act()
    except ConflictError as error:
        why = error.why
    keeps("optimistic", kept=why == "stale")


def _pictures(database: Database) -> list[tuple[object, ...]]:
    with database.read() as work:
        return [picture(work, name) for name in ("0", "1", "2")]
