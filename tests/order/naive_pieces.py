"""Pieces on paper: moved one at a time, each from the first place that the act may take it from."""

from collections.abc import Iterator
from typing import TypeAlias

from tests.order.naive_rules import TAKES

from orderkit.order.commands.pieces import OfPieces

__all__ = ["Announced", "Pieces", "move_pieces"]

Pieces: TypeAlias = dict[str, dict[str, int]]
# Announced returns, piece by piece, oldest first: the line, and where it came from.
Announced: TypeAlias = list[tuple[str, str]]


def move_pieces(command: OfPieces, pieces: Pieces, announced: Announced) -> Iterator[str]:
    """Move piece by piece, portion after portion; tell what is amiss."""
    act = type(command).__name__
    if not command.portions:
        yield "pieces.none"
    for portion in command.portions:
        if portion.line not in pieces:
            yield "line.unknown"
        elif portion.quantity < 1:
            yield "quantity.range"
        for _ in range(portion.quantity if portion.line in pieces else 0):
            counts = pieces[portion.line]
            ways = [way.split(">") for way in TAKES[act]]
            if portion.source is not None:
                ways = [way for way in ways if way[0] == portion.source.name.lower()]
            if act == "WithdrawReturn":
                ways = [["return_requested", came] for of, came in announced if of == portion.line]
            ways = [way for way in ways if counts[way[0]]]
            if not ways:
                yield "pieces.not_enough"
                break
            source, target = ways[0]
            counts[source] -= 1
            counts[target] += 1
            _note(source, target, portion.line, announced)


def _note(source: str, target: str, line: str, announced: Announced) -> None:
    """Keep the note of announced returns as the pieces go."""
    if target == "return_requested":
        announced.append((line, source))
    elif source == "return_requested":
        came = next(c for of, c in announced if of == line and target in (c, "returned"))
        announced.remove((line, came))
