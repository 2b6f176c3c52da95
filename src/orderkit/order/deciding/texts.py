"""Texts of a command: what no store can hold, told before anything else is asked.

Texts of people may be of several lines; codes and names hold nothing that cannot be seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias, get_args

import attrs

from orderkit.order.changes import AddAdjustment, AddLine, ChangeAddress, ChangeAttribute, PutBack
from orderkit.order.commands import (
    AddLines,
    Amend,
    Command,
    GiveAway,
    PlaceOrder,
    ProposeAmendment,
    SplitOff,
    TakeIn,
)
from orderkit.order.commands.pieces import OfPieces
from orderkit.order.excerpt import Header
from orderkit.order.ledger import InvalidLedgerError
from orderkit.order.line import Adjustment, Attribute, Line
from orderkit.order.terms import Terms
from orderkit.values import Finding, InvalidTextError, block, read_code, read_text, shown

__all__ = ["unsafe_texts"]

# A place, what stands there, and whether people wrote it for people.
_Text: TypeAlias = tuple[str, object, bool]

_LONGEST: Final = 160
_LONGEST_FREE: Final = 2000
# All other texts are codes or names.
_FREE: Final = frozenset({"reason", "opinion", "reference"})


def unsafe_texts(command: Command) -> tuple[Finding, ...]:
    """What in the texts of a command no store can hold.

    Cost: some two hundred nanoseconds a line, where the texts are plain ASCII.

    Returns:
        One of `text.control`, `text.invisible`, `text.too_long` for each such text.

    Raises:
        InvalidTextError: Something else stands where a text belongs.
        InvalidLedgerError: Something else stands where portions belong.
    """
    if isinstance(command, PlaceOrder):
        terms = command.terms
        texts = (*_of_terms(terms), *_of_parts(terms.lines, terms.adjustments))
    elif isinstance(command, AddLines):
        texts = tuple(_of_parts(command.lines, command.adjustments))
    elif isinstance(command, ProposeAmendment | Amend):
        texts = tuple(_of_amendment(command))
    elif isinstance(command, SplitOff):
        texts = tuple(_of_split(command))
    elif isinstance(command, GiveAway):
        texts = tuple(_of_giving(command))
    elif isinstance(command, TakeIn):
        terms = command.parcel.terms
        parts = _of_parts(terms.lines, terms.adjustments)
        texts = (("reason", command.reason, True), *_of_terms(terms), *parts)
    elif _has_plain_fields(command):
        return ()
    else:
        texts = tuple(_of_fields(command))
    return tuple(found for text in texts for found in _found(*text))


def _has_plain_fields(command: Command) -> bool:
    """Whether a command needs no closer look; nearly every one, so this is short."""
    needed, others = _text_fields(type(command))  # type: ignore[arg-type]  # as below
    texts = [getattr(command, name) for name in needed]
    for name in others:
        text = getattr(command, name)
        if text is not None:
            texts.append(text)
    if isinstance(command, OfPieces):
        try:
            for portion in command.portions:
                texts.append(portion.line)  # noqa: PERF401 - a list of a generator costs more
        except (AttributeError, TypeError) as error:
            # A caller without a type checker may hand in anything.
            held = shown(repr(command.portions))
            raise InvalidLedgerError(field="portions", value=held) from error
    return _are_plain(texts)


def _of_fields(command: Command) -> Iterator[_Text]:
    # A class is hashable; mypy reads the __hash__ of its instances here.
    needed, others = _text_fields(type(command))  # type: ignore[arg-type]
    for name in (*needed, *others):
        text = getattr(command, name)
        if text is not None or name in needed:
            yield name, text, name in _FREE
    for portion in command.portions if isinstance(command, OfPieces) else ():
        yield f"lines/{portion.line}", portion.line, False


@lru_cache(maxsize=64)
def _text_fields(kind: type[attrs.AttrsInstance]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that hold a text or an identity: those that must, and those that may be None."""
    found = [
        field
        for field in attrs.fields(kind)
        if any(
            each is str or getattr(each, "__supertype__", None) is str
            for each in (field.type, *get_args(field.type))
        )
    ]
    others = [field.name for field in found if type(None) in get_args(field.type)]
    return tuple(each.name for each in found if each.name not in others), tuple(others)


def _of_terms(terms: Terms) -> Iterator[_Text]:
    others = terms.bill_to is not None or terms.ship_to is not None
    if not (others or terms.attributes or terms.coupons) and _are_plain(
        [terms.channel, terms.number, terms.customer]
    ):
        return
    yield "channel", terms.channel, False
    yield "number", terms.number, False
    yield "customer", terms.customer, False
    if terms.bill_to is not None:
        yield "bill_to", terms.bill_to, False
    if terms.ship_to is not None:
        yield "ship_to", terms.ship_to, False
    yield from _of_attributes("attributes", terms.attributes)
    yield from _of_coupons(terms.coupons)


def _of_coupons(coupons: Iterable[str]) -> Iterator[_Text]:
    for coupon in coupons:
        yield "coupons", coupon, False


def _of_parts(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> Iterator[_Text]:
    for line in lines:
        if _is_plain(line):
            continue
        path = f"lines/{line.id}"
        yield f"{path}/id", line.id, False
        yield f"{path}/sku", line.sku, False
        yield f"{path}/description", line.description, True
        yield f"{path}/gift", line.gift, False
        if line.parent is not None:
            yield f"{path}/parent", line.parent, False
        yield from _of_attributes(f"{path}/attributes", line.attributes)
        yield from _of_adjustments(f"{path}/adjustments", line.adjustments)
        for tax in line.taxes:
            yield f"{path}/taxes", tax.code, False
    yield from _of_adjustments("adjustments", adjustments)


def _of_amendment(command: ProposeAmendment | Amend) -> Iterator[_Text]:
    yield "reason", command.reason, True
    for change in command.changes:
        match change:
            case AddLine(line=line):
                yield from _of_parts((line,), ())
            case AddAdjustment(adjustment=charge):
                yield from _of_parts((), (charge,))
            case PutBack(was=was):
                yield from _of_parts(was.lines, was.adjustments)
                if was.header is not None:
                    yield from _of_header(was.header)
            case ChangeAddress(ship_to=ship_to, bill_to=bill_to):
                yield from _of_header(Header(ship_to=ship_to, bill_to=bill_to))
            case ChangeAttribute(name=name, value=value, line=line_id):
                path = "attributes" if line_id is None else f"lines/{line_id}/attributes"
                yield f"{path}/name", name, False
                if isinstance(value, str):
                    yield f"{path}/{name}", value, True
            case _:
                # It names lines and adjustments that are there, or is told that they are not.
                pass
    for seen in command.seen:
        yield "seen", seen.path, False
        if isinstance(seen.value, str):
            yield f"seen/{seen.path}", seen.value, True


def _of_split(command: SplitOff) -> Iterator[_Text]:
    yield "to", command.to, False
    yield "reason", command.reason, True
    for portion in command.portions:
        yield f"lines/{portion.line}", portion.line, False
    for charge in command.adjustments:
        yield f"adjustments/{charge}", charge, False


def _of_giving(command: GiveAway) -> Iterator[_Text]:
    yield "into", command.into, False
    yield "reason", command.reason, True
    for line, name in command.named:
        yield f"lines/{line}", line, False
        yield f"lines/{line}/id", name, False


def _of_header(header: Header) -> Iterator[_Text]:
    if header.bill_to is not None:
        yield "bill_to", header.bill_to, False
    if header.ship_to is not None:
        yield "ship_to", header.ship_to, False
    yield from _of_attributes("attributes", header.attributes)
    yield from _of_coupons(header.coupons)


def _is_plain(line: Line) -> bool:
    """Whether the commonest kind of line needs no closer look; an order has hundreds."""
    if line.parent is not None or line.attributes or line.adjustments or line.taxes:
        return False
    return _are_plain([line.id, line.sku, line.description, line.gift])


def _are_plain(texts: Sequence[str]) -> bool:
    try:
        text = "".join(texts)
    except TypeError:
        # No text at all: the closer look says which.
        return False
    if not (text.isascii() and text.isprintable()):
        return False
    return len(text) <= _LONGEST or max(map(len, texts)) <= _LONGEST


def _of_adjustments(path: str, adjustments: Iterable[Adjustment]) -> Iterator[_Text]:
    for adjustment in adjustments:
        yield f"{path}/{adjustment.id}/id", adjustment.id, False
        yield f"{path}/{adjustment.id}/code", adjustment.code, False
        yield f"{path}/{adjustment.id}/description", adjustment.description, True


def _of_attributes(path: str, attributes: Iterable[Attribute]) -> Iterator[_Text]:
    for attribute in attributes:
        yield f"{path}/name", attribute.name, False
        if isinstance(attribute.value, str):
            yield f"{path}/{attribute.name}", attribute.value, True


def _found(path: str, text: object, free: bool) -> Iterator[Finding]:  # noqa: FBT001 - the place in a row
    if not isinstance(text, str):
        raise InvalidTextError(text=shown(repr(text)), why=f"a text is needed as {shown(path)}")
    read = read_text(text, longest=_LONGEST_FREE) if free else read_code(text, longest=_LONGEST)
    if read.value is None:
        yield block(read.code, shown(path), **dict(read.params))
