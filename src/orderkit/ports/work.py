"""The unit of work, and where it comes from."""

from contextlib import AbstractContextManager
from typing import Protocol

from orderkit.ports.books import BookStore, NumberStore
from orderkit.ports.capture import ImportStore
from orderkit.ports.goods import GoodsStore
from orderkit.ports.orders import KeyStore, OrderStore, OutboxStore
from orderkit.ports.stock import StockStore
from orderkit.ports.subjects import SubjectStore

__all__ = ["Database", "UnitOfWork"]


class UnitOfWork(Protocol):
    """All stores in one transaction."""

    @property
    def orders(self) -> OrderStore:
        """Orders and their events."""
        ...

    @property
    def stock(self) -> StockStore:
        """Stock positions."""
        ...

    @property
    def goods(self) -> GoodsStore:
        """Shipments and returns."""
        ...

    @property
    def books(self) -> BookStore:
        """Documents and money."""
        ...

    @property
    def subjects(self) -> SubjectStore:
        """Facts that rules read."""
        ...

    @property
    def numbers(self) -> NumberStore:
        """Document numbers."""
        ...

    @property
    def keys(self) -> KeyStore:
        """Idempotency keys."""
        ...

    @property
    def outbox(self) -> OutboxStore:
        """Effects to send."""
        ...

    @property
    def imports(self) -> ImportStore:
        """Fates of rows."""
        ...


class Database(Protocol):
    """Where units of work come from.

    Laws:
        all or none: Leaving a unit of work normally commits all of it; an exception rolls all of
            it back and goes on up.
        apart: A unit of work that begins within another of the same thread raises `PortError`.
        one winner: Of two that save one aggregate on one version, one gets `ConflictError`.
    """

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a unit of work that may write."""
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a consistent view; writing through it is a programmer's mistake."""
        ...
