"""What one connection read or committed lately, so that it is not decoded again.

Terms of a revision never change. An order is used only while the stored version is the one that
is kept here, and what a unit of work wrote is kept only once it was committed: a version that was
rolled back may be given again to other content.
"""

from collections import OrderedDict
from typing import TypeVar, final

from orderkit.order import Order, Terms
from orderkit.values import OrderKey

__all__ = ["Recent"]

K = TypeVar("K")
V = TypeVar("V")


@final
class Recent:
    """Bounded memories of orders and terms; a working state of one connection, not a value."""

    def __init__(self, *, orders: int, terms: int) -> None:
        """Keep at most so many of each; 0 keeps none."""
        self._most_orders, self._most_terms = orders, terms
        self._orders = OrderedDict[OrderKey, tuple[int, Order]]()
        self._terms = OrderedDict[tuple[int, int], Terms]()
        self._pending = dict[OrderKey, tuple[int, Order]]()

    def order(self, key: OrderKey) -> tuple[int, Order] | None:
        """Row id and order as this unit of work wrote it, or as it stood when last committed."""
        return self._pending.get(key) or self._orders.get(key)

    def terms(self, ref: int, revision: int) -> Terms | None:
        """The terms of a revision."""
        return self._terms.get((ref, revision))

    def keep_terms(self, ref: int, terms: Terms) -> None:
        """Keep decoded terms."""
        _put(self._terms, (ref, terms.revision), terms, self._most_terms)

    def read(self, key: OrderKey, ref: int, order: Order) -> None:
        """Keep an order as it was read, before this unit of work wrote it."""
        if key not in self._pending:
            _put(self._orders, key, (ref, order), self._most_orders)

    def wrote(self, key: OrderKey, ref: int, order: Order) -> None:
        """Remember until the commit what was written."""
        # Terms are kept where orders are not: they never change.
        if self._most_orders or self._most_terms:
            self._pending[key] = (ref, order)

    def committed(self) -> None:
        """Keep what was written."""
        for key, known in self._pending.items():
            _put(self._orders, key, known, self._most_orders)
            ref, order = known
            _put(self._terms, (ref, order.terms.revision), order.terms, self._most_terms)
        self._pending.clear()

    def forget(self) -> None:
        """Forget everything; after a roll-back, what was read is no safer than what was written."""
        self._orders.clear()
        self._terms.clear()
        self._pending.clear()


def _put(memory: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    if not most:
        return
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > most:
        memory.popitem(last=False)
