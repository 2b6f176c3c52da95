"""A-93: orders and amendments with masses of lines, adjustments, taxes, coupons and attributes."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import attrs
import pytest
from tests.masses import growth
from tests.order.drawn import HERE, START, agreed

from orderkit.order import (
    AddAdjustment,
    AddLine,
    Adjustment,
    AdjustmentKind,
    Amend,
    Amended,
    AmendmentChange,
    Attribute,
    ChangeAdjustment,
    ChangeAttribute,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    Line,
    Order,
    PlaceOrder,
    ProposeAmendment,
    RemoveAdjustment,
    RemoveLine,
    TaxShare,
    Terms,
    decide,
    fold,
    preview,
    undoing,
    with_totals,
)
from orderkit.pricing import Basket, ByAmount, Item, PriceAdjustment, Scope, totals_of
from orderkit.values import Context, Exact, LineId

ONE = LineId("1")
ANN = Context.by("ann", HERE, START)


def line(each: int) -> Line:
    return Line.priced(str(each), f"S{each}", 12, "9.95", agreed().currency)


def cent(each: int) -> Adjustment:
    return Adjustment(id=LineId(f"a{each}"), code="x", kind=AdjustmentKind.DISCOUNT, amount=-1)


def masses(count: int) -> Terms:
    """An order that holds so many of everything that it may hold."""
    attributes = tuple(Attribute(name=f"n{each}", value=each) for each in range(count))
    taxes = tuple(TaxShare(code=f"t{each}", rate=Exact(1), net=1, tax=1) for each in range(count))
    cents = tuple(cent(each) for each in range(count))
    own = attrs.evolve(line(0), attributes=attributes, taxes=taxes, adjustments=cents)
    return attrs.evolve(
        agreed(),
        lines=(own, *(line(each) for each in range(1, count))),
        adjustments=tuple(attrs.evolve(each, id=LineId(f"c{each.id}")) for each in cents),
        attributes=attributes,
        coupons=tuple(f"C{each}" for each in range(count)),
    )


def placed(terms: Terms) -> Order:
    order = fold(decide(None, PlaceOrder(terms), ANN).events)
    assert order is not None
    return order


def over(count: int, change: Callable[[int], AmendmentChange]) -> Sequence[AmendmentChange]:
    return [change(each) for each in range(1, count)]


CHANGES: dict[str, Callable[[int], AmendmentChange]] = {
    "quantities": lambda each: ChangeQuantity(LineId(str(each)), 20),
    "prices": lambda each: ChangePrice(LineId(str(each)), "8"),
    "days": lambda each: ChangeDate(LineId(str(each)), date(2026, 4, 1)),
    "new lines": lambda each: AddLine(line(100_000 + each)),
    "lines that go": lambda each: RemoveLine(LineId(str(each))),
    "lines that nobody knows": lambda each: RemoveLine(LineId(f"x{each}")),
    "the same line": lambda each: ChangeQuantity(ONE, each),
    "new charges": lambda each: AddAdjustment(attrs.evolve(cent(each), id=LineId(f"n{each}"))),
    "charges that go": lambda each: RemoveAdjustment(LineId(f"ca{each}")),
    "charges": lambda each: ChangeAdjustment(LineId(f"ca{each}"), -2),
    "attributes": lambda each: ChangeAttribute(f"n{each}", "red"),
    "new attributes": lambda each: ChangeAttribute(f"m{each}", "red"),
    "attributes of a line": lambda each: ChangeAttribute(f"n{each}", "red", LineId("0")),
}


@pytest.mark.parametrize("of", CHANGES)
def test_a_93_an_amendment_of_thousands_of_changes_is_worked_out_in_linear_work(of: str) -> None:
    def made(count: int) -> Callable[[], object]:
        order = placed(masses(count))
        changes = over(count, CHANGES[of])

        def act() -> None:
            command = Amend.on(order, *changes)
            shown = preview(order, command, ANN)
            if shown.decision.accepted:
                last = shown.decision.events[-1]
                assert isinstance(last, Amended)
                decide(shown.after, undoing(last), ANN)
            decide(order, ProposeAmendment.on(order, *changes), ANN)

        return act

    assert growth(made) < 2.1


def test_a_93_an_order_of_masses_is_placed_in_linear_work() -> None:
    def made(count: int) -> Callable[[], object]:
        terms = masses(count)
        return partial(placed, terms)

    assert growth(made) < 2.1


def test_a_93_an_order_takes_the_totals_of_thousands_of_lines_in_linear_work() -> None:
    def made(count: int) -> Callable[[], object]:
        terms = attrs.evolve(agreed(), lines=tuple(line(each) for each in range(count)))
        items = [Item(id=each.id, quantity=each.quantity, price=each.price) for each in terms.lines]
        cents = [
            PriceAdjustment(
                id=f"a{each}",
                scope=Scope.LINE,
                change=ByAmount(Exact(-1, 2)),
                lines=(str(each),),
                coupon=f"C{each}",
            )
            for each in range(count)
        ]
        totals = totals_of(
            Basket(currency=terms.currency, items=tuple(items), adjustments=tuple(cents))
        )
        return partial(with_totals, terms, totals)

    assert growth(made) < 2.1
