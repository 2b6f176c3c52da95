"""The kind of vectors about lines that close by themselves, and open again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from orderkit.order import (
    Close,
    Command,
    Facet,
    Line,
    Order,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    Reopen,
    RequestReturn,
    Ship,
    Terms,
    Tolerance,
    decide,
    fold,
)
from orderkit.values import (
    ChannelCode,
    Context,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    Sku,
)
from vector_kinds.outcome import Outcome, Vector

__all__ = ["ADAPTERS"]

_AT: Final = datetime(2026, 3, 10, tzinfo=UTC)
_ANN: Final = Context.by("ann", OrganisationId("acme"), _AT)
_ONE: Final = LineId("1")


def _auto_close(vector: Vector) -> Outcome:
    given, theirs = vector["input"], vector["expected"]["states"]
    order, states = _done(None, PlaceOrder(_terms(given))), list[str]()
    for step in given["steps"]:
        for command in _commands(step):
            order = _done(order, command)
        closed = any(mark.facet is Facet.CLOSE for mark in order.marks)
        states.append("closed" if closed else "open")
    if states == theirs:
        return Outcome("same")
    return Outcome("differs", f"ours {', '.join(states)}, theirs {', '.join(theirs)}")


def _terms(given: Mapping[str, Any]) -> Terms:
    line = Line(
        id=_ONE,
        sku=Sku("item"),
        quantity=given["ordered"],
        price=Exact(0),
        amount=0,
        tolerance=Tolerance(lower=Exact.of(str(given["under_pct"]))),
    )
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("o"),
        channel=ChannelCode("desk"),
        number="1",
        customer=PartyId("c"),
        ordered_at=_AT,
        currency=Currency.of("EUR"),
        lines=(line,),
    )


def _commands(step: Mapping[str, Any]) -> Iterator[Command]:
    """What does the step; a shipment that is undone is one that came back."""
    match step:
        case {"ship": pieces}:
            yield Ship((Portion(_ONE, pieces),))
        case {"undo": pieces}:
            yield RequestReturn((Portion(_ONE, pieces),))
            yield ReceiveReturn((Portion(_ONE, pieces),))
        case {"close": True}:
            yield Close(reason="by hand", line=_ONE)
        case {"reopen": True}:
            yield Reopen(line=_ONE)
        case _:
            raise NotImplementedError(str(step))


def _done(order: Order | None, command: Command) -> Order:
    decision = decide(order, command, _ANN)
    after = fold(decision.events, onto=order)
    if after is None or not decision.accepted:
        raise ValueError(", ".join(found.code for found in decision.findings))
    return after


ADAPTERS: Final[Mapping[str, Callable[[Vector], Outcome]]] = MappingProxyType(
    {"auto_close": _auto_close}
)
