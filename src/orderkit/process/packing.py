"""Packing: what was scanned is held against what is reserved, and what fits counts as picked."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.fulfilment import PackCheck, PackCodes, PackLine, Scan, check_pack
from orderkit.order import Bucket, Order, Pick, Portion
from orderkit.process.binding import by_line
from orderkit.process.desk import OrderDesk
from orderkit.process.once import UNKNOWN
from orderkit.values import Context, Finding, LineId, OrderKey

__all__ = ["PackOutcome", "pack_order"]

_NO_CODES: Final = PackCodes()


@final
@attrs.frozen(kw_only=True)
class PackOutcome:
    """What was packed.

    Attributes:
        check: None if there is no such order.
        findings: What stands against it: those of the check, and what the desk answered.
    """

    check: PackCheck | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def pieces(self) -> Mapping[LineId, int]:
        """By line, what was packed, for `ship_order` to take; nothing if the check is unsound."""
        if self.check is None or not self.check.sound:
            return MappingProxyType({})
        return MappingProxyType({line.line: line.quantity for line in self.check.packed})


def pack_order(
    desk: OrderDesk,
    key: OrderKey,
    scans: Sequence[Scan],
    context: Context,
    *,
    codes: PackCodes = _NO_CODES,
) -> PackOutcome:
    """Check what was scanned of an order, and count it as picked.

    All pieces that are reserved are to be packed, picked before or not. Where something is packed
    that does not belong, nothing is picked; where something is missing, the rest is. Repeating it
    with the same scans changes nothing.

    Args:
        scans: All that were made for this parcel, not those since the last check.
        codes: What codes stand for, beside the skus themselves.
    """
    with desk.database.write() as work:
        order = desk.order_in(work, key, context)
        if order is None:
            return PackOutcome(findings=UNKNOWN.findings)
        held = by_line([each for each in work.stock.reservations(key) if each.live(context.at)])
        check = check_pack(_expected(order, held), scans, codes)
        if not check.sound:
            return PackOutcome(check=check, findings=check.findings)
        more = tuple(_picked(order, check))
        answered: tuple[Finding, ...] = ()
        if more:
            answered = desk.handle_part(work, key, Pick(more), context).findings
        return PackOutcome(check=check, findings=(*check.findings, *answered))


def _expected(order: Order, held: Mapping[LineId, int]) -> list[PackLine]:
    return [
        PackLine(line=line.id, sku=line.sku, quantity=held[line.id])
        for line in order.terms.lines
        if line.id in held
    ]


def _picked(order: Order, check: PackCheck) -> list[Portion]:
    """What was packed and does not count as picked yet."""
    ledgers = {line.line: order.ledger(line.line) for line in check.packed}
    return [
        Portion(line.line, more, Bucket.RESERVED)
        for line in check.packed
        if (more := line.quantity - ledgers[line.line].of(Bucket.PICKED)) > 0
    ]
