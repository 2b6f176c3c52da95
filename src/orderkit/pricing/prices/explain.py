"""Why a line is sold at its price: the source that won, and what lost, as values to be told."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from orderkit.pricing.prices.determination import (
    FoundPrice,
    LostPrice,
    PriceDetermination,
    PriceLoss,
    PriceStamp,
)
from orderkit.pricing.prices.model import PriceSourceKind
from orderkit.values import Finding, note

__all__ = ["explain_price", "price_steps"]


def explain_price(answer: PriceDetermination | PriceStamp, path: str = "") -> tuple[Finding, ...]:
    """The source of a price, and of each price that lost why it did.

    Returns:
        Notes: `price.by_manual`, `price.by_contract`, `price.by_customer`, `price.by_class` or
        `price.by_list`; one beginning with `price.lost` for each loser; `price.lost_more` with
        the number of those that are not told one by one.
    """
    more = [note("price.lost_more", path, count=answer.unlisted)] if answer.unlisted else []
    return (*price_steps(answer.winner, answer.losers, path), *more)


def price_steps(
    winner: FoundPrice | None, losers: Iterable[LostPrice], path: str
) -> Iterator[Finding]:
    """The winner, if there is one, and these losers."""
    if winner is not None:
        yield _won(winner, path)
    yield from (_lost(loser, path) for loser in losers)


def _won(won: FoundPrice, path: str) -> Finding:
    match won.kind:
        case PriceSourceKind.MANUAL:
            return note("price.by_manual", path, price=won.price, by=won.entry)
        case PriceSourceKind.CONTRACT:
            return note("price.by_contract", path, price=won.price, source=won.source)
        case PriceSourceKind.CUSTOMER:
            return note("price.by_customer", path, price=won.price, source=won.source)
        case PriceSourceKind.CUSTOMER_CLASS:
            return note("price.by_class", path, price=won.price, source=won.source)
        case PriceSourceKind.PRICE_LIST:
            return note("price.by_list", path, price=won.price, source=won.source)
        case _:
            assert_never(won.kind)


def _lost(lost: LostPrice, path: str) -> Finding:
    if lost.outranked:
        return _behind(lost, path)
    match lost.loss:
        case PriceLoss.NOT_ASKED:
            return note("price.lost_not_asked", path, price=lost.price, source=lost.source)
        case PriceLoss.OTHER_CUSTOMER | PriceLoss.OTHER_CLASS:
            return note("price.lost_buyer", path, price=lost.price, source=lost.source)
        case PriceLoss.OTHER_ORGANISATION | PriceLoss.OTHER_CHANNEL:
            return note("price.lost_seller", path, price=lost.price, source=lost.source)
        case PriceLoss.OTHER_UNIT:
            return note("price.lost_unit", path, price=lost.price, source=lost.source)
        case PriceLoss.OTHER_CURRENCY:
            return note("price.lost_currency", path, price=lost.price, source=lost.source)
        case PriceLoss.NOT_YET:
            return note("price.lost_not_yet", path, price=lost.price, source=lost.source)
        case PriceLoss.EXPIRED:
            return note("price.lost_expired", path, price=lost.price, source=lost.source)
        case _:
            return note("price.lost_quantity", path, price=lost.price, source=lost.source)


def _behind(lost: LostPrice, path: str) -> Finding:
    match lost.loss:
        case PriceLoss.LATER_KIND:
            return note("price.lost_kind", path, price=lost.price, source=lost.source)
        case PriceLoss.PRIORITY:
            return note("price.lost_priority", path, price=lost.price, source=lost.source)
        case PriceLoss.SMALLER_TIER:
            return note("price.lost_tier", path, price=lost.price, source=lost.source)
        case PriceLoss.EARLIER:
            return note("price.lost_earlier", path, price=lost.price, source=lost.source)
        case _:
            return note("price.lost_name", path, price=lost.price, source=lost.source)
