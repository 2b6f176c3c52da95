"""Imported rows and their fates in SQLite."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import final

from orderkit.capture import StoredRow, Verdict
from orderkit.codec import standard_codec
from orderkit.errors import ConflictError
from orderkit.ports import FileUnderWay, GivenUpFile
from orderkit.values import ActorId, ChannelCode, OrganisationId

__all__ = ["SqliteImports"]


@final
class SqliteImports:
    """The `ImportStore` of one unit of work on SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        self._execute = connection.execute

    def add(self, organisation: OrganisationId, rows: Sequence[StoredRow], /) -> None:
        """Keep fates; a row that is there already raises `ConflictError` with why `stale`."""
        encode = standard_codec().encode
        try:
            self._connection.executemany(
                "INSERT INTO rows (organisation, digest, row, fate, code, kind, charge, amount,"
                " unreadable, number, line, record)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (organisation, stored.digest, *_columns(stored.verdict), encode(stored.verdict))
                    for stored in rows
                ],
            )
        except sqlite3.IntegrityError as error:
            raise ConflictError(subject=f"rows of {rows[0].digest[:12]}", why="stale") from error

    def rows(
        self, organisation: OrganisationId, digest: str | None = None, /
    ) -> Iterator[StoredRow]:
        """Give the rows of one file, or of all files at their end in the order of their ends."""
        found = self._execute(
            "SELECT r.digest, r.record FROM rows r"
            " LEFT JOIN imports i ON i.organisation = r.organisation AND i.digest = r.digest"
            " WHERE r.organisation = ?"
            " AND (r.digest = ? OR (? IS NULL AND i.digest IS NOT NULL))"
            " ORDER BY i.place, r.row",
            (organisation, digest, digest),
        )
        return _decoded(found)

    def rows_of_channel(
        self, organisation: OrganisationId, channel: ChannelCode, /
    ) -> Iterator[StoredRow]:
        """Give the rows of a channel's files at their end in the order of their ends."""
        found = self._execute(
            "SELECT r.digest, r.record FROM imports i JOIN rows r"
            " ON r.organisation = i.organisation AND r.digest = i.digest"
            " WHERE i.organisation = ? AND i.channel = ? ORDER BY i.place, r.row",
            (organisation, channel),
        )
        return _decoded(found)

    def finished(self, organisation: OrganisationId, digest: str, /) -> bool:
        """Whether a file was imported to its end."""
        row = self._execute(
            "SELECT 1 FROM imports i WHERE organisation = ? AND digest = ? AND NOT EXISTS"
            " (SELECT 1 FROM given_up WHERE organisation = i.organisation AND digest = i.digest)",
            (organisation, digest),
        ).fetchone()
        return row is not None

    def latest(self, organisation: OrganisationId, channel: ChannelCode, /) -> str:
        """Give the digest of the channel's file that ended last; empty if there is none."""
        row: tuple[str] | None = self._execute(
            "SELECT digest FROM imports WHERE organisation = ? AND channel = ?"
            " ORDER BY place DESC LIMIT 1",
            (organisation, channel),
        ).fetchone()
        return "" if row is None else row[0]

    def under_way(self, organisation: OrganisationId, /) -> tuple[FileUnderWay, ...]:
        """Give the files that were begun and are not at their end, by channel."""
        found = self._execute(
            "SELECT channel, digest, name FROM under_way WHERE organisation = ? ORDER BY channel",
            (organisation,),
        )
        return tuple(
            FileUnderWay(channel=ChannelCode(channel), digest=digest, name=name)
            for channel, digest, name in found
        )

    def begin(
        self, organisation: OrganisationId, digest: str, /, *, channel: ChannelCode, name: str
    ) -> None:
        """Mark a file as under way; while one of its channel is, `ConflictError`, why `stale`."""
        begun = self._execute(
            "INSERT INTO under_way (organisation, channel, digest, name) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (organisation, channel, digest, name),
        )
        if begun.rowcount != 1:
            raise ConflictError(subject=f"files of {channel}", why="stale")

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
        self._no_longer_under_way(organisation, digest, channel)
        self._end(organisation, (digest, channel, name, rows, on.isoformat()))

    def give_up(self, organisation: OrganisationId, file: GivenUpFile, /, *, on: date) -> None:
        """Mark a file under way as given up; unless it is, `ConflictError` with why `stale`."""
        digest, channel = file.digest, file.channel
        if not self._no_longer_under_way(organisation, digest, channel):
            raise ConflictError(subject=f"files of {channel}", why="stale")
        self._end(organisation, (digest, channel, file.name, file.rows, on.isoformat()))
        self._execute(
            "INSERT INTO given_up (organisation, digest, at, actor, reason) VALUES (?, ?, ?, ?, ?)",
            (organisation, digest, file.at.isoformat(), file.by, file.reason),
        )

    def given_up(self, organisation: OrganisationId, /) -> tuple[GivenUpFile, ...]:
        """Give the files that were given up, in the order in which they were."""
        found = self._execute(
            "SELECT i.channel, i.digest, i.name, i.rows, g.at, g.actor, g.reason"
            " FROM given_up g JOIN imports i"
            " ON i.organisation = g.organisation AND i.digest = g.digest"
            " WHERE g.organisation = ? ORDER BY i.place",
            (organisation,),
        )
        return tuple(
            GivenUpFile(
                channel=ChannelCode(channel),
                digest=digest,
                name=name,
                rows=rows,
                at=datetime.fromisoformat(at),
                by=ActorId(actor),
                reason=reason,
            )
            for channel, digest, name, rows, at, actor, reason in found
        )

    def _no_longer_under_way(
        self, organisation: OrganisationId, digest: str, channel: ChannelCode
    ) -> bool:
        """Take the mark off a file; whether it had one."""
        begun = self._execute(
            "DELETE FROM under_way WHERE organisation = ? AND channel = ? AND digest = ?",
            (organisation, channel, digest),
        )
        return begun.rowcount == 1

    def _end(
        self, organisation: OrganisationId, file: tuple[str, ChannelCode, str, int, str]
    ) -> None:
        self._execute(
            "INSERT INTO imports (place, organisation, digest, channel, name, rows, finished_on)"
            " VALUES ((SELECT coalesce(max(place), 0) + 1 FROM imports), ?, ?, ?, ?, ?, ?)",
            (organisation, *file),
        )


def _decoded(found: Iterable[tuple[str, bytes]]) -> Iterator[StoredRow]:
    decode = standard_codec().decode_as
    for of, record in found:
        yield StoredRow(of, decode(Verdict, record, source=f"row of {of[:12]}"))


def _columns(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.row,
        verdict.fate.value,
        verdict.code,
        verdict.kind.value,
        None if verdict.charge is None else verdict.charge.value,
        verdict.amount,
        verdict.unreadable,
        None if verdict.record is None else verdict.record.number,
        None if verdict.line is None else verdict.line.line,
    )
