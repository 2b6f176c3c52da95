"""Decide: answer a command with events, or with everything that stands against it.

    decision = decide(order, command, context, gates)
    order = fold(decision.events, onto=order)

A decision that nobody saves is a free dry run.
"""

from collections.abc import Iterator, Sequence

from orderkit.errors import OrderkitError
from orderkit.order.commands import (
    AddLines,
    Advance,
    Amend,
    ApplyAmendment,
    ApplyPayment,
    CastVote,
    ClaimPieces,
    Command,
    GiveAway,
    PlaceOrder,
    ProposeAmendment,
    RecordCredit,
    RecordInvoice,
    ReleaseClaim,
    ReversePayment,
    SplitOff,
    TakeIn,
    VoteOnAmendment,
    WithdrawAmendment,
)
from orderkit.order.commands.pieces import OfPieces
from orderkit.order.deciding import ALREADY_SO, Answer
from orderkit.order.deciding.amendment import decide_amendment
from orderkit.order.deciding.bars import barred
from orderkit.order.deciding.claims import decide_claims, executed, kept_for_others
from orderkit.order.deciding.closing import closing
from orderkit.order.deciding.lineage import decide_lineage
from orderkit.order.deciding.lines import decide_lines
from orderkit.order.deciding.money import decide_money
from orderkit.order.deciding.overlays import decide_overlays
from orderkit.order.deciding.people import decide_vote
from orderkit.order.deciding.pieces import decide_pieces
from orderkit.order.deciding.texts import unsafe_texts
from orderkit.order.deciding.voices import brought, died, said
from orderkit.order.decision import Decision, effects_of
from orderkit.order.events import Event, FindingWaived
from orderkit.order.gates import Gate
from orderkit.order.model import Order
from orderkit.values import (
    ClearedKey,
    Context,
    Finding,
    Waiver,
    block,
    cleared_key,
    note,
    stands,
)

__all__ = ["decide", "decide_safe", "in_force"]


def decide(
    order: Order | None, command: Command, context: Context, gates: Sequence[Gate] = ()
) -> Decision:
    """Answer a command; pure, and no exception for a business "no".

    The order itself, its live facets and every gate are all asked, and none hides another.

    Args:
        order: The state the command meets; None where there is no order yet.
        command: What is asked.
        context: Who asks, when, with which facts and waivers.
        gates: The rooms to the right: rules, flow, approval. Asked in turn.

    Returns:
        Events and effects, or findings that say why not. Findings of an accepted decision are
        notes and what was waived.

    Raises:
        PolicyContractError: A gate raised, or gave something else than findings or events.
        InvalidTextError: Something else stands where a text of the command belongs.
    """
    unsafe = unsafe_texts(command)
    if unsafe:
        # No gate is asked of what cannot be kept.
        return Decision(findings=unsafe)
    return decide_safe(order, command, context, gates)


def decide_safe(
    order: Order | None, command: Command, context: Context, gates: Sequence[Gate]
) -> Decision:
    """What `decide` says of a command whose texts were looked at before, with `unsafe_texts`."""
    events, findings = _own(order, command, context)
    if gates:
        findings = _asked(order, command, context, gates, findings)
    if findings:
        if stands(findings, in_force(order, context), at=context.at):
            return Decision(findings=(*findings, *_not_own(findings, context)))
        if not events and ALREADY_SO in findings:
            return Decision(findings=(ALREADY_SO,))
        # What is let pass comes first; where an order begins, there is nothing to let pass before.
        begun = 1 if order is None else 0
        events = (*events[:begun], *_waived(order, findings, context), *events[begun:])
    if gates:
        events = _followed(order, command, context, gates, events)
    return _decided(order, command, events, findings)


def _decided(
    order: Order | None,
    command: Command,
    events: tuple[Event, ...],
    findings: tuple[Finding, ...],
) -> Decision:
    if not events:
        return Decision(findings=(*findings, block("command.unanswered", "")))
    if order is not None:
        return Decision(events, effects_of(order.terms.key, order.version, events), findings)
    key = command.terms.key if isinstance(command, PlaceOrder) else None
    return Decision(events, effects_of(key, 0, events) if key else (), findings)


def _asked(
    order: Order | None,
    command: Command,
    context: Context,
    gates: Sequence[Gate],
    findings: tuple[Finding, ...],
) -> tuple[Finding, ...]:
    for gate in gates:
        try:
            found = gate.check(order, command, context)
        except OrderkitError:
            raise
        except Exception as error:
            raise died(gate, error) from error
        # An empty tuple is by far the commonest answer.
        if found or type(found) is not tuple:
            findings = (*findings, *said(gate, found))
    return findings


def _followed(
    order: Order | None,
    command: Command,
    context: Context,
    gates: Sequence[Gate],
    events: tuple[Event, ...],
) -> tuple[Event, ...]:
    for gate in gates:
        try:
            further = gate.follow(order, command, events, context)
        except OrderkitError:
            raise
        except Exception as error:
            raise died(gate, error) from error
        if further or type(further) is not tuple:
            events = (*events, *brought(gate, further))
    return events


def in_force(order: Order | None, context: Context) -> tuple[Waiver, ...]:
    """The waivers a decision knows: those recorded on the order, then those the actor gives now.

    Nobody brings another person's word: a waiver in somebody else's name counts for nothing.
    """
    given = _given(context)
    return given if order is None else (*order.waivers, *given)


def _given(context: Context) -> tuple[Waiver, ...]:
    if not context.waivers:
        return ()
    persons = (context.actor.id, context.actor.on_behalf_of)
    return tuple(waiver for waiver in context.waivers if waiver.by in persons)


def _not_own(findings: tuple[Finding, ...], context: Context) -> Iterator[Finding]:
    """Says of each word that would have let something pass why it was not heard."""
    persons, actor = (context.actor.id, context.actor.on_behalf_of), context.actor.id
    foreign = [each for each in context.waivers if each.by not in persons]
    if not foreign:
        return
    # By key: there may be thousands of findings, and a waiver of each.
    found = dict[ClearedKey | None, list[Finding]]()
    for finding in findings:
        found.setdefault(cleared_key(finding), []).append(finding)
    for waiver in foreign:
        for finding in found.get(waiver.key, ()) if waiver.counts(context.at) else ():
            yield note(
                "waiver.not_own", finding.path, rule=finding.code, person=waiver.by, actor=actor
            )


def _own(order: Order | None, command: Command, context: Context) -> Answer:
    if order is None:
        if isinstance(command, PlaceOrder):
            return decide_lines(None, command, context)
        return (), (block("order.unknown", ""),)
    bars = barred(order, command, context)
    events, findings = _family(order, command, context)
    if order.claims:
        findings = (*findings, *kept_for_others(order, command))
        events = (*executed(order, command, context), *events) if events else ()
    if events and order.terms.tolerant:
        events = (*events, *closing(order, events, context))
    return (events, (*bars, *findings)) if bars else (events, findings)


def _family(order: Order, command: Command, context: Context) -> Answer:
    # The base class is tested first: pieces move most often.
    if isinstance(command, OfPieces):
        return decide_pieces(order, command, context)
    match command:
        case Advance():
            # The flow's gate answers it: only the flow knows its moves.
            return (), ()
        case RecordInvoice() | RecordCredit() | ApplyPayment() | ReversePayment():
            return decide_money(order, command, context)
        case CastVote():
            return decide_vote(order, command, context)
        case PlaceOrder() | AddLines():
            return decide_lines(order, command, context)
        case ClaimPieces() | ReleaseClaim():
            return decide_claims(order, command, context)
        case SplitOff() | TakeIn() | GiveAway():
            return decide_lineage(order, command, context)
        case (
            Amend()
            | ApplyAmendment()
            | ProposeAmendment()
            | VoteOnAmendment()
            | WithdrawAmendment()
        ):
            return decide_amendment(order, command, context)
        case _:
            # Here mypy names each command that is left out above.
            return decide_overlays(order, command, context)


def _waived(
    order: Order | None, findings: tuple[Finding, ...], context: Context
) -> tuple[Event, ...]:
    """A record of each waiver that let something pass here for the first time."""
    given = _given(context)
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
