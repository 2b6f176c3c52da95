"""The kind of vectors about approvals: tiers of reviewers, and what each act comes to."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from orderkit.approval import (
    Asked,
    Bypass,
    FirstAsked,
    Review,
    Tier,
    TierPlan,
    cast,
    may_confirm,
    may_write,
    request,
    restart,
)
from orderkit.values import ActorId, Choice, Context, Finding, OrganisationId, RoleName
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ORGANISATION: Final = OrganisationId("acme")
# The words of the figures for what stands against an act; a reason may have several here.
_REASONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "self_approval": frozenset({"vote.maker"}),
        "owner": frozenset({"vote.maker"}),
        "not_reviewer": frozenset({"vote.role"}),
        "not_a_reviewer": frozenset({"vote.role"}),
        "not_next": frozenset({"vote.turn"}),
        "not_your_turn": frozenset({"vote.turn"}),
        "out_of_sequence": frozenset({"vote.turn"}),
        "sequence": frozenset({"vote.turn"}),
        "not_requested": frozenset({"vote.not_needed", "review.unapproved"}),
        "under_validation": frozenset({"review.open"}),
        "under_review": frozenset({"review.open"}),
        "pending": frozenset({"review.open", "review.unapproved"}),
        "not_approved": frozenset({"review.unapproved"}),
        "not_validated": frozenset({"review.unapproved"}),
        "rejected": frozenset({"review.open", "review.unapproved", "vote.not_needed"}),
    }
)
_CHOICES: Final = {"approve": Choice.APPROVE, "reject": Choice.REJECT}


def _approval(vector: Vector) -> Outcome:
    given, expected = vector["given"], vector["expect"]
    policy = given.get("policy", {})
    if policy.get("bypass", Bypass.CONSECUTIVE) not in (*Bypass, None, False):
        return Outcome("open", str(policy["bypass"]))
    acts = given["acts"]
    # A system that has no word for it reviews from the beginning.
    asked = not any(act["act"] == "request" for act in acts)
    owner = given.get("owner")
    makers = frozenset({ActorId(owner)} if owner else ())
    review = Review(plan=_plan(given, policy), makers=makers, requested=asked)
    for act, wanted in zip(acts, expected["steps"], strict=True):
        if act["act"] not in _ACTS:
            return Outcome("open", str(act["act"]))
        review, findings = _ACTS[act["act"]](review, act)
        told = _against(review, findings, act, wanted)
        if told is not None:
            # Systems that compare nobody with the maker let the maker pass.
            lets_pass = wanted.get("refused") is False
            if lets_pass and any(found.code == "vote.maker" for found in findings):
                return Outcome("documented", "I-40: the maker checks what they made")
            return told
    return Outcome("same")


def _plan(given: Vector, policy: Vector) -> TierPlan:
    return TierPlan(
        tiers=tuple(
            Tier(
                id=str(row["id"]),
                role=RoleName(row["reviewer"]),
                sequence=row.get("sequence", place),
            )
            for place, row in enumerate(given["tiers"])
        ),
        asked=Asked.IN_TURN if policy.get("sequential") else Asked.TOGETHER,
        first=FirstAsked(policy.get("asked_first", FirstAsked.LOWEST)),
        bypass=Bypass(policy.get("bypass") or Bypass.NONE),
    )


_Made = tuple[Review, tuple[Finding, ...]]


def _cast(review: Review, act: Vector) -> _Made:
    # Reviewers are named people there, so each holds the role of their own name.
    by = str(act["by"])
    context = Context.by(by, _ORGANISATION, _AT, by)
    return cast(review, _CHOICES[act["act"]], RoleName(by), context)


_ACTS: Final[Mapping[str, Callable[[Review, Vector], _Made]]] = MappingProxyType(
    {
        "approve": _cast,
        "reject": _cast,
        "request": lambda review, _: (request(review), ()),
        "restart": lambda review, _: (restart(review), ()),
        "write": lambda review, _: (review, may_write(review)),
        "confirm": lambda review, _: (review, may_confirm(review)),
    }
)


def _against(
    review: Review, findings: tuple[Finding, ...], act: Vector, wanted: Vector
) -> Outcome | None:
    """What stands against a step; only what is named is looked at."""
    after, theirs = review.after, dict(wanted)
    reason = theirs.pop("reason", None)
    ours: dict[str, object] = {
        "refused": bool(findings),
        "approved": sorted(after.approved),
        "pending": sorted(after.pending),
        "pending_count": len(after.pending),
        "outcome": after.standing.value,
        "may_review": _may_review(review, act, theirs.get("may_review")),
    }
    strange = sorted(set(theirs) - set(ours))
    if strange:
        return Outcome("open", ", ".join(strange))
    for name, value in theirs.items():
        plain = sorted(value) if isinstance(value, list) else value
        if plain != ours[name]:
            return Outcome("differs", f"{act['act']}: {name}: ours {ours[name]}, theirs {plain}")
    if reason is None:
        return None
    if reason not in _REASONS:
        return Outcome("open", str(reason))
    codes = {found.code for found in findings}
    return None if codes & _REASONS[reason] else Outcome("differs", f"ours {sorted(codes)}")


def _may_review(review: Review, act: Vector, asked: object) -> object:
    """Who may review now, in the shape in which it is asked for."""
    turn = {str(role) for role in review.turn} - {str(maker) for maker in review.makers}
    if isinstance(asked, dict):
        return {name: name in turn for name in asked}
    if isinstance(asked, bool):
        return str(act["by"]) in turn
    if isinstance(asked, str):
        return ", ".join(sorted(turn))
    return sorted(turn)


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {"approval": _approval}
)
