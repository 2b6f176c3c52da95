"""Strategies for amendments: changes that meet an order, possible or not, and their commands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
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


def changes(order: Order) -> st.SearchStrategy[tuple[AmendmentChange, ...]]:
    """Draw one to three changes for an order, most of them possible by themselves."""
    return st.lists(_change(order), min_size=1, max_size=3).map(tuple)


def amendment_commands(order: Order) -> st.SearchStrategy[AmendmentCommand]:
    """Draw a command of the family; it names open amendments where there are some."""
    names = st.sampled_from([*(each.id for each in order.amendments), "amendment/0"])
    choices = st.sampled_from(Choice)
    old = st.builds(
        Amend, base=st.integers(0, order.revision + 1).filter(bool), changes=changes(order)
    )
    return st.one_of(
        changes(order).map(lambda drawn: Amend.on(order, *drawn, reason="asked")),
        changes(order).map(lambda drawn: ProposeAmendment.on(order, *drawn, reason="asked")),
        old,
        st.builds(ApplyAmendment, names),
        st.builds(WithdrawAmendment, names, st.sampled_from(["", "not needed"])),
        st.builds(
            lambda name, choice: VoteOnAmendment.on(order, name, choice, "approver"),
            names,
            choices,
        ),
    )


def _change(order: Order) -> st.SearchStrategy[AmendmentChange]:
    lines = [line.id for line in order.terms.lines]
    charges = [charge.id for charge in order.terms.adjustments]
    names = st.sampled_from([*lines, *lines, *lines, LineId("9")])
    others = st.sampled_from([*charges, *charges, LineId("c9")])
    free = str(len(lines) + len(order.removed) + 1)
    fresh = st.sampled_from([free, free, free, "1"])
    return st.one_of(
        st.builds(AddLine, fresh.flatmap(_line)),
        st.builds(RemoveLine, names),
        st.builds(ChangeQuantity, names, _small),
        st.builds(ChangeQuantity, names, st.integers(0, 12)),
        st.builds(ChangePrice, names, _prices),
        st.builds(ChangeDate, names, _days),
        st.builds(ChangeAddress, ship_to=_parties, bill_to=st.none() | _parties),
        st.builds(
            ChangeTerms,
            net_days=st.none() | st.sampled_from([0, 30, 40_000]),
            billing=st.none() | st.sampled_from(BillingBase),
        ),
        st.builds(AddAdjustment, _charge(f"c{len(charges) + 1}")),
        st.builds(RemoveAdjustment, others),
        st.builds(ChangeAdjustment, others, _amounts),
        st.builds(ChangeAttribute, st.sampled_from(["colour", "rank"]), _values),
        st.builds(ChangeAttribute, st.just("colour"), _values, names),
        *_put_backs(order),
    )


def _put_backs(order: Order) -> Iterator[st.SearchStrategy[AmendmentChange]]:
    header = st.builds(Header, ship_to=_parties, net_days=st.sampled_from([0, 14]))
    if order.terms.lines:
        parts = st.sampled_from(order.terms.lines)
        yield parts.map(lambda line: PutBack(Excerpt(lines=(line,))))
    yield header.map(lambda made: PutBack(Excerpt(header=made)))


def _line(name: str) -> st.SearchStrategy[Line]:
    currency = Currency.of("EUR")
    return st.builds(
        lambda quantity, price: Line.priced(name, "nut", quantity, price, currency),
        _small,
        _prices,
    )


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
