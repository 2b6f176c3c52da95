"""Drafts: what the verdicts of one file make, order by order."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, TypeVar, final

import attrs

from orderkit.capture.mapping import ColumnMapping
from orderkit.capture.model import ChargeClass, Fate, Record, RowKind, Verdict
from orderkit.order import Attribute
from orderkit.values import (
    MOST,
    PIECE,
    Exact,
    Finding,
    LineId,
    MoneyOverflowError,
    PartyId,
    RoundingPolicy,
    Sku,
    block,
    extend,
)

__all__ = [
    "CreditDraft",
    "DraftCharge",
    "DraftLine",
    "OrderDraft",
    "credit_drafts",
    "order_drafts",
]

K = TypeVar("K")

_ROUNDING = RoundingPolicy()
_OVERFLOW: Final = block("money.overflow", "price")


@final
@attrs.frozen(kw_only=True)
class DraftLine:
    """A line of a draft; `amount` in minor units, rounded once."""

    id: LineId
    sku: Sku
    description: str
    quantity: int
    price: Exact
    amount: int
    attributes: tuple[Attribute, ...] = ()


@final
@attrs.frozen(kw_only=True)
class DraftCharge:
    """A charge of a draft; `amount` in minor units, signed as read."""

    id: LineId
    code: str
    kind: ChargeClass
    description: str
    amount: int


@final
@attrs.frozen(kw_only=True)
class OrderDraft:
    """An order that a file makes, or what a file adds to one.

    Attributes:
        number: The channel's own.
        customer: The channel's guest party where it named none.
        ordered_at: The time of the number's first row.
        addition: Whether an earlier file made the order already.
        verdicts: All rows of this number that had a part in it, in reading order.
        findings: What makes it no order; lines and charges may be wanting then.
        attributes: Custom attributes of the order, of all rows that name any.
    """

    number: str
    customer: PartyId
    ordered_at: datetime
    country: str
    lines: tuple[DraftLine, ...]
    charges: tuple[DraftCharge, ...]
    addition: bool
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@final
@attrs.frozen(kw_only=True)
class CreditDraft:
    """Charges on a number that takes back: a credit note of their own, and no order before it.

    Attributes:
        charges: Each with an amount below zero, as read.
        findings: What makes it no credit note.
    """

    number: str
    customer: PartyId
    at: datetime
    charges: tuple[DraftCharge, ...]
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...] = ()


def order_drafts(
    verdicts: Iterable[Verdict],
    mapping: ColumnMapping,
    known: Callable[[str], bool],
    customer: Callable[[str], str | None],
) -> tuple[OrderDraft, ...]:
    """The orders of one file, by their first row.

    Args:
        verdicts: Of one file, in reading order.
        known: Whether rows of earlier files made an order of a number.
        customer: Of the first row of a number, whatever became of it.
    """
    drafts = list[OrderDraft]()
    for number, group in _grouped(verdicts, _on_order, _number).items():
        first, (lines, charges, findings) = _record(group[0]), _parts(group, mapping)
        attributes, differing = _attributes(group)
        drafts.append(
            OrderDraft(
                number=number,
                customer=PartyId(customer(number) or mapping.guest),
                ordered_at=first.at,
                country=first.country,
                lines=lines,
                charges=charges,
                addition=known(number),
                verdicts=tuple(group),
                findings=(*findings, *differing),
                attributes=attributes,
            )
        )
    return tuple(drafts)


def credit_drafts(verdicts: Iterable[Verdict], mapping: ColumnMapping) -> tuple[CreditDraft, ...]:
    """The credit notes of their own of one file, one for each number and party, by first row."""

    def stands_alone(verdict: Verdict) -> bool:
        billed = verdict.charge in (ChargeClass.BILLABLE, ChargeClass.DISCOUNT)
        return billed and verdict.line is None and verdict.amount < 0

    return tuple(
        CreditDraft(
            number=number,
            customer=PartyId(customer or mapping.guest),
            at=_record(group[0]).at,
            charges=tuple(
                attrs.evolve(_charge(each), id=LineId(f"c{place}"))
                for place, each in enumerate(group, 1)
            ),
            verdicts=tuple(group),
            findings=_beyond((each.amount for each in group), 0),
        )
        for (number, customer), group in _grouped(verdicts, stands_alone, _party).items()
    )


def _on_order(verdict: Verdict) -> bool:
    if verdict.line is None:
        return False
    return verdict.fate is Fate.CHARGE or verdict.kind is RowKind.GOODS


def _number(record: Record) -> str:
    return record.number


def _party(record: Record) -> tuple[str, str]:
    return record.number, record.customer


def _grouped(
    verdicts: Iterable[Verdict], wanted: Callable[[Verdict], bool], by: Callable[[Record], K]
) -> dict[K, list[Verdict]]:
    groups = dict[K, list[Verdict]]()
    for verdict in verdicts:
        if wanted(verdict):
            groups.setdefault(by(_record(verdict)), []).append(verdict)
    return groups


def _record(verdict: Verdict) -> Record:
    if verdict.record is None:
        # A row without a record is rejected, and a rejected row makes nothing.
        raise ValueError(verdict.row)
    return verdict.record


def _parts(
    group: list[Verdict], mapping: ColumnMapping
) -> tuple[tuple[DraftLine, ...], tuple[DraftCharge, ...], tuple[Finding, ...]]:
    """Lines and charges, or what makes them more than any order can be."""
    try:
        lines = _lines(group, mapping)
    except MoneyOverflowError:
        return (), (), (_OVERFLOW,)
    charges = (
        *(_charge(each) for each in group if each.kind is RowKind.CHARGE),
        *_roundings(group, lines),
    )
    amounts = (*(each.amount for each in lines), *(each.amount for each in charges))
    return lines, charges, _beyond(amounts, sum(line.quantity for line in lines))


def _attributes(
    group: list[Verdict],
) -> tuple[tuple[Attribute, ...], tuple[Finding, ...]]:
    """The attributes of an order; a blank cell says nothing, and two values are too many."""
    found, findings = dict[str, Attribute](), dict[str, Finding]()
    for verdict in group:
        for attribute in _record(verdict).header_attributes:
            first = found.setdefault(attribute.name, attribute)
            if first != attribute:
                path = f"attributes/{attribute.name}"
                findings[attribute.name] = block(
                    "attribute.differs", path, name=attribute.name, row=verdict.row
                )
    return tuple(found.values()), tuple(findings.values())


def _beyond(amounts: Iterable[int], pieces: int) -> tuple[Finding, ...]:
    """What is against amounts and pieces that are in bounds one by one, and together are not."""
    if abs(sum(amounts)) > MOST:
        return (_OVERFLOW,)
    return (block("quantity.overflow", "quantity"),) if pieces > MOST else ()


def _lines(group: list[Verdict], mapping: ColumnMapping) -> tuple[DraftLine, ...]:
    rows = dict[LineId, list[Record]]()
    for verdict in group:
        if verdict.kind is RowKind.GOODS and verdict.line is not None:
            rows.setdefault(verdict.line.line, []).append(_record(verdict))
    return tuple(
        DraftLine(
            id=line,
            sku=Sku(records[0].sku),
            description=records[0].description,
            quantity=(quantity := sum(record.quantity for record in records)),
            price=records[0].price,
            attributes=records[0].line_attributes,
            amount=extend(records[0].price, quantity, PIECE, mapping.currency, _ROUNDING).minor,
        )
        for line, records in rows.items()
    )


def _roundings(group: list[Verdict], lines: tuple[DraftLine, ...]) -> Iterator[DraftCharge]:
    """What joined rows come to beyond their line: each row is rounded once, and so is the line."""
    rows = dict[LineId, int]()
    for verdict in group:
        if verdict.kind is RowKind.GOODS and verdict.line is not None:
            rows[verdict.line.line] = rows.get(verdict.line.line, 0) + verdict.amount
    for line in lines:
        over = rows[line.id] - line.amount
        if over:
            yield DraftCharge(
                id=LineId(f"r{line.id}"),
                code="rounding",
                kind=ChargeClass.BILLABLE if over > 0 else ChargeClass.DISCOUNT,
                description="rounding of joined rows",
                amount=over,
            )


def _charge(verdict: Verdict) -> DraftCharge:
    record = _record(verdict)
    return DraftCharge(
        id=LineId("") if verdict.line is None else verdict.line.line,
        code=record.sku,
        kind=verdict.charge or ChargeClass.BILLABLE,
        description=record.description,
        amount=verdict.amount,
    )
