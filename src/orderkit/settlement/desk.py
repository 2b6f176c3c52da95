"""The desk: one organisation's open items in one currency, while receipts are applied to them."""

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Final, final

import attrs

from orderkit.errors import PolicyContractError
from orderkit.settlement.model import Match, OpenItem, Receipt, Unmatched
from orderkit.settlement.payers import PayerIndex
from orderkit.settlement.protocol import Book, Matcher
from orderkit.settlement.references import ReferenceIndex, Strength
from orderkit.values import DocumentNumber, PartyId, ReceiptId, replacer

__all__ = ["Desk", "first_breach"]

_MOST_CANDIDATES: Final = 5
_GIVEN_UP: Final = 3
_change = replacer(OpenItem)


@final
@attrs.frozen(kw_only=True)
class Desk:
    """A book, and the right to write in it.

    Attributes:
        book: What matchers see.
        items: Behind the book: what is open.
        amounts: Behind the book: the documents by what is open of them.
        applied: Behind the book: receipts that were applied, by amount.
        spent: Their ids.
    """

    book: Book
    items: dict[DocumentNumber, OpenItem]
    amounts: dict[int, dict[DocumentNumber, None]]
    applied: dict[int, list[Receipt]]
    spent: set[ReceiptId]

    @staticmethod
    def of(items: Iterable[OpenItem], payers: PayerIndex, applied: Iterable[Receipt]) -> "Desk":
        """Open a desk."""
        shown = {item.key.number: item for item in items if item.open}
        customers: dict[PartyId, list[DocumentNumber]] = {}
        for item in sorted(shown.values(), key=_by_due):
            customers.setdefault(item.customer, []).append(item.key.number)
        amounts: dict[int, dict[DocumentNumber, None]] = {}
        for item in shown.values():
            amounts.setdefault(item.open, {})[item.key.number] = None
        by_amount: dict[int, list[Receipt]] = {}
        for receipt in applied:
            by_amount.setdefault(receipt.amount, []).append(receipt)
        book = Book(
            items=MappingProxyType(shown),
            customers=MappingProxyType(customers),
            amounts=MappingProxyType(amounts),
            references=ReferenceIndex.of(
                (item.key.number, item.references) for item in shown.values()
            ),
            payers=payers,
            applied=MappingProxyType(by_amount),
        )
        spent = {each.id for found in by_amount.values() for each in found}
        return Desk(book=book, items=shown, amounts=amounts, applied=by_amount, spent=spent)

    def settle(self, receipt: Receipt, matcher: Matcher) -> Match | None:
        """Ask a matcher about a receipt, hold it to its laws, and apply what it says.

        Raises:
            PolicyContractError: The matcher broke a law or raised, the cause chained; nothing of
                its answer was applied.
        """
        if receipt.id in self.spent:
            return None
        policy = type(matcher).__name__
        try:
            found = matcher.match(receipt, self.book)
        except Exception as error:
            proof = type(error).__name__
            raise PolicyContractError(policy=policy, law="total", proof=proof) from error
        if found is None:
            return None
        # A matcher without a type checker may give anything.
        if not isinstance(found, Match):
            raise PolicyContractError(policy=policy, law="total", proof=f"a {type(found).__name__}")
        breach = first_breach(found, receipt, self.book)
        if breach is not None:
            law, proof = breach
            raise PolicyContractError(policy=policy, law=law, proof=proof)
        for each in found.applications:
            self._apply(self.items[each.document], each.amount)
        self.applied.setdefault(receipt.amount, []).append(receipt)
        self.spent.add(receipt.id)
        return found

    def _apply(self, item: OpenItem, amount: int) -> None:
        number, left = item.key.number, item.open - amount
        del self.amounts[item.open][number]
        if not left:
            del self.items[number]
            return
        self.items[number] = _change(item, applied=item.applied + amount)
        self.amounts.setdefault(left, {})[number] = None

    def left(self, receipt: Receipt) -> Unmatched:
        """Why a receipt was left, and what is worth a look."""
        book, payer = self.book, self.book.payers.customer(receipt)
        mentions = book.references.read(receipt.text)
        named = [number for each in mentions for number in each.documents if number in self.items]
        own = () if payer is None else book.open_of(payer)
        equal = [item.key.number for item in own if item.open == receipt.amount]
        if receipt.id in self.spent or book.repeats(receipt):
            reason = "unmatched.duplicate"
        elif any(each.strength is not Strength.TAIL for each in mentions):
            reason = "unmatched.reference"
        elif payer is None:
            reason = "unmatched.payer"
        else:
            reason = "unmatched.amount" if len(equal) < 2 else "unmatched.ambiguous"  # noqa: PLR2004 - two are one too many
        candidates = tuple(dict.fromkeys([*named, *equal]))[:_MOST_CANDIDATES]
        return Unmatched(receipt=receipt.id, reason=reason, candidates=candidates)


def first_breach(found: Match, receipt: Receipt, book: Book) -> tuple[str, str] | None:
    """The first law that an answer breaks, and its proof; None if it keeps them all."""
    named = [each.document for each in found.applications]
    if found.receipt != receipt.id or any(
        each.receipt != receipt.id for each in found.applications
    ):
        return "receipt", f"{found.receipt} is not {receipt.id}"
    if not named or found.applied * receipt.amount <= 0 or abs(found.applied) > abs(receipt.amount):
        return "receipt", f"{found.applied} of {receipt.amount} of {receipt.id}"
    for each in found.applications:
        item = book.items.get(each.document)
        if item is None or named.count(each.document) > 1:
            return "known", repr(each)
        if each.amount * item.open <= 0 or abs(each.amount) > abs(item.open):
            return "open", f"{each.amount} of {item.open} of {item.key}"
    wanted = sum(book.items[number].open for number in named)
    missing = abs(wanted - found.applied)
    if found.gives_up and (found.applied != receipt.amount or missing * _GIVEN_UP > abs(wanted)):
        return "given up", f"{missing} of {wanted} for {receipt.id}"
    return None


def _by_due(item: OpenItem) -> tuple[date, str]:
    return item.due, item.key.number
