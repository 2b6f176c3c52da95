"""What lines of an order are called in another one, and which of them become one."""

from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest

from orderkit.order import (
    AddAdjustment,
    AddLine,
    AddLines,
    Adjustment,
    AdjustmentKind,
    Amend,
    Close,
    Command,
    Freeze,
    Hold,
    InvalidTermsError,
    Line,
    Order,
    PlaceOrder,
    Portion,
    RemoveAdjustment,
    SplitOff,
    TakeIn,
    TaxShare,
    Terminate,
    Terms,
    decide,
    fold,
    merging,
    part_of,
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
)

ACME: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
EUR: Final = Currency.of("EUR")
ONE: Final = LineId("1")


def line(name: str, many: int = 5, sku: str = "MUG", **changes: Any) -> Line:  # noqa: ANN401 - fields of any kind
    return attrs.evolve(Line.priced(name, sku, many, "10.00", EUR), **changes)


def after(order: Order | None, *commands: Command) -> Order:
    for command in commands:
        decision = decide(order, command, ANN)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def placed(name: str, *lines: Line, charges: tuple[Adjustment, ...] = ()) -> Order:
    terms = Terms(
        organisation=ACME,
        order=OrderId(name),
        channel=ChannelCode("shop"),
        number=name,
        customer=PartyId("C-7"),
        ordered_at=ANN.at,
        currency=EUR,
        lines=lines,
        adjustments=charges,
    )
    return after(None, PlaceOrder(terms))


def charge(name: str, amount: int, **changes: Any) -> Adjustment:  # noqa: ANN401 - likewise
    kind = AdjustmentKind.DISCOUNT if amount < 0 else AdjustmentKind.CHARGE
    made = Adjustment(id=LineId(name), code="SPRING", kind=kind, amount=amount)
    return attrs.evolve(made, **changes)


def together(order: Order, other: Order) -> Order:
    take, give = merging(order, other)
    after(other, give)
    whole = after(order, take)
    assert whole.terms.total == order.terms.total + other.terms.total
    return whole


def told(order: Order) -> list[tuple[str, int, str | None]]:
    return [(each.id, each.quantity, each.parent) for each in order.terms.lines]


def test_i_17_taxes_and_discounts_of_one_name_on_a_line_are_all_kept() -> None:
    tax = TaxShare(code="VAT", rate=Exact(19), net=5000, tax=950)
    taxes = (tax, attrs.evolve(tax, net=0, tax=50))
    own = (charge("x", -10), charge("x", -20))
    whole = together(*(placed(name, line("1", taxes=taxes, adjustments=own)) for name in "OP"))
    assert told(whole) == [("1", 10, None)]
    (made,) = whole.terms.lines
    assert [share.tax for share in made.taxes] == [1900, 100]
    assert [each.amount for each in made.adjustments] == [-20, -40]


def test_i_17_pieces_come_back_to_the_line_they_came_from() -> None:
    order = placed("O", line("1"), line("2"))
    part = SplitOff(to=OrderId("B"), portions=(Portion(LineId("2"), 2),))
    whole = together(after(order, part), after(None, part_of(order, part, ANN)))
    assert told(whole) == [("1", 5, None), ("2", 5, None)]


def test_lines_do_not_become_one_where_their_discounts_are_two_of_one_name() -> None:
    one, two = charge("x", -10), charge("x", 20, code="OTHER")
    whole = together(
        placed("O", line("1", adjustments=(one,))), placed("P", line("1", adjustments=(two,)))
    )
    assert [each.adjustments for each in whole.terms.lines] == [(one,), (two,)]


@pytest.mark.parametrize(
    "mark",
    [
        Hold(reason="x", line=ONE),
        Freeze(reason="x", line=ONE),
        Close(reason="x", line=ONE),
        Terminate(reason="x", line=ONE),
    ],
    ids=lambda mark: type(mark).__name__,
)
def test_no_piece_joins_a_line_that_bears_a_mark(mark: Command) -> None:
    whole = together(after(placed("O", line("1")), mark), placed("P", line("1")))
    assert told(whole) == [("1", 5, None), ("P/1", 5, None)]
    assert [each.line for each in whole.marks] == [ONE]
    part = SplitOff(to=OrderId("B"), portions=(Portion(ONE, 2),))
    order = placed("O", line("1"))
    rest = after(order, part, mark)
    back = together(rest, after(None, part_of(order, part, ANN)))
    assert told(back) == [("1", 3, None), ("B/1", 2, None)]


KIT: Final = line("1", 2, "KIT")
LIDS: Final = line("2", 4, "LID", parent=ONE)


def test_a_kit_becomes_one_with_a_kit_of_the_same_parts() -> None:
    whole = together(placed("O", KIT, LIDS), placed("P", LIDS, KIT))
    assert told(whole) == [("1", 4, None), ("2", 8, "1")]


@pytest.mark.parametrize(
    "others",
    [
        (KIT, attrs.evolve(LIDS, quantity=6, amount=6000)),
        (KIT, LIDS, line("3", 2, "BOX", parent=ONE)),
        (KIT,),
        # The part stands before a kit that has another price.
        (LIDS, attrs.evolve(KIT, price=Exact(12))),
    ],
)
def test_kits_of_other_parts_stay_apart_with_their_parts(others: tuple[Line, ...]) -> None:
    whole = together(placed("O", KIT, LIDS), placed("P", *others))
    assert told(whole)[:2] == [("1", 2, None), ("2", 4, "1")]
    kits = {each.id for each in whole.terms.lines[2:] if each.sku == "KIT"}
    assert {each.parent for each in whole.terms.lines[2:] if each.sku != "KIT"} <= kits


def test_kits_in_kits_in_kits_are_compared_to_any_depth() -> None:
    deep = [line("0", 1)]
    deep += [line(str(at), 1, parent=LineId(str(at - 1))) for at in range(1, 3000)]
    whole = together(placed("O", *deep), placed("P", *reversed(deep)))
    assert {each.quantity for each in whole.terms.lines} == {2}


def test_a_discount_that_is_no_longer_shared_is_another_than_its_part_that_comes_back() -> None:
    shared = charge("c", -10, lines=(ONE,), shares=(-2,) * 5)
    order = placed("O", line("1"), charges=(shared,))
    part = SplitOff(to=OrderId("B"), portions=(Portion(ONE, 2),))
    rest, gone = after(order, part), after(None, part_of(order, part, ANN))
    for lines in ((ONE,), ()):
        other = charge("c", -6, lines=lines)
        changed = after(rest, Amend.on(rest, RemoveAdjustment(LineId("c"))))
        changed = after(changed, Amend.on(changed, AddAdjustment(other)))
        whole = together(changed, gone)
        assert [(each.id, each.amount) for each in whole.terms.adjustments] == [
            ("c", -6),
            ("B/c", -4),
        ]


def test_pieces_without_number_do_not_fill_the_shares_of_a_discount() -> None:
    shared = charge("c", -10, lines=(ONE,), shares=(-2,) * 5)
    order = placed("O", line("1", amount=0, price=Exact(0)), charges=(shared,))
    whole = together(order, placed("P", line("1", 10**15, amount=0, price=Exact(0))))
    assert told(whole) == [("1", 5, None), ("P/1", 10**15, None)]


def test_names_stay_short_enough_to_be_kept() -> None:
    long = "L" * 160
    whole = together(placed("O" * 160, line(long)), placed("P" * 160, line(long, sku="LID")))
    names = [each.id for each in whole.terms.lines]
    assert len(set(names)) == 2
    assert max(map(len, names)) <= 160


def test_no_parcel_holds_other_cancelled_pieces_than_its_lines_have() -> None:
    parcel = merging(placed("O", line("1")), placed("P", line("1")))[0].parcel
    for cancelled in ((), (0, 0), (-3,), (6,)):
        with pytest.raises(InvalidTermsError):
            TakeIn(parcel=attrs.evolve(parcel, cancelled=cancelled))


def test_a_93_lines_that_are_nearly_alike_are_named_in_linear_time() -> None:
    # With each line compared to each other one, this took minutes.
    ours = [line(str(each), description=f"a{each}") for each in range(10_000)]
    theirs = [line(str(each), description=f"b{each}") for each in range(10_000)]
    take, _ = merging(placed("O", *ours), placed("P", *theirs))
    assert len(take.parcel.terms.lines) == 10_000


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (charge("c", -10, lines=(ONE, LineId("9"))), "adjustment.line"),
        (charge("c", -10, lines=(ONE,), shares=(-5, -5)), "adjustment.shares"),
        (charge("c", -10, shares=(-5, -5)), "adjustment.shares"),
    ],
)
def test_an_adjustment_is_of_lines_that_there_are_and_of_all_their_units(
    wrong: Adjustment, said: str
) -> None:
    order = placed("O", line("1"))
    terms = attrs.evolve(order.terms, adjustments=(wrong,))
    other = line("2", adjustments=(attrs.evolve(wrong, lines=(), shares=(-5, -5)),))
    for known, command in (
        (None, PlaceOrder(terms)),
        (order, AddLines(adjustments=(wrong,))),
        (order, Amend.on(order, AddAdjustment(wrong))),
        (order, AddLines(lines=(other,))),
        (order, Amend.on(order, AddLine(other))),
    ):
        found = [each.code for each in decide(known, command, ANN).findings]
        assert found in ([said], ["adjustment.shares"])
