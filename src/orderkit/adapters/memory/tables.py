"""Dictionaries that can take back what was written since a unit of work began."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar, final

from orderkit.errors import PortError

__all__ = ["Table", "UndoLog"]

K = TypeVar("K")
V = TypeVar("V")


@final
class UndoLog:
    """How to take back every write of the present unit of work, newest last."""

    def __init__(self) -> None:
        """Begin shut: nothing is written outside a unit of work."""
        self._steps = list[Callable[[], object]]()
        self._open = False

    def begin(self) -> None:
        """Let writes through until the unit of work ends."""
        self._open = True

    def note(self, step: Callable[[], object]) -> None:
        """Remember how the write that follows is taken back.

        Raises:
            PortError: No unit of work that may write is open.
        """
        if not self._open:
            raise PortError(port="Database", operation="read")
        self._steps.append(step)

    def commit(self) -> None:
        """Keep what was written."""
        self._steps.clear()
        self._open = False

    def roll_back(self) -> None:
        """Take back what was written, newest first."""
        while self._steps:
            self._steps.pop()()
        self._open = False


@final
class Table(Generic[K, V]):
    """Values by key, in the order in which their keys came."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty; every write goes through the log."""
        self._log = log
        self._rows = dict[K, V]()

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def __iter__(self) -> Iterator[K]:
        """Give the keys in the order in which they came."""
        return iter(self._rows)

    def get(self, key: K) -> V | None:
        """Give the value of a key."""
        return self._rows.get(key)

    def values(self) -> Iterable[V]:
        """Give the values in the order in which their keys came."""
        return self._rows.values()

    def put(self, key: K, value: V) -> None:
        """Set the value of a key."""
        rows = self._rows
        if key in rows:
            before = rows[key]
            self._log.note(lambda: rows.update({key: before}))
        else:
            self._log.note(lambda: rows.pop(key))
        rows[key] = value

    def add(self, key: K, value: V, *, operation: str) -> None:
        """Set the value of a key that is new.

        Raises:
            PortError: It is there already.
        """
        if key in self._rows:
            raise PortError(port="Database", operation=operation)
        self.put(key, value)
