"""Splitting, merging and copying at the desk: both sides in one unit of work, or neither."""

from collections.abc import Sequence
from typing import final

import attrs

from orderkit.order import SplitOff, copy_of, merging, part_of
from orderkit.ports import UnitOfWork
from orderkit.process.desk import OrderDesk, RefusedError
from orderkit.process.once import UNKNOWN, Done, once
from orderkit.values import Context, Finding, OrderId, OrderKey, Severity, block, stands

__all__ = ["LineageOutcome", "copy_order", "merge_orders", "split_order"]


@final
@attrs.frozen(kw_only=True)
class LineageOutcome:
    """Whether orders were split, merged or copied.

    Attributes:
        findings: Everything that stands against it, of all orders; then nothing was written.
            In a merge, paths begin with the order that was to come in.
    """

    findings: tuple[Finding, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it was done; a repeat under one key is told the same."""
        return not self.findings


def split_order(
    desk: OrderDesk, key: OrderKey, command: SplitOff, context: Context, *, number: str = ""
) -> LineageOutcome:
    """Let pieces of an order go into one of their own; all of it or nothing.

    The part begins its life as any order does: it is placed past the gates of the path. Repeating
    it under one key of the context gives the first outcome again.

    Args:
        number: The channel's own number of the new order, if it has one.

    Raises:
        ConflictError: The key of the context was used for other content, or somebody else wrote
            at the same time; nothing is written.
    """

    def act(work: UnitOfWork) -> Done:
        order = desk.order_in(work, key, context)
        if order is None:
            return UNKNOWN
        desk.carry_out(work, key, command, context)
        part = part_of(order, command, context, number=number)
        desk.carry_out(work, part.terms.key, part, context)
        return Done()

    return _outcome(once(desk, key, context, act, "split_order", command, number))


def merge_orders(
    desk: OrderDesk,
    into: OrderKey,
    others: Sequence[OrderKey],
    context: Context,
    *,
    join: bool = True,
    reason: str = "",
) -> LineageOutcome:
    """Take other orders into one, which are void then; all of them or none.

    Repeating it under one key of the context gives the first outcome again.

    Args:
        others: In the order in which their lines come.
        join: Whether lines that differ in their units alone become one.

    Raises:
        ConflictError: The key of the context was used for other content, or somebody else wrote
            at the same time; nothing is written.
    """

    def act(work: UnitOfWork) -> Done:
        findings = list[Finding]() if others else [block("merge.none", "orders")]
        for other in others:
            # What follows a refusal is undone with it; it is done to tell all that stands against.
            findings += _merge(desk, work, into, other, context, join=join, reason=reason)
        if findings:
            # Both sides may say the same, as of an order that is to go into itself.
            told = tuple(dict.fromkeys(findings))
            codes = ", ".join(found.code for found in told)
            raise RefusedError(subject=str(into), why=codes, findings=told)
        return Done()

    content = (into, tuple(others), join, reason)
    return _outcome(once(desk, into, context, act, "merge_orders", *content))


def copy_order(
    desk: OrderDesk, key: OrderKey, to: OrderId, context: Context, *, number: str = ""
) -> LineageOutcome:
    """Place the terms of an order once more, as a new one that redeems its coupons anew.

    Repeating it under one key of the context gives the first outcome again.

    Args:
        number: The channel's own number of the new order, if it has one.

    Raises:
        ConflictError: The key of the context was used for other content; nothing is written.
    """

    def act(work: UnitOfWork) -> Done:
        order = desk.order_in(work, key, context)
        if order is None:
            return UNKNOWN
        copy = copy_of(order, to, context, number=number)
        desk.carry_out(work, copy.terms.key, copy, context)
        return Done()

    return _outcome(once(desk, key, context, act, "copy_order", to, number))


def _merge(
    desk: OrderDesk,
    work: UnitOfWork,
    into: OrderKey,
    other: OrderKey,
    context: Context,
    *,
    join: bool,
    reason: str,
) -> tuple[Finding, ...]:
    """Merge one order; or everything that stands against it on both sides."""
    order, giver = (desk.order_in(work, key, context) for key in (into, other))
    missing = tuple(
        block("order.unknown", f"orders/{key.order}")
        for key, found in ((into, order), (other, giver))
        if found is None
    )
    if order is None or giver is None:
        return missing
    take, give = merging(order, giver, join=join, reason=reason)
    # Whoever gives goes first: what counts across orders is free before it is taken.
    given = desk.handle_part(work, other, give, context)
    act = desk.handle_part if given.accepted else desk.ask
    taken = act(work, into, take, context)
    told = [
        found
        for answer in (given, taken)
        if not answer.accepted
        for found in stands(answer.findings, (), at=context.at) or answer.findings
    ]
    return tuple(_of_order(found, other) for found in told)


def _of_order(found: Finding, other: OrderKey) -> Finding:
    """A finding that says against which of several orders it stands."""
    if found.severity is not Severity.BLOCK:
        # A waiver names the path under which it was said.
        return found
    path = f"orders/{other.order}/{found.path}" if found.path else f"orders/{other.order}"
    return attrs.evolve(found, path=path)


def _outcome(done: Done) -> LineageOutcome:
    return LineageOutcome(findings=done.findings)
