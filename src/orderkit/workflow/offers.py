"""What may be asked for at a stage, and everything that stands against what may not."""

from typing import Final, final, get_args

import attrs

from orderkit.order import Advance, Command, Order
from orderkit.values import Context, MoveName, StageName
from orderkit.workflow.flow import Flow, Stuck
from orderkit.workflow.model import Labels

__all__ = ["Offer", "available", "offers", "open_commands"]

_COMMANDS: Final = tuple(sorted(kind.__name__ for kind in get_args(Command) if kind is not Advance))


@final
@attrs.frozen(kw_only=True)
class Offer:
    """A name that `Advance` may ask for at the stage where an order is.

    Attributes:
        move: The name.
        targets: Where moves by this name lead from here; the first that may be taken is.
        labels: Locale and text of the first of them.
        why_not: All that stands against it; empty means that it may be asked for now.
    """

    move: MoveName
    targets: tuple[StageName, ...]
    labels: Labels = ()
    why_not: tuple[Stuck, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it."""
        return not self.why_not


def offers(flow: Flow, order: Order, context: Context) -> tuple[Offer, ...]:
    """What people may ask for at the stage of an order, in the order of the definition.

    Of an order that runs on another flow, or on none, nothing may be asked.

    Laws:
        available: An offer is open exactly where the gate of the flow lets it pass (I-31).

    Raises:
        PolicyContractError: A guard raised, or gave neither True nor False.
    """
    if order.flow != flow.digest:
        return ()
    return tuple(_offer(flow, order, trigger, context) for trigger in flow.triggers(order.stage))


def _offer(flow: Flow, order: Order, trigger: str, context: Context) -> Offer:
    moves = [
        move
        for move in flow.definition.moves
        if move.trigger == trigger and order.stage in move.sources
    ]
    return Offer(
        move=MoveName(trigger),
        targets=tuple(dict.fromkeys(move.target for move in moves)),
        labels=moves[0].labels,
        why_not=flow.why_not(order.stage, trigger, order, context),
    )


def available(flow: Flow, order: Order, context: Context) -> tuple[MoveName, ...]:
    """What this actor may ask for now, in the order of the definition.

    Raises:
        PolicyContractError: As `offers` does.
    """
    return tuple(offer.move for offer in offers(flow, order, context) if offer.is_open)


def open_commands(flow: Flow, order: Order) -> tuple[str, ...]:
    """The names of commands, `Advance` apart, that the stage of an order is not closed to; sorted.

    What else stands against one, such as a hold, other gates and `decide` say. Of an order that
    runs on another flow none is open; one of no flow is closed to none.
    """
    if order.flow != flow.digest:
        return () if order.flow else _COMMANDS
    closed = flow.closed[order.stage]
    return tuple(name for name in _COMMANDS if name not in closed)
