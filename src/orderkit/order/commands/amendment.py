"""The family of amendments: what was agreed is to be changed."""

from typing import Final, TypeAlias, final

import attrs

from orderkit.order.amendment import Seen
from orderkit.order.changes import AmendmentChange
from orderkit.order.line import refuse_other_kinds
from orderkit.order.model import Order
from orderkit.order.revising import revise
from orderkit.order.touching import seen_in
from orderkit.values import Choice, RoleName, field_check

__all__ = [
    "Amend",
    "AmendmentCommand",
    "ApplyAmendment",
    "ProposeAmendment",
    "VoteOnAmendment",
    "WithdrawAmendment",
]


@final
@attrs.frozen(kw_only=True)
class ProposeAmendment:
    """Lay changes before others; nothing changes until they are applied.

    Attributes:
        base: The revision that the changes were drawn up on.
        seen: What stood then in the fields that they reach. Without it, an amendment of an older
            revision is refused.
    """

    base: int
    changes: tuple[AmendmentChange, ...]
    seen: tuple[Seen, ...] = ()
    reason: str = ""

    @classmethod
    def on(cls, order: Order, *changes: AmendmentChange, reason: str = "") -> "ProposeAmendment":
        """Changes of an order as their author has it before them."""
        seen = seen_in(order.terms, changes)
        return cls(base=order.revision, changes=changes, seen=seen, reason=reason)

    def __attrs_post_init__(self) -> None:
        """Refuse what are no changes."""
        refuse_other_kinds(_WRONG_IN_PROPOSE(self), "ProposeAmendment")


_WRONG_IN_PROPOSE: Final = field_check(ProposeAmendment)


@final
@attrs.frozen(kw_only=True)
class Amend:
    """Make changes at once: to propose and to apply them in one."""

    base: int
    changes: tuple[AmendmentChange, ...]
    seen: tuple[Seen, ...] = ()
    reason: str = ""

    @classmethod
    def on(cls, order: Order, *changes: AmendmentChange, reason: str = "") -> "Amend":
        """Changes of an order as their author has it before them."""
        seen = seen_in(order.terms, changes)
        return cls(base=order.revision, changes=changes, seen=seen, reason=reason)

    def __attrs_post_init__(self) -> None:
        """Refuse what are no changes."""
        refuse_other_kinds(_WRONG_IN_AMEND(self), "Amend")


_WRONG_IN_AMEND: Final = field_check(Amend)


@final
@attrs.frozen
class ApplyAmendment:
    """Make the changes of an open amendment, on the order as it stands now."""

    amendment: str


@final
@attrs.frozen
class WithdrawAmendment:
    """Take an open amendment back; nothing of it was done."""

    amendment: str
    reason: str = ""


@final
@attrs.frozen(kw_only=True)
class VoteOnAmendment:
    """Vote on the terms that an open amendment comes to.

    Attributes:
        role: The role the voter votes in.
        digest: Of these terms, as the voter saw them.
    """

    amendment: str
    choice: Choice
    role: RoleName
    digest: str
    opinion: str = ""

    @classmethod
    def on(
        cls, order: Order, amendment: str, choice: Choice, role: str, *, opinion: str = ""
    ) -> "VoteOnAmendment":
        """A vote on an amendment of an order as the voter has it before them.

        The digest is empty, and the vote is refused, where there is no such amendment or it cannot
        be applied as the order stands.
        """
        found = next((each for each in order.amendments if each.id == amendment), None)
        terms = None if found is None else revise(order, found).terms
        return cls(
            amendment=amendment,
            choice=choice,
            role=RoleName(role),
            digest="" if terms is None else terms.digest,
            opinion=opinion,
        )


AmendmentCommand: TypeAlias = (
    ProposeAmendment | WithdrawAmendment | ApplyAmendment | Amend | VoteOnAmendment
)
