"""The rooms to the right of the order, as small as they can be while all have their say."""

from collections.abc import Iterable, Sequence
from typing import Final

import attrs
from tests.order.naive_rules import APPROVER, FUSSY, LEAST

from orderkit.approval import ApprovalGate, Standing
from orderkit.order import Advance, Command, Event, Gate, Order
from orderkit.values import Choice, Context, FactKey, Finding, RoleName, Vote, review
from orderkit.workflow import STANDARD_GUARDS, FlowGate, compile_flow, standard_flow

__all__ = ["GATES", "ROLE", "Fussy", "TwoYes"]

ROLE: Final = RoleName(APPROVER)


@attrs.frozen
class TwoYes:
    """Two different people must say yes to a large order; one no refuses it."""

    def roles(self, order: Order, /) -> Sequence[RoleName]:
        return (ROLE,) if order.terms.total >= LEAST else ()

    def standing(self, order: Order, votes: Sequence[Vote], /) -> Standing:
        said = [vote.choice for vote in votes]
        if Choice.REJECT in said:
            return Standing.REJECTED
        enough = not self.roles(order) or len(said) > 1
        return Standing.APPROVED if enough else Standing.PENDING


@attrs.frozen
class Fussy:
    """Looks at every move of a very large order; what it finds rests on the total."""

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del context
        if order is None or type(command) is not Advance or order.terms.total < FUSSY:
            return ()
        return (review("price.list", "total", total=order.terms.total),)

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        del order, command, events, context
        return ()


APPROVAL: Final = ApprovalGate(TwoYes())
FLOW: Final = compile_flow(
    standard_flow(),
    {
        **STANDARD_GUARDS,
        "approval_needed": APPROVAL.needed,
        "approval_not_needed": APPROVAL.not_needed,
    },
)
GATES: Final[tuple[Gate, ...]] = (Fussy(), APPROVAL, FlowGate(FLOW))
