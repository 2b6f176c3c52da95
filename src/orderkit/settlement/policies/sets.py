"""Sets of items that nobody named: which one comes to an amount, and whether another could."""

from collections.abc import Collection, Sequence
from math import comb, gcd
from typing import Final

from orderkit.settlement.model import OpenItem
from orderkit.settlement.subsets import fitting_subsets, only

__all__ = ["has_rival", "only_set"]

# Of so many searches for a sum that nobody paid, one may find a set all the same.
_RARE: Final = 100
_MOST_WAYS: Final = 20_000


def only_set(items: Sequence[OpenItem], amount: int, *, most: int) -> tuple[OpenItem, ...]:
    """The one set of items that comes to an amount; empty where there is none, or a second.

    One item of the amount comes first; then sets of items that are due one after the other, and
    all other sets of so few items that a hit is no chance: a search through as many sets as there
    are amounts finds every amount.

    Args:
        items: Of one customer, in the order in which they are due.
        amount: What the set must come to.
        most: The size of the largest set.
    """
    single = tuple(item for item in items if item.open == amount)
    if single:
        return single if len(single) == 1 else ()
    opens = [item.open for item in items]
    widest = _widest(opens, amount, most)
    found = [*fitting_subsets(opens, amount, most=widest), *_runs(opens, amount, most)]
    chosen = tuple(items[at] for at in only(found) or ())
    return () if has_rival(chosen, items) else chosen


def has_rival(chosen: Collection[OpenItem], others: Collection[OpenItem]) -> bool:
    """Whether an item that was left out is as good as one that was chosen: just as much is open."""
    amounts = {item.open for item in chosen}
    return any(item.open in amounts and item not in chosen for item in others)


def _widest(opens: Sequence[int], amount: int, most: int) -> int:
    """The largest size of sets of which there are few, compared with the amounts there can be."""
    step = gcd(*opens) or 1
    ways = min(abs(amount) // step // _RARE, _MOST_WAYS)
    size = 0
    while size < min(most, len(opens)) and ways >= comb(len(opens), size + 1):
        size += 1
        ways -= comb(len(opens), size)
    return size


def _runs(opens: Sequence[int], amount: int, most: int) -> list[tuple[int, ...]]:
    """The places of items that are due one after the other and come to the amount."""
    found = []
    for start in range(len(opens)):
        total = 0
        for stop in range(start, min(start + most, len(opens))):
            total += opens[stop]
            if total == amount:
                found.append(tuple(range(start, stop + 1)))
    return found
