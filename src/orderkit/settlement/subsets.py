"""Which amounts add up to a sum, when only one answer counts."""

from collections.abc import Iterable, Sequence
from itertools import combinations, product
from typing import Final

__all__ = ["fitting_subsets", "only", "only_choice", "only_subset"]

_MOST_CHOICES: Final = 4096


def only_subset(amounts: Sequence[int], target: int, *, most: int) -> tuple[int, ...] | None:
    """The places of the one set of amounts that adds up to the target; None where there is none.

    None too where there are two: an answer that could be another is a guess.

    Args:
        amounts: Of either sign.
        target: What the set must come to.
        most: The size of the largest set.

    >>> only_subset([500, 300, 200, 40], 740, most=3)
    (0, 2, 3)
    >>> only_subset([500, 300, 200, 40], 540, most=3) is None
    True
    """
    return only(fitting_subsets(amounts, target, most=most))


def only(found: Iterable[tuple[int, ...]]) -> tuple[int, ...] | None:
    """The one answer among some, however often it was found; None where there are two, or none."""
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def fitting_subsets(
    amounts: Sequence[int], target: int, *, most: int
) -> tuple[tuple[int, ...], ...]:
    """The places of the first two sets of amounts that add up to the target, if there are any.

    Both halves are summed apart and met in the middle, so 20 amounts take two thousand sums and
    not a million.

    Args:
        amounts: Of either sign.
        target: What a set must come to.
        most: The size of the largest set.

    >>> fitting_subsets([500, 300, 200, 40], 540, most=3)
    ((0, 3), (1, 2, 3))
    """
    half = len(amounts) // 2
    left: dict[int, list[tuple[int, ...]]] = {}
    for places in _subsets(range(half), most):
        left.setdefault(sum(amounts[at] for at in places), []).append(places)
    found: list[tuple[int, ...]] = []
    for places in _subsets(range(half, len(amounts)), most):
        for before in left.get(target - sum(amounts[at] for at in places), ()):
            if 0 < len(before) + len(places) <= most:
                found.append(before + places)
            if len(found) > 1:
                return tuple(found)
    return tuple(found)


def _subsets(places: Sequence[int], most: int) -> list[tuple[int, ...]]:
    return [
        chosen
        for size in range(min(most, len(places)) + 1)
        for chosen in combinations(places, size)
    ]


def only_choice(
    options: Sequence[Sequence[tuple[str, int]]], target: int
) -> tuple[str, ...] | None:
    """One name from each option, so that their amounts add up to the target, if only one way.

    Args:
        options: For each place, names and their amounts; a name counts once.
        target: What the chosen must come to.

    Returns:
        The names, sorted; None where no choice, or more than one, comes to the target, or where
        there are more than 4096 to try.
    """
    ways = 1
    for each in options:
        ways *= len(each)
    if not 0 < ways <= _MOST_CHOICES or not options:
        return None
    found: set[tuple[str, ...]] = set()
    for chosen in product(*options):
        names = {name for name, _ in chosen}
        if len(names) == len(chosen) and sum(amount for _, amount in chosen) == target:
            found.add(tuple(sorted(names)))
    return found.pop() if len(found) == 1 else None
