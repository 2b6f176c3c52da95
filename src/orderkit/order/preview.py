"""Preview: the whole consequence of a command, with nothing saved."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, final

import attrs

from orderkit.order.claims import claimed_by_line
from orderkit.order.commands import Command
from orderkit.order.decide import decide
from orderkit.order.decision import Decision
from orderkit.order.evolve import fold
from orderkit.order.gates import Gate
from orderkit.order.ledger import Bucket
from orderkit.order.model import Order
from orderkit.values import Context, Finding

__all__ = ["Change", "Preview", "preview"]

_Figure: TypeAlias = str | int


@final
@attrs.frozen(kw_only=True)
class Change:
    """One figure of the order that the command would change.

    Attributes:
        path: As the reader of a form would point: `stage`, `lines/2/shipped`.
    """

    path: str
    before: str | int
    after: str | int


@final
@attrs.frozen(kw_only=True)
class Preview:
    """What a command would do.

    Attributes:
        decision: Equal to the one that the same call to `decide` gives.
        after: The order as it would stand; None only where there is and would be none.
        changes: Figures that differ, sorted by path.
        price_impact: By how much the order's total would change, in minor units.
    """

    decision: Decision
    after: Order | None
    changes: tuple[Change, ...]
    price_impact: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands against the command, or what to mind."""
        return self.decision.findings


def preview(
    order: Order | None, command: Command, context: Context, gates: Sequence[Gate] = ()
) -> Preview:
    """Answer a command as `decide` would, and show the difference it makes. Leaves no trace."""
    decision = decide(order, command, context, gates)
    after = fold(decision.events, onto=order)
    was, would = dict(_figures(order)), dict(_figures(after))
    changes = tuple(
        Change(path=path, before=was.get(path, 0), after=would.get(path, 0))
        for path in sorted(was.keys() | would.keys())
        if was.get(path, 0) != would.get(path, 0)
    )
    before_total = 0 if order is None else order.terms.total
    after_total = 0 if after is None else after.terms.total
    return Preview(
        decision=decision,
        after=after,
        changes=changes,
        price_impact=after_total - before_total,
    )


def _figures(order: Order | None) -> Iterator[tuple[str, _Figure]]:
    if order is None:
        return
    yield "stage", order.stage
    yield "revision", order.revision
    yield "total", order.terms.total
    yield "invoiced", order.balances.invoiced
    yield "credited", order.balances.credited
    yield "paid", order.balances.paid
    yield "approved", order.approved
    for mark in order.marks:
        yield f"marks/{mark.id}", mark.reason
    for line_id, claimed in claimed_by_line(order.claims).items():
        yield f"lines/{line_id}/claimed", claimed
    for line, ledger in zip(order.terms.lines, order.ledgers, strict=True):
        for bucket in Bucket:
            yield f"lines/{line.id}/{bucket.name.lower()}", ledger.of(bucket)
