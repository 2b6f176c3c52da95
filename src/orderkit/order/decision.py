"""The answer to a command: what happened, what the host is asked to do, what stands against it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.order.events import (
    Approved,
    Backordered,
    Cancelled,
    Credited,
    Event,
    Invoiced,
    OrderPlaced,
    PaymentApplied,
    Rejected,
    Returned,
    Shipped,
)
from orderkit.values import EffectId, Finding, OrderKey

__all__ = ["TOPICS", "Decision", "Effect", "effects_of"]

TOPICS: Final[Mapping[type[Event], str]] = MappingProxyType(
    {
        OrderPlaced: "order.placed",
        Approved: "order.approved",
        Rejected: "order.rejected",
        Backordered: "order.backordered",
        Shipped: "order.shipped",
        Cancelled: "order.cancelled",
        Returned: "order.returned",
        Invoiced: "order.invoiced",
        Credited: "order.credited",
        PaymentApplied: "order.paid",
    }
)


@final
@attrs.frozen
class Effect:
    """Something the host is asked to do once the decision is saved.

    Attributes:
        id: Follows from the order, the version of the event and the place in it, so that a
            repeated decision repeats the message and not the deed.
        topic: What it is about, such as `order.shipped`.
        order: Whose effect it is.
    """

    id: EffectId
    topic: str
    order: OrderKey


@final
@attrs.frozen
class Decision:
    """The answer to a command.

    Laws:
        all or nothing: No events, exactly if an unwaived BLOCK or REVIEW finding stands, or the
            single NOTE `already.so` says that nothing was left to do.
        no deed without a fact: Effects come only with events.
    """

    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether something happened."""
        return bool(self.events)


def effects_of(key: OrderKey, version: int, events: tuple[Event, ...]) -> tuple[Effect, ...]:
    """The effects that events call for, with ids that follow from their place in the history.

    Args:
        key: The order.
        version: Its version before the events; 0 where there was no order.
        events: In the order in which they happen.
    """
    effects: tuple[Effect, ...] = ()
    # Most events call for nothing.
    for place, event in enumerate(events, version + 1):
        topic = TOPICS.get(type(event))
        if topic is not None:
            effects = (*effects, Effect(EffectId(f"{key}/{place}/0"), topic, key))
    return effects
