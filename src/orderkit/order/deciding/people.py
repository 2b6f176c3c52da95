"""Deciding the family of approval: a vote counts for the content that its digest names."""

from orderkit.order.commands import ApprovalCommand, CastVote, RetractVote
from orderkit.order.deciding import Answer
from orderkit.order.events import Voted, VoteRetracted
from orderkit.order.model import Order, content_digest
from orderkit.values import Context, Finding, Vote, block

__all__ = ["decide_vote"]


def decide_vote(order: Order, command: ApprovalCommand, context: Context) -> Answer:
    """Answer a vote, or its retraction; what votes come to, the policy says through its gate."""
    if isinstance(command, RetractVote):
        return _retract(order, command, context)
    return _cast(order, command, context)


def _retract(order: Order, command: RetractVote, context: Context) -> Answer:
    mine, digest = context.actor.id, content_digest(order)
    vote = next((each for each in order.votes if (each.by, each.digest) == (mine, digest)), None)
    if vote is not None:
        return (VoteRetracted(vote=vote, reason=command.reason, at=context.at, by=mine),), ()
    if order.approved == digest:
        # Whoever voted, the approval rests on all votes together.
        return (), (block("vote.depended", ""),)
    return (), (block("vote.none", "", actor=mine),)


def _cast(order: Order, command: CastVote, context: Context) -> Answer:
    actor, findings = context.actor, list[Finding]()
    if not actor.has_role(command.role) or actor.organisation != order.terms.organisation:
        findings.append(block("actor.role", "role", role=command.role, actor=actor.id))
    if command.digest != content_digest(order):
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
    return (Voted(vote=vote, at=context.at, by=actor.id),), ()
