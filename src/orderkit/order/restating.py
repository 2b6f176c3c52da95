"""Restating: the changes that take an order from the terms it has to those it is to have.

It is how a host that prices by itself, or prices anew with `totals_of` and `with_totals`, amends
an order: every figure is the one that was worked out, and none is carried on by share.
"""

from collections.abc import Iterator

from orderkit.order.changes import (
    AddAdjustment,
    AddLine,
    AmendmentChange,
    PutBack,
    RemoveAdjustment,
    RemoveLine,
)
from orderkit.order.excerpt import Excerpt, difference
from orderkit.order.terms import Terms

__all__ = ["changes_to"]


def changes_to(terms: Terms, wanted: Terms) -> tuple[AmendmentChange, ...]:
    """What an amendment asks for so that these terms become others; empty where they are the same.

    Lines and adjustments are known by their ids. Parties to deal with, currency, and the other
    things that no amendment changes, stay as they are.

    Laws:
        whole: Where nothing bars them, the changes come to the lines, adjustments, header and
            functional sums of `wanted`, to the minor unit.

    Cost: linear in lines.
    """
    return tuple(_changes(*difference(terms, wanted)))


def _changes(was: Excerpt, now: Excerpt) -> Iterator[AmendmentChange]:
    lines, charges = ({each.id for each in part} for part in (was.lines, was.adjustments))
    kept = {line.id for line in now.lines}
    kept_charges = {charge.id for charge in now.adjustments}
    yield from (RemoveLine(line.id) for line in was.lines if line.id not in kept)
    yield from (AddLine(line) for line in now.lines if line.id not in lines)
    yield from (
        RemoveAdjustment(each.id) for each in was.adjustments if each.id not in kept_charges
    )
    yield from (AddAdjustment(each) for each in now.adjustments if each.id not in charges)
    rest = Excerpt(
        lines=tuple(line for line in now.lines if line.id in lines),
        adjustments=tuple(each for each in now.adjustments if each.id in charges),
        header=now.header,
        functional=now.functional,
    )
    if rest != Excerpt():
        # It stands last: what else changes would ask for other functional sums.
        yield PutBack(rest)
