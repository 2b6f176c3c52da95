"""Deciding a merge: an order takes another one in, and that one is void; or all that bars it."""

from collections.abc import Iterator

import attrs

from orderkit.order.commands.lineage import GiveAway, TakeIn
from orderkit.order.deciding import Answer
from orderkit.order.deciding.restated import restated, set_free
from orderkit.order.events import FacetSet
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.floors import billed_otherwise
from orderkit.order.ledger import Bucket, Shift
from orderkit.order.line import InvalidTermsError
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.merging import Merged, merged
from orderkit.order.model import Order
from orderkit.order.parcel import Parcel
from orderkit.values import Context, Finding, MoneyOverflowError, block

__all__ = ["decide_giving", "decide_taking", "merged_of"]


def decide_taking(order: Order, command: TakeIn, context: Context) -> Answer:
    """Answer an order that is to take another one in."""
    made, findings = merged_of(order, command)
    if made is None:
        return (), findings
    descents = tuple(_came(made, command.parcel, context))
    makers = command.parcel.makers
    event = restated(
        order, made.terms, made.resized, descents, command.reason, context, makers=makers
    )
    return (event,), ()


def merged_of(order: Order, command: TakeIn) -> tuple[Merged | None, tuple[Finding, ...]]:
    """An order with another one in it; or None, and all that stands against it."""
    findings = tuple(_differences(order, command.parcel))
    if findings:
        return None, findings
    try:
        made = merged(order, command)
    except (InvalidTermsError, MoneyOverflowError):
        # Lines were looked at when they were agreed; only a sum can be beyond all bounds.
        return None, (block("money.overflow", "lines"),)
    findings = tuple(billed_otherwise(order, made.terms))
    return (None, findings) if findings else (made, ())


def _differences(order: Order, parcel: Parcel) -> Iterator[Finding]:
    """Everything that two orders must have in common to be one."""
    ours, theirs = order.terms, parcel.terms
    if theirs.order == ours.order:
        yield block("merge.itself", "order", order=ours.order)
    if theirs.organisation != ours.organisation:
        yield block("order.unknown", "order")
    if theirs.currency != ours.currency:
        yield block(
            "merge.currency", "currency", ours=ours.currency.code, theirs=theirs.currency.code
        )
    for name in ("customer", "bill_to", "ship_to"):
        own, other = getattr(ours, name), getattr(theirs, name)
        # Where nobody else is named, it is the customer.
        here, there = own or ours.customer, other or theirs.customer
        if own != other and here != there:
            yield block("merge.party", name, ours=here, theirs=there)
    if parcel.flow != order.flow:
        yield block("merge.flow", "flow", ours=order.flow, theirs=parcel.flow)
    for name in ("net_days", "billing", "rate"):
        own, other = getattr(ours, name), getattr(theirs, name)
        if own != other:
            yield block("merge.terms", name, field=name)


def _came(made: Merged, parcel: Parcel, context: Context) -> Iterator[Descent]:
    for line in parcel.terms.lines:
        here, there = made.named[line.id], (parcel.order, line.id)
        yield Descent.out_of(LineageKind.MERGE, here, line.quantity, there, context)


def decide_giving(order: Order, command: GiveAway, context: Context) -> Answer:
    """Answer an order that is to go into another one."""
    findings = tuple(_against_giving(order, command))
    if findings:
        return (), findings
    named = dict(command.named)
    descents = tuple(
        Descent.to(
            LineageKind.MERGE, line.id, line.quantity, (command.into, named[line.id]), context
        )
        for line in order.terms.lines
    )
    released = [
        Shift(line.id, Bucket.RESERVED, Bucket.OPEN, ledger.of(Bucket.RESERVED))
        for line, ledger in zip(order.terms.lines, order.ledgers, strict=True)
        if ledger.of(Bucket.RESERVED)
    ]
    left = attrs.evolve(
        order.terms,
        lines=(),
        adjustments=(),
        revision=order.revision + 1,
        coupons=(),
        functional=None,
    )
    event = restated(order, left, (), descents, command.reason, context)
    events = (*set_free(released, event, context), event)
    mark = FacetMark(
        id=f"void/{order.version + len(events) + 1}",
        facet=Facet.VOID,
        by=context.actor.id,
        at=context.at,
        reason=command.reason or f"> {command.into}",
    )
    return (*events, FacetSet(mark=mark, at=context.at, by=context.actor.id)), ()


def _against_giving(order: Order, command: GiveAway) -> Iterator[Finding]:
    """What keeps an order from going into another: what was done with it cannot go along."""
    if command.into == order.terms.order:
        yield block("merge.itself", "order", order=command.into)
    if sorted(line for line, _ in command.named) != sorted(order.terms.places):
        yield block("merge.stale", "lines")
    for line, ledger, bill in zip(order.terms.lines, order.ledgers, order.bills, strict=True):
        path = f"lines/{line.id}"
        if ledger.left:
            yield block("merge.shipped", path, left=ledger.left)
        if ledger.of(Bucket.PICKED):
            yield block("merge.picked", path, picked=ledger.of(Bucket.PICKED))
        if order.claimed(line.id):
            yield block("merge.claimed", path, claimed=order.claimed(line.id))
        if bill.invoiced:
            yield block("merge.billed", path)
    for charge, bill in zip(order.terms.adjustments, order.adjustment_bills, strict=True):
        if bill.invoiced:
            yield block("merge.billed", f"adjustments/{charge.id}")
    if order.balances.invoiced or order.balances.paid or order.balances.credited:
        yield block("merge.paid", "")
    for amendment in order.amendments:
        yield block("merge.amendment", f"amendments/{amendment.id}", amendment=amendment.id)
