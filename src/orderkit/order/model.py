"""The order: terms of a revision, and the progress made on them."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.order.amendment import Amendment, RemovedLine
from orderkit.order.claims import Claim
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.ledger import Billing, Bucket, Ledger, Shift
from orderkit.order.lineage import Descent, LineageKind
from orderkit.order.terms import Terms
from orderkit.values import (
    ActorId,
    FlowDigest,
    LineId,
    Money,
    OrderId,
    OrderKey,
    StageName,
    Vote,
    Waiver,
    replacer,
)

__all__ = ["NO_FLOW", "NO_STAGE", "Balances", "Order", "content_digest", "replaced"]

NO_STAGE = StageName("")
NO_FLOW = FlowDigest("")


@final
@attrs.frozen
class Balances:
    """What documents of the books did to the order, in minor units of its currency."""

    invoiced: int = 0
    credited: int = 0
    paid: int = 0


@final
@attrs.frozen(kw_only=True)
class Order:
    """One order, from capture on. It is exactly the fold of its events.

    Attributes:
        terms: What was agreed in this revision.
        placed_by: Who placed it.
        version: Grows by 1 with each event.
        ledgers: One for each line of the terms, in their order.
        bills: Likewise, pieces invoiced and credited.
        adjustment_bills: One for each adjustment of the terms; its quantity is 1.
        requests: Announced returns, each with the bucket it came from.
        stage: The place in the flow; empty while no flow runs.
        flow: The digest of the flow's definition.
        marks: Live facets, in the order in which they were set.
        votes: Votes cast on the present content, oldest first.
        approved: The digest of the content that was approved last; empty if none.
        waivers: Findings that named people let pass.
        made_with: Whoever else had a hand in the terms: in whose name it was placed, and who added
            to it in whose name; sorted, none twice.
        claims: What drafts of documents claim of the pieces still to ship; one for each document
            and line.
        amendments: Changes of the terms that are open, oldest first.
        removed: Lines that amendments took out of the terms, oldest first.
        lineage: Where lines came from, and where lines went, oldest first.
        rules: The digest of the rules that it began on, and that judge it; empty if none did.
        unread: What a later release stored of it that this one does not know, as JSON; kept, and
            no part of what the order is.
    """

    terms: Terms
    placed_by: ActorId
    version: int
    ledgers: tuple[Ledger, ...]
    bills: tuple[Billing, ...]
    adjustment_bills: tuple[Billing, ...] = ()
    requests: tuple[Shift, ...] = ()
    stage: StageName = NO_STAGE
    flow: FlowDigest = NO_FLOW
    marks: tuple[FacetMark, ...] = ()
    votes: tuple[Vote, ...] = ()
    approved: str = ""
    waivers: tuple[Waiver, ...] = ()
    balances: Balances = Balances()
    made_with: tuple[ActorId, ...] = ()
    claims: tuple[Claim, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    removed: tuple[RemovedLine, ...] = ()
    lineage: tuple[Descent, ...] = ()
    rules: str = ""
    unread: bytes = attrs.field(default=b"", eq=False, repr=False)

    @property
    def key(self) -> OrderKey:
        """The identity, with the organisation in it."""
        return self.terms.key

    @property
    def makers(self) -> frozenset[ActorId]:
        """Everybody who had a hand in the terms; none of them may approve it."""
        return frozenset((self.placed_by, *self.made_with))

    @property
    def revision(self) -> int:
        """The commercial revision: which terms hold."""
        return self.terms.revision

    @property
    def total(self) -> Money:
        """What the terms come to, in the order's currency."""
        return Money(self.terms.total, self.terms.currency)

    @cached_property
    def requested(self) -> Mapping[LineId, tuple[Shift, ...]]:
        """Announced returns of each line that has any, oldest first."""
        found = dict[LineId, list[Shift]]()
        for request in self.requests:
            found.setdefault(request.line, []).append(request)
        return MappingProxyType({line: tuple(own) for line, own in found.items()})

    @property
    def to_ship(self) -> int:
        """Pieces of all lines that are still to leave the house."""
        return sum([ledger.to_ship for ledger in self.ledgers])

    @property
    def redeemed(self) -> tuple[str, ...]:
        """The coupons that it uses up: those of its terms, unless it is void or all cancelled.

        What was split off took its share of their discounts along, so they stay used up until it
        is merged back.
        """
        coupons = self.terms.coupons
        if not coupons or self._is_parted:
            return coupons
        if any(mark.facet is Facet.VOID for mark in self.marks):
            return ()
        given_up = [ledger.of(Bucket.CANCELLED) == ledger.total for ledger in self.ledgers]
        return () if given_up and all(given_up) else coupons

    @property
    def _is_parted(self) -> bool:
        """Whether pieces that were split off it are elsewhere."""
        away = Counter[OrderId]()
        for each in self.lineage:
            if each.kind is LineageKind.SPLIT and each.went:
                away[each.other] += each.quantity
            elif each.kind is LineageKind.MERGE and not each.went:
                away[each.other] -= each.quantity
        return any(many > 0 for many in away.values())

    def ledger(self, line: LineId) -> Ledger:
        """The quantity ledger of a line; KeyError if the order has no such line."""
        return self.ledgers[self.terms.places[line]]

    def billing(self, line: LineId) -> Billing:
        """The billing ledger of a line; KeyError if the order has no such line."""
        return self.bills[self.terms.places[line]]

    def claimed(self, line: LineId) -> int:
        """Pieces of a line that drafts claim: not moved yet, and promised to nobody else."""
        return self._claimed.get(line, 0) if self.claims else 0

    @cached_property
    def _claimed(self) -> Mapping[LineId, int]:
        """What drafts claim of each line that they claim any of."""
        found = dict[LineId, int]()
        for claim in self.claims:
            found[claim.line] = found.get(claim.line, 0) + claim.quantity
        return MappingProxyType(found)

    @property
    def merged_into(self) -> OrderId | None:
        """The order that all of it went into; None while it is an order of its own."""
        if self.terms.places:
            return None
        went = [each for each in self.lineage if each.went and each.kind is LineageKind.MERGE]
        return went[-1].other if went else None

    def marked(self, facet: Facet, at: datetime) -> tuple[FacetMark, ...]:
        """The live marks of one facet at this aware moment."""
        if not self.marks:
            return ()
        return tuple(mark for mark in self.marks if mark.facet is facet and mark.live(at))


# An order is replaced at each event of its life, so it gets the quick way.
replaced: Final = replacer(Order)


def content_digest(order: Order) -> str:
    """The digest of what people approve: the terms, whatever the progress on them."""
    return order.terms.digest
