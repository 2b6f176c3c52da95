"""Asking: while gates and rules are asked about an order, none of them has the desk to call."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from orderkit.order import ReentryError
from orderkit.values import OrderKey

__all__ = ["asking", "refuse_reentry"]

# The order that they are asked about, in this thread or task; empty if none is.
_ASKED_ABOUT: Final = ContextVar("asked_about", default="")


def refuse_reentry(asked: str) -> None:
    """Refuse a call of the desk by what the desk is asking.

    Raises:
        ReentryError: A gate or a rule is being asked.
    """
    subject = _ASKED_ABOUT.get()
    if subject:
        raise ReentryError(subject=subject, move=asked)


@contextmanager
def asking(key: OrderKey) -> Iterator[None]:
    """Ask gates and rules about an order."""
    mark = _ASKED_ABOUT.set(str(key))
    try:
        yield
    finally:
        _ASKED_ABOUT.reset(mark)
