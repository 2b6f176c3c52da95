"""Parcels: an order as another one takes it in, and what its lines are called there."""

from collections.abc import Iterator, Mapping
from typing import Final, final

import attrs

from orderkit.order.cutting import are_alike
from orderkit.order.ledger import Bucket
from orderkit.order.line import Adjustment, Line, refuse_other_kinds
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.model import Order
from orderkit.order.terms import Terms
from orderkit.values import ActorId, FlowDigest, LineId, OrderId, field_check

__all__ = ["Parcel", "as_named", "named_in"]


@final
@attrs.frozen(kw_only=True)
class Parcel:
    """All that an order has, for another one to take in.

    Attributes:
        terms: What was agreed.
        flow: The digest of the flow that it runs on.
        cancelled: Of each line, the pieces that were cancelled.
        lineage: Where its lines came from.
        makers: Everybody who had a hand in them, sorted.
    """

    terms: Terms
    flow: FlowDigest
    cancelled: tuple[int, ...]
    lineage: tuple[Descent, ...] = ()
    makers: tuple[ActorId, ...] = ()

    @classmethod
    def of(cls, order: Order) -> "Parcel":
        """The parcel of an order as it stands."""
        return cls(
            terms=order.terms,
            flow=order.flow,
            cancelled=tuple(ledger.of(Bucket.CANCELLED) for ledger in order.ledgers),
            lineage=order.lineage,
            makers=tuple(sorted(order.makers)),
        )

    def __attrs_post_init__(self) -> None:
        """Refuse what no parcel holds."""
        refuse_other_kinds(_WRONG_IN_PARCEL(self), "parcel")

    @property
    def order(self) -> OrderId:
        """The order that is taken in."""
        return self.terms.order


_WRONG_IN_PARCEL: Final = field_check(Parcel)


def named_in(order: Order, parcel: Parcel, *, join: bool) -> dict[LineId, LineId]:
    """What lines and adjustments of a parcel are called in an order that takes them in.

    A line that was split off this order joins the line it came from, if they are still alike, or
    has its old name where that line is gone. Any other joins the first that is alike, if that is
    wanted, and else keeps its name where it is free. Linear in lines.
    """
    names = _Names(order, parcel)
    for line in parcel.terms.lines:
        names.name(line, join=join)
    for charge in parcel.terms.adjustments:
        names.name_charge(charge)
    return names.named


class _Names:
    """Names of an order, and those that a parcel's lines get."""

    def __init__(self, order: Order, parcel: Parcel) -> None:
        terms = order.terms
        self._of = parcel.order
        self._known = {line.id: line for line in terms.lines}
        self._charges = {charge.id: charge for charge in terms.adjustments}
        self._gone = {line.id: line for line in order.removed}
        self._alike = dict[tuple[object, ...], list[LineId]]()
        for line in terms.lines:
            self._alike.setdefault(_rough(line), []).append(line.id)
        self._came = dict(_split_off(order, parcel))
        self.named = dict[LineId, LineId]()
        self._taken = set[LineId]()

    def name(self, line: Line, *, join: bool) -> None:
        as_here = as_named(line, self.named)
        origin = self._came.get(line.id)
        if origin is not None and self._fits(origin, as_here):
            self._take(line.id, origin)
            return
        if origin is not None and self._is_back(origin, line):
            self._take(line.id, origin)
            return
        alike = self._alike.get(_rough(as_here), ()) if join else ()
        found = next((each for each in alike if self._fits(each, as_here)), None)
        self._take(line.id, found or self._fresh(line.id))

    def name_charge(self, charge: Adjustment) -> None:
        known = self._charges.get(charge.id)
        # One that a split cut in two is one again; another of that name is another.
        cut = bool(self._came) and known is not None and bool(charge.shares)
        if cut and known is not None and (known.code, known.kind) == (charge.code, charge.kind):
            self._take(charge.id, charge.id)
        else:
            self._take(charge.id, self._fresh(charge.id))

    def _fits(self, name: LineId, line: Line) -> bool:
        known = self._known.get(name)
        return known is not None and name not in self._taken and are_alike(known, line)

    def _is_back(self, name: LineId, line: Line) -> bool:
        """Whether a line that is no more comes back."""
        gone = self._gone.get(name)
        if gone is None or name in self._taken:
            return False
        return (gone.sku, gone.unit) == (line.sku, line.unit)

    def _take(self, line: LineId, name: LineId) -> None:
        self.named[line] = name
        self._taken.add(name)

    def _fresh(self, name: LineId) -> LineId:
        used = (self._known, self._charges, self._gone, self._taken)
        fresh, again = name, 0
        while any(fresh in names for names in used):
            again += 1
            fresh = LineId(f"{self._of}/{name}" if again == 1 else f"{self._of}/{name}/{again}")
        return fresh


def as_named(line: Line, named: Mapping[LineId, LineId]) -> Line:
    """A line as it is called elsewhere, of the kit as that is called there."""
    parent = line.parent and named.get(line.parent, line.parent)
    return attrs.evolve(line, id=named.get(line.id, line.id), parent=parent)


def _split_off(order: Order, parcel: Parcel) -> Iterator[tuple[LineId, LineId]]:
    """The lines of a parcel that were split off an order, each with the line it came from."""
    for each in parcel.lineage:
        if each.kind is LineageKind.SPLIT and not each.went and each.other == order.terms.order:
            yield each.line, each.other_line


def _rough(line: Line) -> tuple[object, ...]:
    return line.sku, line.unit, line.price, line.parent
