"""Every command there is, each on an order that is likely to accept it."""

from collections.abc import Iterator
from typing import Final, final

import attrs

from lives import APPROVER, gates, lives
from orderkit.order import (
    AddLines,
    Advance,
    ApplyPayment,
    Backorder,
    Billed,
    Cancel,
    CastVote,
    Close,
    Command,
    Deliver,
    Find,
    Freeze,
    Hold,
    LiftHold,
    Lose,
    Order,
    Pick,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Release,
    Reopen,
    RequestReturn,
    Reserve,
    Restore,
    ReversePayment,
    Ship,
    Terms,
    Undeliver,
    Unfreeze,
    Unpick,
    Unvoid,
    Void,
    WithdrawReturn,
    decide,
    fold,
)
from orderkit.values import (
    Actor,
    ActorId,
    Choice,
    Context,
    DocumentNumber,
    LineId,
    MoveName,
    ReceiptId,
    digest_of,
)

__all__ = ["Asked", "each_command"]

_INVOICE: Final = DocumentNumber("INV-1")
_RECEIPT: Final = ReceiptId("R1")
_PAID: Final = 100


@final
@attrs.frozen
class Asked:
    """A command, the order that it meets, and whether that order accepts it."""

    name: str
    order: Order | None
    command: Command
    context: Context
    accepted: bool


def each_command() -> tuple[Asked, ...]:
    """Live through a life in which each command stands at least once; gives the first of each."""
    found = dict[str, Asked]()
    heard = gates()
    terms, maker, approver = _people()
    for script in (_overlays(terms), _life(terms)):
        order: Order | None = None
        for command in script:
            name = type(command).__name__
            context = approver if isinstance(command, CastVote) else maker
            decision = decide(order, command, context, heard)
            each = Asked(name, order, command, context, decision.accepted)
            if name not in found or (each.accepted and not found[name].accepted):
                found[name] = each
            order = fold(decision.events, onto=order)
    return tuple(found.values())


def _people() -> tuple[Terms, Context, Context]:
    """What is ordered, by whom, and who approves it: never the same person."""
    first = lives(1, 3)[0].steps[0]
    if not isinstance(first.command, PlaceOrder):
        raise TypeError(first.command)
    terms = first.command.terms
    dee = Actor(id=ActorId("dee"), organisation=terms.organisation, roles=(APPROVER,))
    return terms, first.context, attrs.evolve(first.context, actor=dee)


def _overlays(terms: Terms) -> Iterator[Command]:
    """Facets on an order that was just placed."""
    yield PlaceOrder(terms)
    yield Hold(reason="credit")
    yield LiftHold("hold/3")
    yield Freeze(reason="address")
    yield Unfreeze()
    yield Close(reason="done")
    yield Reopen()
    yield Void("by mistake")
    yield Unvoid()


def _life(terms: Terms) -> Iterator[Command]:
    """Pieces and money, forth and back where there is a way back."""
    first, second, third = terms.lines
    some = (Portion(first.id, 1), Portion(second.id, 1))
    yield PlaceOrder(terms)
    yield Advance(MoveName("validate"))
    yield Advance(MoveName("submit"))
    yield CastVote(choice=Choice.APPROVE, role=APPROVER, digest=digest_of(terms))
    for pieces in (Backorder, Release, Reserve, Pick, Unpick, Pick, Ship, Lose, Find, Deliver):
        yield pieces(some)
    yield Undeliver(some)
    yield Deliver(some)
    billed = tuple(Billed(portion.line, portion.quantity) for portion in some)
    yield RecordInvoice(document=_INVOICE, billed=billed, amount=_PAID)
    yield ApplyPayment(document=_INVOICE, receipt=_RECEIPT, amount=_PAID)
    yield ReversePayment(document=_INVOICE, receipt=_RECEIPT, amount=_PAID)
    # What came back before it was billed would never be billed.
    for back in (RequestReturn, WithdrawReturn, RequestReturn, ReceiveReturn):
        yield back(some)
    yield RecordCredit(document=DocumentNumber("CRN-1"), billed=billed, amount=_PAID)
    rest = (Portion(third.id, third.quantity),)
    yield Cancel(rest)
    yield Restore(rest)
    yield AddLines(lines=(attrs.evolve(third, id=LineId("4")),))
