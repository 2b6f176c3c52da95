"""What an event tells people, in one form for all kinds: how much, on which paper, and why."""

from typing import assert_never, final

import attrs

from orderkit.order import (
    Amended,
    AmendmentApproved,
    AmendmentEvent,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentVoted,
    AmendmentWithdrawn,
    Approved,
    Claimed,
    ClaimExecuted,
    ClaimReleased,
    Credited,
    Event,
    Excerpt,
    FacetCleared,
    FacetSet,
    FindingWaived,
    FlowStarted,
    Invoiced,
    LedgerEvent,
    LinesAdded,
    OrderPlaced,
    PaymentApplied,
    PaymentReversed,
    Rejected,
    StageMoved,
    Voted,
    VoteRetracted,
)
from orderkit.values import ActorId

__all__ = ["Told", "told"]


@final
@attrs.frozen(kw_only=True)
class Told:
    """The figures and words of one event; what it does not say is empty or None.

    Attributes:
        sort: Which sort of its kind: the move taken, the choice of a vote, the facet set, the
            code of the finding let pass.
        pieces: Whole steps, of all lines together.
        amount: Minor units of the order's currency.
        papers: Numbers of documents, shipments and receipts, or the word that pieces moved under.
        why: The reason or opinion that the person gave.
        on_behalf_of: The person whose place the actor took.
    """

    sort: str = ""
    pieces: int | None = None
    amount: int | None = None
    papers: tuple[str, ...] = ()
    why: str = ""
    on_behalf_of: ActorId | None = None


_NOTHING = Told()


def told(event: Event) -> Told:
    """What an event says."""
    match event:
        case OrderPlaced(terms=terms, on_behalf_of=name):
            pieces = sum(line.quantity for line in terms.lines)
            papers = (terms.number,)
            return Told(pieces=pieces, amount=terms.total, papers=papers, on_behalf_of=name)
        case LinesAdded(lines=lines, adjustments=adjustments, on_behalf_of=name):
            pieces = sum(line.quantity for line in lines)
            amount = sum(line.total for line in lines) + sum(each.amount for each in adjustments)
            return Told(pieces=pieces, amount=amount, on_behalf_of=name)
        case PaymentApplied() | PaymentReversed():
            return Told(amount=event.amount, papers=(event.receipt, event.document))
        case Invoiced() | Credited():
            return Told(amount=event.amount, papers=(event.document,))
        case Voted(vote=vote) | VoteRetracted(vote=vote):
            why = vote.opinion if isinstance(event, Voted) else event.reason
            return Told(sort=vote.choice.value, why=why, on_behalf_of=vote.on_behalf_of)
        case FacetSet(mark=mark):
            return Told(sort=mark.facet.value, pieces=mark.quantity, why=mark.reason)
        case Claimed(claims=claims) | ClaimReleased(claims=claims) | ClaimExecuted(claims=claims):
            drafts = tuple(dict.fromkeys(claim.document for claim in claims))
            return Told(pieces=sum(claim.quantity for claim in claims), papers=drafts)
        case FindingWaived(waiver=waiver):
            return Told(sort=waiver.code, why=waiver.reason)
        case StageMoved(move=move):
            return Told(sort=move)
        case FacetCleared() | FlowStarted() | Approved() | Rejected():
            return _NOTHING
        case (
            Amended()
            | AmendmentApproved()
            | AmendmentProposed()
            | AmendmentRejected()
            | AmendmentVoted()
            | AmendmentWithdrawn()
        ):
            return _of_amendment(event)
        case _:
            return _of_pieces(event)


def _of_pieces(event: LedgerEvent) -> Told:
    pieces = sum(shift.quantity for shift in event.shifts)
    return Told(pieces=pieces, papers=(event.reference,) if event.reference else ())


def _of_amendment(event: AmendmentEvent) -> Told:
    match event:
        case AmendmentProposed(amendment=amendment):
            name, why = amendment.on_behalf_of, amendment.reason
            return Told(papers=(amendment.id,), why=why, on_behalf_of=name)
        case AmendmentVoted(amendment=paper, vote=vote):
            return Told(
                sort=vote.choice.value,
                papers=(paper,),
                why=vote.opinion,
                on_behalf_of=vote.on_behalf_of,
            )
        case Amended(amendment=paper, was=was, now=now, reason=reason):
            pieces = sum(line.quantity for line in now.lines)
            pieces -= sum(line.quantity for line in was.lines)
            amount = _worth(now) - _worth(was)
            return Told(pieces=pieces, amount=amount, papers=(paper,), why=reason)
        case AmendmentWithdrawn(amendment=paper, reason=reason):
            return Told(papers=(paper,), why=reason)
        case AmendmentApproved(amendment=paper) | AmendmentRejected(amendment=paper):
            return Told(papers=(paper,))
        case _:
            assert_never(event)


def _worth(part: Excerpt) -> int:
    lines = sum(line.total for line in part.lines)
    return lines + sum(charge.amount for charge in part.adjustments)
