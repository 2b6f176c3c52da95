"""The context of a command: who asks, when, through which channel, knowing what."""

from datetime import datetime
from typing import final

import attrs

from orderkit.values.actor import Actor
from orderkit.values.facts import NO_FACTS, Facts
from orderkit.values.identity import (
    ActorId,
    ChannelCode,
    IdempotencyKey,
    OrganisationId,
    RoleName,
)
from orderkit.values.instant import utc
from orderkit.values.text import checked_id
from orderkit.values.waiver import Waiver

__all__ = ["NO_CHANNEL", "Context"]

NO_CHANNEL = ChannelCode("")


def _key(text: IdempotencyKey | None) -> IdempotencyKey | None:
    return None if text is None else checked_id(text)


@final
@attrs.frozen(kw_only=True)
class Context:
    """Everything a decision may know beside the order and the command.

    Attributes:
        at: The moment of the command, kept in UTC.
        key: The same key and content get the same answer, of a command or of a larger act such
            as `ship_order`; None means that repeats are new. An import knows its rows by the
            digest of their file, and parts done within a larger unit of work have no key.
        facts: What rules and gates declared that they read; the desk fills it in.
        waivers: Findings that the actor lets pass now; what others let pass is on the order.
    """

    actor: Actor
    at: datetime = attrs.field(converter=utc)
    channel: ChannelCode = NO_CHANNEL
    note: str = ""
    key: IdempotencyKey | None = attrs.field(default=None, converter=_key)
    facts: Facts = NO_FACTS
    waivers: tuple[Waiver, ...] = ()

    @classmethod
    def by(cls, person: str, organisation: OrganisationId, at: datetime, *roles: str) -> "Context":
        """A context of nothing but a person, their roles and the moment.

        Raises:
            NaiveTimeError: The moment has no zone of its own.
        """
        held = tuple(map(RoleName, roles))
        return cls(actor=Actor(id=ActorId(person), organisation=organisation, roles=held), at=at)
