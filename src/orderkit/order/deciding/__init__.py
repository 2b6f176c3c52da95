"""What the order itself has to say to a command: one module for each family."""

from typing import TypeAlias

from orderkit.order.events import Event
from orderkit.values import Finding, note

__all__ = ["ALREADY_SO", "Answer"]

Answer: TypeAlias = tuple[tuple[Event, ...], tuple[Finding, ...]]

ALREADY_SO = note("already.so", "")
