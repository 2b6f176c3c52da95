"""For fulfilment: news of shipments, and what packers read off goods."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from hypothesis import strategies as st

from orderkit.fulfilment import (
    PackCode,
    PackCodes,
    PackLine,
    Scan,
    Signed,
    TrackingEvent,
    TrackingStatus,
)
from orderkit.values import LineId, ShipmentId, Sku

__all__ = ["PackCase", "pack_cases", "tracking_events"]

PackCase: TypeAlias = tuple[list[PackLine], list[Scan], PackCodes]

_AT: Final = datetime(2024, 1, 1, 12, tzinfo=UTC)
_NAMES: Final = ("a", "b", "c")
_CODES: Final = PackCodes(
    (
        PackCode(code="4006381333931", sku=Sku("MUG")),
        PackCode(code="14006381333938", sku=Sku("MUG"), quantity=6),
        PackCode(code="tea", sku=Sku("TEA")),
    )
)


@st.composite
def tracking_events(
    draw: st.DrawFn, shipment: ShipmentId, *, lines: Sequence[LineId] = ()
) -> TrackingEvent:
    """Draw news of a shipment: few hours and few names, so that much of it collides.

    Args:
        lines: Those that a delivery may be signed for, some of them short or beyond.
    """
    status = draw(st.sampled_from(list(TrackingStatus)))
    signed = tuple[Signed, ...]()
    if status is TrackingStatus.DELIVERED and lines:
        named = draw(st.lists(st.sampled_from(list(lines)), max_size=2, unique=True))
        signed = tuple(Signed(line=line, quantity=draw(st.integers(0, 6))) for line in named)
    return TrackingEvent(
        id=draw(st.sampled_from(_NAMES)),
        shipment=shipment,
        status=status,
        at=_AT + timedelta(hours=draw(st.integers(0, 3))),
        carrier=draw(st.sampled_from(["", "swift"])),
        signed=signed,
    )


@st.composite
def pack_cases(draw: st.DrawFn) -> PackCase:
    """Draw lines to pack, what was read, and the table of codes: often wrong, over or twice."""
    skus, codes = st.sampled_from(["MUG", "TEA"]), [each.code for each in _CODES.codes]
    lines = [
        PackLine(line=LineId(name), sku=Sku(draw(skus)), quantity=draw(st.integers(0, 9)))
        for name in _NAMES[: draw(st.integers(0, 3))]
    ]
    scans = [
        Scan(
            id=draw(st.sampled_from("123456")),
            code=draw(st.sampled_from([*codes, "MUG", "PEN", "4006381333932"])),
            times=draw(st.integers(1, 2)),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
    return lines, scans, _CODES
