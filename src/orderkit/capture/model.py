"""What a channel's file becomes: rows, records, verdicts, drafts of orders."""

from datetime import datetime
from enum import StrEnum
from typing import final

import attrs

from orderkit.order import Attribute
from orderkit.values import Exact, Finding, LineId

__all__ = [
    "ChargeClass",
    "Fate",
    "LineRef",
    "RawRow",
    "Record",
    "RowKind",
    "StoredRow",
    "TakeBack",
    "Verdict",
]


@final
@attrs.frozen
class RawRow:
    """One record of a file as it stands: its number after the header, from 1, and its cells.

    Attributes:
        findings: What stands against it as a whole; of its cells, the first may be all there are.
        origin: The row that it is sent again for, as digest of the file and number; most often
            empty.
    """

    number: int
    cells: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    origin: str = ""


@final
@attrs.frozen(kw_only=True)
class Record:
    """The eight fields of a row as read, and its custom attributes.

    Attributes:
        number: The channel's own number of the order, or of what takes it back.
        at: In UTC.
        customer: Empty means that the channel named none.
        header_attributes: Custom attributes of the order that the row names.
        line_attributes: Those of its line.
    """

    number: str
    sku: str
    description: str = ""
    quantity: int
    at: datetime
    price: Exact
    customer: str = ""
    country: str = ""
    header_attributes: tuple[Attribute, ...] = ()
    line_attributes: tuple[Attribute, ...] = ()


@final
class Fate(StrEnum):
    """What became of a row; each has exactly one, and it never changes."""

    ACCEPTED = "accepted"
    MERGED = "merged"
    CHARGE = "charge"
    REJECTED = "rejected"


@final
class RowKind(StrEnum):
    """Which of the five readings applied first."""

    UNREADABLE = "unreadable"
    CHARGE = "charge"
    MERGED = "merged"
    REVERSAL = "reversal"
    GOODS = "goods"


@final
class ChargeClass(StrEnum):
    """What a charge is to the books."""

    BILLABLE = "billable"
    DISCOUNT = "discount"
    OWN_COST = "own_cost"
    BAD_DEBT = "bad_debt"


@final
@attrs.frozen
class LineRef:
    """A line or charge by the channel's number of its order and its id in it."""

    number: str
    line: LineId


@final
@attrs.frozen
class TakeBack:
    """So many pieces that a reversal takes from an accepted line, and that line's price."""

    line: LineRef
    pieces: int
    price: Exact


@final
@attrs.frozen(kw_only=True)
class Verdict:
    """What was read in a row, and what becomes of it.

    Attributes:
        row: Its number after the header, from 1.
        code: The first finding's code where it was rejected; empty otherwise.
        amount: Quantity times price in minor units, with the sign it has; 0 if unreadable.
        unreadable: Whether the amount itself could not be read.
        record: None where the row could not be read.
        key: A digest of the eight fields as read; equal rows have equal keys.
        line: The line or charge of an order that the row became, or that it joined.
        takes: The lines that a reversal takes pieces from, in the order in which it takes them.
        charge: What kind of charge it is; None if it is none.
        findings: All that was found, the deciding one first.
        origin: The row of an earlier file that this one was sent again for; empty if none.
    """

    row: int
    fate: Fate
    kind: RowKind
    code: str = ""
    amount: int = 0
    unreadable: bool = False
    record: Record | None = None
    key: str = ""
    line: LineRef | None = None
    takes: tuple[TakeBack, ...] = ()
    charge: ChargeClass | None = None
    findings: tuple[Finding, ...] = ()
    origin: str = ""


@final
@attrs.frozen
class StoredRow:
    """A verdict where it is kept: by the digest of the unpacked file, and the row in it."""

    digest: str
    verdict: Verdict
