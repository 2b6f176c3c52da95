"""Resembling orders: what a file makes beside what is stored, across channels and numbers.

All orders of a file are compared at once with those of their customers that are near in time, so
each stored order is read once for each file.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.capture import (
    ColumnMapping,
    Duplicate,
    DuplicateKind,
    DuplicatePolicy,
    OrderDraft,
    OrderSketch,
    Verdict,
    find_duplicates,
    repeated_lines,
    sketch_of,
)
from orderkit.order import Bucket, Facet, Order
from orderkit.ports import OrderQuery, UnitOfWork
from orderkit.values import Finding, OrganisationId, PartyId, Severity

__all__ = [
    "NOBODY_ASKED",
    "DuplicateCheck",
    "OnDuplicate",
    "Resembling",
    "resembling",
    "with_notes",
]

_PAGE: Final = 1000
_TICK: Final = timedelta(microseconds=1)


@final
class OnDuplicate(StrEnum):
    """What becomes of an order that resembles another one."""

    WARN = "warn"  # it is placed, with a note at its first row
    REFUSE = "refuse"  # its rows are rejected


@final
@attrs.frozen(kw_only=True)
class DuplicateCheck:
    """Whether an importer looks for orders that came before under another number or channel.

    Lines that say what an earlier one of their order says are noted then, too (`line.repeated`).
    """

    policy: DuplicatePolicy = DuplicatePolicy()
    act: OnDuplicate = OnDuplicate.WARN

    @property
    def severity(self) -> Severity:
        """What a likely duplicate weighs."""
        return Severity.BLOCK if self.act is OnDuplicate.REFUSE else Severity.NOTE


@final
@attrs.frozen
class Resembling:
    """Pairs of likely duplicates by the number of the order that a file makes.

    Attributes:
        check: None if nobody asked.
    """

    check: DuplicateCheck | None = None
    pairs: Mapping[str, tuple[Duplicate, ...]] = MappingProxyType({})

    def of(self, draft: OrderDraft, channel: str, turned: frozenset[str]) -> tuple[Duplicate, ...]:
        """The pairs of an order, without those whose other half was turned away.

        Args:
            turned: Numbers of the file of which nothing was made.
        """
        found = self.pairs.get(draft.number, ())
        return tuple(
            pair
            for pair in found
            if not any(
                each.channel == channel and each.number in turned
                for each in (pair.earlier, pair.later)
            )
        )


NOBODY_ASKED: Final = Resembling()


def resembling(
    work: UnitOfWork,
    drafts: Sequence[OrderDraft],
    check: DuplicateCheck | None,
    mapping: ColumnMapping,
    organisation: OrganisationId,
) -> Resembling:
    """Compare the orders that a file makes with each other and with those that are stored.

    What the file has placed already, in a run that was broken off, is compared as a part of it. So
    a resumed run finds what an undisturbed one finds.
    """
    if check is None:
        return NOBODY_ASKED
    made = {draft.number: _sketch(draft, mapping) for draft in drafts if not draft.addition}
    named = [sketch for sketch in made.values() if sketch.customer]
    stored = [
        sketch
        for sketch in _stored(work, named, check.policy, organisation)
        if sketch.channel != mapping.channel or sketch.number not in made
    ]
    pairs = dict[str, list[Duplicate]]()
    for pair in find_duplicates((*stored, *named), check.policy):
        # Of two that the file makes, the later one is told; of one, that one.
        halves = (pair.later, pair.earlier)
        half = next((each for each in halves if made.get(each.number) is each), None)
        if half is not None and pair.kind is DuplicateKind.LIKELY:
            pairs.setdefault(half.number, []).append(pair)
    return Resembling(check, MappingProxyType({name: tuple(own) for name, own in pairs.items()}))


def with_notes(draft: OrderDraft, notes: tuple[Finding, ...]) -> list[Verdict]:
    """The verdicts of an order, with what is to be minded of it at the first of its rows.

    A line that says what an earlier one says is noted at its own row.
    """
    repeated = {str(found.param("line")): found for found in repeated_lines(draft)}
    noted = list[Verdict]()
    for place, verdict in enumerate(draft.verdicts):
        line = "" if verdict.line is None else verdict.line.line
        # Of rows that are joined, the first brings the line about.
        own = (repeated.pop(line),) if line in repeated else ()
        more = (*(() if place else notes), *own)
        noted.append(
            attrs.evolve(verdict, findings=(*verdict.findings, *more)) if more else verdict
        )
    return noted


def _sketch(draft: OrderDraft, mapping: ColumnMapping) -> OrderSketch:
    # Two guests are never known to be the same.
    known = draft.customer != mapping.guest
    return OrderSketch(
        channel=mapping.channel,
        number=draft.number,
        customer=draft.customer if known else PartyId(""),
        ordered_at=draft.ordered_at,
        pieces=[(line.sku, line.quantity) for line in draft.lines],
    )


def _stored(
    work: UnitOfWork,
    made: Sequence[OrderSketch],
    policy: DuplicatePolicy,
    organisation: OrganisationId,
) -> Iterator[OrderSketch]:
    """The orders of the customers of a file, a window around those that it makes of each."""
    moments = dict[PartyId, list[OrderSketch]]()
    for sketch in made:
        moments.setdefault(sketch.customer, []).append(sketch)
    for customer, own in moments.items():
        first, last = (pick(each.ordered_at for each in own) for pick in (min, max))
        query = OrderQuery(
            organisation=organisation,
            customer=customer,
            since=first - policy.window,
            before=last + policy.window + _TICK,
            limit=_PAGE,
        )
        for order in _orders(work, query):
            if _lives(order):
                yield sketch_of(order.terms)


def _orders(work: UnitOfWork, query: OrderQuery) -> Iterator[Order]:
    while True:
        page = work.orders.find(query)
        found = (work.orders.get(header.order) for header in page.headers)
        yield from (order for order in found if order is not None)
        if not page.after:
            return
        query = attrs.evolve(query, after=page.after)


def _lives(order: Order) -> bool:
    """Whether it stands; one that is void or all cancelled may well come again."""
    if any(mark.facet is Facet.VOID for mark in order.marks):
        return False
    return any(ledger.of(Bucket.CANCELLED) < ledger.total for ledger in order.ledgers)
