"""Splitting: what of an order goes into another one, and what stays; copies that begin anew."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, final

import attrs

from orderkit.order.commands.lineage import SplitOff
from orderkit.order.commands.lines import PlaceOrder
from orderkit.order.cutting import cut_charge, cut_line
from orderkit.order.functional import FunctionalSums, taxes_in
from orderkit.order.ledger import Bucket
from orderkit.order.line import Adjustment, Line
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.model import Order
from orderkit.order.terms import Terms
from orderkit.values import Context, LineId, OrderId

__all__ = ["Cut", "copy_of", "cut_off", "movable", "part_of"]

_LOOSE: Final = (Bucket.OPEN, Bucket.BACKORDERED, Bucket.RESERVED)


@final
@attrs.frozen
class Cut:
    """An order in two.

    Laws:
        whole: Quantity, money, taxes and adjustments of both are those of the order (I-17).

    Attributes:
        stays: The next revision of the order.
        goes: The terms of the part, as revision 1 of an order of its own.
        moved: The pieces that go, by line.
    """

    stays: Terms
    goes: Terms
    moved: Mapping[LineId, int]


def movable(order: Order, line: LineId) -> int:
    """The most pieces of a line that may go: still to leave, not picked, claimed or billed.

    Raises:
        KeyError: There is no such line.
    """
    ledger = order.ledger(line)
    loose = sum(ledger.of(bucket) for bucket in _LOOSE) - order.claimed(line)
    kept = order.terms.lines[order.terms.places[line]].quantity
    return max(0, min(loose, kept - order.billing(line).invoiced))


def cut_off(order: Order, command: SplitOff) -> Cut:
    """Cut pieces off, whatever stands against it; each line has as many as are asked for.

    Raises:
        InvalidTermsError: A line has fewer pieces, or there is none such.
    """
    terms = order.terms
    moved = dict[LineId, int]()
    for portion in command.portions:
        moved[portion.line] = moved.get(portion.line, 0) + portion.quantity
    stays, goes = _lines(terms, moved)
    left, along = _charges(terms, moved, frozenset(command.adjustments))
    part = attrs.evolve(
        terms,
        order=command.to,
        number="",
        lines=goes,
        adjustments=along,
        revision=1,
        coupons=(),
        functional=None,
        unread=b"",
    )
    rest = attrs.evolve(
        terms,
        lines=stays,
        adjustments=left,
        revision=terms.revision + 1,
        functional=None,
    )
    return Cut(*_converted(terms, rest, part), moved)


def _lines(terms: Terms, moved: Mapping[LineId, int]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    stays, goes = list[Line](), list[Line]()
    for line in terms.lines:
        many = moved.get(line.id, 0)
        if not many:
            stays.append(line)
        elif many == line.quantity:
            goes.append(line)
        else:
            kept, gone = cut_line(line, line.quantity - many)
            stays.append(kept)
            goes.append(gone)
    return tuple(stays), tuple(goes)


def _charges(
    terms: Terms, moved: Mapping[LineId, int], named: AbstractSet[LineId]
) -> tuple[tuple[Adjustment, ...], tuple[Adjustment, ...]]:
    units = {line.id: line.quantity for line in terms.lines}
    left, along = list[Adjustment](), list[Adjustment]()
    for charge in terms.adjustments:
        stays, goes = (None, charge) if charge.id in named else cut_charge(charge, units, moved)
        left += [] if stays is None else [stays]
        along += [] if goes is None else [goes]
    return tuple(left), tuple(along)


def _converted(terms: Terms, rest: Terms, part: Terms) -> tuple[Terms, Terms]:
    """Both with their sums in the functional currency, which are together those there were."""
    held = terms.functional
    goes = part.converted(part.total, taxes_in(part.lines, part.adjustments))
    if held is None or goes is None:
        return rest, part
    stays = FunctionalSums(net=held.net - goes.net, tax=held.tax - goes.tax)
    return attrs.evolve(rest, functional=stays), attrs.evolve(part, functional=goes)


def part_of(order: Order, command: SplitOff, context: Context, *, number: str = "") -> PlaceOrder:
    """The order that split-off pieces become, as it is placed.

    Args:
        order: As it stands before the split.
        number: The channel's own number of the new order, if it has one.

    Raises:
        InvalidTermsError: A line has fewer pieces, or there is none such.
    """
    cut = cut_off(order, command)
    lineage = tuple(
        Descent.out_of(LineageKind.SPLIT, line, many, (order.terms.order, line), context)
        for line, many in cut.moved.items()
    )
    terms = attrs.evolve(cut.goes, number=number)
    return PlaceOrder(terms, lineage, tuple(sorted(order.makers)))


def copy_of(
    order: Order, to: OrderId, context: Context, *, at: datetime | None = None, number: str = ""
) -> PlaceOrder:
    """The same terms as a new order: nothing of its progress or approvals.

    Prices stay as they were agreed, and coupons that lowered them are redeemed once more; a host
    that prices anew hands the terms to `with_totals`.

    Args:
        at: When it was ordered; None means now.
        number: The channel's own number of the new order, if it has one.
    """
    terms = attrs.evolve(
        order.terms,
        order=to,
        number=number,
        ordered_at=at or context.at,
        revision=1,
        unread=b"",
    )
    return PlaceOrder(terms, tuple(_copied(order, context)))


def _copied(order: Order, context: Context) -> Iterator[Descent]:
    for line in order.terms.lines:
        there = (order.terms.order, line.id)
        yield Descent.out_of(LineageKind.COPY, line.id, line.quantity, there, context)
