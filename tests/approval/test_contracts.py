"""The approval policies that ship keep their laws, and the suites catch those that do not."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import attrs
import pytest

from orderkit.approval import ApprovalPolicy, Asked, Bypass, FirstAsked, Standing, Tier, TierPlan
from orderkit.approval.policies import AmountBand, Tiers
from orderkit.order import Order
from orderkit.testing.approval import ApprovalPolicyContract, TurnPolicyContract
from orderkit.values import Choice, Currency, Money, RoleName, Vote

LEAD = RoleName("lead")
BAND = AmountBand(least=Money.exactly("1000.00", Currency.of("EUR")), role=LEAD)


class TestAmountBand(ApprovalPolicyContract):
    policy = BAND


def tier(name: str, role: str, sequence: int, least: str | None = None) -> Tier:
    amount = None if least is None else Money.exactly(least, Currency.of("EUR"))
    return Tier(id=name, role=RoleName(role), sequence=sequence, least=amount)


ROWS = (
    tier("a", "lead", 1),
    tier("b", "chief", 2, "1000.00"),
    tier("c", "lead", 2),
    tier("d", "lead", 3, "0.50"),
)


class TestTiersInTurn(TurnPolicyContract):
    policy = Tiers(TierPlan(tiers=ROWS))


class TestTiersFromTheTop(TurnPolicyContract):
    policy = Tiers(TierPlan(tiers=ROWS, first=FirstAsked.HIGHEST, bypass=Bypass.CONSECUTIVE))


class TestTiersTogether(TurnPolicyContract):
    policy = Tiers(TierPlan(tiers=ROWS, asked=Asked.TOGETHER))


class TestNoTiers(TurnPolicyContract):
    policy = Tiers(TierPlan(tiers=()))


@attrs.frozen
class Turning:
    """As the tiers, with one answer to whose turn it is."""

    answer: tuple[RoleName, ...]

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        return TestTiersInTurn.policy.roles(order)

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        return TestTiersInTurn.policy.standing(order, votes)

    def turn(self, order: Order, votes: Sequence[Vote], /) -> Sequence[RoleName]:
        del order, votes
        return self.answer


@pytest.mark.parametrize(
    ("law", "test", "answer"),
    [
        ("of its roles", "of_its_roles_whoever_is_asked_holds_one_of_them", (RoleName("boss"),)),
        ("ends", "ends_somebody_is_asked_exactly_while_it_is_pending", (LEAD,)),
        ("ends", "ends_somebody_is_asked_exactly_while_it_is_pending", ()),
    ],
)
def test_the_suite_of_turns_catches_a_liar(
    broken_law: Callable[[object, str], str], law: str, test: str, answer: tuple[RoleName, ...]
) -> None:
    class Suite(TurnPolicyContract):
        policy = Turning(answer)

    assert broken_law(Suite(), test) == law


@attrs.frozen
class Told:
    """As the band, with one answer that it was told; the liars are made of it."""

    answer: Standing | str | None = None

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        return BAND.roles(order)

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        del order, votes
        # A policy without a type checker may give anything.
        return self.answer  # type: ignore[return-value]


@attrs.frozen
class Moody(Told):
    turns: Iterator[int] = attrs.field(factory=count)

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        del order, votes
        return list(Standing)[next(self.turns) % 2]


@attrs.frozen
class Shifting(Told):
    """Asks somebody else each time."""

    turns: Iterator[int] = attrs.field(factory=count)

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        del order
        return (RoleName(f"role-{next(self.turns)}"),)


class Impatient(Told):
    """Looks at the first vote, and there may be none."""

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        del order
        return Standing.APPROVED if votes[0].choice is Choice.APPROVE else Standing.REJECTED


class Local(Told):
    """Compares amounts whatever their currencies."""

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        return (LEAD,) if order.total >= BAND.least else ()


class Wavering(Told):
    """Approved by an odd number of approvals."""

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        if not self.roles(order):
            return Standing.APPROVED
        yes = sum(vote.choice is Choice.APPROVE for vote in votes)
        return Standing.APPROVED if yes % 2 else Standing.PENDING


class Forgiving(Told):
    """Refused by one rejection, and by no more than one."""

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        no = sum(vote.choice is Choice.REJECT for vote in votes)
        return Standing.REJECTED if no == 1 and self.roles(order) else Standing.APPROVED


LIARS: list[tuple[str, str, ApprovalPolicy]] = [
    ("pure", "pure_equal_arguments_give_equal_answers", Moody()),
    ("pure", "pure_equal_arguments_give_equal_answers", Shifting()),
    ("total", "total_no_order_and_no_votes_make_it_raise", Impatient()),
    ("total", "total_no_order_and_no_votes_make_it_raise", Local(Standing.APPROVED)),
    ("standing", "standing_it_gives_a_standing_and_nothing_else", Told("approved")),
    ("standing", "standing_it_gives_a_standing_and_nothing_else", Told()),
    (
        "asked only",
        "asked_only_nobody_is_waited_for_where_nobody_is_needed",
        Told(Standing.PENDING),
    ),
    ("settled", "settled_one_more_vote_of_the_kind_undoes_nothing", Wavering()),
    ("settled", "settled_one_more_vote_of_the_kind_undoes_nothing", Forgiving()),
]


@pytest.mark.parametrize(("law", "test", "liar"), LIARS)
def test_the_suite_catches_a_liar_under_the_law_it_broke(
    broken_law: Callable[[object, str], str], law: str, test: str, liar: ApprovalPolicy
) -> None:
    class Suite(ApprovalPolicyContract):
        policy = liar

    assert broken_law(Suite(), test) == law


def test_every_law_of_the_suite_has_its_liar() -> None:
    tests = {name for name in dir(ApprovalPolicyContract) if name.startswith("test_")}
    assert {f"test_{test}" for _, test, _ in LIARS} == tests
