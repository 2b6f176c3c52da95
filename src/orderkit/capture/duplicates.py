"""Duplicates: orders that came before, under the same number or under another one.

Orders of one customer are looked up by the skus that they share, so that no order is compared
with all others.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from orderkit.capture.draft import OrderDraft
from orderkit.capture.sketch import Duplicate, DuplicateKind, DuplicatePolicy, OrderSketch
from orderkit.order import Line, Terms
from orderkit.values import Finding, PartyId, Sku, note

__all__ = ["compare_orders", "find_duplicates", "repeated_lines", "sketch_of"]

_Recent: TypeAlias = dict[tuple[PartyId, Sku], deque[int]]

_USUAL: Final = DuplicatePolicy()
_TICK: Final = timedelta(microseconds=1)


def find_duplicates(
    orders: Iterable[OrderSketch], policy: DuplicatePolicy = _USUAL
) -> tuple[Duplicate, ...]:
    """Pairs of orders that are one, or likely are, by the later order and then by score.

    Two orders of one channel and number are one, whatever else they say; the first is named. Two
    others are likely one if they are of one named customer, within the window, share a sku, and
    reach the score.

    Args:
        orders: Of one organisation, in any order; without those that are void.

    Laws:
        any order: The pairs do not hang on the order in which orders are given.
        exact: Each score is a fraction, and the evidence beside it gives it again.

    Cost: O(orders log orders + lines × compared).
    """
    ranked = sorted(orders, key=_rank)
    numbers = dict[tuple[str, str], int]()
    recent: _Recent = {}
    found = list[Duplicate]()
    for place, later in enumerate(ranked):
        first = numbers.setdefault((later.channel, later.number), place)
        if first != place:
            found.append(_exact(ranked[first], later))
        likely = [
            pair
            for at in _near(ranked, later, recent, policy)
            if (pair := compare_orders(ranked[at], later, policy)) is not None
            and pair.kind is DuplicateKind.LIKELY
        ]
        # Sorting is stable: of equal scores, the latest earlier order comes first.
        likely.sort(key=_falling)
        found += likely[: policy.told]
        for sku, _ in later.pieces if later.customer else ():
            latest = recent.setdefault((later.customer, sku), deque(maxlen=policy.compared))
            latest.append(place)
    return tuple(found)


def compare_orders(
    one: OrderSketch, other: OrderSketch, policy: DuplicatePolicy = _USUAL
) -> Duplicate | None:
    """What makes two orders one, or likely one; None if nothing does."""
    earlier, later = sorted((one, other), key=_rank)
    if (earlier.channel, earlier.number) == (later.channel, later.number):
        return _exact(earlier, later)
    pair = _pair(earlier, later, policy)
    named = bool(later.customer) and earlier.customer == later.customer
    near = pair.apart <= policy.window
    return pair if named and near and pair.shared and pair.score >= policy.least else None


def sketch_of(terms: Terms) -> OrderSketch:
    """The sketch of an order's terms, with the pieces that were ordered."""
    return OrderSketch(
        channel=terms.channel,
        number=terms.number,
        customer=terms.customer,
        ordered_at=terms.ordered_at,
        pieces=[(line.sku, line.quantity) for line in terms.lines],
    )


def repeated_lines(order: Terms | OrderDraft) -> tuple[Finding, ...]:
    """A note `line.repeated` for each line that says what an earlier one of its order says.

    Lines are the same by sku, quantity, price, attributes and what they are part of; a host may
    mean both.
    """
    seen, found = dict[object, str](), list[Finding]()
    for line in order.lines:
        parent = line.parent if isinstance(line, Line) else None
        content = line.sku, line.quantity, line.price, frozenset(line.attributes), parent
        first = seen.setdefault(content, line.id)
        if first != line.id:
            found.append(note("line.repeated", f"lines/{line.id}", line=line.id, first=first))
    return tuple(found)


def _rank(order: OrderSketch) -> tuple[object, ...]:
    return order.ordered_at, order.channel, order.number, order.customer, order.pieces


def _falling(pair: Duplicate) -> Fraction:
    return -pair.score


def _near(
    ranked: Sequence[OrderSketch], later: OrderSketch, recent: _Recent, policy: DuplicatePolicy
) -> Iterator[int]:
    """Earlier orders of the customer that share a sku, within the window; the latest first."""
    if not later.customer:
        return
    places = {place for sku, _ in later.pieces for place in recent.get((later.customer, sku), ())}
    for place in sorted(places, reverse=True)[: policy.compared]:
        if later.ordered_at - ranked[place].ordered_at > policy.window:
            return
        yield place


def _exact(earlier: OrderSketch, later: OrderSketch) -> Duplicate:
    return _measured(DuplicateKind.EXACT, earlier, later, Fraction(1))


def _pair(earlier: OrderSketch, later: OrderSketch, policy: DuplicatePolicy) -> Duplicate:
    pair = _measured(DuplicateKind.LIKELY, earlier, later, Fraction(0))
    nearness = max(Fraction(0), 1 - Fraction(pair.apart // _TICK, policy.window // _TICK))
    weighted = (
        policy.skus * Fraction(len(pair.shared), pair.skus or 1)
        + policy.pieces * Fraction(pair.same, pair.pieces or 1)
        + policy.nearness * nearness
    )
    weights = policy.skus + policy.pieces + policy.nearness
    return attrs.evolve(pair, score=weighted * Fraction(1, weights))


def _measured(
    kind: DuplicateKind, earlier: OrderSketch, later: OrderSketch, score: Fraction
) -> Duplicate:
    before, after = dict(earlier.pieces), dict(later.pieces)
    shared = tuple(sku for sku in after if sku in before)
    same = sum(min(before[sku], after[sku]) for sku in shared)
    return Duplicate(
        kind=kind,
        earlier=earlier,
        later=later,
        score=score,
        shared=shared,
        skus=len(before) + len(after) - len(shared),
        same=same,
        pieces=earlier.total + later.total - same,
        apart=later.ordered_at - earlier.ordered_at,
    )
