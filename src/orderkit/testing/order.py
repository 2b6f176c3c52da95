"""Strategies for orders and for commands that meet them.

Few names and small numbers on purpose: collisions, shortages and repeats are what we are after.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from orderkit.order import (
    MOVES,
    Act,
    AddLines,
    Adjustment,
    AdjustmentKind,
    Advance,
    ApplyPayment,
    Backorder,
    Billed,
    Bucket,
    Cancel,
    CastVote,
    ClaimPieces,
    Close,
    Command,
    Deliver,
    Find,
    Freeze,
    Hold,
    LedgerCommand,
    LiftHold,
    Line,
    Lock,
    Lose,
    Order,
    OrderPlaced,
    Pick,
    PlaceOrder,
    Portion,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Reinstate,
    Release,
    ReleaseClaim,
    Reopen,
    RequestReturn,
    Reserve,
    Restore,
    RetractVote,
    ReversePayment,
    Ship,
    Terminate,
    Terms,
    Tolerance,
    Undeliver,
    Unfreeze,
    Unlock,
    Unpick,
    Unvoid,
    Void,
    WithdrawReturn,
    content_digest,
    evolve,
)
from orderkit.testing.amendments import amendment_commands
from orderkit.testing.values import exacts
from orderkit.values import (
    ActorId,
    ChannelCode,
    Choice,
    Currency,
    DocumentNumber,
    Exact,
    LineId,
    MoveName,
    OrderId,
    OrganisationId,
    PartyId,
    ReceiptId,
    RoleName,
    Sku,
)

__all__ = ["commands", "lines", "orders", "pieces_commands", "terms"]

_START = datetime(2024, 2, 28, 23, tzinfo=UTC)
_instants = st.integers(0, 72).map(lambda hours: _START + timedelta(hours=hours))
_line_ids = st.sampled_from([LineId("1"), LineId("2"), LineId("3"), LineId("9")])
_documents = st.sampled_from([DocumentNumber("INV-1"), DocumentNumber("INV-2")])
_receipts = st.sampled_from([ReceiptId("R1"), ReceiptId("R2")])
_small = st.integers(1, 9)
_drafts = st.sampled_from(["D-1", "D-2"])
_references = st.just("") | _drafts

_HALF = Tolerance(lower=Exact(50), upper=Exact(10))

_PIECES: tuple[type[LedgerCommand], ...] = (
    Reserve,
    Backorder,
    Release,
    Pick,
    Unpick,
    Ship,
    Deliver,
    Undeliver,
    RequestReturn,
    WithdrawReturn,
    ReceiveReturn,
    Lose,
    Find,
    Cancel,
    Restore,
)


@st.composite
def lines(draw: st.DrawFn, *, name: str = "1") -> Line:
    """Draw one line with the id that is given; price and amount need not agree."""
    return Line(
        id=LineId(name),
        sku=draw(st.sampled_from([Sku("bolt"), Sku("nut"), Sku("washer")])),
        quantity=draw(_small),
        price=draw(exacts()),
        amount=draw(st.integers(0, 10_000)),
        description=draw(st.sampled_from(["", "bolt M8", "六角螺母"])),
        tolerance=draw(st.sampled_from([None, None, Tolerance(), _HALF])),
    )


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Draw terms with up to three lines and one adjustment, never empty."""
    wanted = draw(st.integers(0, 3))
    adjusted = draw(st.booleans()) or wanted == 0
    charge = Adjustment(
        id=LineId("c1"),
        code="POST",
        kind=draw(st.sampled_from(AdjustmentKind)),
        amount=draw(st.integers(-500, 500)),
    )
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId(draw(st.sampled_from(["O1", "O2"]))),
        channel=ChannelCode("shop"),
        number=draw(st.sampled_from(["1001", "1002"])),
        customer=PartyId(draw(st.sampled_from(["C1", "C2"]))),
        ordered_at=draw(_instants),
        currency=Currency.of(draw(st.sampled_from(["EUR", "JPY", "KWD"]))),
        lines=tuple(draw(lines(name=str(place + 1))) for place in range(wanted)),
        adjustments=(charge,) if adjusted else (),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Draw an order as it stands right after it was placed."""
    placed = OrderPlaced(terms=draw(terms()), at=draw(_instants), by=ActorId("ann"))
    return evolve(None, placed)


_portions = st.builds(
    Portion, _line_ids, st.integers(0, 9), st.none() | st.sampled_from(list(Bucket))
)
_billed = st.lists(
    st.builds(Billed, _line_ids | st.just(LineId("c1")), st.integers(0, 9)), max_size=3
)
_maybe_line = st.none() | _line_ids
_reasons = st.sampled_from(["check", "credit"])
_amounts = st.integers(-5, 500)
_claimed = st.lists(_portions, max_size=2).map(tuple)
_moved = st.lists(_portions, max_size=3).map(tuple)
_drawn = _billed.map(tuple)
_payments = {"document": _documents, "receipt": _receipts, "amount": _amounts}
_bills = {"document": _documents, "billed": _drawn, "amount": _amounts}

# Made once: to build a strategy takes longer than to draw from it.
_pieces_commands: st.SearchStrategy[LedgerCommand] = st.one_of(
    [st.builds(command, _moved, _references) for command in _PIECES]
)
_free_marks: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        Hold,
        reason=_reasons,
        line=_maybe_line,
        quantity=st.none() | st.integers(0, 5),
        until=st.none() | _instants,
    ),
    st.builds(Freeze, reason=_reasons, line=_maybe_line),
    st.builds(Unfreeze, line=_maybe_line),
    st.builds(Close, reason=_reasons, line=_maybe_line),
    st.builds(Reopen, line=_maybe_line),
    st.builds(Terminate, reason=_reasons, line=_line_ids),
    st.builds(Reinstate, line=_line_ids),
    st.builds(
        Lock,
        reason=_reasons,
        until=st.none() | _instants,
        role=st.sampled_from([None, RoleName("clerk")]),
    ),
    st.builds(Unlock),
    st.builds(Void, _reasons),
    st.builds(Unvoid),
)
_free_others: tuple[st.SearchStrategy[Command], ...] = (
    _free_marks,
    _free_marks,
    st.builds(ClaimPieces, _drafts, _claimed) | st.builds(ReleaseClaim, _drafts, _claimed),
    st.builds(RecordInvoice, **_bills),
    st.builds(RecordCredit, **_bills),
    st.builds(ApplyPayment, **_payments),
    st.builds(ReversePayment, **_payments),
    st.builds(Advance, st.just(MoveName("submit"))),
    st.builds(RetractVote, st.sampled_from(["", "wrong order"])),
)
_choices = st.sampled_from(Choice)
_roles = st.sampled_from([RoleName("approver"), RoleName("clerk")])
_any_terms = terms()


def _vote(parts: tuple[Choice, RoleName, str]) -> CastVote:
    choice, role, digest = parts
    return CastVote(choice=choice, role=role, digest=digest)


@lru_cache(maxsize=16)
def _adding(name: str) -> st.SearchStrategy[Command]:
    return st.lists(lines(name=name), max_size=1).map(lambda drawn: AddLines(lines=tuple(drawn)))


def pieces_commands() -> st.SearchStrategy[LedgerCommand]:
    """Draw commands of the ledger family, possible or not."""
    return _pieces_commands


def _others(order: Order) -> st.SearchStrategy[Command]:
    digests = st.sampled_from([content_digest(order), "0" * 64])
    holds = st.sampled_from([*(mark.id for mark in order.marks), "hold/0"])
    return st.one_of(
        (st.just(order.terms) | _any_terms).map(PlaceOrder),
        _adding(str(len(order.terms.lines) + 1)),
        holds.map(LiftHold),
        st.tuples(_choices, _roles, digests).map(_vote),
        amendment_commands(order),
        *_free_others,
    )


@st.composite
def commands(draw: st.DrawFn, order: Order) -> Command:
    """Draw a command for this order, half of them likely to be accepted."""
    if draw(st.booleans()):
        return draw(_likely(order) | pieces_commands())
    return draw(_others(order))


@st.composite
def _likely(draw: st.DrawFn, order: Order) -> LedgerCommand:
    """Draw a ledger command whose pieces are there, if the order has any."""
    command = draw(st.sampled_from(_PIECES))
    if not order.terms.lines:
        return command(())
    place = draw(st.integers(0, len(order.terms.lines) - 1))
    most = max(1, sum(order.ledgers[place].of(bucket) for bucket in _sources(command.act)))
    portion = Portion(order.terms.lines[place].id, draw(st.integers(1, most)))
    return command((portion,), draw(_references))


def _sources(act: Act) -> frozenset[Bucket]:
    return frozenset(source for source, _ in MOVES[act])
