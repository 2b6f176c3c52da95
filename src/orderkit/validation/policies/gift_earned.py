"""Gifts: what is given away is earned by what is bought, and what is no longer earned is told."""

from collections.abc import Iterable, Iterator
from typing import final

import attrs

from orderkit.order import ChangeQuantity, Line, RemoveLine, Terms
from orderkit.pricing import Basket, GiftOffer, Item, gifts_of
from orderkit.validation.cures import Cure, line_of
from orderkit.values import FactKey, Facts, Finding, review

__all__ = ["GiftEarned"]


@final
@attrs.frozen
class GiftEarned:
    """Asks for a named override where more is given away than the offers allow.

    It looks at an amendment too: whoever takes away what earned a gift is told.

    Attributes:
        offers: Those that hold; articles are known by their sku.
    """

    offers: tuple[GiftOffer, ...]
    code: str = "gift.unearned"

    def applies(self, terms: Terms, /) -> bool:
        """Whether anything is given away."""
        return any(line.gift for line in terms.lines)

    def declares(self, terms: Terms, /) -> Iterable[FactKey]:
        """Nothing: the offers are all it reads."""
        del terms
        return ()

    def check(self, terms: Terms, facts: Facts, /) -> Iterator[Finding]:
        """REVIEW `gift.unearned` by line, with what is earned of it in all."""
        del facts
        lines = [line for line in terms.lines if line.gift]
        if not lines:
            return
        items = tuple(_item(line) for line in terms.lines if not line.gift)
        gifts = gifts_of(Basket(currency=terms.currency, items=items), self.offers)
        left = {(gift.offer.id, gift.offer.product): gift.quantity for gift in gifts}
        for line in lines:
            earned = left.get((line.gift, line.sku), 0)
            left[line.gift, line.sku] = max(0, earned - line.quantity)
            if line.quantity > earned:
                path = f"lines/{line.id}/quantity"
                yield review(
                    self.code, path, offer=line.gift, quantity=line.quantity, earned=earned
                )

    def cure(self, terms: Terms, finding: Finding, /) -> Cure | None:
        """Give away what is earned, or nothing of it."""
        line, earned = line_of(terms, finding), finding.param("earned")
        if line is None or type(earned) is not int:
            return None
        return ChangeQuantity(line.id, earned) if earned else RemoveLine(line.id)


def _item(line: Line) -> Item:
    return Item(
        id=line.id, quantity=line.quantity, price=line.price, unit=line.unit, product=line.sku
    )
