"""The family of claims: what drafts of documents count on.

A claim is executed by no command of its own: pieces that are shipped under the name of a draft
(`Ship.reference`) execute what it claims of them.
"""

from typing import Final, TypeAlias, final

import attrs

from orderkit.order.ledger import Portion
from orderkit.order.line import refuse_other_kinds
from orderkit.values import field_check

__all__ = ["ClaimCommand", "ClaimPieces", "ReleaseClaim"]


@final
@attrs.frozen
class ClaimPieces:
    """Let the draft of a document count on pieces that are still to leave the house.

    Attributes:
        document: The draft, as the host names it.
        portions: Pieces by line; a source says nothing here, for a draft binds no bucket.
    """

    document: str
    portions: tuple[Portion, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse what are no portions."""
        refuse_other_kinds(_WRONG_IN_CLAIM(self), "ClaimPieces")


_WRONG_IN_CLAIM: Final = field_check(ClaimPieces)


@final
@attrs.frozen
class ReleaseClaim:
    """Give up what a draft claims; it was changed or thrown away.

    Attributes:
        portions: Pieces by line; empty means all that the draft claims.
    """

    document: str
    portions: tuple[Portion, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what are no portions."""
        refuse_other_kinds(_WRONG_IN_RELEASE(self), "ReleaseClaim")


_WRONG_IN_RELEASE: Final = field_check(ReleaseClaim)

ClaimCommand: TypeAlias = ClaimPieces | ReleaseClaim
