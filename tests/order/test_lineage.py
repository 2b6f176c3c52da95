"""Orders that are split, merged and copied: nothing is lost, and each side knows of the other."""

from collections import Counter
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderkit.errors import ForbiddenMoveError
from orderkit.order import (
    AddLines,
    Adjustment,
    AdjustmentKind,
    Amend,
    Amended,
    Billed,
    Cancel,
    ChangeQuantity,
    ClaimPieces,
    Command,
    Cut,
    Descent,
    Facet,
    FacetMark,
    FunctionalSums,
    GiveAway,
    Hold,
    InvalidTermsError,
    Line,
    LineageKind,
    Order,
    OrderPlaced,
    Pick,
    PlaceOrder,
    Portion,
    Rate,
    RecordInvoice,
    Reserve,
    Ship,
    SplitOff,
    TakeIn,
    TaxShare,
    Terms,
    Unvoid,
    Void,
    copy_of,
    cut_off,
    decide,
    fold,
    inverse_of,
    merging,
    movable,
    part_of,
    with_totals,
)
from orderkit.pricing import Basket, totals_of
from orderkit.testing.amendments import fixed_terms
from orderkit.testing.pricing import baskets, pricing_policies
from orderkit.values import (
    Context,
    Currency,
    DocumentNumber,
    Exact,
    FlowDigest,
    LineId,
    OrderId,
    OrganisationId,
    PartyId,
    RoundingLevel,
)

ACME: Final = OrganisationId("acme")
ANN: Final = Context.by("ann", ACME, datetime(2026, 3, 2, 9, tzinfo=UTC))
BOB: Final = Context.by("bob", ACME, ANN.at)
EUR: Final = Currency.of("EUR")
ONE, TWO = LineId("1"), LineId("2")
PART: Final = OrderId("O1-B")
POLICIES: Final = pricing_policies().filter(
    lambda policy: policy.rounding.level is not RoundingLevel.NONE
)


def after(order: Order | None, *commands: Command, context: Context = ANN) -> Order:
    for command in commands:
        decision = decide(order, command, context)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order)
    assert order is not None
    return order


def codes(order: Order, command: Command) -> list[str]:
    decision = decide(order, command, ANN)
    assert bool(decision.findings) != decision.accepted
    return [found.code for found in decision.findings]


@st.composite
def priced_terms(draw: st.DrawFn) -> Terms:
    """Terms with the figures of a basket, or with shares fixed to each unit; some at a rate."""
    terms = draw(fixed_terms())
    if draw(st.booleans()):
        basket = draw(baskets(POLICIES))
        lines = tuple(
            Line(
                id=LineId(item.id),
                sku=terms.lines[0].sku,
                quantity=item.quantity,
                price=item.price,
                unit=item.unit,
                amount=0,
            )
            for item in basket.items
            if item.quantity > 0
        )
        if len(lines) == len(basket.items):
            plain = attrs.evolve(terms, currency=basket.currency, lines=lines, adjustments=())
            terms = with_totals(plain, totals_of(basket))
    if draw(st.booleans()):
        rate = Rate(currency=Currency.of("CNY"), rate=Exact.of("7.8123"), on=date(2026, 3, 2))
        tax = sum(share.tax for line in terms.lines for share in line.taxes)
        terms = attrs.evolve(terms, rate=rate, functional=None)
        terms = attrs.evolve(terms, functional=terms.converted(terms.total, tax))
    return terms


@st.composite
def splits(draw: st.DrawFn) -> tuple[Order, SplitOff]:
    """An order, perhaps with some pieces gone, and a split of it that can be made."""
    order = after(None, PlaceOrder(draw(priced_terms())))
    first = order.terms.lines[0]
    if draw(st.booleans()) and first.quantity > 1:
        act = draw(st.sampled_from([Ship, Reserve, Cancel]))
        order = after(order, act((Portion(first.id, draw(st.integers(1, first.quantity - 1))),)))
    portions = list[Portion]()
    for line in order.terms.lines:
        many = draw(st.integers(0, movable(order, line.id)))
        if many:
            portions.append(Portion(line.id, many))
    whole = sum(each.quantity for each in portions) == sum(
        line.quantity for line in order.terms.lines
    )
    if whole or not portions:
        portions = [Portion(first.id, 1)] if first.quantity > 1 or order.to_ship > 1 else []
    loose = [charge.id for charge in order.terms.adjustments if not charge.lines]
    charges = tuple(name for name in loose if draw(st.booleans()))
    return order, SplitOff(to=PART, portions=tuple(portions), adjustments=charges)


def money(*several: Terms) -> dict[str, int]:
    """All that terms come to: pieces, amounts, adjustments, taxes, sums at the rate."""
    found = Counter[str]()
    for terms in several:
        found["total"] += terms.total
        if terms.functional is not None:
            found["functional net"] += terms.functional.net
            found["functional tax"] += terms.functional.tax
        for line in terms.lines:
            found[f"{line.sku} pieces"] += line.quantity
            found["amount"] += line.amount
            for charge in line.adjustments:
                found[f"{charge.id} amount"] += charge.amount
        charges = (*terms.adjustments, *(each for line in terms.lines for each in line.adjustments))
        for charge in terms.adjustments:
            found[f"{charge.code} amount"] += charge.amount
        taxes = [share for charge in charges for share in charge.taxes]
        for share in (*taxes, *(share for line in terms.lines for share in line.taxes)):
            found[f"{share.code} {share.rate} tax"] += share.tax
            found[f"{share.code} {share.rate} net"] += share.net
    return {name: many for name, many in found.items() if many}


def content(terms: Terms) -> dict[object, object]:
    """What was agreed, whatever the order in which it is written down."""
    lines = {line.id: line for line in terms.lines}
    charges = dict[object, object]()
    for charge in terms.adjustments:
        place, shares = 0, dict[LineId, tuple[int, ...]]()
        for line in charge.lines if charge.shares else ():
            shares[line] = charge.shares[place : place + lines[line].quantity]
            place += lines[line].quantity
        charges[charge.id] = (charge.amount, charge.code, set(charge.lines), shares, charge.taxes)
    return {
        "lines": lines,
        "charges": charges,
        "total": terms.total,
        "functional": terms.functional,
        "customer": terms.customer,
    }


@given(splits())
def test_i_17_a_split_conserves_pieces_money_taxes_and_adjustments(
    drawn: tuple[Order, SplitOff],
) -> None:
    order, split = drawn
    if not split.portions:
        return
    decision = decide(order, split, ANN)
    if not decision.accepted:
        assert {found.code for found in decision.findings} <= {"split.whole"}
        return
    stays = fold(decision.events, onto=order)
    part = after(None, part_of(order, split, ANN))
    assert stays is not None
    assert money(stays.terms, part.terms) == money(order.terms)
    # Every piece still has its place.
    asked = sum(portion.quantity for portion in split.portions)
    assert sum(ledger.total for ledger in stays.ledgers) == (
        sum(ledger.total for ledger in order.ledgers) - asked
    )
    assert [ledger.to_ship for ledger in part.ledgers] == [
        line.quantity for line in part.terms.lines
    ]


def parted(order: Order, split: SplitOff) -> tuple[Order, Order]:
    return after(order, split), after(None, part_of(order, split, ANN))


@given(splits())
def test_i_17_split_then_merge_is_the_order_from_before(drawn: tuple[Order, SplitOff]) -> None:
    order, split = drawn
    if not split.portions or not decide(order, split, ANN).accepted:
        return
    rest, part = parted(order, split)
    take, give = merging(rest, part)
    whole, gone = after(rest, take), after(part, give)
    # A charge that went along as a whole comes back under its own name, or beside its like.
    if not split.adjustments:
        assert content(whole.terms) == content(order.terms)
    assert money(whole.terms) == money(order.terms)
    assert sum(ledger.total for ledger in whole.ledgers) == sum(
        ledger.total for ledger in order.ledgers
    )
    assert (gone.terms.lines, gone.terms.total) == ((), 0)
    assert [mark.facet for mark in gone.marks] == [Facet.VOID]


@given(ours=priced_terms(), theirs=priced_terms(), join=st.booleans())
def test_i_17_a_merge_conserves_what_both_orders_come_to(
    ours: Terms, theirs: Terms, *, join: bool
) -> None:
    theirs = attrs.evolve(
        theirs, order=OrderId("O2"), currency=ours.currency, rate=ours.rate, functional=None
    )
    if ours.functional is not None:
        tax = sum(share.tax for line in theirs.lines for share in line.taxes)
        tax += sum(share.tax for each in theirs.adjustments for share in each.taxes)
        theirs = attrs.evolve(theirs, functional=theirs.converted(theirs.total, tax))
    order, other = after(None, PlaceOrder(ours)), after(None, PlaceOrder(theirs))
    many = other.terms.lines[0].quantity
    other = after(other, Cancel((Portion(other.terms.lines[0].id, many),)))
    take, give = merging(order, other, join=join)
    whole = after(order, take)
    after(other, give)
    assert money(whole.terms) == money(order.terms, other.terms)
    assert sum(ledger.total for ledger in whole.ledgers) == sum(
        line.quantity for line in whole.terms.lines
    )
    cancelled = [ledger.counts[-1] for ledger in whole.ledgers]
    assert sum(cancelled) == many


@given(splits())
def test_i_18_both_sides_name_where_each_piece_went(drawn: tuple[Order, SplitOff]) -> None:
    order, split = drawn
    if not split.portions or not decide(order, split, ANN).accepted:
        return
    rest, part = parted(order, split)
    assert mirrored(rest, order.terms.order) == mirrored(part, PART)
    whole, gone = after(rest, merging(rest, part)[0]), after(part, merging(rest, part)[1])
    here = Counter(mirrored(whole, order.terms.order))
    assert here == Counter(mirrored(gone, PART))
    named = {descent.line for descent in gone.lineage if descent.went}
    assert {line.id for line in gone.removed} <= named


def mirrored(order: Order, name: OrderId) -> list[tuple[object, ...]]:
    """Its lineage as a list of what went from where to where."""
    return [
        (each.kind, each.quantity, name, each.line, each.other, each.other_line)
        if each.went
        else (each.kind, each.quantity, each.other, each.other_line, name, each.line)
        for each in order.lineage
    ]


MUGS: Final = Line.priced("1", "MUG", 12, "9.95", EUR)
LIDS: Final = Line.priced("2", "LID", 6, "1.20", EUR)
TERMS: Final = attrs.evolve(
    with_totals(
        Terms(
            organisation=ACME,
            order=OrderId("O1"),
            channel="shop",  # type: ignore[arg-type]  # a name is a text
            number="1",
            customer=PartyId("C-7"),
            ordered_at=ANN.at,
            currency=EUR,
        ),
        totals_of(Basket(currency=EUR, items=())),
    ),
    lines=(MUGS, LIDS),
    adjustments=(Adjustment(id=LineId("f"), code="POST", kind=AdjustmentKind.FREIGHT, amount=500),),
)
ORDER: Final = after(None, PlaceOrder(TERMS))


def split(*pieces: tuple[str, int], to: str = "O1-B", charges: tuple[str, ...] = ()) -> SplitOff:
    return SplitOff(
        to=OrderId(to),
        portions=tuple(Portion(LineId(line), many) for line, many in pieces),
        adjustments=tuple(map(LineId, charges)),
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (split(("1", 5)), []),
        (split(("1", 12)), []),
        (split(("1", 13)), ["pieces.not_enough"]),
        (split(("1", 7), ("1", 6)), ["pieces.not_enough"]),
        (split(("1", 12), ("2", 6)), ["split.whole"]),
        (split(("9", 1), ("", 1), ("2", 0)), ["line.unknown", "field.missing", "quantity.range"]),
        (split(), ["pieces.none"]),
        (split(("1", 1), to=""), ["field.missing"]),
        (split(("1", 1), to="O1"), ["split.itself"]),
        (split(("1", 1), charges=("x",)), ["adjustment.unknown"]),
        (
            split(("1", 99), ("9", 1), to="O1", charges=("x",)),
            ["split.itself", "line.unknown", "pieces.not_enough", "adjustment.unknown"],
        ),
    ],
)
def test_everything_that_stands_against_a_split_is_told(command: SplitOff, said: list[str]) -> None:
    assert codes(ORDER, command) == said


def test_a_split_of_more_than_there_is_says_how_much_there_is() -> None:
    order = after(ORDER, Ship((Portion(ONE, 4),)), ClaimPieces("D-1", (Portion(ONE, 3),)))
    (found,) = decide(order, split(("1", 6)), ANN).findings
    assert (found.code, found.param("there")) == ("pieces.not_enough", 5)
    rest, part = parted(order, split(("1", 5)))
    assert (rest.ledger(ONE).left, rest.claimed(ONE), part.ledger(ONE).to_ship) == (4, 3, 5)


def test_reserved_pieces_are_let_go_before_they_go() -> None:
    order = after(ORDER, Reserve((Portion(ONE, 10),)))
    decision = decide(order, split(("1", 5)), ANN)
    assert [type(event).__name__ for event in decision.events] == ["Released", "Amended"]
    rest = fold(decision.events, onto=order)
    assert rest is not None
    assert rest.ledger(ONE).counts[:3] == (0, 0, 7)
    picked = after(order, Pick((Portion(ONE, 10),)))
    assert codes(picked, split(("1", 5))) == ["pieces.not_enough"]


def test_what_was_cancelled_stays() -> None:
    order = after(ORDER, Cancel((Portion(ONE, 4),)))
    rest, part = parted(order, split(("1", 8)))
    assert (rest.ledger(ONE).counts[-1], rest.ledger(ONE).total) == (4, 4)
    assert part.ledger(ONE).to_ship == 8


def test_parts_of_a_kit_go_with_it_in_one_proportion() -> None:
    lid = attrs.evolve(LIDS, parent=ONE)
    order = after(None, PlaceOrder(attrs.evolve(TERMS, lines=(MUGS, lid))))
    assert codes(order, split(("2", 3))) == ["split.kit"]
    assert codes(order, split(("1", 6))) == ["split.kit"]
    assert codes(order, split(("1", 6), ("2", 3))) == []


def test_a_mark_bars_a_split_of_what_it_covers() -> None:
    held = after(ORDER, Hold(reason="credit"))
    assert codes(held, split(("1", 1))) == ["order.held"]
    line = after(ORDER, Hold(reason="credit", line=ONE))
    assert codes(line, split(("1", 1))) == ["order.held"]
    assert codes(line, split(("2", 1))) == []


def test_freight_stays_unless_it_is_named() -> None:
    rest, part = parted(ORDER, split(("1", 5)))
    assert [len(each.terms.adjustments) for each in (rest, part)] == [1, 0]
    rest, part = parted(ORDER, split(("1", 5), charges=("f",)))
    assert [len(each.terms.adjustments) for each in (rest, part)] == [0, 1]


def test_whoever_made_an_order_made_its_part_and_may_not_approve_it() -> None:
    part = after(None, part_of(ORDER, split(("1", 5)), BOB), context=BOB)
    assert part.makers == {"ann", "bob"}
    rest = after(ORDER, split(("1", 5)), context=BOB)
    assert rest.makers == {"ann", "bob"}
    other = after(None, PlaceOrder(attrs.evolve(TERMS, order=OrderId("O2"))), context=BOB)
    assert after(ORDER, merging(ORDER, other)[0]).makers == {"ann", "bob"}


OTHER: Final = attrs.evolve(TERMS, order=OrderId("O2"), number="2")


def other(**changes: Any) -> Order:  # noqa: ANN401 - fields of terms, of any kind
    return after(None, PlaceOrder(attrs.evolve(OTHER, **changes)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"currency": Currency.of("JPY")}, ["merge.currency"]),
        ({"customer": PartyId("C-8")}, ["merge.party"]),
        ({"bill_to": PartyId("C-8")}, ["merge.party"]),
        ({"bill_to": PartyId("C-7"), "ship_to": PartyId("C-7")}, []),
        ({"ship_to": PartyId("C-8"), "net_days": 9}, ["merge.party", "merge.terms"]),
        ({"order": OrderId("O1")}, ["merge.itself"]),
        (
            {"currency": Currency.of("JPY"), "customer": PartyId("C-8"), "net_days": 1},
            ["merge.currency", "merge.party", "merge.terms"],
        ),
    ],
)
def test_orders_that_were_agreed_otherwise_are_not_merged(
    changes: dict[str, Any], said: list[str]
) -> None:
    assert codes(ORDER, merging(ORDER, other(**changes))[0]) == said


def test_orders_of_two_flows_are_not_merged() -> None:
    running = attrs.evolve(other(), flow=FlowDigest("another"))
    assert codes(ORDER, merging(ORDER, running)[0]) == ["merge.flow"]


ALL: Final = (Portion(ONE, 12), Portion(TWO, 6))
BILL: Final = RecordInvoice(document=DocumentNumber("I-1"), billed=(Billed(ONE, 1),), amount=995)


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ([], []),
        ([Reserve(ALL)], []),
        ([Cancel(ALL)], []),
        ([Reserve(ALL), Pick((Portion(ONE, 2),))], ["merge.picked"]),
        ([ClaimPieces("D-1", (Portion(ONE, 3),))], ["merge.claimed"]),
        ([Ship((Portion(ONE, 3),))], ["merge.shipped"]),
        ([Ship((Portion(ONE, 3),)), BILL], ["merge.shipped", "merge.billed", "merge.paid"]),
        ([Hold(reason="credit")], ["order.held"]),
    ],
)
def test_what_was_done_with_an_order_keeps_it_from_going_into_another(
    commands: list[Command], said: list[str]
) -> None:
    giver = after(other(), *commands)
    assert codes(giver, merging(ORDER, giver)[1]) == said


def test_lines_that_are_alike_become_one_if_that_is_wanted() -> None:
    take, _ = merging(ORDER, other())
    whole = after(ORDER, take)
    assert [(line.id, line.quantity) for line in whole.terms.lines] == [("1", 24), ("2", 12)]
    take, _ = merging(ORDER, other(), join=False)
    whole = after(ORDER, take)
    assert [line.id for line in whole.terms.lines] == ["1", "2", "O2/1", "O2/2"]
    assert [charge.id for charge in whole.terms.adjustments] == ["f", "O2/f"]


def test_a_merge_of_an_order_that_changed_since_is_refused() -> None:
    giver = other()
    give = merging(ORDER, giver)[1]
    assert codes(giver, attrs.evolve(give, named=give.named[1:])) == ["merge.stale"]


def test_one_side_of_a_split_is_not_put_back_alone() -> None:
    (event,) = decide(ORDER, split(("1", 5)), ANN).events
    assert isinstance(event, Amended)
    with pytest.raises(ForbiddenMoveError):
        inverse_of(event)


def test_a_copy_is_a_new_order_that_knows_where_it_came_from() -> None:
    shipped = after(ORDER, Ship((Portion(ONE, 4),)))
    copy = after(None, copy_of(shipped, OrderId("O9"), ANN, number="9"))
    assert (copy.terms.lines, copy.terms.total) == (TERMS.lines, TERMS.total)
    assert (copy.ledger(ONE).to_ship, copy.terms.number, copy.revision) == (12, "9", 1)
    assert copy.lineage[0] == Descent(
        kind=LineageKind.COPY,
        line=ONE,
        quantity=12,
        other=OrderId("O1"),
        other_line=ONE,
        went=False,
        by=ANN.actor.id,
        at=ANN.at,
    )


def test_an_amendment_of_what_was_split_goes_on_where_it_can() -> None:
    rest, _ = parted(ORDER, split(("1", 5)))
    more = after(rest, Amend.on(rest, ChangeQuantity(ONE, 9)))
    assert [line.quantity for line in more.terms.lines] == [9, 6]


def test_the_parts_of_an_order_at_a_rate_come_to_it_in_both_currencies() -> None:
    rate = Rate(currency=Currency.of("CNY"), rate=Exact.of("7.8123"), on=date(2026, 3, 2))
    terms = attrs.evolve(TERMS, rate=rate, functional=FunctionalSums(net=103_005, tax=0))
    cut = cut_off(after(None, PlaceOrder(terms)), split(("1", 5)))
    assert isinstance(cut, Cut)
    sums = [each.functional for each in (cut.stays, cut.goes)]
    assert [each and each.net for each in sums] == [103_005 - 38_866, 38_866]


def test_nothing_changes_where_a_command_of_lineage_is_refused() -> None:
    for command in (split(("1", 99)), TakeIn(parcel=merging(ORDER, ORDER)[0].parcel)):
        assert decide(ORDER, command, ANN).events == ()
    give = GiveAway(into=OrderId("O1"), named=())
    assert {found.code for found in decide(ORDER, give, ANN).findings} == {
        "merge.itself",
        "merge.stale",
    }


def test_a_rest_beyond_all_bounds_is_refused_and_raises_nothing() -> None:
    most = 2**63 - 1
    lines = [
        attrs.evolve(MUGS, id=LineId(str(place)), amount=amount)
        for place, amount in enumerate((most, most - 5, 5 - most))
    ]
    order = after(None, PlaceOrder(attrs.evolve(TERMS, lines=tuple(lines), adjustments=())))
    assert codes(order, split(("2", 12))) == ["money.overflow"]


def test_what_went_into_another_order_is_void_for_good_and_says_where_it_is() -> None:
    giver = other()
    gone = after(giver, merging(ORDER, giver)[1])
    assert gone.merged_into == "O1"
    for command in (Unvoid(), Void("x"), AddLines(lines=(MUGS,)), Cancel(ALL), split(("1", 1))):
        found = decide(gone, command, ANN).findings
        assert [(each.code, each.param("order")) for each in found][:1] == [("order.merged", "O1")]
    assert ORDER.merged_into is None


def test_i_17_a_split_keeps_each_cent_of_what_earlier_releases_stored() -> None:
    """Shares that come to other sums, are of other units, or of lines that are not there."""
    tax = TaxShare(code="VAT", rate=Exact(19), net=11940, tax=2268, shares=(1,) * 12)
    own = Adjustment(
        id=LineId("o"), code="A", kind=AdjustmentKind.DISCOUNT, amount=-10, shares=(-1,) * 12
    )
    mugs = attrs.evolve(MUGS, taxes=(tax,), adjustments=(own,))
    beside = attrs.evolve(own, id=LineId("c"), amount=-100)
    charges = (
        attrs.evolve(beside, lines=(ONE,)),
        attrs.evolve(beside, id=LineId("d"), lines=(ONE,), shares=(-1,) * 100),
        attrs.evolve(beside, id=LineId("e"), lines=(ONE, LineId("9")), shares=()),
        attrs.evolve(beside, id=LineId("f"), lines=(ONE, LineId("9")), shares=(-10,) * 10),
    )
    terms = attrs.evolve(TERMS, lines=(mugs, LIDS), adjustments=charges)
    found = {each.code for each in decide(None, PlaceOrder(terms), ANN).findings}
    assert found == {"adjustment.line", "adjustment.shares", "tax.shares"}
    stored = fold([OrderPlaced(terms=terms, at=ANN.at, by=ANN.actor.id)])
    assert stored is not None
    rest, part = parted(stored, split(("1", 5)))
    assert rest.terms.total + part.terms.total == terms.total
    more = after(stored, Amend.on(stored, ChangeQuantity(ONE, 20)))
    assert more.ledger(ONE).to_ship == 20


def test_a_93_a_split_of_thousands_of_lines_under_marks_and_claims_takes_linear_time() -> None:
    many = 4_000
    lines = tuple(attrs.evolve(MUGS, id=LineId(str(each))) for each in range(many))
    charges = tuple(
        attrs.evolve(TERMS.adjustments[0], id=LineId(f"c{each}")) for each in range(many)
    )
    order = after(None, PlaceOrder(attrs.evolve(TERMS, lines=lines, adjustments=charges)))
    order = after(order, ClaimPieces("D", tuple(Portion(line.id, 1) for line in lines)))
    marks = tuple(
        FacetMark(
            id=f"hold/{line.id}",
            facet=Facet.HOLD,
            by=ANN.actor.id,
            at=ANN.at,
            reason="x",
            line=line.id,
        )
        for line in lines
    )
    held = attrs.evolve(order, marks=marks)
    command = SplitOff(
        to=PART,
        portions=tuple(Portion(line.id, 11) for line in lines),
        adjustments=tuple(charge.id for charge in charges),
    )
    begun = perf_counter()
    assert len(decide(held, command, ANN).findings) == many
    assert decide(order, command, ANN).accepted
    give = merging(ORDER, order)[1]
    assert len(decide(order, give, ANN).findings) == many + 1
    # It is one second or so; what is quadratic takes a minute.
    assert perf_counter() - begun < 20


@pytest.mark.parametrize("quantity", [0, -5, 2**63, float("nan"), True, "5"])
def test_no_lineage_is_of_what_are_no_pieces(quantity: Any) -> None:  # noqa: ANN401 - of any kind
    context = Context.by("ann", ACME, ANN.at)
    with pytest.raises(InvalidTermsError):
        Descent.to(LineageKind.SPLIT, ONE, quantity, (PART, ONE), context)


def test_names_that_no_store_can_hold_are_told_on_both_sides_of_a_merge() -> None:
    give = GiveAway(into=PART, named=((ONE, LineId("1\x00")), (TWO, TWO)))
    assert "text.control" in codes(ORDER, give)
