"""By reference: what the payer wrote, where it explains the amount."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, final

import attrs

from orderkit.settlement.model import Application, Match, OpenItem, Receipt
from orderkit.settlement.protocol import Book
from orderkit.settlement.references import Mention, Strength
from orderkit.settlement.subsets import only_choice, only_subset
from orderkit.values import DocumentNumber, PartyId

__all__ = ["ByReference", "ShortPayment"]

_MOST_ITEMS: Final = 14
_MOST_EXTRA: Final = 5


@final
@attrs.frozen(kw_only=True)
class ShortPayment:
    """How far a payment may be off its documents, where reference and payer agree in full.

    Attributes:
        flat: So many minor units may be missing, such as a bank's fee.
        per_mille: Or so many thousandths of what is open, such as a discount for paying early.
        over: So many minor units may be too much; they stay on the customer's account.
    """

    flat: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    per_mille: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    over: int = attrs.field(default=0, validator=attrs.validators.ge(0))

    def allows(self, *, wanted: int, paid: int) -> bool:
        """Whether a payment is off what was wanted by no more than was declared."""
        missing = wanted - paid
        if missing < 0:
            return -missing <= self.over
        # A fee never eats most of a small document: then something else was paid.
        return (
            paid > 0
            and missing * 3 <= wanted
            and (missing <= self.flat or missing * 1000 <= wanted * self.per_mille)
        )


@final
@attrs.frozen
class ByReference:
    """Settles the documents that a text names, where they come to what was paid.

    A number that was misread, or written wrongly by the payer, hardly ever explains the amount as
    well; so reading is generous and the amount decides. Explanations are tried from the plainest
    to the widest, and each counts only if it is the only one of its kind: all that is named; the
    customer's items in a written range; numbers one slip away; what is named with others of
    the same customer; what is named, but for a short payment that was declared.

    Attributes:
        short: How far a payment may be off; by default not at all.
    """

    short: ShortPayment = ShortPayment()

    def match(self, receipt: Receipt, book: Book, /) -> Match | None:
        """Explain a receipt by its text; None where nothing, or no one thing, explains it."""
        mentions = book.references.read(receipt.text)
        if not mentions or not receipt.amount:
            return None
        formed = tuple(each for each in mentions if each.strength is not Strength.TAIL)
        read = formed or mentions
        payer = book.payers.customer(receipt)
        named = _choose([each.documents for each in read], receipt, book)
        if named is not None and (formed or _agrees(named, payer)):
            return _whole(receipt, named, "match.reference")
        if book.repeats(receipt):
            return None
        named = _ranged(mentions, receipt, book)
        if named is None:
            near = [(*each.documents, *book.references.near(each)) for each in read]
            named = _choose(near, receipt, book)
        if named is not None and _agrees(named, payer):
            return _whole(receipt, named, "match.reference_near")
        sure = _sure(read, book)
        if sure is None or not _agrees(sure, payer):
            return None
        named = _completed(sure, receipt, book)
        if named is not None:
            return _whole(receipt, named, "match.reference_part")
        full = bool(formed) and payer is not None and len(sure) == len(read)
        return self._off(sure, receipt, book) if full else None

    def _off(self, sure: Sequence[OpenItem], receipt: Receipt, book: Book) -> Match | None:
        """What was named, paid short or over within what was declared."""
        wanted = sum(item.open for item in sure)
        if not self.short.allows(wanted=wanted, paid=receipt.amount):
            return None
        others = [item for item in book.open_of(sure[0].customer) if item not in sure]
        if any(item.open in {receipt.amount, receipt.amount - wanted} for item in others):
            return None
        left, parts = receipt.amount, []
        for item in sorted(sure, key=_by_due):
            part = min(left, item.open)
            left -= part
            if part <= 0:
                return None
            parts.append((item.key.number, part))
        reason = "match.short" if receipt.amount < wanted else "match.over"
        return _match(receipt, parts, reason)


def _choose(
    options: Sequence[Iterable[DocumentNumber]], receipt: Receipt, book: Book
) -> tuple[OpenItem, ...] | None:
    """One open item from each option, all of one customer, that come to the receipt."""
    shown = [
        tuple(
            dict.fromkeys(
                (number, book.items[number].open) for number in each if number in book.items
            )
        )
        for each in options
    ]
    names = only_choice(shown, receipt.amount)
    if names is None:
        return None
    items = tuple(book.items[DocumentNumber(name)] for name in names)
    return items if len({item.customer for item in items}) == 1 else None


def _ranged(
    mentions: Iterable[Mention], receipt: Receipt, book: Book
) -> tuple[OpenItem, ...] | None:
    """The open items of one customer in a written range, all or the only fitting ones."""
    for mention in mentions:
        numbers = book.references.between(mention)
        items = [book.items[number] for number in numbers if number in book.items]
        ends = {item.customer for item in (*items[:1], *items[-1:])}
        if len(items) < 2 or len(ends) != 1:  # noqa: PLR2004 - a range has two ends
            continue
        own = [item for item in items if item.customer in ends]
        if sum(item.open for item in own) == receipt.amount:
            return tuple(own)
        middle = own[1:-1][:_MOST_ITEMS]
        rest = receipt.amount - own[0].open - own[-1].open
        if not rest:
            return own[0], own[-1]
        places = only_subset([item.open for item in middle], rest, most=len(middle))
        if places is not None:
            return own[0], *(middle[at] for at in places), own[-1]
    return None


def _sure(read: Sequence[Mention], book: Book) -> tuple[OpenItem, ...] | None:
    """The open items that are named without a doubt, if they are of one customer."""
    named = [
        [book.items[number] for number in each.documents if number in book.items] for each in read
    ]
    items = {found[0].key.number: found[0] for found in named if len(found) == 1}
    if not items or len({item.customer for item in items.values()}) != 1:
        return None
    return tuple(items[number] for number in sorted(items))


def _completed(
    sure: Sequence[OpenItem], receipt: Receipt, book: Book
) -> tuple[OpenItem, ...] | None:
    """What is named, with the only others of the customer that make up the rest."""
    rest = receipt.amount - sum(item.open for item in sure)
    if not rest or not book.payers.knows(sure[0].customer):
        return None
    others = [item for item in book.open_of(sure[0].customer) if item not in sure]
    single = [item for item in others if item.open == rest]
    if single:
        return (*sure, *single) if len(single) == 1 else None
    others = others[:_MOST_ITEMS]
    places = only_subset([item.open for item in others], rest, most=_MOST_EXTRA)
    return None if places is None else (*sure, *(others[at] for at in places))


def _agrees(items: Iterable[OpenItem], payer: PartyId | None) -> bool:
    """Whether the payer is unknown, or the customer of the items."""
    return payer is None or all(item.customer == payer for item in items)


def _by_due(item: OpenItem) -> tuple[date, str]:
    return item.due, item.key.number


def _whole(receipt: Receipt, items: Iterable[OpenItem], reason: str) -> Match:
    return _match(receipt, [(item.key.number, item.open) for item in items], reason)


def _match(receipt: Receipt, parts: Iterable[tuple[DocumentNumber, int]], reason: str) -> Match:
    return Match(
        receipt=receipt.id,
        applications=tuple(
            Application(receipt=receipt.id, document=number, amount=amount)
            for number, amount in sorted(parts)
        ),
        reason=reason,
    )
