"""Naming: what lines and adjustments of a parcel are called in the order that takes them in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from orderkit.order.cutting import kind_of
from orderkit.order.line import Adjustment, Line
from orderkit.order.lineage import LineageKind
from orderkit.order.model import Order
from orderkit.order.parcel import Parcel
from orderkit.order.terms import Terms
from orderkit.values import LineId

__all__ = ["as_named", "named_in"]

# The kit that a line belongs to, and the number of its kind.
_Alike: TypeAlias = tuple[LineId | None, int]

# An identity has 160 characters at most; behind these there is room for a number.
_LONGEST: Final = 140
# Shares of nothing that joined units may be given in adjustments of the order, where few have any.
_SHARES: Final = 1_000_000


def named_in(order: Order, parcel: Parcel, *, join: bool) -> dict[LineId, LineId]:
    """What lines and adjustments of a parcel are called in an order that takes them in.

    A line that was split off this order joins the line it came from, if they are still alike, or
    has its old name where that line is gone. Any other joins the first that is alike, if that is
    wanted, and else keeps its name where it is free. Kits are alike if their parts are. No line
    joins one that bears a mark: it was set on other pieces. Linear in lines.
    """
    names = _Names(order, parcel)
    for line in _kits_first(parcel.terms.lines):
        names.name(line, join=join)
    for charge in parcel.terms.adjustments:
        names.name_charge(charge)
    return names.named


def as_named(line: Line, named: Mapping[LineId, LineId]) -> Line:
    """A line as it is called elsewhere, of the kit as that is called there."""
    parent = line.parent and named.get(line.parent, line.parent)
    return attrs.evolve(line, id=named.get(line.id, line.id), parent=parent)


class _Names:
    """Names of an order, and those that a parcel's lines get."""

    def __init__(self, order: Order, parcel: Parcel) -> None:
        terms, numbers = order.terms, dict[object, int]()
        self._of = parcel.order
        self._charges = {charge.id: charge for charge in terms.adjustments}
        self._gone = {line.id: line for line in order.removed}
        self._used = {*terms.places, *self._gone}
        self._kinds = _kinds(parcel.terms.lines, numbers)
        self._joinable = _Joinable(order, _kinds(terms.lines, numbers), parcel.terms)
        self._came = dict(_split_off(order, parcel))
        self.named = dict[LineId, LineId]()

    def name(self, line: Line, *, join: bool) -> None:
        kit = None if line.parent is None else self.named[line.parent]
        alike, origin = (kit, self._kinds[line.id]), self._came.get(line.id)
        name: LineId | None = None
        if origin is not None:
            back = origin if self._is_back(origin, line) else None
            name = self._joinable.joined_to(origin, line, alike) or back
        if name is None and join:
            name = self._joinable.first(line, alike)
        self._take(line.id, name or self._fresh(line.id))

    def name_charge(self, charge: Adjustment) -> None:
        known = self._charges.get(charge.id)
        # One that a split cut in two is one again; another of that name is another.
        cut = bool(self._came) and known is not None and _is_cut(known, charge)
        self._take(charge.id, charge.id if cut else self._fresh(charge.id))

    def _is_back(self, name: LineId, line: Line) -> bool:
        """Whether a line that is no more comes back."""
        gone = self._gone.get(name)
        return gone is not None and (gone.sku, gone.unit) == (line.sku, line.unit)

    def _take(self, line: LineId, name: LineId) -> None:
        self.named[line] = name
        self._used.add(name)
        self._gone.pop(name, None)

    def _fresh(self, name: LineId) -> LineId:
        fresh, again = name, 0
        longer = f"{self._of}/{name}"[-_LONGEST:]
        while fresh in self._used:
            again += 1
            fresh = LineId(longer if again == 1 else f"{longer}/{again}")
        return fresh


class _Joinable:
    """The lines of an order that pieces of a parcel may join, each once."""

    def __init__(self, order: Order, kinds: Mapping[LineId, int], parcel: Terms) -> None:
        terms = order.terms
        marked = {mark.line for mark in order.marks}
        self._lines = {line.id: line for line in terms.lines if line.id not in marked}
        self._alike = {name: (line.parent, kinds[name]) for name, line in self._lines.items()}
        self._queues = dict[_Alike, list[LineId]]()
        for name in reversed(self._lines):
            self._queues.setdefault(self._alike[name], []).append(name)
        self._ours, self._theirs = _covers(terms.adjustments), _covers(parcel.adjustments)
        held = sum(len(each.shares) for each in (*terms.adjustments, *parcel.adjustments))
        self._room = _SHARES + 10 * held

    def first(self, line: Line, alike: _Alike) -> LineId | None:
        queue = self._queues.get(alike, [])
        while queue and queue[-1] not in self._lines:
            queue.pop()
        return self.joined_to(queue[-1], line, alike) if queue else None

    def joined_to(self, name: LineId, line: Line, alike: _Alike) -> LineId | None:
        """The line of that name, if it is alike and nothing joined it; it is joined then."""
        known = self._lines.get(name)
        if known is None or self._alike[name] != alike:
            return None
        # Adjustments of the order say a share of each unit, and of these it would be nothing.
        room = self._room - line.quantity * self._ours[name]
        room -= known.quantity * self._theirs[line.id]
        if room < 0:
            return None
        self._room = room
        del self._lines[name]
        return name


def _kinds(lines: Sequence[Line], numbers: dict[object, int]) -> dict[LineId, int]:
    """A number for each line: the same for those that are alike, and whose parts are."""
    kinds, parts = dict[LineId, int](), dict[LineId, list[tuple[int, Fraction]]]()
    units = {line.id: line.quantity for line in lines}
    for line in reversed(tuple(_kits_first(lines))):
        own = frozenset(Counter(parts.get(line.id, ())).items())
        kind = numbers.setdefault((kind_of(line), own), len(numbers))
        kinds[line.id] = kind
        if line.parent is not None:
            each = (kind, Fraction(line.quantity, units[line.parent]))
            parts.setdefault(line.parent, []).append(each)
    return kinds


def _kits_first(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines in their order, but each behind the kit that it belongs to."""
    waiting = {line.id: line for line in lines}
    for line in lines:
        way, at = list[Line](), waiting.pop(line.id, None)
        while at is not None:
            way.append(at)
            at = None if at.parent is None else waiting.pop(at.parent, None)
        yield from reversed(way)


def _covers(charges: Iterable[Adjustment]) -> Counter[LineId]:
    """How many adjustments say a share of each unit of a line."""
    return Counter(line for charge in charges if charge.shares for line in charge.lines)


def _is_cut(charge: Adjustment, other: Adjustment) -> bool:
    """Whether both may be what a split made of one."""
    same = (charge.code, charge.kind, charge.description)
    alike = same == (other.code, other.kind, other.description)
    return alike and bool(charge.shares) and bool(other.shares)


def _split_off(order: Order, parcel: Parcel) -> Iterator[tuple[LineId, LineId]]:
    """The lines of a parcel that were split off an order, each with the line it came from."""
    for each in parcel.lineage:
        if each.kind is LineageKind.SPLIT and not each.went and each.other == order.terms.order:
            yield each.line, each.other_line
