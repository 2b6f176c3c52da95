"""Imported rows and their fates in memory."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias, final

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.capture import StoredRow
from orderkit.errors import ConflictError
from orderkit.ports import FileUnderWay
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
        self._begun = Table[tuple[OrganisationId, ChannelCode], FileUnderWay | None](log)

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
        return self._of(self._files(organisation, channel))

    def _files(self, organisation: OrganisationId, channel: ChannelCode) -> list[_File]:
        return [
            file
            for file in self._finished
            if file[0] == organisation and (self._finished.get(file) or ("",))[0] == channel
        ]

    def _of(self, files: Iterable[_File]) -> tuple[StoredRow, ...]:
        numbered = ((file, row) for file in files for row in sorted(self._numbers.get(file) or ()))
        found = (self._rows.get(place) for place in numbered)
        return tuple(stored for stored in found if stored is not None)

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        return self._finished.get((organisation, digest)) is not None

    def latest(self, organisation: OrganisationId, channel: ChannelCode, /) -> str:
        """Give the digest of the channel's file that was finished last; empty if there is none."""
        return next(reversed(self._files(organisation, channel)), (organisation, ""))[1]

    def under_way(self, organisation: OrganisationId, /) -> tuple[FileUnderWay, ...]:
        """Give the files that were begun and not finished, by channel."""
        places = sorted(place for place in self._begun if place[0] == organisation)
        found = (self._begun.get(place) for place in places)
        return tuple(file for file in found if file is not None)

    def begin(
        self, organisation: OrganisationId, digest: str, /, *, channel: ChannelCode, name: str
    ) -> None:
        """Mark a file as under way; while one of its channel is, `ConflictError`, why `stale`."""
        place = organisation, channel
        if self._begun.get(place) is not None:
            raise ConflictError(subject=f"files of {channel}", why="stale")
        self._begun.put(place, FileUnderWay(channel=channel, digest=digest, name=name))

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
        """Mark a file as imported to its end, and no longer under way."""
        place = organisation, channel
        begun = self._begun.get(place)
        if begun is not None and begun.digest == digest:
            self._begun.put(place, None)
        file = organisation, digest
        self._finished.add(file, (channel, name, rows, on), operation="write")
