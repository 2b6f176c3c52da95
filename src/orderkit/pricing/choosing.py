"""Which items of a basket are meant: by name, by article or by category.

A basket may hold thousands of items, and an adjustment for each of them. So nobody walks through
all items to find the few that are named: the basket files them once.
"""

from collections.abc import Iterable, Sequence

from orderkit.pricing.adjustment import Selection
from orderkit.pricing.model import Basket

__all__ = ["items_for"]


def items_for(basket: Basket, lines: Sequence[str], select: Selection | None) -> Sequence[int]:
    """The places of the items that are meant, in the basket's order; gifts never are.

    Cost: O(k log k) in the items that are named, or filed under what is selected.

    Args:
        lines: Ids of items; empty means all that `select` fits.
        select: None fits all.
    """
    items = basket.items
    if not (lines or select or basket.gives):
        return range(len(items))
    return [
        at
        for at in _near(basket, lines, select)
        if not items[at].gift
        and (select is None or select.fits(items[at].product, items[at].categories))
    ]


def _near(basket: Basket, lines: Sequence[str], select: Selection | None) -> Iterable[int]:
    """Places among which all that are meant are, in order."""
    if lines:
        end = len(basket.items)
        named = {basket.at.get(name, end) for name in lines}
        return sorted(at for at in named if at < end)
    if select is None or not (select.products or select.categories):
        return range(len(basket.items))
    filed, names = (
        (basket.by_product, select.products)
        if select.products
        else (basket.by_category, select.categories)
    )
    return sorted({at for name in names for at in filed.get(name, ())})
