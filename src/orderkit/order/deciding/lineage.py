"""Deciding the family of lineage: a split or a merge is made, or all is told that bars it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

import attrs

from orderkit.order.amendment import Resized
from orderkit.order.commands.lineage import GiveAway, LineageCommand, SplitOff, TakeIn
from orderkit.order.deciding import Answer
from orderkit.order.events import Amended, Event, FacetSet, Released
from orderkit.order.excerpt import difference
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.floors import billed_otherwise, given_up
from orderkit.order.ledger import Bucket, Shift
from orderkit.order.line import InvalidTermsError
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.merging import Merged, merged
from orderkit.order.model import Order, content_digest
from orderkit.order.parcel import Parcel
from orderkit.order.splitting import Cut, cut_off, movable
from orderkit.order.terms import Terms
from orderkit.values import (
    ActorId,
    Context,
    Finding,
    LineId,
    MoneyOverflowError,
    block,
)

__all__ = ["decide_lineage", "restated"]

_LOOSE = (Bucket.OPEN, Bucket.BACKORDERED)


def decide_lineage(order: Order, command: LineageCommand, context: Context) -> Answer:
    """Answer a command of the family."""
    match command:
        case SplitOff():
            return _split(order, command, context)
        case TakeIn():
            return _take_in(order, command, context)
        case GiveAway():
            return _give_away(order, command, context)
        case _:
            assert_never(command)


def restated(
    order: Order, command: SplitOff | TakeIn
) -> tuple[Cut | Merged | None, tuple[Finding, ...]]:
    """What a split or a merge makes of an order; or None, and all that stands against it."""
    if isinstance(command, SplitOff):
        return _cut(order, command)
    return _merged(order, command)


def _cut(order: Order, command: SplitOff) -> tuple[Cut | None, tuple[Finding, ...]]:
    findings = tuple(_against_split(order, command))
    if findings:
        return None, findings
    try:
        cut = cut_off(order, command)
    except (InvalidTermsError, MoneyOverflowError):
        # Sums that the other side kept small can be beyond all bounds by themselves.
        return None, (block("money.overflow", "lines"),)
    findings = tuple(billed_otherwise(order, cut.stays))
    return (None, findings) if findings else (cut, ())


def _split(order: Order, command: SplitOff, context: Context) -> Answer:
    cut, findings = _cut(order, command)
    if cut is None:
        return (), findings
    released, resized = list[Shift](), list[Resized]()
    for line, many in cut.moved.items():
        free, taken = given_up(line, order.ledger(line), many, _LOOSE)
        released += free
        # The ledger of a line that goes as a whole goes with it.
        resized += taken if line in cut.stays.places else []
    descents = tuple(
        Descent.to(LineageKind.SPLIT, line, many, (command.to, line), context)
        for line, many in cut.moved.items()
    )
    event = _amended(order, cut.stays, tuple(resized), descents, command.reason, context)
    if order.approved and order.approved == content_digest(order):
        # What stays was approved along with more.
        event = attrs.evolve(event, approved=cut.stays.digest)
    return (*_released(released, event, context), event), ()


def _against_split(order: Order, command: SplitOff) -> Iterator[Finding]:
    if not command.to:
        yield block("field.missing", "to")
    elif command.to == order.terms.order:
        yield block("split.itself", "to", order=command.to)
    if not command.portions:
        yield block("pieces.none", "portions")
    lines, asked = {line.id: line for line in order.terms.lines}, dict[LineId, int]()
    for portion in command.portions:
        path = f"lines/{portion.line}"
        if not portion.line:
            yield block("field.missing", "portions/line")
        elif portion.line not in lines:
            yield block("line.unknown", path, line=portion.line)
        elif type(portion.quantity) is not int or portion.quantity < 1:
            yield block("quantity.range", f"{path}/quantity", quantity=portion.quantity)
        else:
            asked[portion.line] = asked.get(portion.line, 0) + portion.quantity
    for line, many in asked.items():
        there = movable(order, line)
        if many > there:
            yield block("pieces.not_enough", f"lines/{line}/quantity", asked=many, there=there)
    yield from _kits(order.terms, asked)
    if asked and all(asked.get(line.id) == line.quantity for line in lines.values()):
        yield block("split.whole", "lines")
    yield from _named(order, command.adjustments)


def _named(order: Order, adjustments: Iterable[LineId]) -> Iterator[Finding]:
    rows = zip(order.terms.adjustments, order.adjustment_bills, strict=True)
    known = {charge.id: (charge, bill) for charge, bill in rows}
    for name in adjustments:
        path = f"adjustments/{name}"
        if name not in known:
            yield block("adjustment.unknown", path, adjustment=name)
            continue
        charge, bill = known[name]
        if charge.lines:
            # What is shared over lines goes with their pieces, and with nothing else.
            yield block("split.shared", path, adjustment=name)
        if bill.invoiced:
            yield block("amendment.charge_billed", path, adjustment=name)


def _kits(terms: Terms, moved: Mapping[LineId, int]) -> Iterator[Finding]:
    """Parts of a kit that would be parted from it: they go in one proportion."""
    units = {line.id: line.quantity for line in terms.lines}
    for line in terms.lines:
        if line.parent is None:
            continue
        part, kit = moved.get(line.id, 0), moved.get(line.parent, 0)
        if part * units[line.parent] != kit * units[line.id]:
            yield block(
                "split.kit",
                f"lines/{line.id}/quantity",
                kit=line.parent,
                part=part,
                of=units[line.id],
                kits=kit,
                kits_of=units[line.parent],
            )


def _merged(order: Order, command: TakeIn) -> tuple[Merged | None, tuple[Finding, ...]]:
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


def _take_in(order: Order, command: TakeIn, context: Context) -> Answer:
    made, findings = _merged(order, command)
    if made is None:
        return (), findings
    descents = tuple(_came(made, command.parcel, context))
    makers = command.parcel.makers
    event = _amended(
        order, made.terms, made.resized, descents, command.reason, context, makers=makers
    )
    return (event,), ()


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
        if own != other:
            yield block("merge.party", name, ours=own or "", theirs=other or "")
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


def _give_away(order: Order, command: GiveAway, context: Context) -> Answer:
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
    event = _amended(order, left, (), descents, command.reason, context)
    events = (*_released(released, event, context), event)
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
    if {line for line, _ in command.named} != set(order.terms.places):
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


def _amended(
    order: Order,
    terms: Terms,
    resized: tuple[Resized, ...],
    lineage: tuple[Descent, ...],
    reason: str,
    context: Context,
    *,
    makers: tuple[ActorId, ...] = (),
) -> Amended:
    was, now = difference(order.terms, terms)
    actor = context.actor
    return Amended(
        amendment=f"lineage/{order.version + 1}",
        base=order.revision,
        revision=terms.revision,
        changes=(),
        proposed_by=actor.id,
        proposed_for=actor.on_behalf_of,
        reason=reason,
        was=was,
        now=now,
        resized=resized,
        lineage=lineage,
        made_with=makers,
        at=context.at,
        by=actor.id,
    )


def _released(shifts: Iterable[Shift], event: Amended, context: Context) -> tuple[Event, ...]:
    """Pieces that were bound to stock are let go before."""
    every = tuple(shifts)
    if not every:
        return ()
    return (Released(shifts=every, reference=event.amendment, at=context.at, by=context.actor.id),)
