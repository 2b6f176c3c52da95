"""Deciding the family of approval: a vote counts for the content that its digest names."""

from orderkit.order.commands import ApprovalCommand
from orderkit.order.deciding import Answer
from orderkit.order.events import Voted
from orderkit.order.model import Order, content_digest
from orderkit.values import Context, Finding, Vote, block

__all__ = ["decide_vote"]


def decide_vote(order: Order, command: ApprovalCommand, context: Context) -> Answer:
    """Answer a vote; whether it is enough, the approval policy says through its gate."""
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
