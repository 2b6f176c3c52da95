"""The gate of approval: who may vote, and what their votes come to."""

from collections.abc import Iterable, Sequence
from typing import final

import attrs

from orderkit.approval.protocol import ApprovalPolicy, Standing
from orderkit.errors import PolicyContractError
from orderkit.order import (
    Approved,
    CastVote,
    Command,
    Event,
    Order,
    Rejected,
    Voted,
    content_digest,
)
from orderkit.values import Context, FactKey, Finding, Vote, block

__all__ = ["ApprovalGate"]


@final
@attrs.frozen
class ApprovalGate:
    """An `order.Gate` that keeps the laws of approval, whatever the policy.

    Laws:
        four eyes: Whoever had a hand in the order's terms, by their own hand or through another's,
            votes on it neither in person nor through a substitute nor as one.
        once: Nobody counts twice on one content, not by another role and not by delegation.
        bound: A vote counts for the content it was cast on, and for no other.
    """

    policy: ApprovalPolicy

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """Nothing: the order keeps its votes."""
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """BLOCK `vote.maker`, `vote.twice`, `vote.role` or `vote.not_needed`."""
        if not isinstance(command, CastVote) or order is None:
            return ()
        actor, findings = context.actor, list[Finding]()
        persons = {person for person in (actor.id, actor.on_behalf_of) if person is not None}
        if makers := sorted(order.makers & persons):
            findings.append(block("vote.maker", "", maker=makers[0]))
        counted = {
            person
            for vote in order.votes
            if vote.digest == command.digest
            for person in (vote.by, vote.on_behalf_of)
        }
        if persons & counted:
            findings.append(block("vote.twice", "", actor=actor.id))
        roles = self._roles(order)
        if not roles or order.approved == command.digest:
            # An approval ends the voting; it is not undone by one more vote.
            findings.append(block("vote.not_needed", ""))
        elif command.role not in roles:
            findings.append(block("vote.role", "role", role=command.role))
        return findings

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """`Approved` or `Rejected` once the votes on this content are enough."""
        if order is None or not isinstance(command, CastVote):
            return ()
        cast = [event.vote for event in events if isinstance(event, Voted)]
        digest = content_digest(order)
        votes = [vote for vote in (*order.votes, *cast) if vote.digest == digest]
        at, by = context.at, context.actor.id
        match self._standing(order, votes):
            case Standing.APPROVED:
                return (Approved(digest=digest, at=at, by=by),)
            case Standing.REJECTED:
                return (Rejected(digest=digest, at=at, by=by),)
            case _:
                return ()

    def needed(self, order: Order, context: Context, /) -> bool:
        """Whether people must still approve the present content; a guard for flows."""
        del context
        if not self._roles(order):
            return False
        # What nobody approved needs no digest to be told from the present content.
        return not order.approved or order.approved != content_digest(order)

    def not_needed(self, order: Order, context: Context, /) -> bool:
        """The opposite of `needed`; a guard for flows."""
        return not self.needed(order, context)

    def _roles(self, order: Order) -> Sequence[str]:
        try:
            return tuple(self.policy.roles(order))
        except Exception as error:
            raise self._breach("total", error) from error

    def _standing(self, order: Order, votes: Sequence[Vote]) -> Standing:
        try:
            standing = self.policy.standing(order, votes)
        except Exception as error:
            raise self._breach("total", error) from error
        if not isinstance(standing, Standing):
            raise PolicyContractError(
                policy=type(self.policy).__name__, law="standing", proof=f"{standing!r:.64}"
            )
        return standing

    def _breach(self, law: str, error: Exception) -> PolicyContractError:
        name = type(self.policy).__name__
        return PolicyContractError(policy=name, law=law, proof=f"{error!r:.200}")
