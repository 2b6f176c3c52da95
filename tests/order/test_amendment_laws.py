"""What is always true of amendments, whatever is asked of an order beside them."""

from collections.abc import Iterator

import attrs
from hypothesis import given
from hypothesis import strategies as st

from orderkit.order import (
    Amend,
    Amended,
    ApplyAmendment,
    ChangeQuantity,
    Event,
    LinesAdded,
    Order,
    OrderPlaced,
    ProposeAmendment,
    Terms,
    amended,
    amended_terms,
    decide,
    evolve,
    fold,
    inverse_of,
    preview,
    undoing,
)
from orderkit.testing.amendments import amendment_commands, changes, fixed_terms
from orderkit.testing.order import commands, orders
from orderkit.testing.values import contexts
from orderkit.values import Context, digest_of

MOST = 9


@st.composite
def amended_lives(draw: st.DrawFn) -> list[tuple[Order, Event, Order]]:
    """Draw a life with many amendments: each event, between the order before and after it."""
    order, steps = draw(orders()), list[tuple[Order, Event, Order]]()
    for _ in range(draw(st.integers(1, MOST))):
        asked = amendment_commands(order) if draw(st.booleans()) else commands(order)
        for event in decide(order, draw(asked), draw(contexts())).events:
            after = evolve(order, event)
            steps.append((order, event, after))
            order = after
    return steps


def agreed(terms: Terms) -> object:
    """Terms whatever their revision and the order of their parts."""
    return attrs.evolve(
        terms,
        revision=1,
        lines=tuple(sorted(terms.lines, key=lambda line: line.id)),
        adjustments=tuple(sorted(terms.adjustments, key=lambda charge: charge.id)),
        attributes=tuple(sorted(terms.attributes, key=lambda each: each.name)),
    )


def made(event: Event, first: Order) -> Iterator[str]:
    match event:
        case OrderPlaced(terms=terms):
            yield from (line.id for line in terms.lines)
        case LinesAdded(lines=lines):
            yield from (line.id for line in lines)
        case Amended(now=now):
            yield from (line.id for line in now.lines)
        case _:
            yield from (line.id for line in first.terms.lines)


@given(orders(), st.data(), contexts())
def test_i_15_an_amendment_and_its_inverse_restore_money_and_quantity(
    order: Order, data: st.DataObject, context: Context
) -> None:
    for _ in range(data.draw(st.integers(0, 4))):
        order = fold(decide(order, data.draw(commands(order)), context).events, onto=order) or order
    decision = decide(order, Amend.on(order, *data.draw(changes(order))), context)
    if not decision.accepted:
        return
    event = decision.events[-1]
    assert isinstance(event, Amended)
    there = fold(decision.events, onto=order)
    assert there is not None
    back = fold(decide(there, undoing(event), context).events, onto=there)
    assert back is not None
    assert agreed(back.terms) == agreed(order.terms)
    assert back.terms.total == order.terms.total
    assert back.revision == order.revision + 2
    for line in order.terms.lines:
        was, now = order.ledger(line.id), back.ledger(line.id)
        assert now.total == was.total
        # What was given up for a while is open again; what left or is picked never moved.
        assert now.left == was.left
    same = Amend.on(there, *inverse_of(event))
    assert fold(decide(there, same, context).events, onto=there) == attrs.evolve(back)


@given(fixed_terms(), st.integers(1, 20), st.integers(1, 20), contexts())
def test_i_15_raising_and_lowering_in_turn_moves_no_money(
    terms: Terms, first: int, second: int, context: Context
) -> None:
    order = evolve(None, OrderPlaced(terms=terms, at=context.at, by=context.actor.id))
    line = terms.lines[0]
    shown = preview(order, Amend.on(order, ChangeQuantity(line.id, first)), context)
    there = shown.after
    assert there is not None
    assert shown.dues.moved == shown.price_impact
    if shown.decision.accepted:
        event = shown.decision.events[-1]
        assert isinstance(event, Amended)
        back = preview(there, undoing(event), context)
        assert shown.dues.moved + back.dues.moved == 0
        assert back.dues.after == shown.dues.before
    # Two steps come to where one goes, in all that has a price of its own.
    on = preview(there, Amend.on(there, ChangeQuantity(line.id, second)), context).after
    at_once = preview(order, Amend.on(order, ChangeQuantity(line.id, second)), context).after
    assert on is not None
    assert at_once is not None
    assert on.terms.lines[0].amount == at_once.terms.lines[0].amount


@given(amended_lives())
def test_i_16_no_line_falls_below_what_is_executed(steps: list[tuple[Order, Event, Order]]) -> None:
    for before, event, after in steps:
        rows = zip(after.terms.lines, after.ledgers, after.bills, strict=True)
        for line, ledger, bill in rows:
            assert ledger.total == line.quantity + ledger.over
            assert min(ledger.counts) >= 0
            assert ledger.left - ledger.over <= line.quantity
            assert bill.invoiced <= line.quantity
        if isinstance(event, Amended):
            gone = {line.id for line in before.terms.lines} - set(after.terms.places)
            for name in gone:
                assert before.ledger(name).left == before.billing(name).invoiced == 0
            for line in after.terms.lines:
                if line.id in before.terms.places and line.id not in gone:
                    assert after.ledger(line.id).left == before.ledger(line.id).left
                    assert after.billing(line.id) == before.billing(line.id)


@given(amended_lives())
def test_i_18_every_line_ever_made_is_in_the_order_or_remembered(
    steps: list[tuple[Order, Event, Order]],
) -> None:
    known = dict[str, str]()
    for before, event, after in steps:
        for order in (before, after):
            for line in order.terms.lines:
                # An id stands for one article for good.
                assert known.setdefault(line.id, line.sku) == line.sku
        ever = {*made(event, before), *known}
        there = {line.id for line in after.terms.lines}
        gone = {line.id for line in after.removed}
        assert ever == there | gone
        assert not there & gone
        assert all(1 < line.revision <= after.revision for line in after.removed)


@given(fixed_terms(), st.integers(1, 20), contexts())
def test_i_23_an_amendment_only_moves_shares_of_units(
    terms: Terms, quantity: int, context: Context
) -> None:
    order = evolve(None, OrderPlaced(terms=terms, at=context.at, by=context.actor.id))
    line = terms.lines[0]
    command = Amend.on(order, ChangeQuantity(line.id, quantity))
    after = preview(order, command, context).after
    assert after is not None
    now, kept = after.terms.lines[0], min(quantity, line.quantity)
    pairs = [(line.taxes[0].shares, now.taxes[0].shares)]
    pairs.append((line.adjustments[0].shares, now.adjustments[0].shares))
    was_whole, whole = terms.adjustments[0], after.terms.adjustments[0]
    pairs.append((was_whole.shares[: line.quantity], whole.shares[:quantity]))
    # What other lines have of it stays where it was.
    assert whole.shares[quantity:] == was_whole.shares[line.quantity :]
    for old, new in pairs:
        assert new[:kept] == old[:kept]
        assert len(new) == quantity
        # Further units get the like, to less than a minor unit of the mean.
        for share in new[kept:]:
            assert abs(share * len(old) - sum(old)) <= len(old)
    assert now.taxes[0].tax == sum(now.taxes[0].shares)
    assert now.adjustments[0].amount == sum(now.adjustments[0].shares)
    assert whole.amount == sum(whole.shares)


@given(amended_lives())
def test_an_event_tells_only_what_differs_and_takes_no_rule_to_replay(
    steps: list[tuple[Order, Event, Order]],
) -> None:
    for before, event, after in steps:
        if not isinstance(event, Amended):
            continue
        was = {line.id: line for line in before.terms.lines}
        now = {line.id: line for line in after.terms.lines}
        changed = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
        assert {line.id for line in event.was.lines} == changed & was.keys()
        assert {line.id for line in event.now.lines} == changed & now.keys()
        # Votes and approvals of the earlier content are gone.
        assert not after.votes
        assert after.approved in {"", after.terms.digest}
        assert event.amendment not in {each.id for each in after.amendments}
        assert after.makers >= {event.proposed_by}
        resized = sum(each.by for each in event.resized)
        kept = changed & was.keys() & now.keys()
        assert resized == sum(now[name].quantity - was[name].quantity for name in kept)


@given(amended_lives(), contexts())
def test_what_is_looked_ahead_to_is_what_applying_makes(
    steps: list[tuple[Order, Event, Order]], context: Context
) -> None:
    if not steps:
        return
    order = steps[-1][-1]
    for amendment in order.amendments:
        command = ApplyAmendment(amendment.id)
        ahead, terms = amended(order, command, context), amended_terms(order, command)
        decision = decide(order, command, context)
        after = fold(decision.events, onto=order)
        if decision.accepted:
            assert ahead == after
            assert terms is not None
            assert ahead is not None
            assert digest_of(terms) == ahead.terms.digest


@given(orders(), st.data(), contexts())
def test_to_propose_and_to_apply_is_to_amend(
    order: Order, data: st.DataObject, context: Context
) -> None:
    wanted = data.draw(changes(order))
    proposal = decide(order, ProposeAmendment.on(order, *wanted), context)
    at_once = decide(order, Amend.on(order, *wanted), context)
    assert proposal.accepted == at_once.accepted
    assert proposal.findings == at_once.findings
    if not proposal.accepted:
        return
    staged = fold(proposal.events, onto=order)
    assert staged is not None
    assert staged.terms == order.terms
    (amendment,) = staged.amendments
    done = fold(decide(staged, ApplyAmendment(amendment.id), context).events, onto=staged)
    direct = fold(at_once.events, onto=order)
    assert done is not None
    assert direct is not None
    assert attrs.evolve(done, version=direct.version) == direct
