"""Preview: the whole consequence of a command, with nothing saved."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, final

import attrs

from orderkit.errors import OrderkitError
from orderkit.order.claims import claimed_by_line
from orderkit.order.commands import Command
from orderkit.order.decide import decide
from orderkit.order.deciding.voices import died, said
from orderkit.order.decision import Decision
from orderkit.order.dues import Dues, due
from orderkit.order.evolve import fold
from orderkit.order.gates import Gate, Judge
from orderkit.order.ledger import Bucket
from orderkit.order.line import Attribute, AttributeValue, Line
from orderkit.order.model import Order, content_digest
from orderkit.values import Context, Finding, Vote

__all__ = ["Change", "Preview", "newly_failing", "preview"]

_Figure: TypeAlias = AttributeValue


@final
@attrs.frozen(kw_only=True)
class Change:
    """One figure of the order that the command would change.

    Attributes:
        path: As the reader of a form would point: `stage`, `lines/2/shipped`.
        before: What stands there; 0 where nothing does.
        after: Likewise.
    """

    path: str
    before: AttributeValue
    after: AttributeValue


@final
@attrs.frozen(kw_only=True)
class Preview:
    """What a command would do.

    Attributes:
        decision: Equal to the one that the same call to `decide` gives.
        after: The order as it would stand; None only where there is and would be none.
        changes: Figures that differ, sorted by path.
        price_impact: By how much the order's total would change, in minor units.
        dues: What is to be paid or given back, before and after.
        newly_failing: What rules have against the order then and have not now.
        approval_voided: The digest of the content whose approval would end; empty if none would.
        votes_voided: Votes that would count no longer, as the content is another.
    """

    decision: Decision
    after: Order | None
    changes: tuple[Change, ...]
    price_impact: int
    dues: Dues = Dues()
    newly_failing: tuple[Finding, ...] = ()
    approval_voided: str = ""
    votes_voided: tuple[Vote, ...] = ()

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
    before_total = 0 if order is None else order.terms.total
    after_total = 0 if after is None else after.terms.total
    return Preview(
        decision=decision,
        after=after,
        changes=_changes(order, after),
        price_impact=after_total - before_total,
        dues=Dues(0 if order is None else due(order), 0 if after is None else due(after)),
        newly_failing=newly_failing(order, after, context, gates),
        approval_voided=_approval_voided(order, after),
        votes_voided=_votes_voided(order, after),
    )


def newly_failing(
    before: Order | None, after: Order | None, context: Context, gates: Sequence[Gate]
) -> tuple[Finding, ...]:
    """What gates that judge orders have against one and had not against the other.

    Args:
        context: With the facts that these gates name in `judges`, of both orders; a rule that
            finds none says what it says of an absent fact.

    Raises:
        PolicyContractError: A gate raised, or gave something else than findings.
    """
    if after is None or (before is not None and before.terms is after.terms):
        return ()
    found = list[Finding]()
    for gate in gates:
        would = _judged(gate, after, context)
        known = set() if before is None or not would else set(_judged(gate, before, context))
        found += [each for each in would if each not in known]
    return tuple(found)


def _judged(gate: Gate, order: Order, context: Context) -> tuple[Finding, ...]:
    if not isinstance(gate, Judge):
        return ()
    try:
        found = gate.judge(order, context)
    except OrderkitError:
        raise
    except Exception as error:
        raise died(gate, error) from error
    return said(gate, found)


def _approval_voided(order: Order | None, after: Order | None) -> str:
    """The approval that counts before and no longer does after."""
    if order is None or after is None or not order.approved or after.terms is order.terms:
        return ""
    return order.approved if order.approved == content_digest(order) else ""


def _votes_voided(order: Order | None, after: Order | None) -> tuple[Vote, ...]:
    if order is None or after is None or after.terms is order.terms:
        return ()
    lost = [vote for vote in order.votes if vote not in after.votes]
    # The terms that an amendment comes to are others too, once they begin with other terms.
    lost += [vote for each in after.amendments for vote in each.votes]
    return tuple(lost)


def _changes(order: Order | None, after: Order | None) -> tuple[Change, ...]:
    was, would = dict(_figures(order)), dict(_figures(after))
    return tuple(
        Change(path=path, before=was.get(path, 0), after=would.get(path, 0))
        for path in sorted(was.keys() | would.keys())
        if was.get(path, 0) != would.get(path, 0)
    )


def _figures(order: Order | None) -> Iterator[tuple[str, _Figure]]:
    if order is None:
        return
    terms = order.terms
    yield "stage", order.stage
    yield "revision", order.revision
    yield "total", terms.total
    yield "invoiced", order.balances.invoiced
    yield "credited", order.balances.credited
    yield "paid", order.balances.paid
    yield "approved", order.approved
    yield "bill_to", terms.bill_to or ""
    yield "ship_to", terms.ship_to or ""
    yield "billing", terms.billing.value
    if terms.net_days is not None:
        yield "net_days", terms.net_days
    yield from _attributes("attributes", terms.attributes)
    for mark in order.marks:
        yield f"marks/{mark.id}", mark.reason
    for line_id, claimed in claimed_by_line(order.claims).items():
        yield f"lines/{line_id}/claimed", claimed
    for amendment in order.amendments:
        yield f"amendments/{amendment.id}", amendment.reason
    for charge in terms.adjustments:
        yield f"adjustments/{charge.id}", charge.amount
    for line, ledger in zip(terms.lines, order.ledgers, strict=True):
        yield from _of_line(line)
        for bucket in Bucket:
            yield f"lines/{line.id}/{bucket.name.lower()}", ledger.of(bucket)


def _of_line(line: Line) -> Iterator[tuple[str, _Figure]]:
    path = f"lines/{line.id}"
    yield f"{path}/quantity", line.quantity
    yield f"{path}/price", line.price
    yield f"{path}/amount", line.amount
    if line.requested is not None:
        yield f"{path}/requested", line.requested
    for tax in line.taxes:
        yield f"{path}/taxes/{tax.code}", tax.tax
    for charge in line.adjustments:
        yield f"{path}/adjustments/{charge.id}", charge.amount
    yield from _attributes(f"{path}/attributes", line.attributes)


def _attributes(path: str, attributes: tuple[Attribute, ...]) -> Iterator[tuple[str, _Figure]]:
    for attribute in attributes:
        yield f"{path}/{attribute.name}", attribute.value
