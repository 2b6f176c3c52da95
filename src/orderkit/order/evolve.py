"""Evolve: apply what happened. The state of an order is exactly `fold` of its events."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import assert_never

import attrs

from orderkit.errors import ForbiddenMoveError
from orderkit.order.amending import of_amendment
from orderkit.order.claims import less, plus
from orderkit.order.commands import Billed
from orderkit.order.events import (
    Approved,
    Claimed,
    ClaimEvent,
    ClaimExecuted,
    ClaimReleased,
    Credited,
    DocumentEvent,
    Event,
    FacetCleared,
    FacetSet,
    FindingWaived,
    FlowStarted,
    Invoiced,
    LedgerEvent,
    LinesAdded,
    OrderPlaced,
    PaymentApplied,
    PaymentReversed,
    Rejected,
    Returned,
    ReturnRequested,
    ReturnWithdrawn,
    StageMoved,
    Voted,
    VoteRetracted,
)
from orderkit.order.events.money import OnDocument
from orderkit.order.events.pieces import Shifted
from orderkit.order.ledger import Billing, Bucket, Ledger, Shift, moved
from orderkit.order.model import Balances, Order, replaced
from orderkit.values import ActorId, LineId, Vote

__all__ = ["evolve", "fold"]


def fold(events: Iterable[Event], *, onto: Order | None = None) -> Order | None:
    """Replay events onto an order; None means that there is no order yet.

    Raises:
        ForbiddenMoveError: An event cannot follow this state; the history is damaged.
    """
    return reduce(evolve, events, onto)


def evolve(order: Order | None, event: Event) -> Order:
    """Apply one event. Changes no argument; the version grows by one.

    Raises:
        ForbiddenMoveError: The event cannot follow this state; the history is damaged.
    """
    if order is None:
        if isinstance(event, OrderPlaced):
            return _placed(event)
        raise ForbiddenMoveError(subject="no order", move=type(event).__name__)
    version = order.version + 1
    # The commonest first: the bases stand for their whole families.
    if isinstance(event, StageMoved):
        return _stage_moved(order, event, version)
    if isinstance(event, Shifted):
        return _shifted(order, event, version)
    if isinstance(event, OnDocument):
        return _on_document(order, event, version)
    match event:
        case FlowStarted(flow=flow, stage=stage):
            return replaced(order, version=version, flow=flow, stage=stage)
        case Voted() | VoteRetracted():
            return replaced(order, version=version, votes=_votes(order, event))
        case Approved() | Rejected():
            approved = event.digest if isinstance(event, Approved) else ""
            return replaced(order, version=version, approved=approved, votes=())
        case FacetSet() | FacetCleared():
            return _facets(order, event, version)
        case FindingWaived(waiver=waiver):
            return replaced(order, version=version, waivers=(*order.waivers, waiver))
        case Claimed() | ClaimReleased() | ClaimExecuted():
            return _claims(order, event, version)
        case LinesAdded():
            return _lines_added(order, event, version)
        case OrderPlaced():
            raise ForbiddenMoveError(subject=str(order.key), move="OrderPlaced")
        case _:
            # Here mypy names each event that is left out above.
            return of_amendment(order, event, version)


def _votes(order: Order, event: Voted | VoteRetracted) -> tuple[Vote, ...]:
    if isinstance(event, Voted):
        return (*order.votes, event.vote)
    return tuple([vote for vote in order.votes if vote != event.vote])


def _placed(event: OrderPlaced) -> Order:
    terms = event.terms
    return Order(
        terms=terms,
        placed_by=event.by,
        version=1,
        ledgers=tuple(Ledger.opened(line.quantity) for line in terms.lines),
        bills=(Billing(),) * len(terms.lines),
        adjustment_bills=(Billing(),) * len(terms.adjustments),
        made_with=_made_with(event.made_with, event, event.by),
        lineage=event.lineage,
        rules=event.rules,
    )


def _made_with(
    known: tuple[ActorId, ...], event: OrderPlaced | LinesAdded, placed_by: ActorId
) -> tuple[ActorId, ...]:
    """Whoever had a hand in the terms beside the one who placed the order."""
    more = {event.by, event.on_behalf_of or event.by}.union(known) - {placed_by}
    return tuple(sorted(more)) if more else ()


def _lines_added(order: Order, event: LinesAdded, version: int) -> Order:
    return replaced(
        order,
        version=version,
        terms=order.terms.extended(event.lines, event.adjustments),
        ledgers=order.ledgers + tuple(Ledger.opened(line.quantity) for line in event.lines),
        bills=order.bills + (Billing(),) * len(event.lines),
        adjustment_bills=order.adjustment_bills + (Billing(),) * len(event.adjustments),
        # What people approved was another content.
        votes=(),
        made_with=_made_with(order.made_with, event, order.placed_by),
    )


def _stage_moved(order: Order, event: StageMoved, version: int) -> Order:
    if event.source != order.stage:
        move = f"{event.move} from {event.source} while at {order.stage}"
        raise ForbiddenMoveError(subject=str(order.key), move=move)
    return replaced(order, version=version, stage=event.target)


def _shifted(order: Order, event: LedgerEvent, version: int) -> Order:
    places, ledgers = order.terms.places, list(order.ledgers)
    for shift in event.shifts:
        index = places.get(shift.line, len(ledgers))
        if index >= len(ledgers):
            raise ForbiddenMoveError(subject=str(order.key), move=f"line {shift.line}")
        ledgers[index] = moved(ledgers[index], shift.source, shift.target, shift.quantity)
    requests = _requests(order.requests, event)
    return replaced(order, version=version, ledgers=tuple(ledgers), requests=requests)


def _requests(requests: tuple[Shift, ...], event: LedgerEvent) -> tuple[Shift, ...]:
    """Keep where announced returns came from, oldest first."""
    match event:
        case ReturnRequested(shifts=shifts):
            return requests + shifts
        case Returned(shifts=shifts) | ReturnWithdrawn(shifts=shifts):
            return _answered(requests, shifts)
        case _:
            return requests


def _answered(requests: tuple[Shift, ...], shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """The returns that are still announced, oldest first. Linear in both."""
    left, places = [request.quantity for request in requests], dict[LineId, list[int]]()
    for place, request in enumerate(requests):
        places.setdefault(request.line, []).append(place)
    for shift in shifts:
        wanted = shift.quantity
        for place in places.get(shift.line, ()):
            if shift.target in (requests[place].source, Bucket.RETURNED):
                taken = min(wanted, left[place])
                left[place] -= taken
                wanted -= taken
        if wanted:
            move = "a return nobody announced"
            raise ForbiddenMoveError(subject=f"line {shift.line}", move=move)
    return tuple(
        request if quantity == request.quantity else attrs.evolve(request, quantity=quantity)
        for request, quantity in zip(requests, left, strict=True)
        if quantity
    )


def _on_document(order: Order, event: DocumentEvent, version: int) -> Order:
    was, amount = order.balances, event.amount
    match event:
        case Invoiced(billed=billed):
            balances = Balances(was.invoiced + amount, was.credited, was.paid)
            return _billed(order, billed, balances, version, _more_invoiced)
        case Credited(billed=billed):
            balances = Balances(was.invoiced, was.credited + amount, was.paid)
            return _billed(order, billed, balances, version, _more_credited)
        case PaymentApplied():
            balances = Balances(was.invoiced, was.credited, was.paid + amount)
            return replaced(order, version=version, balances=balances)
        case PaymentReversed():
            balances = Balances(was.invoiced, was.credited, was.paid - amount)
            return replaced(order, version=version, balances=balances)
        case _:
            assert_never(event)


def _billed(
    order: Order,
    billed: tuple[Billed, ...],
    balances: Balances,
    version: int,
    more: Callable[[Billing, int], Billing],
) -> Order:
    lines, places = len(order.bills), order.terms.places
    bills = [*order.bills, *order.adjustment_bills]
    for entry in billed:
        index = places.get(entry.line, -1)
        if index < 0:
            raise ForbiddenMoveError(subject=str(order.key), move=f"bill {entry.line}")
        bills[index] = more(bills[index], entry.quantity)
    return replaced(
        order,
        version=version,
        bills=tuple(bills[:lines]),
        adjustment_bills=tuple(bills[lines:]),
        balances=balances,
    )


def _more_invoiced(was: Billing, quantity: int) -> Billing:
    return Billing(was.invoiced + quantity, was.credited)


def _more_credited(was: Billing, quantity: int) -> Billing:
    return Billing(was.invoiced, was.credited + quantity)


def _facets(order: Order, event: FacetSet | FacetCleared, version: int) -> Order:
    if isinstance(event, FacetSet):
        return replaced(order, version=version, marks=(*order.marks, event.mark))
    kept = tuple(mark for mark in order.marks if mark.id != event.mark)
    if len(kept) == len(order.marks):
        raise ForbiddenMoveError(subject=str(order.key), move=f"clear {event.mark}")
    return replaced(order, version=version, marks=kept)


def _claims(order: Order, event: ClaimEvent, version: int) -> Order:
    change = plus if isinstance(event, Claimed) else less
    return replaced(order, version=version, claims=change(order.claims, event.claims))
