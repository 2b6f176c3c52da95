"""Compact forms of what a stamped price lost to and won over; a line may have many of them."""

from functools import lru_cache
from typing import Final

from orderkit.codec.compact import read_exact, read_text
from orderkit.pricing import LostPrice, PriceLoss, PriceSourceKind

__all__ = ["read_lost", "write_lost"]

_POOL: Final = 4096


def write_lost(lost: LostPrice) -> list[str]:
    """Kind, source, entry, price, and why it lost."""
    return [lost.kind.value, lost.source, lost.entry, str(lost.price), lost.loss.value]


def read_lost(parts: tuple[str, str, str, str, str]) -> LostPrice:
    """The price of `write_lost`; equal ones are one, as an article comes in many orders."""
    return _lost(*parts)


@lru_cache(maxsize=_POOL)
def _lost(kind: str, source: str, entry: str, price: str, loss: str) -> LostPrice:
    return LostPrice(
        kind=PriceSourceKind(kind),
        source=read_text(source),
        entry=read_text(entry),
        price=read_exact(price),
        loss=PriceLoss(loss),
    )
