"""Lines that close by themselves, and open again: both follow from the decision that moved them.

A line with a tolerance closes (自动关闭) once it is done: the pieces that left and did not come
back reach its lower limit, and no draft claims more. It opens again (反关闭) where they fall below
that limit. Nothing happens later, by a clock or a job; and what people closed, people open.
"""

from collections.abc import Iterator, Sequence
from typing import final

import attrs

from orderkit.order.claims import claimed_by_line
from orderkit.order.events import Event, FacetCleared, FacetSet
from orderkit.order.evolve import fold
from orderkit.order.facets import Facet, FacetMark
from orderkit.order.ledger import Bucket
from orderkit.order.model import Order
from orderkit.values import Context, LineId

__all__ = ["closing"]


def closing(
    order: Order, events: Sequence[Event], context: Context
) -> Iterator[FacetSet | FacetCleared]:
    """The closes and re-openings that follow from events, in the order of the lines."""
    after = fold(events, onto=order) or order
    at, by, version = context.at, context.actor.id, after.version
    before, now = _stands(order), _stands(after)
    closes = {mark.line: mark for mark in after.marks if mark.facet is Facet.CLOSE}
    dead = {mark.line for mark in after.marks if mark.facet is Facet.TERMINATE}
    for line, stand in now.items():
        mark, was = closes.get(line), before.get(line)
        if mark is not None:
            if mark.auto and not stand.reaches:
                yield FacetCleared(mark=mark.id, at=at, by=by)
        elif stand.is_done and line not in dead and (was is None or stand.moved_from(was)):
            version += 1
            mark = FacetMark(
                id=f"close/{version}",
                facet=Facet.CLOSE,
                by=by,
                at=at,
                reason=f"{stand.executed}/{stand.wanted}",
                line=line,
                auto=True,
            )
            yield FacetSet(mark=mark, at=at, by=by)


@final
@attrs.frozen(kw_only=True)
class _Stand:
    """Where a line with a tolerance stands.

    Attributes:
        wanted: Pieces ordered and not given up.
        executed: Pieces that left and did not come back.
        claimed: Pieces that drafts claim.
        least: So many executed pieces are enough.
    """

    wanted: int
    executed: int
    claimed: int
    least: int

    @property
    def reaches(self) -> bool:
        return self.executed >= self.least

    @property
    def is_done(self) -> bool:
        return self.reaches and not self.claimed

    def moved_from(self, was: "_Stand") -> bool:
        """Whether it came to be done just now; a line that people opened again stays open."""
        return not was.is_done or self.executed > was.executed


def _stands(order: Order) -> dict[LineId, _Stand]:
    """Where each line with a tolerance stands, by line."""
    claims, stands = claimed_by_line(order.claims), dict[LineId, _Stand]()
    for place, tolerance in order.terms.tolerant:
        line, ledger = order.terms.lines[place].id, order.ledgers[place]
        wanted = ledger.total - ledger.over - ledger.of(Bucket.CANCELLED)
        stands[line] = _Stand(
            wanted=wanted,
            executed=ledger.left - ledger.of(Bucket.RETURNED),
            claimed=claims.get(line, 0),
            least=tolerance.least(wanted),
        )
    return stands
