"""How the time of each verb on an order grows with its lines, up to ten thousand of them.

Every verb is asked of all lines at once: `decide` and `fold`. Told is the worst growth of any verb
from half the lines to all of them; twice as many lines should take twice as long.
"""

import gc
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from typing import Final

from figure import Figure, absolute
from orderkit.order import (
    AddLines,
    Amend,
    ApplyPayment,
    Billed,
    Cancel,
    ChangeQuantity,
    ClaimPieces,
    Command,
    Deliver,
    Line,
    Order,
    Pick,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordInvoice,
    RequestReturn,
    Reserve,
    Restore,
    Ship,
    Terms,
    decide,
    fold,
    with_totals,
)
from orderkit.pricing import totals_of
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    DocumentNumber,
    OrderId,
    OrganisationId,
    PartyId,
    ReceiptId,
)
from totals import basket

__all__ = ["measure"]

_MOST: Final = 10_000
_ACME: Final = OrganisationId("acme")
_ANN: Final = Context.by("ann", _ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
_PAID: Final = 100


def measure(repeats: int) -> Iterator[Figure]:
    """The worst growth of a verb, and which one it is of in the name beside it."""
    sizes = (_MOST // 2, _MOST)
    taken: dict[str, dict[int, list[float]]] = {}
    for _ in range(repeats):
        for size in sizes:
            for name, seconds in _life(size):
                taken.setdefault(name, {}).setdefault(size, []).append(seconds)
    growth = {
        name: median(found[_MOST]) / median(found[_MOST // 2]) for name, found in taken.items()
    }
    worst = max(growth, key=lambda name: growth[name])
    yield absolute("lines.growth", growth[worst], "times per doubling", "lower")
    slowest = max(taken, key=lambda name: median(taken[name][_MOST]))
    unit = f"ms ({slowest} of {_MOST} lines)"
    yield absolute("lines.slowest.ms", median(taken[slowest][_MOST]) * 1000, unit, "lower")


def _life(size: int) -> Iterator[tuple[str, float]]:
    priced = basket(size)
    started = time.perf_counter()
    totals = totals_of(priced)
    yield "totals_of", time.perf_counter() - started
    terms = with_totals(_terms(size), totals)
    order: Order | None = None
    for command in _commands(terms):
        asked = command
        if isinstance(command, Amend) and order is not None:
            asked = Amend.on(order, *command.changes)
        gc.collect()
        started = time.perf_counter()
        decision = decide(order, asked, _ANN)
        order = fold(decision.events, onto=order)
        seconds = time.perf_counter() - started
        if not decision.accepted:
            raise RuntimeError(decision.findings[:3])
        yield type(command).__name__, seconds


def _terms(size: int) -> Terms:
    currency = Currency.of("CNY")
    return Terms(
        organisation=_ACME,
        order=OrderId("O-1"),
        channel=ChannelCode("shop"),
        number="1",
        customer=PartyId("C-1"),
        ordered_at=_ANN.at,
        currency=currency,
        lines=tuple(
            Line.priced(item.id, f"SKU-{item.id}", item.quantity, item.price, currency)
            for item in basket(size).items
        ),
    )


def _commands(terms: Terms) -> Iterator[Command]:
    one = tuple(Portion(line.id, 1) for line in terms.lines)
    billed = tuple(Billed(line.id, 1) for line in terms.lines)
    invoice = DocumentNumber("INV-1")
    yield PlaceOrder(terms)
    yield Cancel(one)
    yield Restore(one)
    yield ClaimPieces("D-1", one)
    yield Reserve(one)
    yield Pick(one)
    yield Ship(one, reference="D-1")
    yield Deliver(one)
    yield RecordInvoice(document=invoice, billed=billed, amount=_PAID)
    yield ApplyPayment(document=invoice, receipt=ReceiptId("R-1"), amount=_PAID)
    yield RequestReturn(one)
    yield ReceiveReturn(one)
    yield Amend(
        base=1,
        changes=tuple(ChangeQuantity(line.id, line.quantity + 1) for line in terms.lines),
    )
    more = Line.priced("more", "MORE", 1, "1", terms.currency)
    yield AddLines(lines=(more,))
    yield AddLines(
        lines=tuple(
            Line.priced(f"N{line.id}", "MORE", 1, "1", terms.currency) for line in terms.lines
        )
    )
