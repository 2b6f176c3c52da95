"""The family of the ledger: what may be asked of pieces."""

from typing import ClassVar, TypeAlias, final

import attrs

from orderkit.order.ledger import Act, Portion

__all__ = [
    "Backorder",
    "Cancel",
    "Deliver",
    "Find",
    "LedgerCommand",
    "Lose",
    "OfPieces",
    "Pick",
    "ReceiveReturn",
    "Release",
    "RequestReturn",
    "Reserve",
    "Restore",
    "Ship",
    "Undeliver",
    "Unpick",
    "WithdrawReturn",
]


@attrs.frozen
class OfPieces:
    """What every ledger command carries.

    Attributes:
        portions: Pieces by line; a line may stand more than once.
        reference: The document or reason it happens under, such as a shipment's id.
    """

    act: ClassVar[Act]

    portions: tuple[Portion, ...]
    reference: str = ""


@final
@attrs.frozen
class Reserve(OfPieces):
    """Bind open or backordered pieces to stock."""

    act: ClassVar[Act] = Act.RESERVE


@final
@attrs.frozen
class Backorder(OfPieces):
    """Let open pieces wait for stock."""

    act: ClassVar[Act] = Act.BACKORDER


@final
@attrs.frozen
class Release(OfPieces):
    """Give reserved or waiting pieces back to open."""

    act: ClassVar[Act] = Act.RELEASE


@final
@attrs.frozen
class Pick(OfPieces):
    """Take reserved pieces from the shelf."""

    act: ClassVar[Act] = Act.PICK


@final
@attrs.frozen
class Unpick(OfPieces):
    """Put picked pieces back on the shelf."""

    act: ClassVar[Act] = Act.UNPICK


@final
@attrs.frozen
class Ship(OfPieces):
    """Let pieces leave the house.

    Attributes:
        draft: The draft whose claim on these pieces is executed; empty means the one under whose
            name they are shipped.
    """

    act: ClassVar[Act] = Act.SHIP

    draft: str = ""


@final
@attrs.frozen
class Deliver(OfPieces):
    """Record that pieces arrived."""

    act: ClassVar[Act] = Act.DELIVER


@final
@attrs.frozen
class Undeliver(OfPieces):
    """Take a wrong proof of arrival back."""

    act: ClassVar[Act] = Act.UNDELIVER


@final
@attrs.frozen
class RequestReturn(OfPieces):
    """Announce pieces that are to come back."""

    act: ClassVar[Act] = Act.REQUEST_RETURN


@final
@attrs.frozen
class WithdrawReturn(OfPieces):
    """Take an announced return back; pieces go where they came from."""

    act: ClassVar[Act] = Act.WITHDRAW_RETURN


@final
@attrs.frozen
class ReceiveReturn(OfPieces):
    """Record that announced pieces came back."""

    act: ClassVar[Act] = Act.RECEIVE_RETURN


@final
@attrs.frozen
class Lose(OfPieces):
    """Record that shipped pieces were lost on the way."""

    act: ClassVar[Act] = Act.LOSE


@final
@attrs.frozen
class Find(OfPieces):
    """Record that lost pieces turned up on the way."""

    act: ClassVar[Act] = Act.FIND


@final
@attrs.frozen
class Cancel(OfPieces):
    """Give pieces up that have not left; part of a line is enough."""

    act: ClassVar[Act] = Act.CANCEL


@final
@attrs.frozen
class Restore(OfPieces):
    """Take a cancellation of pieces back."""

    act: ClassVar[Act] = Act.RESTORE


LedgerCommand: TypeAlias = (
    Reserve
    | Backorder
    | Release
    | Pick
    | Unpick
    | Ship
    | Deliver
    | Undeliver
    | RequestReturn
    | WithdrawReturn
    | ReceiveReturn
    | Lose
    | Find
    | Cancel
    | Restore
)
