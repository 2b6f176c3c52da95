"""By reference: what the payer wrote, where it explains the amount."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.settlement.model import Application, Match, OpenItem, Receipt
from orderkit.settlement.policies.sets import has_rival, only_set
from orderkit.settlement.protocol import Book
from orderkit.settlement.references import Mention, Strength
from orderkit.settlement.subsets import only_choice
from orderkit.values import DocumentNumber, PartyId, shown

__all__ = ["ByReference", "InvalidToleranceError", "ShortPayment"]

_MOST_BETWEEN: Final = 5
_MOST_EXTRA: Final = 5


@attrs.frozen(kw_only=True)
class InvalidToleranceError(InvalidValueError):
    """How far a payment may be off, as no number of minor units or thousandths."""

    code: ClassVar[str] = "settlement.tolerance"
    template: ClassVar[str] = "{field} cannot be {value}"

    field: str
    value: str


@final
@attrs.frozen(kw_only=True)
class ShortPayment:
    """How far a payment may be off its documents, where reference and payer agree in full.

    Attributes:
        flat: So many minor units may be missing, such as a bank's fee.
        per_mille: Or so many thousandths of what is open, such as a discount for paying early.
        over: So many minor units may be too much; they stay on the customer's account.
    """

    flat: int = 0
    per_mille: int = 0
    over: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse what is no whole number, or below zero."""
        for field, value in (
            ("flat", self.flat),
            ("per_mille", self.per_mille),
            ("over", self.over),
        ):
            if type(value) is not int or value < 0:
                raise InvalidToleranceError(field=field, value=shown(repr(value)))

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

    Where an item was not written as it stands, another of which as much is open is as good, and
    neither is taken. What was issued after the money came counts only where it is named: an order
    may be prepaid.

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
        named = _named(read, receipt, book, payer)
        if named is not None and (formed or _agrees(named, payer)):
            return _whole(receipt, named, "match.reference")
        if book.repeats(receipt):
            return None
        named = _ranged(mentions, receipt, book) or _near(read, receipt, book, payer)
        if named is not None and _agrees(named, payer):
            return _whole(receipt, named, "match.reference_near")
        sure = _sure(read, receipt, book)
        if sure is None or not _agrees(sure, payer):
            return None
        named = _completed(sure, receipt, book)
        if named:
            return _whole(receipt, named, "match.reference_part")
        full = bool(formed) and payer is not None and len(sure) == len(read)
        return self._off(sure, receipt, book) if full else None

    def _off(self, sure: Sequence[OpenItem], receipt: Receipt, book: Book) -> Match | None:
        """What was named, paid short or over within what was declared."""
        wanted = sum(item.open for item in sure)
        if not self.short.allows(wanted=wanted, paid=receipt.amount):
            return None
        others = _others(sure, receipt, book)
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


def _named(
    read: Sequence[Mention], receipt: Receipt, book: Book, payer: PartyId | None
) -> tuple[OpenItem, ...] | None:
    """What is named, one item each, if it comes to the receipt.

    One customer may pay for another, but not if its own item is as good. What was issued after
    the money came may be a prepaid order's: it counts only for its own customer, and not if
    something that was there before it is as good.
    """
    items = _choose([each.documents for each in read], receipt, book)
    if items is None:
        return None
    early = [item for item in items if not _stood(item, receipt)]
    if payer is not None and not _agrees(items, payer):
        own = book.open_of(payer, on=receipt.received_on)
        return None if early or any(item.open == receipt.amount for item in own) else items
    return None if has_rival(early, _others(items, receipt, book)) else items


def _near(
    read: Sequence[Mention], receipt: Receipt, book: Book, payer: PartyId | None
) -> tuple[OpenItem, ...] | None:
    """What is named or one slip away, if it comes to the receipt and nothing else is as good.

    Numbers stand close together, so a slip often ends at another document that is there. Whether
    that one was meant is told by the payer; of a payer whom nobody knows, it was.
    """
    options = [(*each.documents, *book.references.near(each)) for each in read]
    items = _choose(options, receipt, book)
    if items is None or not all(_stood(item, receipt) for item in items):
        return None
    written = {number for each in read for number in each.documents}
    guessed = [item for item in items if item.key.number not in written]
    if payer is None and guessed and not book.items.keys().isdisjoint(written):
        return None
    day = receipt.received_on
    others = (
        [other for item in guessed for other in book.open_with(item.open, on=day)]
        if payer is None
        else _others(items, receipt, book)
    )
    return None if has_rival(guessed, others) else items


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
        found = [book.items[number] for number in numbers if number in book.items]
        items = [item for item in found if _stood(item, receipt)]
        ends = {item.customer for item in (*items[:1], *items[-1:])}
        if len(items) < 2 or len(ends) != 1:  # noqa: PLR2004 - a range has two ends
            continue
        first, *middle, last = [item for item in items if item.customer in ends]
        rest = receipt.amount - first.open - last.open
        if sum(item.open for item in middle) != rest:
            middle = list(only_set(sorted(middle, key=_by_due), rest, most=_MOST_BETWEEN))
        chosen = (first, *middle, last)
        if sum(item.open for item in chosen) != receipt.amount:
            continue
        return None if has_rival(middle, _others(chosen, receipt, book)) else chosen
    return None


def _sure(read: Sequence[Mention], receipt: Receipt, book: Book) -> tuple[OpenItem, ...] | None:
    """The open items that are named without a doubt, if they are of one customer."""
    named = [
        [book.items[number] for number in each.documents if number in book.items] for each in read
    ]
    items = {found[0].key.number: found[0] for found in named if len(found) == 1}
    if not items or len({item.customer for item in items.values()}) != 1:
        return None
    if not all(_stood(item, receipt) for item in items.values()):
        return None
    return tuple(items[number] for number in sorted(items))


def _completed(
    sure: Sequence[OpenItem], receipt: Receipt, book: Book
) -> tuple[OpenItem, ...] | None:
    """What is named, with the only others of the customer that make up the rest."""
    rest = receipt.amount - sum(item.open for item in sure)
    if not rest or not book.payers.knows(sure[0].customer):
        return None
    more = only_set(_others(sure, receipt, book), rest, most=_MOST_EXTRA)
    return (*sure, *more) if more else None


def _others(items: Sequence[OpenItem], receipt: Receipt, book: Book) -> list[OpenItem]:
    """What else was open of the customer when the money came, in the order in which it is due."""
    own = book.open_of(items[0].customer, on=receipt.received_on)
    return [item for item in own if item not in items]


def _stood(item: OpenItem, receipt: Receipt) -> bool:
    """Whether an item was there when the money came."""
    return item.issued <= receipt.received_on


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
