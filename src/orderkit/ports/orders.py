"""The stores of orders and of what belongs to their commands."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol

import attrs

from orderkit.errors import InvalidValueError
from orderkit.order import Effect, Event, Order
from orderkit.ports.records import Answer, OrderQuery, Page, Recorded, Refusal
from orderkit.values import ActorId, EffectId, IdempotencyKey, OrderKey, OrganisationId

__all__ = ["HistoryGapError", "KeyStore", "OrderStore", "OutboxStore"]


@attrs.frozen(kw_only=True)
class HistoryGapError(InvalidValueError):
    """A snapshot was saved with other events than those that lead to it."""

    code: ClassVar[str] = "store.gap"
    template: ClassVar[str] = "{order}: {events} events do not lead from {expected} to {version}"

    order: str
    events: int
    expected: int
    version: int


class OrderStore(Protocol):
    """Orders as snapshots beside their events.

    Laws:
        optimistic: `save` writes only if the stored version is `expected` (0: no order yet), else
            it raises `ConflictError` with why `stale`.
        no gap: Events that do not lead from `expected` to the version raise `HistoryGapError`.
        whole: What `get` gives equals what was saved last.
        complete: `history` is every event ever saved, in version order.
        foreign: A key of another organisation is not found.
    """

    def get(self, key: OrderKey, /) -> Order | None:
        """Give the order as saved last; None if there is none."""
        ...

    def save(self, order: Order, events: Sequence[Event], /, *, expected: int) -> None:
        """Save a snapshot with the events that led to it from `expected`."""
        ...

    def history(self, key: OrderKey, /) -> tuple[Recorded, ...]:
        """Give all events of one order."""
        ...

    def since(self, position: int, /, *, limit: int) -> tuple[Recorded, ...]:
        """Give events of all orders after a global position, in its order."""
        ...

    def find(self, query: OrderQuery, /) -> Page:
        """List headers, by order time and id."""
        ...

    def refuse(self, refusal: Refusal, /) -> None:
        """Keep a refusal for insight."""
        ...

    def refusals(self, organisation: OrganisationId, /) -> tuple[Refusal, ...]:
        """Give all refusals, oldest first."""
        ...


class KeyStore(Protocol):
    """Answers by idempotency key; keys live per organisation and actor."""

    def find(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, /
    ) -> Answer | None:
        """Give the first answer under a key."""
        ...

    def add(
        self, organisation: OrganisationId, actor: ActorId, key: IdempotencyKey, answer: Answer, /
    ) -> None:
        """Keep the answer; raises `ConflictError` with why `key_reused` if there is one."""
        ...


class OutboxStore(Protocol):
    """Effects that are to leave after the commit, at least once, by stable id."""

    def add(self, effects: Sequence[Effect], /) -> None:
        """Keep effects with what caused them."""
        ...

    def pending(self, *, limit: int) -> tuple[Effect, ...]:
        """Give effects not sent yet, oldest first."""
        ...

    def sent(self, effect: EffectId, /, *, at: datetime) -> None:
        """Mark one as sent."""
        ...
