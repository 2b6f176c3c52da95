"""From the shelf to the receiver, on a real database: packed, sent in parts, tracked, claimed."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

import attrs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderkit.adapters.memory import MemoryDatabase
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.allocation import FirstIn
from orderkit.fulfilment import (
    PackCodes,
    Scan,
    Signed,
    TrackingEvent,
    TrackingStatus,
    arrival_of,
    track,
)
from orderkit.invoicing import PaymentTerms
from orderkit.order import Bucket, Freeze, Ledger, PlaceOrder
from orderkit.ports import Database
from orderkit.process import (
    Delivery,
    OrderDesk,
    OrderPath,
    TrackOutcome,
    allocate_order,
    credit_short,
    invoice_order,
    pack_order,
    receive_goods,
    return_pieces,
    ship_order,
    track_shipments,
)
from orderkit.testing import check_database, tracking_events
from orderkit.testing.stored import AT, stock_key, terms_of
from orderkit.values import Context, LineId, OrderId, OrderKey, OrganisationId, ShipmentId

HERE: Final = OrganisationId("acme")
ZONE: Final = "Europe/London"
ANN: Final = Context.by("ann", HERE, AT)
ONE: Final = LineId("1")
KEY: Final = OrderKey(HERE, OrderId("O1"))
CODES: Final = PackCodes.of(("4006381333931", "bolt", 1), ("BOX", "bolt", 3))
_S: Final = TrackingStatus


def reserved(database: Database) -> OrderDesk:
    """An order of eight bolts, all of them reserved."""
    desk = OrderDesk(database, OrderPath())
    assert desk.handle(KEY, PlaceOrder(terms_of("O1", pieces=8)), ANN).accepted
    receive_goods(desk, "delivery", [Delivery(key=stock_key(), quantity=20)], ANN, zone=ZONE)
    assert allocate_order(desk, KEY, FirstIn(), ANN, zone=ZONE).reserved == 8
    return desk


def shipped(database: Database) -> tuple[OrderDesk, ShipmentId]:
    desk = reserved(database)
    shipment = ship_order(desk, KEY, ANN).shipment
    assert shipment is not None
    return desk, shipment.id


def on_disk(path: Path) -> SqliteDatabase:
    return SqliteDatabase(path / "orders.db")


def ledger(desk: OrderDesk) -> Ledger:
    order = desk.order(KEY, ANN)
    assert order is not None
    return order.ledger(ONE)


def counts(desk: OrderDesk) -> tuple[int, int, int]:
    """What is on its way, delivered and lost."""
    found = ledger(desk)
    return found.of(Bucket.SHIPPED), found.of(Bucket.DELIVERED), found.of(Bucket.LOST)


def sound(desk: OrderDesk) -> None:
    assert isinstance(desk.database, SqliteDatabase)
    assert [each for each in check_database(desk.database) if not each.ok] == []


def read(*codes: str) -> list[Scan]:
    return [Scan(id=str(place), code=code) for place, code in enumerate(codes)]


def news(
    name: ShipmentId, status: TrackingStatus, hour: int = 1, *, signed: int | None = None
) -> TrackingEvent:
    parts = () if signed is None else (Signed(line=ONE, quantity=signed),)
    return TrackingEvent(
        id=f"{status}/{hour}",
        shipment=name,
        status=status,
        at=AT + timedelta(hours=hour),
        signed=parts,
        carrier="swift",
    )


def told(desk: OrderDesk, *events: TrackingEvent) -> TrackOutcome:
    (outcome,) = track_shipments(desk, events, ANN)
    return outcome


def test_i_55_what_was_packed_leaves_and_the_rest_follows(tmp_path: Path) -> None:
    desk = reserved(on_disk(tmp_path))
    packed = pack_order(desk, KEY, read("BOX", "4006381333931"), ANN, codes=CODES)
    assert packed.check is not None
    assert [line.quantity for line in packed.check.remaining] == [4]
    assert [found.code for found in packed.findings] == ["pack.short"]
    assert ledger(desk).of(Bucket.PICKED) == 4
    assert pack_order(desk, KEY, read("BOX", "4006381333931"), ANN, codes=CODES) == packed
    first = ship_order(desk, KEY, ANN, pieces=packed.pieces).shipment
    assert first is not None
    assert [line.quantity for line in first.lines] == [4]
    assert (ledger(desk).of(Bucket.SHIPPED), ledger(desk).of(Bucket.RESERVED)) == (4, 4)
    rest = pack_order(desk, KEY, read("BOX", "bolt"), ANN, codes=CODES)
    assert rest.pieces == {ONE: 4}
    assert ship_order(desk, KEY, ANN, pieces=rest.pieces).shipment is not None
    assert ledger(desk).of(Bucket.SHIPPED) == 8
    sound(desk)


def test_what_does_not_belong_stops_the_parcel(tmp_path: Path) -> None:
    desk = reserved(on_disk(tmp_path))
    packed = pack_order(desk, KEY, read("BOX", "BOX", "BOX", "nut"), ANN, codes=CODES)
    assert [found.code for found in packed.findings] == ["pack.unknown", "pack.over"]
    assert (packed.pieces, ledger(desk).of(Bucket.PICKED)) == ({}, 0)
    nobody = pack_order(desk, attrs.evolve(KEY, order=OrderId("O9")), read("BOX"), ANN)
    assert (nobody.check, [found.code for found in nobody.findings]) == (None, ["order.unknown"])


def test_i_55_no_more_leaves_than_is_reserved(tmp_path: Path) -> None:
    desk = reserved(on_disk(tmp_path))
    for pieces, code in (({ONE: 9}, "pieces.not_enough"), ({LineId("9"): 1}, "line.unknown")):
        outcome = ship_order(desk, KEY, ANN, pieces=pieces)
        assert (outcome.shipment, [found.code for found in outcome.findings]) == (None, [code])
    assert [found.code for found in ship_order(desk, KEY, ANN, pieces={}).findings] == [
        "shipment.nothing"
    ]
    sound(desk)


def test_i_57_delivered_is_dated_and_a_carrier_ends_the_wait(tmp_path: Path) -> None:
    desk, name = shipped(on_disk(tmp_path))
    with desk.database.read() as work:
        assert [each.id for each in work.goods.without_carrier(HERE, limit=9)] == [name]
    outcome = told(desk, news(name, _S.DELIVERED, 3))
    assert outcome.tracked is not None
    assert outcome.tracked.delivered_at == AT + timedelta(hours=3)
    assert counts(desk) == (0, 8, 0)
    with desk.database.read() as work:
        assert work.goods.without_carrier(HERE, limit=9) == ()
    sound(desk)
    back = told(desk, news(name, _S.NOT_DELIVERED, 4))
    assert back.tracked is not None
    assert back.tracked.delivered_at is None
    assert counts(desk) == (8, 0, 0)
    sound(desk)


# Delivered, and then not after all, in two parts.
TAKEN_BACK: Final = [
    news(ShipmentId("O1/s3"), TrackingStatus.DELIVERED, 1),
    news(ShipmentId("O1/s3"), TrackingStatus.NOT_DELIVERED, 2),
]


@settings(deadline=None)
@example(events=TAKEN_BACK, chance=Random(1), cut=1)  # noqa: S311 - the same case each time
@given(st.lists(tracking_events(ShipmentId("O1/s3"), lines=(ONE,)), min_size=1, max_size=5),
       st.randoms(use_true_random=False), st.integers(1, 4))  # fmt: skip
def test_i_58_the_order_follows_news_late_twice_and_reversed_to_one_end(
    events: list[TrackingEvent], chance: Random, cut: int
) -> None:
    mixed = [*events, *events[:cut]]
    chance.shuffle(mixed)
    ends = list[tuple[object, ...]]()
    for feed in (events, mixed):
        desk, name = shipped(MemoryDatabase())
        assert name == "O1/s3"
        for part in (feed[:cut], feed[cut:]):
            track_shipments(desk, part, ANN)
        with desk.database.read() as work:
            tracked = work.goods.tracked(HERE, name)
        assert tracked is not None
        assert tracked.track == track(name, events)
        assert tracked.booked == tuple(
            line
            for line in arrival_of(tracked.shipment, tracked.track).lines
            if line.delivered or line.short
        )
        assert (tracked.delivered_at is None) == (counts(desk)[1] == 0)
        ends.append((tracked, counts(desk)))
    assert ends[0] == ends[1]


def test_i_58_news_of_a_shipment_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    desk, _ = shipped(on_disk(tmp_path))
    outcome = told(desk, news(ShipmentId("s9"), _S.DELIVERED))
    assert [found.code for found in outcome.findings] == ["shipment.unknown"]
    assert (outcome.tracked, outcome.short) == (None, ())
    rival = Context.by("bob", OrganisationId("rival"), AT)
    (foreign,) = track_shipments(desk, [news(ShipmentId("O1/s3"), _S.DELIVERED)], rival)
    assert [found.code for found in foreign.findings] == ["shipment.unknown"]
    assert counts(desk) == (8, 0, 0)


def test_i_58_an_order_that_refuses_follows_once_news_comes_again(tmp_path: Path) -> None:
    desk, name = shipped(on_disk(tmp_path))
    told(desk, news(name, _S.DELIVERED, 1))
    taken = return_pieces(desk, KEY, {ONE: 3}, ANN, zone=ZONE)
    assert taken.receipt is not None
    # Three of the eight that were not delivered after all are back already.
    outcome = told(desk, news(name, _S.NOT_DELIVERED, 2))
    assert [found.code for found in outcome.findings] == ["pieces.not_enough"]
    assert outcome.tracked is not None
    assert len(outcome.tracked.track.events) == 2
    assert counts(desk) == (0, 5, 0)
    sound(desk)
    assert told(desk, news(name, _S.DELIVERED, 3)).findings == ()
    assert counts(desk) == (0, 5, 0)
    sound(desk)


def test_i_56_what_was_not_signed_for_is_credited_once_and_does_not_come_back(
    tmp_path: Path,
) -> None:
    desk, name = shipped(on_disk(tmp_path))
    invoice = invoice_order(desk, KEY, ANN, terms=PaymentTerms(30), zone=ZONE).invoice
    assert invoice is not None
    assert [found.code for found in credit_short(desk, KEY, ANN, zone=ZONE).findings] == [
        "claim.nothing"
    ]
    outcome = told(desk, news(name, _S.DELIVERED, signed=6))
    assert [found.code for found in outcome.findings] == ["delivery.short"]
    assert [(each.line, each.short) for each in outcome.short] == [(ONE, 2)]
    assert counts(desk) == (0, 6, 2)
    (note,) = credit_short(desk, KEY, ANN, zone=ZONE).credit_notes
    assert (note.reason, note.total * 4) == ("short", invoice.total)
    assert credit_short(desk, KEY, ANN, zone=ZONE).credit_notes == ()
    refused = return_pieces(desk, KEY, {ONE: 7}, ANN, zone=ZONE)
    assert (refused.receipt, [each.code for each in refused.findings]) == (
        None,
        ["pieces.not_enough"],
    )
    assert return_pieces(desk, KEY, {ONE: 6}, ANN, zone=ZONE).receipt is not None
    order = desk.order(KEY, ANN)
    assert order is not None
    assert order.balances.invoiced == order.balances.credited == invoice.total
    sound(desk)


def test_i_64_a_lost_piece_is_billed_only_once_it_is_found(tmp_path: Path) -> None:
    desk, name = shipped(on_disk(tmp_path))
    told(desk, news(name, _S.DELIVERED, 1, signed=6))

    def billed() -> int:
        made = invoice_order(desk, KEY, ANN, terms=PaymentTerms(30), zone=ZONE).invoice
        return 0 if made is None else sum(line.quantity for line in made.lines)

    assert (billed(), billed()) == (6, 0)
    assert credit_short(desk, KEY, ANN, zone=ZONE).credit_notes == ()
    told(desk, news(name, _S.DELIVERED, 2))
    assert (counts(desk), billed()) == ((0, 8, 0), 2)
    sound(desk)


def test_what_is_lost_whole_and_found_again_goes_on(tmp_path: Path) -> None:
    desk, name = shipped(on_disk(tmp_path))
    told(desk, news(name, _S.LOST, 1))
    assert counts(desk) == (0, 0, 8)
    told(desk, news(name, _S.NOT_DELIVERED, 2))
    assert counts(desk) == (8, 0, 0)
    told(desk, news(name, _S.REFUSED, 3))
    assert counts(desk) == (8, 0, 0)
    sound(desk)


def test_what_happened_is_booked_though_the_order_is_frozen(tmp_path: Path) -> None:
    desk, name = shipped(on_disk(tmp_path))
    assert desk.handle(KEY, Freeze(reason="audit"), ANN).accepted
    assert told(desk, news(name, _S.DELIVERED)).findings == ()
    assert counts(desk) == (0, 8, 0)
    sound(desk)


def test_i_59_each_line_of_a_shipment_has_a_movement_of_its_own(tmp_path: Path) -> None:
    desk = OrderDesk(on_disk(tmp_path), OrderPath())
    terms = terms_of("O1", pieces=3)
    (line,) = terms.lines
    more = attrs.evolve(terms, lines=(line, attrs.evolve(line, id=LineId("2"))))
    assert desk.handle(KEY, PlaceOrder(more), ANN).accepted
    receive_goods(desk, "delivery", [Delivery(key=stock_key(), quantity=9)], ANN, zone=ZONE)
    allocate_order(desk, KEY, FirstIn(), ANN, zone=ZONE)
    shipment = ship_order(desk, KEY, ANN).shipment
    assert shipment is not None
    assert isinstance(desk.database, SqliteDatabase)
    issued = desk.database.connection().execute(
        "SELECT reference, quantity FROM movements WHERE kind = 'issue'"
    )
    assert issued.fetchall() == [(shipment.id, -3)] * 2
    sound(desk)
