"""Sharing an amount out by weights, so that no minor unit is made or lost.

Source: the largest remainder method (Hamilton, Hare-Niemeyer), with caps and floors served by
fixing whoever binds and sharing the rest again among the others.
"""

from collections.abc import Sequence
from typing import ClassVar, TypeVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values.money import Money

__all__ = [
    "Distribution",
    "InvalidWeightsError",
    "distribute",
    "headroom",
    "largest_remainder",
    "share_out",
    "unit_share",
]


Key = TypeVar("Key", str, tuple[int, str])


@attrs.frozen(kw_only=True)
class InvalidWeightsError(InvalidValueError):
    """Weights, caps, floors or keys that cannot be served."""

    code: ClassVar[str] = "distribute.weights"
    template: ClassVar[str] = "an amount cannot be shared out: {why}"

    why: str


@final
@attrs.frozen
class Distribution:
    """Shares in the order of the weights, and what nobody could take.

    Laws:
        conserved: The shares and the rest add up to the amount, exactly.
        bounded: No share passes its cap, has the other sign, or is not zero at weight 0.
    """

    shares: tuple[Money, ...]
    rest: Money


def distribute(
    amount: Money,
    weights: Sequence[int],
    *,
    caps: Sequence[int | None] | None = None,
    floors: Sequence[int] | None = None,
    keys: Sequence[str] | None = None,
) -> Distribution:
    """Share an amount out in proportion to weights, by largest remainder.

    Caps and floors are minor units in the direction of the amount's sign, so a credit is the
    mirror of its invoice. Where all floors together exceed the amount, they are served in
    proportion to themselves.

    Args:
        weights: Whole numbers, none below zero; weight 0 takes nothing.
        caps: The most each may take; None takes any amount.
        floors: The least each takes, where there is enough.
        keys: Break ties, so that the place in the sequence does not; the place by default.

    Returns:
        A share for each weight, and the rest that caps or all-zero weights left over.

    Raises:
        InvalidWeightsError: A negative or non-whole number, or sequences of unequal length.
    """
    shares = share_out(amount.minor, weights, caps=caps, floors=floors, keys=keys)
    currency = amount.currency
    return Distribution(
        tuple([Money(share, currency) for share in shares]),
        Money(amount.minor - sum(shares), currency),
    )


def share_out(
    whole: int,
    weights: Sequence[int],
    *,
    caps: Sequence[int | None] | None = None,
    floors: Sequence[int] | None = None,
    keys: Sequence[str] | None = None,
) -> list[int]:
    """The shares of `distribute` in minor units; what they leave of the whole is the rest.

    Raises:
        InvalidWeightsError: As for `distribute`.
    """
    count = len(weights)
    most = [None] * count if caps is None else list(caps)
    least = [0] * count if floors is None else list(floors)
    ties: list[str | int] = list(range(count)) if keys is None else list(keys)
    _check(weights, most, least, ties)
    size = abs(whole)
    floored = _floored(size, weights, most, least, ties)
    given = _filled(size, weights, most, floored, ties)
    return given if whole >= 0 else [-part for part in given]


def headroom(amount: int, quantity: int, lowest: int) -> int:
    """What a line can take of a discount before its price falls below the lowest: its cap.

    Args:
        amount: What the line comes to, in minor units.
        quantity: Its pieces.
        lowest: The lowest price of a piece, in minor units.
    """
    return max(0, amount - quantity * lowest)


def unit_share(total: int, quantity: int, start: int, stop: int) -> int:
    """Minor units that the pieces from `start` up to `stop` have of a line's total.

    The first k pieces have the k-th part of the total rounded towards zero, so any partition of
    the pieces adds up to the total exactly, and a credit mirrors its invoice.

    Args:
        total: Minor units of the whole line, of either sign.
        quantity: Pieces of the line.
        start: The first piece, from 0.
        stop: The piece after the last, at most `quantity`.

    Raises:
        InvalidWeightsError: The pieces are not within the line.
    """
    if not 0 <= start <= stop <= quantity or not quantity:
        raise InvalidWeightsError(why=f"pieces {start}..{stop} of {quantity}")
    size = abs(total)
    part = size * stop // quantity - size * start // quantity
    return part if total >= 0 else -part


def largest_remainder(whole: int, weights: Sequence[int], keys: Sequence[Key]) -> list[int]:
    """Shares of a whole by largest remainder, without caps, floors or any check.

    Args:
        weights: None below zero, and not all zero.
        keys: Sorted by where remainders are equal; no two alike.
    """
    total, size = sum(weights), abs(whole)
    cuts = [divmod(size * weight, total) for weight in weights]
    parts = [part for part, _ in cuts]
    spare = size - sum(parts)
    if spare:
        overs = [-over for _, over in cuts]
        # The second sort keeps the order of the first where remainders are equal.
        ranked = sorted(range(len(keys)), key=keys.__getitem__)
        ranked.sort(key=overs.__getitem__)
        for place in ranked[:spare]:
            parts[place] += 1
    return parts if whole >= 0 else [-part for part in parts]


def _check(
    weights: Sequence[int],
    caps: Sequence[int | None],
    floors: Sequence[int],
    ties: Sequence[str | int],
) -> None:
    if not len(weights) == len(caps) == len(floors) == len(ties):
        raise InvalidWeightsError(why="weights, caps, floors and keys differ in number")
    if len(set(ties)) != len(ties):
        raise InvalidWeightsError(why="a key stands twice")
    numbers = [*weights, *floors, *(cap for cap in caps if cap is not None)]
    if any(type(number) is not int or number < 0 for number in numbers):
        raise InvalidWeightsError(why="a weight, cap or floor is no whole number from zero up")


def _floored(
    whole: int,
    weights: Sequence[int],
    caps: Sequence[int | None],
    floors: Sequence[int],
    ties: Sequence[str | int],
) -> list[int]:
    """The floors first; a floor counts only where there is a weight, and up to its cap."""
    floor = [
        0 if not weight else least if most is None else min(least, most)
        for weight, least, most in zip(weights, floors, caps, strict=True)
    ]
    return floor if sum(floor) <= whole else _shares(whole, floor, ties)


def _filled(
    whole: int,
    weights: Sequence[int],
    caps: Sequence[int | None],
    floored: Sequence[int],
    ties: Sequence[str | int],
) -> list[int]:
    """What is above the floors, shared again among the others as often as a cap binds."""
    given = list(floored)
    left = whole - sum(given)
    live = [place for place, weight in enumerate(weights) if weight]
    while left and live:
        parts = _shares(left, [weights[place] for place in live], [ties[place] for place in live])
        capped = [
            place
            for place, part in zip(live, parts, strict=True)
            if (cap := caps[place]) is not None and given[place] + part > cap
        ]
        if not capped:
            for place, part in zip(live, parts, strict=True):
                given[place] += part
            left = 0
        for place in capped:
            left -= (caps[place] or 0) - given[place]
            given[place] = caps[place] or 0
        live = [place for place in live if place not in set(capped)]
    return given


def _shares(whole: int, weights: Sequence[int], ties: Sequence[str | int]) -> list[int]:
    """Largest remainder over weights that are not all zero; ties go to the smaller key."""
    return largest_remainder(whole, weights, [_rank(tie) for tie in ties])


def _rank(tie: str | int) -> tuple[int, str]:
    return (tie, "") if isinstance(tie, int) else (0, tie)
