"""Deciding the family of amendments: all that stands against one is told, or it is made whole."""

from typing import assert_never

import attrs

from orderkit.order.amendment import Amendment
from orderkit.order.commands import (
    Amend,
    AmendmentCommand,
    ApplyAmendment,
    ProposeAmendment,
    VoteOnAmendment,
    WithdrawAmendment,
)
from orderkit.order.deciding import ALREADY_SO, Answer
from orderkit.order.events import (
    Amended,
    AmendmentProposed,
    AmendmentVoted,
    AmendmentWithdrawn,
    Event,
    Released,
)
from orderkit.order.model import Order
from orderkit.order.revising import Revision, conflicts, revise
from orderkit.order.touching import seen_in
from orderkit.values import Context, Finding, Vote, block

__all__ = ["amendment_of", "applied", "decide_amendment"]


def decide_amendment(order: Order, command: AmendmentCommand, context: Context) -> Answer:
    """Answer a command of the family."""
    amendment = amendment_of(order, command, context)
    if amendment is None:
        name = getattr(command, "amendment", "")
        return (), (block("amendment.unknown", "amendment", amendment=name),)
    if isinstance(command, WithdrawAmendment):
        at, by = context.at, context.actor.id
        name, reason = command.amendment, command.reason
        return (AmendmentWithdrawn(amendment=name, reason=reason, at=at, by=by),), ()
    revision = revise(order, amendment)
    match command:
        case VoteOnAmendment():
            return _vote(order, command, revision, context)
        case ProposeAmendment() | Amend() | ApplyAmendment():
            if revision.terms is None:
                return (), revision.findings
            if revision.idle:
                return (), (ALREADY_SO,)
            if isinstance(command, ProposeAmendment):
                return _proposed(order, amendment, revision, context)
            return applied(order, amendment, revision, context), revision.findings
        case _:
            assert_never(command)


def amendment_of(order: Order, command: AmendmentCommand, context: Context) -> Amendment | None:
    """The amendment that a command brings along or names; None if none of that id is open."""
    if isinstance(command, ProposeAmendment | Amend):
        return Amendment(
            id=f"amendment/{order.version + 1}",
            base=command.base,
            changes=command.changes,
            seen=command.seen,
            by=context.actor.id,
            at=context.at,
            reason=command.reason,
            on_behalf_of=context.actor.on_behalf_of,
        )
    name = command.amendment
    return next((each for each in order.amendments if each.id == name), None)


def applied(
    order: Order, amendment: Amendment, revision: Revision, context: Context
) -> tuple[Event, ...]:
    """What happens as an amendment is applied to an order that it can be applied to."""
    at, by, approved = context.at, context.actor.id, amendment.approved
    # An approval of other terms than these is none.
    if approved and (revision.terms is None or approved != revision.terms.digest):
        approved = ""
    event = Amended(
        amendment=amendment.id,
        base=amendment.base,
        revision=order.revision + 1,
        changes=amendment.changes,
        proposed_by=amendment.by,
        proposed_for=amendment.on_behalf_of,
        reason=amendment.reason,
        was=revision.was,
        now=revision.now,
        resized=revision.resized,
        approved=approved,
        at=at,
        by=by,
    )
    if not revision.released:
        return (event,)
    free = Released(shifts=revision.released, reference=amendment.id, at=at, by=by)
    return free, event


def _proposed(order: Order, amendment: Amendment, revision: Revision, context: Context) -> Answer:
    # What the author did not say they saw is what stands there: they drew it up on this revision.
    seen = seen_in(order.terms, amendment.changes)
    event = AmendmentProposed(
        amendment=attrs.evolve(amendment, seen=seen), at=context.at, by=context.actor.id
    )
    return (event,), (*revision.findings, *conflicts(order, amendment))


def _vote(order: Order, command: VoteOnAmendment, revision: Revision, context: Context) -> Answer:
    actor, findings = context.actor, list[Finding]()
    if not actor.has_role(command.role) or actor.organisation != order.terms.organisation:
        findings.append(block("actor.role", "role", role=command.role, actor=actor.id))
    if revision.terms is None:
        findings += revision.findings
    elif command.digest != revision.terms.digest:
        findings.append(block("vote.stale", "digest"))
    if findings:
        return (), tuple(findings)
    vote = Vote(
        by=actor.id,
        role=command.role,
        choice=command.choice,
        digest=command.digest,
        at=context.at,
        opinion=command.opinion,
        on_behalf_of=actor.on_behalf_of,
    )
    event = AmendmentVoted(amendment=command.amendment, vote=vote, at=context.at, by=actor.id)
    return (event,), ()
