"""Revising: what an amendment makes of an order, or everything that stands against it.

It is worked out when the amendment is proposed, previewed, voted on and applied, always on the
order as it stands then.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol, final

import attrs

from orderkit.order.amendment import FieldValue, Resized, Seen
from orderkit.order.changes import AmendmentChange, ChangeAttribute, RemoveLine
from orderkit.order.drafting import drafted
from orderkit.order.excerpt import Excerpt, difference
from orderkit.order.floors import below_floor, billed_otherwise, given_up
from orderkit.order.ledger import Bucket, Shift
from orderkit.order.model import Order
from orderkit.order.terms import Terms
from orderkit.order.touching import Touch, touched
from orderkit.values import Finding, Param, block, note

__all__ = ["Drawn", "Revision", "conflicts", "revise"]

_NOTHING = Excerpt()


class Drawn(Protocol):
    """Changes that were drawn up on a revision: an open amendment, or a command that brings one.

    Laws:
        sound: `seen` is what stood in the order when it was at `base`.
    """

    @property
    def base(self) -> int:
        """The revision."""
        ...

    @property
    def changes(self) -> tuple[AmendmentChange, ...]:
        """What is asked for."""
        ...

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What stood in the fields that the changes reach; perhaps not in all of them."""
        ...


@final
@attrs.frozen(kw_only=True)
class Revision:
    """The next revision of an order.

    Attributes:
        terms: None where a finding stands against it.
        was: What of the present terms it changes.
        now: What stands there then.
        released: Reserved pieces that are given free for it.
        resized: How the ledgers of lines that stay follow their quantities.
        findings: What stands against it; or, as a note, that it was drawn up on an older revision.
    """

    terms: Terms | None = None
    was: Excerpt = _NOTHING
    now: Excerpt = _NOTHING
    released: tuple[Shift, ...] = ()
    resized: tuple[Resized, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether it changes nothing, since all is as it asks for already."""
        return self.terms is not None and self.was == self.now == _NOTHING


def revise(order: Order, amendment: Drawn) -> Revision:
    """Work an amendment out on an order as it stands. Linear in lines and changes."""
    changes = amendment.changes
    touches = touched(order.terms, changes)
    draft = drafted(order, changes)
    findings = [
        *([] if changes else [block("amendment.empty", "changes")]),
        *dict.fromkeys((*_twice(touches), *_gone_and_changed(changes))),
        *_stale(order, amendment, touches),
        *draft.findings,
        *below_floor(order, changes),
    ]
    terms = draft.terms
    if terms is not None:
        findings += billed_otherwise(order, terms)
    if terms is None or findings:
        return Revision(findings=tuple(findings))
    was, now = difference(order.terms, terms)
    released, resized = _followed(order, was, now)
    told: tuple[Finding, ...] = ()
    if amendment.base != order.revision:
        told = (note("amendment.rebased", "", base=amendment.base, revision=order.revision),)
    return Revision(
        terms=terms, was=was, now=now, released=released, resized=resized, findings=told
    )


def conflicts(order: Order, amendment: Drawn) -> Iterator[Finding]:
    """Where an amendment meets others that are open, with what each wants; notes, by path."""
    ours = {touch.path: touch for touch in touched(order.terms, amendment.changes)}
    for other in order.amendments:
        for touch in touched(order.terms, other.changes):
            own = ours.get(touch.path)
            if own is None or _same(own.wanted, touch.wanted):
                continue
            # Where either of them changes nothing, they do not meet.
            if not _same(touch.wanted, touch.now) and not _same(own.wanted, own.now):
                yield note(
                    "amendment.conflict",
                    touch.path,
                    other=other.id,
                    theirs=_said(touch.wanted),
                    ours=_said(own.wanted),
                )


def _twice(touches: tuple[Touch, ...]) -> Iterator[Finding]:
    paths = [touch.path for touch in touches]
    if len(set(paths)) == len(paths):
        return
    known = set[str]()
    for path in paths:
        if path in known:
            yield block("amendment.twice", path)
        known.add(path)


def _gone_and_changed(changes: Sequence[AmendmentChange]) -> Iterator[Finding]:
    """Attributes of lines that go as well; one that the line did not have is no field of it yet."""
    gone = {change.line for change in changes if isinstance(change, RemoveLine)}
    for change in changes:
        if isinstance(change, ChangeAttribute) and change.line in gone:
            yield block("amendment.twice", f"lines/{change.line}/attributes/{change.name}")


def _stale(order: Order, amendment: Drawn, touches: tuple[Touch, ...]) -> Iterator[Finding]:
    """Fields that somebody changed since the author looked; one that wants the same is none."""
    seen = {each.path: each.value for each in amendment.seen}
    overtaken = amendment.base != order.revision
    for touch in touches:
        known = touch.path in seen
        fresh = _same(seen[touch.path], touch.now) if known else not overtaken
        if not fresh and not _same(touch.now, touch.wanted):
            yield block(
                "amendment.stale",
                touch.path,
                seen=_said(seen.get(touch.path)),
                now=_said(touch.now),
                wanted=_said(touch.wanted),
            )


def _same(one: FieldValue, other: FieldValue) -> bool:
    """Whether a field holds the same; a yes is no 1."""
    return type(one) is type(other) and one == other


def _said(value: FieldValue) -> Param:
    return "\u2013" if value is None else value


def _followed(
    order: Order, was: Excerpt, now: Excerpt
) -> tuple[tuple[Shift, ...], tuple[Resized, ...]]:
    """How pieces follow the lines that change."""
    after = {line.id: line for line in now.lines}
    released, resized = list[Shift](), list[Resized]()
    for line in was.lines:
        ledger = order.ledger(line.id)
        kept = after.get(line.id)
        if kept is None:
            # Its ledger goes with the line; what is bound to stock is let go before.
            bound = ledger.of(Bucket.RESERVED)
            released += [Shift(line.id, Bucket.RESERVED, Bucket.OPEN, bound)] if bound else []
        elif kept.quantity > line.quantity:
            resized.append(Resized(line.id, Bucket.OPEN, kept.quantity - line.quantity))
        elif kept.quantity < line.quantity:
            free, taken = given_up(line.id, ledger, line.quantity - kept.quantity)
            released += free
            resized += taken
    return tuple(released), tuple(resized)
