"""Reviews: a document of the host's own climbs tiers, from the request to its confirmation.

An order keeps its votes itself, and `ApprovalGate` keeps the laws. For a complaint, a price list or
whatever else a host has approved, this is the same climb as a value that the host stores.
"""

from typing import Final, final

import attrs

from orderkit.approval.protocol import Standing
from orderkit.approval.tiers import TierPlan, TierStanding, tiers_after
from orderkit.values import ActorId, Choice, Context, Finding, RoleName, Vote, block, shown

__all__ = ["Review", "cast", "may_confirm", "may_write", "request", "restart"]


@final
@attrs.frozen(kw_only=True)
class Review:
    """One document under review.

    Attributes:
        makers: Whoever had a hand in it; none of them votes on it.
        content: The digest of what is reviewed, as the host makes it; votes are bound to it.
        requested: Whether anybody asked for the review.
        votes: Oldest first.
    """

    plan: TierPlan
    makers: frozenset[ActorId] = frozenset()
    content: str = ""
    requested: bool = False
    votes: tuple[Vote, ...] = ()

    @property
    def after(self) -> TierStanding:
        """How far its votes have carried it."""
        votes = [vote for vote in self.votes if vote.digest == self.content]
        return tiers_after(self.plan, votes)

    @property
    def turn(self) -> tuple[RoleName, ...]:
        """The roles whose vote is asked for now; none before the review is requested."""
        return self.after.turn if self.requested else ()


def request(review: Review) -> Review:
    """Ask for the review; asking again changes nothing."""
    return attrs.evolve(review, requested=True)


def restart(review: Review) -> Review:
    """Take the review back: its votes count no more, and it can be written and asked for again."""
    return attrs.evolve(review, requested=False, votes=())


def cast(
    review: Review, choice: Choice, role: RoleName, context: Context, *, opinion: str = ""
) -> tuple[Review, tuple[Finding, ...]]:
    """Vote, if nothing stands against it.

    One person may answer several tiers, each at its turn.

    Returns:
        The review then, and the findings: BLOCK `vote.maker`, `actor.role`, `vote.role`,
        `vote.turn`, `vote.not_needed`. Where there are any, the review is as it was.

    Laws:
        four eyes: No maker votes, neither in person nor through a substitute nor as one.
    """
    findings = tuple(_against(review, role, context))
    if findings:
        return review, findings
    actor = context.actor
    vote = Vote(
        by=actor.id,
        role=role,
        choice=choice,
        digest=review.content,
        at=context.at,
        opinion=opinion,
        on_behalf_of=actor.on_behalf_of,
    )
    return attrs.evolve(review, votes=(*review.votes, vote)), ()


def may_write(review: Review) -> tuple[Finding, ...]:
    """BLOCK `review.open` from the request on until a restart: what is reviewed stands still."""
    if not review.requested:
        return ()
    return (block("review.open", "", standing=review.after.standing.value),)


def may_confirm(review: Review) -> tuple[Finding, ...]:
    """BLOCK `review.unapproved` unless every tier has approved."""
    after = review.after
    if not review.plan.tiers or (review.requested and after.standing is Standing.APPROVED):
        return ()
    pending = ", ".join(map(shown, after.pending)) or _NONE
    return (block("review.unapproved", "", pending=pending),)


# A sentence with a hole in it would look broken.
_NONE: Final = "\u2013"


def _against(review: Review, role: RoleName, context: Context) -> list[Finding]:
    actor, findings = context.actor, list[Finding]()
    persons = {person for person in (actor.id, actor.on_behalf_of) if person is not None}
    if makers := sorted(review.makers & persons):
        findings.append(block("vote.maker", "", maker=makers[0]))
    if not actor.has_role(role):
        findings.append(block("actor.role", "role", role=role, actor=actor.id))
    after = review.after
    if not review.requested or after.standing is not Standing.PENDING:
        findings.append(block("vote.not_needed", ""))
    elif role not in {tier.role for tier in review.plan.tiers}:
        findings.append(block("vote.role", "role", role=role))
    elif role not in after.turn:
        findings.append(block("vote.turn", "role", role=role, turn=", ".join(after.turn)))
    return findings
