"""How the time of each verb on an order grows with its lines, up to ten thousand of them.

Every verb is asked of all lines at once: `decide` and `fold`. Told is the worst growth of any verb
from half the lines to all of them; twice as many lines should take twice as long.
"""

import gc
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from statistics import median
from typing import Final, TypeVar

from figure import Figure, absolute
from orderkit.order import (
    AddLines,
    Amend,
    ApplyAmendment,
    ApplyPayment,
    Backorder,
    Billed,
    Cancel,
    ChangeDate,
    ChangeQuantity,
    ClaimPieces,
    Command,
    Deliver,
    Find,
    Line,
    Lose,
    Order,
    Pick,
    PlaceOrder,
    Portion,
    ProposeAmendment,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Release,
    ReleaseClaim,
    RequestReturn,
    Reserve,
    Restore,
    ReversePayment,
    Ship,
    SplitOff,
    Terms,
    Undeliver,
    Unpick,
    WithdrawReturn,
    copy_of,
    decide,
    fold,
    merging,
    part_of,
    preview,
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
_LATER: Final = "N"

T = TypeVar("T")


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
    unit = f"times per doubling ({worst}, of {len(taken)} verbs)"
    yield absolute("lines.growth", growth[worst], unit, "lower")
    slowest = max(taken, key=lambda name: median(taken[name][_MOST]))
    unit = f"ms ({slowest} of {_MOST} lines)"
    yield absolute("lines.slowest.ms", median(taken[slowest][_MOST]) * 1000, unit, "lower")


def _life(size: int) -> Iterator[tuple[str, float]]:
    """Each verb and its seconds, asked of one order in turn; then of its parts."""
    priced = basket(size)
    totals, seconds = _timed(partial(totals_of, priced))
    yield "totals_of", seconds
    terms = with_totals(_terms(size), totals)
    order: Order | None = None
    known = set[str]()
    for asked in _commands(terms):
        command = asked if order is None or not callable(asked) else asked(order)
        if callable(command):
            raise TypeError(command)
        if isinstance(command, Amend):
            _, seconds = _timed(partial(preview, order, command, _ANN))
            yield "preview of Amend", seconds
        order, seconds = _timed(partial(_after, order, command))
        name = type(command).__name__
        if name not in known:
            # Asked again, it only brings the order to where another one can be.
            known.add(name)
            yield name, seconds
    if order is not None:
        yield from _lineage(order)


def _lineage(order: Order) -> Iterator[tuple[str, float]]:
    """A piece of each line that is not billed goes into an order of its own, and comes back."""
    free = tuple(Portion(line.id, 1) for line in order.terms.lines if line.id.startswith(_LATER))
    split = SplitOff(to=OrderId("O-2"), portions=free)
    rest, seconds = _timed(partial(_after, order, split))
    yield "SplitOff", seconds
    part, seconds = _timed(lambda: _after(None, part_of(order, split, _ANN)))
    yield "part_of", seconds
    (take, give), seconds = _timed(partial(merging, rest, part))
    yield "merging", seconds
    for name, onto, command in (("TakeIn", rest, take), ("GiveAway", part, give)):
        _, seconds = _timed(partial(_after, onto, command))
        yield name, seconds
    _, seconds = _timed(lambda: copy_of(order, OrderId("O-3"), _ANN))
    yield "copy_of", seconds


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    gc.collect()
    started = time.perf_counter()
    made = act()
    return made, time.perf_counter() - started


def _after(order: Order | None, command: Command) -> Order:
    """The order once the command was done.

    Raises:
        RuntimeError: Something stands against it; then no time means anything.
    """
    decision = decide(order, command, _ANN)
    after = fold(decision.events, onto=order)
    if after is None or not decision.accepted:
        raise RuntimeError(type(command).__name__, decision.findings[:3])
    return after


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


def _commands(terms: Terms) -> Iterator[Command | Callable[[Order], Command]]:
    """What an order goes through, all lines at once; some of it looks at the order first."""
    one = tuple(Portion(line.id, 1) for line in terms.lines)
    billed = tuple(Billed(line.id, 1) for line in terms.lines)
    invoice, receipt = DocumentNumber("INV-1"), ReceiptId("R-1")
    more = tuple(ChangeQuantity(line.id, line.quantity + 2) for line in terms.lines)
    yield from (PlaceOrder(terms), Cancel(one), Restore(one))
    yield from (ClaimPieces("D-0", one), ReleaseClaim("D-0", one), ClaimPieces("D-1", one))
    yield from (Backorder(one), Release(one), Reserve(one), Pick(one), Unpick(one), Pick(one))
    yield from (Ship(one, reference="D-1"), Lose(one), Find(one), Deliver(one), Undeliver(one))
    yield from (Deliver(one), RecordInvoice(document=invoice, billed=billed, amount=_PAID))
    yield ApplyPayment(document=invoice, receipt=receipt, amount=_PAID)
    yield ReversePayment(document=invoice, receipt=receipt, amount=_PAID)
    yield from (RequestReturn(one), WithdrawReturn(one), RequestReturn(one), ReceiveReturn(one))
    yield RecordCredit(document=DocumentNumber("CN-1"), billed=billed, amount=_PAID)
    yield lambda order: Amend.on(order, *more)
    yield lambda order: ProposeAmendment.on(
        order, *(ChangeDate(line.id, _ANN.at.date()) for line in terms.lines)
    )
    yield lambda order: ApplyAmendment(order.amendments[0].id)
    yield AddLines(
        lines=tuple(
            Line.priced(f"{_LATER}{line.id}", "MORE", 2, "1", terms.currency)
            for line in terms.lines
        )
    )
