"""Judging: every row gets exactly one fate, the first of five readings that applies.

1. unreadable: rejected;
2. charge: the code alone decides, never the sign, the price or the customer;
3. merged: equal to an earlier row of the channel in all eight fields as read;
4. reversal: takes accepted lines back, whole or not at all, and never by guess;
5. goods: rejected with the first reason that holds, else a line of an order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from orderkit.capture.book import Original, RowMemory
from orderkit.capture.fates import turned_away
from orderkit.capture.mapping import ColumnMapping
from orderkit.capture.model import (
    ChargeClass,
    Fate,
    LineRef,
    RawRow,
    Record,
    RowKind,
    TakeBack,
    Verdict,
)
from orderkit.capture.normalise import Reading, RowReader
from orderkit.capture.returned import NO_RETURNS, Returns
from orderkit.values import Finding, Param, Severity, block, note

__all__ = ["judge"]

_NONE: Final[Mapping[int, tuple[Finding, ...]]] = MappingProxyType({})
_ON_ORDERS: Final = frozenset({ChargeClass.BILLABLE, ChargeClass.DISCOUNT})


def judge(
    rows: Iterable[RawRow],
    reader: RowReader,
    mapping: ColumnMapping,
    memory: RowMemory,
    refused: Mapping[int, tuple[Finding, ...]] = _NONE,
    returns: Returns = NO_RETURNS,
) -> Iterator[Verdict]:
    """Judge rows in reading order, and remember each.

    Args:
        refused: By row, what the order path has against what the row makes. It is looked at once
            more before a row is remembered, so that a verdict may be tried before the next one.
        returns: What became of the rows that these are sent again for. One that counts already is
            merged, whatever was changed in it; one that was rejected is judged as if it had not
            been read before.

    Laws:
        one fate: Each row gives exactly one verdict, in turn.
        counted once: The amounts of the verdicts add up to the amounts as read.
        resumable: What a row gets follows from the rows before it, from what is refused, and from
            nothing else.
    """
    judged = _Judge(mapping, memory, returns)
    for row in rows:
        verdict = judged.returned(row, reader.read(row))
        yield turned_away(verdict, refused.get(row.number, ()))
        memory.remember(turned_away(verdict, refused.get(row.number, ())))


class _Judge:
    def __init__(self, mapping: ColumnMapping, memory: RowMemory, returns: Returns) -> None:
        self._mapping = mapping
        self._memory = memory
        self._returns = returns
        self._met = set[str]()
        self._charges = dict(mapping.charges)
        # What equal rows join: a line of this file, for one of an earlier file may be under way.
        self._lines = dict[str, LineRef]()

    def returned(self, row: RawRow, reading: Reading) -> Verdict:
        """The verdict of a row that may be sent again; of several for one origin, the first."""
        origin, seen = row.origin, self._memory.seen
        if not origin or origin in self._met:
            return self._verdict(row.number, reading, seen)
        self._met.add(origin)
        if origin in self._returns.taken:
            return _merged(row.number, reading, origin)
        if origin in self._returns.rejected:
            seen = self._memory.counted
        return attrs.evolve(self._verdict(row.number, reading, seen), origin=origin)

    def _verdict(self, row: int, reading: Reading, seen: Callable[[str], bool]) -> Verdict:
        record, amount = reading.record, reading.amount or 0
        if record is None:
            unreadable = reading.amount is None
            return _rejected(row, RowKind.UNREADABLE, reading, unreadable=unreadable)
        kind = self._charge_class(record)
        if kind is not None:
            return self._charge(row, reading, record, kind)
        mapping = self._mapping
        if not mapping.add_duplicates and seen(reading.key):
            return Verdict(
                row=row,
                fate=Fate.MERGED,
                kind=RowKind.MERGED,
                amount=amount,
                record=record,
                key=reading.key,
                findings=reading.findings,
            )
        if not record.customer and mapping.reject_guests:
            reversal = mapping.is_reversal(record.number)
            of = RowKind.REVERSAL if reversal else RowKind.GOODS
            return _rejected(row, of, reading, block("customer.missing", "customer"))
        if mapping.is_reversal(record.number):
            return self._reversal(row, reading, record)
        return self._goods(row, reading, record)

    def _charge_class(self, record: Record) -> ChargeClass | None:
        if self._mapping.is_bad_debt(record.number):
            return ChargeClass.BAD_DEBT
        return self._charges.get(record.sku)

    def _charge(self, row: int, reading: Reading, record: Record, kind: ChargeClass) -> Verdict:
        number = record.number
        on_order = kind in _ON_ORDERS and not self._mapping.is_reversal(number)
        counts = on_order and reading.amount
        return Verdict(
            row=row,
            fate=Fate.CHARGE,
            kind=RowKind.CHARGE,
            amount=reading.amount or 0,
            record=record,
            key=reading.key,
            line=LineRef(number, self._memory.next_charge(number)) if counts else None,
            charge=kind,
            findings=self._noted(reading, record),
        )

    def _reversal(self, row: int, reading: Reading, record: Record) -> Verdict:
        refused = _reversal_refused(record)
        if refused is not None:
            return _rejected(row, RowKind.REVERSAL, reading, refused)
        originals = list(self._memory.originals(record.customer, record.sku, record.at))
        if not originals:
            found = block("cancellation.no_original", "sku", customer=record.customer)
            return _rejected(row, RowKind.REVERSAL, reading, found)
        pieces = -record.quantity
        same = [line for line in originals if line.price == record.price]
        other = [line for line in originals if line.price != record.price]
        takes = _taken(same, pieces) or _taken(other, pieces)
        if not takes:
            there = max(sum(line.left for line in same), sum(line.left for line in other))
            found = block("cancellation.exceeds", "quantity", asked=pieces, there=there)
            return _rejected(row, RowKind.REVERSAL, reading, found)
        return Verdict(
            row=row,
            fate=Fate.ACCEPTED,
            kind=RowKind.REVERSAL,
            amount=reading.amount or 0,
            record=record,
            key=reading.key,
            takes=takes,
            findings=reading.findings,
        )

    def _goods(self, row: int, reading: Reading, record: Record) -> Verdict:
        refused = self._goods_refused(record)
        if refused is not None:
            return _rejected(row, RowKind.GOODS, reading, refused)
        line = LineRef(record.number, self._memory.next_line(record.number))
        if self._mapping.add_duplicates:
            line = self._lines.setdefault(reading.key, line)
        return Verdict(
            row=row,
            fate=Fate.ACCEPTED,
            kind=RowKind.GOODS,
            amount=reading.amount or 0,
            record=record,
            key=reading.key,
            line=line,
            findings=self._noted(reading, record),
        )

    def _noted(self, reading: Reading, record: Record) -> tuple[Finding, ...]:
        """What was found, and that a row without a customer goes to the guest party."""
        if record.customer:
            return reading.findings
        found = note("customer.guest", "customer", party=self._mapping.guest)
        return (*reading.findings, found)

    def _goods_refused(self, record: Record) -> Finding | None:
        price, quantity, bound = (
            record.price.digits,
            record.quantity,
            self._mapping.largest_quantity,
        )
        first = self._memory.customer(record.number)
        reasons: tuple[tuple[bool, str, str, dict[str, Param]], ...] = (
            (price == 0 and quantity < 0, "stock.correction", "quantity", {}),
            (price == 0, "price.zero", "price", {}),
            (price < 0, "price.negative", "price", {"price": record.price}),
            (quantity < 1, "quantity.not_positive", "quantity", {"quantity": quantity}),
            (not self._mapping.is_goods(record.sku), "sku.unknown", "sku", {"sku": record.sku}),
            (
                quantity > bound,
                "quantity.absurd",
                "quantity",
                {"quantity": quantity, "most": bound},
            ),
            (
                first is not None and first != record.customer,
                "order.customer",
                "customer",
                {"first": first or "", "here": record.customer},
            ),
        )
        for holds, code, path, params in reasons:
            if holds:
                return block(code, path, **params)
        return None


def _merged(row: int, reading: Reading, origin: str) -> Verdict:
    """Of a row that counts already, whatever is in it now."""
    return Verdict(
        row=row,
        fate=Fate.MERGED,
        kind=RowKind.MERGED,
        amount=reading.amount or 0,
        record=reading.record,
        key=reading.key,
        findings=(note("row.duplicate", ""),),
        origin=origin,
    )


def _reversal_refused(record: Record) -> Finding | None:
    if record.quantity >= 0:
        return block("quantity.sign", "quantity", quantity=record.quantity)
    if record.price.digits == 0:
        return block("price.zero", "price")
    if record.price.digits < 0:
        return block("price.negative", "price", price=record.price)
    if not record.customer:
        # Two guests are never known to be the same.
        return block("cancellation.guest", "customer")
    return None


def _taken(lines: list[Original], pieces: int) -> tuple[TakeBack, ...]:
    """The row last read first, over as many lines as it needs; empty if they hold too little."""
    takes, needed = list[TakeBack](), pieces
    for line in lines:
        take = min(needed, line.left)
        if take:
            takes.append(TakeBack(line.line, take, line.price))
            needed -= take
    return () if needed else tuple(takes)


def _rejected(
    row: int,
    kind: RowKind,
    reading: Reading,
    found: Finding | None = None,
    *,
    unreadable: bool = False,
) -> Verdict:
    findings = reading.findings if found is None else (found, *reading.findings)
    return Verdict(
        row=row,
        fate=Fate.REJECTED,
        kind=kind,
        code=next(each.code for each in findings if each.severity is not Severity.NOTE),
        amount=reading.amount or 0,
        unreadable=unreadable,
        record=reading.record,
        key=reading.key,
        findings=findings,
    )
