"""The laws of texts: what no store can hold reaches none, and all else comes back as it was."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import attrs

from orderkit.order import (
    AddLines,
    Advance,
    Cancel,
    CastVote,
    Command,
    Hold,
    Line,
    PlaceOrder,
    Portion,
    RetractVote,
    Void,
)
from orderkit.ports import Database, OrderHeader, OrderQuery
from orderkit.process import OrderDesk, OrderPath
from orderkit.testing.laws import keeps
from orderkit.testing.stored import AT, order_of, terms_of
from orderkit.values import (
    Actor,
    ActorId,
    ChannelCode,
    Choice,
    Context,
    FactKey,
    IdempotencyKey,
    InvalidTextError,
    LineId,
    MoveName,
    OrderId,
    OrderKey,
    OrganisationId,
    PartyId,
    RoleName,
    Sku,
)

__all__ = ["TextsContract"]

_HERE: Final = OrganisationId("acme")
_ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=_HERE), at=AT)
# A lone surrogate, a zero byte, a bell, and more than any field holds.
_HOSTILE: Final = ("a\ud800b", "a\x00b", "a\x07b", "x" * 100_000)
_CODES: Final = ("text.control", "text.too_long")
# Long, far from ASCII, in two compositions, of a query's own signs.
_CODE_TEXTS: Final = (
    "x" * 160,
    "六角🔩",
    "e\u0301",
    "%_*?[a]",
    "a'b\"; DROP TABLE orders; --",
    "\\",
)
_FREE_TEXTS: Final = (*_CODE_TEXTS, "two\nlines\tand a tab", "\u202eright to left", "=1+1", "")


class TextsContract:
    """The laws of texts in every store; a part of `DatabaseContract`."""

    def database(self) -> Database:
        """Give a fresh and empty database."""
        raise NotImplementedError

    def test_a_13_what_no_store_can_hold_reaches_none(self) -> None:
        """Law: texts; a command is answered with a finding, an identity is none."""
        database = self.database()
        desk, agreed = OrderDesk(database, OrderPath()), terms_of("1")
        keeps("texts", kept=desk.handle(agreed.key, PlaceOrder(agreed), _ANN).accepted)
        before = _orders(database)
        for text in _HOSTILE:
            for number, command in enumerate(_commands(text)):
                key = command.terms.key if isinstance(command, PlaceOrder) else agreed.key
                name = IdempotencyKey(f"{_HOSTILE.index(text)}/{number}")
                answers = [
                    desk.handle(key, command, attrs.evolve(_ANN, key=each)).findings
                    for each in (None, name, name)
                ]
                told = {found.code for findings in answers for found in findings}
                keeps("texts", kept=len(told) == 1 and told <= {*_CODES, "line.unknown"})
                keeps("texts", kept=answers[1] == answers[2])
            keeps("texts", kept=all(map(_no_identity, _identities(text))))
        keeps("texts", kept=_orders(database) == before)

    def test_a_13_all_other_texts_come_back_as_they_were(self) -> None:
        """Law: texts; found by them, and by nothing that resembles them."""
        database = self.database()
        desk = OrderDesk(database, OrderPath())
        for place, text in enumerate(_CODE_TEXTS):
            placed = attrs.evolve(terms_of(text), number=text, customer=PartyId(text))
            keeps("texts", kept=desk.handle(placed.key, PlaceOrder(placed), _ANN).accepted)
            for free in _FREE_TEXTS:
                reason = Hold(reason=free)
                keeps("texts", kept=desk.handle(placed.key, reason, _ANN).accepted)
            with database.read() as work:
                order = work.orders.get(placed.key)
                found = (
                    work.orders.find(OrderQuery(organisation=_HERE, number=text)).headers,
                    work.orders.find(
                        OrderQuery(organisation=_HERE, customer=PartyId(text))
                    ).headers,
                )
                total = len(work.orders.find(OrderQuery(organisation=_HERE)).headers)
            keeps("texts", kept=order is not None and order.terms == placed)
            keeps("texts", kept=order is not None and _reasons(order.marks) == _FREE_TEXTS)
            keeps("texts", kept=_keys(found) == [[placed.key]] * 2)
            keeps("texts", kept=total == place + 1)


def _orders(database: Database) -> tuple[object, ...]:
    with database.read() as work:
        page = work.orders.find(OrderQuery(organisation=_HERE))
        return page, work.orders.since(0, limit=99), work.outbox.pending(limit=99)


def _keys(pages: Iterable[Sequence[OrderHeader]]) -> list[list[OrderKey]]:
    return [[header.order for header in page] for page in pages]


def _reasons(marks: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(getattr(mark, "reason", None) for mark in marks)


def _commands(text: str) -> Iterator[Command]:
    """Commands with the text in one place each."""
    whole = terms_of("2")
    yield PlaceOrder(attrs.evolve(whole, number=text))
    yield PlaceOrder(attrs.evolve(whole, channel=ChannelCode(text)))
    yield PlaceOrder(attrs.evolve(whole, customer=PartyId(text)))
    yield PlaceOrder(attrs.evolve(whole, ship_to=PartyId(text)))
    (line,) = whole.lines
    others: tuple[Line, ...] = (
        attrs.evolve(line, id=LineId(text)),
        attrs.evolve(line, sku=Sku(text)),
        attrs.evolve(line, description=text),
    )
    for other in others:
        yield PlaceOrder(attrs.evolve(whole, lines=(other,)))
        yield AddLines(lines=(attrs.evolve(other, id=LineId(other.id.replace("1", "9"))),))
    portions = (Portion(LineId("1"), 1),)
    yield Cancel(portions, text)
    yield Cancel((Portion(LineId(text), 1),))
    yield Hold(reason=text)
    yield Hold(reason="check", line=LineId(text))
    yield Void(reason=text)
    yield Advance(MoveName(text))
    yield RetractVote(text)
    yield CastVote(choice=Choice.APPROVE, role=RoleName("boss"), digest="d", opinion=text)


def _identities(text: str) -> Iterator[Callable[[], object]]:
    """Identities of the text."""
    order, here = OrderId(text), OrganisationId(text)
    yield lambda: OrderKey(_HERE, order)
    yield lambda: OrderKey(here, OrderId("1"))
    yield lambda: Actor(id=ActorId(text), organisation=_HERE)
    yield lambda: attrs.evolve(_ANN, key=IdempotencyKey(text))
    yield lambda: FactKey("credit", text)
    yield lambda: OrderQuery(organisation=_HERE, number=text)
    yield lambda: OrderQuery(organisation=_HERE, customer=PartyId(text))
    yield lambda: order_of(terms_of(text)).after.key


def _no_identity(make: Callable[[], object]) -> bool:
    try:
        make()
    except InvalidTextError:
        return True
    return False
