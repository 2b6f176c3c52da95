"""What a store was begun with: a run with another seed, or on other files, would mix two worlds.

Files that came after a run had begun are another step of the store's life, with stock of its own.
"""

from collections.abc import Collection
from itertools import count
from pathlib import Path
from typing import Final

from company import HOUSE
from demo_errors import OtherFilesError, OtherSeedError, UnknownStoreError
from orderkit.adapters.sqlite import SqliteDatabase
from orderkit.ports import UnitOfWork
from orderkit.values import FactKey

__all__ = ["begin", "set_aside"]

_SEED: Final = FactKey("demo.begun", "seed")
# Files that were given up are lost, and nobody is asked for them again.
_FILES: Final = (
    "SELECT name, digest FROM imports WHERE digest NOT IN (SELECT digest FROM given_up)"
    " UNION ALL SELECT name, digest FROM under_way"
)
_BESIDE: Final = frozenset({".json", ".html"})
_ANYTHING: Final = (
    "SELECT EXISTS (SELECT 1 FROM subjects) OR EXISTS (SELECT 1 FROM orders)"
    " OR EXISTS (SELECT 1 FROM rows) OR EXISTS (SELECT 1 FROM imports)"
)


def begin(
    database: SqliteDatabase, store: Path, *, seed: int, data: Path, digests: Collection[str]
) -> list[list[str]]:
    """Let a run go on with a store, or keep in a new one what it is begun with.

    Files of before may have other names, and new ones may have come beside them.

    Args:
        store: The database's file, for what is said.
        data: Where the files are, likewise.
        digests: Of all files of this run.

    Returns:
        The digests by the step that they came with; those that are new make one more.

    Raises:
        OtherSeedError: The store was begun with another seed; nothing is written.
        OtherFilesError: A file of before is gone, or is not as it was; nothing is written.
        UnknownStoreError: The demo did not begin what is there; nothing is written.
    """
    execute = database.connection().execute
    with database.read() as work:
        begun = _seed_of(work)
    if begun is None and execute(_ANYTHING).fetchone()[0]:
        raise UnknownStoreError(subject=str(store), why=str(_SEED))
    if begun not in {None, seed}:
        raise OtherSeedError(subject=str(store), why=str(begun), asked=str(seed))
    for name, digest in execute(_FILES).fetchall():
        if digest not in digests:
            raise OtherFilesError(subject=str(store), why=name, data=str(data))
    with database.write() as work:
        if begun is None:
            work.subjects.put(HOUSE, _SEED, seed)
        return _steps(work, digests)


def set_aside(store: Path) -> Path:
    """Move a closed store, and what was written beside it, into a folder of their own."""
    folder = next(place for n in count(1) if not (place := store.with_name(f"before-{n}")).exists())
    folder.mkdir()
    for path in sorted(store.parent.iterdir()):
        if path.is_file() and (path.name.startswith(store.name) or path.suffix in _BESIDE):
            path.rename(folder / path.name)
    return folder


def _seed_of(work: UnitOfWork) -> object:
    """The seed that is kept; None where there is none."""
    facts = work.subjects.read(HOUSE, (_SEED,))
    return facts[0].value if facts else None


def _steps(work: UnitOfWork, digests: Collection[str]) -> list[list[str]]:
    """Files by step; those that no step has yet are marked with one more."""
    keys = [FactKey("demo.step", digest) for digest in sorted(digests)]
    known = {fact.key: int(str(fact.value)) for fact in work.subjects.read(HOUSE, keys)}
    following = max(known.values(), default=0) + 1
    for key in keys:
        if key not in known:
            work.subjects.put(HOUSE, key, following)
            known[key] = following
    steps = range(1, max(known.values(), default=0) + 1)
    return [[key.subject for key in keys if known[key] == step] for step in steps]
