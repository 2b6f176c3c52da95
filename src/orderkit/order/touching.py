"""Touching: which fields of the terms a change reaches, what stands there, and what it wants.

On this rest the two questions that amendments are asked: where two of them meet, and by what one
was overtaken.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never, final

import attrs

from orderkit.order.amendment import FieldValue, Seen
from orderkit.order.changes import (
    AddAdjustment,
    AddLine,
    AmendmentChange,
    ChangeAddress,
    ChangeAdjustment,
    ChangeAttribute,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    ChangeTerms,
    PutBack,
    RemoveAdjustment,
    RemoveLine,
)
from orderkit.order.excerpt import Excerpt, Header
from orderkit.order.line import Adjustment, Attribute, AttributeValue, Line
from orderkit.order.terms import Terms
from orderkit.values import LineId

__all__ = ["Touch", "lines_of", "seen_between", "seen_in", "touched"]


@final
@attrs.frozen
class Touch:
    """One field that a change reaches.

    Attributes:
        path: As the reader of a form would point.
        now: What stands there; None where nothing does.
        wanted: What is to stand there; None where nothing is to.
    """

    path: str
    now: FieldValue
    wanted: FieldValue


def touched(terms: Terms, changes: Iterable[AmendmentChange]) -> tuple[Touch, ...]:
    """The fields that changes reach, in their turn; a field twice where two changes reach it."""
    attributes = dict[LineId | None, Mapping[str, AttributeValue]]()
    return tuple(touch for change in changes for touch in _of(terms, change, attributes))


def seen_in(terms: Terms, changes: Iterable[AmendmentChange]) -> tuple[Seen, ...]:
    """What stands in the fields that changes reach, sorted by path, none twice."""
    there = {touch.path: touch.now for touch in touched(terms, changes)}
    return tuple(Seen(path, there[path]) for path in sorted(there))


def seen_between(now: Excerpt, was: Excerpt) -> tuple[Seen, ...]:
    """What stands, after a revision, in the fields that taking it back reaches; sorted by path."""
    there = {touch.path: touch.now for touch in _between_excerpts(now, was)}
    return tuple(Seen(path, there[path]) for path in sorted(there))


def lines_of(changes: Iterable[AmendmentChange]) -> Iterator[LineId]:
    """The lines that changes name, as often as they do."""
    for change in changes:
        match change:
            case AddLine(line=line):
                yield line.id
            case PutBack(was=was):
                yield from (line.id for line in was.lines)
            case RemoveLine() | ChangeQuantity() | ChangePrice() | ChangeDate():
                yield change.line
            case ChangeAttribute(line=name):
                if name is not None:
                    yield name
            case _:
                pass


def _of(
    terms: Terms,
    change: AmendmentChange,
    attributes: dict[LineId | None, Mapping[str, AttributeValue]],
) -> Iterator[Touch]:
    match change:
        case AddLine() | RemoveLine() | ChangeQuantity() | ChangePrice() | ChangeDate():
            yield from _of_line(terms, change)
        case AddAdjustment() | RemoveAdjustment() | ChangeAdjustment():
            yield _of_adjustment(terms, change)
        case ChangeAddress(ship_to=ship_to, bill_to=bill_to):
            if ship_to is not None:
                yield Touch("ship_to", terms.ship_to, ship_to)
            if bill_to is not None:
                yield Touch("bill_to", terms.bill_to, bill_to)
        case ChangeTerms(net_days=net_days, billing=billing):
            if net_days is not None:
                yield Touch("net_days", terms.net_days, net_days)
            if billing is not None:
                yield Touch("billing", terms.billing.value, billing.value)
        case ChangeAttribute():
            of = change.line
            if of not in attributes:
                # By name: an amendment may change thousands of one line.
                attributes[of] = _attributes(terms, of)
            path = "attributes" if of is None else f"lines/{of}/attributes"
            yield Touch(f"{path}/{change.name}", attributes[of].get(change.name), change.value)
        case PutBack(was=was):
            yield from _of_excerpt(terms, was)
        case _:
            assert_never(change)


def _of_line(
    terms: Terms, change: AddLine | RemoveLine | ChangeQuantity | ChangePrice | ChangeDate
) -> Iterator[Touch]:
    match change:
        case AddLine(line=line):
            yield from _between(_line(terms, line.id), line)
        case RemoveLine(line=name):
            yield from _between(_line(terms, name), None)
        case ChangeQuantity(line=name, quantity=quantity):
            known = _line(terms, name)
            yield Touch(f"lines/{name}/quantity", known and known.quantity, quantity)
        case ChangePrice(line=name, price=price):
            known = _line(terms, name)
            yield Touch(f"lines/{name}/price", known and known.price, price)
        case ChangeDate(line=name, requested=requested):
            known = _line(terms, name)
            yield Touch(f"lines/{name}/requested", known and known.requested, requested)


def _of_adjustment(
    terms: Terms, change: AddAdjustment | RemoveAdjustment | ChangeAdjustment
) -> Touch:
    match change:
        case AddAdjustment(adjustment=charge):
            return _of_amount(terms, charge.id, charge.amount)
        case ChangeAdjustment(adjustment=name, amount=amount):
            return _of_amount(terms, name, amount)
        case RemoveAdjustment(adjustment=name):
            return _of_amount(terms, name, None)


def _of_amount(terms: Terms, name: LineId, wanted: int | None) -> Touch:
    return Touch(f"adjustments/{name}/amount", _amount(_charge(terms, name)), wanted)


def _between_excerpts(now: Excerpt, was: Excerpt) -> Iterator[Touch]:
    lines = {line.id: line for line in now.lines}
    for line in was.lines:
        known = lines.pop(line.id, None)
        yield from _between(known, line)
        yield Touch(f"lines/{line.id}/amount", known and known.amount, line.amount)
    for line in lines.values():
        yield from _between(line, None)
    charges = {charge.id: charge for charge in now.adjustments}
    for name in dict.fromkeys((*(charge.id for charge in was.adjustments), *charges)):
        yield Touch(f"adjustments/{name}/amount", _amount(charges.get(name)), None)
    if now.header is not None and was.header is not None:
        yield from _between_headers(now.header, was.header)


def _of_excerpt(terms: Terms, was: Excerpt) -> Iterator[Touch]:
    for line in was.lines:
        known = _line(terms, line.id)
        yield from _between(known, line)
        yield Touch(f"lines/{line.id}/amount", known and known.amount, line.amount)
    for charge in was.adjustments:
        yield _of_amount(terms, charge.id, charge.amount)
    if was.header is not None:
        yield from _between_headers(Header.of(terms), was.header)


def _between(known: Line | None, line: Line | None) -> Iterator[Touch]:
    """All fields of a line that is made or goes, or is put back as a whole."""
    one = known or line
    if one is None:
        return
    for name in ("sku", "quantity", "price", "requested"):
        yield Touch(
            f"lines/{one.id}/{name}",
            None if known is None else getattr(known, name),
            None if line is None else getattr(line, name),
        )
    before = () if known is None else known.attributes
    after = () if line is None else line.attributes
    yield from _between_attributes(f"lines/{one.id}/attributes", before, after)


def _between_headers(known: Header, header: Header) -> Iterator[Touch]:
    for name in ("bill_to", "ship_to", "net_days"):
        yield Touch(name, getattr(known, name), getattr(header, name))
    yield Touch("billing", known.billing.value, header.billing.value)
    if known.coupons or header.coupons:
        yield Touch("coupons", ", ".join(known.coupons), ", ".join(header.coupons))
    yield from _between_attributes("attributes", known.attributes, header.attributes)


def _between_attributes(
    path: str, known: Iterable[Attribute], wanted: Iterable[Attribute]
) -> Iterator[Touch]:
    before = {each.name: each.value for each in known}
    after = {each.name: each.value for each in wanted}
    for name in dict.fromkeys((*before, *after)):
        yield Touch(f"{path}/{name}", before.get(name), after.get(name))


def _attributes(terms: Terms, of: LineId | None) -> Mapping[str, AttributeValue]:
    """Those of a line by name, or of the order itself; the first of one name, as ever."""
    known = terms if of is None else _line(terms, of)
    there = () if known is None else known.attributes
    return {each.name: each.value for each in reversed(there)}


def _line(terms: Terms, name: LineId) -> Line | None:
    place = terms.places.get(name, len(terms.lines))
    return terms.lines[place] if place < len(terms.lines) else None


def _charge(terms: Terms, name: LineId) -> Adjustment | None:
    place = terms.places.get(name, -1) - len(terms.lines)
    return terms.adjustments[place] if place >= 0 else None


def _amount(charge: Adjustment | None) -> int | None:
    return None if charge is None else charge.amount
