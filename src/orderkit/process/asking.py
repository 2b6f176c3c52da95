"""Asking: while gates and rules are asked about an order, none of them has the desk to call."""

from collections.abc import Callable
from contextvars import ContextVar, copy_context
from typing import Final, TypeVar

from orderkit.order import ReentryError
from orderkit.values import OrderKey

__all__ = ["asked_about", "refuse_reentry"]

T = TypeVar("T")
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


def asked_about(key: OrderKey, ask: Callable[[], T]) -> T:
    """What gates and rules say of an order, while they have no desk to call."""
    # In a copy of its own, so that no interrupt can leave the mark behind.
    return copy_context().run(_marked, str(key), ask)


def _marked(subject: str, ask: Callable[[], T]) -> T:
    _ASKED_ABOUT.set(subject)
    return ask()
