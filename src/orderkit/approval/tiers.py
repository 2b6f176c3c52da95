"""Tiers of approval: who is asked after whom, and how far votes have carried a document."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar, Final, final

import attrs

from orderkit.approval.protocol import Standing
from orderkit.errors import InvalidValueError
from orderkit.values import Choice, Money, RoleName, Vote, field_check

__all__ = [
    "Asked",
    "Bypass",
    "FirstAsked",
    "InvalidTierError",
    "Tier",
    "TierPlan",
    "TierStanding",
    "tiers_after",
]


@attrs.frozen(kw_only=True)
class InvalidTierError(InvalidValueError):
    """A tier, or a plan of tiers, that cannot be."""

    code: ClassVar[str] = "tier.invalid"
    template: ClassVar[str] = "tiers cannot stand so at {path}: {why}"

    path: str
    why: str


@final
class Asked(StrEnum):
    """Whether tiers are asked one after the other, or all at once."""

    IN_TURN = "in_turn"
    TOGETHER = "together"


@final
class FirstAsked(StrEnum):
    """Which end the asking begins at."""

    LOWEST = "lowest_sequence"
    HIGHEST = "highest_sequence"


@final
class Bypass(StrEnum):
    """Whether one vote answers more than the tier whose turn it is."""

    NONE = "none"
    CONSECUTIVE = "consecutive_same_reviewer"


@final
@attrs.frozen(kw_only=True)
class Tier:
    """One tier: a role that must approve.

    Attributes:
        sequence: Its place; tiers of one sequence are asked together.
        least: It is asked from this amount on, and in any other currency; None asks it always.
    """

    id: str
    role: RoleName
    sequence: int
    least: Money | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no tier holds."""
        _refuse(_WRONG_IN_TIER(self), "tier")


@final
@attrs.frozen(kw_only=True)
class TierPlan:
    """Tiers, and how they are asked.

    Attributes:
        tiers: Each id stands once.
        bypass: `CONSECUTIVE` lets a vote approve what follows directly by the same role.
    """

    tiers: tuple[Tier, ...]
    asked: Asked = Asked.IN_TURN
    first: FirstAsked = FirstAsked.LOWEST
    bypass: Bypass = Bypass.NONE

    def __attrs_post_init__(self) -> None:
        """Refuse what no plan holds, and two tiers with one id."""
        _refuse(_WRONG_IN_PLAN(self), "plan")
        ids = [tier.id for tier in self.tiers]
        for place, name in enumerate(ids):
            if name in ids[:place]:
                raise InvalidTierError(path=f"tiers/{name}", why="it stands twice")

    def in_order(self) -> tuple[Tier, ...]:
        """The tiers as they are asked; those of one sequence in the order of the plan."""
        down = self.first is FirstAsked.HIGHEST
        return tuple(sorted(self.tiers, key=lambda tier: -tier.sequence if down else tier.sequence))


@final
@attrs.frozen(kw_only=True)
class TierStanding:
    """How far votes have carried it.

    Attributes:
        approved: Ids of tiers that said yes, in the order in which they are asked.
        pending: Ids of tiers that have said nothing, likewise.
        rejected: Ids of the tiers that said no.
        turn: The roles whose vote is asked for now, none twice; none where it stands.
    """

    approved: tuple[str, ...]
    pending: tuple[str, ...]
    rejected: tuple[str, ...]
    turn: tuple[RoleName, ...]

    @property
    def standing(self) -> Standing:
        """Rejected by one no; approved once every tier said yes, or where there is none."""
        if self.rejected:
            return Standing.REJECTED
        return Standing.PENDING if self.pending else Standing.APPROVED


def tiers_after(plan: TierPlan, votes: Iterable[Vote]) -> TierStanding:
    """What votes, oldest first, come to.

    Laws:
        in turn: Asked in turn, a tier is approved only after every tier before it.
        settled: After a rejection, and after the last approval, no vote changes anything.
        out of turn: A vote of a role whose turn it is not counts for nothing.
    """
    tiers = plan.in_order()
    answers = dict[str, Choice]()
    for vote in votes:
        if vote.choice is Choice.REJECT:
            asked = _asked(plan, tiers, answers)
            answers |= {tier.id: Choice.REJECT for tier in asked if tier.role == vote.role}
        else:
            _approve(plan, tiers, answers, vote.role)
    turn = dict.fromkeys(tier.role for tier in _asked(plan, tiers, answers))
    return TierStanding(
        approved=tuple(tier.id for tier in tiers if answers.get(tier.id) is Choice.APPROVE),
        pending=tuple(tier.id for tier in tiers if tier.id not in answers),
        rejected=tuple(tier.id for tier in tiers if answers.get(tier.id) is Choice.REJECT),
        turn=tuple(turn),
    )


def _approve(
    plan: TierPlan, tiers: Sequence[Tier], answers: dict[str, Choice], role: RoleName
) -> None:
    while True:
        asked = _asked(plan, tiers, answers)
        own = [tier.id for tier in asked if tier.role == role]
        answers |= dict.fromkeys(own, Choice.APPROVE)
        # What others are asked beside it ends the run: theirs does not follow directly.
        if not own or plan.bypass is Bypass.NONE or len(own) < len(asked):
            return


def _asked(plan: TierPlan, tiers: Sequence[Tier], answers: dict[str, Choice]) -> tuple[Tier, ...]:
    """The tiers that are asked now."""
    if Choice.REJECT in answers.values():
        return ()
    pending = [tier for tier in tiers if tier.id not in answers]
    if plan.asked is Asked.TOGETHER:
        return tuple(pending)
    return tuple(tier for tier in pending if tier.sequence == pending[0].sequence)


def _refuse(wrong: tuple[str, str] | None, path: str) -> None:
    if wrong is not None:
        raise InvalidTierError(path=f"{path}/{wrong[0]}", why=f"it cannot hold {wrong[1]}")


_WRONG_IN_TIER: Final = field_check(Tier)
_WRONG_IN_PLAN: Final = field_check(TierPlan)
