"""Gates: how the rooms to the right have their say without `order` knowing them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol, runtime_checkable

import attrs

from orderkit.errors import ForbiddenMoveError
from orderkit.order.commands import Command
from orderkit.order.events import Event
from orderkit.order.model import Order
from orderkit.values import Context, FactKey, Finding

__all__ = ["Gate", "Judge", "Pinning", "ReentryError"]


@attrs.frozen(kw_only=True)
class ReentryError(ForbiddenMoveError):
    """A gate or a rule called the desk that is asking it; what it needs is declared as a fact.

    Attributes:
        subject: The order that is being decided.
        move: What was asked of the desk.
    """

    code: ClassVar[str] = "desk.reentry"
    template: ClassVar[str] = "{move} of {subject} was called by what is asked in its decision"


class Gate(Protocol):
    """One voice in every decision: a rule set, a flow, an approval policy.

    Laws:
        pure: Equal arguments give equal answers; no argument is changed.
        total: No order, no command and no facts make it raise.
        findings: `check` gives findings and nothing else.
        declared: It reads no fact that `declares` did not name for the same order and command.
        possible: What `follow` adds can happen to the order after the events it was shown.
        alone: It calls no desk.
    """

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        """Name the facts that `check` and `follow` will read."""
        ...

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        """Say what stands against the command, or what to mind; empty when all is well."""
        ...

    def follow(
        self,
        order: Order | None,
        command: Command,
        events: Sequence[Event],
        context: Context,
        /,
    ) -> Sequence[Event]:
        """Say what else happens because `events` happen to `order`, which is the state before.

        It is asked only when nothing stands against the command.
        """
        ...


@runtime_checkable
class Pinning(Protocol):
    """A gate that judges each order by the rules that it began on, whatever rules come later.

    Laws:
        pure: It pins the same for good; what an order began on does not change.
    """

    @property
    def digest(self) -> str:
        """The digest of the rules that an order begins on which is placed now; empty if none."""
        ...


@runtime_checkable
class Judge(Protocol):
    """A gate that can also say what it has against an order as it stands, whatever is asked.

    A preview asks it before and after, and shows what comes to fail.

    Laws:
        pure: Equal arguments give equal answers; no argument is changed.
        total: No order and no facts make it raise.
        findings: `judge` gives findings and nothing else.
        declared: It reads no fact that `judges` did not name for the same order.
    """

    def judges(self, order: Order, /) -> Iterable[FactKey]:
        """Name the facts that `judge` will read."""
        ...

    def judge(self, order: Order, context: Context, /) -> Sequence[Finding]:
        """Say what stands against the order, or what to mind; empty when all is well."""
        ...
