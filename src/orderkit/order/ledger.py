"""The quantity ledger of a line: where each piece stands, and which moves there are.

A line never has a status word. Its pieces are spread over named buckets that add up to what
was ordered (plus accepted over-delivery), and a move from bucket to bucket is the only change.
`MOVES` is the published matrix; `INVERSES` says for each act what undoes it, or why nothing does.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import ForbiddenMoveError, InvalidValueError
from orderkit.values import LineId, maker

__all__ = [
    "INVERSES",
    "MOVES",
    "Act",
    "Billing",
    "Bucket",
    "InvalidLedgerError",
    "Ledger",
    "Portion",
    "Shift",
    "moved",
]


@final
class Bucket(IntEnum):
    """Where a piece of a line can stand; the number is its place in `Ledger.counts`."""

    OPEN = 0
    BACKORDERED = 1
    RESERVED = 2
    PICKED = 3
    SHIPPED = 4
    DELIVERED = 5
    RETURN_REQUESTED = 6
    RETURNED = 7
    LOST = 8
    CANCELLED = 9


@final
class Act(StrEnum):
    """What people do to pieces; each act has its own row in `MOVES`."""

    RESERVE = "reserve"
    BACKORDER = "backorder"
    RELEASE = "release"
    PICK = "pick"
    UNPICK = "unpick"
    SHIP = "ship"
    DELIVER = "deliver"
    UNDELIVER = "undeliver"
    REQUEST_RETURN = "request_return"
    WITHDRAW_RETURN = "withdraw_return"
    RECEIVE_RETURN = "receive_return"
    LOSE = "lose"
    FIND = "find"
    CANCEL = "cancel"
    RESTORE = "restore"


_B: Final = Bucket

MOVES: Final[Mapping[Act, tuple[tuple[Bucket, Bucket], ...]]] = MappingProxyType(
    {
        # Sources stand in the order in which they are taken where a caller names none.
        Act.RESERVE: ((_B.OPEN, _B.RESERVED), (_B.BACKORDERED, _B.RESERVED)),
        Act.BACKORDER: ((_B.OPEN, _B.BACKORDERED),),
        Act.RELEASE: ((_B.RESERVED, _B.OPEN), (_B.BACKORDERED, _B.OPEN)),
        Act.PICK: ((_B.RESERVED, _B.PICKED),),
        Act.UNPICK: ((_B.PICKED, _B.RESERVED),),
        # A service or a drop-ship line never sees stock: open goes straight to shipped.
        Act.SHIP: (
            (_B.PICKED, _B.SHIPPED),
            (_B.RESERVED, _B.SHIPPED),
            (_B.OPEN, _B.SHIPPED),
        ),
        Act.DELIVER: ((_B.SHIPPED, _B.DELIVERED),),
        Act.UNDELIVER: ((_B.DELIVERED, _B.SHIPPED),),
        Act.REQUEST_RETURN: (
            (_B.DELIVERED, _B.RETURN_REQUESTED),
            (_B.SHIPPED, _B.RETURN_REQUESTED),
        ),
        # A withdrawn return goes back where it came from; the order keeps that origin.
        Act.WITHDRAW_RETURN: (
            (_B.RETURN_REQUESTED, _B.DELIVERED),
            (_B.RETURN_REQUESTED, _B.SHIPPED),
        ),
        Act.RECEIVE_RETURN: ((_B.RETURN_REQUESTED, _B.RETURNED),),
        Act.LOSE: ((_B.SHIPPED, _B.LOST),),
        Act.FIND: ((_B.LOST, _B.SHIPPED),),
        Act.CANCEL: (
            (_B.OPEN, _B.CANCELLED),
            (_B.BACKORDERED, _B.CANCELLED),
            (_B.RESERVED, _B.CANCELLED),
            (_B.PICKED, _B.CANCELLED),
        ),
        Act.RESTORE: ((_B.CANCELLED, _B.OPEN),),
    }
)

INVERSES: Final[Mapping[Act, Act | str]] = MappingProxyType(
    {
        Act.RESERVE: Act.RELEASE,
        Act.BACKORDER: Act.RELEASE,
        Act.RELEASE: Act.RESERVE,
        Act.PICK: Act.UNPICK,
        Act.UNPICK: Act.PICK,
        Act.SHIP: "goods that left come back only as a return, which the carrier can prove",
        Act.DELIVER: Act.UNDELIVER,
        Act.UNDELIVER: Act.DELIVER,
        Act.REQUEST_RETURN: Act.WITHDRAW_RETURN,
        Act.WITHDRAW_RETURN: Act.REQUEST_RETURN,
        Act.RECEIVE_RETURN: "goods back in the house leave again only as a new shipment",
        Act.LOSE: Act.FIND,
        Act.FIND: Act.LOSE,
        Act.CANCEL: Act.RESTORE,
        Act.RESTORE: Act.CANCEL,
    }
)

_EMPTY: Final = (0,) * len(Bucket)


@attrs.frozen(kw_only=True)
class InvalidLedgerError(InvalidValueError):
    """Buckets, a portion or a billing that no line can have."""

    code: ClassVar[str] = "ledger.invalid"
    template: ClassVar[str] = "{field} cannot be {value}"

    field: str
    value: str


@final
@attrs.frozen
class Ledger:
    """The pieces of one line by bucket, in whole steps of the line's unit.

    Attributes:
        counts: One count for each `Bucket`, none below zero.
        over: Accepted over-delivery: pieces beyond what was ordered.
    """

    counts: tuple[int, ...]
    over: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse a count below zero or a missing bucket."""
        try:
            sound = len(self.counts) == len(_EMPTY) and min(self.counts) >= 0 <= self.over
        except TypeError:
            sound = False
        if not sound:
            raise InvalidLedgerError(field="counts", value=repr(self.counts))

    @staticmethod
    @lru_cache(maxsize=1024, typed=True)
    def opened(quantity: int) -> "Ledger":
        """A new line: all of it open. Lines of few pieces share theirs."""
        return Ledger((quantity, *_EMPTY[1:]))

    @property
    def total(self) -> int:
        """All pieces; equals ordered plus `over`."""
        return sum(self.counts)

    @property
    def to_ship(self) -> int:
        """Pieces that are still to leave: open, backordered, reserved and picked."""
        return sum(self.counts[: _B.SHIPPED])

    @property
    def left(self) -> int:
        """Pieces that left the house, wherever they stand now."""
        return sum(self.counts[_B.SHIPPED : _B.CANCELLED])

    def of(self, bucket: Bucket) -> int:
        """Pieces in one bucket."""
        return self.counts[bucket]


@final
@attrs.frozen
class Billing:
    """The second ledger of a line or charge: pieces invoiced and, of these, credited."""

    invoiced: int = 0
    credited: int = 0

    def __attrs_post_init__(self) -> None:
        """Hold 0 <= credited <= invoiced."""
        counted = type(self.credited) is type(self.invoiced) is int
        if not counted or not 0 <= self.credited <= self.invoiced:
            raise InvalidLedgerError(field="billing", value=f"{self.credited}/{self.invoiced}")


@final
@attrs.frozen
class Portion:
    """So many pieces of a line, as a command names them.

    Attributes:
        line: The line within its order.
        quantity: Whole steps of the line's unit.
        source: The bucket to take them from; None takes the act's sources in turn.
    """

    line: LineId
    quantity: int
    source: Bucket | None = None


@final
@attrs.frozen
class Shift:
    """So many pieces of a line that moved from one bucket to another, as an event says it."""

    line: LineId
    source: Bucket
    target: Bucket
    quantity: int


# Pieces that were there and moved leave no count below zero: nothing to check again.
_moved: Final = maker(Ledger)


def moved(ledger: Ledger, source: Bucket, target: Bucket, quantity: int) -> Ledger:
    """Move pieces between two buckets.

    Raises:
        ForbiddenMoveError: The source holds too little, or the quantity is not above zero.
    """
    counts = ledger.counts
    if quantity < 1 or counts[source] < quantity:
        move = f"{quantity} from {source.name} to {target.name}"
        raise ForbiddenMoveError(subject=repr(ledger.counts), move=move)
    changed = list(counts)
    changed[source] -= quantity
    changed[target] += quantity
    return _moved(tuple(changed), ledger.over)
