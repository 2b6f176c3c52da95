"""Totals of an order, beside the same sums in plain Decimal and in plain float.

The order has a discount on each line, a discount of the order that is shared out by largest
remainder, and a tax of two rates rounded for each line. The references keep what each line comes
to, its share, and the tax groups; they know neither units nor currencies, check nothing and
explain nothing.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from figure import Figure, alternating, beside
from orderkit.pricing import (
    Basket,
    ByAmount,
    ByPercent,
    Item,
    PriceAdjustment,
    Scope,
    Tax,
    totals_of,
)
from orderkit.values import Currency, Exact

__all__ = ["SIZES", "basket", "in_decimal", "in_float", "measure"]

SIZES: Final = (3, 30, 300)
_CENT: Final = Decimal("0.01")
_OFF: Final = "7.77"
_RATES: Final = ("13", "9")


def _prices(lines: int) -> list[tuple[str, str, int, str]]:
    """Id, price, quantity and rate of each line; the same at every run."""
    return [
        (f"L{at:04}", f"{19 + at * 7 % 83}.{at * 37 % 100:02}", 1 + at * 5 % 9, _RATES[at % 2])
        for at in range(lines)
    ]


def basket(lines: int) -> Basket:
    """The order as the library takes it."""
    taxes = {rate: (Tax(code=f"VAT{rate}", rate=Exact.of(rate)),) for rate in _RATES}
    return Basket(
        currency=Currency.of("CNY"),
        items=tuple(
            Item(id=name, price=Exact.of(price), quantity=quantity, taxes=taxes[rate])
            for name, price, quantity, rate in _prices(lines)
        ),
        adjustments=(
            PriceAdjustment(id="each", scope=Scope.LINE, change=ByPercent(Exact(-10))),
            PriceAdjustment(id="off", scope=Scope.ORDER, change=ByAmount(Exact.of(f"-{_OFF}"))),
        ),
    )


def in_decimal(rows: Sequence[tuple[str, Decimal, int, Decimal]], off: Decimal) -> Decimal:
    """The same order in Decimal; gives the gross."""
    entered, discounts, nets = [], [], []
    for _, price, quantity, _ in rows:
        amount = (price * quantity).quantize(_CENT, ROUND_HALF_UP)
        discount = (amount * Decimal("0.10")).quantize(_CENT, ROUND_HALF_UP)
        entered.append(amount)
        discounts.append(discount)
        nets.append(amount - discount)
    whole = sum(nets)
    cents = int(off * 100)
    weights = [int(net * 100) for net in nets]
    total = int(whole * 100)
    shares, ranked = [], []
    for at, (weight, row) in enumerate(zip(weights, rows, strict=True)):
        share, over = divmod(cents * weight, total)
        shares.append(share)
        ranked.append((-over, row[0], at))
    ranked.sort()
    for _, _, at in ranked[: cents - sum(shares)]:
        shares[at] += 1
    groups: dict[Decimal, list[Decimal]] = {}
    lines = []
    for net, share, row in zip(nets, shares, rows, strict=True):
        left = net - Decimal(share).scaleb(-2)
        tax = (left * row[3]).quantize(_CENT, ROUND_HALF_UP)
        group = groups.setdefault(row[3], [Decimal(0), Decimal(0)])
        group[0] += left
        group[1] += tax
        lines.append((row[0], left, tax, left + tax))
    return sum((line[3] for line in lines), Decimal(0))


def in_float(rows: Sequence[tuple[str, float, int, float]], off: float) -> float:
    """The same order in float, which loses cents now and then."""
    nets, lines = [], []
    for _, price, quantity, _ in rows:
        amount = round(price * quantity, 2)
        nets.append(amount - round(amount * 0.10, 2))
    whole = sum(nets)
    left_over = off
    groups: dict[float, list[float]] = {}
    for at, (net, row) in enumerate(zip(nets, rows, strict=True)):
        share = left_over if at == len(rows) - 1 else round(off * net / whole, 2)
        left_over -= share
        left = net - share
        tax = round(left * row[3], 2)
        group = groups.setdefault(row[3], [0.0, 0.0])
        group[0] += left
        group[1] += tax
        lines.append((row[0], left, tax, left + tax))
    return sum(line[3] for line in lines)


def measure(size: int, repeats: int) -> Iterator[Figure]:
    """Totals of an order of so many lines, beside Decimal; and what float takes, by itself.

    Raises:
        RuntimeError: The two do not come to the same gross; then no time means anything.
    """
    order, off = basket(size), Decimal(_OFF)
    rows = [
        (name, Decimal(price), quantity, Decimal(rate) * _CENT)
        for name, price, quantity, rate in _prices(size)
    ]
    floats = [
        (name, float(price), quantity, float(rate) * 0.01)
        for name, price, quantity, rate in _prices(size)
    ]
    if Decimal(str(totals_of(order).gross)) * _CENT != in_decimal(rows, off):
        raise RuntimeError(size)

    def ours() -> None:
        totals_of(order).taxes  # noqa: B018 - the groups are worked out when they are asked for

    rounds = 6_000 // size
    mine = _lap(ours, rounds)
    pairs = alternating(mine, _lap(lambda: in_decimal(rows, off), rounds), repeats)
    yield beside(f"totals.vs_decimal_{size}", pairs, "Decimal", "µs", "lower")
    beside_float = alternating(mine, _lap(lambda: in_float(floats, float(off)), rounds), repeats)
    yield beside(f"totals.vs_float_{size}", beside_float, "float", "µs", "lower")


def _lap(work: Callable[[], object], rounds: int) -> Callable[[], float]:
    def lap() -> float:
        gc.collect()
        started = time.perf_counter()
        for _ in range(rounds):
            work()
        return (time.perf_counter() - started) * 1e6 / rounds

    return lap
