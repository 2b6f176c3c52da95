"""By payer and amount: a known payer paid exactly what one set of its items comes to."""

from collections.abc import Collection, Iterable
from typing import Final, final

import attrs

from orderkit.settlement.model import Application, Match, OpenItem, Receipt
from orderkit.settlement.policies.sets import only_set
from orderkit.settlement.protocol import Book
from orderkit.settlement.references import Mention, Strength

__all__ = ["ByPayerAmount"]

_MOST_ITEMS: Final = 7


@final
@attrs.frozen
class ByPayerAmount:
    """Settles items of a known payer, where the amount has exactly one answer.

    What was issued after the money came is left out. One item of the amount comes first; then a
    set of them, if it is the only one; see `only_set`. A payer who wrote a number meant that
    number: a text with one that does not fit, or that fits somebody else's item of the same
    amount, is not explained by other items.
    """

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        """Explain a receipt by its payer; None where the answer would be a guess."""
        payer = book.payers.customer(receipt)
        if payer is None or not receipt.amount:
            return None
        mentions = book.references.read(receipt.text)
        if any(each.strength is not Strength.TAIL for each in mentions) or book.repeats(receipt):
            return None
        items = book.open_of(payer, on=receipt.received_on)
        found = only_set(items, receipt.amount, most=_MOST_ITEMS)
        if not found or _elsewhere(mentions, found, receipt, book):
            return None
        return Match(
            receipt=receipt.id,
            applications=tuple(
                Application(receipt=receipt.id, document=item.key.number, amount=item.open)
                for item in sorted(found, key=lambda item: item.key.number)
            ),
            reason="match.payer_amount" if len(found) == 1 else "match.payer_sum",
        )


def _elsewhere(
    mentions: Iterable[Mention], found: Collection[OpenItem], receipt: Receipt, book: Book
) -> bool:
    """Whether the end of a number names another item that explains the amount as well."""
    named = (book.items.get(number) for each in mentions for number in each.documents)
    return any(
        item is not None and item.open == receipt.amount and item not in found for item in named
    )
