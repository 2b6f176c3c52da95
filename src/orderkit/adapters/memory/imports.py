"""Imported rows and their fates in memory."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias, final

from orderkit.adapters.memory.tables import Table, UndoLog
from orderkit.capture import StoredRow
from orderkit.errors import ConflictError
from orderkit.ports import FileUnderWay, GivenUpFile
from orderkit.values import ChannelCode, OrganisationId

__all__ = ["MemoryImports"]

_File: TypeAlias = tuple[OrganisationId, str]
_End: TypeAlias = tuple[ChannelCode, str, int, date]


@final
class MemoryImports:
    """The `ImportStore` in memory."""

    def __init__(self, log: UndoLog) -> None:
        """Begin empty."""
        self._rows = Table[tuple[_File, int], StoredRow](log)
        self._numbers = Table[_File, tuple[int, ...]](log)
        self._ended = Table[_File, _End](log)
        self._given_up = Table[_File, GivenUpFile](log)
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
        """Give the rows of one file, or of all files at their end in the order of their ends."""
        return self._of(
            file
            for file in (self._ended if digest is None else self._numbers)
            if file[0] == organisation and digest in {None, file[1]}
        )

    def rows_of_channel(
        self, organisation: OrganisationId, channel: ChannelCode, /
    ) -> Iterable[StoredRow]:
        """Give the rows of a channel's files at their end in the order of their ends."""
        return self._of(self._files(organisation, channel))

    def _files(self, organisation: OrganisationId, channel: ChannelCode) -> list[_File]:
        return [
            file
            for file in self._ended
            if file[0] == organisation and (self._ended.get(file) or ("",))[0] == channel
        ]

    def _of(self, files: Iterable[_File]) -> tuple[StoredRow, ...]:
        numbered = ((file, row) for file in files for row in sorted(self._numbers.get(file) or ()))
        found = (self._rows.get(place) for place in numbered)
        return tuple(stored for stored in found if stored is not None)

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        file = organisation, digest
        return self._ended.get(file) is not None and self._given_up.get(file) is None

    def latest(self, organisation: OrganisationId, channel: ChannelCode, /) -> str:
        """Give the digest of the channel's file that ended last; empty if there is none."""
        return next(reversed(self._files(organisation, channel)), (organisation, ""))[1]

    def under_way(self, organisation: OrganisationId, /) -> tuple[FileUnderWay, ...]:
        """Give the files that were begun and are not at their end, by channel."""
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
        self._ended.add(file, (channel, name, rows, on), operation="write")

    def give_up(self, organisation: OrganisationId, file: GivenUpFile, /, *, on: date) -> None:
        """Mark a file under way as given up; unless it is, `ConflictError` with why `stale`."""
        place = organisation, file.channel
        begun = self._begun.get(place)
        if begun is None or begun.digest != file.digest:
            raise ConflictError(subject=f"files of {file.channel}", why="stale")
        self._begun.put(place, None)
        ended = file.channel, file.name, file.rows, on
        self._ended.add((organisation, file.digest), ended, operation="write")
        self._given_up.put((organisation, file.digest), file)

    def given_up(self, organisation: OrganisationId, /) -> tuple[GivenUpFile, ...]:
        """Give the files that were given up, in the order in which they were."""
        found = (self._given_up.get(file) for file in self._given_up if file[0] == organisation)
        return tuple(file for file in found if file is not None)
