"""The peer of `life.vs_eventsourcing`: an order of equal content, on the `eventsourcing` library.

Written as that library is meant to be used: an aggregate whose decorated methods make its events,
an application that loads it from the repository, lets it decide, and saves it. Everything is kept
as plain values of its JSON, the quickest form that it has: a class of one's own for lines would
cost it a transcoding for each line, each time that the order is loaded.
"""

from datetime import datetime
from typing import Final, TypeAlias, TypedDict
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

__all__ = ["Content", "Orders", "Pieces", "RefusedError"]

# Sku, quantity, price, amount, description, by the id of the line.
Lines: TypeAlias = dict[str, tuple[str, int, str, int, str]]
Pieces: TypeAlias = dict[str, int]

_MOST: Final = 100_000


class Content(TypedDict):
    """What is ordered."""

    number: str
    channel: str
    customer: str
    currency: str
    ordered_at: datetime
    lines: Lines


class RefusedError(Exception):
    """What the peer answers to what cannot be done."""


class Order(Aggregate):
    """An order with its lines, a ledger for each of them, its votes and its stage."""

    @event("Placed")
    def __init__(self, content: Content, at: datetime, by: str, key: str) -> None:
        """Open every line."""
        del at
        lines = content["lines"]
        self.content, self.placed_by, self.keys = content, by, {key}
        self.stage = "captured"
        self.total = sum(amount for _, _, _, amount, _ in lines.values())
        self.open = {line: quantity for line, (_, quantity, _, _, _) in lines.items()}
        self.reserved = dict.fromkeys(lines, 0)
        self.shipped = dict.fromkeys(lines, 0)
        self.invoiced = dict.fromkeys(lines, 0)
        self.votes = list[tuple[str, str]]()
        self.billed = 0

    def validate(self, at: datetime, by: str, key: str) -> None:
        """Check quantities and amounts, then move on."""
        self._at("captured")
        for _, quantity, _, amount, _ in self.content["lines"].values():
            if not 0 < quantity <= _MOST or amount < 0:
                raise RefusedError(quantity)
        self.validated(at, by, key)

    @event("Validated")
    def validated(self, at: datetime, by: str, key: str) -> None:
        """What was checked."""
        del at, by
        self._done("validated", key)

    def submit(self, at: datetime, by: str, key: str) -> None:
        """Ask for approval."""
        self._at("validated")
        self.submitted(at, by, key)

    @event("Submitted")
    def submitted(self, at: datetime, by: str, key: str) -> None:
        """What waits for approval."""
        del at, by
        self._done("approval", key)

    def approve(self, role: str, at: datetime, by: str, key: str) -> None:
        """Vote in favour: in the role, once, and never as the maker."""
        self._at("approval")
        if role != "approver" or by == self.placed_by or any(by == who for who, _ in self.votes):
            raise RefusedError(by)
        self.approved(role, at, by, key)

    @event("Approved")
    def approved(self, role: str, at: datetime, by: str, key: str) -> None:
        """What was approved."""
        del at
        self.votes.append((by, role))
        self._done("approved", key)

    def reserve(self, pieces: Pieces, at: datetime, by: str, key: str) -> None:
        """Bind open pieces to stock."""
        self._at("approved")
        _there(pieces, self.open)
        self.bound(pieces, at, by, key)

    @event("Reserved")
    def bound(self, pieces: Pieces, at: datetime, by: str, key: str) -> None:
        """What was bound."""
        del at, by
        _shift(pieces, self.open, self.reserved)
        self._done("fulfilling", key)

    def ship(self, pieces: Pieces, reference: str, at: datetime, by: str, key: str) -> None:
        """Let reserved pieces leave."""
        self._at("fulfilling")
        _there(pieces, self.reserved)
        self.left(pieces, reference, at, by, key)

    @event("Shipped")
    def left(self, pieces: Pieces, reference: str, at: datetime, by: str, key: str) -> None:
        """What left."""
        del reference, at, by
        _shift(pieces, self.reserved, self.shipped)
        there = any(self.open.values()) or any(self.reserved.values())
        self._done(self.stage if there else "shipped", key)

    def invoice(
        self, pieces: Pieces, document: str, amount: int, at: datetime, by: str, key: str
    ) -> None:
        """Bill what left."""
        self._at("shipped")
        left = {line: self.shipped[line] - self.invoiced[line] for line in pieces}
        _there(pieces, left)
        self.was_billed(pieces, document, amount, at, by, key)

    @event("Invoiced")
    def was_billed(
        self, pieces: Pieces, document: str, amount: int, at: datetime, by: str, key: str
    ) -> None:
        """What was billed."""
        del document, at, by
        for line, quantity in pieces.items():
            self.invoiced[line] += quantity
        self.billed += amount
        self._done("invoiced", key)

    def _at(self, stage: str) -> None:
        if self.stage != stage:
            raise RefusedError(self.stage)

    def _done(self, stage: str, key: str) -> None:
        self.stage = stage
        self.keys.add(key)


def _there(pieces: Pieces, source: Pieces) -> None:
    for line, quantity in pieces.items():
        if not 0 < quantity <= source[line]:
            raise RefusedError(line)


def _shift(pieces: Pieces, source: Pieces, target: Pieces) -> None:
    for line, quantity in pieces.items():
        source[line] -= quantity
        target[line] += quantity


class Orders(Application[UUID]):
    """Loads an order for each command, and saves it after; nothing is kept between."""

    name = "orders"

    def place(self, content: Content, at: datetime, by: str, key: str) -> UUID:
        """Make an order; gives its id."""
        order = Order(content=content, at=at, by=by, key=key)
        self.save(order)
        return order.id

    def load(self, order_id: UUID) -> Order:
        """The order as it was saved last."""
        order: Order = self.repository.get(order_id)
        return order
