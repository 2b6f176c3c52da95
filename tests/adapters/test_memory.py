"""What the contract does not ask of every database: how long memory waits for its turn."""

import threading

import pytest

from orderkit.adapters.memory import MemoryDatabase
from orderkit.errors import ConflictError
from orderkit.testing.stored import fill, picture


def test_a_61_a_database_that_is_taken_is_busy_and_works_again_after_it() -> None:
    database = MemoryDatabase(timeout=0.01)
    taken, done = threading.Event(), threading.Event()

    def holds() -> None:
        with database.write() as work:
            fill(work)
            taken.set()
            done.wait(timeout=30)

    thread = threading.Thread(target=holds)
    thread.start()
    taken.wait(timeout=30)
    for begin in (database.write, database.read):
        with pytest.raises(ConflictError) as caught, begin():
            pass
        assert caught.value.why == "busy"
    done.set()
    thread.join()
    with database.read() as work:
        assert picture(work)[0] is not None
