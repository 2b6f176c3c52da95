"""What happened to the claims of drafts."""

from typing import TypeAlias, final

import attrs

from orderkit.order.claims import Claim
from orderkit.order.events.happened import Happened

__all__ = ["ClaimEvent", "ClaimExecuted", "ClaimReleased", "Claimed"]


@final
@attrs.frozen(kw_only=True)
class Claimed(Happened):
    """The draft of a document counts on more pieces."""

    claims: tuple[Claim, ...]


@final
@attrs.frozen(kw_only=True)
class ClaimReleased(Happened):
    """A draft no longer counts on pieces; they are free for others."""

    claims: tuple[Claim, ...]


@final
@attrs.frozen(kw_only=True)
class ClaimExecuted(Happened):
    """A draft became a document that counts; its pieces leave in the same decision."""

    claims: tuple[Claim, ...]


ClaimEvent: TypeAlias = Claimed | ClaimReleased | ClaimExecuted
