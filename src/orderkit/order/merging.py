"""Merging: the terms of an order that takes another one in."""

from collections.abc import Iterator, Mapping
from typing import final

import attrs

from orderkit.order.amendment import Resized
from orderkit.order.commands.lineage import GiveAway, TakeIn
from orderkit.order.cutting import joined, joined_charges, laid_out
from orderkit.order.functional import FunctionalSums, taxes_in
from orderkit.order.ledger import Bucket
from orderkit.order.line import Adjustment, Line
from orderkit.order.model import Order
from orderkit.order.naming import as_named, named_in
from orderkit.order.parcel import Parcel
from orderkit.order.terms import Terms
from orderkit.values import LineId

__all__ = ["Merged", "merged", "merging"]


@final
@attrs.frozen
class Merged:
    """What an order comes to with another one in it.

    Laws:
        whole: Quantity, money, taxes and adjustments are those of both (I-17).

    Attributes:
        terms: The next revision.
        named: What each line and adjustment of the other is called here.
        resized: How the ledgers of lines follow.
    """

    terms: Terms
    named: Mapping[LineId, LineId]
    resized: tuple[Resized, ...]


def merging(
    order: Order, other: Order, *, join: bool = True, reason: str = ""
) -> tuple[TakeIn, GiveAway]:
    """The two commands of a merge: what `order` takes in, and what `other` gives away.

    `merge_orders` does both at the desk, or neither.

    Args:
        join: Whether lines that differ in their units alone become one.
    """
    parcel = Parcel.of(other)
    named = tuple(named_in(order, parcel, join=join).items())
    take = TakeIn(parcel=parcel, join=join, reason=reason)
    return take, GiveAway(into=order.terms.order, named=named, reason=reason)


def merged(order: Order, command: TakeIn) -> Merged:
    """Put the lines of a parcel into an order, whatever stands against it.

    Raises:
        InvalidTermsError: What comes of it is no terms.
        MoneyOverflowError: The total is beyond 63 bits.
    """
    terms, parcel = order.terms, command.parcel
    named = named_in(order, parcel, join=command.join)
    lines = {line.id: line for line in terms.lines}
    resized = list[Resized]()
    for line, cancelled in zip(parcel.terms.lines, parcel.cancelled, strict=True):
        new = as_named(line, named)
        known = lines.get(new.id)
        lines[new.id] = new if known is None else joined(known, new)
        more = line.quantity - cancelled if known is not None else -cancelled
        resized += [Resized(new.id, Bucket.OPEN, more)] if more else []
        resized += [Resized(new.id, Bucket.CANCELLED, cancelled)] if cancelled else []
    charges = tuple(_charges(terms, parcel, named, lines))
    made = attrs.evolve(
        terms,
        lines=tuple(lines.values()),
        adjustments=charges,
        revision=terms.revision + 1,
        coupons=tuple(sorted({*terms.coupons, *parcel.terms.coupons})),
        functional=None,
    )
    made = attrs.evolve(made, functional=_converted(terms, parcel.terms))
    return Merged(made, named, tuple(resized))


def _charges(
    terms: Terms, parcel: Parcel, named: Mapping[LineId, LineId], lines: Mapping[LineId, Line]
) -> Iterator[Adjustment]:
    """Adjustments of both, each laid out over all the units that its lines have now."""
    units = {line.id: line.quantity for line in terms.lines}
    more = {named[line.id]: line.quantity for line in parcel.terms.lines}
    every = {line.id: line.quantity for line in lines.values()}
    brought = {
        named[charge.id]: laid_out(_renamed(charge, named), more, units, {})
        for charge in parcel.terms.adjustments
    }
    for charge in terms.adjustments:
        own, other = laid_out(charge, units, {}, more), brought.pop(charge.id, None)
        yield own if other is None else joined_charges(own, other, every)
    yield from brought.values()


def _renamed(charge: Adjustment, named: Mapping[LineId, LineId]) -> Adjustment:
    lines = tuple(named[line] for line in charge.lines)
    return attrs.evolve(charge, id=named[charge.id], lines=lines)


def _converted(terms: Terms, other: Terms) -> FunctionalSums | None:
    """The sums of both in the functional currency; None where neither has any."""
    if terms.functional is None and other.functional is None:
        return None
    sums = list[FunctionalSums]()
    for each in (terms, other):
        tax = taxes_in(each.lines, each.adjustments)
        held = each.functional or each.converted(each.total, tax)
        sums += [] if held is None else [held]
    return FunctionalSums(net=sum(each.net for each in sums), tax=sum(each.tax for each in sums))
