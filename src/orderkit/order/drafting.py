"""Drafting: the terms that changes come to, or everything in the changes that cannot be made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar, assert_never, final

import attrs

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
from orderkit.order.determined import foreign_prices
from orderkit.order.excerpt import Header, attributes_with
from orderkit.order.functional import FunctionalSums
from orderkit.order.kits import misplaced
from orderkit.order.line import (
    Adjustment,
    AttributeValue,
    InvalidTermsError,
    Line,
)
from orderkit.order.model import Order
from orderkit.order.repricing import at_amount, repriced
from orderkit.order.spread import spread_wrongly
from orderkit.order.terms import Terms
from orderkit.values import (
    MOST,
    MOST_NET_DAYS,
    Finding,
    LineId,
    MoneyOverflowError,
    block,
)

__all__ = ["Drafted", "drafted"]

Part = TypeVar("Part", Line, Adjustment)


@final
@attrs.frozen
class Drafted:
    """What changes come to.

    Attributes:
        terms: The next revision; None where there is a finding.
    """

    terms: Terms | None
    findings: tuple[Finding, ...] = ()


def drafted(order: Order, changes: Sequence[AmendmentChange]) -> Drafted:
    """Make changes on the terms of an order, and work out anew what hangs on them.

    Whether pieces and documents let them be made is another question. Linear in lines.
    """
    sheet = _Sheet(order)
    for change in changes:
        sheet.make(change)
    return sheet.drafted()


class _Sheet:
    """A copy of the terms that is written on, change by change."""

    def __init__(self, order: Order) -> None:
        self._order: Final = order
        self._terms: Final = order.terms
        self._known: Final = {line.id: line for line in order.terms.lines}
        self._known_charges: Final = {each.id: each for each in order.terms.adjustments}
        self._gone: Final = {line.id: line for line in order.removed}
        # None where a line or an adjustment goes; what is new stands behind.
        self._lines = dict[LineId, Line | None]()
        self._charges = dict[LineId, Adjustment | None]()
        # By line; None means the order itself.
        self._attributes = dict[LineId | None, dict[str, AttributeValue | None]]()
        self._header = Header.of(order.terms)
        self._reworked = set[LineId]()
        # As it once stood; no longer, once anything else is changed as well.
        self._functional: FunctionalSums | None = None
        # What comes as a whole, with shares of units that were counted elsewhere.
        self._added = list[Line]()
        self._added_charges = list[Adjustment]()
        self._findings = list[Finding]()

    def make(self, change: AmendmentChange) -> None:
        self._functional = None
        match change:
            case AddLine(line=line):
                self._add(line)
            case RemoveLine() | ChangeQuantity() | ChangePrice() | ChangeDate():
                self._on_line(change)
            case AddAdjustment(adjustment=charge):
                self._add_charge(charge)
            case RemoveAdjustment() | ChangeAdjustment():
                self._on_charge(change)
            case ChangeAddress(ship_to=ship_to, bill_to=bill_to):
                header = self._header
                self._header = attrs.evolve(
                    header,
                    ship_to=header.ship_to if ship_to is None else ship_to,
                    bill_to=header.bill_to if bill_to is None else bill_to,
                )
            case ChangeTerms():
                self._on_terms(change)
            case ChangeAttribute(name=name, value=value, line=of):
                if not name:
                    self._findings.append(block("field.missing", "attributes/name"))
                if of is None or self._line(of) is not None:
                    self._attributes.setdefault(of, {})[name] = value
            case PutBack():
                self._put_back(change)
            case _:
                assert_never(change)

    def drafted(self) -> Drafted:
        self._write_attributes()
        lines = _written(self._terms.lines, self._lines)
        charges = _written(self._terms.adjustments, self._charges)
        self._check(lines, charges)
        if self._findings:
            return Drafted(None, tuple(self._findings))
        header = self._header
        try:
            terms = attrs.evolve(
                self._terms,
                lines=lines,
                adjustments=charges,
                revision=self._terms.revision + 1,
                bill_to=header.bill_to,
                ship_to=header.ship_to,
                net_days=header.net_days,
                billing=header.billing,
                attributes=header.attributes,
                coupons=header.coupons,
            )
            made = repriced(terms, self._terms, self._reworked)
            if self._functional is not None:
                made = attrs.evolve(made, functional=self._functional)
            return Drafted(made)
        except (InvalidTermsError, MoneyOverflowError):
            # Lines, steps and ids were looked at; only a sum can still be beyond all bounds.
            return Drafted(None, (block("money.overflow", "lines"),))

    def _check(self, lines: tuple[Line, ...], charges: tuple[Adjustment, ...]) -> None:
        """What only all changes together show."""
        if not lines and not charges:
            self._findings.append(block("order.empty", "lines"))
        ids = {line.id for line in lines}
        self._findings += misplaced(lines, ids)
        self._findings += [
            block("line.other_currency", f"lines/{line}/price", currency=currency.code)
            for line, currency in foreign_prices(lines, self._terms.currency)
        ]
        if sum(line.quantity for line in lines) > MOST:
            self._findings.append(block("quantity.overflow", "lines"))
        self._findings += [
            block("line.twice", f"adjustments/{charge.id}", line=charge.id)
            for charge in charges
            if charge.id in ids
        ]
        self._findings += spread_wrongly(
            self._added, self._added_charges, {line.id: line.quantity for line in lines}
        )

    def _add(self, line: Line) -> None:
        path = f"lines/{line.id}"
        if not line.id:
            self._findings.append(block("field.missing", "lines/id"))
        if not line.sku:
            self._findings.append(block("field.missing", f"{path}/sku"))
        gone = self._gone.get(line.id)
        if gone is not None:
            self._findings.append(block("line.removed", path, line=line.id, sku=gone.sku))
        elif line.id in self._terms.places or line.id in self._lines:
            self._findings.append(block("line.twice", path, line=line.id))
        else:
            self._lines[line.id] = line
            self._added.append(line)

    def _on_line(self, change: RemoveLine | ChangeQuantity | ChangePrice | ChangeDate) -> None:
        line = self._line(change.line)
        if line is None:
            return
        match change:
            case RemoveLine():
                self._lines[line.id] = None
            case ChangeQuantity(quantity=quantity):
                if not 1 <= quantity <= MOST:
                    path = f"lines/{line.id}/quantity"
                    self._findings.append(block("quantity.range", path, quantity=quantity))
                elif quantity != line.quantity:
                    self._reworked.add(line.id)
                    self._lines[line.id] = attrs.evolve(line, quantity=quantity)
            case ChangePrice(price=price):
                if price != line.price:
                    self._reworked.add(line.id)
                    # Nobody determined this one; the amendment says who asks for it.
                    self._lines[line.id] = attrs.evolve(line, price=price, stamp=None)
            case ChangeDate(requested=requested):
                self._lines[line.id] = attrs.evolve(line, requested=requested)

    def _line(self, name: LineId) -> Line | None:
        """The line as it is by now; tells where there is none."""
        line = self._lines.get(name) or self._known.get(name)
        if line is None:
            self._findings.append(block("line.unknown", f"lines/{name}", line=name))
        return line

    def _add_charge(self, charge: Adjustment) -> None:
        path = f"adjustments/{charge.id}"
        if not charge.id:
            self._findings.append(block("field.missing", "adjustments/id"))
        if charge.id in self._terms.places or charge.id in self._charges:
            self._findings.append(block("line.twice", path, line=charge.id))
        self._charges[charge.id] = charge
        self._added_charges.append(charge)

    def _on_charge(self, change: RemoveAdjustment | ChangeAdjustment) -> None:
        name = change.adjustment
        path = f"adjustments/{name}"
        known = self._known_charges.get(name)
        if known is None:
            self._findings.append(block("adjustment.unknown", path, adjustment=name))
        elif isinstance(change, RemoveAdjustment):
            self._charges[name] = None
        else:
            try:
                self._charges[name] = at_amount(known, change.amount)
            except InvalidTermsError:
                self._findings.append(block("money.overflow", f"{path}/amount"))

    def _on_terms(self, change: ChangeTerms) -> None:
        days, header = change.net_days, self._header
        if days is not None and not 0 <= days <= MOST_NET_DAYS:
            self._findings.append(block("net_days.range", "net_days", days=days))
        else:
            self._header = attrs.evolve(
                header,
                net_days=header.net_days if days is None else days,
                billing=change.billing or header.billing,
            )

    def _write_attributes(self) -> None:
        """All that are set of a line or of the order at once, for there may be thousands."""
        for of, values in self._attributes.items():
            if of is None:
                attributes = attributes_with(self._header.attributes, values)
                self._header = attrs.evolve(self._header, attributes=attributes)
            # A line that goes as well stays gone; the amendment is refused for it.
            elif (line := self._lines.get(of, self._known.get(of))) is not None:
                attributes = attributes_with(line.attributes, values)
                self._lines[of] = attrs.evolve(line, attributes=attributes)

    def _put_back(self, change: PutBack) -> None:
        was = change.was
        for line in was.lines:
            known = self._known.get(line.id) or self._gone.get(line.id)
            path = f"lines/{line.id}"
            if known is None:
                self._findings.append(block("line.unknown", path, line=line.id))
                continue
            if known.sku != line.sku:
                self._findings.append(block("line.other_sku", f"{path}/sku", sku=known.sku))
            if known.unit != line.unit:
                self._findings.append(
                    block("line.other_unit", f"{path}/unit", unit=known.unit.code)
                )
            self._lines[line.id] = line
            self._added.append(line)
        self._added_charges += was.adjustments
        self._charges |= {charge.id: charge for charge in was.adjustments}
        if was.header is not None:
            self._header = was.header
        self._functional = was.functional if self._terms.rate else None


def _written(parts: Iterable[Part], written: Mapping[LineId, Part | None]) -> tuple[Part, ...]:
    """The parts and what was written over them; new ones come behind, gone ones are left out."""
    made: dict[LineId, Part | None] = {part.id: part for part in parts}
    made.update(written)
    return tuple(part for part in made.values() if part is not None)
