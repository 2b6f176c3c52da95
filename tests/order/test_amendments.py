"""Amendments case by case: what is asked, what stands against it, and where everything is then."""

from datetime import UTC, date, datetime
from typing import Final

import attrs
import pytest
from tests.order.drawn import HERE, agreed, charge

from orderkit.errors import ForbiddenMoveError
from orderkit.order import (
    AddAdjustment,
    AddLine,
    AddLines,
    Adjustment,
    AdjustmentKind,
    Amend,
    Amended,
    AmendmentChange,
    AmendmentVoted,
    AmendmentWithdrawn,
    ApplyAmendment,
    Attribute,
    Billed,
    BillingBase,
    Cancel,
    ChangeAddress,
    ChangeAdjustment,
    ChangeAttribute,
    ChangeDate,
    ChangePrice,
    ChangeQuantity,
    ChangeTerms,
    ClaimPieces,
    Close,
    Command,
    Decision,
    Event,
    Excerpt,
    Freeze,
    Header,
    Hold,
    InvalidTermsError,
    Line,
    Order,
    OrderPlaced,
    Pick,
    Portion,
    ProposeAmendment,
    PutBack,
    RecordInvoice,
    Released,
    RemoveAdjustment,
    RemovedLine,
    RemoveLine,
    Reserve,
    Resized,
    Seen,
    Ship,
    TaxShare,
    Terminate,
    Terms,
    Tolerance,
    VoteOnAmendment,
    WithdrawAmendment,
    amended,
    amended_terms,
    decide,
    evolve,
    fold,
    preview,
    undoing,
)
from orderkit.order.ledger import Bucket
from orderkit.values import (
    Actor,
    ActorId,
    Choice,
    Context,
    Currency,
    DocumentNumber,
    Exact,
    LineId,
    OrganisationId,
    PartyId,
    RoleName,
    Sku,
    Unit,
)

INVOICE: Final = DocumentNumber("I-1")
AT: Final = datetime(2024, 2, 28, 12, tzinfo=UTC)
EUR: Final = Currency.of("EUR")
ANN: Final = Context(actor=Actor(id=ActorId("ann"), organisation=HERE), at=AT)
BOB: Final = Context(
    actor=Actor(id=ActorId("bob"), organisation=HERE, roles=(RoleName("approver"),)), at=AT
)
ONE, TWO, NINE, FREIGHT = LineId("1"), LineId("2"), LineId("9"), LineId("c1")
TEN: Final = Line.priced("1", "MUG", 10, "9.95", EUR)
LIDS: Final = Line.priced("2", "LID", 4, "1.20", EUR)
MOST: Final = 2**63 - 1


def placed(*lines: Line, terms: Terms | None = None) -> Order:
    agreed_on = terms or agreed(lines or (TEN, LIDS), (charge(1, 450),))
    return evolve(None, OrderPlaced(terms=agreed_on, at=AT, by=ActorId("ann")))


def then(order: Order, *commands: Command, context: Context = ANN) -> Order:
    for command in commands:
        decision = decide(order, command, context)
        assert decision.accepted, decision.findings
        order = fold(decision.events, onto=order) or order
    return order


def ask(order: Order, *changes: AmendmentChange) -> Decision:
    return decide(order, Amend.on(order, *changes), ANN)


def told(decision: Decision) -> list[tuple[str, str, dict[str, object]]]:
    assert not decision.events
    return [(each.code, each.path, dict(each.params)) for each in decision.findings]


def amending(decision: Decision) -> Amended:
    event = decision.events[-1]
    assert isinstance(event, Amended)
    return event


def of(line: LineId, many: int) -> tuple[Portion, ...]:
    return (Portion(line, many),)


def test_each_kind_of_change_is_made_and_told_with_its_old_values() -> None:
    order = placed()
    off = Adjustment(id=LineId("c2"), code="OFF", kind=AdjustmentKind.DISCOUNT, amount=-99)
    new = Line.priced("3", "BOX", 2, "5", EUR)
    decision = ask(
        order,
        AddLine(new),
        RemoveLine(TWO),
        ChangeQuantity(ONE, 12),
        ChangePrice(ONE, "9.50"),
        ChangeDate(ONE, date(2024, 3, 1)),
        ChangeAddress(ship_to=PartyId("C9")),
        ChangeTerms(net_days=14),
        AddAdjustment(off),
        ChangeAdjustment(FREIGHT, 500),
        ChangeAttribute("gift", value=True),
        ChangeAttribute("colour", "red", ONE),
    )
    event = amending(decision)
    after = fold(decision.events, onto=order)
    assert after is not None
    line, box = after.terms.lines
    assert (line.quantity, str(line.price), line.amount) == (12, "9.5", 11_400)
    assert line.requested == date(2024, 3, 1)
    assert line.attributes == (Attribute(name="colour", value="red"),)
    assert box == new
    assert [each.amount for each in after.terms.adjustments] == [500, -99]
    assert (after.terms.ship_to, after.terms.bill_to, after.terms.net_days) == ("C9", None, 14)
    assert after.terms.attributes == (Attribute(name="gift", value=True),)
    assert after.removed == (
        RemovedLine(id=TWO, sku=LIDS.sku, unit=LIDS.unit, quantity=4, revision=2),
    )
    assert event.was.lines == (TEN, LIDS)
    assert event.was.header == Header()
    assert event.resized == (Resized(ONE, Bucket.OPEN, 2),)
    assert (event.base, event.revision, after.revision) == (1, 2, 2)
    back = fold(decide(after, undoing(event), ANN).events, onto=after)
    assert back is not None
    assert attrs.evolve(back.terms, revision=1) == order.terms
    assert back.removed == (
        RemovedLine(id=LineId("3"), sku=new.sku, unit=new.unit, quantity=2, revision=3),
    )


@pytest.mark.parametrize(
    ("before", "change", "found"),
    [
        (
            (Ship(of(ONE, 4)),),
            ChangeQuantity(ONE, 3),
            [("amendment.below_left", "lines/1/quantity", {"asked": 3, "least": 4})],
        ),
        (
            (Ship(of(TWO, 1)),),
            RemoveLine(TWO),
            [("amendment.below_left", "lines/2/quantity", {"asked": 0, "least": 1})],
        ),
        (
            (Ship(of(ONE, 4)), Reserve(of(ONE, 3)), Pick(of(ONE, 3))),
            ChangeQuantity(ONE, 5),
            [
                (
                    "amendment.below_picked",
                    "lines/1/quantity",
                    {"asked": 5, "least": 7, "unpick": 2},
                )
            ],
        ),
        (
            (ClaimPieces("D-1", of(ONE, 6)),),
            ChangeQuantity(ONE, 5),
            [
                (
                    "amendment.below_claimed",
                    "lines/1/quantity",
                    {"asked": 5, "least": 6, "claimed": 6},
                )
            ],
        ),
        (
            (
                Ship(of(ONE, 4)),
                RecordInvoice(document=INVOICE, billed=(Billed(ONE, 2),), amount=1990),
            ),
            ChangePrice(ONE, "8"),
            [("amendment.price_billed", "lines/1/price", {"billed": 2})],
        ),
        (
            (RecordInvoice(document=INVOICE, billed=(Billed(FREIGHT, 1),), amount=450),),
            RemoveAdjustment(FREIGHT),
            [("amendment.charge_billed", "adjustments/c1", {"adjustment": "c1"})],
        ),
    ],
    ids=["left", "removed", "picked", "claimed", "billed", "freight"],
)
def test_i_16_what_is_executed_is_told_with_the_least_that_would_do(
    before: tuple[Command, ...], change: AmendmentChange, found: list[tuple[str, str, object]]
) -> None:
    order = then(placed(), *before)
    refused = ask(order, change)
    assert told(refused) == found
    least = dict(refused.findings[0].params).get("least")
    if isinstance(change, ChangeQuantity) and isinstance(least, int):
        assert ask(order, ChangeQuantity(change.line, least)).accepted


def test_i_16_claims_leave_what_is_not_promised_to_be_given_up() -> None:
    order = then(placed(), Cancel(of(ONE, 2)), Reserve(of(ONE, 3)), ClaimPieces("D-1", of(ONE, 2)))
    # Of ten, two are cancelled, three reserved and five open; two of them are promised.
    assert ask(order, ChangeQuantity(ONE, 2)).accepted
    assert told(ask(order, ChangeQuantity(ONE, 1)))[0][2]["least"] == 2
    put_back = PutBack(Excerpt(lines=(attrs.evolve(TEN, quantity=1, amount=995),)))
    assert told(ask(order, put_back))[0][2]["least"] == 2


def test_i_16_an_order_billed_ahead_keeps_what_was_billed() -> None:
    ahead = attrs.evolve(agreed((TEN, LIDS)), billing=BillingBase.ORDERED)
    invoice = RecordInvoice(document=INVOICE, billed=(Billed(ONE, 6),), amount=5970)
    order = then(placed(terms=ahead), invoice)
    assert told(ask(order, ChangeQuantity(ONE, 5))) == [
        ("amendment.below_billed", "lines/1/quantity", {"asked": 5, "least": 6})
    ]
    assert told(ask(order, ChangeTerms(billing=BillingBase.SHIPPED))) == [
        ("amendment.billed_ahead", "lines/1", {"billed": 6, "left": 0})
    ]
    back = PutBack(Excerpt(header=Header(billing=BillingBase.SHIPPED)))
    assert told(ask(order, back))[0][0] == "amendment.billed_ahead"
    after = then(order, Amend.on(order, ChangeQuantity(ONE, 6)), Ship(of(ONE, 6)))
    assert ask(after, ChangeTerms(billing=BillingBase.SHIPPED)).accepted


def test_what_is_billed_keeps_its_worth() -> None:
    odd = Line.priced("1", "NUT", 1, "3.335", EUR)
    invoice = RecordInvoice(document=INVOICE, billed=(Billed(ONE, 1),), amount=334)
    order = then(placed(odd), Ship(of(ONE, 1)), invoice)
    assert told(ask(order, ChangeQuantity(ONE, 2))) == [
        ("amendment.billed_worth", "lines/1/quantity", {"was": 334, "would": 333})
    ]
    even = then(placed(TEN), Ship(of(ONE, 10)))
    billed = RecordInvoice(document=INVOICE, billed=(Billed(ONE, 10),), amount=9950)
    assert ask(then(even, billed), ChangeQuantity(ONE, 11)).accepted


def test_pieces_are_given_up_from_open_waiting_cancelled_and_then_reserved() -> None:
    order = then(placed(), Cancel(of(ONE, 2)), Reserve(of(ONE, 5)))
    decision = ask(order, ChangeQuantity(ONE, 3))
    free, event = decision.events
    assert isinstance(free, Released)
    assert [(each.line, each.source, each.quantity) for each in free.shifts] == [
        ("1", Bucket.RESERVED, 2)
    ]
    assert free.reference == amending(decision).amendment
    assert isinstance(event, Amended)
    assert event.resized == (Resized(ONE, Bucket.OPEN, -5), Resized(ONE, Bucket.CANCELLED, -2))
    after = fold(decision.events, onto=order)
    assert after is not None
    assert after.ledger(ONE).counts[:3] == (0, 0, 3)
    gone = ask(order, RemoveLine(ONE))
    assert isinstance(gone.events[0], Released)
    assert gone.events[0].shifts[0].quantity == 5


def test_pieces_delivered_beyond_what_was_ordered_need_no_room() -> None:
    order = then(placed(), Ship(of(ONE, 10)))
    ledger = attrs.evolve(order.ledgers[0], counts=(0, 0, 0, 0, 11, 0, 0, 0, 0, 0), over=1)
    beyond = attrs.evolve(order, ledgers=(ledger, order.ledgers[1]))
    assert ask(beyond, ChangeQuantity(ONE, 12)).accepted
    assert told(ask(beyond, ChangeQuantity(ONE, 9)))[0][2] == {"asked": 9, "least": 10}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ((RemoveLine(NINE),), [("line.unknown", "lines/9")]),
        ((ChangeQuantity(NINE, 1),), [("line.unknown", "lines/9")]),
        ((ChangePrice(NINE, "1"), ChangeDate(NINE, None)), [("line.unknown", "lines/9")] * 2),
        ((ChangeAttribute("colour", "red", NINE),), [("line.unknown", "lines/9")]),
        ((ChangeAttribute("", "red"),), [("field.missing", "attributes/name")]),
        ((ChangeQuantity(ONE, 0),), [("quantity.range", "lines/1/quantity")]),
        ((ChangeQuantity(ONE, MOST + 1),), [("quantity.range", "lines/1/quantity")]),
        ((ChangeQuantity(ONE, MOST),), [("quantity.overflow", "lines")]),
        ((ChangePrice(ONE, "9" * 25),), [("money.overflow", "lines")]),
        ((AddLine(TEN),), [("line.twice", "lines/1")]),
        ((AddLine(attrs.evolve(TEN, id=FREIGHT)),), [("line.twice", "lines/c1")]),
        (
            (AddLine(attrs.evolve(TEN, id=LineId(""), sku=Sku(""))),),
            [("field.missing", "lines/id"), ("field.missing", "lines//sku")],
        ),
        (
            (AddLine(attrs.evolve(TEN, id=NINE, parent=LineId("8"))),),
            [("line.parent", "lines/9/parent")],
        ),
        (
            (
                AddLine(attrs.evolve(TEN, id=NINE, parent=LineId("8"))),
                AddLine(attrs.evolve(TEN, id=LineId("8"), parent=NINE)),
            ),
            [("line.cycle", "lines/9/parent")],
        ),
        ((AddAdjustment(charge(1, 5)),), [("line.twice", "adjustments/c1")]),
        (
            (AddAdjustment(attrs.evolve(charge(1, 5), id=LineId(""))),),
            [("field.missing", "adjustments/id")],
        ),
        ((RemoveAdjustment(NINE),), [("adjustment.unknown", "adjustments/9")]),
        ((ChangeAdjustment(FREIGHT, MOST + 1),), [("money.overflow", "adjustments/c1/amount")]),
        ((ChangeTerms(net_days=40_000),), [("net_days.range", "net_days")]),
        ((), [("amendment.empty", "changes")]),
        (
            (ChangeQuantity(ONE, 3), ChangeQuantity(ONE, 4)),
            [("amendment.twice", "lines/1/quantity")],
        ),
        # The line would have come back, or the attribute would have been forgotten.
        (
            (RemoveLine(TWO), ChangeAttribute("colour", "red", TWO)),
            [("amendment.twice", "lines/2/attributes/colour")],
        ),
        (
            (ChangeAttribute("colour", "red", TWO), RemoveLine(TWO)),
            [("amendment.twice", "lines/2/attributes/colour")],
        ),
        ((PutBack(Excerpt(lines=(attrs.evolve(TEN, id=NINE),))),), [("line.unknown", "lines/9")]),
        (
            (PutBack(Excerpt(lines=(attrs.evolve(TEN, sku=Sku("JUG"), unit=Unit("kg", 3)),))),),
            [("line.other_sku", "lines/1/sku"), ("line.other_unit", "lines/1/unit")],
        ),
        (
            (PutBack(Excerpt(adjustments=(attrs.evolve(charge(1, 5), id=ONE),))),),
            [("line.twice", "adjustments/1")],
        ),
    ],
)
def test_what_cannot_be_made_is_told_at_its_place(
    changes: tuple[AmendmentChange, ...], found: list[tuple[str, str]]
) -> None:
    assert [(code, path) for code, path, _ in told(ask(placed(), *changes))] == found


def test_an_adjustment_is_nobodys_kit() -> None:
    part = attrs.evolve(TEN, id=NINE, parent=FREIGHT)
    found = decide(placed(), AddLines(lines=(part,)), ANN).findings
    assert [(each.code, each.path) for each in found] == [("line.parent", "lines/9/parent")]
    beside = AddLines(
        lines=(attrs.evolve(part, parent=LineId("n")),),
        adjustments=(attrs.evolve(charge(1, 5), id=LineId("n")),),
    )
    assert [each.code for each in decide(placed(), beside, ANN).findings] == ["line.parent"]


def test_all_that_stands_against_an_amendment_is_told_at_once() -> None:
    order = then(placed(), Ship(of(ONE, 4)))
    refused = ask(order, ChangeQuantity(ONE, 2), RemoveLine(NINE), ChangeTerms(net_days=-1))
    assert [code for code, _, _ in told(refused)] == [
        "line.unknown",
        "net_days.range",
        "amendment.below_left",
    ]


def test_an_order_of_nothing_is_no_order() -> None:
    order = placed(terms=agreed((TEN,)))
    assert told(ask(order, RemoveLine(ONE))) == [("order.empty", "lines", {})]


def test_a_kit_keeps_its_parts_or_goes_with_them() -> None:
    order = placed(TEN, attrs.evolve(LIDS, parent=ONE))
    assert told(ask(order, RemoveLine(ONE))) == [("line.parent", "lines/2/parent", {"parent": "1"})]
    assert ask(order, RemoveLine(ONE), RemoveLine(TWO)).accepted


def test_a_change_of_the_wrong_kind_is_refused_when_it_is_made() -> None:
    with pytest.raises(InvalidTermsError):
        ChangeQuantity(ONE, "3")  # type: ignore[arg-type]  # no such value
    with pytest.raises(InvalidTermsError):
        Amend(base=1, changes=("more",))  # type: ignore[arg-type]  # no such value
    with pytest.raises(InvalidTermsError):
        ProposeAmendment(base=1, changes=(LIDS,))  # type: ignore[arg-type]  # no such value
    with pytest.raises(InvalidTermsError):
        Header(net_days="3")  # type: ignore[arg-type]  # no such value
    with pytest.raises(InvalidTermsError):
        Excerpt(lines=(ONE,))  # type: ignore[arg-type]  # no such value


def test_i_18_the_id_of_a_removed_line_stays_with_its_article() -> None:
    order = then(placed(), Hold(reason="check", line=TWO, quantity=1))
    decision = ask(order, RemoveLine(TWO))
    order = fold(decision.events, onto=order) or order
    assert not order.marks
    again = attrs.evolve(LIDS, sku=Sku("JUG"))
    expected = {"line": "2", "sku": "LID"}
    assert told(ask(order, AddLine(again))) == [("line.removed", "lines/2", expected)]
    added = decide(order, AddLines(lines=(LIDS,)), ANN)
    assert told(added) == [("line.removed", "lines/2", expected)]
    other = PutBack(Excerpt(lines=(again,)))
    assert told(ask(order, other)) == [("line.other_sku", "lines/2/sku", {"sku": "LID"})]
    back = then(order, Amend.on(order, PutBack(Excerpt(lines=(LIDS,)))))
    assert back.removed == ()
    assert back.ledger(TWO).of(Bucket.OPEN) == 4


def test_what_asks_for_what_is_there_does_nothing() -> None:
    order = placed()
    nothing = ask(
        order, ChangeQuantity(ONE, 10), ChangePrice(ONE, "9.95"), ChangeAttribute("gift", None)
    )
    assert [code for code, _, _ in told(nothing)] == ["already.so"]
    assert told(ask(order, ChangeAddress(), ChangeTerms())) == [("already.so", "", {})]


# Two at a time.


def test_a_75_of_two_amendments_on_one_revision_the_second_is_told_the_difference() -> None:
    order = placed()
    first = Amend.on(order, ChangeQuantity(ONE, 15), ChangePrice(TWO, "1"))
    second = Amend.on(
        order, ChangeQuantity(ONE, 8), ChangePrice(TWO, "1.10"), ChangeDate(ONE, None)
    )
    after = then(order, first)
    refused = decide(after, second, ANN)
    assert told(refused) == [
        ("amendment.stale", "lines/1/quantity", {"seen": 10, "now": 15, "wanted": 8}),
        (
            "amendment.stale",
            "lines/2/price",
            {"seen": Exact.of("1.2"), "now": Exact.of("1"), "wanted": Exact.of("1.1")},
        ),
    ]
    # Whoever does not say what they saw is not believed to have seen what stands.
    blind = Amend(base=1, changes=(ChangeQuantity(ONE, 8),))
    assert told(decide(after, blind, ANN))[0][2] == {"seen": "\u2013", "now": 15, "wanted": 8}
    assert decide(after, attrs.evolve(blind, base=2), ANN).accepted


def test_an_amendment_that_touches_nothing_new_is_applied_to_the_new_revision() -> None:
    order = placed()
    second = Amend.on(order, ChangeQuantity(TWO, 5))
    after = then(order, Amend.on(order, ChangeQuantity(ONE, 15)))
    decision = decide(after, second, ANN)
    assert decision.accepted
    (said,) = decision.findings
    assert (said.code, dict(said.params)) == ("amendment.rebased", {"base": 1, "revision": 2})
    same = Amend.on(order, ChangeQuantity(ONE, 15), ChangeQuantity(TWO, 5))
    assert decide(after, same, ANN).accepted


def test_the_second_proposal_is_told_where_it_meets_the_first() -> None:
    order = placed()
    first = ProposeAmendment.on(order, ChangeQuantity(ONE, 15), RemoveLine(TWO), reason="a")
    order = then(order, first)
    second = ProposeAmendment.on(
        order, ChangeQuantity(ONE, 8), ChangePrice(TWO, "1"), ChangeDate(ONE, date(2024, 3, 1))
    )
    decision = decide(order, second, ANN)
    assert decision.accepted
    assert [(each.code, each.path, dict(each.params)) for each in decision.findings] == [
        (
            "amendment.conflict",
            "lines/1/quantity",
            {"other": "amendment/2", "theirs": 15, "ours": 8},
        ),
        (
            "amendment.conflict",
            "lines/2/price",
            {"other": "amendment/2", "theirs": "\u2013", "ours": Exact.of(1)},
        ),
    ]
    agrees = decide(order, ProposeAmendment.on(order, ChangeQuantity(ONE, 15)), ANN)
    assert agrees.findings == ()


def test_a_proposal_is_withdrawn_or_is_not_there() -> None:
    order = then(placed(), ProposeAmendment.on(placed(), ChangeQuantity(ONE, 15), reason="a"))
    (open_one,) = order.amendments
    assert (open_one.id, open_one.base, open_one.seen) == (
        "amendment/2",
        1,
        (Seen("lines/1/quantity", 10),),
    )
    gone = decide(order, WithdrawAmendment(open_one.id, "changed their mind"), ANN)
    assert gone.events == (
        AmendmentWithdrawn(
            amendment=open_one.id, reason="changed their mind", at=AT, by=ActorId("ann")
        ),
    )
    order = fold(gone.events, onto=order) or order
    assert not order.amendments
    unknown = [("amendment.unknown", "amendment", {"amendment": "amendment/2"})]
    vote = VoteOnAmendment.on(order, open_one.id, Choice.APPROVE, "approver")
    assert vote.digest == ""
    for command in (WithdrawAmendment(open_one.id), ApplyAmendment(open_one.id), vote):
        assert told(decide(order, command, BOB)) == unknown
        assert amended(order, command, BOB) is None
        assert amended_terms(order, command) is None


def test_a_vote_names_the_terms_that_an_amendment_comes_to() -> None:
    order = then(placed(), ProposeAmendment.on(placed(), ChangeQuantity(ONE, 15)))
    name = order.amendments[0].id
    vote = VoteOnAmendment.on(order, name, Choice.APPROVE, "approver", opinion="fine")
    assert told(decide(order, vote, ANN))[0][0] == "actor.role"
    stranger = attrs.evolve(
        BOB, actor=attrs.evolve(BOB.actor, organisation=OrganisationId("other"))
    )
    assert told(decide(order, vote, stranger))[0][0] == "actor.role"
    cast = decide(order, vote, BOB).events[0]
    assert isinstance(cast, AmendmentVoted)
    voted = evolve(order, cast)
    assert voted.amendments[0].votes == (cast.vote,)
    assert not voted.votes
    # Other terms: the vote is for no terms any more, though the amendment touches none of them.
    moved = then(voted, Amend.on(voted, ChangeQuantity(TWO, 5)))
    assert told(decide(moved, vote, BOB)) == [("vote.stale", "digest", {})]
    shown = preview(voted, Amend.on(voted, ChangeQuantity(TWO, 5)), ANN)
    assert shown.votes_voided == (cast.vote,)
    overtaken = then(voted, Amend.on(voted, ChangeQuantity(ONE, 11)))
    assert told(decide(overtaken, vote, BOB))[0][0] == "amendment.stale"
    assert amended(overtaken, ApplyAmendment(name), ANN) is None


# What bars it, and what follows.


@pytest.mark.parametrize(
    ("mark", "change", "code"),
    [
        (Close(reason="done"), ChangeQuantity(ONE, 11), "order.closed"),
        (Freeze(reason="check"), ChangeAddress(ship_to=PartyId("C9")), "order.frozen"),
        (Close(reason="done", line=ONE), ChangeQuantity(ONE, 11), "order.closed"),
        (Freeze(reason="check", line=ONE), ChangeAttribute("colour", "red", ONE), "order.frozen"),
        (Terminate(reason="dead", line=ONE), ChangePrice(ONE, "1"), "line.terminated"),
        (Freeze(reason="check", line=ONE), ChangeQuantity(TWO, 5), ""),
        (Hold(reason="check"), ChangeQuantity(ONE, 11), ""),
    ],
)
def test_marks_bar_what_is_in_their_scope(
    mark: Command, change: AmendmentChange, code: str
) -> None:
    order = then(placed(), ProposeAmendment.on(placed(), change))
    name = order.amendments[0].id
    order = then(order, mark)
    for command in (
        Amend.on(order, change),
        ProposeAmendment.on(order, change),
        ApplyAmendment(name),
    ):
        decision = decide(order, command, ANN)
        assert [each.code for each in decision.findings if each.code != "amendment.conflict"] == (
            [code] if code else []
        )
    assert decide(order, WithdrawAmendment(name), ANN).accepted
    unknown = decide(order, ApplyAmendment("amendment/0"), ANN)
    assert unknown.findings[-1].code == "amendment.unknown"


def test_a_line_that_closed_by_itself_opens_where_more_is_ordered() -> None:
    order = placed(attrs.evolve(TEN, tolerance=Tolerance(lower=Exact(10))), LIDS)
    order = then(order, Ship(of(ONE, 9)))
    assert [mark.auto for mark in order.marks] == [True]
    assert not then(order, Amend.on(order, ChangeQuantity(ONE, 30))).marks


def test_texts_that_no_store_can_hold_are_told_before_anything_is_asked() -> None:
    order = placed()
    bad = "a\x00b"
    off = attrs.evolve(charge(2, 5), description=bad)
    header = Header(ship_to=PartyId(bad), bill_to=PartyId(bad), attributes=())
    changes: list[tuple[AmendmentChange, str]] = [
        (AddLine(attrs.evolve(TEN, id=NINE, sku=Sku(bad))), "lines/9/sku"),
        (AddAdjustment(off), "adjustments/c2/description"),
        (PutBack(Excerpt(lines=(attrs.evolve(TEN, description=bad),))), "lines/1/description"),
        (PutBack(Excerpt(header=header)), "bill_to"),
        (ChangeAddress(ship_to=PartyId(bad)), "ship_to"),
        (ChangeAttribute(bad, 7), "attributes/name"),
        (ChangeAttribute("colour", bad, ONE), "lines/1/attributes/colour"),
    ]
    for change, path in changes:
        refused = decide(order, Amend(base=1, changes=(change,)), ANN)
        assert ("text.control", path) in [(each.code, each.path) for each in refused.findings]
    seen = (Seen("ship_to", bad), Seen("net_days", 3))
    refused = decide(order, Amend(base=1, changes=(ChangeQuantity(ONE, 1),), seen=seen), ANN)
    assert told(refused)[0][:2] == ("text.control", "seen/ship_to")
    assert decide(order, WithdrawAmendment(bad), ANN).findings[0].code == "text.control"


# Money.


def test_i_15_a_preview_nets_what_is_due_against_what_was_paid() -> None:
    order = placed(TEN)
    assert preview(order, Amend.on(order, ChangeQuantity(ONE, 12)), ANN).dues.moved == 1990
    paid = then(
        order,
        Ship(of(ONE, 10)),
        RecordInvoice(
            document=INVOICE,
            billed=(Billed(ONE, 10), Billed(FREIGHT, 1)),
            amount=10_400,
        ),
    )
    paid = attrs.evolve(paid, balances=attrs.evolve(paid.balances, paid=10_400))
    off = attrs.evolve(charge(2, -300), id=LineId("c2"))
    shown = preview(paid, Amend.on(paid, AddAdjustment(off)), ANN)
    assert (shown.price_impact, shown.dues.before, shown.dues.after) == (-300, 0, -300)
    assert (shown.dues.payment, shown.dues.refund) == (0, 300)
    more = preview(paid, Amend.on(paid, ChangeQuantity(ONE, 11)), ANN)
    assert (more.dues.payment, more.dues.refund) == (995, 0)


def test_taxes_follow_another_price_in_proportion_or_by_their_rate() -> None:
    def taxed(line: Line, tax: int, *, included: bool, shares: tuple[int, ...] = ()) -> Line:
        share = TaxShare(
            code="VAT",
            rate=Exact.of(20),
            net=line.amount,
            tax=tax,
            included=included,
            shares=shares,
        )
        return attrs.evolve(line, taxes=(share,))

    four = Line.priced("1", "MUG", 4, "10", EUR)
    order = placed(taxed(four, 800, included=False, shares=(200,) * 4))
    line = then(order, Amend.on(order, ChangePrice(ONE, "5.01"))).terms.lines[0]
    assert (line.taxes[0].net, line.taxes[0].tax, line.taxes[0].shares) == (
        2004,
        401,
        (101, 100, 100, 100),
    )
    free = Line.priced("1", "MUG", 4, "0", EUR)
    for included, net, own in ((False, 4000, 800), (True, 3333, 667)):
        order = placed(taxed(free, 0, included=included))
        line = then(order, Amend.on(order, ChangePrice(ONE, "10"))).terms.lines[0]
        assert (line.taxes[0].net, line.taxes[0].tax, line.taxes[0].shares) == (net, own, ())
    # Never fixed to units: in proportion to their number.
    order = placed(taxed(four, 800, included=False))
    line = then(order, Amend.on(order, ChangeQuantity(ONE, 3))).terms.lines[0]
    assert (line.taxes[0].net, line.taxes[0].tax) == (3000, 600)


def test_a_discount_over_lines_moves_with_their_units_and_goes_with_the_last_of_them() -> None:
    whole = Adjustment(
        id=LineId("c2"),
        code="TENTH",
        kind=AdjustmentKind.DISCOUNT,
        amount=-20,
        lines=(ONE, TWO),
        shares=(-2,) * 10,
    )
    six = Line.priced("1", "MUG", 6, "1", EUR)
    order = placed(terms=agreed((six, LIDS), (charge(1, 450), whole)))
    fewer = then(order, Amend.on(order, ChangeQuantity(ONE, 4))).terms.adjustments[1]
    assert (fewer.amount, fewer.shares) == (-16, (-2,) * 8)
    one = then(order, Amend.on(order, RemoveLine(TWO))).terms.adjustments[1]
    assert (one.amount, one.lines) == (-12, (ONE,))
    more = Line.priced("3", "BOX", 1, "1", EUR)
    none = then(order, Amend.on(order, RemoveLine(ONE), RemoveLine(TWO), AddLine(more)))
    assert [each.id for each in none.terms.adjustments] == ["c1"]
    # Named for lines and never shared out: its amount stays.
    plain = attrs.evolve(whole, shares=())
    order = placed(terms=agreed((six, LIDS), (plain,)))
    kept = then(order, Amend.on(order, RemoveLine(TWO))).terms.adjustments[0]
    assert (kept.amount, kept.lines) == (-20, (ONE,))


def test_another_amount_of_a_discount_is_shared_as_it_was() -> None:
    shared = attrs.evolve(charge(1, -20), lines=(TWO,), shares=(-10, -10, 0, 0))
    order = placed(terms=agreed((TEN, LIDS), (shared,)))
    after = then(order, Amend.on(order, ChangeAdjustment(FREIGHT, -31))).terms.adjustments[0]
    assert (after.amount, after.shares) == (-31, (-16, -15, 0, 0))
    flat = attrs.evolve(shared, amount=0, shares=(0,) * 4)
    order = placed(terms=agreed((TEN, LIDS), (flat,)))
    after = then(order, Amend.on(order, ChangeAdjustment(FREIGHT, 6))).terms.adjustments[0]
    assert after.shares == (2, 2, 1, 1)


def test_what_of_a_charge_is_tax_follows_its_amount() -> None:
    tax = TaxShare(code="VAT", rate=Exact.of(20), net=375, tax=75, included=True)
    order = placed(terms=agreed((TEN,), (attrs.evolve(charge(1, 450), taxes=(tax,)),)))
    (after,) = then(order, Amend.on(order, ChangeAdjustment(FREIGHT, 600))).terms.adjustments
    assert (after.taxes[0].net, after.taxes[0].tax) == (500, 100)
    freed = then(order, Amend.on(order, ChangeAdjustment(FREIGHT, 0)))
    (back,) = then(freed, Amend.on(freed, ChangeAdjustment(FREIGHT, 450))).terms.adjustments
    assert back.taxes == (tax,)


def test_a_figure_beyond_all_bounds_is_told() -> None:
    heavy = TaxShare(code="VAT", rate=Exact.of(20), net=MOST, tax=0)
    order = placed(attrs.evolve(TEN, taxes=(heavy,)))
    assert told(ask(order, ChangeQuantity(ONE, 11))) == [("money.overflow", "lines", {})]


# Damaged histories.


@pytest.mark.parametrize(
    "event",
    [
        AmendmentWithdrawn(amendment="amendment/9", at=AT, by=ActorId("ann")),
        Amended(
            amendment="a",
            base=1,
            revision=3,
            changes=(),
            proposed_by=ActorId("ann"),
            at=AT,
            by=ActorId("ann"),
        ),
        Amended(
            amendment="a",
            base=1,
            revision=2,
            changes=(),
            proposed_by=ActorId("ann"),
            resized=(Resized(ONE, Bucket.PICKED, -1),),
            at=AT,
            by=ActorId("ann"),
        ),
    ],
)
def test_an_event_that_cannot_follow_tells_of_a_damaged_history(event: Event) -> None:
    with pytest.raises(ForbiddenMoveError):
        evolve(placed(), event)


def test_a_preview_shows_every_field_that_an_amendment_reaches() -> None:
    order = placed()
    shown = preview(
        order,
        ProposeAmendment.on(order, ChangeQuantity(ONE, 12), reason="quote 12"),
        ANN,
    )
    assert [(each.path, each.after) for each in shown.changes] == [
        ("amendments/amendment/2", "quote 12")
    ]
    assert shown.price_impact == shown.dues.moved == 0
    wanted = Amend.on(
        order,
        ChangeDate(ONE, date(2024, 3, 1)),
        ChangeTerms(net_days=14),
        ChangeAddress(bill_to=PartyId("C9")),
        ChangeAttribute("rank", 3),
    )
    assert [(each.path, each.after) for each in preview(order, wanted, ANN).changes] == [
        ("attributes/rank", 3),
        ("bill_to", "C9"),
        ("lines/1/requested", date(2024, 3, 1)),
        ("net_days", 14),
        ("revision", 2),
    ]
