"""Deciding a split: pieces go into an order of their own, or all is told that bars it."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from orderkit.order.amendment import Resized
from orderkit.order.commands.lineage import SplitOff
from orderkit.order.deciding import Answer
from orderkit.order.deciding.restated import restated, set_free
from orderkit.order.floors import billed_otherwise, given_up
from orderkit.order.ledger import Bucket, Shift
from orderkit.order.line import InvalidTermsError
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.model import Order, content_digest
from orderkit.order.splitting import Cut, cut_off, movable
from orderkit.order.terms import Terms
from orderkit.values import Context, Finding, LineId, MoneyOverflowError, block

__all__ = ["cut_of", "decide_split"]

_LOOSE = (Bucket.OPEN, Bucket.BACKORDERED)


def decide_split(order: Order, command: SplitOff, context: Context) -> Answer:
    """Answer a split of an order."""
    cut, findings = cut_of(order, command)
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
    event = restated(order, cut.stays, tuple(resized), descents, command.reason, context)
    if order.approved and order.approved == content_digest(order):
        # What stays was approved along with more.
        event = attrs.evolve(event, approved=cut.stays.digest)
    return (*set_free(released, event, context), event), ()


def cut_of(order: Order, command: SplitOff) -> tuple[Cut | None, tuple[Finding, ...]]:
    """An order in two; or None, and all that stands against it."""
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
