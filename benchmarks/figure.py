"""What a benchmark gives: one figure, beside its peer where it has one."""

from collections.abc import Callable, Sequence
from statistics import median
from typing import Literal, TypeAlias, final

import attrs

__all__ = ["Better", "Figure", "absolute", "alternating", "beside"]

Better: TypeAlias = Literal["higher", "lower"]


@final
@attrs.frozen(kw_only=True)
class Figure:
    """One line of `bench.json`.

    Attributes:
        ours: In `unit`.
        reference: What the peer did in the same run, in `unit`; None for an absolute figure.
        ratio: Ours / reference.
    """

    name: str
    ours: float
    reference: float | None
    reference_name: str | None
    ratio: float | None
    unit: str
    better: Better


def absolute(name: str, ours: float, unit: str, better: Better) -> Figure:
    """A figure that stands alone."""
    return Figure(
        name=name,
        ours=ours,
        reference=None,
        reference_name=None,
        ratio=None,
        unit=unit,
        better=better,
    )


def beside(
    name: str, pairs: Sequence[tuple[float, float]], peer: str, unit: str, better: Better
) -> Figure:
    """A figure beside its peer: medians of both sides over repeats that took turns."""
    ours = median(mine for mine, _ in pairs)
    theirs = median(other for _, other in pairs)
    return Figure(
        name=name,
        ours=ours,
        reference=theirs,
        reference_name=peer,
        ratio=ours / theirs,
        unit=unit,
        better=better,
    )


def alternating(
    ours: Callable[[], float], theirs: Callable[[], float], repeats: int
) -> list[tuple[float, float]]:
    """Run both sides in turns, each first as often as second: a drift of the machine hits both."""
    pairs = list[tuple[float, float]]()
    for repeat in range(repeats):
        if repeat % 2:
            other = theirs()
            pairs.append((ours(), other))
        else:
            mine = ours()
            pairs.append((mine, theirs()))
    return pairs
