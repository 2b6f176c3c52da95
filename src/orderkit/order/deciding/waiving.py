"""Waiving: whose word lets a finding pass, and why a word is not heard.

A word counts from the mouth of the one who gives it, with a reason, in a role that they hold, and
never from whoever made what it is about: nobody checks what they made.
"""

from collections.abc import Iterator, Sequence

from orderkit.order.commands import (
    AddLines,
    Amend,
    ApplyAmendment,
    Command,
    PlaceOrder,
    TakeIn,
)
from orderkit.order.events import FindingWaived
from orderkit.order.model import Order
from orderkit.values import ActorId, ClearedKey, Context, Finding, Waiver, cleared_key, note

__all__ = ["in_force", "unheard", "waived"]


def in_force(order: Order | None, context: Context, command: Command) -> tuple[Waiver, ...]:
    """The waivers a decision knows: those recorded on the order, then those the actor gives now.

    Nobody brings another person's word: a waiver in somebody else's name counts for nothing. Nor
    does one of a maker, of whoever stands for one, without a reason, or in a role not held.
    """
    given = _given(order, context, command)
    return given if order is None else (*order.waivers, *given)


def waived(
    order: Order | None, findings: Sequence[Finding], context: Context, command: Command
) -> tuple[FindingWaived, ...]:
    """A record of each waiver that let something pass here for the first time."""
    given = _given(order, context, command)
    if not given:
        return ()
    recorded = () if order is None else order.waivers
    known = {waiver.key for waiver in recorded if waiver.counts(context.at)}
    fresh = {cleared_key(finding) for finding in findings} - known
    return tuple(
        FindingWaived(waiver=waiver, at=context.at, by=context.actor.id)
        for waiver in given
        if waiver.key in fresh and waiver.counts(context.at)
    )


def unheard(
    order: Order | None, findings: Sequence[Finding], context: Context, command: Command
) -> Iterator[Finding]:
    """Says of each word that would have let something pass why it was not heard."""
    if not context.waivers:
        return
    persons, made = _persons(context), _makers(order, context, command)
    # By key: there may be thousands of findings, and a waiver of each.
    found = dict[ClearedKey | None, list[Finding]]()
    for finding in findings:
        found.setdefault(cleared_key(finding), []).append(finding)
    for waiver in context.waivers:
        for finding in found.get(waiver.key, ()) if waiver.counts(context.at) else ():
            path, rule, person, actor = finding.path, finding.code, waiver.by, context.actor.id
            if waiver.by not in persons:
                yield note("waiver.not_own", path, rule=rule, person=person, actor=actor)
            elif persons & made:
                yield note("waiver.maker", path, rule=rule, person=person)
            elif not waiver.reason.strip():
                yield note("waiver.no_reason", path, rule=rule, person=person)
            elif not _holds_role(waiver, context):
                yield note("waiver.role_not_held", path, rule=rule, actor=actor, role=waiver.role)


def _given(order: Order | None, context: Context, command: Command) -> tuple[Waiver, ...]:
    if not context.waivers:
        return ()
    persons = _persons(context)
    if persons & _makers(order, context, command):
        return ()
    return tuple(
        waiver
        for waiver in context.waivers
        if waiver.by in persons and waiver.reason.strip() and _holds_role(waiver, context)
    )


def _holds_role(waiver: Waiver, context: Context) -> bool:
    return not waiver.role or context.actor.has_role(waiver.role)


def _persons(context: Context) -> frozenset[ActorId]:
    actor = context.actor
    return frozenset((actor.id, actor.on_behalf_of or actor.id))


def _makers(order: Order | None, context: Context, command: Command) -> frozenset[ActorId]:
    """Whoever made what the command is about."""
    if order is None:
        # Placing is making: what comes in of somebody's hand is let pass by another, later on.
        return _persons(context)
    match command:
        case PlaceOrder() | AddLines() | Amend():
            return order.makers | _persons(context)
        case ApplyAmendment(amendment=name):
            proposed = next((each for each in order.amendments if each.id == name), None)
            if proposed is None:
                return order.makers
            return order.makers | {proposed.by, proposed.on_behalf_of or proposed.by}
        case TakeIn(parcel=parcel):
            return order.makers.union(parcel.makers)
        case _:
            return order.makers
