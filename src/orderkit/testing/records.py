"""The laws of the small stores: keys, outbox, facts, numbers, stock, goods and books."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import attrs

from orderkit.allocation import Shortage
from orderkit.errors import ConflictError, PortError
from orderkit.inventory import Reservation, receive
from orderkit.order import Effect
from orderkit.ports import Answer, Database, UnitOfWork
from orderkit.settlement import Application, Receipt
from orderkit.testing.laws import conflicts, keeps
from orderkit.testing.stored import AT, fill, picture, stock_key
from orderkit.values import (
    ActorId,
    DocumentNumber,
    EffectId,
    Fact,
    FactKey,
    IdempotencyKey,
    LineId,
    OrderId,
    OrderKey,
    OrganisationId,
    ReceiptId,
    ReservationId,
    Sku,
)

__all__ = ["RecordsContract"]

_HERE: Final = OrganisationId("acme")
_ANN: Final = ActorId("ann")
_CREDIT: Final = FactKey("credit", "C1")
_HOUR: Final = timedelta(hours=1)
_KEY: Final = OrderKey(_HERE, OrderId("1"))


class RecordsContract:
    """The laws of the stores beside the orders; a part of `DatabaseContract`."""

    def database(self) -> Database:
        """Give a fresh and empty database."""
        raise NotImplementedError

    def test_key_once_the_first_answer_stays(self) -> None:
        """Law: key once; keys live per organisation and actor (A-91)."""
        database, name = self.database(), IdempotencyKey("k")
        first = Answer(digest="a", order=_KEY, since=0, until=1)
        short = Shortage(order=_KEY, line=LineId("1"), sku=Sku("A"), quantity=3)
        other = Answer(digest="b", order=None, made=(short,))
        with database.write() as work:
            work.keys.add(_HERE, _ANN, name, first)
            work.keys.add(_HERE, ActorId("bob"), name, other)
        conflicts(database, "key_reused", lambda work: work.keys.add(_HERE, _ANN, name, other))
        with database.read() as work:
            keeps("key once", kept=work.keys.find(_HERE, _ANN, name) == first)
            keeps("key once", kept=work.keys.find(_HERE, ActorId("bob"), name) == other)
            keeps("key once", kept=work.keys.find(_HERE, ActorId("cho"), name) is None)

    def test_outbox_what_is_not_sent_is_pending_oldest_first(self) -> None:
        """Law: outbox."""
        database = self.database()
        effects = tuple(Effect(EffectId(name), "order.placed", _KEY) for name in "zax")
        with database.write() as work:
            work.outbox.add(effects[:2])
            work.outbox.add(effects[2:])
            keeps("outbox", kept=work.outbox.pending(limit=9) == effects)
            keeps("outbox", kept=work.outbox.pending(limit=2) == effects[:2])
        with database.write() as work:
            work.outbox.sent(effects[1].id, at=AT)
            work.outbox.sent(effects[1].id, at=AT)
        with database.read() as work:
            keeps("outbox", kept=work.outbox.pending(limit=9) == effects[::2])

    def test_versioned_each_put_adds_one_and_verify_tells(self) -> None:
        """Law: versioned."""
        database, absent = self.database(), FactKey("credit", "C2")
        with database.write() as work:
            work.subjects.verify(_HERE, [(_CREDIT, 0)])
            work.subjects.put(_HERE, _CREDIT, 5)
            work.subjects.put(_HERE, _CREDIT, "much")
        with database.read() as work:
            found = work.subjects.read(_HERE, [absent, _CREDIT])
            keeps("versioned", kept=found == (Fact(_CREDIT, "much", 2),))
            work.subjects.verify(_HERE, [(_CREDIT, 2), (absent, 0)])
        for wrong in ((_CREDIT, 1), (_CREDIT, 0), (absent, 1)):
            conflicts(database, "stale", _verifying(wrong))
        # What a unit of work read before it wrote is not what stands.
        conflicts(database, "stale", _overtaken)

    def test_numbers_have_no_gap_even_after_a_roll_back(self) -> None:
        """Law: gap-free."""
        database = self.database()
        kept, lost = _take, _take_and_lose
        taken = [take(database) for take in (kept, lost, kept, lost, lost, kept)]
        keeps("gap-free", kept=taken == [1, 2, 2, 3, 3, 3])
        with database.write() as work:
            others = (
                work.numbers.take(_HERE, "CRN-2024"),
                work.numbers.take(OrganisationId("rival"), "INV-2024"),
            )
        keeps("gap-free", kept=others == (1, 1))

    def test_moments_never_fall_along_a_series(self) -> None:
        """Law: dated."""
        database, back, on = self.database(), AT - _HOUR, AT + _HOUR
        found = [_dated(database, at) for at in (AT, back, on, AT)]
        keeps("dated", kept=found == [AT, AT, on, on])
        with suppress(_TurnedBackError), database.write() as work:
            work.numbers.dated(_HERE, "INV-2024", on + _HOUR)
            raise _TurnedBackError
        keeps("dated", kept=_dated(database, AT) == on)
        with database.write() as work:
            others = (
                work.numbers.dated(_HERE, "CRN-2024", back),
                work.numbers.dated(OrganisationId("rival"), "INV-2024", back),
            )
            # A series is counted from 1, dated before or not.
            taken = work.numbers.take(_HERE, "CRN-2024")
        keeps("dated", kept=(others, taken) == ((back, back), 1))

    def test_stock_is_saved_on_the_version_before_alone(self) -> None:
        """Law: optimistic, of positions."""
        database, key = self.database(), stock_key()
        first, moved = receive(None, key, 3, at=AT, on=AT.date(), by=_ANN)
        second, again = receive(first, key, 4, at=AT, on=AT.date(), by=_ANN)
        conflicts(database, "stale", lambda work: work.stock.save(second, [again]))
        with database.write() as work:
            work.stock.save(first, [moved])
        conflicts(database, "stale", lambda work: work.stock.save(first, [moved]))
        with database.write() as work:
            work.stock.save(second, [again])
        conflicts(database, "stale", lambda work: work.stock.save(second, [again]))
        empty = attrs.evolve(first, key=stock_key("nut"), on_hand=0)
        early = attrs.evolve(first, key=stock_key(lot="!"))
        with database.write() as work:
            work.stock.save(empty)
            work.stock.save(early)
        with database.read() as work:
            keeps("stock", kept=work.stock.get(key) == second)
            found = work.stock.positions(_HERE, [Sku("nut"), Sku("bolt"), Sku("bolt")])
            keeps("stock", kept=found == (second, early))

    def test_reservations_live_until_nothing_is_left_of_them(self) -> None:
        """Law: live reservations."""
        database, order = self.database(), _KEY
        with database.write() as work:
            fill(work)
            (held,) = work.stock.reservations(order)
            later = attrs.evolve(held, id=ReservationId("a"), line=LineId("9"))
            work.stock.keep(attrs.evolve(later, line=held.line, quantity=1))
            work.stock.keep(later)
            work.stock.keep(attrs.evolve(held, quantity=1))
        with database.read() as work:
            wanted = (later, attrs.evolve(held, quantity=1))
            keeps("reservations", kept=work.stock.reservations(order) == wanted)
        with database.write() as work:
            work.stock.keep(attrs.evolve(held, quantity=0))
        with database.read() as work:
            keeps("reservations", kept=work.stock.reservations(order) == (later,))
        lost: Reservation = attrs.evolve(later, key=stock_key("nowhere"), id=ReservationId("z"))
        conflicts(database, "stale", lambda work: work.stock.keep(lost))

    def test_documents_and_goods_are_kept_once(self) -> None:
        """Law: documents never change, and a number is given once."""
        database = self.database()
        with database.write() as work:
            fill(work)
            before = picture(work)
            invoice, note = work.books.invoices(_KEY)[0], work.books.credit_notes(_KEY)[0]
            shipment, back = work.goods.shipments(_KEY)[0], work.goods.returns(_KEY)[0]
            item = work.books.open_items(_HERE)[0]
        acts: tuple[Callable[[UnitOfWork], None], ...] = (
            lambda work: work.books.add_invoice(invoice, item),
            lambda work: work.books.add_credit_note(note),
            lambda work: work.goods.add_shipment(shipment),
            lambda work: work.goods.add_return(back),
        )
        for act in acts:
            refused = False
            try:
                with database.write() as work:
                    act(work)
            except (PortError, ConflictError):
                refused = True
            keeps("once", kept=refused)
        with database.read() as work:
            keeps("once", kept=picture(work) == before)

    def test_receipts_and_applications_are_read_by_what_is_asked(self) -> None:
        """Law: a receipt is known by its id."""
        database, second = self.database(), DocumentNumber("INV-2")
        with database.write() as work:
            fill(work)
            fill(work, "2")
            again = attrs.evolve(work.books.receipts(_HERE)[0], amount=1)
            keeps("receipt once", kept=not work.books.add_receipt(again))
            keeps("receipt once", kept=work.books.receipt(_HERE, again.id) != again)
            keeps(
                "receipt once", kept=work.books.receipt(OrganisationId("rival"), again.id) is None
            )
            early: Receipt = attrs.evolve(again, id=ReceiptId("Z"), received_on=AT.date())
            keeps("receipt once", kept=work.books.add_receipt(early))
            back = Application(receipt=ReceiptId("R1"), document=second, amount=-1)
            work.books.add_application(_HERE, back, AT, _ANN)
        with database.read() as work:
            names = [receipt.id for receipt in work.books.receipts(_HERE)]
            keeps("receipts", kept=names == ["Z", "R1", "R2"])
            late = work.books.receipts(_HERE, since=again.received_on)
            keeps("receipts", kept=[receipt.id for receipt in late] == ["R1", "R2"])
            used = work.books.receipts(_HERE, since=early.received_on, with_applications=True)
            keeps("receipts", kept=[receipt.id for receipt in used] == ["R1", "R2"])
            of_second = [each.amount for each in work.books.applications(_HERE, document=second)]
            keeps("applications", kept=of_second == [100, -1])
            one = work.books.applications(_HERE, receipt=ReceiptId("R1"))
            keeps("applications", kept=[each.amount for each in one] == [100, -1])
            both = work.books.applications(_HERE, receipt=ReceiptId("R1"), document=second)
            keeps("applications", kept=both == (back,))

    def test_items_are_open_while_something_is_left(self) -> None:
        """Law: open items."""
        database = self.database()
        with database.write() as work:
            fill(work)
            (item,) = work.books.open_items(_HERE)
            paid = attrs.evolve(item, applied=item.applied + item.open)
            work.books.save_item(paid)
        with database.read() as work:
            keeps("open items", kept=work.books.open_items(_HERE) == ())
            keeps("open items", kept=work.books.item(_HERE, item.key.number) == paid)
        strange = attrs.evolve(item, key=attrs.evolve(item.key, number=DocumentNumber("X")))
        conflicts(database, "stale", lambda work: work.books.save_item(strange))


def _verifying(version: tuple[FactKey, int]) -> Callable[[UnitOfWork], None]:
    return lambda work: work.subjects.verify(_HERE, [version])


def _overtaken(work: UnitOfWork) -> None:
    (before,) = work.subjects.read(_HERE, [_CREDIT])
    work.subjects.put(_HERE, _CREDIT, "more")
    (after,) = work.subjects.read(_HERE, [_CREDIT])
    work.subjects.verify(_HERE, [(_CREDIT, after.version)])
    keeps("versioned", kept=after == Fact(_CREDIT, "more", before.version + 1))
    work.subjects.put(_HERE, _CREDIT, "most")
    work.subjects.verify(_HERE, [(_CREDIT, after.version)])


def _take(database: Database) -> int:
    with database.write() as work:
        return work.numbers.take(_HERE, "INV-2024")


def _dated(database: Database, at: datetime) -> datetime:
    with database.write() as work:
        return work.numbers.dated(_HERE, "INV-2024", at)


def _take_and_lose(database: Database) -> int:
    number = 0
    with suppress(_TurnedBackError), database.write() as work:
        number = work.numbers.take(_HERE, "INV-2024")
        raise _TurnedBackError
    return number


class _TurnedBackError(Exception):
    """The host changed its mind."""
