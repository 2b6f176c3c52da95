"""Excerpts: the part of an order's terms that one revision changed, as it stood and as it stands.

An event that carried whole terms would repeat thousands of lines for one that changed. It carries
two excerpts instead, the old beside the new; swapped, they take the revision back.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar, final

import attrs

from orderkit.order.functional import FunctionalSums
from orderkit.order.line import Adjustment, Attribute, AttributeValue, Line, refuse_other_kinds
from orderkit.order.terms import BillingBase, Terms
from orderkit.values import LineId, PartyId, field_check

__all__ = ["Excerpt", "Header", "attributes_with", "difference", "revised"]

Part = TypeVar("Part", Line, Adjustment)


@final
@attrs.frozen(kw_only=True)
class Header:
    """What the terms say beside lines and adjustments, as far as it can be amended."""

    bill_to: PartyId | None = None
    ship_to: PartyId | None = None
    net_days: int | None = None
    billing: BillingBase = BillingBase.SHIPPED
    attributes: tuple[Attribute, ...] = ()
    coupons: tuple[str, ...] = ()

    @classmethod
    def of(cls, terms: Terms) -> "Header":
        """The header of these terms."""
        return cls(
            bill_to=terms.bill_to,
            ship_to=terms.ship_to,
            net_days=terms.net_days,
            billing=terms.billing,
            attributes=terms.attributes,
            coupons=terms.coupons,
        )

    def __attrs_post_init__(self) -> None:
        """Refuse what no header holds."""
        refuse_other_kinds(_WRONG_IN_HEADER(self), "header")


_WRONG_IN_HEADER: Final = field_check(Header)


@final
@attrs.frozen(kw_only=True)
class Excerpt:
    """Whole lines, adjustments and perhaps the header; what is not in it did not change.

    Attributes:
        header: None where nothing of it changed.
        functional: What all comes to in the functional currency; None where that is nothing, or
            no figure changed. It stands beside figures that changed even where it is the same:
            to convert them anew may come a minor unit apart.
    """

    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    header: Header | None = None
    functional: FunctionalSums | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no excerpt holds."""
        refuse_other_kinds(_WRONG_IN_EXCERPT(self), "excerpt")


_WRONG_IN_EXCERPT: Final = field_check(Excerpt)


def difference(was: Terms, now: Terms) -> tuple[Excerpt, Excerpt]:
    """What of two revisions differs, old and new; each part is found by its id. Linear."""
    lines = {line.id: line for line in now.lines}
    charges = {charge.id: charge for charge in now.adjustments}
    old_lines = tuple(line for line in was.lines if lines.get(line.id) != line)
    old_charges = tuple(each for each in was.adjustments if charges.get(each.id) != each)
    known = {line.id: line for line in was.lines}
    known_charges = {charge.id: charge for charge in was.adjustments}
    new_lines = tuple(line for line in now.lines if known.get(line.id) != line)
    new_charges = tuple(each for each in now.adjustments if known_charges.get(each.id) != each)
    before, after = Header.of(was), Header.of(now)
    same = before == after
    alike = was.functional == now.functional and not (
        old_lines or new_lines or old_charges or new_charges
    )
    return (
        Excerpt(
            lines=old_lines,
            adjustments=old_charges,
            header=None if same else before,
            functional=None if alike else was.functional,
        ),
        Excerpt(
            lines=new_lines,
            adjustments=new_charges,
            header=None if same else after,
            functional=None if alike else now.functional,
        ),
    )


def revised(terms: Terms, was: Excerpt, now: Excerpt) -> Terms:
    """The next revision: what stood as in `was` stands as in `now`. Linear in lines.

    A line that stands in both keeps its place; what is new comes behind the others.

    Raises:
        InvalidTermsError: What comes of it is no terms.
        MoneyOverflowError: The total is beyond 63 bits.
    """
    header = Header.of(terms) if now.header is None else now.header
    return attrs.evolve(
        terms,
        lines=_exchanged(terms.lines, was.lines, now.lines),
        adjustments=_exchanged(terms.adjustments, was.adjustments, now.adjustments),
        revision=terms.revision + 1,
        bill_to=header.bill_to,
        ship_to=header.ship_to,
        net_days=header.net_days,
        billing=header.billing,
        attributes=header.attributes,
        coupons=header.coupons,
        functional=terms.functional if was.functional == now.functional else now.functional,
    )


def _exchanged(
    parts: tuple[Part, ...], was: Iterable[Part], now: Iterable[Part]
) -> tuple[Part, ...]:
    old = {part.id for part in was}
    new: dict[LineId, Part] = {part.id: part for part in now}
    if not old and not new:
        return parts
    kept: list[Part] = []
    for part in parts:
        there = new.pop(part.id, None) if part.id in old else part
        if there is not None:
            kept.append(there)
    kept.extend(new.values())
    return tuple(kept)


def attributes_with(
    attributes: Iterable[Attribute], values: Mapping[str, AttributeValue | None]
) -> tuple[Attribute, ...]:
    """Attributes with some set, each in its place or behind the others; None takes one away."""
    made = {each.name: each for each in attributes}
    for name, value in values.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = Attribute(name=name, value=value)
    return tuple(made.values())
