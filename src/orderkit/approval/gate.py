"""The gate of approval: who may vote, and what their votes come to."""

from collections.abc import Iterable, Sequence
from typing import Final, final

import attrs

from orderkit.approval.protocol import ApprovalPolicy, Standing, TurnPolicy
from orderkit.errors import PolicyContractError
from orderkit.order import (
    Amend,
    AmendmentApproved,
    AmendmentRejected,
    AmendmentVoted,
    ApplyAmendment,
    Approved,
    CastVote,
    Command,
    Event,
    Order,
    Rejected,
    RetractVote,
    SplitOff,
    Voted,
    VoteOnAmendment,
    amended,
    content_digest,
)
from orderkit.values import Context, FactKey, Finding, Vote, block

__all__ = ["ApprovalGate"]

# A sentence with a hole in it would look broken.
_NOBODY: Final = "\u2013"


@final
@attrs.frozen(kw_only=True)
class _Asked:
    """What people are asked about: the order as it is, or as an amendment would make it.

    Attributes:
        votes: Cast so far, on this content or on another.
        approved: The digest of what was approved of it.
    """

    order: Order
    votes: tuple[Vote, ...]
    approved: str

    @property
    def digest(self) -> str:
        return content_digest(self.order)

    @classmethod
    def of_order(cls, order: Order) -> "_Asked":
        return cls(order=order, votes=order.votes, approved=order.approved)

    @classmethod
    def of_amendment(
        cls, order: Order, command: Amend | ApplyAmendment | VoteOnAmendment, context: Context
    ) -> "_Asked | None":
        """None where there is no such amendment, or where it cannot be applied."""
        after = amended(order, command, context)
        if after is None:
            return None
        if isinstance(command, Amend):
            return cls(order=after, votes=(), approved="")
        found = next(each for each in order.amendments if each.id == command.amendment)
        return cls(order=after, votes=found.votes, approved=found.approved)


@final
@attrs.frozen
class ApprovalGate:
    """An `order.Gate` that keeps the laws of approval, whatever the policy.

    Laws:
        four eyes: Whoever had a hand in the order's terms, by their own hand or through another's,
            votes on it neither in person nor through a substitute nor as one.
        once: Nobody counts twice on one content, not by another role and not by delegation.
        bound: A vote counts for the content it was cast on, and for no other.
        in turn: Where the policy asks in turn, nobody votes before it is theirs.
    """

    policy: ApprovalPolicy

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """Nothing: the order keeps its votes."""
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """BLOCK `vote.maker`, `vote.twice`, `vote.role`, `vote.turn` or `vote.not_needed`.

        `vote.depended`, where others voted since because a vote had given them their turn.

        And `amendment.unapproved`, where people must approve what an amendment comes to first;
        `split.unapproved`, where others than those who approved an order must approve what stays.
        """
        if order is None:
            return ()
        if isinstance(command, CastVote):
            return self._on_vote(command, _Asked.of_order(order), context)
        if isinstance(command, VoteOnAmendment):
            asked = _Asked.of_amendment(order, command, context)
            return () if asked is None else self._on_vote(command, asked, context)
        if isinstance(command, Amend | ApplyAmendment):
            return self._on_amendment(order, command, context)
        if isinstance(command, RetractVote):
            return self._on_retraction(order, context)
        if isinstance(command, SplitOff):
            return self._on_split(order, command, context)
        return ()

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """`Approved` or `Rejected` once the votes on this content are enough.

        Or `AmendmentApproved` or `AmendmentRejected`, once those on an amendment are.
        """
        at, by = context.at, context.actor.id
        if order is None or not isinstance(command, CastVote | VoteOnAmendment):
            return ()
        name, asked = "", None
        if isinstance(command, CastVote):
            asked = _Asked.of_order(order)
        else:
            name, asked = command.amendment, _Asked.of_amendment(order, command, context)
        if asked is None:
            return ()
        cast = [event.vote for event in events if isinstance(event, Voted | AmendmentVoted)]
        votes = [vote for vote in (*asked.votes, *cast) if vote.digest == asked.digest]
        digest = asked.digest
        match self._standing(asked.order, votes):
            case Standing.APPROVED if name:
                return (AmendmentApproved(amendment=name, digest=digest, at=at, by=by),)
            case Standing.REJECTED if name:
                return (AmendmentRejected(amendment=name, digest=digest, at=at, by=by),)
            case Standing.APPROVED:
                return (Approved(digest=digest, at=at, by=by),)
            case Standing.REJECTED:
                return (Rejected(digest=digest, at=at, by=by),)
            case _:
                return ()

    def _on_vote(
        self, command: CastVote | VoteOnAmendment, asked: _Asked, context: Context
    ) -> Sequence[Finding]:
        actor, findings = context.actor, list[Finding]()
        persons = {person for person in (actor.id, actor.on_behalf_of) if person is not None}
        if makers := sorted(asked.order.makers & persons):
            findings.append(block("vote.maker", "", maker=makers[0]))
        counted = {
            person
            for vote in asked.votes
            if vote.digest == command.digest
            for person in (vote.by, vote.on_behalf_of)
        }
        if persons & counted:
            findings.append(block("vote.twice", "", actor=actor.id))
        roles = self._roles(asked.order)
        if not roles or asked.approved == command.digest:
            # An approval ends the voting; it is not undone by one more vote.
            findings.append(block("vote.not_needed", ""))
        elif command.role not in roles:
            findings.append(block("vote.role", "role", role=command.role))
        elif (turn := self._turn(asked)) is not None and command.role not in turn:
            told = ", ".join(turn) or _NOBODY
            findings.append(block("vote.turn", "role", role=command.role, turn=told))
        return findings

    def _on_retraction(self, order: Order, context: Context) -> Sequence[Finding]:
        """A vote by which the turn came to somebody who has voted since is not taken back."""
        asked, mine = _Asked.of_order(order), context.actor.id
        places = [at for at, vote in enumerate(asked.votes) if vote.by == mine]
        if not places:
            return ()
        kept = list(asked.votes[: places[0]])
        for vote in asked.votes[places[0] + 1 :]:
            turn = self._turn(attrs.evolve(asked, votes=tuple(kept)))
            if turn is not None and vote.role not in turn:
                return (block("vote.depended", ""),)
            kept.append(vote)
        return ()

    def _on_amendment(
        self, order: Order, command: Amend | ApplyAmendment, context: Context
    ) -> Sequence[Finding]:
        """What is still to be approved as a whole asks for no approval of its parts."""
        asked = _Asked.of_amendment(order, command, context)
        if asked is None or self.needed(order, context):
            return ()
        roles = self._roles(asked.order)
        if not roles or asked.approved == asked.digest:
            return ()
        return (block("amendment.unapproved", "amendment", role=roles[0]),)

    def _on_split(self, order: Order, command: SplitOff, context: Context) -> Sequence[Finding]:
        """What stays of an approved order stays approved, by those whom it asks for."""
        after = amended(order, command, context)
        if after is None or not after.approved:
            return ()
        asked = set(self._roles(order))
        more = [role for role in self._roles(after) if role not in asked]
        return (block("split.unapproved", "", role=more[0]),) if more else ()

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

    def _turn(self, asked: _Asked) -> Sequence[str] | None:
        """Whose turn it is; None where the policy asks all at once."""
        if not isinstance(self.policy, TurnPolicy):
            return None
        votes = [vote for vote in asked.votes if vote.digest == asked.digest]
        try:
            return tuple(self.policy.turn(asked.order, votes))
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
