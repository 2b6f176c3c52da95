"""Open items, receipts, and how the one settles the other."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.values import (
    MOST,
    Currency,
    DocumentKey,
    DocumentNumber,
    OrganisationId,
    PartyId,
    ReceiptId,
    checked_id,
    shown,
    starred,
    storable,
)

__all__ = [
    "Application",
    "InvalidOpenItemError",
    "InvalidReceiptError",
    "Match",
    "OpenItem",
    "Payer",
    "Receipt",
    "Reconciliation",
    "Unmatched",
]


@attrs.frozen(kw_only=True)
class InvalidOpenItemError(InvalidValueError):
    """An item of which more was settled than it had, or amounts that are no whole numbers."""

    code: ClassVar[str] = "settlement.item"
    template: ClassVar[str] = "{key}: {parts} is no amount left open"

    key: str
    parts: str


@attrs.frozen(kw_only=True)
class InvalidReceiptError(InvalidValueError):
    """What no bank can have told: an amount that no account holds, a day that is none."""

    code: ClassVar[str] = "settlement.receipt"
    template: ClassVar[str] = "{receipt} cannot have the {field} {value}"

    receipt: str
    field: str
    value: str


def _receipt_id(text: ReceiptId) -> ReceiptId:
    return checked_id(text)


def _storable(references: Iterable[str]) -> tuple[str, ...]:
    """What others wrote, such as the number of a customer's purchase; None is no text."""
    return tuple(map(storable, references))


@final
@attrs.frozen(kw_only=True)
class OpenItem:
    """A document that still waits for money.

    An invoice has a total above zero. A credit note that stands alone is an item below zero: its
    total and what is open of it are negative, and paying it out applies a negative amount. A
    credit note of an invoice is no item; it stands in the invoice's `credited`.

    Attributes:
        key: The document.
        customer: Whose account it is on.
        currency: Of every amount.
        total: What the document comes to, in minor units.
        applied: What receipts settled of it.
        credited: What credit notes took from it.
        written_off: What was given up, such as a bank fee.
        issued: The day of the document.
        due: The last day to pay in time.
        references: Texts by which a payer may name it: its number, RF reference, order numbers.
    """

    key: DocumentKey
    customer: PartyId
    currency: Currency
    total: int
    applied: int = 0
    credited: int = 0
    written_off: int = 0
    issued: date
    due: date
    references: tuple[str, ...] = attrs.field(default=(), converter=_storable)

    def __attrs_post_init__(self) -> None:
        """Hold what is open between nothing and the whole, on the side of the total."""
        applied, credited, given_up = self.applied, self.credited, self.written_off
        counted = int is type(self.total) is type(applied) is type(credited) is type(given_up)
        # Two bounds in place of sorting: a bank file makes items by the hundred thousand.
        within = counted and (
            0 <= self.open <= self.total <= MOST or -MOST <= self.total <= self.open <= 0
        )
        if not within:
            parts = shown(f"{self.total!r} - {applied!r} - {credited!r} - {given_up!r}")
            raise InvalidOpenItemError(key=str(self.key), parts=parts)

    @property
    def open(self) -> int:
        """What is left to settle, in minor units, with the sign of the total."""
        return self.total - self.applied - self.credited - self.written_off


@final
@attrs.frozen(kw_only=True)
class Receipt:
    """Money that came in, as the bank tells it; below zero, money that went back.

    Attributes:
        id: Its name in the books.
        organisation: Whose account it came to.
        amount: In minor units.
        currency: Of the amount.
        received_on: The bank's day.
        payer_account: The account that paid, such as an IBAN; may be empty.
        payer_name: Who paid, as the bank wrote it; may be empty.
        text: What the payer wrote; untrusted, and never taken at its word alone. What no store
            could hold in it, or in the two before, is escaped.
    """

    id: ReceiptId = attrs.field(converter=_receipt_id)
    organisation: OrganisationId
    amount: int
    currency: Currency
    received_on: date
    payer_account: str = attrs.field(default="", converter=storable, repr=starred)
    payer_name: str = attrs.field(default="", converter=storable)
    text: str = attrs.field(default="", converter=storable)

    def __attrs_post_init__(self) -> None:
        """Refuse what is no whole number of 63 bits, and a moment where the bank's day belongs."""
        if type(self.amount) is not int or not -MOST <= self.amount <= MOST:
            value = shown(repr(self.amount))
            raise InvalidReceiptError(receipt=self.id, field="amount", value=value)
        if type(self.received_on) is not date:
            value = shown(repr(self.received_on))
            raise InvalidReceiptError(receipt=self.id, field="received_on", value=value)


@final
@attrs.frozen(kw_only=True)
class Payer:
    """How the bank shows a customer when it pays.

    Attributes:
        customer: The customer.
        accounts: Accounts that it pays from.
        names: Names that it pays under.
    """

    customer: PartyId
    accounts: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...], repr=starred)
    names: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])


@final
@attrs.frozen(kw_only=True)
class Application:
    """A part of a receipt that settles a part of a document, in minor units of both.

    Attributes:
        amount: Below zero it takes back what was settled.
        functional: Its share of what the document comes to in the functional currency, in minor
            units of that; None where the document has none. The desk fills it in.
    """

    receipt: ReceiptId
    document: DocumentNumber
    amount: int
    functional: int | None = None


@final
@attrs.frozen(kw_only=True)
class Match:
    """A receipt that was explained, and what it settles.

    Attributes:
        receipt: The receipt.
        applications: What it settles; what they leave of it stays on the customer's account.
        reason: Code of the explanation, such as `match.reference`. One of them does more than
            explain: what `match.short` leaves open is given up.
    """

    receipt: ReceiptId
    applications: tuple[Application, ...] = attrs.field(converter=tuple[Application, ...])
    reason: str

    @property
    def applied(self) -> int:
        """What the applications come to, in minor units."""
        return sum(each.amount for each in self.applications)

    @property
    def gives_up(self) -> bool:
        """Whether what it leaves of its documents is written off: a fee, a discount taken."""
        return self.reason == "match.short"


@final
@attrs.frozen(kw_only=True)
class Unmatched:
    """A receipt that nothing explained well enough; a person looks at it.

    Attributes:
        receipt: The receipt.
        reason: Code of what was missing, such as `unmatched.duplicate`.
        candidates: Documents that are worth a look, best first.
    """

    receipt: ReceiptId
    reason: str
    candidates: tuple[DocumentNumber, ...] = ()


@final
@attrs.frozen
class Reconciliation:
    """What became of the receipts: each in one of the three.

    Attributes:
        matches: By day and id of the receipt.
        unmatched: Likewise.
        known: Receipts that were kept before, in the order in which they were given; nothing is
            done with them a second time. `reconcile` itself knows of none.
    """

    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    known: tuple[ReceiptId, ...] = ()
