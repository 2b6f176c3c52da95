"""What one step costs without a database, against one event of the `transitions` library.

Three distances: the compiled table alone; a flow move of a whole order through `decide` and
`fold`; every command there is, through `decide` and `fold`.
"""

import gc
import time
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Final, TypeAlias

from commands import Asked, each_command
from figure import Figure, alternating, beside
from lives import gates, lives
from orderkit.order import Advance, Gate, Order, decide, fold
from orderkit.validation import RuleSet, ValidationGate
from orderkit.values import Context
from orderkit.workflow import FlowGate, Moved
from ring import GO, bare_event, ring

__all__ = ["command", "move", "stage"]

Lap: TypeAlias = Callable[[], float]

_PEER: Final = "transitions"
_UNIT: Final = "µs"


def move(repeats: int, rounds: int = 20_000) -> Figure:
    """The compiled flow alone: table, three guards, outcome."""
    order, context = _subject()
    return _beside("move.vs_transitions", _table(order, context, rounds), repeats, rounds)


def stage(repeats: int, rounds: int = 5_000) -> Figure:
    """A flow move of a whole order: `decide` with the flow's gate and no rules, then `fold`."""
    _, context = _subject()
    return _beside("stage.vs_transitions", _whole(context, rounds), repeats, rounds)


def command(repeats: int, rounds: int = 400) -> Figure:
    """Each command once, `decide` and `fold`; the mean over all that are accepted."""
    todo = [each for each in each_command() if each.accepted]
    return _beside("command.vs_transitions", _each(todo, gates(), rounds), repeats, rounds * 10)


def _beside(name: str, ours: Lap, repeats: int, rounds: int) -> Figure:
    order, context = _subject()
    theirs = _event(order, context, rounds)
    ours(), theirs()
    gc.collect()
    gc.freeze()
    pairs = alternating(ours, theirs, repeats)
    gc.unfreeze()
    return beside(name, pairs, _PEER, _UNIT, "lower")


def _subject() -> tuple[Order, Context]:
    life = lives(1, 3)[0]
    first = life.steps[0]
    order = fold(decide(None, first.command, first.context).events)
    if order is None:
        raise RuntimeError(first)
    return order, first.context


def _event(order: Order, context: Context, rounds: int) -> Lap:
    event = bare_event()

    def lap() -> float:
        started = time.perf_counter()
        for _ in range(rounds):
            event(order, context)
        return (time.perf_counter() - started) / rounds * 1e6

    return lap


def _table(order: Order, context: Context, rounds: int) -> Lap:
    flow = ring()

    def lap() -> float:
        at = flow.initial
        started = time.perf_counter()
        for _ in range(rounds):
            outcome = flow.move(at, GO, order, context)
            if type(outcome) is Moved:
                at = outcome.target
        return (time.perf_counter() - started) / rounds * 1e6

    return lap


def _whole(context: Context, rounds: int) -> Lap:
    heard: tuple[Gate, ...] = (ValidationGate(RuleSet()), FlowGate(ring()))
    first = lives(1, 3)[0].steps[0]
    started_order = fold(decide(None, first.command, context, heard).events)

    def lap() -> float:
        order, go = started_order, Advance(GO)
        started = time.perf_counter()
        for _ in range(rounds):
            order = fold(decide(order, go, context, heard).events, onto=order)
        return (time.perf_counter() - started) / rounds * 1e6

    return lap


def _each(todo: Sequence[Asked], heard: Sequence[Gate], rounds: int) -> Lap:
    def lap() -> float:
        return fmean(_one(each, heard, rounds) for each in todo)

    return lap


def _one(each: Asked, heard: Sequence[Gate], rounds: int) -> float:
    order, asked_for, context = each.order, each.command, each.context
    started = time.perf_counter()
    for _ in range(rounds):
        fold(decide(order, asked_for, context, heard).events, onto=order)
    return (time.perf_counter() - started) / rounds * 1e6
