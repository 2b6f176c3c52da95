"""Imported rows and their fates in memory."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias, final

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.capture import StoredRow
from orderkit.errors import ConflictError
from orderkit.values import ChannelCode, OrganisationId

__all__ = ["MemoryImports"]

_File: TypeAlias = tuple[OrganisationId, str]
_Finish: TypeAlias = tuple[ChannelCode, str, int, date]


@final
class MemoryImports:
    """The `ImportStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._rows = Table[tuple[_File, int], StoredRow](log)
        self._numbers = Table[_File, tuple[int, ...]](log)
        self._finished = Table[_File, _Finish](log)

    def add(self, organisation: OrganisationId, rows: Sequence[StoredRow], /) -> None:
        """Keep fates; a row that is there already raises `ConflictError` with why `stale`."""
        numbers = dict[_File, list[int]]()
        for stored in rows:
            file, row = (organisation, stored.digest), stored.verdict.row
            if self._rows.get((file, row)) is not None:
                raise ConflictError(subject=f"rows of {stored.digest[:12]}", why="stale")
            self._rows.put((file, row), stored)
            numbers.setdefault(file, []).append(row)
        for file, new in numbers.items():
            self._numbers.put(file, (*(self._numbers.get(file) or ()), *new))

    def rows(
        self, organisation: OrganisationId, digest: str | None = None, /
    ) -> Iterable[StoredRow]:
        """Give the rows of one file, or of all finished files in the order of their finish."""
        return self._of(
            file
            for file in (self._finished if digest is None else self._numbers)
            if file[0] == organisation and digest in {None, file[1]}
        )

    def rows_of_channel(
        self, organisation: OrganisationId, channel: ChannelCode, /
    ) -> Iterable[StoredRow]:
        """Give the rows of a channel's finished files in the order of their finish."""
        return self._of(
            file
            for file in self._finished
            if file[0] == organisation and (self._finished.get(file) or ("",))[0] == channel
        )

    def _of(self, files: Iterable[_File]) -> tuple[StoredRow, ...]:
        numbered = ((file, row) for file in files for row in sorted(self._numbers.get(file) or ()))
        found = (self._rows.get(place) for place in numbered)
        return tuple(stored for stored in found if stored is not None)

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        return self._finished.get((organisation, digest)) is not None

    def finish(
        self,
        organisation: OrganisationId,
        digest: str,
        /,
        *,
        channel: ChannelCode,
        name: str,
        rows: int,
        on: date,
    ) -> None:
        """Mark a file as imported to its end."""
        file = organisation, digest
        self._finished.add(file, (channel, name, rows, on), operation="write")
