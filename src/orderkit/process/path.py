"""The order path of a host: its gates, and where the facts that they declare come from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol, final, get_args

import attrs

from orderkit.errors import OrderkitError, PolicyContractError, PortError
from orderkit.order import (
    Command,
    Event,
    Gate,
    GiveAway,
    Judge,
    LineageKind,
    Order,
    PlaceOrder,
    SplitOff,
    TakeIn,
)
from orderkit.ports import UnitOfWork
from orderkit.values import (
    Context,
    Fact,
    FactKey,
    Finding,
    OrganisationId,
    Param,
    block,
    sorted_keys,
)

__all__ = ["FactSource", "OrderPath"]

_VALUES: Final = get_args(Param)


class FactSource(Protocol):
    """Gives facts of one kind that are kept elsewhere than among the subjects.

    Laws:
        inside: It reads through the unit of work it is given and through nothing else, so that
            what it says is as of the decision.
    """

    def __call__(
        self, work: UnitOfWork, organisation: OrganisationId, subject: str, /
    ) -> Param | None:
        """Give the value of the fact about a subject; None if there is none."""
        ...


@final
@attrs.frozen(kw_only=True)
class OrderPath:
    """What every decision of a host asks beside the order itself.

    Attributes:
        gates: Rules, flow, approval; asked in turn, and none hides another.
        sources: By kind of fact; all other kinds are read from the unit of work's subjects.
        documented: Commands that say what a document says, each with the verb that brings both.
            Such a command is refused where it comes alone, for then no document would stand
            beside it. A host that keeps its own stock and books names none.
    """

    gates: tuple[Gate, ...] = ()
    sources: Mapping[str, FactSource] = attrs.field(factory=dict)
    documented: Mapping[type[Command], str] = attrs.field(factory=dict)

    def gates_alone(self, command: Command) -> tuple[Gate, ...]:
        """The gates of a command that comes alone, and not as a part of a larger act."""
        verb = self.documented.get(type(command))
        if verb is None:
            return self.gates
        name = type(command).__name__
        return (*self.gates, _Refuses(block("document.missing", "", command=name, verb=verb)))

    def gates_saved_alone(self, command: Command) -> tuple[Gate, ...]:
        """The gates of a command that comes alone and is to be saved: one side is no split.

        A preview of one side shows what it comes to, and what stands against it.
        """
        gates, verb = self.gates_alone(command), _both_sides(command)
        if not verb:
            return gates
        name = type(command).__name__
        return (*gates, _Refuses(block("lineage.one_side", "", command=name, verb=verb)))

    def declared(self, order: Order | None, command: Command) -> tuple[FactKey, ...]:
        """The facts that any gate will read for this command, sorted, none twice.

        Raises:
            PolicyContractError: A gate raised, or named something else than facts.
        """
        keys = [key for gate in self.gates for key in _named(gate, order, command)]
        return sorted_keys(keys) if keys else ()

    def judged(self, *orders: Order | None) -> tuple[FactKey, ...]:
        """The facts that any gate that judges will read of these orders, sorted, none twice.

        Raises:
            PolicyContractError: A gate raised, or named something else than facts.
        """
        keys = [
            key
            for gate in self.gates
            for order in orders
            if order is not None and isinstance(gate, Judge)
            for key in _all_named(gate, partial(gate.judges, order))
        ]
        return sorted_keys(keys) if keys else ()

    def read(
        self, work: UnitOfWork, organisation: OrganisationId, keys: tuple[FactKey, ...]
    ) -> tuple[Fact, ...]:
        """Each declared fact as it is now; an absent one has no value and version 0.

        Raises:
            PortError: A source gave what no fact can hold.
        """
        stored = tuple(key for key in keys if key.kind not in self.sources)
        read = work.subjects.read(organisation, stored)
        found = {(fact.key.kind, fact.key.subject): fact for fact in read}
        facts = list[Fact]()
        for key in keys:
            source = self.sources.get(key.kind)
            if source is None:
                facts.append(found.get((key.kind, key.subject)) or Fact(key, None))
            else:
                value = source(work, organisation, key.subject)
                # A source without a type checker may give anything.
                if value is not None and not isinstance(value, _VALUES):
                    raise PortError(port="FactSource", operation=key.kind)
                facts.append(Fact(key, value))
        return tuple(facts)


def _both_sides(command: Command) -> str:
    """The verb that does both sides of what a command is one side of; empty for all others."""
    match command:
        case SplitOff():
            return "split_order"
        case TakeIn() | GiveAway():
            return "merge_orders"
        case PlaceOrder(lineage=lineage) if any(
            each.kind is not LineageKind.COPY for each in lineage
        ):
            return "split_order"
        case _:
            return ""


@final
@attrs.frozen
class _Refuses:
    """Refuses a command that must not come alone."""

    finding: Finding

    def declares(self, order: Order | None, command: Command, /) -> Iterable[FactKey]:
        del order, command
        return ()

    def check(
        self, order: Order | None, command: Command, context: Context, /
    ) -> Sequence[Finding]:
        del order, command, context
        return (self.finding,)

    def follow(
        self, order: Order | None, command: Command, events: Sequence[Event], context: Context, /
    ) -> Sequence[Event]:
        del order, command, events, context
        return ()


def _named(gate: Gate, order: Order | None, command: Command) -> tuple[FactKey, ...]:
    return _all_named(gate, partial(gate.declares, order, command))


def _all_named(gate: Gate, ask: Callable[[], Iterable[FactKey]]) -> tuple[FactKey, ...]:
    try:
        named = ask()
        # By far the commonest answer; a host may give anything else that can be walked.
        if type(named) is tuple and not named:
            return ()
        keys = tuple(named)
    except OrderkitError:
        raise
    except Exception as error:
        name = type(gate).__name__
        raise PolicyContractError(policy=name, law="total", proof=f"{error!r:.200}") from error
    for key in keys:
        if not isinstance(key, FactKey):
            name = type(gate).__name__
            raise PolicyContractError(policy=name, law="declared", proof=f"{key!r:.64}")
    return keys
