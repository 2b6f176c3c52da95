"""What gates said, held to what a gate may say: a voice of the wrong kind is no voice."""

from typing import TypeVar

from orderkit.errors import PolicyContractError
from orderkit.order.events import Event
from orderkit.order.events.happened import Happened
from orderkit.order.gates import Gate
from orderkit.values import Finding

__all__ = ["brought", "died", "said"]

T = TypeVar("T")


def said(gate: Gate, found: object) -> tuple[Finding, ...]:
    """The findings of a gate's answer.

    Raises:
        PolicyContractError: It is no sequence, or holds anything else.
    """
    return _each(gate, found, Finding, "findings")


def brought(gate: Gate, further: object) -> tuple[Event, ...]:
    """The events of a gate's answer.

    Raises:
        PolicyContractError: It is no sequence, or holds anything else.
    """
    # Every event is such a happening, and nothing else is.
    return _each(gate, further, Happened, "possible")  # type: ignore[arg-type]


def died(gate: Gate, error: Exception) -> PolicyContractError:
    """What to tell of a gate that raised."""
    return PolicyContractError(policy=type(gate).__name__, law="total", proof=f"{error!r:.200}")


def _each(gate: Gate, answer: object, kind: type[T], law: str) -> tuple[T, ...]:
    # A generator could be read once only, and not by whoever shows what was said.
    if not isinstance(answer, tuple | list):
        raise PolicyContractError(policy=type(gate).__name__, law=law, proof=f"{answer!r:.64}")
    for each in answer:
        if not isinstance(each, kind):
            raise PolicyContractError(policy=type(gate).__name__, law=law, proof=f"{each!r:.64}")
    return tuple(answer)
