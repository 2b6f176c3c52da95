"""Documents: invoices and credit notes, their lines, and what may be billed or credited.

A document is never changed. What was wrong in an invoice is put right by a credit note, and by a
new invoice where there is still something to bill.
"""

from datetime import date, datetime
from typing import ClassVar, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.invoicing.line import DocumentLine
from orderkit.invoicing.shares import functional_of, tax_groups
from orderkit.invoicing.terms import Instalment
from orderkit.order import FunctionalSums, Rate
from orderkit.pricing import TaxTotals
from orderkit.values import (
    Currency,
    DocumentKey,
    DocumentNumber,
    OrderKey,
    PartyId,
    utc,
)

__all__ = [
    "CreditNote",
    "DocumentTotalError",
    "InvalidScheduleError",
    "Invoice",
]


@attrs.frozen(kw_only=True)
class DocumentTotalError(InvalidValueError):
    """A document that would owe in the wrong direction."""

    code: ClassVar[str] = "document.total"
    template: ClassVar[str] = "{number} adds up to {total}; a document is never below zero"

    number: str
    total: int


@attrs.frozen(kw_only=True)
class InvalidScheduleError(InvalidValueError):
    """Instalments that are not what an invoice comes to."""

    code: ClassVar[str] = "document.schedule"
    template: ClassVar[str] = "{number} adds up to {total}, and its instalments to {scheduled}"

    number: str
    total: int
    scheduled: int


class _Summed:
    """What a document comes to: the sums of its lines, which it keeps nowhere else."""

    __slots__ = ()

    lines: tuple[DocumentLine, ...]

    @property
    def total(self) -> int:
        """What all lines come to, in minor units, taxes included."""
        return sum(line.amount for line in self.lines)

    @property
    def tax(self) -> int:
        """What of the total is tax, in minor units."""
        return sum([line.tax for line in self.lines])

    @property
    def net(self) -> int:
        """What of the total is not tax, in minor units."""
        return self.total - self.tax

    @property
    def taxes(self) -> tuple[TaxTotals, ...]:
        """The tax groups, in the order in which lines first name them."""
        return tax_groups([tax for line in self.lines for tax in line.taxes])

    @property
    def functional(self) -> FunctionalSums | None:
        """What it comes to in the currency of `rate`: read from the lines, converted never."""
        return functional_of(self.lines)


@final
@attrs.frozen(kw_only=True)
class Invoice(_Summed):
    """What a customer owes for one shipment, and until when.

    Attributes:
        key: Its number in the books of one organisation.
        order: The order that it bills.
        customer: Who owes.
        currency: Of every amount.
        issued_at: The moment that it was made.
        due: The last day to pay in time; of several instalments, that of the last.
        lines: At least what was shipped; the total is never below zero.
        rate: Of the order, at which its functional sums were worked out; None where it has none.
        instalments: Parts with days of their own, the earliest first; empty where all of it is
            due on one day.
    """

    key: DocumentKey
    order: OrderKey
    customer: PartyId
    currency: Currency
    issued_at: datetime = attrs.field(converter=utc)
    due: date
    lines: tuple[DocumentLine, ...] = attrs.field(converter=tuple[DocumentLine, ...])
    rate: Rate | None = None
    instalments: tuple[Instalment, ...] = attrs.field(default=(), converter=tuple[Instalment, ...])

    def __attrs_post_init__(self) -> None:
        """Refuse an invoice that would owe the customer, and instalments of another sum (I-63)."""
        _refuse_below_zero(self.key, self.total)
        scheduled = sum([part.amount for part in self.instalments])
        if self.instalments and scheduled != self.total:
            number = str(self.key)
            raise InvalidScheduleError(number=number, total=self.total, scheduled=scheduled)

    @property
    def schedule(self) -> tuple[Instalment, ...]:
        """The instalments, or all of it on the day that it is due."""
        return self.instalments or (Instalment(self.due, self.total),)

    def due_by(self, day: date) -> int:
        """What of it is to be paid by a day, in minor units; whoever paid less is late."""
        return sum([part.amount for part in self.schedule if part.due <= day])


@final
@attrs.frozen(kw_only=True)
class CreditNote(_Summed):
    """What a customer gets back: a part of an invoice, or a sum that stands alone.

    Attributes:
        key: Its number in the books of one organisation.
        order: The order that it is for; None where it is for none.
        customer: Who gets it.
        currency: Of every amount.
        issued_at: The moment that it was made.
        lines: Amounts in the customer's favour; an adjustment may have either sign.
        invoice: The invoice that it makes smaller; None where it stands alone.
        reason: A code of the host, such as `returned`.
        rate: That of the invoice; None where it has none.
    """

    key: DocumentKey
    order: OrderKey | None
    customer: PartyId
    currency: Currency
    issued_at: datetime = attrs.field(converter=utc)
    lines: tuple[DocumentLine, ...] = attrs.field(converter=tuple[DocumentLine, ...])
    invoice: DocumentNumber | None
    reason: str
    rate: Rate | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a credit that would take from the customer."""
        _refuse_below_zero(self.key, self.total)


def _refuse_below_zero(key: DocumentKey, total: int) -> None:
    if total < 0:
        raise DocumentTotalError(number=str(key), total=total)
