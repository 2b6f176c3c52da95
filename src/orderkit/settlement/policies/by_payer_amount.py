"""By payer and amount: a known payer paid exactly what one set of its items comes to."""

from typing import Final, final

import attrs

from orderkit.settlement.model import Application, Match, OpenItem, Receipt
from orderkit.settlement.protocol import Book
from orderkit.settlement.references import Strength
from orderkit.settlement.subsets import only_subset

__all__ = ["ByPayerAmount"]

_MOST_ITEMS: Final = 10
_MOST_RUN: Final = 7


@final
@attrs.frozen
class ByPayerAmount:
    """Settles items of a known payer, where the amount has exactly one answer.

    One item of the amount comes first; then those that are due together, in the order in which
    they are due; then, among ten items at most, any set. A payer who wrote a number meant that
    number: a text with one that does not fit is not explained by other items.
    """

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        """Explain a receipt by its payer; None where the answer would be a guess."""
        payer = book.payers.customer(receipt)
        if payer is None or not receipt.amount:
            return None
        mentions = book.references.read(receipt.text)
        if any(each.strength is not Strength.TAIL for each in mentions) or book.repeats(receipt):
            return None
        found = _only(book.open_of(payer), receipt.amount)
        if not found:
            return None
        return Match(
            receipt=receipt.id,
            applications=tuple(
                Application(receipt=receipt.id, document=item.key.number, amount=item.open)
                for item in sorted(found, key=lambda item: item.key.number)
            ),
            reason="match.payer_amount" if len(found) == 1 else "match.payer_sum",
        )


def _only(items: tuple[OpenItem, ...], amount: int) -> tuple[OpenItem, ...]:
    single = tuple(item for item in items if item.open == amount)
    if single:
        return single if len(single) == 1 else ()
    if len(items) <= _MOST_ITEMS:
        places = only_subset([item.open for item in items], amount, most=_MOST_RUN)
        return () if places is None else tuple(items[at] for at in places)
    runs = _runs(items, amount)
    return runs[0] if len(runs) == 1 else ()


def _runs(items: tuple[OpenItem, ...], amount: int) -> list[tuple[OpenItem, ...]]:
    """Up to seven items that are due one after the other and come to the amount."""
    found = []
    for start in range(len(items)):
        total = 0
        for stop in range(start, min(start + _MOST_RUN, len(items))):
            total += items[stop].open
            if total == amount:
                found.append(items[start : stop + 1])
    return found
