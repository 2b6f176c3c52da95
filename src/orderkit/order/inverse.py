"""Inverses: what undoes each command, or why nothing does; and how an amendment is taken back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from orderkit.errors import ForbiddenMoveError
from orderkit.order.changes import AmendmentChange, PutBack, RemoveAdjustment, RemoveLine
from orderkit.order.commands import (
    AddLines,
    Advance,
    Amend,
    ApplyAmendment,
    ApplyPayment,
    Backorder,
    Cancel,
    CastVote,
    ClaimPieces,
    Close,
    Command,
    Deliver,
    Find,
    Freeze,
    GiveAway,
    Hold,
    LiftHold,
    Lock,
    Lose,
    Pick,
    PlaceOrder,
    ProposeAmendment,
    ReceiveReturn,
    RecordCredit,
    RecordInvoice,
    Reinstate,
    Release,
    ReleaseClaim,
    Reopen,
    RequestReturn,
    Reserve,
    Restore,
    RetractVote,
    ReversePayment,
    Ship,
    SplitOff,
    TakeIn,
    Terminate,
    Undeliver,
    Unfreeze,
    Unlock,
    Unpick,
    Unvoid,
    Void,
    VoteOnAmendment,
    WithdrawAmendment,
    WithdrawReturn,
)
from orderkit.order.events import Amended
from orderkit.order.excerpt import Excerpt
from orderkit.order.ledger import INVERSES, Act
from orderkit.order.touching import seen_between

__all__ = ["UNDONE_BY", "inverse_of", "undoing"]

_Undone: TypeAlias = type[Command] | str

_OF_PIECES: Final = (
    *(Reserve, Backorder, Release, Pick, Unpick, Ship, Deliver, Undeliver, RequestReturn),
    *(WithdrawReturn, ReceiveReturn, Lose, Find, Cancel, Restore),
)
_BY_ACT: Final = {command.act: command for command in _OF_PIECES}


def _of_act(act: Act) -> _Undone:
    inverse = INVERSES[act]
    return _BY_ACT[inverse] if isinstance(inverse, Act) else inverse


# The command that takes back what a command did, or a sentence that says why none does.
UNDONE_BY: Final[Mapping[type[Command], type[Command] | str]] = MappingProxyType(
    {
        **{command: _of_act(command.act) for command in _OF_PIECES},
        PlaceOrder: Void,
        AddLines: Amend,
        Amend: Amend,
        ApplyAmendment: Amend,
        ProposeAmendment: WithdrawAmendment,
        WithdrawAmendment: ProposeAmendment,
        VoteOnAmendment: "a vote that counted is a person's word; another vote or a withdrawn"
        " amendment answers it",
        ClaimPieces: ReleaseClaim,
        ReleaseClaim: ClaimPieces,
        SplitOff: TakeIn,
        TakeIn: SplitOff,
        GiveAway: "what went into another order is split off it again, as an order of its own",
        Terminate: Reinstate,
        Reinstate: Terminate,
        Lock: Unlock,
        Unlock: Lock,
        Hold: LiftHold,
        LiftHold: Hold,
        Freeze: Unfreeze,
        Unfreeze: Freeze,
        Close: Reopen,
        Reopen: Close,
        Void: Unvoid,
        Unvoid: Void,
        RecordInvoice: RecordCredit,
        RecordCredit: "a credit note stands as it was issued; what was credited by mistake is"
        " billed by a new order or invoice",
        ApplyPayment: ReversePayment,
        ReversePayment: ApplyPayment,
        CastVote: RetractVote,
        RetractVote: CastVote,
        Advance: "the flow says which ways lead back, and asks for each by its own name",
    }
)


def inverse_of(event: Amended) -> tuple[AmendmentChange, ...]:
    """The changes that put everything back as it stood before an amendment was applied.

    Laws:
        restored: Applied to the order as the event left it, they restore money and quantity of
            every line and adjustment (I-15); pieces that were given up are open again.

    Raises:
        ForbiddenMoveError: The event is one side of a split or a merge; what undoes these does it
            on both sides.
    """
    if event.lineage:
        move = "to put one side of a split or a merge back; merge or split instead"
        raise ForbiddenMoveError(subject=event.amendment, move=move)
    was, now = event.was, event.now
    lines = {line.id for line in was.lines}
    charges = {charge.id for charge in was.adjustments}
    changes: list[AmendmentChange] = [
        *(RemoveLine(line.id) for line in now.lines if line.id not in lines),
        *(RemoveAdjustment(each.id) for each in now.adjustments if each.id not in charges),
    ]
    if was != Excerpt():
        changes.append(PutBack(was))
    return tuple(changes)


def undoing(event: Amended, *, reason: str = "") -> Amend:
    """The amendment that takes another back, drawn up on the revision that one made.

    Where something it changed was changed again since, it is refused as stale, with both values.

    Raises:
        ForbiddenMoveError: The event is one side of a split or a merge.
    """
    return Amend(
        base=event.revision,
        changes=inverse_of(event),
        seen=seen_between(event.now, event.was),
        reason=reason,
    )
