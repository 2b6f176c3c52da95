"""Amending: what the events of amendments make of an order. They are facts and refuse nothing."""

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

import attrs

from orderkit.errors import ForbiddenMoveError
from orderkit.order.amendment import Amendment, RemovedLine, Resized
from orderkit.order.events.amendment import (
    Amended,
    AmendmentApproved,
    AmendmentEvent,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentVoted,
    AmendmentWithdrawn,
)
from orderkit.order.excerpt import revised
from orderkit.order.ledger import Billing, Bucket, Ledger
from orderkit.order.model import Order, replaced
from orderkit.values import ActorId, LineId

__all__ = ["of_amendment"]

_NO_BILL: Final = Billing()


def of_amendment(order: Order, event: AmendmentEvent, version: int) -> Order:
    """The order after an event of the family.

    Raises:
        ForbiddenMoveError: The event cannot follow this state; the history is damaged.
        InvalidTermsError: Likewise.
    """
    amendments = order.amendments
    match event:
        case AmendmentProposed(amendment=amendment):
            return replaced(order, version=version, amendments=(*amendments, amendment))
        case AmendmentVoted(amendment=name, vote=vote):
            found = _open(order, name)
            voted = attrs.evolve(found, votes=(*found.votes, vote))
            return replaced(order, version=version, amendments=_with(amendments, voted))
        case AmendmentApproved(amendment=name, digest=digest):
            approved = attrs.evolve(_open(order, name), approved=digest)
            return replaced(order, version=version, amendments=_with(amendments, approved))
        case AmendmentWithdrawn(amendment=name) | AmendmentRejected(amendment=name):
            _open(order, name)
            return replaced(order, version=version, amendments=_without(amendments, name))
        case Amended():
            return _amended(order, event, version)
        case _:
            assert_never(event)


def _open(order: Order, name: str) -> Amendment:
    for amendment in order.amendments:
        if amendment.id == name:
            return amendment
    raise ForbiddenMoveError(subject=str(order.key), move=f"amendment {name}")


def _with(amendments: Iterable[Amendment], changed: Amendment) -> tuple[Amendment, ...]:
    return tuple(changed if each.id == changed.id else each for each in amendments)


def _without(amendments: Iterable[Amendment], name: str) -> tuple[Amendment, ...]:
    return tuple(each for each in amendments if each.id != name)


def _amended(order: Order, event: Amended, version: int) -> Order:
    if event.revision != order.revision + 1:
        move = f"revision {event.revision} after {order.revision}"
        raise ForbiddenMoveError(subject=str(order.key), move=move)
    terms = revised(order.terms, event.was, event.now)
    ledgers = {line.id: Ledger.opened(line.quantity) for line in event.now.lines}
    ledgers |= dict(zip((line.id for line in order.terms.lines), order.ledgers, strict=True))
    for each in event.resized:
        ledgers[each.line] = _resized(order, ledgers[each.line], each)
    bills = dict(zip(order.terms.places, (*order.bills, *order.adjustment_bills), strict=True))
    gone = {line.id for line in event.was.lines} - {line.id for line in event.now.lines}
    back = {line.id for line in event.now.lines}
    removed = tuple(each for each in order.removed if each.id not in back)
    return replaced(
        order,
        version=version,
        terms=terms,
        ledgers=tuple(ledgers[line.id] for line in terms.lines),
        bills=tuple(bills.get(line.id, _NO_BILL) for line in terms.lines),
        adjustment_bills=tuple(bills.get(each.id, _NO_BILL) for each in terms.adjustments),
        removed=(*removed, *_remembered(event, gone, terms.revision)),
        # A mark on a line goes with the line.
        marks=tuple(mark for mark in order.marks if mark.line not in gone),
        amendments=_without(order.amendments, event.amendment),
        # What people approved was another content.
        votes=(),
        approved=event.approved,
        made_with=_made_with(order, event),
        lineage=order.lineage + event.lineage,
    )


def _resized(order: Order, ledger: Ledger, each: Resized) -> Ledger:
    counts = list(ledger.counts)
    counts[each.bucket] += each.by
    if counts[each.bucket] < 0:
        move = f"{-each.by} fewer in {Bucket(each.bucket).name}"
        raise ForbiddenMoveError(subject=str(order.key), move=move)
    return Ledger(tuple(counts), ledger.over)


def _remembered(event: Amended, gone: set[LineId], revision: int) -> Iterator[RemovedLine]:
    for line in event.was.lines:
        if line.id in gone:
            yield RemovedLine(
                id=line.id,
                sku=line.sku,
                unit=line.unit,
                quantity=line.quantity,
                revision=revision,
            )


def _made_with(order: Order, event: Amended) -> tuple[ActorId, ...]:
    """Whoever proposed it had a hand in the terms; whoever only applies it had none."""
    more = {event.proposed_by, event.proposed_for or event.proposed_by, *event.made_with}
    return tuple(sorted(more.union(order.made_with) - {order.placed_by}))
