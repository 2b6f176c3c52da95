"""Decide: answer a command with events, or with everything that stands against it.

    decision = decide(order, command, context, gates)
    order = fold(decision.events, onto=order)

A decision that nobody saves is a free dry run.
"""

from collections.abc import Sequence

import attrs

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
    RetractVote,
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
from orderkit.order.deciding.waiving import in_force, unheard, waived
from orderkit.order.decision import Decision, effects_of
from orderkit.order.events import Event, OrderPlaced
from orderkit.order.gates import Gate, Pinning
from orderkit.order.model import Order
from orderkit.values import Context, Finding, block, stands

__all__ = ["decide", "decide_safe"]


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
        if stands(findings, in_force(order, context, command), at=context.at):
            return Decision(findings=(*findings, *unheard(order, findings, context, command)))
        if not events and ALREADY_SO in findings:
            return Decision(findings=(ALREADY_SO,))
        events = (*waived(order, findings, context, command), *events)
    if gates:
        if order is None:
            events = _pinned(events, gates)
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


def _pinned(events: tuple[Event, ...], gates: Sequence[Gate]) -> tuple[Event, ...]:
    """The events of placing, with the digest of the rules that the order begins on."""
    digest = next((gate.digest for gate in gates if isinstance(gate, Pinning)), "")
    if not digest:
        return events
    return tuple(
        attrs.evolve(event, rules=digest) if isinstance(event, OrderPlaced) else event
        for event in events
    )


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
        case CastVote() | RetractVote():
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
