"""Turns: the files of a channel are imported one after the other, each to its end.

What becomes of a row hangs on all rows before it. So no file is begun while another of its channel
is broken off, and none goes on with a memory that lacks what somebody else has imported since. A
file that is lost is given up: what it made stays, and is remembered as that of any other.
"""

from datetime import datetime
from typing import ClassVar, final

import attrs

from orderkit.capture import ColumnMapping, Sheet
from orderkit.errors import ConflictError
from orderkit.ports import GivenUpFile, UnitOfWork
from orderkit.values import (
    ActorId,
    ChannelCode,
    Context,
    OrderId,
    OrderKey,
    OrganisationId,
    day_in,
)

__all__ = ["GivenUpFileError", "Turn", "UnfinishedFileError", "give_up", "order_key"]


@attrs.frozen(kw_only=True)
class UnfinishedFileError(ConflictError):
    """Another file was broken off, and must be imported to its end, or given up, before this one.

    Attributes:
        subject: The file that was to be imported.
        why: The file to resume or to give up first, as it was named.
        channel: Whose mapping that one was begun with.
    """

    code: ClassVar[str] = "import.unfinished"
    template: ClassVar[str] = (
        "{subject}: {why} of channel {channel} was broken off;"
        " import it to its end first, or give it up"
    )

    channel: str


@attrs.frozen(kw_only=True)
class GivenUpFileError(ConflictError):
    """This file was given up; rows that it has beside those stored come in another file.

    Attributes:
        subject: The file that was to be imported.
        why: The reason it was given up for.
        by: Who gave it up.
    """

    code: ClassVar[str] = "import.given_up"
    template: ClassVar[str] = (
        "{subject}: {by} gave this file up at {at} ({why}); send what is left of it in another one"
    )

    by: ActorId
    at: datetime


@final
@attrs.frozen(kw_only=True)
class Turn:
    """A file, and which file of its channel ended last before it.

    Attributes:
        latest: The digest of that one; empty if there is none.
    """

    organisation: OrganisationId
    channel: ChannelCode
    name: str
    digest: str
    latest: str

    @classmethod
    def of(cls, work: UnitOfWork, context: Context, mapping: ColumnMapping, sheet: Sheet) -> "Turn":
        """The turn of a file that is to be imported now.

        Raises:
            UnfinishedFileError: Another one was begun and not finished, or this one was begun by
                another channel's mapping.
            GivenUpFileError: It was given up.
        """
        organisation, channel = context.actor.organisation, mapping.channel
        turn = cls(
            organisation=organisation,
            channel=channel,
            name=sheet.name,
            digest=sheet.digest,
            latest=work.imports.latest(organisation, channel),
        )
        turn.verify(work)
        return turn

    def verify(self, work: UnitOfWork) -> bool:
        """Whether the file is still to be begun.

        Raises:
            UnfinishedFileError: As for `of`.
            GivenUpFileError: As for `of`.
            ConflictError: Somebody else imported a file of the channel meanwhile; why `stale`.
        """
        for lost in work.imports.given_up(self.organisation):
            if lost.digest == self.digest:
                raise GivenUpFileError(subject=self.name, why=lost.reason, by=lost.by, at=lost.at)
        files = work.imports.under_way(self.organisation)
        for file in files:
            if (file.channel == self.channel) is not (file.digest == self.digest):
                raise UnfinishedFileError(subject=self.name, why=file.name, channel=file.channel)
        if work.imports.latest(self.organisation, self.channel) != self.latest:
            raise ConflictError(subject=f"files of {self.channel}", why="stale")
        return all(file.digest != self.digest for file in files)


def give_up(
    work: UnitOfWork, name: str, reason: str, context: Context, mapping: ColumnMapping
) -> GivenUpFile:
    """Give up the channel's file of this name, which was broken off.

    Raises:
        InvalidTextError: The reason says nothing, or cannot be kept.
        ConflictError: No file of this name is under way in the channel; why `stale`.
    """
    organisation, channel = context.actor.organisation, mapping.channel
    for lost in work.imports.under_way(organisation):
        if (lost.channel, lost.name) == (channel, name):
            file = GivenUpFile(
                channel=channel,
                digest=lost.digest,
                name=name,
                rows=sum(1 for _ in work.imports.rows(organisation, lost.digest)),
                at=context.at,
                by=context.actor.id,
                reason=reason,
            )
            work.imports.give_up(organisation, file, on=day_in(context.at, mapping.zone))
            return file
    raise ConflictError(subject=f"{name} of {channel}", why="stale")


def order_key(context: Context, mapping: ColumnMapping, number: str) -> OrderKey:
    """The order of a channel's number: its id follows from both."""
    return OrderKey(context.actor.organisation, OrderId(f"{mapping.channel}-{number}"))
