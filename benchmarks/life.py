"""The full life of an order, step by step, against SQLite that is told the very same.

Ours decides, checks, encodes and saves; the peer replays the statements and parameters that were
recorded from a run of ours. So the ratio says how much of the time the database itself takes.
"""

import gc
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, final

import attrs

from figure import Figure, alternating, beside
from lives import Life, desk_of, lives, put_facts
from orderkit.adapters.sqlite import SqliteDatabase, Synchronous
from orderkit.process import OrderDesk
from replay import Statement, bare, recording, replay

__all__ = ["LIVES", "Case", "live", "measure"]


@final
@attrs.frozen(kw_only=True)
class Case:
    """Which lives are lived.

    Attributes:
        count: Orders in a timed run.
        warm: Orders before it, on both sides.
    """

    name: str
    lines: int
    synchronous: Synchronous
    count: int
    warm: int = 10


LIVES: Final = (
    Case(name="life.full3", lines=3, synchronous="FULL", count=150),
    Case(name="life.normal3", lines=3, synchronous="NORMAL", count=300),
    Case(name="life.full22", lines=22, synchronous="FULL", count=100),
    Case(name="life.full300", lines=300, synchronous="FULL", count=20, warm=3),
)


def measure(case: Case, repeats: int, folder: Path) -> Figure:
    """Live the lives of a case in turns with the replay of what they said."""
    made = lives(case.warm + case.count, case.lines)
    warm, timed = made[: case.warm], made[case.warm :]
    said = [_said(part, before, case, folder) for part, before in ((warm, []), (timed, warm))]
    gc.collect()
    # What was made before is no garbage of the run.
    gc.freeze()
    pairs = alternating(
        lambda: len(timed) / _ours(warm, timed, case, folder),
        lambda: len(timed) / _theirs(said[0], said[1], case, folder),
        repeats,
    )
    gc.unfreeze()
    return beside(case.name, pairs, "sqlite3", "orders/s", "higher")


def live(desk: OrderDesk, made: Sequence[Life]) -> None:
    """Bring every command of every life to the desk, each in a transaction of its own."""
    for life in made:
        for step in life.steps:
            if not desk.handle(life.key, step.command, step.context).accepted:
                raise RuntimeError(step)


def _said(
    made: Sequence[Life], before: Sequence[Life], case: Case, folder: Path
) -> tuple[Statement, ...]:
    with TemporaryDirectory(dir=folder) as place, recording() as said:
        database = SqliteDatabase(Path(place) / "ours.db", synchronous=case.synchronous)
        put_facts(database)
        desk = desk_of(database)
        live(desk, before)
        said.clear()
        live(desk, made)
        database.close()
        return tuple(said)


def _ours(warm: Sequence[Life], timed: Sequence[Life], case: Case, folder: Path) -> float:
    with TemporaryDirectory(dir=folder) as place:
        database = SqliteDatabase(Path(place) / "ours.db", synchronous=case.synchronous)
        put_facts(database)
        desk = desk_of(database)
        live(desk, warm)
        started = time.perf_counter()
        live(desk, timed)
        taken = time.perf_counter() - started
        database.close()
        return taken


def _theirs(
    warm: Sequence[Statement], timed: Sequence[Statement], case: Case, folder: Path
) -> float:
    with TemporaryDirectory(dir=folder) as place:
        path = Path(place) / "theirs.db"
        # The same file before the first statement: its schema, and what the rules read.
        database = SqliteDatabase(path, synchronous=case.synchronous)
        put_facts(database)
        database.close()
        connection = bare(path, case.synchronous)
        replay(connection, warm)
        started = time.perf_counter()
        replay(connection, timed)
        taken = time.perf_counter() - started
        connection.close()
        return taken
