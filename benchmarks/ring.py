"""One flow twice: compiled by orderkit, and as a bare machine of the `transitions` library.

Five stages in a ring, one move from each to the next, three guards on each move: the same three
functions on both sides, each called with an order and a context.
"""

from collections.abc import Callable
from typing import Final, Protocol, final

from transitions import Machine

from orderkit.order import Order
from orderkit.values import Context, MoveName, StageName
from orderkit.workflow import (
    STANDARD_GUARDS,
    Flow,
    FlowDefinition,
    Move,
    Stage,
    compile_flow,
)

__all__ = ["GO", "GUARDS", "bare_event", "ring"]

GO: Final = MoveName("go")
# All three hold for an order that was just placed.
GUARDS: Final = ("something_to_ship", "owes_nothing", "not_voided")
_STAGES: Final = tuple(StageName(f"stage{place}") for place in range(5))


class Event(Protocol):
    """An event of the other library, as a bound method of its model."""

    def __call__(self, order: Order, context: Context, /) -> bool:
        """Take the move if all guards hold."""
        ...


@final
class Bare:
    """The model that the other library moves."""

    go: Event


def ring() -> Flow:
    """The flow as orderkit compiles it."""
    stages = tuple(Stage(name=name, initial=name == _STAGES[0]) for name in _STAGES)
    moves = tuple(
        Move(
            name=MoveName(f"go{place}"),
            sources=(source,),
            target=_STAGES[(place + 1) % len(_STAGES)],
            trigger=GO,
            asked=True,
            guards=GUARDS,
        )
        for place, source in enumerate(_STAGES)
    )
    return compile_flow(FlowDefinition(name="ring", stages=stages, moves=moves), STANDARD_GUARDS)


def bare_event() -> Callable[[Order, Context], bool]:
    """The same flow as a bare machine; gives its one event."""
    model = Bare()
    guards: list[str | Callable[..., bool | None]] = [STANDARD_GUARDS[name] for name in GUARDS]
    machine = Machine(
        model=model,
        states=list(_STAGES),
        initial=_STAGES[0],
        auto_transitions=False,
        queued=False,
    )
    for place, source in enumerate(_STAGES):
        target = _STAGES[(place + 1) % len(_STAGES)]
        machine.add_transition(str(GO), source, target, conditions=guards)
    return model.go
