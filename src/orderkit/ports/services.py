"""Small services of the host: time, identity, messages."""

from datetime import datetime
from typing import Protocol

from orderkit.order import Effect

__all__ = ["Clock", "IdSource", "Notifier"]


class Clock(Protocol):
    """What time it is for the host."""

    def now(self) -> datetime:
        """Give an aware moment."""
        ...


class IdSource(Protocol):
    """Fresh identities for roots; all other ids derive from them."""

    def next(self, kind: str, /) -> str:
        """Give an id that was never given before for this kind (`order`, `shipment`…)."""
        ...


class Notifier(Protocol):
    """Takes effects to people and systems, at least once; a repeated id is the same message."""

    def send(self, effect: Effect, /) -> None:
        """Deliver one effect, or raise; raising keeps it pending."""
        ...
