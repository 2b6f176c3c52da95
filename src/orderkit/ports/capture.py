"""The store of imported rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from orderkit.capture import StoredRow
from orderkit.ports.records import FileUnderWay, GivenUpFile
from orderkit.values import ChannelCode, OrganisationId

__all__ = ["ImportStore"]


class ImportStore(Protocol):
    """The fate of every row, by file digest and row number.

    Laws:
        once: A fate is added once, and never changed.
        one at a time: Of each channel, one file is under way at most.
        in order: Rows come back by file in the order of the files' ends, and by row in it.
        given up: What was given up is at its end without being finished, and keeps its rows.
    """

    def add(self, organisation: OrganisationId, rows: Sequence[StoredRow], /) -> None:
        """Keep fates; a row that is there already raises `ConflictError` with why `stale`."""
        ...

    def rows(
        self, organisation: OrganisationId, digest: str | None = None, /
    ) -> Iterable[StoredRow]:
        """Give the rows of one file, or of all files at their end in the order of their ends."""
        ...

    def rows_of_channel(
        self, organisation: OrganisationId, channel: ChannelCode, /
    ) -> Iterable[StoredRow]:
        """Give the rows of a channel's files at their end in the order of their ends."""
        ...

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        ...

    def latest(self, organisation: OrganisationId, channel: ChannelCode, /) -> str:
        """Give the digest of the channel's file that ended last; empty if there is none."""
        ...

    def under_way(self, organisation: OrganisationId, /) -> tuple[FileUnderWay, ...]:
        """Give the files that were begun and are not at their end, by channel."""
        ...

    def begin(
        self, organisation: OrganisationId, digest: str, /, *, channel: ChannelCode, name: str
    ) -> None:
        """Mark a file as under way; while one of its channel is, `ConflictError`, why `stale`."""
        ...

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
        ...

    def give_up(self, organisation: OrganisationId, file: GivenUpFile, /, *, on: date) -> None:
        """Mark a file under way as given up; unless it is, `ConflictError` with why `stale`."""
        ...

    def given_up(self, organisation: OrganisationId, /) -> tuple[GivenUpFile, ...]:
        """Give the files that were given up, in the order in which they were."""
        ...
