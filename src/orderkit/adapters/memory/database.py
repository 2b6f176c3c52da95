"""The memory adapter: the stores as dictionaries, for tests, for trials and for small tools.

    database = MemoryDatabase()
    with database.write() as work:
        work.orders.save(order, events, expected=0)

What is kept is the Python values themselves, so nothing outlives the process. One unit of work
runs at a time, whatever it does; one that fails takes its writes back, newest first.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, final

from orderkit.adapters.memory.books import MemoryBooks
from orderkit.adapters.memory.imports import MemoryImports
from orderkit.adapters.memory.keys import MemoryKeys, MemoryNumbers, MemoryOutbox, MemorySubjects
from orderkit.adapters.memory.orders import MemoryOrders
from orderkit.adapters.memory.stock import MemoryGoods, MemoryStock
from orderkit.adapters.memory.tables import UndoLog
from orderkit.errors import ConflictError, PortError

__all__ = ["MemoryDatabase", "MemoryWork"]


@final
class MemoryWork:
    """All stores, bound to one log of what is to be taken back."""

    def __init__(self, log: UndoLog) -> None:
        """Begin with empty stores."""
        self.orders: Final = MemoryOrders(log)
        self.stock: Final = MemoryStock(log)
        self.goods: Final = MemoryGoods(log, self.stock)
        self.books: Final = MemoryBooks(log)
        self.subjects: Final = MemorySubjects(log)
        self.numbers: Final = MemoryNumbers(log)
        self.keys: Final = MemoryKeys(log)
        self.outbox: Final = MemoryOutbox(log)
        self.imports: Final = MemoryImports(log)


@final
class MemoryDatabase:
    """The `Database` port in memory; safe to share between threads."""

    def __init__(self, *, timeout: float = 5.0) -> None:
        """Begin empty.

        Args:
            timeout: Seconds to wait for another unit of work before `ConflictError` with why
                `busy`.
        """
        self._log = UndoLog()
        self._work = MemoryWork(self._log)
        self._lock = threading.Lock()
        self._timeout = timeout
        self._holder = 0

    @contextmanager
    def write(self) -> Iterator[MemoryWork]:
        """Begin a unit of work that may write."""
        with self._turn("write"):
            self._log.begin()
            try:
                yield self._work
            except BaseException:
                self._log.roll_back()
                raise
            self._log.commit()

    @contextmanager
    def read(self) -> Iterator[MemoryWork]:
        """Begin a consistent view; writing through it is a programmer's mistake."""
        with self._turn("read"):
            yield self._work

    @contextmanager
    def _turn(self, operation: str) -> Iterator[None]:
        me = threading.get_ident()
        if self._holder == me:
            # Waiting for oneself would never end.
            raise PortError(port="Database", operation=operation)
        held = False
        try:
            # Within the same try as all else: an interrupt may come between any two lines.
            held = self._lock.acquire(timeout=self._timeout)
            if not held:
                raise ConflictError(subject="database", why="busy")
            self._holder = me
            yield
        finally:
            if held:
                self._holder = 0
                self._lock.release()
