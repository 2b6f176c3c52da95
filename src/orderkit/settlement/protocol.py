"""What a matcher sees, and the laws that it keeps."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, Protocol, final

import attrs

from orderkit.settlement.model import Match, OpenItem, Receipt
from orderkit.settlement.payers import PayerIndex, account_key, name_key
from orderkit.settlement.references import ReferenceIndex
from orderkit.values import DocumentNumber, PartyId

__all__ = ["REPEAT_DAYS", "Book", "Matcher"]

REPEAT_DAYS: Final = 10
"""Two equal payments of one payer within so many days may be one that was sent twice."""


@final
@attrs.frozen(kw_only=True)
class Book:
    """The open items of one organisation in one currency, as they stand at this moment.

    Attributes:
        items: What is open, by document; it shrinks as receipts are applied.
        customers: The documents of each customer, in the order in which they are due.
        amounts: The documents by what is open of them.
        references: Reads documents from free text.
        payers: Knows customers by account and name.
        applied: Receipts that were applied, by amount; it grows as receipts are applied.
    """

    items: Mapping[DocumentNumber, OpenItem]
    customers: Mapping[PartyId, Sequence[DocumentNumber]]
    amounts: Mapping[int, Collection[DocumentNumber]]
    references: ReferenceIndex
    payers: PayerIndex
    applied: Mapping[int, Sequence[Receipt]]

    def open_of(self, customer: PartyId, *, on: date | None = None) -> tuple[OpenItem, ...]:
        """What is open of a customer, in the order in which it is due.

        Args:
            customer: Whose account it is on.
            on: Leaves out what was issued after this day: nobody pays by heart what is not there.
        """
        items = (self.items.get(number) for number in self.customers.get(customer, ()))
        return tuple(
            item for item in items if item is not None and (on is None or item.issued <= on)
        )

    def open_with(self, amount: int, *, on: date) -> tuple[OpenItem, ...]:
        """Everyone's items of which just this amount is open, and which stood on a day."""
        items = (self.items[number] for number in self.amounts.get(amount, ()))
        return tuple(item for item in items if item.issued <= on)

    def repeats(self, receipt: Receipt) -> bool:
        """Whether the same payer's same amount was applied a few days before or after."""
        return any(
            abs((receipt.received_on - other.received_on).days) <= REPEAT_DAYS
            and self._same_payer(receipt, other)
            for other in self.applied.get(receipt.amount, ())
        )

    def _same_payer(self, one: Receipt, other: Receipt) -> bool:
        account, name = account_key(one.payer_account), name_key(one.payer_name)
        if account and account == account_key(other.payer_account):
            return True
        if name and name == name_key(other.payer_name):
            return True
        customer = self.payers.customer(one)
        return customer is not None and customer == self.payers.customer(other)


class Matcher(Protocol):
    """Explains a receipt by open items, or says nothing.

    Matchers are asked in turn, each about every receipt that those before it left.

    Laws:
        receipt: It applies to the receipt that it was shown, with something, and no more than it.
        known: It names only documents that are open in the book, each once.
        open: An item is given no more than is open of it, and with the same sign.
        given up: An answer that gives up what was not paid spends the whole receipt, and gives up
            no more than a third of what was open of all that it names.
        steady: Equal receipts and books give equal answers.
        total: Every receipt gets a match or None; it never raises.
    """

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        """Explain one receipt; None where any answer would be a guess."""
        ...
