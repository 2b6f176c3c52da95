"""Tracking: late, twice and out of order comes to the same."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderkit.fulfilment import (
    Arrival,
    InvalidShipmentError,
    InvalidTrackingError,
    Shipment,
    ShipmentLine,
    Signed,
    Track,
    Tracked,
    TrackingEvent,
    TrackingStatus,
    arrival_of,
    track,
)
from orderkit.testing import tracking_events
from orderkit.values import (
    ActorId,
    LineId,
    NaiveTimeError,
    OrderId,
    OrderKey,
    OrganisationId,
    ShipmentId,
    Sku,
)

SHIPMENT: Final = ShipmentId("s1")
AT: Final = datetime(2024, 1, 1, 12, tzinfo=UTC)
_S: Final = TrackingStatus
SENT: Final = Shipment(
    id=SHIPMENT,
    order=OrderKey(OrganisationId("acme"), OrderId("o")),
    at=AT,
    by=ActorId("ann"),
    lines=(
        ShipmentLine(line=LineId("1"), sku=Sku("mug"), quantity=2),
        ShipmentLine(line=LineId("2"), sku=Sku("tea"), quantity=5),
        ShipmentLine(line=LineId("1"), sku=Sku("mug"), quantity=1),
    ),
)


def event(
    status: TrackingStatus, hour: int, name: str = "", signed: Iterable[tuple[str, int]] = ()
) -> TrackingEvent:
    return TrackingEvent(
        id=name or f"{status}/{hour}",
        shipment=SHIPMENT,
        status=status,
        at=AT + timedelta(hours=hour),
        signed=tuple(Signed(line=LineId(line), quantity=n) for line, n in signed),
    )


_news = st.lists(tracking_events(SHIPMENT, lines=(LineId("1"), LineId("2"))), max_size=6)


def arrived(news: Iterable[TrackingEvent]) -> Arrival:
    return arrival_of(SENT, track(SHIPMENT, news))


# Told alike but for what was signed.
TWINS: Final = [event(_S.DELIVERED, 9, signed=[("1", pieces)]) for pieces in (2, 1)]


@example(news=TWINS, places=[1, 0, 2, 3, 4, 5], cut=0)
@given(_news, st.permutations(range(6)), st.integers(0, 6))
def test_i_58_late_twice_and_reversed_come_to_the_same_shipment(
    news: list[TrackingEvent], places: list[int], cut: int
) -> None:
    whole = track(SHIPMENT, news)
    mixed = [news[place] for place in places if place < len(news)]
    for told in (news[::-1], mixed, [*news, *mixed], [*mixed[cut:], *mixed, *mixed[:cut]]):
        assert track(SHIPMENT, told) == whole
        one_by_one = reduce(
            lambda known, one: track(SHIPMENT, [one], known), told, Track(shipment=SHIPMENT)
        )
        assert one_by_one == whole
        assert arrived(told) == arrived(news)
    assert track(SHIPMENT, news, whole) == whole


@given(_news, _news)
def test_a_67_two_feeds_meet_in_one_track(
    ours: list[TrackingEvent], theirs: list[TrackingEvent]
) -> None:
    one, other = track(SHIPMENT, ours), track(SHIPMENT, theirs)
    assert track(SHIPMENT, one.events, other) == track(SHIPMENT, other.events, one)


@example(news=[event(_S.DELIVERED, 9, signed=[("1", 0)])])
@given(_news)
def test_i_57_a_date_of_delivery_stands_exactly_where_something_was_delivered(
    news: list[TrackingEvent],
) -> None:
    arrival = arrived(news)
    assert (arrival.at is not None) == any(line.delivered for line in arrival.lines)
    for line in arrival.lines:
        assert line.delivered >= 0 <= line.short
        assert line.delivered + line.short in (0, line.shipped)


def test_news_of_earlier_hours_does_not_undo_a_delivery() -> None:
    known = track(SHIPMENT, [event(_S.DELIVERED, 9)])
    late = track(SHIPMENT, [event(_S.ON_THE_WAY, 3), event(_S.DELAYED, 11)], known)
    assert (late.status, late.delivered_at) == (_S.DELIVERED, AT + timedelta(hours=9))


def test_a_proof_that_was_wrong_is_taken_back_by_later_news() -> None:
    told = [event(_S.DELIVERED, 9), event(_S.NOT_DELIVERED, 10), event(_S.ON_THE_WAY, 12)]
    assert track(SHIPMENT, told).status == _S.ON_THE_WAY
    assert arrived(told).at is None
    assert arrived([*told, event(_S.LOST, 20)]).lines[1].short == 5
    assert arrived([*told, event(_S.REFUSED, 20)]).lines[1].short == 0


def test_what_is_signed_short_is_a_claim_by_line() -> None:
    arrival = arrived([event(_S.DELIVERED, 9, signed=[("1", 1)])])
    figures = [(each.line, each.shipped, each.delivered, each.short) for each in arrival.lines]
    assert figures == [("1", 3, 1, 2), ("2", 5, 0, 5)]
    assert [found.code for found in arrival.findings] == ["delivery.short", "delivery.short"]
    nothing = arrived([event(_S.DELIVERED, 9, signed=[("1", 0)])])
    assert nothing.at is None


def test_more_than_was_shipped_is_told_and_does_not_count() -> None:
    signed = [("1", 9), ("2", 5), ("8", 1)]
    arrival = arrived([event(_S.DELIVERED, 9, signed=signed)])
    assert [each.delivered for each in arrival.lines] == [3, 5]
    assert [(found.code, found.path) for found in arrival.findings] == [
        ("delivery.beyond", "lines/1"),
        ("delivery.unknown", "lines/8"),
    ]


def test_two_things_under_one_name_are_told_and_the_later_one_is_believed() -> None:
    told = [event(_S.DELIVERED, 9, "x"), event(_S.DELAYED, 12, "x")]
    known = track(SHIPMENT, told)
    assert (known.status, known.contradictions) == (_S.DELAYED, ("x",))
    assert [found.code for found in arrived(told).findings] == ["tracking.contradiction"]


def test_who_carries_it_is_what_was_told_last() -> None:
    first, second = (
        TrackingEvent(
            id=carrier, shipment=SHIPMENT, status=_S.HANDED_OVER, at=AT + timedelta(hours=hour),
            carrier=carrier, number=f"{carrier}-1",
        )
        for carrier, hour in (("snail", 1), ("swift", 2))
    )  # fmt: skip
    known = track(SHIPMENT, [second, event(_S.ON_THE_WAY, 5), first])
    assert (known.carrier, known.number) == ("swift", "swift-1")
    nobody = Track(shipment=SHIPMENT)
    assert (nobody.carrier, nobody.number, nobody.status) == ("", "", None)


def test_i_57_no_date_without_pieces_and_no_pieces_without_a_date() -> None:
    lines = arrived([event(_S.DELIVERED, 9)]).lines
    known = Track(shipment=SHIPMENT)
    assert Tracked(shipment=SENT, track=known, booked=lines, delivered_at=AT).carrier == ""
    with pytest.raises(InvalidShipmentError):
        Tracked(shipment=SENT, track=known, booked=lines)
    with pytest.raises(InvalidShipmentError):
        Tracked(shipment=SENT, track=known, delivered_at=AT)
    with pytest.raises(InvalidShipmentError):
        Tracked(shipment=SENT, track=Track(shipment=ShipmentId("s2")))


def test_news_that_cannot_be_is_refused() -> None:
    for signed in ([("1", 1), ("1", 2)], [("1", -1)], [("1", True)]):
        with pytest.raises(InvalidTrackingError):
            event(_S.DELIVERED, 1, signed=signed)
    with pytest.raises(InvalidTrackingError):
        event(_S.LOST, 1, signed=[("1", 1)])
    with pytest.raises(InvalidTrackingError):
        event("lost", 1)  # type: ignore[arg-type]  # who keeps no types
    with pytest.raises(NaiveTimeError):
        TrackingEvent(id="1", shipment=SHIPMENT, status=_S.LOST, at=AT.replace(tzinfo=None))
    with pytest.raises(InvalidTrackingError):
        track(ShipmentId("s2"), [event(_S.LOST, 1)])
    with pytest.raises(InvalidShipmentError):
        arrival_of(SENT, Track(shipment=ShipmentId("s2")))
