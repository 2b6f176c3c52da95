"""The memory of a channel: what rows read so far mean for the rows that follow."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol, final

import attrs

from orderkit.capture.model import Fate, LineRef, RowKind, TakeBack, Verdict
from orderkit.values import Exact, LineId

__all__ = ["Original", "RowBook", "RowMemory"]


class RowMemory(Protocol):
    """What a judge remembers across rows and files of a channel.

    Laws:
        replayed: Remembering the same verdicts in the same order gives the same memory, so a
            resumed import judges as an undisturbed one.
    """

    def seen(self, key: str, /) -> bool:
        """Whether an equal row was read before, whatever became of it."""
        ...

    def counted(self, key: str, /) -> bool:
        """Whether an equal row was read before that was not rejected."""
        ...

    def customer(self, number: str, /) -> str | None:
        """Give the customer of the first row of a number; None if there was none."""
        ...

    def next_line(self, number: str, /) -> LineId:
        """Give the id that the next accepted goods row of a number gets."""
        ...

    def next_charge(self, number: str, /) -> LineId:
        """Give the id that the next charge of a number's order gets."""
        ...

    def originals(self, customer: str, sku: str, at: datetime, /) -> Iterator["Original"]:
        """Give accepted lines of a customer and sku not later than `at`, the last read first."""
        ...

    def remember(self, verdict: Verdict, /) -> None:
        """Take a verdict in."""
        ...


@final
@attrs.define
class Original:
    """An accepted line that may be taken back: what is left of it changes as rows are read."""

    line: LineRef
    price: Exact
    at: datetime
    left: int


@final
class RowBook:
    """The memory in plain dictionaries; the working state of one import, not a value.

    Cost: one entry for each row; each question is answered in constant time, or in the lines that
    one customer has of one sku.
    """

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._keys = set[str]()
        self._counted = set[str]()
        self._customers = dict[str, str]()
        self._lines = dict[str, int]()
        self._charges = dict[str, int]()
        self._originals = dict[tuple[str, str], list[Original]]()
        self._by_line = dict[LineRef, Original]()

    @classmethod
    def restore(cls, verdicts: Iterable[Verdict]) -> "RowBook":
        """The memory of rows that were stored, in the order in which they were read."""
        book = cls()
        for verdict in verdicts:
            book.remember(verdict)
        return book

    def seen(self, key: str, /) -> bool:
        """Whether an equal row was read before, whatever became of it."""
        return key in self._keys

    def counted(self, key: str, /) -> bool:
        """Whether an equal row was read before that was not rejected."""
        return key in self._counted

    def customer(self, number: str, /) -> str | None:
        """Give the customer of the first row of a number; None if there was none."""
        return self._customers.get(number)

    def next_line(self, number: str, /) -> LineId:
        """Give the id that the next accepted goods row of a number gets."""
        return LineId(str(self._lines.get(number, 0) + 1))

    def next_charge(self, number: str, /) -> LineId:
        """Give the id that the next charge of a number's order gets."""
        return LineId(f"c{self._charges.get(number, 0) + 1}")

    def has_order(self, number: str, /) -> bool:
        """Whether rows read so far made an order of this number."""
        return number in self._lines or number in self._charges

    def numbers(self) -> frozenset[str]:
        """All numbers whose rows read so far made an order."""
        return frozenset(self._lines.keys() | self._charges.keys())

    def originals(self, customer: str, sku: str, at: datetime, /) -> Iterator[Original]:
        """Give accepted lines of a customer and sku not later than `at`, the last read first."""
        lines = self._originals.get((customer, sku), [])
        return (line for line in reversed(lines) if line.at <= at)

    def remember(self, verdict: Verdict, /) -> None:
        """Take a verdict in."""
        record, line = verdict.record, verdict.line
        if record is None:
            return
        self._customers.setdefault(record.number, record.customer)
        if verdict.kind is RowKind.CHARGE:
            if line is not None:
                self._charges[record.number] = self._charges.get(record.number, 0) + 1
            return
        joined = line is not None and line in self._by_line
        self._keys.add(verdict.key)
        if verdict.fate is not Fate.REJECTED:
            self._counted.add(verdict.key)
        if verdict.kind is RowKind.REVERSAL:
            self._take_back(verdict.takes)
        elif verdict.fate is Fate.ACCEPTED and line is not None:
            if joined:
                self._by_line[line].left += record.quantity
            else:
                self._lines[record.number] = self._lines.get(record.number, 0) + 1
                original = Original(line, record.price, record.at, record.quantity)
                self._by_line[line] = original
                self._originals.setdefault((record.customer, record.sku), []).append(original)

    def _take_back(self, takes: tuple[TakeBack, ...]) -> None:
        for take in takes:
            self._by_line[take.line].left -= take.pieces
