"""Actors: the named person, or the system's own hand, behind every step."""

from typing import final

import attrs

from orderkit.values.identity import ActorId, OrganisationId, RoleName
from orderkit.values.text import checked_id

__all__ = ["Actor"]


def _actor(text: ActorId) -> ActorId:
    return checked_id(text)


def _principal(text: ActorId | None) -> ActorId | None:
    return None if text is None else checked_id(text)


def _organisation(text: OrganisationId) -> OrganisationId:
    return checked_id(text)


def _sorted(roles: tuple[RoleName, ...]) -> tuple[RoleName, ...]:
    return tuple(sorted(set(roles)))


@final
@attrs.frozen(kw_only=True)
class Actor:
    """Who acts, for which organisation, in which roles.

    Attributes:
        roles: Roles in this organisation, sorted, none twice.
        on_behalf_of: The person whose place they take; None means their own.
    """

    id: ActorId = attrs.field(converter=_actor)
    organisation: OrganisationId = attrs.field(converter=_organisation)
    roles: tuple[RoleName, ...] = attrs.field(default=(), converter=_sorted)
    on_behalf_of: ActorId | None = attrs.field(default=None, converter=_principal)

    def has_role(self, role: RoleName) -> bool:
        """Whether they hold a role in their organisation."""
        return role in self.roles
