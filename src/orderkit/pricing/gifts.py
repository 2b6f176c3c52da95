"""Gifts (赠品): what is given away with what is bought, as items of their own at no price.

A gift stands on a line, so that it is picked, shipped and returned like anything else. Its price
is nothing, so no discount finds anything to take from it, and its share of one is nothing too.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Final, final

import attrs

from orderkit.errors import InvalidValueError
from orderkit.pricing.adjustment import Selection
from orderkit.pricing.choosing import items_for
from orderkit.pricing.model import Basket, Item
from orderkit.pricing.units import minor, units_of
from orderkit.values import MOST, PIECE, Exact, Unit, field_check, shown

__all__ = ["Gift", "GiftOffer", "InvalidGiftOfferError", "gifts_of", "with_gifts"]

_FREE: Final = Exact(0)


@attrs.frozen(kw_only=True)
class InvalidGiftOfferError(InvalidValueError):
    """An offer that gives nothing, or without end."""

    code: ClassVar[str] = "pricing.gift_offer"
    template: ClassVar[str] = "offer {offer}: {why}"

    offer: str
    why: str


@final
@attrs.frozen(kw_only=True)
class GiftOffer:
    """So much of one article is given away for so much that is bought of others.

    Attributes:
        product: The article that is given.
        gives: Whole steps of `unit` each time.
        per: Whole units of the selected items that earn it once; above zero.
        select: Which items count; None means all.
        most: How many times at most; None means as often as it is earned.
        subtotal_min: What the selected items must come to, as entered, in units of the currency.
    """

    id: str
    product: str
    gives: int
    per: Exact
    unit: Unit = PIECE
    select: Selection | None = None
    most: int | None = None
    subtotal_min: Exact | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what gives nothing, or for nothing."""
        wrong = _WRONG_IN_OFFER(self)
        if wrong is not None:
            self._refuse(f"{wrong[0]} cannot hold {wrong[1]}")
        if not self.id or not self.product:
            self._refuse("it needs an id and an article")
        if not 1 <= self.gives <= MOST:
            self._refuse(f"it gives {self.gives}")
        if self.per.digits <= 0:
            self._refuse(f"it is earned by {self.per}")
        if self.most is not None and self.most < 0:
            self._refuse(f"most is {self.most}")

    def _refuse(self, why: str) -> None:
        raise InvalidGiftOfferError(offer=shown(repr(self.id)), why=shown(why))


_WRONG_IN_OFFER: Final = field_check(GiftOffer)


@final
@attrs.frozen(kw_only=True)
class Gift:
    """What an offer gives.

    Attributes:
        quantity: Whole steps of the offer's unit.
        earned_by: The items that count for it, by id.
    """

    offer: GiftOffer
    quantity: int
    earned_by: tuple[str, ...]


def gifts_of(basket: Basket, offers: Sequence[GiftOffer]) -> tuple[Gift, ...]:
    """What is given away with a basket, in the order of the offers; gifts earn nothing.

    Laws:
        steady: What is bought more takes no gift away.
        of lines: The order of items changes nothing but the order in `earned_by`.
    """
    return tuple(_earned(basket, offers))


def with_gifts(basket: Basket, offers: Sequence[GiftOffer]) -> Basket:
    """A basket with its gifts as items behind the others, in place of those it had.

    Each is named `gift/` and its offer's id. A gift of an offer that is not among these stays.

    Laws:
        once: Done again, it changes nothing.
        free: The totals are those without the gifts.

    Raises:
        InvalidBasketError: An item has the name of a gift already.
    """
    known = {offer.id for offer in offers}
    kept = [item for item in basket.items if item.gift not in known]
    gifts = [
        Item(
            id=f"gift/{gift.offer.id}",
            quantity=gift.quantity,
            price=_FREE,
            unit=gift.offer.unit,
            product=gift.offer.product,
            gift=gift.offer.id,
        )
        for gift in gifts_of(basket, offers)
    ]
    return attrs.evolve(basket, items=(*kept, *gifts))


def _earned(basket: Basket, offers: Iterable[GiftOffer]) -> Iterator[Gift]:
    for offer in offers:
        chosen = [basket.items[at] for at in items_for(basket, (), offer.select)]
        own = [item for item in chosen if item.quantity > 0]
        units = sum((units_of(item) for item in own), Fraction(0))
        times = units // offer.per.fraction
        if offer.subtotal_min is not None:
            worth = sum((_worth(basket, item) for item in own), Fraction(0))
            times = times if worth >= minor(offer.subtotal_min, basket.currency) else 0
        times = times if offer.most is None else min(times, offer.most)
        if times:
            quantity, names = times * offer.gives, tuple(item.id for item in own)
            yield Gift(offer=offer, quantity=quantity, earned_by=names)


def _worth(basket: Basket, item: Item) -> Fraction:
    return Fraction(minor(item.price, basket.currency)) * units_of(item)
