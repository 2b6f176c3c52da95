"""What masses cost: work that is counted, and so the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Protocol


class Trace(Protocol):
    """What the interpreter calls at each line."""

    def __call__(self, frame: FrameType, event: str, arg: object, /) -> "Trace | None":
        """What is called at the next one."""


__all__ = ["growth", "work"]


def work(act: Callable[[], object]) -> int:
    """Lines that are run while something is done, each turn of a loop anew, and functions called.

    What a built-in function does within one call is not seen.
    """
    done = 0

    def count(frame: FrameType, event: str, arg: object) -> Trace:
        del frame, event, arg
        nonlocal done
        done += 1
        return count

    known = sys.gettrace()
    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(known)
    return done


def growth(made: Callable[[int], Callable[[], object]], size: int = 200) -> float:
    """By how much the work grows where everything is twice as many: 2 is linear, 4 quadratic."""
    one, two = (work(made(each)) for each in (size, 2 * size))
    return two / one
