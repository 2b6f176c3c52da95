"""Strategies for amendments: changes that meet an order, possible or not, and their commands."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

import attrs
from hypothesis import strategies as st

from orderkit.order import (
    AddAdjustment,
    AddLine,
    Adjustment,
    AdjustmentKind,
    Amend,
    AmendmentChange,
    AmendmentCommand,
    ApplyAmendment,
    Attribute,
    BillingBase,
    ChangeAddress,
    ChangeAdjustment,
    ChangeAttribute,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    ChangeTerms,
    Excerpt,
    Header,
    Line,
    Order,
    ProposeAmendment,
    PutBack,
    RemoveAdjustment,
    RemoveLine,
    TaxShare,
    Terms,
    VoteOnAmendment,
    WithdrawAmendment,
)
from orderkit.values import (
    ChannelCode,
    Choice,
    Currency,
    Exact,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    share_out,
)

__all__ = ["amendment_commands", "changes", "fixed_terms"]

_AT: Final = datetime(2024, 2, 28, 23, tzinfo=UTC)
_parties = st.sampled_from([PartyId("C1"), PartyId("C7")])
_prices = st.sampled_from([Exact.of(text) for text in ("1", "2.5", "0.333", "19.995", "0")])
_days = st.none() | st.sampled_from([date(2024, 3, 1), date(2024, 2, 29)])
_values = st.none() | st.sampled_from(["red", 7, True, Exact.of("1.5"), date(2024, 2, 29)])
_small = st.integers(1, 9)
_amounts = st.integers(-300, 300)
_choices = st.sampled_from(Choice)


_days_net = st.sampled_from([0, 14])
_reasons = st.sampled_from(["", "not needed"])

# Made once: to build a strategy takes longer than to draw from it.
_free_changes: tuple[st.SearchStrategy[AmendmentChange], ...] = (
    st.builds(ChangeAddress, ship_to=_parties, bill_to=st.none() | _parties),
    st.builds(
        ChangeTerms,
        net_days=st.none() | st.sampled_from([0, 30, 40_000]),
        billing=st.none() | st.sampled_from(BillingBase),
    ),
    st.builds(ChangeAttribute, st.sampled_from(["colour", "rank"]), _values),
    st.builds(Header, ship_to=_parties, net_days=_days_net).map(
        lambda header: PutBack(Excerpt(header=header))
    ),
)


def changes(order: Order) -> st.SearchStrategy[tuple[AmendmentChange, ...]]:
    """Draw one to three changes for an order, most of them possible by themselves."""
    return st.lists(_change(order), min_size=1, max_size=3).map(tuple)


def amendment_commands(order: Order) -> st.SearchStrategy[AmendmentCommand]:
    """Draw a command of the family; it names open amendments where there are some."""
    names = st.sampled_from([*(each.id for each in order.amendments), "amendment/0"])
    asked = changes(order)
    bases = st.integers(0, order.revision + 1).filter(bool)
    return st.one_of(
        asked.map(lambda drawn: Amend.on(order, *drawn, reason="asked")),
        asked.map(lambda drawn: ProposeAmendment.on(order, *drawn, reason="asked")),
        st.tuples(bases, asked).map(lambda old: Amend(base=old[0], changes=old[1])),
        names.map(ApplyAmendment),
        st.tuples(names, _reasons).map(lambda told: WithdrawAmendment(*told)),
        st.tuples(names, _choices).map(
            lambda vote: VoteOnAmendment.on(order, *vote, "approver"),
        ),
    )


def _change(order: Order) -> st.SearchStrategy[AmendmentChange]:
    lines = [line.id for line in order.terms.lines]
    charges = [charge.id for charge in order.terms.adjustments]
    free = str(len(lines) + len(order.removed) + 1)
    return st.one_of(
        st.sampled_from([free, free, free, "1"]).flatmap(_line).map(AddLine),
        st.sampled_from([*lines, *lines, *lines, LineId("9")]).flatmap(_on_line),
        _charge(f"c{len(charges) + 1}").map(AddAdjustment),
        st.sampled_from([*charges, *charges, LineId("c9")]).flatmap(_on_charge),
        *_free_changes,
        *(
            [st.sampled_from(order.terms.lines).map(lambda line: PutBack(Excerpt(lines=(line,))))]
            if lines
            else []
        ),
    )


@lru_cache(maxsize=16)
def _on_line(name: LineId) -> st.SearchStrategy[AmendmentChange]:
    line = st.just(name)
    return st.one_of(
        st.builds(RemoveLine, line),
        st.builds(ChangeQuantity, line, _small),
        st.builds(ChangeQuantity, line, st.integers(0, 12)),
        st.builds(ChangePrice, line, _prices),
        st.builds(ChangeDate, line, _days),
        st.builds(ChangeAttribute, st.just("colour"), _values, line),
    )


@lru_cache(maxsize=16)
def _on_charge(name: LineId) -> st.SearchStrategy[AmendmentChange]:
    charge = st.just(name)
    return st.builds(RemoveAdjustment, charge) | st.builds(ChangeAdjustment, charge, _amounts)


@lru_cache(maxsize=16)
def _line(name: str) -> st.SearchStrategy[Line]:
    currency = Currency.of("EUR")
    return st.builds(
        lambda quantity, price: Line.priced(name, "nut", quantity, price, currency),
        _small,
        _prices,
    )


@lru_cache(maxsize=16)
def _charge(name: str) -> st.SearchStrategy[Adjustment]:
    return st.builds(
        Adjustment,
        id=st.just(LineId(name)),
        code=st.just("FREIGHT"),
        kind=st.just(AdjustmentKind.FREIGHT),
        amount=_amounts,
    )


@st.composite
def fixed_terms(draw: st.DrawFn) -> Terms:
    """Draw terms whose taxes, line discounts and a discount of the order are fixed to units."""
    lines = tuple(draw(_taxed(str(place + 1))) for place in range(draw(st.integers(1, 3))))
    amount = -draw(st.integers(0, 500))
    units = [1] * sum(line.quantity for line in lines)
    whole = Adjustment(
        id=LineId("c1"),
        code="TENTH",
        kind=AdjustmentKind.DISCOUNT,
        amount=amount,
        lines=tuple(line.id for line in lines),
        shares=tuple(share_out(amount, units)),
    )
    return Terms(
        organisation=OrganisationId("acme"),
        order=OrderId("O1"),
        channel=ChannelCode("shop"),
        number="1001",
        customer=PartyId("C1"),
        ordered_at=_AT,
        currency=Currency.of("EUR"),
        lines=lines,
        adjustments=(whole,),
    )


@st.composite
def _taxed(draw: st.DrawFn, name: str) -> Line:
    quantity, price = draw(_small), draw(_prices)
    plain = Line.priced(name, "nut", quantity, price, Currency.of("EUR"))
    tax, off = draw(st.integers(0, 200)), -draw(st.integers(0, 50))
    units = [1] * quantity
    share = TaxShare(
        code="VAT",
        rate=Exact.of(20),
        net=plain.amount,
        tax=tax,
        shares=tuple(share_out(tax, units)),
        included=draw(st.booleans()),
    )
    discount = Adjustment(
        id=LineId(f"d{name}"),
        code="OFF",
        kind=AdjustmentKind.DISCOUNT,
        amount=off,
        shares=tuple(share_out(off, units)),
    )
    return attrs.evolve(
        plain,
        taxes=(share,),
        adjustments=(discount,),
        attributes=(Attribute(name="colour", value="red"),),
    )
