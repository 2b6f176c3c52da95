"""Turns: the files of a channel are imported one after the other, each to its end.

What becomes of a row hangs on all rows before it. So no file is begun while another of its channel
is broken off, and none goes on with a memory that lacks what somebody else has imported since.
"""

from typing import ClassVar, final

import attrs

from orderkit.capture import ColumnMapping, Sheet
from orderkit.errors import ConflictError
from orderkit.ports import UnitOfWork
from orderkit.values import ChannelCode, Context, OrderId, OrderKey, OrganisationId

__all__ = ["Turn", "UnfinishedFileError", "order_key"]


@attrs.frozen(kw_only=True)
class UnfinishedFileError(ConflictError):
    """Another file was broken off, and must be imported to its end before this one.

    Attributes:
        subject: The file that was to be imported.
        why: The file to resume first, as it was named.
        channel: Whose mapping that one was begun with.
    """

    code: ClassVar[str] = "import.unfinished"
    template: ClassVar[str] = (
        "{subject}: {why} of channel {channel} was broken off; import it to its end first"
    )

    channel: str


@final
@attrs.frozen(kw_only=True)
class Turn:
    """A file, and which file of its channel was finished last before it.

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
            ConflictError: Somebody else imported a file of the channel meanwhile; why `stale`.
        """
        files = work.imports.under_way(self.organisation)
        for file in files:
            if (file.channel == self.channel) is not (file.digest == self.digest):
                raise UnfinishedFileError(subject=self.name, why=file.name, channel=file.channel)
        if work.imports.latest(self.organisation, self.channel) != self.latest:
            raise ConflictError(subject=f"files of {self.channel}", why="stale")
        return all(file.digest != self.digest for file in files)


def order_key(context: Context, mapping: ColumnMapping, number: str) -> OrderKey:
    """The order of a channel's number: its id follows from both."""
    return OrderKey(context.actor.organisation, OrderId(f"{mapping.channel}-{number}"))
