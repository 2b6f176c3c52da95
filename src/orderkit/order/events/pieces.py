"""What happened to pieces: the events of the ledger."""

from typing import ClassVar, TypeAlias, final

import attrs

from orderkit.order.events.happened import Happened
from orderkit.order.ledger import Act, Shift

__all__ = [
    "Backordered",
    "Cancelled",
    "Delivered",
    "Found",
    "LedgerEvent",
    "Lost",
    "Picked",
    "Released",
    "Reserved",
    "Restored",
    "ReturnRequested",
    "ReturnWithdrawn",
    "Returned",
    "Shifted",
    "Shipped",
    "Undelivered",
    "Unpicked",
]


@attrs.frozen(kw_only=True)
class Shifted(Happened):
    """Pieces moved; the shifts name both buckets, so a replay needs no rule.

    Attributes:
        shifts: In the order of the command's portions.
        reference: The document or reason it happened under.
    """

    act: ClassVar[Act]

    shifts: tuple[Shift, ...]
    reference: str = ""


@final
@attrs.frozen(kw_only=True)
class Reserved(Shifted):
    """Pieces were bound to stock."""

    act: ClassVar[Act] = Act.RESERVE


@final
@attrs.frozen(kw_only=True)
class Backordered(Shifted):
    """Pieces wait for stock."""

    act: ClassVar[Act] = Act.BACKORDER


@final
@attrs.frozen(kw_only=True)
class Released(Shifted):
    """Pieces went back to open."""

    act: ClassVar[Act] = Act.RELEASE


@final
@attrs.frozen(kw_only=True)
class Picked(Shifted):
    """Pieces were taken from the shelf."""

    act: ClassVar[Act] = Act.PICK


@final
@attrs.frozen(kw_only=True)
class Unpicked(Shifted):
    """Pieces were put back on the shelf."""

    act: ClassVar[Act] = Act.UNPICK


@final
@attrs.frozen(kw_only=True)
class Shipped(Shifted):
    """Pieces left the house."""

    act: ClassVar[Act] = Act.SHIP


@final
@attrs.frozen(kw_only=True)
class Delivered(Shifted):
    """Pieces arrived."""

    act: ClassVar[Act] = Act.DELIVER


@final
@attrs.frozen(kw_only=True)
class Undelivered(Shifted):
    """A proof of arrival was taken back."""

    act: ClassVar[Act] = Act.UNDELIVER


@final
@attrs.frozen(kw_only=True)
class ReturnRequested(Shifted):
    """Pieces are to come back."""

    act: ClassVar[Act] = Act.REQUEST_RETURN


@final
@attrs.frozen(kw_only=True)
class ReturnWithdrawn(Shifted):
    """Pieces are not to come back after all; the shifts name where they came from."""

    act: ClassVar[Act] = Act.WITHDRAW_RETURN


@final
@attrs.frozen(kw_only=True)
class Returned(Shifted):
    """Pieces came back."""

    act: ClassVar[Act] = Act.RECEIVE_RETURN


@final
@attrs.frozen(kw_only=True)
class Lost(Shifted):
    """Pieces were lost on the way."""

    act: ClassVar[Act] = Act.LOSE


@final
@attrs.frozen(kw_only=True)
class Found(Shifted):
    """Lost pieces turned up on the way."""

    act: ClassVar[Act] = Act.FIND


@final
@attrs.frozen(kw_only=True)
class Cancelled(Shifted):
    """Pieces were given up."""

    act: ClassVar[Act] = Act.CANCEL


@final
@attrs.frozen(kw_only=True)
class Restored(Shifted):
    """A cancellation of pieces was taken back."""

    act: ClassVar[Act] = Act.RESTORE


LedgerEvent: TypeAlias = (
    Reserved
    | Backordered
    | Released
    | Picked
    | Unpicked
    | Shipped
    | Delivered
    | Undelivered
    | ReturnRequested
    | ReturnWithdrawn
    | Returned
    | Lost
    | Found
    | Cancelled
    | Restored
)
