"""One run at a time in a folder: two that write one store would each find the other's work stale.

The lock is the folder's own. It goes with the process that has it, so a run that is killed leaves
none behind.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo_errors import StoreInUseError
from orderkit.errors import ConflictError

__all__ = ["alone_in"]


@contextmanager
def alone_in(folder: Path, store: Path) -> Iterator[None]:
    """Keep other runs out of a folder meanwhile.

    Args:
        store: The database's file, for what is said.

    Raises:
        StoreInUseError: Another run is in there, or another program writes the store.
    """
    place = os.open(folder, os.O_RDONLY)
    try:
        _lock(place, store)
        yield
    except ConflictError as error:
        # Somebody who asks for no lock was first: a host of the store, or a shell on it.
        if type(error) is ConflictError and error.why in {"busy", "stale"}:
            raise StoreInUseError(subject=str(store), why=error.why) from error
        raise
    finally:
        os.close(place)


def _lock(place: int, store: Path) -> None:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreInUseError(subject=str(store), why="busy") from None
    except OSError:
        # A file system without such locks: there the store's own conflicts have to do.
        return
